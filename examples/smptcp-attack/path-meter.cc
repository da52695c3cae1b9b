/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "path-meter.h"

#include "ns3/simulator.h"

using namespace ns3;

namespace smptcp_example
{

TypeId
PathMeter::GetTypeId()
{
    static TypeId tid = TypeId("smptcp_example::PathMeter").SetParent<SmptcpSegmentRule>();
    return tid;
}

void
PathMeter::OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    m_octets[from] += segment.Size();
    if (std::size_t size = segment.Tcp().PayloadSize())
    {
        m_payload[from].emplace_back(Simulator::Now().GetSeconds(), static_cast<uint32_t>(size));
    }
    Forward(packet, from);
}

uint64_t
PathMeter::Between(BoxSide from, double begin, double end) const
{
    uint64_t octets = 0;
    for (const auto& [time, size] : m_payload.at(from))
    {
        octets += time >= begin && time < end ? size : 0;
    }
    return octets;
}

uint64_t
PathMeter::PacketOctets(BoxSide from) const
{
    return m_octets.at(from);
}

} // namespace smptcp_example
