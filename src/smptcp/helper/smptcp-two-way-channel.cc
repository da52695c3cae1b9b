/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-two-way-channel.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpTwoWayChannel);

TypeId
SmptcpTwoWayChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpTwoWayChannel")
                            .SetParent<PointToPointChannel>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpTwoWayChannel>();
    return tid;
}

SmptcpTwoWayChannel::SmptcpTwoWayChannel()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

void
SmptcpTwoWayChannel::SetDelays(const std::array<Time, 2>& delays)
{
    m_delays = delays;
}

void
SmptcpTwoWayChannel::SetJitters(const std::array<Time, 2>& jitters)
{
    m_jitters = jitters;
}

int64_t
SmptcpTwoWayChannel::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

bool
SmptcpTwoWayChannel::TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> from, Time duration)
{
    uint32_t wire = from == GetSource(0) ? 0 : 1;
    Ptr<PointToPointNetDevice> to = GetDestination(wire);
    Time flight = duration + m_delays[wire];
    if (m_jitters[wire].IsStrictlyPositive())
    {
        Time late = Seconds(m_uniform->GetValue(0, m_jitters[wire].GetSeconds()));
        m_latest[wire] = std::max(m_latest[wire], Simulator::Now() + flight + late);
        flight = m_latest[wire] - Simulator::Now();
    }
    Simulator::ScheduleWithContext(to->GetNode()->GetId(),
                                   flight,
                                   &PointToPointNetDevice::Receive,
                                   to,
                                   packet->Copy());
    return true;
}

} // namespace ns3
