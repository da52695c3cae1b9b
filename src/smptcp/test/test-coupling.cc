/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The three goals of RFC 6356, 1: improve throughput, do no harm, balance congestion. Uncoupled subflows miss the last
// two, which shows that the stories can see it.

#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-stack.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(coupling)

namespace
{

const char* const UNCOUPLED = "ns3::TcpNewReno";
constexpr double WARM_UP_S = 6; //!< Slow starts are over then

TypeId
TypeOf(const std::string& name)
{
    return TypeId::LookupByName(name);
}

/// What a connection carried: on each subflow, and how long it took
struct Carried
{
    double rate{0};  //!< Octets per second delivered
    double first{0}; //!< Share of subflow 1 in what was sent first time
};

/// One connection over \p links for \p seconds after a warm-up, with one ACK for each segment
Carried
Carry(const std::string& algorithm, const std::vector<TwoHosts::Link>& links, double seconds)
{
    TwoHosts net("mptcp", "mptcp", links);
    Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(1));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(4000000));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(4000000));
    for (uint32_t host = 0; host < 2; ++host)
    {
        net.Stack(host)->SetAttribute("CongestionControl", TypeIdValue(TypeOf(algorithm)));
    }
    net.Start(1000000000, 0);
    net.Run(WARM_UP_S);
    uint32_t received = net.server.received;
    auto before = TwoHosts::Ours(net.client)->GetSubflowReports();
    net.Run(seconds); // from then on
    BOOST_TEST(net.server.intact);
    auto after = TwoHosts::Ours(net.client)->GetSubflowReports();
    Carried carried;
    carried.rate = (net.server.received - received) / seconds;
    double all = 0;
    for (std::size_t i = 0; i < after.size(); ++i)
    {
        all += static_cast<double>(after[i].bytesSent - before[i].bytesSent);
    }
    carried.first = static_cast<double>(after[0].bytesSent - before[0].bytesSent) / all;
    return carried;
}

/// Early random losses, with one packet in the device below: full queues that drop at the end keep flows in step
void
InstallRed(const NetDeviceContainer& devices)
{
    TrafficControlHelper red;
    red.SetRootQueueDisc("ns3::RedQueueDisc",
                         "MinTh", DoubleValue(25),
                         "MaxTh", DoubleValue(50),
                         "MaxSize", StringValue("100p"),
                         "LInterm", DoubleValue(10),
                         "Gentle", BooleanValue(true),
                         "LinkBandwidth", StringValue("8Mbps"),
                         "LinkDelay", StringValue("48ms"));
    red.Install(devices);
}

/// Two hosts of one kind beside a pair of ns-3's own, all through one link of 8 Mbit/s, round trip 100 ms
double
ShareOfBottleneck(const std::string& algorithm, double seconds)
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(960));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(2000000));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(2000000));
    Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(1));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("200ms"));
    NodeContainer senders(2);
    NodeContainer receivers(2);
    NodeContainer routers(2);
    InternetStackHelper internet;
    internet.Install(NodeContainer(senders, receivers, routers));
    SmptcpHelper helper;
    helper.SetAttribute("CongestionControl", TypeIdValue(TypeOf(algorithm)));
    helper.Install(NodeContainer(senders.Get(0), receivers.Get(0)), "mptcp");
    helper.Install(NodeContainer(senders.Get(1), receivers.Get(1)), "legacy");
    PointToPointHelper link;
    Ipv4AddressHelper addresses;
    int net = 0;
    auto connect = [&](Ptr<Node> a, Ptr<Node> b, const std::string& rate, const std::string& delay) {
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", StringValue(delay));
        link.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue(rate == "8Mbps" ? "1p" : "100p"));
        NetDeviceContainer devices = link.Install(a, b);
        addresses.SetBase(("10.2." + std::to_string(++net) + ".0").c_str(), "255.255.255.0");
        Ipv4InterfaceContainer ends = addresses.Assign(devices);
        TrafficControlHelper().Uninstall(devices);
        if (rate == "8Mbps")
        {
            InstallRed(devices);
        }
        return ends.GetAddress(1);
    };
    connect(routers.Get(0), routers.Get(1), "8Mbps", "48ms");
    connect(senders.Get(0), routers.Get(0), "100Mbps", "1ms");
    connect(senders.Get(0), routers.Get(0), "100Mbps", "1ms");
    connect(senders.Get(1), routers.Get(0), "100Mbps", "1ms");
    Ipv4Address to[2];
    to[0] = connect(routers.Get(1), receivers.Get(0), "100Mbps", "1ms");
    connect(routers.Get(1), receivers.Get(0), "100Mbps", "1ms");
    to[1] = connect(routers.Get(1), receivers.Get(1), "100Mbps", "1ms");
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    const char* const factories[] = {"ns3::SmptcpSocketFactory", "ns3::TcpSocketFactory"};
    Ptr<PacketSink> sinks[2];
    for (uint32_t i = 0; i < 2; ++i)
    {
        PacketSinkHelper sink(factories[i], InetSocketAddress(Ipv4Address::GetAny(), 5000));
        sinks[i] = DynamicCast<PacketSink>(sink.Install(receivers.Get(i)).Get(0));
        BulkSendHelper bulk(factories[i], InetSocketAddress(to[i], 5000));
        bulk.SetAttribute("SendSize", UintegerValue(9600));
        bulk.Install(senders.Get(i)).Start(MilliSeconds(100 + 73 * i));
    }
    uint64_t before[2] = {0, 0};
    Simulator::Schedule(Seconds(seconds / 5), [&]() {
        before[0] = sinks[0]->GetTotalRx();
        before[1] = sinks[1]->GetTotalRx();
    });
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
    double ours = static_cast<double>(sinks[0]->GetTotalRx() - before[0]);
    double theirs = static_cast<double>(sinks[1]->GetTotalRx() - before[1]);
    sinks[0] = sinks[1] = nullptr;
    Simulator::Destroy();
    Config::Reset();
    BOOST_TEST((ours + theirs) * 8 / (seconds * 4 / 5) > 0.85 * 8e6); // the link is the bottleneck
    BOOST_TEST_MESSAGE(algorithm << ": share " << ours / (ours + theirs));
    return ours / (ours + theirs);
}

} // namespace

