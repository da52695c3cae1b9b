/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCENARIO_JUDGE_H
#define SMPTCP_SCENARIO_JUDGE_H

#include "runs.h"
#include "scenario-file.h"

#include "ns3/smptcp-sample.h"

#include <map>
#include <string>
#include <vector>

namespace smptcp_example
{

/// One number of a scenario in one variant, over all seeds
struct Row
{
    const Variant* variant;       //!< Where
    Expectation expectation;      //!< What was said of it
    ns3::SmptcpSample sample;     //!< One value for each seed
    std::string error;            //!< Why there is no value, empty when there is

    /// \return "inside", "outside", "none" for what is not judged, "failed" without a value
    std::string Verdict() const;
};

/// Results of a scenario, and what becomes of its expectations
class Judge
{
  public:
    /// \param scenario must outlive it
    explicit Judge(const Scenario& scenario);

    /// Take the result of a run. \param variant its variant \param seed its seed \param result what came of it
    void Take(const Variant& variant, uint32_t seed, RunResult result);
    /// \return every number that something is said of in the variants that ran, in the order of the file
    std::vector<Row> GetRows() const;
    /// \return the results by variant and seed
    const std::map<const Variant*, std::map<uint32_t, RunResult>>& GetResults() const;

  private:
    /// Named expressions of all variants that ran, by the names of these
    using AllMeasures = std::map<std::string, Measures>;

    double Evaluate(const AllMeasures& measures,
                    const ns3::SmptcpExpression& expression,
                    const std::string& variant,
                    uint32_t seed,
                    unsigned depth) const;
    const RunResult& Find(const std::string& variant, uint32_t seed) const;

    const Scenario& m_scenario;                                         //!< The scenario
    std::map<const Variant*, std::map<uint32_t, RunResult>> m_results;  //!< By variant and seed
};

} // namespace smptcp_example

#endif // SMPTCP_SCENARIO_JUDGE_H
