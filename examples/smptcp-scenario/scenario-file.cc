/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "scenario-file.h"

#include "../common/fail.h"
#include "../common/words.h"

#include "ns3/smptcp-topology-values.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace ns3;

namespace smptcp_example
{

namespace
{

/// \return words from the one at \p from on, with blanks between
std::string
Joined(const TopologyStatement& statement, std::size_t from)
{
    std::string text;
    for (std::size_t i = from; i < statement.words.size(); ++i)
    {
        text += (text.empty() ? "" : " ") + statement.words[i];
    }
    return text;
}

} // namespace

Scenario::Scenario(const std::string& path, const Variables& overrides)
    : m_path(path),
      m_name(std::filesystem::path(path).stem().string()),
      m_overrides(overrides)
{
    std::ifstream in(path);
    if (!in || std::filesystem::is_directory(path))
    {
        Fail("cannot read the scenario '" + path + "': give a readable file");
    }
    if (m_name.find_first_of(",\"\n") != std::string::npos)
    {
        Refuse(0, "the name of the file goes into tables: give one without commas and quotes");
    }
    try
    {
        Sort(ReadTopologyStatements(in, path));
    }
    catch (const std::invalid_argument& error)
    {
        Fail(error.what());
    }
    if (m_variants.empty())
    {
        m_variants.push_back({"plain", {}, false});
    }
    for (Variant& variant : m_variants)
    {
        Variables merged = m_overrides; // insert leaves what is there
        merged.insert(variant.variables.begin(), variant.variables.end());
        merged.insert(m_defaults.begin(), m_defaults.end());
        variant.variables = std::move(merged);
    }
    CheckVariants();
}

void
Scenario::Refuse(unsigned line, const std::string& what) const
{
    Fail(m_path + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what);
}

void
Scenario::CheckName(unsigned line, const std::string& name) const
{
    std::string plain = name;
    std::replace(plain.begin(), plain.end(), '+', '-'); // such as 10+10
    if (!IsTopologyName(plain))
    {
        Refuse(line, "impossible name '" + name + "': give letters, digits, _ . + and - only");
    }
}

void
Scenario::Sort(std::vector<Statement> statements)
{
    for (Statement& statement : statements)
    {
        const std::string& keyword = statement.keyword;
        if (keyword == "title")
        {
            m_title = Joined(statement, 0);
        }
        else if (keyword == "about")
        {
            m_about.push_back(Joined(statement, 0));
        }
        else if (keyword == "default")
        {
            if (!statement.words.empty())
            {
                Refuse(statement.line, "write: default VARIABLE=VALUE ...");
            }
            m_defaults.insert(statement.options.begin(), statement.options.end());
            m_topology.push_back(std::move(statement));
        }
        else if (keyword == "variant")
        {
            AddVariant(statement);
        }
        else if (keyword == "let")
        {
            CheckOptions(statement, {});
            m_lets.push_back(std::move(statement));
        }
        else if (keyword == "expect" || keyword == "measure")
        {
            CheckOptions(statement,
                         keyword == "expect" ? std::set<std::string>{"variant", "predicted", "low", "high"}
                                             : std::set<std::string>{"variant", "predicted"});
            m_expectations.push_back(std::move(statement));
        }
        else if (keyword == "plot")
        {
            AddPlot(statement);
        }
        else
        {
            m_topology.push_back(std::move(statement));
        }
    }
}

void
Scenario::AddVariant(const Statement& statement)
{
    bool extra = statement.words.size() == 2 && statement.words[1] == "extra";
    if (statement.words.size() != (extra ? 2 : 1))
    {
        Refuse(statement.line, "write: variant NAME [extra] [VARIABLE=VALUE ...]");
    }
    CheckName(statement.line, statement.words[0]);
    if (Find(statement.words[0]))
    {
        Refuse(statement.line, "there is a variant '" + statement.words[0] + "' already");
    }
    m_variants.push_back({statement.words[0], statement.options, extra});
}

void
Scenario::AddPlot(const Statement& statement)
{
    CheckOptions(statement, {"x", "y", "by"});
    auto option = [&statement](const std::string& key) {
        auto found = statement.options.find(key);
        return found == statement.options.end() ? std::string() : found->second;
    };
    PlotRequest plot{statement.words.empty() ? "" : statement.words[0], option("x"), Words(option("by")),
                     Words(option("y"))};
    if (statement.words.size() != 1 || plot.x.empty() || plot.metrics.empty())
    {
        Refuse(statement.line, "write: plot NAME x=VARIABLE y=METRIC[,METRIC ...] [by=VARIABLE,...]");
    }
    CheckName(statement.line, plot.name);
    m_plots.push_back(plot);
}

void
Scenario::CheckOptions(const Statement& statement, const std::set<std::string>& allowed) const
{
    for (const auto& [key, value] : statement.options)
    {
        if (allowed.count(key) == 0)
        {
            std::string names;
            for (const auto& name : allowed)
            {
                names += (names.empty() ? "" : ", ") + name;
            }
            Refuse(statement.line,
                   statement.keyword + " has no option '" + key + "'" + (names.empty() ? "" : ": use " + names));
        }
    }
}

/// Read everything once, so that a mistake shows before anything runs.
void
Scenario::CheckVariants() const
{
    auto check = [this](unsigned line, const SmptcpExpression& expression) {
        for (const auto& other : expression.GetVariants())
        {
            if (!Find(other))
            {
                Refuse(line, "unknown variant '" + other + "': there is " + NamesOfVariants());
            }
        }
    };
    for (const Variant& variant : m_variants)
    {
        for (const auto& [name, expression] : GetMeasures(variant))
        {
            check(0, expression);
        }
        for (const Expectation& expectation : GetExpectations(variant))
        {
            check(expectation.line, expectation.expression);
        }
    }
}

std::string
Scenario::NamesOfVariants() const
{
    std::string names;
    for (const Variant& variant : m_variants)
    {
        names += (names.empty() ? "" : ", ") + variant.name;
    }
    return names;
}

std::vector<Scenario::Statement>
Scenario::Expand(const Statement& statement, const Variant& variant) const
{
    try
    {
        return ExpandTopologyStatement(statement, variant.variables);
    }
    catch (const std::invalid_argument& error)
    {
        Fail(error.what());
    }
}

SmptcpExpression
Scenario::ReadExpression(const Statement& statement, const std::string& text) const
{
    try
    {
        return SmptcpExpression(text);
    }
    catch (const std::invalid_argument& error)
    {
        Refuse(statement.line, error.what());
    }
}

double
Scenario::ReadNumber(const Statement& statement, const std::string& option) const
{
    SmptcpExpression expression = ReadExpression(statement, statement.options.at(option));
    try
    {
        return expression.Evaluate([](const auto&, const auto&) { return std::nullopt; });
    }
    catch (const std::invalid_argument& error)
    {
        Refuse(statement.line, option + ": " + error.what());
    }
}

Expectation
Scenario::ReadExpectation(const Statement& statement) const
{
    if (statement.words.size() < 2)
    {
        Refuse(statement.line, "write: " + statement.keyword +
                                   " NAME [predicted=NUMBER] [low=NUMBER] [high=NUMBER] [variant=NAME,...] EXPRESSION");
    }
    CheckName(statement.line, statement.words[0]);
    Expectation expectation{statement.line, statement.words[0], ReadExpression(statement, Joined(statement, 1)), {}};
    expectation.judged = statement.keyword == "expect";
    for (const auto& [key, value] : statement.options)
    {
        if (key != "variant")
        {
            double number = ReadNumber(statement, key);
            (key == "low" ? expectation.low : key == "high" ? expectation.high : expectation.predicted.emplace()) = number;
        }
    }
    if (expectation.judged && statement.options.count("low") + statement.options.count("high") == 0)
    {
        Refuse(statement.line, "expect needs low=NUMBER, high=NUMBER or both; what has no band is written with measure");
    }
    return expectation;
}

std::vector<Expectation>
Scenario::GetExpectations(const Variant& variant) const
{
    std::vector<Expectation> expectations;
    for (const Statement& raw : m_expectations)
    {
        auto only = raw.options.find("variant");
        std::vector<std::string> names = only == raw.options.end() ? std::vector<std::string>() : Words(only->second);
        for (const auto& name : names)
        {
            if (!Find(name))
            {
                Refuse(raw.line, "unknown variant '" + name + "': there is " + NamesOfVariants());
            }
        }
        if (names.empty() || std::find(names.begin(), names.end(), variant.name) != names.end())
        {
            for (const Statement& statement : Expand(raw, variant))
            {
                expectations.push_back(ReadExpectation(statement));
            }
        }
    }
    return expectations;
}

Measures
Scenario::GetMeasures(const Variant& variant) const
{
    Measures measures;
    for (const Statement& raw : m_lets)
    {
        for (const Statement& statement : Expand(raw, variant))
        {
            if (statement.words.size() < 2)
            {
                Refuse(raw.line, "write: let NAME EXPRESSION");
            }
            measures.emplace(statement.words[0], ReadExpression(statement, Joined(statement, 1)));
        }
    }
    return measures;
}

const Variant*
Scenario::Find(const std::string& name) const
{
    auto found =
        std::find_if(m_variants.begin(), m_variants.end(), [&name](const Variant& v) { return v.name == name; });
    return found == m_variants.end() ? nullptr : &*found;
}

void
Scenario::AddNeeded(const Variant& variant, std::set<std::string>& chosen) const
{
    if (!chosen.insert(variant.name).second)
    {
        return;
    }
    std::set<std::string> needed;
    for (const auto& expectation : GetExpectations(variant))
    {
        needed.insert(expectation.expression.GetVariants().begin(), expectation.expression.GetVariants().end());
    }
    for (const auto& [name, expression] : GetMeasures(variant))
    {
        needed.insert(expression.GetVariants().begin(), expression.GetVariants().end());
    }
    for (const auto& name : needed)
    {
        AddNeeded(*Find(name), chosen);
    }
}

std::vector<const Variant*>
Scenario::Choose(const std::vector<std::string>& names, bool all) const
{
    std::set<std::string> chosen;
    for (const auto& name : names)
    {
        const Variant* variant = Find(name);
        if (!variant)
        {
            Refuse(0, "unknown variant '" + name + "': there is " + NamesOfVariants());
        }
        AddNeeded(*variant, chosen);
    }
    std::vector<const Variant*> variants;
    for (const Variant& variant : m_variants)
    {
        if (names.empty() && (all || !variant.extra))
        {
            AddNeeded(variant, chosen);
        }
    }
    for (const Variant& variant : m_variants)
    {
        if (chosen.count(variant.name) > 0)
        {
            variants.push_back(&variant);
        }
    }
    return variants;
}

const std::string&
Scenario::GetName() const
{
    return m_name;
}

const std::string&
Scenario::GetPath() const
{
    return m_path;
}

const std::string&
Scenario::GetTitle() const
{
    return m_title;
}

const std::vector<std::string>&
Scenario::GetAbout() const
{
    return m_about;
}

const std::vector<Variant>&
Scenario::GetVariants() const
{
    return m_variants;
}

const std::vector<PlotRequest>&
Scenario::GetPlots() const
{
    return m_plots;
}

const std::vector<TopologyStatement>&
Scenario::GetTopology() const
{
    return m_topology;
}

} // namespace smptcp_example
