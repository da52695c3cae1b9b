/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-fallback-forger.h"

#include "smptcp-forgery.h"


namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FallbackForger);

using smptcp::IpSegment;
using smptcp::WatchedFlow;

TypeId
FallbackForger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FallbackForger")
                            .SetParent<ControlForger>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<FallbackForger>();
    return tid;
}

void
FallbackForger::OnSegment(SmptcpAttackerPlace& place,
                          const smptcp::FlowWatch::Sighting& sighting,
                          IpSegment& segment,
                          Ptr<const Packet> packet,
                          BoxSide from)
{
    ControlForger::OnSegment(place, sighting, segment, packet, from);
    const WatchedFlow& flow = *sighting.flow;
    auto options = smptcp::SegmentOptions::Parse(segment.Tcp());
    const auto& capable = options.handshake.mpCapable;
    bool third = sighting.from == 0 && capable && capable->receiverKey && !options.handshake.crypt;
    bool sealed = flow.mptcp && flow.ends[0].tagOctets > 0 && flow.ends[1].tagOctets > 0;
    if ((third || sealed) && GetSent() == 0)
    {
        Inject(flow, 0);
    }
}

std::optional<IpSegment>
FallbackForger::Make(const WatchedFlow& flow, unsigned from)
{
    smptcp::MpFail fail;
    fail.dsn = Watch().DsnNext(flow, from).value_or(0);
    return smptcp::ForgeControl(flow, from, smptcp::AreaOf(fail));
}

} // namespace ns3
