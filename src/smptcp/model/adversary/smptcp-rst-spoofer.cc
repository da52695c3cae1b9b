/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rst-spoofer.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RstSpoofer);

using smptcp::IpSegment;
using smptcp::TCP_ACK;
using smptcp::TCP_RST;

TypeId
RstSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RstSpoofer")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<RstSpoofer>()
                            .AddAttribute("SweepStep",
                                          "Distance of the sequence numbers it tries, the window as it guesses it",
                                          UintegerValue(65535),
                                          MakeUintegerAccessor(&RstSpoofer::m_step),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("SweepSegments",
                                          "RSTs it sends blindly before it gives up",
                                          UintegerValue(65538),
                                          MakeUintegerAccessor(&RstSpoofer::m_most),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("SweepInterval",
                                          "Time between them",
                                          TimeValue(MicroSeconds(100)),
                                          MakeTimeAccessor(&RstSpoofer::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

void
RstSpoofer::DoDispose()
{
    m_event.Cancel();
    m_done.clear();
    SmptcpAttacker::DoDispose();
}

void
RstSpoofer::ResetOnPath(Time at)
{
    m_resetAt = at;
}

void
RstSpoofer::OnSegment(SmptcpAttackerPlace& place,
                      const smptcp::FlowWatch::Sighting& sighting,
                      IpSegment& segment,
                      Ptr<const Packet> packet,
                      BoxSide from)
{
    place.Pass(packet, from);
    const smptcp::WatchedFlow& flow = *sighting.flow;
    bool known = flow.ends[0].next && flow.ends[1].next;
    bool done = std::find(m_done.begin(), m_done.end(), &flow) != m_done.end();
    if (Simulator::Now() < m_resetAt || !known || done || segment.Tcp().Has(TCP_RST))
    {
        return;
    }
    m_done.push_back(&flow);
    for (unsigned end : {0u, 1u})
    {
        // What end 1 - end expects next is what it acknowledged last: RCV.NXT exactly (RFC 5961, 3.2).
        IpSegment rst = flow.Forge(end, TCP_RST);
        rst.SetSequence(flow.ends[1 - end].ack.value_or(*flow.ends[end].next));
        ++m_sent;
        BoxSide side = end == sighting.from ? from : 1 - from;
        place.Inject("forged RST at the sequence number the receiver expects", rst, side);
        // A segment may be under way that moves RCV.NXT on: one for that case too.
        if (rst.Tcp().Sequence() != *flow.ends[end].next)
        {
            rst.SetSequence(*flow.ends[end].next);
            ++m_sent;
            place.Inject("the same behind what is under way", rst, side);
        }
    }
}

void
RstSpoofer::SweepBlind(const smptcp::AddressOctets& source,
                       uint16_t sourcePort,
                       const smptcp::AddressOctets& destination,
                       uint16_t destinationPort,
                       Time at)
{
    m_sweep = IpSegment::Make(source, sourcePort, destination, destinationPort, TCP_RST, Random32(), 0);
    m_event = Simulator::Schedule(at - Simulator::Now(), &RstSpoofer::SweepNext, this);
}

void
RstSpoofer::SweepNext()
{
    if (m_swept == m_most)
    {
        Tell("the sequence space is swept: the attacker gives up");
        return;
    }
    ++m_swept;
    ++m_sent;
    SendFromHost("blind RST, sequence number guessed", *m_sweep);
    m_sweep->SetSequence(m_sweep->Tcp().Sequence() + m_step);
    m_event = Simulator::Schedule(m_interval, &RstSpoofer::SweepNext, this);
}

uint64_t
RstSpoofer::GetSent() const
{
    return m_sent;
}

} // namespace ns3
