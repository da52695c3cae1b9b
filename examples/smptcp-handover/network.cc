/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "network.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/node-list.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/queue-size.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-safe-queues.h"
#include "ns3/ssid.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-helper.h"
#include "ns3/yans-wifi-helper.h"

#include <cmath>
#include <utility>

using namespace ns3;

namespace smptcp_handover
{

namespace
{

constexpr int64_t STREAM_WIFI = 10000; //!< Random streams: Wi-Fi
constexpr int64_t STREAM_LTE = 20000;  //!< Random streams: LTE
constexpr double HEIGHT_M = 1.5;       //!< Of phone and access point
constexpr double ENB_HEIGHT_M = 30;    //!< Of the base station
constexpr double ENB_AWAY_M = 200;     //!< The base station from the access point, aside of the walk
constexpr uint32_t WIFI_METRIC = 0;    //!< Wi-Fi is preferred while it is there
constexpr uint32_t LTE_METRIC = 10;
/// What a receiver of 2015 or so hears at 6 Mbit/s; ns-3's own -82 dBm ends a Wi-Fi that still does 24 Mbit/s.
constexpr double SENSITIVITY_DBM = -92;

const char* const NETMASK = "255.255.255.0";
const Ipv4Address ACCESS_POINT("10.1.1.1");
const Ipv4Address PHONE_WIFI("10.1.1.2");
const Ipv4Address SERVER("10.9.1.2");

Ptr<Ipv4StaticRouting>
RoutesOf(Ptr<Node> node)
{
    return Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
}

/// Connect two nodes: \p a has .1 of \p network, \p b has .2. \return their interfaces
std::pair<uint32_t, uint32_t>
Wire(Ptr<Node> a, Ptr<Node> b, const std::string& rate, const std::string& delay, const char* network)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue(rate));
    link.SetChannelAttribute("Delay", StringValue(delay));
    auto devices = link.Install(a, b);
    Ipv4AddressHelper(network, NETMASK).Assign(devices);
    return {a->GetObject<Ipv4>()->GetInterfaceForDevice(devices.Get(0)),
            b->GetObject<Ipv4>()->GetInterfaceForDevice(devices.Get(1))};
}

void
Place(Ptr<Node> node, const Vector& position)
{
    Ptr<MobilityModel> place = CreateObject<ConstantPositionMobilityModel>();
    place->SetPosition(position);
    node->AggregateObject(place);
}

} // namespace

Network::Network(double from, double speed, double turnBack)
    : m_phone(CreateObject<Node>()),
      m_accessPoint(CreateObject<Node>()),
      m_enb(CreateObject<Node>()),
      m_router(CreateObject<Node>()),
      m_server(CreateObject<Node>())
{
    for (const auto& node : {m_phone, m_accessPoint, m_router, m_server})
    {
        m_internet.Install(node);
    }
    PlaceNodes(from, speed, turnBack);
    BuildWifi();
    BuildLte();
    BuildWires();
    NodeContainer all;
    for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
    {
        all.Add(*node);
    }
    // Only what is in front of a device counts: the devices have queues of their own.
    SmptcpSafeQueues::Install(all, QueueSize("50p"));
}

void
Network::PlaceNodes(double from, double speed, double turnBack)
{
    Place(m_accessPoint, Vector(0, 0, HEIGHT_M));
    Place(m_enb, Vector(0, ENB_AWAY_M, ENB_HEIGHT_M));
    m_walk = CreateObject<ConstantVelocityMobilityModel>();
    m_phone->AggregateObject(m_walk);
    m_walk->SetPosition(Vector(from, 0, HEIGHT_M));
    m_walk->SetVelocity(Vector(speed, 0, 0));
    if (turnBack > 0)
    {
        Simulator::Schedule(Seconds(turnBack), &Network::TurnRound, this);
    }
}

void
Network::TurnRound()
{
    Vector velocity = m_walk->GetVelocity();
    m_walk->SetVelocity(Vector(-velocity.x, 0, 0));
}

void
Network::BuildWifi()
{
    Config::SetDefault("ns3::WifiMacQueue::MaxSize", QueueSizeValue(QueueSize("100p")));
    YansWifiChannelHelper channel;
    channel.SetPropagationDelay("ns3::ConstantSpeedPropagationDelayModel");
    channel.AddPropagationLoss("ns3::LogDistancePropagationLossModel"); // exponent 3: between free space and indoors
    YansWifiPhyHelper phy;
    phy.SetChannel(channel.Create());
    phy.SetPreambleDetectionModel("ns3::ThresholdPreambleDetectionModel",
                                  "Threshold",
                                  DoubleValue(2),
                                  "MinimumRssi",
                                  DoubleValue(SENSITIVITY_DBM));
    WifiHelper wifi;
    wifi.SetStandard(WIFI_STANDARD_80211a);
    wifi.SetRemoteStationManager("ns3::MinstrelWifiManager");
    WifiMacHelper mac;
    Ssid ssid("home");
    mac.SetType("ns3::StaWifiMac", "Ssid", SsidValue(ssid), "ActiveProbing", BooleanValue(false));
    NetDeviceContainer devices = wifi.Install(phy, mac, m_phone);
    mac.SetType("ns3::ApWifiMac", "Ssid", SsidValue(ssid));
    devices.Add(wifi.Install(phy, mac, m_accessPoint));
    wifi.AssignStreams(devices, STREAM_WIFI);
    m_wifi = devices.Get(0);
    NetDeviceContainer inOrder(devices.Get(1)); // the access point has .1
    inOrder.Add(m_wifi);
    Ipv4AddressHelper("10.1.1.0", NETMASK).Assign(inOrder);
    m_wifi->AddLinkChangeCallback(MakeCallback(&Network::OnWifi, this));
    Ptr<Ipv4> ip = m_phone->GetObject<Ipv4>();
    ip->SetDown(static_cast<uint32_t>(ip->GetInterfaceForDevice(m_wifi))); // no access point yet
}

