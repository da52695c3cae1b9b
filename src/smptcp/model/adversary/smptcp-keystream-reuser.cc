/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-keystream-reuser.h"

#include "ns3/mptcp-mapping.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(KeystreamReuser);

TypeId
KeystreamReuser::GetTypeId()
{
    static TypeId tid = TypeId("ns3::KeystreamReuser")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<KeystreamReuser>();
    return tid;
}

void
KeystreamReuser::SetKnown(std::vector<uint8_t> stream)
{
    m_known = std::move(stream);
}

void
KeystreamReuser::WatchFrom(Time at)
{
    SetAction(at);
}

void
KeystreamReuser::OnSegment(SmptcpAttackerPlace& place,
                           const smptcp::FlowWatch::Sighting& sighting,
                           smptcp::IpSegment& segment,
                           Ptr<const Packet> packet,
                           BoxSide from)
{
    place.Pass(packet, from);
    const smptcp::WatchedEnd& sender = sighting.flow->ends[sighting.from];
    smptcp::SegmentView tcp = segment.Tcp();
    bool target = sighting.flow->EndOfConnection(sighting.from) == 0 && tcp.PayloadSize() > 0 && sender.isn &&
                  place.GetIndex() < m_captured.size();
    if (!target || !IsActing())
    {
        return;
    }
    // Where there are no mappings, the stream's place is that in the sequence space; where there are, what has none is no data.
    uint32_t offset = tcp.Sequence() - *sender.isn;
    uint64_t dsn = offset;
    auto dss = smptcp::SegmentOptions::Parse(tcp).dss;
    bool mapped = dss && dss->mapping;
    if (sighting.flow->mptcp && !mapped)
    {
        return;
    }
    if (mapped)
    {
        dsn = smptcp::ExpandNear(static_cast<uint32_t>(dss->mapping->dsn), sender.dsnNext.value());
    }
    if (!m_firstDsn || smptcp::DsnBefore(dsn, *m_firstDsn))
    {
        m_firstDsn = dsn;
    }
    m_octets += tcp.PayloadSize();
    for (std::size_t i = 0; i < tcp.PayloadSize(); ++i)
    {
        m_captured[place.GetIndex()][static_cast<uint32_t>(offset + i)] = {dsn + i, tcp.Payload()[i]};
    }
}

uint64_t
KeystreamReuser::GetCaptured() const
{
    return m_octets;
}

std::vector<std::vector<uint8_t>>
KeystreamReuser::Recover() const
{
    std::vector<std::vector<uint8_t>> runs;
    std::optional<uint32_t> lastOffset;
    uint64_t lastDsn = 0;
    for (const auto& [offset, wanted] : m_captured[0])
    {
        auto other = m_captured[1].find(offset);
        if (other == m_captured[1].end() || other->second.dsn == wanted.dsn)
        {
            continue; // nothing beside it, or the same octet sent twice, which tells nothing new
        }
        uint64_t at = other->second.dsn - *m_firstDsn;
        if (at >= m_known.size())
        {
            continue;
        }
        if (!lastOffset || *lastOffset + 1 != offset || lastDsn + 1 != wanted.dsn)
        {
            runs.emplace_back();
        }
        runs.back().push_back(wanted.octet ^ other->second.octet ^ m_known[at]);
        lastOffset = offset;
        lastDsn = wanted.dsn;
    }
    return runs;
}

} // namespace ns3
