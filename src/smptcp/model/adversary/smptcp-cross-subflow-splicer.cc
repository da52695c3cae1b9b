/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-cross-subflow-splicer.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-plain-options.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CrossSubflowSplicer);

namespace
{

constexpr std::size_t RECORDING_PLACE = 0;
constexpr std::size_t SPLICING_PLACE = 1;

} // namespace

TypeId
CrossSubflowSplicer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CrossSubflowSplicer")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<CrossSubflowSplicer>()
                            .AddAttribute("AcrossConnections",
                                          "Record the first connection that is seen, and send in the later ones at the same "
                                          "place, rather than from one place to the other",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&CrossSubflowSplicer::m_across),
                                          MakeBooleanChecker());
    return tid;
}

bool
CrossSubflowSplicer::Records(const SmptcpAttackerPlace& place, const smptcp::WatchedFlow& flow)
{
    if (!m_across)
    {
        return place.GetIndex() == RECORDING_PLACE;
    }
    m_first = m_first ? m_first : &flow;
    return m_first == &flow;
}

bool
CrossSubflowSplicer::SplicesInto(const SmptcpAttackerPlace& place, const smptcp::WatchedFlow& flow) const
{
    return m_across ? m_first && m_first != &flow : place.GetIndex() == SPLICING_PLACE;
}

void
CrossSubflowSplicer::SpliceFrom(Time at)
{
    SetAction(at);
}

void
CrossSubflowSplicer::OnSegment(SmptcpAttackerPlace& place,
                               const smptcp::FlowWatch::Sighting& sighting,
                               smptcp::IpSegment& segment,
                               Ptr<const Packet> packet,
                               BoxSide from)
{
    place.Pass(packet, from);
    const smptcp::WatchedEnd* ends = sighting.flow->ends;
    if (!ends[0].isn || !ends[1].isn)
    {
        return;
    }
    bool data = sighting.flow->EndOfConnection(sighting.from) == 0 && segment.Tcp().PayloadSize() > 0;
    if (data && Records(place, *sighting.flow))
    {
        Record(sighting, segment);
    }
    else if (data && SplicesInto(place, *sighting.flow) && IsActing())
    {
        Splice(place, sighting, from);
    }
    else if (!data && SplicesInto(place, *sighting.flow) && segment.Tcp().Has(smptcp::TCP_ACK) && m_spliced > 0)
    {
        auto ahead = static_cast<int32_t>(segment.Tcp().Acknowledgment() - ends[1 - sighting.from].next.value());
        m_taken = std::max(m_taken, static_cast<uint32_t>(std::max(ahead, 0)));
    }
}

void
CrossSubflowSplicer::Record(const smptcp::FlowWatch::Sighting& sighting, const smptcp::IpSegment& segment)
{
    const smptcp::WatchedEnd* ends = sighting.flow->ends;
    uint32_t distance = segment.Tcp().Sequence() - *ends[sighting.from].isn;
    uint32_t ack = segment.Tcp().Acknowledgment() - *ends[1 - sighting.from].isn;
    m_recorded.insert_or_assign(distance, Recorded{ack, segment});
}

void
CrossSubflowSplicer::Splice(SmptcpAttackerPlace& place, const smptcp::FlowWatch::Sighting& sighting, BoxSide from)
{
    const smptcp::WatchedFlow& flow = *sighting.flow;
    const smptcp::WatchedEnd& sender = flow.ends[sighting.from];
    const smptcp::WatchedEnd& receiver = flow.ends[1 - sighting.from];
    uint32_t next = *sender.next - *sender.isn;
    auto candidate = m_recorded.upper_bound(next);
    if (candidate == m_recorded.begin() || next <= m_last)
    {
        return;
    }
    --candidate; // the last one that begins at or before what comes next
    const auto& [distance, recorded] = *candidate;
    // It must reach beyond that, and acknowledge nothing the receiver has not sent on this subflow.
    bool reaches = distance + recorded.segment.Tcp().PayloadSize() > next;
    if (!reaches || !receiver.next || recorded.ack > *receiver.next - *receiver.isn)
    {
        return;
    }
    smptcp::IpSegment spliced = recorded.segment;
    spliced.SetSource(sender.address);
    spliced.SetSourcePort(sender.port);
    spliced.SetDestination(receiver.address);
    spliced.SetDestinationPort(receiver.port);
    spliced.SetSequence(*sender.isn + distance);
    bool free = !spliced.Has(smptcp::KIND_MAC) && sender.ack; // nothing binds the acknowledgment
    spliced.SetAcknowledgment(free ? *sender.ack : *receiver.isn + recorded.ack);
    // No tag covers timestamps, and old ones would be dropped (RFC 7323, 5).
    spliced.ChangeOptions([&sender, &receiver](uint8_t* option, uint8_t length) {
        bool timestamps = sender.timestamp && smptcp::Timestamps::Parse({option[0], length, option});
        if (timestamps)
        {
            smptcp::Timestamps{*sender.timestamp, receiver.timestamp.value_or(0)}.WriteTo(option);
        }
        return timestamps;
    });
    m_last = next;
    ++m_spliced;
    place.Inject(m_across ? "a segment of the first connection, sent in the second at the same place"
                          : "a segment of the first subflow, sent on the second at the same place",
                 spliced,
                 from);
}

uint64_t
CrossSubflowSplicer::GetSpliced() const
{
    return m_spliced;
}

uint32_t
CrossSubflowSplicer::GetTaken() const
{
    return m_taken;
}

} // namespace ns3
