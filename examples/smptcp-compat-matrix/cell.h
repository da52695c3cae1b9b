/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_CELL_H
#define SMPTCP_EXAMPLE_CELL_H

#include "../common/path-boxes.h"

#include <cstdint>
#include <string>

namespace smptcp_example
{

/// One pair of hosts and how they are to meet
struct CellSetup
{
    std::string client;             //!< Kind of the client
    std::string server;             //!< Kind of the server
    std::string policy{"encryption"}; //!< Both stacks' Prefer
    std::string middlebox{"none"};  //!< Boxes on both paths, as --middlebox has them
    uint32_t bytes{100000};         //!< Octets each way
    uint32_t segmentSize{1460};     //!< Largest payload wanted, octets
    std::string pcap;               //!< Capture to write: the client's interfaces, merged
};

/// What became of it
struct CellResult
{
    std::string modeClient{"none"}; //!< Mode at the client; "error" when not everything arrived and it was told so
    std::string modeServer{"none"}; //!< The same at the server; "none" when it never had a connection
    bool bytesOk{false};            //!< Everything arrived at both ends, and is right
    bool complete{false};           //!< At least as much arrived
    bool explained{false};          //!< What arrived is what was sent, or what a gateway makes of it
    double firstByte{-1};           //!< From the first SYN until the server reads an octet, seconds; below 0: never
    uint32_t subflows{0};           //!< TCP connections with payload in the capture
    uint64_t plaintext{0};          //!< Octets of payload in the capture that an eavesdropper recognises
};

constexpr double CELL_RTT = 0.1; //!< Of each path, seconds

/// Boxes of a command line on the two paths of a cell, or the end of the program with one line
PathBoxes ParseCellBoxes(const std::string& middlebox);
/// Run a pair: the client sends, the server answers as soon as it has read something. \param setup the pair
CellResult RunCell(const CellSetup& setup);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_CELL_H
