/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-helper.h"

#include "ns3/abort.h"
#include "ns3/application.h"
#include "ns3/node-list.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-socket-factory.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <map>

namespace ns3
{

namespace
{

/// What each kind of host speaks
const std::map<std::string, smptcp::Capabilities> KINDS{
    {"smptcp", {true, true, true}},
    {"mptcp", {true, false, false}},
    {"mptcp-v1", {false, false, false, true}},
    {"tcpcrypt", {false, true, false}},
    {"legacy", {false, false, false}},
    {"mptcp-tcpcrypt", {true, true, false}},
};

bool
NamesOurFactory(Ptr<const Application> application)
{
    TypeId::AttributeInformation information;
    if (!application->GetInstanceTypeId().LookupAttributeByName("Protocol", &information))
    {
        return false;
    }
    TypeIdValue protocol;
    return application->GetAttributeFailSafe("Protocol", protocol) &&
           protocol.Get() == SmptcpSocketFactory::GetTypeId();
}

} // namespace

SmptcpHelper::SmptcpHelper()
{
    m_stackFactory.SetTypeId(SmptcpStack::GetTypeId());
    m_socketFactory.SetTypeId(SmptcpSocket::GetTypeId());
}

std::vector<std::string>
SmptcpHelper::GetKinds()
{
    return {"smptcp", "mptcp", "mptcp-v1", "tcpcrypt", "legacy", "mptcp-tcpcrypt"};
}

bool
SmptcpHelper::IsKind(const std::string& kind)
{
    return KINDS.count(kind) > 0;
}

std::string
SmptcpHelper::DescribeKinds()
{
    std::string line;
    for (const auto& kind : GetKinds())
    {
        line += (line.empty() ? "" : ", ") + kind;
    }
    return line;
}

void
SmptcpHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_stackFactory.Set(name, value);
}

void
SmptcpHelper::SetSocketAttribute(const std::string& name, const AttributeValue& value)
{
    m_socketFactory.Set(name, value);
}

void
SmptcpHelper::SetKeyStore(Ptr<SmptcpKeyStore> store)
{
    m_keyStore = store;
}

void
SmptcpHelper::Install(Ptr<Node> node, const std::string& kind)
{
    NS_ABORT_MSG_UNLESS(IsKind(kind),
                        "unknown kind of host '" << kind << "': use one of " << DescribeKinds());
    NS_ABORT_MSG_UNLESS(node->GetObject<TcpL4Protocol>(),
                        "node " << node->GetId()
                                << " has no TCP: install InternetStackHelper before SmptcpHelper");
    NS_ABORT_MSG_IF(node->GetObject<SmptcpStack>(),
                    "node " << node->GetId() << " is a host of some kind already");
    if (!m_keyStore)
    {
        m_keyStore = CreateObject<SmptcpKeyStore>();
    }
    Ptr<SmptcpStack> stack = m_stackFactory.Create<SmptcpStack>();
    stack->SetCapabilities(KINDS.at(kind));
    stack->SetSocketFactory(m_socketFactory);
    if (!stack->GetKeyStore())
    {
        stack->SetKeyStore(m_keyStore);
    }
    node->AggregateObject(stack);
    node->AggregateObject(CreateObject<SmptcpSocketFactory>());
    Simulator::ScheduleNow(&SmptcpHelper::CheckApplications);
}

void
SmptcpHelper::Install(const NodeContainer& nodes, const std::string& kind)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node, kind);
    }
}

int64_t
SmptcpHelper::AssignStreams(const NodeContainer& nodes, int64_t stream)
{
    int64_t used = m_keyStore ? m_keyStore->AssignStreams(stream) : 0;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (Ptr<SmptcpStack> stack = (*node)->GetObject<SmptcpStack>())
        {
            used += stack->AssignStreams(stream + used);
        }
    }
    return used;
}

Ptr<Socket>
SmptcpHelper::CreateSocket(Ptr<Node> node)
{
    NS_ABORT_MSG_UNLESS(node->GetObject<SmptcpSocketFactory>(),
                        "node " << node->GetId()
                                << " has no ns3::SmptcpSocketFactory: use SmptcpHelper::Install");
    return Socket::CreateSocket(node, SmptcpSocketFactory::GetTypeId());
}

void
SmptcpHelper::CheckApplications()
{
    for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
    {
        if ((*node)->GetObject<SmptcpSocketFactory>())
        {
            continue;
        }
        for (uint32_t i = 0; i < (*node)->GetNApplications(); ++i)
        {
            Ptr<Application> application = (*node)->GetApplication(i);
            NS_ABORT_MSG_IF(NamesOurFactory(application),
                            "node " << (*node)->GetId() << ": application "
                                    << application->GetInstanceTypeId().GetName()
                                    << " wants ns3::SmptcpSocketFactory, but the node has none: use "
                                       "SmptcpHelper::Install");
        }
    }
}

} // namespace ns3
