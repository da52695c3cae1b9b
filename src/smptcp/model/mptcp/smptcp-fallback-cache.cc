/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-fallback-cache.h"

namespace ns3
{
namespace smptcp
{

void
SmptcpFallbackCache::Remember(const PeerAddress& destination, int64_t now, int64_t lifetime)
{
    for (auto entry = m_until.begin(); entry != m_until.end();)
    {
        entry = entry->second <= now ? m_until.erase(entry) : std::next(entry);
    }
    m_until[destination] = now + lifetime;
}

bool
SmptcpFallbackCache::Holds(const PeerAddress& destination, int64_t now) const
{
    auto entry = m_until.find(destination);
    return entry != m_until.end() && now < entry->second;
}

} // namespace smptcp
} // namespace ns3
