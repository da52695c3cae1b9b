/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-coalesce.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpCoalesceRule);

TypeId
SmptcpCoalesceRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpCoalesceRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpCoalesceRule>()
                            .AddAttribute("Delay",
                                          "How long a segment waits for the one behind it",
                                          TimeValue(MilliSeconds(2)),
                                          MakeTimeAccessor(&SmptcpCoalesceRule::m_delay),
                                          MakeTimeChecker(Time(0)))
                            .AddAttribute("MaxPayload",
                                          "Most octets of payload in a joined segment",
                                          UintegerValue(4380),
                                          MakeUintegerAccessor(&SmptcpCoalesceRule::m_most),
                                          MakeUintegerChecker<uint32_t>(1, 65000));
    return tid;
}

SmptcpCoalesceRule::SmptcpCoalesceRule() = default;

void
SmptcpCoalesceRule::DoDispose()
{
    for (auto& [stream, waiting] : m_waiting)
    {
        waiting.timer.Cancel();
    }
    m_waiting.clear();
    SmptcpDirectedRule::DoDispose();
}

void
SmptcpCoalesceRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    BoxStream stream = StreamOf(segment, from);
    auto waiting = m_waiting.find(stream);
    if (waiting != m_waiting.end())
    {
        bool last = segment.Tcp().Has(TCP_FIN);
        if (Join(waiting->second, segment))
        {
            if (last || waiting->second.segment->Payload().size() >= m_most)
            {
                Release(stream);
            }
            return;
        }
        Release(stream); // nothing overtakes it
    }
    if (!ActsOn(from) || !IsPlainData(segment) || segment.Tcp().Has(TCP_FIN) || segment.Payload().size() >= m_most)
    {
        Forward(packet, from);
        return;
    }
    EventId timer = Simulator::Schedule(m_delay, &SmptcpCoalesceRule::Release, this, stream);
    m_waiting.emplace(stream, Waiting{segment, packet, 1, timer});
}

bool
SmptcpCoalesceRule::Join(Waiting& waiting, const IpSegment& segment) const
{
    IpSegment& joined = *waiting.segment;
    std::vector<uint8_t> payload = joined.Payload();
    std::vector<uint8_t> more = segment.Payload();
    bool follows = segment.Tcp().Sequence() == joined.Tcp().Sequence() + static_cast<uint32_t>(payload.size());
    if (!IsPlainData(segment) || !follows || payload.size() + more.size() > m_most)
    {
        return false;
    }
    payload.insert(payload.end(), more.begin(), more.end());
    joined.SetPayload(payload);
    joined.SetFlags(joined.Tcp().Flags() | segment.Tcp().Flags());
    joined.SetAcknowledgment(segment.Tcp().Acknowledgment());
    joined.SetWindow(segment.Tcp().Window());
    ++waiting.count;
    return true;
}

void
SmptcpCoalesceRule::Release(BoxStream stream)
{
    auto found = m_waiting.find(stream);
    if (found == m_waiting.end())
    {
        return;
    }
    Waiting waiting = std::move(found->second);
    waiting.timer.Cancel();
    m_waiting.erase(found);
    if (waiting.count == 1)
    {
        Forward(waiting.first, stream.second);
        return;
    }
    ForwardChanged(std::to_string(waiting.count) + " segments joined", waiting.segment->ToPacket(), stream.second);
}

} // namespace ns3
