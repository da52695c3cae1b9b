/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-class.h"

#include <sstream>

namespace ns3
{
namespace smptcp
{

std::optional<unsigned>
ParseSegmentClasses(const std::string& text)
{
    static const std::map<std::string, unsigned> NAMES{
        {"syn", CLASS_SYN}, {"synack", CLASS_SYN_ACK}, {"third", CLASS_THIRD}, {"data", CLASS_DATA}};
    unsigned classes = 0;
    std::istringstream words(text + ','); // a comma at the end is an empty word
    std::string word;
    while (std::getline(words, word, ','))
    {
        auto name = NAMES.find(word);
        if (name == NAMES.end())
        {
            return std::nullopt;
        }
        classes |= name->second;
    }
    return classes;
}

SegmentClass
SegmentClassifier::Classify(const IpSegment& segment, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    BoxFlow flow = BoxFlow::Of(segment, from);
    auto known = m_openings.find(flow);
    if (tcp.Has(TCP_SYN) && tcp.Has(TCP_ACK))
    {
        return CLASS_SYN_ACK;
    }
    if (tcp.Has(TCP_SYN))
    {
        const Opening* before = known == m_openings.end() ? nullptr : &known->second;
        if (!before || before->initiator != from || before->isn != tcp.Sequence()) // not a repeat
        {
            m_openings[flow] = {from, tcp.Sequence(), std::nullopt};
        }
        return CLASS_SYN;
    }
    if (known == m_openings.end() || known->second.initiator != from || tcp.Has(TCP_RST))
    {
        return CLASS_DATA;
    }
    Identity identity{tcp.Sequence(), tcp.Acknowledgment(), segment.SequenceLength()};
    std::optional<Identity>& third = known->second.third;
    third = third ? third : identity;
    return *third == identity ? CLASS_THIRD : CLASS_DATA;
}

} // namespace smptcp
} // namespace ns3
