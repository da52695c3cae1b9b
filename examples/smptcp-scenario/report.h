/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCENARIO_REPORT_H
#define SMPTCP_SCENARIO_REPORT_H

#include "judge.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace smptcp_example
{

/// scenario.csv: what was expected, what was measured. \param out the file
void WriteScenarioHead(std::ostream& out);
/// \param out the file \param scenario whose rows they are \param rows one line each
void WriteScenarioRows(std::ostream& out, const Scenario& scenario, const std::vector<Row>& rows);

/// flows.csv: every quantity of every run. \param out the file
void WriteFlowsHead(std::ostream& out);
/// \param out the file \param scenario whose results they are \param judge who has them
void WriteFlowsRows(std::ostream& out, const Scenario& scenario, const Judge& judge);

/// What the user sees of a scenario. \param out stdout \param rows a line each
void PrintRows(std::ostream& out, const std::vector<Row>& rows);

/// What a scenario is, for --list. \param out stdout \param scenario it \param details its expectations as well
void PrintScenario(std::ostream& out, const Scenario& scenario, bool details);

/**
 * Write NAME.plt, which makes NAME.png, for each picture of a scenario; for one without any, the measured values in
 * parts of what was predicted.
 * \param directory of the files \param scenario it \param rows its numbers
 * \return the files, without the directory; none when there is nothing to draw
 */
std::vector<std::string> WritePlots(const std::string& directory, const Scenario& scenario, const std::vector<Row>& rows);

/// Let gnuplot draw. \param directory of the files \param scripts what WritePlots returned
/// \return false when there is no gnuplot or it refuses
bool DrawPlots(const std::string& directory, const std::vector<std::string>& scripts);

} // namespace smptcp_example

#endif // SMPTCP_SCENARIO_REPORT_H
