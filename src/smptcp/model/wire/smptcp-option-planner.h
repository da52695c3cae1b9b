/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_PLANNER_H
#define SMPTCP_OPTION_PLANNER_H

#include "mptcp-options.h"
#include "smptcp-option-bytes.h"
#include "tcpcrypt-options.h"

#include <optional>

/**
 * \file
 * \ingroup smptcp-wire
 * Who gets the forty option octets of a segment (smptcp.md section 4).
 */

namespace ns3
{
namespace smptcp
{

/// What a segment would like to carry
struct OptionWishes
{
    OptionBytes base;       //!< What ns-3's TCP put there: MSS, window scale, timestamps, SACK
    std::optional<Dss> dss; //!< Data ack and mapping
    OptionBytes control;    //!< Handshake or control options, already composed
    bool mac{false};        //!< A MAC option with a zero tag
    std::size_t tagOctets{MAC_TAG_OCTETS}; //!< Octets of that tag

    /// \return octets that are set aside for the MAC option
    std::size_t MacOctets() const
    {
        return mac ? MacOptionOctets(tagOctets) : 0;
    }
};

constexpr std::size_t SACK_BLOCK_OCTETS = 10; //!< A SACK option with one block

/// What it gets
struct PlannedOptions
{
    OptionBytes bytes;                    //!< The option area, padded with NOPs
    std::optional<std::size_t> tagOffset; //!< Where the tag of the MAC starts
    bool dss{false};                      //!< The DSS went in
    bool control{false};                  //!< The control options went in
};

/// \ingroup smptcp-wire \return octets of the options of a kind. \param area option area \param kind which
std::size_t SizeOf(const OptionBytes& area, uint8_t kind);

/**
 * \ingroup smptcp-wire
 * Priority (smptcp.md 4.7, D-5): the MAC's room is set aside first; then timestamps, MSS, window scale and
 * SACK-permitted of a SYN, then DSS, then control options; SACK blocks take what is left, one by one.
 * A SYN whose control options do not fit gives up its timestamps, then SACK-permitted.
 */
PlannedOptions PlanOptions(const OptionWishes& wishes);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_OPTION_PLANNER_H
