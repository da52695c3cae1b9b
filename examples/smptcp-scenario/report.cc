/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "report.h"

#include "../common/words.h"

#include "ns3/smptcp-topology-values.h"

#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace smptcp_example
{

namespace
{

/// \return a number of at most five digits, nothing for one without an end
std::string
Number(double value)
{
    std::ostringstream text;
    if (!std::isinf(value))
    {
        text << std::setprecision(5) << value;
    }
    return text.str();
}

std::string
Number(const std::optional<double>& value)
{
    return value ? Number(*value) : "";
}

/// What stands between parentheses of a quantity's name
struct QuantityName
{
    std::string quantity; //!< goodput
    std::string of;       //!< A flow, group or link; may be empty
    std::string part;     //!< A subflow or a direction; may be empty
    std::string span;     //!< The time it is of, empty for the whole run
};

QuantityName
Split(const std::string& name)
{
    QuantityName parts;
    auto open = name.find('(');
    parts.quantity = name.substr(0, open);
    auto words = open == std::string::npos ? std::vector<std::string>()
                                           : Words(name.substr(open + 1, name.size() - open - 2));
    bool ofAll = parts.quantity == "events"; // the one quantity of the whole simulation
    if (!words.empty() && (ofAll || (words.size() > 1 && !ns3::IsTopologyPart(words.back()))))
    {
        parts.span = words.back();
        words.pop_back();
    }
    parts.of = words.empty() ? "" : words[0];
    parts.part = words.size() > 1 ? words[1] : "";
    return parts;
}

} // namespace

void
WriteScenarioHead(std::ostream& out)
{
    out << "scenario,variant,metric,predicted,low,high,measured,ci95,verdict\n";
}

void
WriteScenarioRows(std::ostream& out, const Scenario& scenario, const std::vector<Row>& rows)
{
    for (const Row& row : rows)
    {
        bool known = row.error.empty();
        out << scenario.GetName() << "," << row.variant->name << "," << row.expectation.metric << ","
            << Number(row.expectation.predicted) << "," << Number(row.expectation.low) << ","
            << Number(row.expectation.high) << "," << (known ? Number(row.sample.GetMean()) : "") << ","
            << (known ? Number(row.sample.GetHalfWidth()) : "") << "," << row.Verdict() << "\n";
    }
}

void
WriteFlowsHead(std::ostream& out)
{
    out << "scenario,variant,seed,quantity,of,part,span,value\n";
}

void
WriteFlowsRows(std::ostream& out, const Scenario& scenario, const Judge& judge)
{
    for (const Variant& variant : scenario.GetVariants())
    {
        auto runs = judge.GetResults().find(&variant);
        if (runs == judge.GetResults().end())
        {
            continue;
        }
        for (const auto& [seed, result] : runs->second)
        {
            for (const auto& [name, value] : result.quantities)
            {
                QuantityName parts = Split(name);
                out << scenario.GetName() << "," << variant.name << "," << seed << "," << parts.quantity << ","
                    << parts.of << "," << parts.part << "," << parts.span << "," << std::setprecision(10) << value << "\n";
            }
        }
    }
}

void
PrintRows(std::ostream& out, const std::vector<Row>& rows)
{
    for (const Row& row : rows)
    {
        std::string band;
        if (row.expectation.judged)
        {
            band = std::isinf(row.expectation.low)    ? "at most " + Number(row.expectation.high)
                   : std::isinf(row.expectation.high) ? "at least " + Number(row.expectation.low)
                                                      : Number(row.expectation.low) + " to " + Number(row.expectation.high);
        }
        std::string measured = Number(row.sample.GetMean());
        if (auto half = row.sample.GetHalfWidth())
        {
            measured += " +- " + Number(*half);
        }
        out << (row.Verdict() == "inside" || row.Verdict() == "none" ? "  " : "! ") << std::left << std::setw(22)
            << row.variant->name << " " << std::setw(22) << row.expectation.metric << " "
            << (row.error.empty() ? measured : row.error)
            << (row.expectation.predicted ? ", predicted " + Number(*row.expectation.predicted) : "")
            << (band.empty() ? "" : ", band " + band + ": " + row.Verdict()) << "\n";
    }
}

void
PrintScenario(std::ostream& out, const Scenario& scenario, bool details)
{
    out << std::left << std::setw(8) << scenario.GetName() << " " << scenario.GetTitle() << "\n";
    if (!details)
    {
        return;
    }
    for (const auto& line : scenario.GetAbout())
    {
        out << "     " << line << "\n";
    }
    for (const Variant& variant : scenario.GetVariants())
    {
        out << "  variant " << variant.name << (variant.extra ? " (on request)" : "");
        for (const auto& [key, value] : variant.variables)
        {
            out << " " << key << "=" << value;
        }
        out << "\n";
        for (const Expectation& expectation : scenario.GetExpectations(variant))
        {
            out << "    " << std::setw(20) << expectation.metric;
            out << " predicted " << (expectation.predicted ? Number(*expectation.predicted) : "-");
            out << (expectation.judged ? ", band " : ", not judged");
            if (expectation.judged)
            {
                out << "[" << Number(expectation.low) << ", " << Number(expectation.high) << "]";
            }
            out << "\n";
        }
    }
}

} // namespace smptcp_example
