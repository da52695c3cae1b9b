/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-tag-combiner.h"

#include "ns3/smptcp-plain-options.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TagCombiner);

namespace
{

constexpr std::size_t KIND_AND_LENGTH = 2;

/// \return true for options no tag covers
bool
IsLeftOut(uint8_t kind)
{
    return kind == smptcp::KIND_MAC || kind == smptcp::KIND_TIMESTAMPS;
}

} // namespace

TypeId
TagCombiner::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TagCombiner")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<TagCombiner>();
    return tid;
}

void
TagCombiner::CombineBetween(Time at, Time until)
{
    SetAction(at, until);
}

TagCombiner::Covered
TagCombiner::CoveredBy(const smptcp::IpSegment& segment)
{
    smptcp::SegmentView tcp = segment.Tcp();
    // Lengths, flags and sequence number, the options covered, the payload: equal octets, equal F.
    Covered covered(13);
    smptcp::WriteBig(&covered[0], tcp.HeaderSize() + tcp.PayloadSize(), 4);
    smptcp::WriteBig(&covered[4], tcp.HeaderSize(), 4);
    covered[8] = tcp.Flags();
    smptcp::WriteBig(&covered[9], tcp.Sequence(), 4);
    smptcp::OptionWalker walker(tcp.Options(), tcp.OptionsSize());
    while (auto option = walker.Next())
    {
        if (!IsLeftOut(option->kind))
        {
            covered.insert(covered.end(), option->data, option->data + option->length);
        }
    }
    covered.insert(covered.end(), tcp.Payload(), tcp.Payload() + tcp.PayloadSize());
    return covered;
}

TagCombiner::Tag
TagCombiner::TagOf(const smptcp::IpSegment& segment)
{
    auto mac = smptcp::FindOption(segment.Tcp(), smptcp::KIND_MAC);
    return mac ? Tag(mac->data + KIND_AND_LENGTH, mac->data + mac->length) : Tag();
}

bool
TagCombiner::Move(smptcp::IpSegment& segment) const
{
    uint32_t from = segment.Tcp().Acknowledgment();
    if (!m_passed || *m_passed == from)
    {
        return false;
    }
    for (const auto& [covered, tags] : m_tags)
    {
        auto here = tags.find(from);
        auto there = tags.find(*m_passed);
        if (here == tags.end() || there == tags.end())
        {
            continue;
        }
        segment.SetAcknowledgment(*m_passed);
        const Tag& a = here->second;
        const Tag& b = there->second;
        segment.ChangeOptions([&a, &b](uint8_t* option, uint8_t length) {
            bool ours = option[0] == smptcp::KIND_MAC && length == a.size() + KIND_AND_LENGTH && a.size() == b.size();
            for (std::size_t i = 0; ours && i < a.size(); ++i)
            {
                option[KIND_AND_LENGTH + i] ^= a[i] ^ b[i];
            }
            return ours;
        });
        return true;
    }
    return false;
}

void
TagCombiner::NoteAcknowledgment(uint32_t acknowledgment)
{
    while (!m_open.empty() && !smptcp::SequenceBefore(acknowledgment, m_open.begin()->first))
    {
        m_taken += m_open.begin()->second;
        m_open.erase(m_open.begin());
    }
}

void
TagCombiner::OnSegment(SmptcpAttackerPlace& place,
                       const smptcp::FlowWatch::Sighting& sighting,
                       smptcp::IpSegment& segment,
                       Ptr<const Packet> packet,
                       BoxSide from)
{
    smptcp::SegmentView tcp = segment.Tcp();
    bool ours = !m_flow || m_flow == sighting.flow;
    bool receiver = sighting.flow->EndOfConnection(sighting.from) == 1;
    Tag tag = TagOf(segment);
    if (!ours || !receiver || tag.empty() || !HasBegun())
    {
        if (ours && !receiver && tcp.Has(smptcp::TCP_ACK))
        {
            NoteAcknowledgment(tcp.Acknowledgment());
        }
        place.Pass(packet, from);
        return;
    }
    m_flow = sighting.flow;
    uint32_t acknowledgment = tcp.Acknowledgment();
    bool active = IsActing();
    if (tcp.PayloadSize() == 0)
    {
        ByAcknowledgment& tags = m_tags[CoveredBy(segment)];
        tags.emplace(acknowledgment, tag);
        if (active && tags.size() > 1)
        {
            place.Block("its tag is noted; kept back, so that the sender goes by an older one", segment, packet);
            return;
        }
        m_passed = acknowledgment;
        place.Pass(packet, from);
        return;
    }
    uint32_t end = tcp.Sequence() + static_cast<uint32_t>(tcp.PayloadSize());
    if (m_open.count(end) > 0)
    {
        place.Block("what has been sent in another combination does not pass as it was", segment, packet);
    }
    else if (active && Move(segment))
    {
        ++m_combined;
        m_open[end] = static_cast<uint32_t>(segment.Tcp().PayloadSize());
        place.PassChanged("moved to another acknowledgment, its tag computed from those of two ACKs", segment, from);
    }
    else
    {
        m_passed = acknowledgment;
        place.Pass(packet, from);
    }
}

uint64_t
TagCombiner::GetCombined() const
{
    return m_combined;
}

uint64_t
TagCombiner::GetTaken() const
{
    return m_taken;
}

} // namespace ns3
