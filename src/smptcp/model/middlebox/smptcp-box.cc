/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-box.h"

#include "smptcp-ip-link.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpBox);

TypeId
SmptcpBox::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpBox")
                            .SetParent<Object>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpBox>()
                            .AddTraceSource("In",
                                            "An IP packet came in, and by which side (0: inside)",
                                            MakeTraceSourceAccessor(&SmptcpBox::m_in),
                                            "ns3::SmptcpBox::PacketTracedCallback")
                            .AddTraceSource("Out",
                                            "An IP packet leaves, and by which side (0: inside)",
                                            MakeTraceSourceAccessor(&SmptcpBox::m_out),
                                            "ns3::SmptcpBox::PacketTracedCallback");
    return tid;
}

SmptcpBox::SmptcpBox() = default;
SmptcpBox::~SmptcpBox() = default;

void
SmptcpBox::DoDispose()
{
    for (const auto& rule : m_rules)
    {
        rule->Dispose();
    }
    m_rules.clear();
    m_devices = {};
    Object::DoDispose();
}

void
SmptcpBox::SetDevices(Ptr<NetDevice> inside, Ptr<NetDevice> outside)
{
    Ptr<Node> node = inside->GetNode();
    NS_ABORT_MSG_IF(node != outside->GetNode() || inside == outside, "a box needs two devices of one node");
    m_devices = {inside, outside};
    for (const auto& device : m_devices)
    {
        // Protocol 0 stands for all. Promiscuous: on a shared medium packets are not for the box.
        node->RegisterProtocolHandler(MakeCallback(&SmptcpBox::Receive, this), 0, device, true);
    }
}

Ptr<NetDevice>
SmptcpBox::GetDevice(BoxSide side) const
{
    return m_devices.at(side);
}

void
SmptcpBox::AddRule(Ptr<SmptcpBoxRule> rule)
{
    rule->SetBox(this, m_rules.size());
    m_rules.push_back(rule);
}

const std::vector<Ptr<SmptcpBoxRule>>&
SmptcpBox::GetRules() const
{
    return m_rules;
}

int64_t
SmptcpBox::AssignStreams(int64_t stream)
{
    int64_t used = 0;
    for (const auto& rule : m_rules)
    {
        used += rule->AssignStreams(stream + used);
    }
    return used;
}

void
SmptcpBox::Receive(Ptr<NetDevice> device,
                   Ptr<const Packet> packet,
                   uint16_t protocol,
                   const Address&,
                   const Address&,
                   NetDevice::PacketType)
{
    if (!m_devices[0] || !smptcp::IsIp(protocol))
    {
        return; // links between hosts speak nothing else here
    }
    BoxSide from = device == m_devices[BOX_INSIDE] ? BOX_INSIDE : BOX_OUTSIDE;
    m_in(packet, from);
    // The rules stand between 0 and their number: the first one met is 0 or the last.
    Continue(packet, from, from == BOX_INSIDE ? SIZE_MAX : m_rules.size());
}

void
SmptcpBox::Continue(Ptr<const Packet> packet, BoxSide from, std::size_t index)
{
    if (!m_devices[0])
    {
        return; // over
    }
    if (from == BOX_INSIDE)
    {
        std::size_t next = index + 1; // SIZE_MAX wraps to the first
        if (next < m_rules.size())
        {
            m_rules[next]->Take(packet, from);
            return;
        }
        Send(packet, BOX_OUTSIDE);
        return;
    }
    if (index > 0)
    {
        m_rules[index - 1]->Take(packet, from);
        return;
    }
    Send(packet, BOX_INSIDE);
}

void
SmptcpBox::Send(Ptr<const Packet> packet, BoxSide side)
{
    ++m_sent[side];
    m_out(packet, side);
    smptcp::SendIp(m_devices[side], packet->Copy());
}

uint64_t
SmptcpBox::GetSent(BoxSide side) const
{
    return m_sent.at(side);
}

} // namespace ns3
