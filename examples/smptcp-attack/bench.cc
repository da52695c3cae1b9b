/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "bench.h"

#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr int64_t STREAM_BENCH = 10;       //!< Random streams: when things happen
constexpr int64_t STREAM_HOSTS = 100;      //!< Random streams: victims
constexpr int64_t STREAM_ATTACKERS = 1000; //!< Random streams: attackers
constexpr double MOST_LAG = 0.2;           //!< By which a start or an attack may be later than planned, seconds
constexpr double MOST_DELAY = 0.001;       //!< By which a link may be longer than asked for, seconds

const std::vector<std::pair<Protocol, const char*>> PROTOCOLS{
    {Protocol::TCP, "tcp"},
    {Protocol::MPTCP, "mptcp"},
    {Protocol::MPTCP_V1, "mptcp-v1"},
    {Protocol::TCPCRYPT, "tcpcrypt"},
    {Protocol::MPTCP_TCPCRYPT, "mptcp-tcpcrypt"},
    {Protocol::SMPTCP, "smptcp"},
    {Protocol::SMPTCP_LITERAL, "smptcp-literal"},
};

std::string
Network(unsigned side, unsigned path)
{
    return "10." + std::to_string(side) + "." + std::to_string(path + 1) + ".0";
}

/// \return the attributes that the protocol and the setup ask of the victims' stacks
std::vector<std::pair<std::string, std::string>>
AttributesOf(const BenchSetup& setup)
{
    std::vector<std::pair<std::string, std::string>> attributes;
    if (setup.profile != AllProfiles().front())
    {
        attributes.emplace_back("Profile", setup.profile);
    }
    if (setup.protocol == Protocol::SMPTCP_LITERAL)
    {
        attributes.emplace_back("SeedLiteral", "true");
    }
    if (setup.protocol == Protocol::MPTCP_TCPCRYPT)
    {
        attributes.emplace_back("Prefer", "stacked");
    }
    attributes.insert(attributes.end(), setup.attributes.begin(), setup.attributes.end());
    return attributes;
}

} // namespace

// --- names ---------------------------------------------------------------------------------------------------

const std::vector<Protocol>&
AllProtocols()
{
    static const std::vector<Protocol> all = [] {
        std::vector<Protocol> list;
        for (const auto& entry : PROTOCOLS)
        {
            list.push_back(entry.first);
        }
        return list;
    }();
    return all;
}

const char*
NameOf(Protocol protocol)
{
    for (const auto& [value, name] : PROTOCOLS)
    {
        if (value == protocol)
        {
            return name;
        }
    }
    return "";
}

std::optional<Protocol>
ParseProtocol(const std::string& name)
{
    for (const auto& [value, known] : PROTOCOLS)
    {
        if (name == known)
        {
            return value;
        }
    }
    return std::nullopt;
}

const std::vector<std::string>&
AllProfiles()
{
    static const std::vector<std::string> all{"ns3-stock", "rfc5961"};
    return all;
}

// --- building ------------------------------------------------------------------------------------------------

AttackBench::AttackBench(BenchSetup setup)
    : m_setup(std::move(setup)),
      m_a(StreamA(), StreamB(), m_setup.up),
      m_b(StreamB(), StreamA(), m_setup.down)
{
    RngSeedManager::SetRun(m_setup.run);
    Draw();
    BuildNodes();
    BuildRoutes();
    if (!m_setup.out.empty())
    {
        m_captures.push_back(std::make_unique<SmptcpHostCapture>(NodeA(), m_setup.out + "/a.pcap"));
        m_captures.push_back(std::make_unique<SmptcpHostCapture>(NodeB(), m_setup.out + "/b.pcap"));
        m_keys = std::make_unique<SmptcpKeyLog>(m_setup.out + "/keys.log");
        m_keys->Attach(m_victims);
    }
    // The victims' own connection is the first from A; floods and the like make others.
    At(CONNECT_AT / 2, [this] { m_b.Serve(MakeSocket(NodeB()), PORT, AddressA(0)); });
    At(m_connectAt, [this] { m_a.Call(MakeSocket(NodeA()), InetSocketAddress(AddressB(0), PORT)); });
}

