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

void
SmptcpTwoWayChannel::SetDelays(const std::array<Time, 2>& delays)
{
    m_delays = delays;
}

bool
SmptcpTwoWayChannel::TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> from, Time duration)
{
    uint32_t wire = from == GetSource(0) ? 0 : 1;
    Ptr<PointToPointNetDevice> to = GetDestination(wire);
    Simulator::ScheduleWithContext(to->GetNode()->GetId(),
                                   duration + m_delays[wire],
                                   &PointToPointNetDevice::Receive,
                                   to,
                                   packet->Copy());
    return true;
}

} // namespace ns3
