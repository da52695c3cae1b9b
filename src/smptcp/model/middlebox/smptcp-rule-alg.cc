/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-alg.h"

#include "ns3/abort.h"
#include "ns3/string.h"

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpAlgRule);

namespace
{

/// \return the octets of an attribute in hexadecimal; ends the program readably where it is none
std::vector<uint8_t>
OctetsOf(const std::string& hex, const std::string& attribute)
{
    bool digits = hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    bool good = digits && !hex.empty() && hex.size() % 2 == 0;
    NS_ABORT_MSG_UNLESS(good, attribute << "=\"" << hex << "\": allowed are hexadecimal digits, two for each octet");
    std::vector<uint8_t> octets;
    for (std::size_t at = 0; at < hex.size(); at += 2)
    {
        octets.push_back(static_cast<uint8_t>(std::stoul(hex.substr(at, 2), nullptr, 16)));
    }
    return octets;
}

} // namespace

TypeId
SmptcpAlgRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpAlgRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpAlgRule>()
                            .AddAttribute("Find",
                                          "Octets to replace, in hexadecimal; read when a connection begins",
                                          StringValue("0d0a"),
                                          MakeStringAccessor(&SmptcpAlgRule::SetFind, &SmptcpAlgRule::GetFind),
                                          MakeStringChecker())
                            .AddAttribute("Replace",
                                          "Octets to put in their place, in hexadecimal, one at least",
                                          StringValue("0a0d"),
                                          MakeStringAccessor(&SmptcpAlgRule::SetReplace, &SmptcpAlgRule::GetReplace),
                                          MakeStringChecker());
    return tid;
}

SmptcpAlgRule::SmptcpAlgRule() = default;

void
SmptcpAlgRule::SetFind(std::string hex)
{
    m_find = OctetsOf(hex, "Find");
    m_findText = hex;
}

std::string
SmptcpAlgRule::GetFind() const
{
    return m_findText;
}

void
SmptcpAlgRule::SetReplace(std::string hex)
{
    m_replace = OctetsOf(hex, "Replace");
    m_replaceText = hex;
}

std::string
SmptcpAlgRule::GetReplace() const
{
    return m_replaceText;
}

StreamEdits&
SmptcpAlgRule::EditsOf(const BoxStream& stream)
{
    return m_streams.emplace(stream, StreamEdits(m_find, m_replace)).first->second;
}

void
SmptcpAlgRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    BoxStream stream = StreamOf(segment, from);
    uint32_t sequence = segment.Tcp().Sequence();
    StreamEdits& mine = EditsOf(stream);
    bool fresh = !mine.HasBegun();
    if (segment.Tcp().Has(TCP_SYN))
    {
        auto [isn, first] = m_isns.emplace(stream, sequence);
        fresh = fresh || first || isn->second != sequence; // a new connection in the same place
        isn->second = sequence;
    }
    if (fresh)
    {
        mine.Begin(sequence);
    }
    bool edited = Edit(segment, from);
    bool shifted = ShiftBack(segment, EditsOf({stream.first, 1 - from}));
    if (edited)
    {
        ForwardChanged("payload replaced", segment.ToPacket(), from);
    }
    else if (shifted || segment.Tcp().Sequence() != sequence)
    {
        ForwardChanged("numbers shifted", segment.ToPacket(), from);
    }
    else
    {
        Forward(packet, from);
    }
}

bool
SmptcpAlgRule::Edit(IpSegment& segment, BoxSide from)
{
    StreamEdits& mine = EditsOf(StreamOf(segment, from));
    uint64_t position = mine.PositionOf(segment.Tcp().Sequence());
    bool edited = false;
    if (IsPlainData(segment))
    {
        std::vector<uint8_t> payload = segment.Payload();
        mine.Observe(position, payload, ActsOn(from));
        std::vector<uint8_t> changed = mine.Apply(position, payload);
        edited = changed != payload && segment.SetPayload(changed);
    }
    segment.SetSequence(static_cast<uint32_t>(mine.Forward(position)));
    return edited;
}

bool
SmptcpAlgRule::ShiftBack(IpSegment& segment, const StreamEdits& theirs) const
{
    if (!theirs.HasBegun() || !segment.Tcp().Has(TCP_ACK))
    {
        return false;
    }
    bool shifted = false;
    auto back = [&](uint32_t number) {
        uint32_t before = theirs.Back(number);
        shifted = shifted || before != number;
        return before;
    };
    segment.SetAcknowledgment(back(segment.Tcp().Acknowledgment()));
    segment.ChangeSackEdges(back);
    return shifted;
}

} // namespace ns3