AttackBench::~AttackBench()
{
    m_a.Release();
    m_b.Release();
    Simulator::Destroy();
}

void
AttackBench::Draw()
{
    Ptr<UniformRandomVariable> random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAM_BENCH);
    m_connectAt = CONNECT_AT + random->GetValue(0, MOST_LAG);
    m_attackLag = random->GetValue(0, MOST_LAG);
    for (unsigned path = 0; path < m_setup.paths; ++path)
    {
        m_delayA.push_back(random->GetValue(0, MOST_DELAY));
        m_delayB.push_back(random->GetValue(0, MOST_DELAY));
    }
}

void
AttackBench::BuildNodes()
{
    m_victims.Create(2);
    m_router = CreateObject<Node>();
    InternetStackHelper internet;
    internet.Install(m_victims);
    internet.Install(m_router);
    BuildLinks();
    for (const auto& [name, value] : AttributesOf(m_setup))
    {
        m_hosts.SetAttribute(name, StringValue(value));
    }
    m_hosts.Install(m_victims, Kind());
    m_hosts.AssignStreams(m_victims, STREAM_HOSTS);
}

void
AttackBench::BuildLinks()
{
    PointToPointHelper link;
    for (unsigned path = 0; path < m_setup.paths; ++path)
    {
        // Both halves of the path; a scheduler that goes by round-trip times prefers the first.
        Time half = (Time(m_setup.delay) + path * Time(m_setup.lag)) / 2;
        for (unsigned end : {0u, 1u})
        {
            Time more = Seconds((end == 0 ? m_delayA : m_delayB)[path]);
            link.SetChannelAttribute("Delay", TimeValue(half + more));
            bool other = end == 1 && !m_setup.rateAtB.empty();
            link.SetDeviceAttribute("DataRate", StringValue(other ? m_setup.rateAtB : m_setup.rate));
            NetDeviceContainer devices = link.Install(m_victims.Get(end), m_router);
            Ipv4AddressHelper(Network(end + 1, path).c_str(), "255.255.255.0").Assign(devices);
            TrafficControlHelper().Uninstall(devices);
            if (end == 1)
            {
                DynamicCast<PointToPointNetDevice>(devices.Get(1))
                    ->GetQueue()
                    ->SetAttribute("MaxSize", StringValue(m_setup.queueAtB));
            }
            (end == 0 ? m_linksA : m_linksB).push_back(devices);
        }
    }
}

void
AttackBench::BuildRoutes()
{
    // Each path has its own links; everything else, attackers' networks for one, is behind the first.
    Ipv4StaticRoutingHelper routing;
    for (unsigned end : {0u, 1u})
    {
        Ptr<Ipv4> ipv4 = m_victims.Get(end)->GetObject<Ipv4>();
        Ptr<Ipv4StaticRouting> routes = routing.GetStaticRouting(ipv4);
        for (unsigned path = 0; path < m_setup.paths; ++path)
        {
            Ptr<NetDevice> device = end == 0 ? DeviceA(path) : DeviceB(path);
            auto interface = static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device));
            Ipv4Address gateway((Network(end + 1, path).substr(0, Network(end + 1, path).size() - 1) + "2").c_str());
            routes->AddNetworkRouteTo(Network(2 - end, path).c_str(), "255.255.255.0", gateway, interface);
            if (path == 0)
            {
                routes->SetDefaultRoute(gateway, interface, 1);
            }
        }
    }
}

void
AttackBench::Enlist(Ptr<SmptcpAttacker> attacker)
{
    if (std::find(m_attackers.begin(), m_attackers.end(), attacker) == m_attackers.end())
    {
        attacker->AssignStreams(STREAM_ATTACKERS + static_cast<int64_t>(m_attackers.size()));
        m_attackers.push_back(attacker);
    }
}

