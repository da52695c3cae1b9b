/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-modifier.h"

#include "smptcp-forgery.h"

#include "ns3/boolean.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SegmentModifier);

TypeId
SegmentModifier::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SegmentModifier")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SegmentModifier>()
                            .AddAttribute("RepairChecksum",
                                          "Make MPTCP's DSS checksum right after a change",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SegmentModifier::m_repair),
                                          MakeBooleanChecker());
    return tid;
}

void
SegmentModifier::ModifyBetween(std::vector<uint8_t> octets, Time at, Time until)
{
    m_octets = std::move(octets);
    SetAction(at, until);
}

void
SegmentModifier::OnSegment(SmptcpAttackerPlace& place,
                           const smptcp::FlowWatch::Sighting& sighting,
                           smptcp::IpSegment& segment,
                           Ptr<const Packet> packet,
                           BoxSide from)
{
    smptcp::SegmentView tcp = segment.Tcp();
    bool target = sighting.flow->EndOfConnection(sighting.from) == 0 && tcp.PayloadSize() > 0 &&
                  (!m_flow || m_flow == sighting.flow);
    if (!target || !IsActing())
    {
        place.Pass(packet, from);
        return;
    }
    m_flow = sighting.flow;
    m_origin = m_origin.value_or(tcp.Sequence());
    std::vector<uint8_t> payload = segment.Payload();
    uint32_t first = tcp.Sequence() - *m_origin; // before the origin it is beyond what there is to overwrite with
    bool altered = false;
    for (std::size_t i = 0; i < payload.size(); ++i)
    {
        auto at = static_cast<uint32_t>(first + i);
        if (at < m_octets.size())
        {
            payload[i] = m_octets[at];
            altered = true;
        }
    }
    if (!altered)
    {
        place.Pass(packet, from);
        return;
    }
    segment.SetPayload(payload);
    bool repaired = m_repair && smptcp::RepairDssChecksum(sighting, Watch(), segment);
    ++m_modified;
    place.PassChanged(repaired ? "payload overwritten, both checksums repaired" : "payload overwritten, TCP checksum repaired",
                      segment,
                      from);
}

uint64_t
SegmentModifier::GetModified() const
{
    return m_modified;
}

} // namespace ns3
