/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-packet-dropper.h"

#include "ns3/abort.h"
#include "ns3/string.h"

#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacketDropper);

namespace
{

const std::array<const char*, 4> KINDS{"all", "data", "acks", "mptcp"}; // in the order of Kind

} // namespace

TypeId
PacketDropper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PacketDropper")
            .SetParent<SmptcpAttacker>()
            .SetGroupName("Smptcp")
            .AddConstructor<PacketDropper>()
            .AddAttribute("Kind",
                          "What it drops: all, data (segments with payload), acks (those without payload, SYN, FIN and RST), "
                          "mptcp (those with an MPTCP option)",
                          StringValue("all"),
                          MakeStringAccessor(&PacketDropper::SetKind, &PacketDropper::GetKind),
                          MakeStringChecker());
    return tid;
}

void
PacketDropper::SetKind(std::string kind)
{
    for (std::size_t i = 0; i < KINDS.size(); ++i)
    {
        if (kind == KINDS[i])
        {
            m_kind = static_cast<Kind>(i);
            return;
        }
    }
    NS_ABORT_MSG("PacketDropper's Kind is all, data, acks or mptcp, not " << kind);
}

std::string
PacketDropper::GetKind() const
{
    return KINDS[static_cast<std::size_t>(m_kind)];
}

void
PacketDropper::DropBetween(Time at, Time until)
{
    SetAction(at, until);
}

void
PacketDropper::SetMost(uint64_t most)
{
    m_most = most;
}

bool
PacketDropper::IsWanted(const smptcp::IpSegment& segment) const
{
    smptcp::SegmentView tcp = segment.Tcp();
    constexpr uint8_t CONTROL = smptcp::TCP_SYN | smptcp::TCP_FIN | smptcp::TCP_RST;
    switch (m_kind)
    {
    case Kind::DATA:
        return tcp.PayloadSize() > 0;
    case Kind::ACKS:
        return tcp.PayloadSize() == 0 && (tcp.Flags() & CONTROL) == 0;
    case Kind::MPTCP:
        return segment.Has(smptcp::KIND_MPTCP);
    default:
        return true;
    }
}

void
PacketDropper::OnSegment(SmptcpAttackerPlace& place,
                         const smptcp::FlowWatch::Sighting&,
                         smptcp::IpSegment& segment,
                         Ptr<const Packet> packet,
                         BoxSide from)
{
    bool now = IsActing() && m_dropped < m_most;
    if (!now || !IsWanted(segment))
    {
        place.Pass(packet, from);
        return;
    }
    ++m_dropped;
    place.Block("dropped", segment, packet);
}

uint64_t
PacketDropper::GetDropped() const
{
    return m_dropped;
}

} // namespace ns3
