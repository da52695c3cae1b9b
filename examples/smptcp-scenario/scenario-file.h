/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCENARIO_FILE_H
#define SMPTCP_SCENARIO_FILE_H

#include "ns3/smptcp-expression.h"
#include "ns3/smptcp-topology-statements.h"

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

/// Values of the variables of a scenario by their names
using Variables = std::map<std::string, std::string>;

/// One way to run a scenario
struct Variant
{
    std::string name;    //!< Unique in the scenario
    Variables variables; //!< All that its statements may use
    bool extra{false};   //!< Runs only on request
};

/// What a scenario says about a number in a variant
struct Expectation
{
    unsigned line{0};                     //!< Of the file
    std::string metric;                   //!< Its name
    ns3::SmptcpExpression expression;     //!< How it comes from what was measured
    std::optional<double> predicted;      //!< By theory
    double low{-std::numeric_limits<double>::infinity()}; //!< Lower end of the band
    double high{std::numeric_limits<double>::infinity()}; //!< Upper end of the band
    bool judged{true};                    //!< False for what is only reported
};

/// A picture: a metric over a variable
struct PlotRequest
{
    std::string name;                 //!< Of the files
    std::string x;                    //!< Variable of the x axis
    std::vector<std::string> by;      //!< Variables that tell the curves apart
    std::vector<std::string> metrics; //!< Metrics to draw
};

/// Named expressions
using Measures = std::map<std::string, ns3::SmptcpExpression>;

/**
 * A scenario: a topology file with words for smptcp-scenario in it. The topology's own statements are handed on; those
 * of this program are read here. A mistake ends the program with one line that names file and line.
 */
class Scenario
{
  public:
    /// Read it. \param path the file \param overrides variables that have these values in every variant
    Scenario(const std::string& path, const Variables& overrides);

    /// \return the name of the file without directory and .topo
    const std::string& GetName() const;
    /// \return the file
    const std::string& GetPath() const;
    /// \return one line that says what it is about, may be empty
    const std::string& GetTitle() const;
    /// \return further lines about it
    const std::vector<std::string>& GetAbout() const;
    /// \return how it can be run; at least one
    const std::vector<Variant>& GetVariants() const;
    /// \return those to run and those they are compared with, in the order of the file
    /// \param names of variants, empty for those that are not extra \param all every one
    std::vector<const Variant*> Choose(const std::vector<std::string>& names, bool all) const;
    /// \return what is said of a variant. \param variant one of GetVariants
    std::vector<Expectation> GetExpectations(const Variant& variant) const;
    /// \return the named expressions of a variant. \param variant one of GetVariants
    Measures GetMeasures(const Variant& variant) const;
    /// \return the pictures
    const std::vector<PlotRequest>& GetPlots() const;
    /// \return the statements of the topology, variables and ranges as they are in the file
    const std::vector<ns3::TopologyStatement>& GetTopology() const;

    /// End the program. \param line of the file, 0 for none \param what is wrong
    [[noreturn]] void Refuse(unsigned line, const std::string& what) const;

  private:
    using Statement = ns3::TopologyStatement;

    /// End unless \p name can stand in a table, as a file and before a colon.
    void CheckName(unsigned line, const std::string& name) const;
    void Sort(std::vector<Statement> statements);
    void AddVariant(const Statement& statement);
    void AddPlot(const Statement& statement);
    void CheckOptions(const Statement& statement, const std::set<std::string>& allowed) const;
    void CheckVariants() const;
    std::vector<Statement> Expand(const Statement& statement, const Variant& variant) const;
    Expectation ReadExpectation(const Statement& statement) const;
    double ReadNumber(const Statement& statement, const std::string& option) const;
    ns3::SmptcpExpression ReadExpression(const Statement& statement, const std::string& text) const;
    void AddNeeded(const Variant& variant, std::set<std::string>& chosen) const;
    const Variant* Find(const std::string& name) const;
    std::string NamesOfVariants() const;

    std::string m_path;                    //!< File
    std::string m_name;                    //!< Name
    std::string m_title;                   //!< One line
    std::vector<std::string> m_about;      //!< More lines
    Variables m_defaults;                  //!< Of all variants
    Variables m_overrides;                 //!< From the command line
    std::vector<Variant> m_variants;       //!< Ways to run it
    std::vector<Statement> m_lets;         //!< Named expressions
    std::vector<Statement> m_expectations; //!< expect and measure
    std::vector<PlotRequest> m_plots;      //!< Pictures
    std::vector<Statement> m_topology;     //!< The rest
};

} // namespace smptcp_example

#endif // SMPTCP_SCENARIO_FILE_H
