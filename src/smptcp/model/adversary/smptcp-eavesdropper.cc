/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-eavesdropper.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PassiveEavesdropper);

TypeId
PassiveEavesdropper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PassiveEavesdropper")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<PassiveEavesdropper>();
    return tid;
}

void
PassiveEavesdropper::OnSegment(SmptcpAttackerPlace& place,
                               const smptcp::FlowWatch::Sighting& sighting,
                               smptcp::IpSegment& segment,
                               Ptr<const Packet> packet,
                               BoxSide from)
{
    smptcp::SegmentView tcp = segment.Tcp();
    if (tcp.PayloadSize() > 0)
    {
        auto [at, fresh] = m_streams.try_emplace({sighting.flow, sighting.from});
        if (fresh)
        {
            at->second.origin = sighting.flow->ends[sighting.from].isn.value_or(tcp.Sequence() - 1) + 1;
            Tell("first payload of this direction: it is copied from here on", &segment);
        }
        at->second.Add(tcp.Sequence(), tcp.Payload(), tcp.PayloadSize());
    }
    place.Pass(packet, from);
}

void
PassiveEavesdropper::Stream::Add(uint32_t sequence, const uint8_t* octets, std::size_t size)
{
    // The position nearest to the highest one has these lower 32 bits.
    auto low = static_cast<uint32_t>(highest);
    auto step = static_cast<int32_t>(sequence - origin - low);
    if (step < 0 && highest < static_cast<uint64_t>(-static_cast<int64_t>(step)))
    {
        return; // from before the origin
    }
    uint64_t begin = highest + step;
    uint64_t end = begin + size;
    highest = std::max(highest, end);
    // Find what it touches; what was there first is kept.
    auto next = pieces.upper_bound(begin);
    if (next != pieces.begin())
    {
        auto previous = std::prev(next);
        uint64_t previousEnd = previous->first + previous->second.size();
        if (previousEnd >= begin)
        {
            if (end > previousEnd)
            {
                previous->second.insert(previous->second.end(), octets + (previousEnd - begin), octets + size);
            }
            begin = previous->first;
            next = previous;
        }
        else
        {
            next = pieces.emplace_hint(next, begin, Run(octets, octets + size));
        }
    }
    else
    {
        next = pieces.emplace_hint(next, begin, Run(octets, octets + size));
    }
    // Swallow those behind that it reaches.
    auto behind = std::next(next);
    while (behind != pieces.end() && behind->first <= next->first + next->second.size())
    {
        uint64_t covered = next->first + next->second.size() - behind->first;
        if (covered < behind->second.size())
        {
            next->second.insert(next->second.end(), behind->second.begin() + covered, behind->second.end());
        }
        behind = pieces.erase(behind);
    }
}

std::vector<PassiveEavesdropper::Run>
PassiveEavesdropper::GetRuns() const
{
    std::vector<Run> runs;
    for (const auto& [key, stream] : m_streams)
    {
        for (const auto& [position, run] : stream.pieces)
        {
            runs.push_back(run);
        }
    }
    return runs;
}

uint64_t
PassiveEavesdropper::GetOctets() const
{
    uint64_t octets = 0;
    for (const auto& [key, stream] : m_streams)
    {
        for (const auto& [position, run] : stream.pieces)
        {
            octets += run.size();
        }
    }
    return octets;
}

} // namespace ns3
