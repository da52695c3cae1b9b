/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-options.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/string.h"

#include <algorithm>
#include <vector>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpOptionStripRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpSynDropRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpOptionOrderRule);

namespace
{

/**
 * The options of a segment one by one, without padding.
 * \param segment the segment
 * \return them in their order; no value when the area holds an impossible length
 */
std::optional<std::vector<std::vector<uint8_t>>>
OptionsOf(const IpSegment& segment)
{
    std::vector<std::vector<uint8_t>> options;
    SegmentView tcp = segment.Tcp();
    OptionWalker walker(tcp.Options(), tcp.OptionsSize());
    while (auto option = walker.Next())
    {
        options.emplace_back(option->data, option->data + option->length);
    }
    return walker.Malformed() ? std::nullopt : std::make_optional(std::move(options));
}

/// Replace the options of a segment. \param options each of them, as long together as those that were there or shorter
void
PutOptions(IpSegment& segment, const std::vector<std::vector<uint8_t>>& options)
{
    std::vector<uint8_t> area;
    for (const auto& option : options)
    {
        area.insert(area.end(), option.begin(), option.end());
    }
    segment.SetOptions(std::move(area));
}

} // namespace

// --- taken away ----------------------------------------------------------------------------------------------

TypeId
SmptcpOptionStripRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpOptionStripRule")
            .SetParent<SmptcpDirectedRule>()
            .SetGroupName("Smptcp")
            .AddConstructor<SmptcpOptionStripRule>()
            .AddAttribute("Kinds",
                          "Options to take away: kinds, MPTCP subtypes such as 30:1, and the word unknown, with "
                          "commas between",
                          StringValue("unknown"),
                          MakeStringAccessor(&SmptcpOptionStripRule::SetKinds, &SmptcpOptionStripRule::GetKinds),
                          MakeStringChecker())
            .AddAttribute("Classes",
                          "Segments they are taken from: syn, synack, third, data, with commas between",
                          StringValue("syn,synack,third,data"),
                          MakeStringAccessor(&SmptcpOptionStripRule::SetClasses, &SmptcpOptionStripRule::GetClasses),
                          MakeStringChecker())
            .AddAttribute("Nops",
                          "Leave NOPs in their place; otherwise the header becomes shorter",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpOptionStripRule::m_nops),
                          MakeBooleanChecker());
    return tid;
}

SmptcpOptionStripRule::SmptcpOptionStripRule() = default;

void
SmptcpOptionStripRule::SetKinds(std::string text)
{
    m_kinds = OptionSet::ParseOrAbort(text, "Kinds");
    m_kindsText = text;
}

std::string
SmptcpOptionStripRule::GetKinds() const
{
    return m_kindsText;
}

void
SmptcpOptionStripRule::SetClasses(std::string text)
{
    auto classes = ParseSegmentClasses(text);
    NS_ABORT_MSG_UNLESS(classes,
                        "Classes=\"" << text << "\": allowed are syn, synack, third and data, with commas between");
    m_classes = *classes;
    m_classesText = text;
}

std::string
SmptcpOptionStripRule::GetClasses() const
{
    return m_classesText;
}

void
SmptcpOptionStripRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    bool concerned = (m_classifier.Classify(segment, from) & m_classes) != 0 && ActsOn(from);
    if (concerned && Remove(segment))
    {
        ForwardChanged("options taken away", segment.ToPacket(), from);
        return;
    }
    Forward(packet, from);
}

bool
SmptcpOptionStripRule::Remove(IpSegment& segment) const
{
    auto wanted = [this](const OptionView& option) { return m_kinds.Contains(option); };
    if (segment.StripOptions(wanted) == 0)
    {
        return false;
    }
    auto rest = OptionsOf(segment);
    if (!m_nops && rest)
    {
        PutOptions(segment, *rest);
    }
    return true;
}

// --- refused -------------------------------------------------------------------------------------------------

TypeId
SmptcpSynDropRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpSynDropRule")
            .SetParent<SmptcpDirectedRule>()
            .SetGroupName("Smptcp")
            .AddConstructor<SmptcpSynDropRule>()
            .AddAttribute("Known",
                          "Options a SYN may have: kinds and MPTCP subtypes such as 30:1, with commas between",
                          StringValue("2,3,4,5,8"),
                          MakeStringAccessor(&SmptcpSynDropRule::SetKnown, &SmptcpSynDropRule::GetKnown),
                          MakeStringChecker());
    return tid;
}

SmptcpSynDropRule::SmptcpSynDropRule() = default;

void
SmptcpSynDropRule::SetKnown(std::string text)
{
    m_known = OptionSet::ParseOrAbort(text, "Known");
    m_knownText = text;
}

std::string
SmptcpSynDropRule::GetKnown() const
{
    return m_knownText;
}

void
SmptcpSynDropRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    bool concerned = tcp.Has(TCP_SYN) && !tcp.Has(TCP_ACK) && ActsOn(from);
    OptionWalker walker(tcp.Options(), concerned ? tcp.OptionsSize() : 0);
    while (auto option = walker.Next())
    {
        if (!m_known.Contains(*option))
        {
            Drop("SYN with option " + std::to_string(option->kind) + " dropped", packet);
            return;
        }
    }
    Forward(packet, from);
}

// --- put in another order ------------------------------------------------------------------------------------

TypeId
SmptcpOptionOrderRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpOptionOrderRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpOptionOrderRule>()
                            .AddAttribute("Random",
                                          "A random order for each segment; otherwise the last option comes first",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SmptcpOptionOrderRule::m_random),
                                          MakeBooleanChecker());
    return tid;
}

SmptcpOptionOrderRule::SmptcpOptionOrderRule()
    : m_order(CreateObject<UniformRandomVariable>())
{
}

int64_t
SmptcpOptionOrderRule::AssignStreams(int64_t stream)
{
    m_order->SetStream(stream);
    return 1;
}

void
SmptcpOptionOrderRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    auto options = OptionsOf(segment);
    if (!options || options->size() < 2 || !ActsOn(from))
    {
        Forward(packet, from);
        return;
    }
    auto before = *options;
    std::reverse(options->begin(), options->end());
    for (std::size_t left = options->size(); m_random && left > 1; --left)
    {
        std::swap((*options)[left - 1], (*options)[m_order->GetInteger(0, static_cast<uint32_t>(left - 1))]);
    }
    if (*options == before)
    {
        Forward(packet, from);
        return;
    }
    PutOptions(segment, *options);
    ForwardChanged("options in another order", segment.ToPacket(), from);
}

} // namespace ns3
