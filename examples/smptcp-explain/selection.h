/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_SELECTION_H
#define SMPTCP_EXPLAIN_SELECTION_H

#include "conversation.h"

#include <limits>

namespace smptcp_explain
{

/// Which segments are shown
struct Selection
{
    unsigned connection{0};                            //!< Only this one, 0 = all
    unsigned from{0};                                  //!< First frame; 0 = no range
    unsigned to{std::numeric_limits<unsigned>::max()}; //!< Last frame
    std::size_t limit{0};                              //!< Most segments of one connection, 0 = no limit

    /// \return true when a range of frames was asked for, and so every segment in it
    bool IsRange() const;
};

/// A line of a ladder: a segment, or a run of segments left out
struct Row
{
    const Event* event{nullptr}; //!< The segment, or null
    std::size_t data{0};         //!< Data segments left out
    std::size_t acks{0};         //!< Segments without payload left out
    std::size_t others{0};       //!< Segments left out for --limit that are neither

    /// \return "... 123 data segments, 45 ACKs"
    std::string Omission() const;
};

/**
 * What a ladder shows. Without a range: handshakes, first data and first MACs, options about the connection, ends,
 * whatever is wrong; runs of other segments are counted.
 */
std::vector<Row> Select(const Connection& connection, const Selection& selection);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_SELECTION_H
