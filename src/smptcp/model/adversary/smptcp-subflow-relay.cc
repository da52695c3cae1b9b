/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-subflow-relay.h"

namespace ns3
{
namespace smptcp
{

SubflowRelay::SubflowRelay(const Leg& opener, const Leg& listener)
    : m_legs{opener, listener}
{
}

std::optional<unsigned>
SubflowRelay::From(const IpSegment& segment) const
{
    RelayEnd source{segment.Source(), segment.Tcp().SourcePort()};
    RelayEnd destination{segment.Destination(), segment.Tcp().DestinationPort()};
    for (unsigned end : {0u, 1u})
    {
        if (source == m_legs[end].victim && destination == m_legs[end].mask)
        {
            return end;
        }
    }
    return std::nullopt;
}

void
SubflowRelay::Keep(const IpSegment& segment, unsigned from)
{
    std::optional<uint32_t>& next = m_next[from];
    uint32_t sequence = segment.Tcp().Sequence();
    if (segment.Tcp().Has(TCP_SYN) || !next)
    {
        next = sequence + (segment.Tcp().Has(TCP_SYN) ? 1 : 0);
    }
    if (sequence == *next)
    {
        std::vector<uint8_t> payload = segment.Payload();
        m_taken[from].insert(m_taken[from].end(), payload.begin(), payload.end());
        *next += static_cast<uint32_t>(payload.size());
    }
}

void
SubflowRelay::Translate(IpSegment& segment, unsigned from) const
{
    const Leg& leg = m_legs[1 - from];
    segment.SetSource(leg.mask.address);
    segment.SetSourcePort(leg.mask.port);
    segment.SetDestination(leg.victim.address);
    segment.SetDestinationPort(leg.victim.port);
}

const std::vector<uint8_t>&
SubflowRelay::Taken(unsigned from) const
{
    return m_taken[from];
}

} // namespace smptcp
} // namespace ns3
