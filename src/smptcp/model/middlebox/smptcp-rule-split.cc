/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-split.h"

#include "smptcp-box-flow.h"

#include "ns3/uinteger.h"

#include <algorithm>
#include <vector>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpSplitRule);

TypeId
SmptcpSplitRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpSplitRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpSplitRule>()
                            .AddAttribute("PieceSize",
                                          "Most octets of payload in a piece",
                                          UintegerValue(536),
                                          MakeUintegerAccessor(&SmptcpSplitRule::m_most),
                                          MakeUintegerChecker<uint32_t>(1, 65535));
    return tid;
}

SmptcpSplitRule::SmptcpSplitRule() = default;

void
SmptcpSplitRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    std::vector<uint8_t> payload = segment.Payload();
    if (!IsPlainData(segment) || payload.size() <= m_most || !ActsOn(from))
    {
        Forward(packet, from);
        return;
    }
    uint32_t sequence = segment.Tcp().Sequence();
    uint8_t flags = segment.Tcp().Flags();
    for (std::size_t at = 0; at < payload.size(); at += m_most)
    {
        std::size_t end = std::min<std::size_t>(at + m_most, payload.size());
        IpSegment piece = segment;
        piece.SetPayload({payload.begin() + at, payload.begin() + end});
        piece.SetSequence(sequence + static_cast<uint32_t>(at));
        piece.SetFlags(end == payload.size() ? flags : flags & ~(TCP_FIN | TCP_PSH));
        if (at == 0)
        {
            ForwardChanged("segment cut, first piece", piece.ToPacket(), from);
        }
        else
        {
            ForwardMade("segment cut, further piece", piece.ToPacket(), from);
        }
    }
}

} // namespace ns3
