/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-random-forger.h"

#include "ns3/boolean.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RandomForger);

using smptcp::IpSegment;
using smptcp::TCP_RST;

namespace
{

constexpr std::size_t MOST_CAPTURED = 256; //!< Segments it remembers
constexpr uint32_t LARGEST_STEP = 100000;  //!< Numbers are displaced by as much, or to anywhere
constexpr uint32_t LARGEST_PAYLOAD = 1400; //!< Octets of a payload of its own

} // namespace

TypeId
RandomForger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RandomForger")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<RandomForger>()
                            .AddAttribute("Count",
                                          "Segments it forges in all",
                                          UintegerValue(1000),
                                          MakeUintegerAccessor(&RandomForger::m_count),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("PerSegment",
                                          "Segments it forges around each that passes",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&RandomForger::m_perSegment),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("Resets",
                                          "It forges RST and FIN flags as well",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&RandomForger::m_resets),
                                          MakeBooleanChecker())
                            .AddAttribute("BreakOptions",
                                          "It also changes single octets of options, so that their lengths may be impossible; "
                                          "stock ns-3 hangs on some of those",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&RandomForger::m_breakOptions),
                                          MakeBooleanChecker());
    return tid;
}

uint64_t
RandomForger::GetSent() const
{
    return m_sent;
}

uint32_t
RandomForger::Below(uint32_t limit)
{
    return limit > 0 ? Random32() % limit : 0;
}

void
RandomForger::OnSegment(SmptcpAttackerPlace& place,
                        const smptcp::FlowWatch::Sighting&,
                        IpSegment& segment,
                        Ptr<const Packet> packet,
                        BoxSide from)
{
    m_captured.push_back(segment);
    if (m_captured.size() > MOST_CAPTURED)
    {
        m_captured.pop_front();
    }
    // The first copy of an octet wins: some of the forged ones have to be ahead of the genuine one.
    uint32_t ahead = m_perSegment - m_perSegment / 2;
    SendMutations(place, segment, from, ahead);
    place.Pass(packet, from);
    SendMutations(place, segment, from, m_perSegment - ahead);
}

void
RandomForger::SendMutations(SmptcpAttackerPlace& place, const IpSegment& segment, BoxSide from, uint32_t count)
{
    for (uint32_t i = 0; i < count && m_sent < m_count; ++i)
    {
        IpSegment forged = segment;
        std::string what = Mutate(forged, segment);
        ++m_sent;
        place.Inject("forged: " + what, forged, from);
    }
}

std::string
RandomForger::Mutate(IpSegment& forged, const IpSegment& genuine)
{
    constexpr uint32_t OLD_ONE = 8;
    std::string what;
    if (Below(OLD_ONE) == 0)
    {
        // Something from the past, perhaps of another subflow or direction, sent as if it belonged here.
        forged = m_captured[Below(static_cast<uint32_t>(m_captured.size()))];
        forged.SetSource(genuine.Source());
        forged.SetDestination(genuine.Destination());
        forged.SetSourcePort(genuine.Tcp().SourcePort());
        forged.SetDestinationPort(genuine.Tcp().DestinationPort());
        what = "a captured segment";
        if (Below(2) == 0)
        {
            forged.SetSequence(genuine.Tcp().Sequence());
            forged.SetAcknowledgment(genuine.Tcp().Acknowledgment());
            what += " with the numbers of this one";
        }
    }
    unsigned changes = Below(3) + (what.empty() ? 1 : 0);
    for (unsigned i = 0; i < changes; ++i)
    {
        std::string change = Below(3) == 0   ? MutateNumbers(forged)
                             : Below(2) == 0 ? MutateOptions(forged)
                                             : MutatePayload(forged);
        what += (what.empty() ? "" : ", ") + change;
    }
    return what;
}

uint32_t
RandomForger::Displaced(uint32_t number)
{
    switch (Below(3))
    {
    case 0:
        return number + 1 + Below(LARGEST_STEP);
    case 1:
        return number - 1 - Below(LARGEST_STEP);
    default:
        return Random32();
    }
}

std::string
RandomForger::MutateNumbers(IpSegment& forged)
{
    constexpr uint8_t ENDS = TCP_RST | smptcp::TCP_FIN;
    smptcp::SegmentView tcp = forged.Tcp();
    switch (Below(4))
    {
    case 0:
        forged.SetSequence(Displaced(tcp.Sequence()));
        return "other sequence number";
    case 1:
        forged.SetAcknowledgment(Displaced(tcp.Acknowledgment()));
        return "other acknowledgment number";
    case 2:
        forged.SetWindow(static_cast<uint16_t>(Below(65536)));
        return "other window";
    default:
        auto flags = static_cast<uint8_t>(tcp.Flags() ^ (1U << Below(8)));
        forged.SetFlags(m_resets ? flags : static_cast<uint8_t>(flags & ~ENDS));
        return "other flags";
    }
}

std::string
RandomForger::MutateOptions(IpSegment& forged)
{
    std::vector<uint8_t> area = forged.OptionArea();
    switch (Below(m_breakOptions ? 4 : 3))
    {
    case 0:
        forged.SetOptions(m_captured[Below(static_cast<uint32_t>(m_captured.size()))].OptionArea());
        return "options of another segment";
    case 1: {
        uint32_t index = Below(4);
        forged.StripOptions([&index](const smptcp::OptionView&) { return index-- == 0; });
        return "without an option";
    }
    case 2:
        // Behind kind and length, so that it stays the option it was.
        forged.ChangeOptions([this](uint8_t* option, uint8_t length) {
            bool wanted = length > 2 && Below(2) == 0;
            if (wanted)
            {
                option[2 + Below(length - 2U)] ^= static_cast<uint8_t>(1 + Below(255));
            }
            return wanted;
        });
        return "changed contents of options";
    default:
        if (!area.empty())
        {
            area[Below(static_cast<uint32_t>(area.size()))] = static_cast<uint8_t>(Below(256));
            forged.SetOptions(area);
        }
        return "an octet of the options changed";
    }
}

std::string
RandomForger::MutatePayload(IpSegment& forged)
{
    std::vector<uint8_t> payload = forged.Payload();
    switch (Below(4))
    {
    case 0:
        if (!payload.empty())
        {
            payload[Below(static_cast<uint32_t>(payload.size()))] ^= static_cast<uint8_t>(1 + Below(255));
        }
        break;
    case 1:
        payload.resize(Below(static_cast<uint32_t>(payload.size()) + 1));
        break;
    case 2:
        payload.resize(payload.empty() ? 1 + Below(LARGEST_PAYLOAD) : payload.size());
        std::generate(payload.begin(), payload.end(), [this] { return static_cast<uint8_t>(Below(256)); });
        break;
    default:
        payload.resize(std::min<std::size_t>(payload.size() + 1 + Below(64), LARGEST_PAYLOAD));
        break;
    }
    forged.SetPayload(payload);
    return "other payload";
}

} // namespace ns3
