/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_EXPECTATION_H
#define SMPTCP_EXAMPLE_EXPECTATION_H

#include <set>
#include <string>

namespace smptcp_example
{

/// The outcome of a connection that ends with an error at each application that has it
extern const char* const OUTCOME_ERROR;

/// What a pair of hosts is expected to come to
struct Expectation
{
    std::string mode;               //!< At both ends, with nothing between them that is in the way
    bool open{false};               //!< A cell the slides left open ("??"): the policy decides
    std::set<std::string> outcomes; //!< Modes at both ends, or OUTCOME_ERROR: what the boxes between them make of it
    bool altered{false};            //!< A gateway may change what arrives in a mode without keys
    bool spoiled{false};            //!< It may also spoil it
    bool bothPaths{true};           //!< Modes that can use both paths do so

    /// \return the outcomes in one word
    std::string Outcomes() const;
};

/// \return true when nobody on the path can read a connection in \p mode
bool IsKeyed(const std::string& mode);
/// \return true when a connection in \p mode uses several paths
bool IsMultipath(const std::string& mode);

/**
 * The matrix of hosts (smptcp.md 9.1, 9.2) and what boxes do to it (9.5), written down apart from the code that negotiates.
 * \param client \param server kinds of hosts as SmptcpHelper calls them \param policy the hosts' Prefer
 * \param middleboxes names of boxes with commas between, the client's side first; empty or none: none
 */
Expectation Expect(const std::string& client,
                   const std::string& server,
                   const std::string& policy,
                   const std::string& middleboxes);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_EXPECTATION_H
