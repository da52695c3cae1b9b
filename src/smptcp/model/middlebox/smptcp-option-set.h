/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_SET_H
#define SMPTCP_OPTION_SET_H

#include "ns3/smptcp-option-bytes.h"

#include <bitset>
#include <optional>
#include <string>

/**
 * \file
 * \ingroup smptcp-middlebox
 * Sets of TCP options, as the configuration of a box names them.
 */

namespace ns3
{
namespace smptcp
{

/// A set of option kinds, and of subtypes of MPTCP
class OptionSet
{
  public:
    /**
     * \param text kinds 2 to 255 with commas between, for example "30,69,70"; "30:1" is one subtype of MPTCP;
     *        "unknown" is all but MSS, window scale, SACK and timestamps; empty: none
     * \return the set, or no value when the text is no such list
     */
    static std::optional<OptionSet> Parse(const std::string& text);
    /// As Parse, for attributes: ends the program readably. \param text the set \param attribute name for the message
    static OptionSet ParseOrAbort(const std::string& text, const std::string& attribute);
    /// \return true when the option is in the set
    bool Contains(const OptionView& option) const;

  private:
    bool Add(const std::string& item);

    std::bitset<256> m_kinds;   //!< Whole kinds
    std::bitset<16> m_subtypes; //!< Subtypes of MPTCP
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_OPTION_SET_H
