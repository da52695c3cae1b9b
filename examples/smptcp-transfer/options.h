/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_TRANSFER_OPTIONS_H
#define SMPTCP_EXAMPLE_TRANSFER_OPTIONS_H

#include "../common/path-boxes.h"

#include "ns3/smptcp-path-topology.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

constexpr int RANDOM_WRITES = -1; //!< --writeSize

/// What the command line asks for, under the names of its options
struct Options
{
    std::string client{"smptcp"};
    std::string server{"smptcp"};
    std::string paths{"10Mbps/10ms,30Mbps/40ms"};
    std::string file;
    uint64_t bytes{0};
    std::string direction{"up"};
    ns3::SmptcpImpairments impairments;
    std::string failPath;
    uint32_t port{40001};
    std::string out{"results/transfer"};
    int writeSize{0};
    std::string congestion{"ns3::MptcpLia"};
    std::string minRto{"200ms"};
    uint32_t keyBits{2048};
    uint32_t buffer{0};
    double stop{600};
    uint32_t connections{1};
    std::string profile{"ns3-stock"};
    std::string attributes;
    std::string clientAttributes;
    std::string serverAttributes;
    std::string middlebox{"none"};
};

using Attributes = std::vector<std::pair<std::string, std::string>>; //!< Names and values

/// Options once understood
struct Plan
{
    std::vector<ns3::SmptcpPath> paths;
    std::vector<uint8_t> up;
    std::vector<uint8_t> down;
    int failPath{-1};
    double failAt{0};
    Attributes client; //!< Of the client's stack
    Attributes server; //!< Of the server's stack
    PathBoxes boxes{"", 0}; //!< What stands on the paths
};

/// \return what the command line asks for; ends the program with one line when it is no option of its
Options ParseCommandLine(int argc, char** argv);
/// \return the options understood; ends the program with one line for what is impossible
Plan MakePlan(const Options& options);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_TRANSFER_OPTIONS_H