void
Network::OnWifi()
{
    bool up = m_wifi->IsLinkUp();
    if (!m_wifiEvents.empty() && m_wifiEvents.back().second == up)
    {
        return; // each scan that finds nothing says so
    }
    m_wifiEvents.emplace_back(Simulator::Now().GetSeconds(), up);
    if (m_watcher)
    {
        m_watcher();
    }
    Ptr<Ipv4> ip = m_phone->GetObject<Ipv4>();
    auto interface = static_cast<uint32_t>(ip->GetInterfaceForDevice(m_wifi));
    if (!up)
    {
        ip->SetDown(interface); // its routes go with it
        return;
    }
    ip->SetUp(interface);
    RoutesOf(m_phone)->SetDefaultRoute(ACCESS_POINT, interface, WIFI_METRIC);
}

void
Network::BuildLte()
{
    // As carriers do it: radio bearers that lose nothing, with a queue of some tenths of a second.
    Config::SetDefault("ns3::LteEnbRrc::EpsBearerToRlcMapping", StringValue("RlcAmAlways"));
    Config::SetDefault("ns3::LteRlcAm::MaxTxBufferSize", UintegerValue(400000));
    Config::SetDefault("ns3::LteEnbRrc::SrsPeriodicity", UintegerValue(40));
    m_lte = CreateObject<LteHelper>();
    m_epc = CreateObject<PointToPointEpcHelper>();
    m_lte->SetEpcHelper(m_epc);
    NetDeviceContainer base = m_lte->InstallEnbDevice(NodeContainer(m_enb));
    NetDeviceContainer phone = m_lte->InstallUeDevice(NodeContainer(m_phone));
    m_lte->AssignStreams(base, STREAM_LTE);
    m_lte->AssignStreams(phone, STREAM_LTE + 1000);
    m_epc->AssignUeIpv4Address(phone);
    int32_t interface = m_phone->GetObject<Ipv4>()->GetInterfaceForDevice(phone.Get(0));
    RoutesOf(m_phone)->SetDefaultRoute(m_epc->GetUeDefaultGatewayAddress(), static_cast<uint32_t>(interface), LTE_METRIC);
    m_lte->Attach(phone.Get(0), base.Get(0));
}

void
Network::BuildWires()
{
    Ptr<Node> gateway = m_epc->GetPgwNode();
    auto toHome = Wire(m_router, m_accessPoint, "100Mbps", "10ms", "10.2.1.0");
    auto toCarrier = Wire(m_router, gateway, "1Gbps", "15ms", "10.2.2.0");
    auto toServer = Wire(m_router, m_server, "1Gbps", "2ms", "10.9.1.0");
    RoutesOf(m_accessPoint)->SetDefaultRoute("10.2.1.1", toHome.second);
    RoutesOf(gateway)->AddNetworkRouteTo("10.9.1.0", NETMASK, "10.2.2.1", toCarrier.second);
    RoutesOf(m_server)->SetDefaultRoute("10.9.1.1", toServer.second);
    RoutesOf(m_router)->AddNetworkRouteTo("10.1.1.0", NETMASK, "10.2.1.2", toHome.first);
    RoutesOf(m_router)->AddNetworkRouteTo("7.0.0.0", "255.0.0.0", "10.2.2.2", toCarrier.first);
}

Ptr<Node>
Network::GetPhone() const
{
    return m_phone;
}

Ptr<Node>
Network::GetServer() const
{
    return m_server;
}

NodeContainer
Network::GetHosts() const
{
    return NodeContainer(m_phone, m_server);
}

Ipv4Address
Network::GetServerAddress() const
{
    return SERVER;
}

Ipv4Address
Network::GetWifiAddress() const
{
    return PHONE_WIFI;
}

double
Network::GetDistance() const
{
    return std::abs(m_walk->GetPosition().x);
}

void
Network::WatchWifi(std::function<void()> watcher)
{
    m_watcher = std::move(watcher);
}

const std::vector<Network::WifiEvent>&
Network::GetWifiEvents() const
{
    return m_wifiEvents;
}

} // namespace smptcp_handover
