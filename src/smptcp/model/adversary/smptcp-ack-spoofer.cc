/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-ack-spoofer.h"

#include "smptcp-forgery.h"


namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AckSpoofer);
NS_OBJECT_ENSURE_REGISTERED(DataAckSpoofer);

TypeId
AckSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AckSpoofer")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<AckSpoofer>();
    return tid;
}

void
AckSpoofer::SpoofBetween(Time at, Time until)
{
    SetAction(at, until);
}

smptcp::IpSegment
AckSpoofer::Forge(const smptcp::FlowWatch::Sighting& sighting)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    unsigned receiver = 1 - sighting.from;
    // At data level it repeats what the receiver has said.
    return ForgeAck(flow, receiver, flow.ends[sighting.from].next.value(), Watch().DataAck(flow, receiver));
}

std::string
AckSpoofer::Purpose() const
{
    return "forged ACK of all that has been sent";
}

void
AckSpoofer::OnSegment(SmptcpAttackerPlace& place,
                      const smptcp::FlowWatch::Sighting& sighting,
                      smptcp::IpSegment& segment,
                      Ptr<const Packet> packet,
                      BoxSide from)
{
    place.Pass(packet, from);
    bool target = sighting.flow->EndOfConnection(sighting.from) == 0 && segment.Tcp().PayloadSize() > 0 &&
                  sighting.flow->ends[1 - sighting.from].next;
    if (target && IsActing())
    {
        ++m_sent;
        place.Inject(Purpose(), Forge(sighting), 1 - from);
    }
}

uint64_t
AckSpoofer::GetSent() const
{
    return m_sent;
}

TypeId
DataAckSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DataAckSpoofer")
                            .SetParent<AckSpoofer>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<DataAckSpoofer>();
    return tid;
}

smptcp::IpSegment
DataAckSpoofer::Forge(const smptcp::FlowWatch::Sighting& sighting)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    unsigned receiver = 1 - sighting.from;
    // At subflow level it repeats what the receiver has said.
    return ForgeAck(flow,
                    receiver,
                    flow.ends[receiver].ack.value_or(flow.ends[sighting.from].next.value()),
                    Watch().DsnNext(flow, sighting.from));
}

std::string
DataAckSpoofer::Purpose() const
{
    return "forged ACK with a DATA_ACK of all that has been sent on any subflow";
}

} // namespace ns3
