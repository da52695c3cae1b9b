/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PROTECTION_PROFILE_H
#define SMPTCP_PROTECTION_PROFILE_H

#include "ns3/tcpcrypt-options.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-tcpcrypt
 * How segments are protected: everything both ends must have agreed on before they meet.
 */

namespace ns3
{
namespace smptcp
{

/// Settings of a host that both ends of a connection must share; a mismatch shows as wrong MACs
struct ProtectionProfile
{
    bool coverWindow{true}; //!< SMPTCP's tag covers the window (smptcp.md 5.5)
    bool nullCipher{false}; //!< Cost studies: payload stays in clear, sizes unchanged
    bool nullTag{false};    //!< Cost studies: tags are zero and not checked
    /// tcpcrypt's form; SMPTCP exists in form A only. Two hosts of different forms find no common algorithm.
    TcpcryptForm form{TcpcryptForm::A};
    /// tcpcrypt mode alone: keystream and MAC as the public daemon has them (tcpcrypt.md 6 and 7), not by position
    bool daemonWire{false};
    std::size_t macTagOctets{MAC_TAG_OCTETS}; //!< Tags are cut to their leftmost octets: 20, 16, 12, 10 or 8 (V-MAC*)
    std::size_t sidOctets{20};                //!< Octets of the SID in the IDSN: 20, or 8 as on the slides (D-14)
    bool subflowKeys{false};                  //!< Keys of an own for each joined subflow (V-SUBKEY)
    /**
     * The slides taken at their word, to show what that costs (smptcp.md section 11): D-6 to D-8, D-11 and D-17 are
     * undone. It takes precedence over subflowKeys and coverWindow.
     */
    bool seedLiteral{false};
    uint32_t sparse{1};     //!< Segments a mapping of SMPTCP covers at the most (smptcp.md section 10, V-SPARSE)
    bool synHmac{false};    //!< JOIN SYNs of SMPTCP carry an HMAC (smptcp.md section 10, V-SYNHMAC)
    std::optional<uint32_t> testIdsnLow; //!< For tests: low halves of both IDSNs, MPTCP and SMPTCP

    /// \return octets of a tag on the wire; form B has no more than 16
    std::size_t TagOctets() const
    {
        return form == TcpcryptForm::B ? std::min(macTagOctets, MAC_TAG_OCTETS_B) : macTagOctets;
    }

    /// \return true when SMPTCP's payload is encrypted with the DSN on every subflow, so once and for all (5.3)
    bool EncryptsByDsn() const
    {
        return !subflowKeys && !seedLiteral;
    }
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_PROTECTION_PROFILE_H
