/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-cross-path-observer.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CrossPathObserver);

TypeId
CrossPathObserver::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CrossPathObserver")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<CrossPathObserver>();
    return tid;
}

void
CrossPathObserver::OnSegment(SmptcpAttackerPlace& place,
                             const smptcp::FlowWatch::Sighting& sighting,
                             smptcp::IpSegment& segment,
                             Ptr<const Packet> packet,
                             BoxSide from)
{
    smptcp::SegmentView tcp = segment.Tcp();
    unsigned sender = sighting.from;
    const auto& dsn = sighting.flow->ends[sender].dsnNext;
    if (!m_flow && dsn && tcp.PayloadSize() > 0)
    {
        m_flow = sighting.flow;
        Tell("the first mapping on this path: from here on its DSNs are counted", &segment);
    }
    if (sighting.flow == m_flow && dsn && tcp.PayloadSize() > 0)
    {
        std::vector<Mark>& marks = m_marks[sender];
        std::optional<uint32_t>& high = m_high[sender];
        uint32_t end = tcp.Sequence() + static_cast<uint32_t>(tcp.PayloadSize());
        auto fresh = static_cast<int32_t>(end - high.value_or(tcp.Sequence()));
        if (fresh > 0)
        {
            high = end;
            uint64_t here = marks.empty() ? 0 : marks.back().here;
            marks.push_back({Simulator::Now(), *dsn, here + std::min<uint64_t>(fresh, tcp.PayloadSize())});
        }
    }
    place.Pass(packet, from);
}

const CrossPathObserver::Mark*
CrossPathObserver::MarkAt(unsigned sender, Time at) const
{
    const std::vector<Mark>& marks = m_marks[sender];
    auto behind = std::upper_bound(marks.begin(), marks.end(), at, [](Time time, const Mark& mark) { return time < mark.at; });
    if (marks.empty())
    {
        return nullptr;
    }
    return behind == marks.begin() ? &*behind : &*std::prev(behind);
}

uint64_t
CrossPathObserver::GetElsewhere(unsigned sender, Time from, Time to) const
{
    const Mark* first = MarkAt(sender, from);
    const Mark* last = MarkAt(sender, to);
    if (!first || !last)
    {
        return 0;
    }
    uint64_t advance = last->dsn - first->dsn;
    uint64_t here = last->here - first->here;
    return advance > here ? advance - here : 0;
}

std::size_t
CrossPathObserver::GetMappings() const
{
    return m_marks[0].size() + m_marks[1].size();
}

} // namespace ns3
