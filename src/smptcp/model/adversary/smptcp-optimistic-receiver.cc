/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-optimistic-receiver.h"

#include "smptcp-forgery.h"

#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(OptimisticReceiver);

TypeId
OptimisticReceiver::GetTypeId()
{
    static TypeId tid = TypeId("ns3::OptimisticReceiver")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<OptimisticReceiver>()
                            .AddAttribute("Port",
                                          "Port of its end: it is a part of the connections there and of no others; 0: of all",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&OptimisticReceiver::m_port),
                                          MakeUintegerChecker<uint16_t>());
    return tid;
}

void
OptimisticReceiver::AcknowledgeBetween(Time at, Time until)
{
    SetAction(at, until);
}

void
OptimisticReceiver::SetKeys(const smptcp::TcpcryptSession& session,
                            const smptcp::ProtectionProfile& profile,
                            bool smptcp)
{
    m_keys = Keys{session, profile, smptcp};
    m_end.reset();
}

void
OptimisticReceiver::BeginSealing(const smptcp::WatchedFlow& flow, unsigned local)
{
    uint32_t ours = flow.ends[local].isn.value_or(0);
    uint32_t theirs = flow.ends[1 - local].isn.value_or(0);
    if (!m_keys->smptcp)
    {
        m_end = std::make_unique<smptcp::CryptEnd>(m_keys->session, m_keys->profile, ours, theirs);
        return;
    }
    // Of the initial subflow the tag is 0 (smptcp.md 5.4).
    auto spaces = smptcp::DataSpaces::Of(m_keys->session, m_keys->profile);
    m_end = std::make_unique<smptcp::CryptEnd>(m_keys->session, m_keys->profile, spaces, 0, ours, theirs);
}

smptcp::IpSegment
OptimisticReceiver::MakeAck(const smptcp::FlowWatch::Sighting& sighting)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    unsigned receiver = 1 - sighting.from;
    smptcp::IpSegment ack = ForgeAck(flow,
                                     receiver,
                                     flow.ends[sighting.from].next.value(),
                                     Watch().DsnNext(flow, sighting.from));
    if (m_keys)
    {
        if (!m_end)
        {
            BeginSealing(flow, receiver);
        }
        m_end->Seal(ack, {});
    }
    return ack;
}

void
OptimisticReceiver::OnSegment(SmptcpAttackerPlace& place,
                              const smptcp::FlowWatch::Sighting& sighting,
                              smptcp::IpSegment& segment,
                              Ptr<const Packet> packet,
                              BoxSide from)
{
    constexpr uint8_t CONTROL = smptcp::TCP_SYN | smptcp::TCP_FIN | smptcp::TCP_RST;
    smptcp::SegmentView tcp = segment.Tcp();
    bool active = IsActing() && sighting.flow->ends[0].next &&
                  sighting.flow->ends[1].next;
    bool ours = m_port == 0 || sighting.flow->ends[1].port == m_port;
    bool fromPeer = sighting.flow->EndOfConnection(sighting.from) == 0;
    if (!active || !ours || (tcp.Flags() & CONTROL) != 0)
    {
        place.Pass(packet, from);
        return;
    }
    if (!fromPeer)
    {
        if (tcp.PayloadSize() > 0)
        {
            place.Pass(packet, from);
        }
        else
        {
            place.Block("an honest ACK is kept back", segment, packet);
        }
        return;
    }
    place.Pass(packet, from);
    if (tcp.PayloadSize() > 0)
    {
        ++m_sent;
        place.Inject("all is well: an ACK of the furthest octet, gaps or not", MakeAck(sighting), 1 - from);
    }
}

uint64_t
OptimisticReceiver::GetSent() const
{
    return m_sent;
}

} // namespace ns3
