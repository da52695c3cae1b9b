/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-window.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpWindowRule);

TypeId
SmptcpWindowRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpWindowRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpWindowRule>()
                            .AddAttribute("Factor",
                                          "Each window is multiplied by it",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&SmptcpWindowRule::m_factor),
                                          MakeDoubleChecker<double>(0, 1))
                            .AddAttribute("Most",
                                          "Largest window, octets (in units of the field without Scaling)",
                                          UintegerValue(1U << 30),
                                          MakeUintegerAccessor(&SmptcpWindowRule::m_most),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("Scaling",
                                          "It knows of window scaling; otherwise it takes the field for the window",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SmptcpWindowRule::m_scaling),
                                          MakeBooleanChecker());
    return tid;
}

SmptcpWindowRule::SmptcpWindowRule() = default;

unsigned
SmptcpWindowRule::ShiftOf(const IpSegment& segment, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    Shifts& shifts = m_flows[BoxFlow::Of(segment, from)];
    if (tcp.Has(TCP_SYN))
    {
        shifts[from] = WindowShift(tcp);
        return 0; // the window of a SYN is never scaled
    }
    return m_scaling && shifts[from] && shifts[1 - from] ? *shifts[from] : 0;
}

void
SmptcpWindowRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    unsigned shift = ShiftOf(segment, from); // also of what is left alone
    uint16_t field = segment.Tcp().Window();
    double octets = std::min(static_cast<double>(uint64_t{field} << shift) * m_factor, static_cast<double>(m_most));
    auto smaller = static_cast<uint16_t>(static_cast<uint64_t>(octets) >> shift);
    smaller = field > 0 ? std::max<uint16_t>(smaller, 1) : 0;
    if (!ActsOn(from) || smaller == field || segment.Tcp().Has(TCP_RST))
    {
        Forward(packet, from);
        return;
    }
    segment.SetWindow(smaller);
    ForwardChanged("window made smaller", segment.ToPacket(), from);
}

} // namespace ns3
