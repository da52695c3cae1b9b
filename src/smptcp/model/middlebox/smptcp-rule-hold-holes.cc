/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-hold-holes.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpHoldHolesRule);

TypeId
SmptcpHoldHolesRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpHoldHolesRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpHoldHolesRule>()
                            .AddAttribute("MaxHeld",
                                          "Most segments of one direction of a connection that wait; more are dropped",
                                          UintegerValue(1000),
                                          MakeUintegerAccessor(&SmptcpHoldHolesRule::m_most),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

SmptcpHoldHolesRule::SmptcpHoldHolesRule() = default;

void
SmptcpHoldHolesRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    uint32_t length = segment.SequenceLength();
    if (length == 0 || tcp.Has(TCP_RST) || !ActsOn(from))
    {
        Forward(packet, from);
        return;
    }
    BoxStream key = StreamOf(segment, from);
    auto known = m_streams.find(key);
    if (known == m_streams.end() || tcp.Has(TCP_SYN))
    {
        Stream begun{(uint64_t{1} << 32) + tcp.Sequence() + length, {}};
        bool repeated = known != m_streams.end() && ExpandNear(tcp.Sequence(), known->second.next) < known->second.next;
        if (!repeated)
        {
            m_streams[key] = begun;
        }
        Forward(packet, from);
        return;
    }
    Stream& stream = known->second;
    uint64_t position = ExpandNear(tcp.Sequence(), stream.next);
    if (position > stream.next)
    {
        Hold(stream, position, position + length, packet);
        return;
    }
    stream.next = std::max(stream.next, position + length);
    Forward(packet, from);
    Release(stream, from);
}

void
SmptcpHoldHolesRule::Hold(Stream& stream, uint64_t position, uint64_t end, Ptr<const Packet> packet)
{
    auto held = stream.held.find(position);
    if (held != stream.held.end() && held->second.end >= end)
    {
        Drop("waits already", packet);
        return;
    }
    if (held == stream.held.end() && stream.held.size() >= m_most)
    {
        Drop("too many wait", packet);
        return;
    }
    stream.held[position] = {end, packet};
    Tell("waits behind a hole", packet);
}

void
SmptcpHoldHolesRule::Release(Stream& stream, BoxSide from)
{
    while (!stream.held.empty() && stream.held.begin()->first <= stream.next)
    {
        Held held = stream.held.begin()->second;
        stream.held.erase(stream.held.begin());
        stream.next = std::max(stream.next, held.end);
        ForwardChanged("goes on, the hole is filled", held.packet, from);
    }
}

} // namespace ns3
