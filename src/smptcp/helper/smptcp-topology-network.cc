/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-network.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/mac48-address.h"
#include "ns3/pointer.h"
#include "ns3/smptcp-early-drop-queue.h"
#include "ns3/smptcp-two-way-channel.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

constexpr uint16_t MTU = 1500;
constexpr uint32_t PATH_NETWORK = 0x0a000000;   //!< 10.0.0.0, four addresses for each path
constexpr uint32_t ROUTER_NETWORK = 0xac100000; //!< 172.16.0.0, two addresses for each link
constexpr uint32_t ADDRESSES_OF_PATH = 4;

} // namespace

SmptcpTopologyNetwork::SmptcpTopologyNetwork(const TopologyPlan& plan)
    : m_plan(plan),
      m_links(plan.links.size())
{
}

Ptr<Node>
SmptcpTopologyNetwork::GetNode(std::size_t index) const
{
    return m_nodes.Get(static_cast<uint32_t>(index));
}

const NodeContainer&
SmptcpTopologyNetwork::GetNodes() const
{
    return m_nodes;
}

Ipv4Address
SmptcpTopologyNetwork::GetAddress(std::size_t path, std::size_t end)
{
    return Ipv4Address(static_cast<uint32_t>(PATH_NETWORK + (path + 1) * ADDRESSES_OF_PATH + 1 + end));
}

int64_t
SmptcpTopologyNetwork::Build(int64_t stream)
{
    int64_t used = 0;
    m_nodes.Create(static_cast<uint32_t>(m_plan.nodes.size()));
    InternetStackHelper internet;
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.SetIpv6StackInstall(false);
    internet.Install(m_nodes);
    for (std::size_t i = 0; i < m_plan.links.size(); ++i)
    {
        used += BuildLink(i, stream + used);
    }
    for (std::size_t i = 0; i < m_plan.paths.size(); ++i)
    {
        BuildPath(i);
    }
    return used;
}

int64_t
SmptcpTopologyNetwork::BuildLink(std::size_t index, int64_t stream)
{
    int64_t used = 0;
    const TopologyLink& link = m_plan.links[index];
    Ends& ends = m_links[index];
    Ptr<SmptcpTwoWayChannel> channel = CreateObject<SmptcpTwoWayChannel>();
    channel->SetDelays({link.sides[0].delay, link.sides[1].delay});
    channel->SetJitters({link.sides[0].jitter, link.sides[1].jitter});
    used += channel->AssignStreams(stream + used);
    for (std::size_t end = 0; end < 2; ++end)
    {
        Ptr<PointToPointNetDevice> device = CreateObject<PointToPointNetDevice>();
        ends.devices[end] = device;
        device->SetAddress(Mac48Address::Allocate());
        device->SetMtu(MTU);
        device->SetDataRate(link.sides[end].rate);
        used += BuildQueue(link, end, device, stream + used);
        Ptr<Node> node = GetNode(link.nodes[end]);
        node->AddDevice(device);
        device->Attach(channel);
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        uint32_t interface = ipv4->AddInterface(device);
        ipv4->SetUp(interface);
        if (m_plan.nodes[link.nodes[end]].kind.empty())
        {
            Ipv4Address address(static_cast<uint32_t>(ROUTER_NETWORK + 2 * index + end));
            ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask::GetOnes()));
        }
    }
    for (std::size_t side = 0; side < 2; ++side)
    {
        Ptr<PointToPointNetDevice> receiver = ends.devices[1 - side];
        ends.impairments[side] = CreateObject<SmptcpImpairment>();
        ends.impairments[side]->SetDevice(receiver);
        used += ends.impairments[side]->AssignStreams(stream + used);
        SetLoss(index, side, link.sides[side].loss);
        receiver->TraceConnectWithoutContext(
            "PhyRxDrop",
            Callback<void, Ptr<const Packet>>([this, index, side](Ptr<const Packet>) {
                ++m_links[index].lost[side];
            }));
        ends.devices[side]->TraceConnectWithoutContext(
            "PhyTxEnd",
            Callback<void, Ptr<const Packet>>([this, index, side](Ptr<const Packet>) {
                ++m_links[index].sent[side];
            }));
    }
    return used;
}

