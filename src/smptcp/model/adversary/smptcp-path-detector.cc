/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-path-detector.h"

#include "ns3/smptcp-segment-options.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PathDetector);

TypeId
PathDetector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PathDetector")
                            .SetParent<PassiveEavesdropper>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<PathDetector>();
    return tid;
}

void
PathDetector::SetSignature(std::vector<uint8_t> signature)
{
    m_signature = std::move(signature);
}

void
PathDetector::OnSegment(SmptcpAttackerPlace& place,
                        const smptcp::FlowWatch::Sighting& sighting,
                        smptcp::IpSegment& segment,
                        Ptr<const Packet> packet,
                        BoxSide from)
{
    smptcp::SegmentView tcp = segment.Tcp();
    auto options = smptcp::SegmentOptions::Parse(tcp);
    const smptcp::WatchedFlow* flow = sighting.flow;
    if (tcp.PayloadSize() > 0 && options.dss && options.dss->mapping)
    {
        const smptcp::WatchedFlow* initial = flow->initial ? flow->initial : flow;
        unsigned sender = flow->initial ? flow->EndOfConnection(sighting.from) : sighting.from;
        auto dsn = static_cast<uint32_t>(options.dss->mapping->dsn);
        auto [at, fresh] = m_connections.try_emplace({initial, sender});
        if (fresh)
        {
            at->second.origin = dsn;
        }
        at->second.Add(dsn, tcp.Payload(), tcp.PayloadSize());
    }
    PassiveEavesdropper::OnSegment(place, sighting, segment, packet, from);
}

bool
PathDetector::Contains(const Run& run) const
{
    return !m_signature.empty() &&
           std::search(run.begin(), run.end(), m_signature.begin(), m_signature.end()) != run.end();
}

std::size_t
PathDetector::GetAlarmsByStream() const
{
    auto runs = GetRuns();
    return static_cast<std::size_t>(std::count_if(runs.begin(), runs.end(), [this](const Run& run) { return Contains(run); }));
}

std::size_t
PathDetector::GetAlarmsByConnection() const
{
    std::size_t alarms = 0;
    for (const auto& [key, stream] : m_connections)
    {
        alarms += std::any_of(stream.pieces.begin(), stream.pieces.end(), [this](const auto& piece) {
            return Contains(piece.second);
        });
    }
    return alarms;
}

} // namespace ns3
