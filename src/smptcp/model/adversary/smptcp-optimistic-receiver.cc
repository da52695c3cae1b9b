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
                                          MakeUintegerChecker<uint16_t>())
                            .AddAttribute("Parts",
                                          "ACKs into which it divides an honest one (ACK division); 1: it is optimistic",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&OptimisticReceiver::m_parts),
                                          MakeUintegerChecker<uint32_t>(1, 1000));
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

void
OptimisticReceiver::Seal(smptcp::IpSegment& ack, const smptcp::WatchedFlow& flow, unsigned receiver)
{
    if (m_keys && !m_end)
    {
        BeginSealing(flow, receiver);
    }
    if (m_end)
    {
        m_end->Seal(ack, {});
    }
}

void
OptimisticReceiver::AcknowledgeFurthest(SmptcpAttackerPlace& place,
                                        const smptcp::FlowWatch::Sighting& sighting,
                                        BoxSide to)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    unsigned receiver = 1 - sighting.from;
    smptcp::IpSegment ack =
        ForgeAck(flow, receiver, *flow.ends[sighting.from].next, Watch().DsnNext(flow, sighting.from));
    Seal(ack, flow, receiver);
    ++m_sent;
    place.Inject("all is well: an ACK of the furthest octet, gaps or not", ack, to);
}

void
OptimisticReceiver::Divide(SmptcpAttackerPlace& place,
                           const smptcp::FlowWatch::Sighting& sighting,
                           const smptcp::IpSegment& honest,
                           Ptr<const Packet> packet,
                           BoxSide from)
{
    uint32_t acknowledgment = honest.Tcp().Acknowledgment();
    uint32_t divided = m_divided.value_or(acknowledgment);
    m_divided = acknowledgment;
    auto octets = static_cast<int32_t>(acknowledgment - divided);
    if (octets < static_cast<int32_t>(m_parts))
    {
        place.Pass(packet, from); // nothing new in it: perhaps it tells of a gap
        return;
    }
    place.Block("an honest ACK is kept back", honest, packet);
    for (uint32_t part = 1; part <= m_parts; ++part)
    {
        uint32_t number = divided + static_cast<uint32_t>(static_cast<uint64_t>(octets) * part / m_parts);
        smptcp::IpSegment ack = honest;
        ack.SetAcknowledgment(number);
        Seal(ack, *sighting.flow, sighting.from);
        ++m_sent;
        place.Inject("a part of what it acknowledges", ack, from);
    }
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
    bool active = IsActing() && sighting.flow->ends[0].next && sighting.flow->ends[1].next;
    bool ours = m_port == 0 || sighting.flow->ends[1].port == m_port;
    bool fromPeer = sighting.flow->EndOfConnection(sighting.from) == 0;
    bool honestAck = !fromPeer && tcp.PayloadSize() == 0;
    if (!active || !ours || (tcp.Flags() & CONTROL) != 0)
    {
        place.Pass(packet, from);
    }
    else if (honestAck && m_parts > 1)
    {
        Divide(place, sighting, segment, packet, from);
    }
    else if (honestAck)
    {
        place.Block("an honest ACK is kept back", segment, packet);
    }
    else
    {
        place.Pass(packet, from);
        if (fromPeer && tcp.PayloadSize() > 0 && m_parts == 1)
        {
            AcknowledgeFurthest(place, sighting, 1 - from);
        }
    }
}

uint64_t
OptimisticReceiver::GetSent() const
{
    return m_sent;
}

} // namespace ns3
