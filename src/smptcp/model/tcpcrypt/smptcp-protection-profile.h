/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PROTECTION_PROFILE_H
#define SMPTCP_PROTECTION_PROFILE_H

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
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_PROTECTION_PROFILE_H