BOOST_AUTO_TEST_CASE(goal_1_at_least_the_best_single_path)
{
    const TwoHosts::Link shorter{"100Mbps", "5ms", 0.01};
    const TwoHosts::Link longer{"100Mbps", "50ms", 0.0025};
    double best = std::max(Carry("ns3::MptcpReno", {shorter}, 20).rate, Carry("ns3::MptcpReno", {longer}, 20).rate);
    for (const std::string algorithm : {"ns3::MptcpLia", "ns3::MptcpOlia", "ns3::MptcpBalia"})
    {
        double rate = Carry(algorithm, {shorter, longer}, 20).rate;
        BOOST_TEST_MESSAGE(algorithm << ": " << rate / best << " of the best single path");
        BOOST_TEST(rate > 0.8 * best, algorithm << ": " << rate << " of " << best);
        BOOST_TEST(rate < 1.2 * best, algorithm << ": " << rate << " of " << best);
    }
    // Half a TCP on each path is less than the better one alone.
    BOOST_TEST(Carry("ns3::MptcpEwtcp", {shorter, longer}, 20).rate < 0.75 * best);
}

BOOST_AUTO_TEST_CASE(goal_2_no_more_than_one_tcp_on_a_shared_bottleneck)
{
    for (const std::string algorithm : {"ns3::MptcpLia", "ns3::MptcpOlia", "ns3::MptcpBalia", "ns3::MptcpEwtcp"})
    {
        double share = ShareOfBottleneck(algorithm, 80);
        BOOST_TEST(share > 0.33, algorithm << " " << share);
        BOOST_TEST(share < 0.57, algorithm << " " << share);
    }
    BOOST_TEST(ShareOfBottleneck(UNCOUPLED, 80) > 0.6);
}

BOOST_AUTO_TEST_CASE(goal_3_traffic_moves_to_the_less_congested_path)
{
    const std::vector<TwoHosts::Link> links{{"50Mbps", "20ms", 0.01}, {"50Mbps", "20ms", 0.001}};
    std::map<std::string, double> share;
    for (const std::string algorithm : {UNCOUPLED, "ns3::MptcpLia", "ns3::MptcpOlia"})
    {
        share[algorithm] = Carry(algorithm, links, 25).first;
        BOOST_TEST_MESSAGE(algorithm << ": " << share[algorithm] << " on the congested path");
    }
    // In proportion to 1/sqrt(p), to 1/p, and nothing: 0.24, 0.09, 0
    BOOST_TEST(share[UNCOUPLED] > 0.18);
    BOOST_TEST(share["ns3::MptcpLia"] < share[UNCOUPLED] - 0.06);
    BOOST_TEST(share["ns3::MptcpOlia"] < share["ns3::MptcpLia"]);
}

BOOST_AUTO_TEST_SUITE_END()
