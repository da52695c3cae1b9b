/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The three goals of RFC 6356, 1: improve throughput, do no harm, balance congestion. Uncoupled subflows miss the last
// two, which shows that the stories can see it.

#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/smptcp-stack.h"
#include "ns3/smptcp-topology-statements.h"
#include "ns3/smptcp-topology.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>

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

/// A connection with two subflows and one stock TCP through one link. All packets are 1000 octets: of two flows with
/// packets of different lengths that share a queue, the one with the longer ones loses fewer.
const char* const BOTTLENECK = R"(
duration 100s
warmup 20s
set ns3::TcpSocketBase::Timestamp false
set ns3::TcpSocketBase::MinRto 1s
set ns3::TcpSocket::DelAckCount 1
host multi kind=mptcp
host single kind=legacy
host server kind=mptcp
router r
link multi r name=a1 rate=100Mbps delay=1ms queue=droptail:1000p jitter=1ms/0ms
link multi r name=a2 rate=100Mbps delay=1ms queue=droptail:1000p jitter=1ms/0ms
link single r name=a3 rate=100Mbps delay=1ms queue=droptail:1000p jitter=1ms/0ms
link r server rate=8016kbps delay=49ms queue=red:100p
path p1 multi a1 r server
path p2 multi a2 r server
path p3 single r server
flow multi paths=p1,p2 cc=$cc segment=940 jitter=200ms
flow tcp paths=p3 segment=960 jitter=200ms
)";

/// \return the connection's share of the bottleneck. \param algorithm its congestion control
double
ShareOfBottleneck(const std::string& algorithm)
{
    std::istringstream text(BOTTLENECK);
    TopologyQuantities measured;
    {
        SmptcpTopology topology(ReadTopologyStatements(text, "bottleneck"), {{"cc", algorithm}});
        topology.Build();
        topology.Run();
        measured = topology.GetQuantities();
    }
    Config::Reset();
    double ours = measured.at("rate(multi)");
    double theirs = measured.at("rate(tcp)");
    BOOST_TEST(ours + theirs > 850); // of 1000: the link is the bottleneck
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
        double share = ShareOfBottleneck(algorithm);
        BOOST_TEST(share > 0.43, algorithm << " " << share);
        BOOST_TEST(share < 0.57, algorithm << " " << share);
    }
    BOOST_TEST(ShareOfBottleneck(UNCOUPLED) > 0.6);
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