const std::vector<Ptr<SmptcpAttacker>>&
AttackBench::Attackers() const
{
    return m_attackers;
}

void
AttackBench::PlaceAt(Ptr<SmptcpAttacker> attacker, unsigned path, bool atB)
{
    Enlist(attacker);
    SmptcpAdversaryHelper::Place(attacker, atB ? DeviceB(path) : DeviceA(path));
}

Ptr<SmptcpRawHost>
AttackBench::AttachHost(Ptr<SmptcpAttacker> attacker)
{
    Enlist(attacker);
    ++m_attackerHosts;
    return SmptcpAdversaryHelper::AttachHost(attacker,
                                             m_router,
                                             Network(9, m_attackerHosts - 1).c_str(),
                                             "255.255.255.0",
                                             DataRate("100Mbps"),
                                             MilliSeconds(1)); // nearer than the victims are to each other
}

Ptr<Socket>
AttackBench::MakeSocket(Ptr<Node> node) const
{
    Ptr<Socket> socket = SmptcpHelper::CreateSocket(node);
    for (const auto& [name, value] : m_setup.socketAttributes)
    {
        if (DynamicCast<SmptcpSocket>(socket))
        {
            socket->SetAttribute(name, StringValue(value));
        }
    }
    return socket;
}

void
AttackBench::Run()
{
    for (std::size_t i = 0; i < m_attackers.size() && !m_setup.out.empty(); ++i)
    {
        SmptcpAdversaryHelper::EnablePcap(m_attackers[i], m_setup.out + "/attacker" + std::to_string(i + 1));
    }
    Simulator::Stop(Seconds(m_setup.stop));
    Simulator::Run();
}

// --- what there is -------------------------------------------------------------------------------------------

double
AttackBench::ConnectAt() const
{
    return m_connectAt;
}

Time
AttackBench::Moment(double time) const
{
    return Seconds(time + m_attackLag);
}

const BenchSetup&
AttackBench::Setup() const
{
    return m_setup;
}

Victim&
AttackBench::A()
{
    return m_a;
}

Victim&
AttackBench::B()
{
    return m_b;
}

Ptr<Node>
AttackBench::NodeA() const
{
    return m_victims.Get(0);
}

Ptr<Node>
AttackBench::NodeB() const
{
    return m_victims.Get(1);
}

Ptr<Node>
AttackBench::Router() const
{
    return m_router;
}

Ptr<NetDevice>
AttackBench::DeviceA(unsigned path) const
{
    return m_linksA.at(path).Get(0);
}

Ptr<NetDevice>
AttackBench::DeviceB(unsigned path) const
{
    return m_linksB.at(path).Get(0);
}

Ipv4Address
AttackBench::AddressA(unsigned path)
{
    return Ipv4Address(("10.1." + std::to_string(path + 1) + ".1").c_str());
}

Ipv4Address
AttackBench::AddressB(unsigned path)
{
    return Ipv4Address(("10.2." + std::to_string(path + 1) + ".1").c_str());
}

KnownStream
AttackBench::StreamA()
{
    return KnownStream(1);
}

KnownStream
AttackBench::StreamB()
{
    return KnownStream(2);
}

KnownStream
AttackBench::StreamX()
{
    return KnownStream(3);
}

std::string
AttackBench::Kind() const
{
    switch (m_setup.protocol)
    {
    case Protocol::TCP:
        return "legacy";
    case Protocol::SMPTCP_LITERAL:
        return "smptcp";
    default:
        return NameOf(m_setup.protocol);
    }
}

void
AttackBench::At(double time, std::function<void()> action)
{
    Simulator::Schedule(Seconds(time) - Simulator::Now(), [action = std::move(action)] { action(); });
}

} // namespace smptcp_example
