/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-sequence.h"

#include "ns3/boolean.h"

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpSequenceRule);

TypeId
SmptcpSequenceRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpSequenceRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpSequenceRule>()
                            .AddAttribute("FixSack",
                                          "Shift the edges of SACK blocks too; some boxes forget them",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SmptcpSequenceRule::m_fixSack),
                                          MakeBooleanChecker());
    return tid;
}

SmptcpSequenceRule::SmptcpSequenceRule()
    : m_offset(CreateObject<UniformRandomVariable>())
{
}

int64_t
SmptcpSequenceRule::AssignStreams(int64_t stream)
{
    m_offset->SetStream(stream);
    return 1;
}

const SmptcpSequenceRule::Offsets*
SmptcpSequenceRule::OffsetsOf(const IpSegment& segment, BoxSide from)
{
    BoxFlow flow = BoxFlow::Of(segment, from);
    auto known = m_flows.find(flow);
    SegmentView tcp = segment.Tcp();
    if (known == m_flows.end() && tcp.Has(TCP_SYN) && !tcp.Has(TCP_ACK))
    {
        Offsets offsets{};
        for (BoxSide side : {BOX_INSIDE, BOX_OUTSIDE})
        {
            offsets[side] = ActsOn(side) ? m_offset->GetInteger(1, UINT32_MAX) : 0;
        }
        known = m_flows.emplace(flow, offsets).first;
    }
    return known == m_flows.end() ? nullptr : &known->second;
}

void
SmptcpSequenceRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    const Offsets* offsets = OffsetsOf(segment, from);
    if (!offsets)
    {
        Forward(packet, from); // half of a connection must not be shifted
        return;
    }
    uint32_t theirs = (*offsets)[1 - from];
    segment.SetSequence(segment.Tcp().Sequence() + (*offsets)[from]);
    if (segment.Tcp().Has(TCP_ACK))
    {
        segment.SetAcknowledgment(segment.Tcp().Acknowledgment() - theirs);
    }
    if (m_fixSack)
    {
        segment.ChangeSackEdges([theirs](uint32_t edge) { return edge - theirs; });
    }
    ForwardChanged("sequence numbers shifted", segment.ToPacket(), from);
}

} // namespace ns3
