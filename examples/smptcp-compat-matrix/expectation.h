/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_EXPECTATION_H
#define SMPTCP_EXAMPLE_EXPECTATION_H

#include <string>

namespace smptcp_example
{

/// What a pair of hosts is expected to come to
struct Expectation
{
    std::string mode;   //!< At both ends
    bool open{false};   //!< A cell the slides left open ("??"): the policy decides
    bool multipath;     //!< Both paths are used
    bool encrypted;     //!< Nobody on the path can read it
    double roundTrips;  //!< Until the server reads the client's first octet, from the first SYN
};

/**
 * The matrix of hosts, written down apart from the code that negotiates.
 * \param client \param server kinds of hosts as SmptcpHelper calls them \param preferMultipath the hosts' policy
 */
Expectation Expect(const std::string& client, const std::string& server, bool preferMultipath);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_EXPECTATION_H
