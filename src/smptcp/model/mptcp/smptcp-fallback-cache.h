/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FALLBACK_CACHE_H
#define SMPTCP_FALLBACK_CACHE_H

#include "ns3/tcpcrypt-session-cache.h"

#include <cstdint>
#include <map>

/**
 * \file
 * \ingroup smptcp-mptcp
 * Destinations to which key exchanges broke.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-mptcp
 * Remembers destinations whose path broke a key exchange, so that the next attempt starts without options (smptcp.md
 * 3.9, D-16). Anyone who can forge one RST gets a destination in here: never used where Require is above none.
 */
class SmptcpFallbackCache
{
  public:
    /// Remember a destination. \param destination its address \param now time, ns \param lifetime how long, ns
    void Remember(const PeerAddress& destination, int64_t now, int64_t lifetime);
    /// \return true while \p destination is remembered. \param now time, ns
    bool Holds(const PeerAddress& destination, int64_t now) const;

  private:
    std::map<PeerAddress, int64_t> m_until; //!< When each entry ends, ns
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_FALLBACK_CACHE_H
