/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-path-topology.h"

#include "ns3/error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-impairment.h"
#include "ns3/smptcp-topology-values.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{

namespace
{

constexpr uint16_t MTU = 1500;
constexpr std::size_t MOST_PATHS = 200;      //!< 10.1.i.0/24
constexpr uint32_t LEAST_QUEUE = 20;         //!< Packets
constexpr uint32_t LEAST_BUFFER = 256 * 1024; //!< Octets
constexpr double LARGEST_BUFFER = 1e9;       //!< Octets

std::optional<SmptcpPath>
ParsePath(const std::string& text)
{
    auto slash = text.find('/');
    if (slash == std::string::npos)
    {
        return std::nullopt;
    }
    auto rate = ParseTopologyRate(text.substr(0, slash));
    auto delay = ParseTopologyTime(text.substr(slash + 1));
    if (!rate || !delay || *delay > Seconds(60))
    {
        return std::nullopt;
    }
    return SmptcpPath{*rate, *delay};
}

/// \return one bandwidth-delay product in packets
uint32_t
QueuePackets(const SmptcpPath& path)
{
    double packets = path.rate.GetBitRate() * 2 * path.delay.GetSeconds() / 8 / MTU;
    return std::max(LEAST_QUEUE, static_cast<uint32_t>(std::ceil(packets)));
}

} // namespace

std::optional<std::vector<SmptcpPath>>
SmptcpPathTopology::ParsePaths(const std::string& text, std::string& error)
{
    std::vector<SmptcpPath> paths;
    std::istringstream in(text);
    std::string part;
    while (std::getline(in, part, ','))
    {
        auto path = ParsePath(part);
        if (!path || paths.size() == MOST_PATHS)
        {
            paths.clear();
            break;
        }
        paths.push_back(*path);
    }
    if (paths.empty() || text.back() == ',')
    {
        error = "impossible paths '" + text +
                "': give RATE/DELAY,RATE/DELAY ... with rates of 1kbps to 1000Gbps and delays of 0ms to 60s, "
                "such as 10Mbps/10ms,30Mbps/40ms";
        return std::nullopt;
    }
    return paths;
}

void
SmptcpPathTopology::Build(const std::vector<SmptcpPath>& paths,
                          const SmptcpImpairments& impairments)
{
    m_nodes.Create(2);
    InternetStackHelper().Install(m_nodes);
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(paths[i].rate));
        link.SetDeviceAttribute("Mtu", UintegerValue(MTU));
        link.SetChannelAttribute("Delay", TimeValue(paths[i].delay));
        link.SetQueue("ns3::DropTailQueue",
                      "MaxSize",
                      QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, QueuePackets(paths[i]))));
        NetDeviceContainer devices = link.Install(m_nodes);
        for (uint32_t end = 0; end < 2; ++end)
        {
            Ptr<SmptcpImpairment> model = CreateObject<SmptcpImpairment>();
            model->SetDevice(DynamicCast<PointToPointNetDevice>(devices.Get(end)));
            model->SetProbabilities(impairments.loss, impairments.reorder, impairments.duplicate);
            devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(model));
        }
        Ipv4AddressHelper addresses;
        addresses.SetBase(("10.1." + std::to_string(i + 1) + ".0").c_str(), "255.255.255.0");
        addresses.Assign(devices);
        TrafficControlHelper().Uninstall(devices);
        m_links.push_back(devices);
    }
}

void
SmptcpPathTopology::FailPath(std::size_t index, Time at)
{
    for (uint32_t end = 0; end < 2; ++end)
    {
        PointerValue value;
        m_links[index].Get(end)->GetAttribute("ReceiveErrorModel", value);
        Simulator::Schedule(at,
                            &SmptcpImpairment::SetProbabilities,
                            value.Get<SmptcpImpairment>(),
                            1.0,
                            0.0,
                            0.0);
    }
}

void
SmptcpPathTopology::EnablePcap(const std::string& prefix)
{
    for (std::size_t i = 0; i < m_links.size(); ++i)
    {
        std::string suffix = "-path" + std::to_string(i + 1) + ".pcap";
        PointToPointHelper helper;
        helper.EnablePcap(prefix + "client" + suffix, m_links[i].Get(0), false, true);
        helper.EnablePcap(prefix + "server" + suffix, m_links[i].Get(1), false, true);
    }
}

int64_t
SmptcpPathTopology::AssignStreams(int64_t stream)
{
    int64_t used = 0;
    for (const auto& link : m_links)
    {
        for (uint32_t end = 0; end < 2; ++end)
        {
            PointerValue value;
            link.Get(end)->GetAttribute("ReceiveErrorModel", value);
            used += value.Get<SmptcpImpairment>()->AssignStreams(stream + used);
        }
    }
    return used;
}

Ptr<Node>
SmptcpPathTopology::GetClient() const
{
    return m_nodes.Get(0);
}

Ptr<Node>
SmptcpPathTopology::GetServer() const
{
    return m_nodes.Get(1);
}

const NetDeviceContainer&
SmptcpPathTopology::GetDevices(std::size_t index) const
{
    return m_links.at(index);
}

const NodeContainer&
SmptcpPathTopology::GetNodes() const
{
    return m_nodes;
}

uint32_t
SmptcpPathTopology::GetBufferRule(const std::vector<SmptcpPath>& paths)
{
    double rates = 0;
    double largest = 0;
    for (const auto& path : paths)
    {
        double rate = path.rate.GetBitRate() / 8.0;
        double queue = QueuePackets(path) * double(MTU) / rate;
        rates += rate;
        largest = std::max(largest, 2 * path.delay.GetSeconds() + queue);
    }
    return static_cast<uint32_t>(
        std::clamp(2 * rates * largest, double(LEAST_BUFFER), LARGEST_BUFFER));
}

} // namespace ns3
