/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCENARIO_CATALOGUE_H
#define SMPTCP_SCENARIO_CATALOGUE_H

#include <string>
#include <vector>

namespace smptcp_example
{

/// \return the files of the scenarios that come with the program, S2 before S10
std::vector<std::string> BuiltInScenarios();
/// \return the files of those that \p list names, all of them for "all"; ends the program for another name
/// \param list names with commas
std::vector<std::string> FindScenarios(const std::string& list);

} // namespace smptcp_example

#endif // SMPTCP_SCENARIO_CATALOGUE_H