int64_t
SmptcpTopologyNetwork::BuildQueue(const TopologyLink& link,
                                  std::size_t side,
                                  Ptr<PointToPointNetDevice> device,
                                  int64_t stream)
{
    Ptr<DropTailQueue<Packet>> queue;
    int64_t used = 0;
    if (link.sides[side].queue.kind == TopologyQueue::Kind::RED)
    {
        Ptr<SmptcpEarlyDropQueue> early = CreateObject<SmptcpEarlyDropQueue>();
        used = early->AssignStreams(stream);
        queue = early;
    }
    else
    {
        queue = CreateObject<DropTailQueue<Packet>>();
    }
    queue->SetMaxSize(m_plan.GetQueueSize(link, side));
    device->SetQueue(queue);
    return used;
}

uint32_t
SmptcpTopologyNetwork::InterfaceOf(const TopologyHop& hop, std::size_t end) const
{
    Ptr<PointToPointNetDevice> device = m_links[hop.link].devices[hop.side == 0 ? end : 1 - end];
    return static_cast<uint32_t>(device->GetNode()->GetObject<Ipv4>()->GetInterfaceForDevice(device));
}

void
SmptcpTopologyNetwork::BuildPath(std::size_t index)
{
    const TopologyPath& path = m_plan.paths[index];
    const Ipv4Mask mask(~(ADDRESSES_OF_PATH - 1));
    const std::array<Ipv4Address, 2> addresses{GetAddress(index, 0), GetAddress(index, 1)};
    GetNode(path.nodes.front())
        ->GetObject<Ipv4>()
        ->AddAddress(InterfaceOf(path.hops.front(), 0), Ipv4InterfaceAddress(addresses[0], mask));
    GetNode(path.nodes.back())
        ->GetObject<Ipv4>()
        ->AddAddress(InterfaceOf(path.hops.back(), 1), Ipv4InterfaceAddress(addresses[1], mask));
    Ipv4StaticRoutingHelper helper;
    for (std::size_t i = 0; i < path.hops.size(); ++i)
    {
        for (std::size_t end = 0; end < 2; ++end) // of the hop; the far end of the path is reached from the near one
        {
            Ptr<Ipv4> ipv4 = GetNode(path.nodes[i + end])->GetObject<Ipv4>();
            helper.GetStaticRouting(ipv4)->AddHostRouteTo(addresses[1 - end], InterfaceOf(path.hops[i], end));
        }
    }
}

TopologyLinkCounts
SmptcpTopologyNetwork::GetCounts(std::size_t link, std::size_t side) const
{
    const Ends& ends = m_links[link];
    return {ends.sent[side], ends.devices[side]->GetQueue()->GetTotalDroppedPackets(), ends.lost[side]};
}

void
SmptcpTopologyNetwork::WatchLosses(const Callback<void, Ptr<const Packet>>& sink) const
{
    for (const auto& link : m_links)
    {
        for (const auto& device : link.devices)
        {
            device->TraceConnectWithoutContext("PhyRxDrop", sink);
        }
    }
}

void
SmptcpTopologyNetwork::SetLoss(std::size_t link, std::size_t side, double probability)
{
    m_links[link].impairments[side]->SetProbabilities(probability, 0, 0);
    Ptr<PointToPointNetDevice> receiver = m_links[link].devices[1 - side];
    if (probability > 0)
    {
        receiver->SetReceiveErrorModel(m_links[link].impairments[side]);
    }
}

void
SmptcpTopologyNetwork::SetRate(std::size_t link, std::size_t side, DataRate rate)
{
    m_links[link].devices[side]->SetDataRate(rate);
}

} // namespace ns3
