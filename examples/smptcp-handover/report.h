/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDOVER_REPORT_H
#define SMPTCP_HANDOVER_REPORT_H

#include "options.h"
#include "walk.h"

#include <string>

namespace smptcp_handover
{

/// Write handover.csv and handover.plt. \param directory where \return false when it cannot
bool WriteCurves(const Options& options, const Outcome& outcome, const std::string& directory);
/// Let gnuplot draw handover.png, where there is gnuplot. \param directory of handover.plt \return true when it did
bool Draw(const std::string& directory);
/// \return the header of summary.csv
std::string SummaryHeader();
/// \return the row of summary.csv
std::string SummaryRow(const Options& options, const Outcome& outcome);
/// \return what came of a walk, in words
std::string Tell(const Options& options, const Outcome& outcome);

} // namespace smptcp_handover

#endif // SMPTCP_HANDOVER_REPORT_H
