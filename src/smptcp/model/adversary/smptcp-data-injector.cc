/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-data-injector.h"

#include "smptcp-forgery.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DataInjector);

TypeId
DataInjector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DataInjector")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<DataInjector>()
                            .AddAttribute("SegmentSize",
                                          "Octets it inserts in one segment",
                                          UintegerValue(500),
                                          MakeUintegerAccessor(&DataInjector::m_segmentSize),
                                          MakeUintegerChecker<uint16_t>(1, 1400))
                            .AddAttribute("Burst",
                                          "Segments it inserts behind one genuine segment",
                                          UintegerValue(4),
                                          MakeUintegerAccessor(&DataInjector::m_burst),
                                          MakeUintegerChecker<uint16_t>(1))
                            .AddAttribute("Interval",
                                          "Time between bursts, enough for the rightful sender to catch up",
                                          TimeValue(MilliSeconds(500)),
                                          MakeTimeAccessor(&DataInjector::m_interval),
                                          MakeTimeChecker());
    return tid;
}

void
DataInjector::InjectAt(std::vector<uint8_t> octets, Time at)
{
    m_octets = std::move(octets);
    SetAction(at);
    m_next = at;
}

void
DataInjector::OnSegment(SmptcpAttackerPlace& place,
                        const smptcp::FlowWatch::Sighting& sighting,
                        smptcp::IpSegment& segment,
                        Ptr<const Packet> packet,
                        BoxSide from)
{
    place.Pass(packet, from);
    bool target = sighting.flow->EndOfConnection(sighting.from) == 0 && segment.Tcp().PayloadSize() > 0;
    if (target && IsActing() && Simulator::Now() >= m_next && m_used < m_octets.size())
    {
        Inject(place, sighting, from);
        m_next = Simulator::Now() + m_interval;
    }
}

void
DataInjector::Inject(SmptcpAttackerPlace& place, const smptcp::FlowWatch::Sighting& sighting, BoxSide from)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    uint32_t sequence = flow.ends[sighting.from].next.value();
    auto dsn = Watch().DsnNext(flow, sighting.from);
    for (uint16_t i = 0; i < m_burst && m_used < m_octets.size(); ++i)
    {
        std::size_t size = std::min<std::size_t>(m_segmentSize, m_octets.size() - m_used);
        auto begin = m_octets.begin() + static_cast<std::ptrdiff_t>(m_used);
        std::vector<uint8_t> payload(begin, begin + static_cast<std::ptrdiff_t>(size));
        place.Inject("octets of the attacker's own where the rightful sender's next ones belong",
                     smptcp::ForgeData(flow, sighting.from, sequence, dsn, payload),
                     from);
        sequence += static_cast<uint32_t>(size);
        m_used += size;
        if (dsn)
        {
            *dsn += size;
        }
    }
}

} // namespace ns3
