/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_LADDER_H
#define SMPTCP_EXPLAIN_LADDER_H

#include "selection.h"

#include <ostream>

namespace smptcp_explain
{

/// What both kinds of ladder need
struct LadderSetting
{
    Selection selection;      //!< Which segments
    int64_t zeroNs{0};        //!< Time that is shown as 0
    bool colours{false};      //!< The text goes to a terminal that shows colours
};

/// \return lines about a connection as a whole; \p number is its place, from 1
std::vector<std::string> SummaryLines(const Connection& connection, std::size_t number);

/// \return options and payload of an event in lines of at most \p width characters where words allow
std::vector<std::string> DetailLines(const Event& event, std::size_t width);

/// \return seconds from \p zeroNs with six digits
std::string SecondsText(int64_t timeNs, int64_t zeroNs);

/// Write all connections selected as ladders of text.
void WriteText(std::ostream& out, const Conversations& conversations, const LadderSetting& setting);

/// Write them as one SVG picture.
void WriteSvg(std::ostream& out, const Conversations& conversations, const LadderSetting& setting);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_LADDER_H
