/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCENARIO_RUNS_H
#define SMPTCP_SCENARIO_RUNS_H

#include "../common/workers.h"
#include "scenario-file.h"

#include <cstdint>
#include <map>
#include <string>

namespace smptcp_example
{

/// What a run measured, by the names of topology files: "goodput(a,1)"
using Quantities = std::map<std::string, double>;

/// What came of one run
struct RunResult
{
    Quantities quantities; //!< Measured; empty when it failed
    std::string error;     //!< One line when it failed
    double cpu{0};         //!< Processor time, s
};

/**
 * Run a variant once. The simulator is used up by it.
 * \param scenario the scenario
 * \param variant one of its variants
 * \param seed number of the run of ns-3's random numbers
 * \return the result as text, for ReadResult
 */
std::string RunOnce(const Scenario& scenario, const Variant& variant, uint32_t seed);
/**
 * Make the topology of a variant, without running it.
 * \param scenario the scenario \param variant one of its variants \return one line about what is wrong, empty for nothing
 */
std::string TryBuild(const Scenario& scenario, const Variant& variant);
/// \return what RunOnce wrote. \param answer of the process in which it ran
RunResult ReadResult(const Workers::Answer& answer);

} // namespace smptcp_example

#endif // SMPTCP_SCENARIO_RUNS_H
