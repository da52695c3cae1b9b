/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "judge.h"

#include <cmath>
#include <stdexcept>

using namespace ns3;

namespace smptcp_example
{

std::string
Row::Verdict() const
{
    if (!error.empty())
    {
        return "failed";
    }
    if (!expectation.judged)
    {
        return "none";
    }
    // Without an end, such as what was divided by nothing, is no measurement: not inside even an open band.
    bool inside = std::isfinite(sample.GetMean()) && sample.IsInside(expectation.low, expectation.high);
    return inside ? "inside" : "outside";
}

Judge::Judge(const Scenario& scenario)
    : m_scenario(scenario)
{
}

void
Judge::Take(const Variant& variant, uint32_t seed, RunResult result)
{
    m_results[&variant][seed] = std::move(result);
}

const std::map<const Variant*, std::map<uint32_t, RunResult>>&
Judge::GetResults() const
{
    return m_results;
}

const RunResult&
Judge::Find(const std::string& variant, uint32_t seed) const
{
    for (const auto& [known, runs] : m_results)
    {
        auto run = runs.find(seed);
        if (known->name == variant && run != runs.end())
        {
            return run->second;
        }
    }
    throw std::invalid_argument("variant '" + variant + "' did not run");
}

double
Judge::Evaluate(const AllMeasures& measures,
                const SmptcpExpression& expression,
                const std::string& variant,
                uint32_t seed,
                unsigned depth) const
{
    constexpr unsigned DEEPEST = 50; // names that stand for each other end here
    if (depth > DEEPEST)
    {
        throw std::invalid_argument("a name is defined by itself");
    }
    return expression.Evaluate([&](const std::string& other, const std::string& name) -> std::optional<double> {
        const std::string& of = other.empty() ? variant : other;
        const RunResult& run = Find(of, seed);
        if (!run.error.empty())
        {
            throw std::invalid_argument("a run failed");
        }
        auto quantity = run.quantities.find(name);
        if (quantity != run.quantities.end())
        {
            return quantity->second;
        }
        auto named = measures.at(of).find(name);
        if (named == measures.at(of).end())
        {
            return std::nullopt;
        }
        return Evaluate(measures, named->second, of, seed, depth + 1);
    });
}

std::vector<Row>
Judge::GetRows() const
{
    AllMeasures measures;
    for (const auto& [variant, runs] : m_results)
    {
        measures[variant->name] = m_scenario.GetMeasures(*variant);
    }
    std::vector<Row> rows;
    for (const Variant& variant : m_scenario.GetVariants())
    {
        auto runs = m_results.find(&variant);
        for (const auto& expectation : m_scenario.GetExpectations(variant))
        {
            if (runs == m_results.end())
            {
                break;
            }
            Row row{&variant, expectation, {}, ""};
            try
            {
                for (const auto& [seed, result] : runs->second)
                {
                    row.sample.Add(Evaluate(measures, expectation.expression, variant.name, seed, 0));
                }
            }
            catch (const std::invalid_argument& error)
            {
                row.error = error.what();
            }
            rows.push_back(row);
        }
    }
    return rows;
}

} // namespace smptcp_example
