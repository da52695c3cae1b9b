/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-box-rule.h"

#include "smptcp-box.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpBoxRule");
NS_OBJECT_ENSURE_REGISTERED(SmptcpBoxRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpSegmentRule);
NS_OBJECT_ENSURE_REGISTERED(SmptcpDirectedRule);

TypeId
SmptcpBoxRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpBoxRule")
                            .SetParent<Object>()
                            .SetGroupName("Smptcp")
                            .AddAttribute("Start",
                                          "From then on the rule acts; before, every packet passes untouched",
                                          TimeValue(Time(0)),
                                          MakeTimeAccessor(&SmptcpBoxRule::m_start),
                                          MakeTimeChecker())
                            .AddAttribute("Stop",
                                          "From then on every packet passes untouched: the rule has left the path",
                                          TimeValue(Time::Max()),
                                          MakeTimeAccessor(&SmptcpBoxRule::m_stop),
                                          MakeTimeChecker())
                            .AddTraceSource("Action",
                                            "What the rule did, in words, and the packet it did it to",
                                            MakeTraceSourceAccessor(&SmptcpBoxRule::m_action),
                                            "ns3::SmptcpBoxRule::ActionTracedCallback");
    return tid;
}

SmptcpBoxRule::SmptcpBoxRule() = default;
SmptcpBoxRule::~SmptcpBoxRule() = default;

void
SmptcpBoxRule::DoDispose()
{
    m_box = nullptr;
    Object::DoDispose();
}

void
SmptcpBoxRule::SetBox(SmptcpBox* box, std::size_t index)
{
    m_box = box;
    m_index = index;
}

Ptr<SmptcpBox>
SmptcpBoxRule::GetBox() const
{
    return m_box;
}

bool
SmptcpBoxRule::IsActive() const
{
    Time now = Simulator::Now();
    return now >= m_start && now < m_stop;
}

void
SmptcpBoxRule::Take(Ptr<const Packet> packet, BoxSide from)
{
    if (!IsActive())
    {
        Forward(packet, from);
        return;
    }
    ++m_seen;
    OnPacket(packet, from);
}

void
SmptcpBoxRule::Forward(Ptr<const Packet> packet, BoxSide from)
{
    if (m_box) // a delayed packet may find it disposed of
    {
        m_box->Continue(packet, from, m_index);
    }
}

void
SmptcpBoxRule::ForwardChanged(const std::string& what, Ptr<const Packet> packet, BoxSide from)
{
    ++m_changed;
    Tell(what, packet);
    Forward(packet, from);
}

void
SmptcpBoxRule::ForwardMade(const std::string& what, Ptr<const Packet> packet, BoxSide from)
{
    ++m_made;
    Tell(what, packet);
    Forward(packet, from);
}

void
SmptcpBoxRule::Drop(const std::string& what, Ptr<const Packet> packet)
{
    ++m_dropped;
    Tell(what, packet);
}

void
SmptcpBoxRule::Tell(const std::string& what, Ptr<const Packet> packet)
{
    NS_LOG_INFO(GetInstanceTypeId().GetName() << ": " << what);
    m_action(what, packet);
}

int64_t
SmptcpBoxRule::AssignStreams(int64_t)
{
    return 0;
}

uint64_t
SmptcpBoxRule::GetSeen() const
{
    return m_seen;
}

uint64_t
SmptcpBoxRule::GetChanged() const
{
    return m_changed;
}

uint64_t
SmptcpBoxRule::GetDropped() const
{
    return m_dropped;
}

uint64_t
SmptcpBoxRule::GetMade() const
{
    return m_made;
}

// --- rules about segments ------------------------------------------------------------------------------------

TypeId
SmptcpSegmentRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpSegmentRule").SetParent<SmptcpBoxRule>().SetGroupName("Smptcp");
    return tid;
}

void
SmptcpSegmentRule::OnPacket(Ptr<const Packet> packet, BoxSide from)
{
    auto segment = smptcp::IpSegment::Parse(packet);
    if (!segment)
    {
        Forward(packet, from);
        return;
    }
    OnSegment(*segment, packet, from);
}

// --- rules with a direction ----------------------------------------------------------------------------------

TypeId
SmptcpDirectedRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpDirectedRule")
                            .SetParent<SmptcpSegmentRule>()
                            .SetGroupName("Smptcp")
                            .AddAttribute("From",
                                          "It acts on what comes from there: inside, outside or both",
                                          StringValue("both"),
                                          MakeStringAccessor(&SmptcpDirectedRule::SetFrom,
                                                             &SmptcpDirectedRule::GetFrom),
                                          MakeStringChecker());
    return tid;
}

bool
SmptcpDirectedRule::ActsOn(BoxSide from) const
{
    return m_from == "both" || (m_from == "inside") == (from == BOX_INSIDE);
}

void
SmptcpDirectedRule::SetFrom(std::string from)
{
    NS_ABORT_MSG_UNLESS(from == "inside" || from == "outside" || from == "both",
                        "From=\"" << from << "\": allowed are inside, outside and both");
    m_from = from;
}

std::string
SmptcpDirectedRule::GetFrom() const
{
    return m_from;
}

} // namespace ns3
