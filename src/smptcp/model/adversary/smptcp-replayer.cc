/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-replayer.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Replayer);

using smptcp::IpSegment;
using smptcp::SegmentOptions;
using smptcp::SegmentView;
using smptcp::TCP_ACK;
using smptcp::TCP_RST;
using smptcp::TCP_SYN;

TypeId
Replayer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Replayer")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<Replayer>()
                            .AddAttribute("Segments",
                                          "Segments with payload it records and sends again",
                                          UintegerValue(50),
                                          MakeUintegerAccessor(&Replayer::m_most),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("Interval",
                                          "Time between replays on the path",
                                          TimeValue(MilliSeconds(50)),
                                          MakeTimeAccessor(&Replayer::m_interval),
                                          MakeTimeChecker());
    return tid;
}

void
Replayer::DoDispose()
{
    m_event.Cancel();
    SmptcpAttacker::DoDispose();
}

void
Replayer::ReplayAt(Time at)
{
    SetAction(at);
    m_next = at;
    m_event = Simulator::Schedule(at - Simulator::Now(), &Replayer::ReplayJoin, this);
}

void
Replayer::OnSegment(SmptcpAttackerPlace& place,
                    const smptcp::FlowWatch::Sighting& sighting,
                    IpSegment& segment,
                    Ptr<const Packet> packet,
                    BoxSide from)
{
    place.Pass(packet, from);
    if (sighting.flow->EndOfConnection(sighting.from) != 0)
    {
        return;
    }
    SegmentView tcp = segment.Tcp();
    SegmentOptions options = SegmentOptions::Parse(tcp);
    if (options.joinSyn)
    {
        m_joinSyn = segment;
        m_joinAck.reset();
    }
    else if (options.joinAck && m_joinSyn && !m_joinAck && tcp.SourcePort() == m_joinSyn->Tcp().SourcePort())
    {
        m_joinAck = segment;
    }
    else if (!tcp.Has(TCP_SYN) && tcp.PayloadSize() > 0 && !HasBegun())
    {
        // Handshake messages would be the first: the last ones before it begins are data for certain, and old by then.
        m_data.push_back({place.GetIndex(), segment});
        if (m_data.size() > m_most)
        {
            m_data.pop_front();
        }
    }
    else if (!tcp.Has(TCP_SYN) && tcp.Has(TCP_ACK) && tcp.PayloadSize() == 0)
    {
        m_ack = Recorded{place.GetIndex(), segment};
    }
    if (Simulator::Now() >= m_next)
    {
        ReplayOnPath(place, from);
    }
}

void
Replayer::ReplayOnPath(SmptcpAttackerPlace& place, BoxSide from)
{
    m_next = Simulator::Now() + m_interval;
    if (!m_data.empty() && m_data.front().place == place.GetIndex())
    {
        ++m_replayed;
        place.Inject("an old segment, unchanged", m_data.front().segment, from);
        m_data.pop_front();
    }
    if (m_ack && m_ack->place == place.GetIndex())
    {
        ++m_replayed;
        place.Inject("the latest pure ACK, unchanged", m_ack->segment, from);
    }
}

IpSegment
Replayer::FromHost(const IpSegment& recorded) const
{
    IpSegment segment = recorded;
    segment.SetSource(GetHost()->GetAddress());
    segment.SetSourcePort(m_port);
    return segment;
}

void
Replayer::ReplayJoin()
{
    if (!m_joinSyn || !m_joinAck || !GetHost())
    {
        Tell("no JOIN was seen: segments are replayed on the path alone");
        return;
    }
    m_port = RandomPort();
    m_joined = true;
    SendFromHost("the SYN of a JOIN, unchanged but for where it comes from", FromHost(*m_joinSyn));
}

void
Replayer::OnHostSegment(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    if (!m_joined || tcp.DestinationPort() != m_port)
    {
        return;
    }
    if (tcp.Has(TCP_RST))
    {
        m_refused = true;
        Tell("the victim refuses", &segment);
    }
    else if (tcp.Has(TCP_SYN | TCP_ACK) && !m_proved)
    {
        m_proved = true;
        IpSegment third = FromHost(*m_joinAck);
        third.SetAcknowledgment(tcp.Sequence() + 1);
        SendFromHost("the third ACK of that JOIN with its HMAC, unchanged", third);
    }
}

uint64_t
Replayer::GetReplayed() const
{
    return m_replayed;
}

bool
Replayer::HasJoined() const
{
    return m_joined;
}

bool
Replayer::HasProved() const
{
    return m_proved;
}

bool
Replayer::WasRefused() const
{
    return m_refused;
}

} // namespace ns3
