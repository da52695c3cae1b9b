/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-delivery.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpChanceRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpLossRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpDuplicateRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpReorderRule);

TypeId
SmptcpChanceRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpChanceRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddAttribute("Probability",
                                          "Probability that a segment is hit",
                                          DoubleValue(0.02),
                                          MakeDoubleAccessor(&SmptcpChanceRule::m_probability),
                                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

SmptcpChanceRule::SmptcpChanceRule()
    : m_chance(CreateObject<UniformRandomVariable>())
{
}

int64_t
SmptcpChanceRule::AssignStreams(int64_t stream)
{
    m_chance->SetStream(stream);
    return 1;
}

void
SmptcpChanceRule::OnSegment(IpSegment&, Ptr<const Packet> packet, BoxSide from)
{
    if (ActsOn(from) && m_chance->GetValue(0, 1) < m_probability)
    {
        Hit(packet, from);
        return;
    }
    Forward(packet, from);
}

// --- lost ----------------------------------------------------------------------------------------------------

TypeId
SmptcpLossRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpLossRule")
                            .SetParent<SmptcpChanceRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpLossRule>();
    return tid;
}

void
SmptcpLossRule::Hit(Ptr<const Packet> packet, BoxSide)
{
    Drop("lost", packet);
}

// --- twice ---------------------------------------------------------------------------------------------------

TypeId
SmptcpDuplicateRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpDuplicateRule")
                            .SetParent<SmptcpChanceRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpDuplicateRule>()
                            .AddAttribute("Delay",
                                          "How long after the first the second goes",
                                          TimeValue(MilliSeconds(1)),
                                          MakeTimeAccessor(&SmptcpDuplicateRule::m_delay),
                                          MakeTimeChecker(Time(0)));
    return tid;
}

SmptcpDuplicateRule::SmptcpDuplicateRule() = default;

void
SmptcpDuplicateRule::Hit(Ptr<const Packet> packet, BoxSide from)
{
    Forward(packet, from);
    Ptr<SmptcpDuplicateRule> self(this);
    Simulator::Schedule(m_delay, [self, packet, from]() { self->ForwardMade("sent again", packet, from); });
}

// --- late ----------------------------------------------------------------------------------------------------

TypeId
SmptcpReorderRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpReorderRule")
                            .SetParent<SmptcpChanceRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpReorderRule>()
                            .AddAttribute("Delay",
                                          "How long a segment is kept back",
                                          TimeValue(MilliSeconds(10)),
                                          MakeTimeAccessor(&SmptcpReorderRule::m_delay),
                                          MakeTimeChecker(Time(0)));
    return tid;
}

SmptcpReorderRule::SmptcpReorderRule() = default;

void
SmptcpReorderRule::Hit(Ptr<const Packet> packet, BoxSide from)
{
    Ptr<SmptcpReorderRule> self(this);
    Simulator::Schedule(m_delay, [self, packet, from]() { self->ForwardChanged("kept back until now", packet, from); });
}

} // namespace ns3
