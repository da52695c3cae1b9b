/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_MIDDLEBOXES_H
#define SMPTCP_MIDDLEBOXES_H

#include "ns3/smptcp-box-rule.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * The behaviours of middleboxes by name, for command lines: "nat", "split", ... and chains of them.
 */
class SmptcpMiddleboxes
{
  public:
    /// Rules in their order, inside first
    using Chain = std::vector<Ptr<SmptcpBoxRule>>;

    /// \return the names
    static std::vector<std::string> GetNames();
    /// \return a line for each name: the name and what the box does
    static std::string Describe();
    /// \return what the box of that name does, in words; empty for an unknown name
    static std::string Describe(const std::string& name);
    /// \return a new rule of that name, null for an unknown name
    static Ptr<SmptcpBoxRule> Make(const std::string& name);
    /**
     * Make a chain.
     * \param text names with commas between, inside first; "none" or nothing: an empty chain
     * \param error set to one line saying what is wrong and what is allowed
     * \return new rules, or no value
     */
    static std::optional<Chain> ParseChain(const std::string& text, std::string& error);
};

} // namespace ns3

#endif // SMPTCP_MIDDLEBOXES_H
