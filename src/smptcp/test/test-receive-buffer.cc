/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// How large the receive buffer of a connection over unlike paths must be, and that it can find out itself.

#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(receive_buffer)

namespace
{

const TwoHosts::Link WIFI{"8Mbps", "10ms"};
const TwoHosts::Link CELLULAR{"2Mbps", "75ms"};

/// What differs between two runs
struct Setting
{
    uint32_t buffer;      //!< RcvBufSize, octets
    bool rescue{true};    //!< Opportunistic retransmission and penalisation
    bool autotune{false}; //!< ReceiveAutotuning
};

/// \return octets per second delivered from second 10 to 40, over \p links with queues of one bandwidth-delay product
double
Goodput(const std::string& kind, const std::vector<TwoHosts::Link>& links, const Setting& setting)
{
    TwoHosts net(kind, kind, links);
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(4000000));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(setting.buffer));
    // The slow path takes 300 ms with its queue full. ns-3's RTO is hardly longer, and fires during recoveries.
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("1s"));
    for (uint32_t host = 0; host < 2; ++host)
    {
        net.Stack(host)->SetAttribute("OpportunisticRetransmission", BooleanValue(setting.rescue));
        net.Stack(host)->SetAttribute("Penalisation", BooleanValue(setting.rescue));
        net.Stack(host)->SetAttribute("ReceiveAutotuning", BooleanValue(setting.autotune));
        for (auto& link : net.devices)
        {
            DynamicCast<PointToPointNetDevice>(link.Get(host))->GetQueue()->SetMaxSize(QueueSize("20p"));
        }
    }
    net.Start(100000000, 0);
    net.Run(10);
    uint32_t before = net.server.received;
    net.Run(30); // from then on
    BOOST_TEST(net.server.intact);
    return (net.server.received - before) / 30.0;
}

} // namespace

BOOST_AUTO_TEST_CASE(twice_the_bandwidth_delay_product_of_all_paths_is_enough)
{
    // RFC 6182, 5.3: 2 x 10 Mbit/s x 150 ms = 375 kB
    for (const std::string kind : {"mptcp", "smptcp"})
    {
        double share = kind == "mptcp" ? 1440.0 / 1502 : 1420.0 / 1502; // of the link that is payload
        double both = Goodput(kind, {WIFI, CELLULAR}, {600000});
        double rule = Goodput(kind, {WIFI, CELLULAR}, {375000});
        BOOST_TEST_MESSAGE(kind << ": " << both * 8 / 10e6 / share << " at 600 kB, " << rule * 8 / 10e6 / share
                                << " at 375 kB");
        BOOST_TEST(both * 8 > 0.97 * 10e6 * share, kind);
        BOOST_TEST(rule * 8 > 0.93 * 10e6 * share, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_small_buffer_is_no_worse_than_the_better_path_alone)
{
    for (uint32_t buffer : {50000, 100000, 200000})
    {
        double alone = Goodput("mptcp", {WIFI}, {buffer});
        double with = Goodput("mptcp", {WIFI, CELLULAR}, {buffer});
        double without = Goodput("mptcp", {WIFI, CELLULAR}, {buffer, false});
        BOOST_TEST_MESSAGE(buffer << ": alone " << alone << ", both " << with << ", without rescue " << without);
        BOOST_TEST(with > 0.95 * alone, buffer);
        BOOST_TEST(with > 0.999 * without, buffer); // at 50 kB the fast path has it all, and nothing blocks
    }
}

BOOST_AUTO_TEST_CASE(what_a_dead_slow_path_holds_does_not_wait_for_its_timer)
{
    for (bool rescue : {true, false})
    {
        TwoHosts net("mptcp", "mptcp", {WIFI, CELLULAR});
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(600000));
        Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("2s"));
        for (uint32_t host = 0; host < 2; ++host)
        {
            net.Stack(host)->SetAttribute("OpportunisticRetransmission", BooleanValue(rescue));
        }
        net.FailLink(1, 3);
        net.Transfer(10000000, 0, 60);
        CheckDelivered(net, rescue ? "rescue" : "no rescue");
        BOOST_TEST_MESSAGE((rescue ? "rescue: " : "no rescue: ") << net.server.longestGap);
        BOOST_TEST((net.server.longestGap < 1) == rescue, rescue);
    }
}

BOOST_AUTO_TEST_CASE(autotuning_finds_the_size)
{
    for (const std::string kind : {"mptcp", "smptcp"})
    {
        double small = Goodput(kind, {WIFI, CELLULAR}, {20000, false});
        double tuned = Goodput(kind, {WIFI, CELLULAR}, {20000, false, true});
        double large = Goodput(kind, {WIFI, CELLULAR}, {600000, false});
        BOOST_TEST_MESSAGE(kind << ": 20 kB " << small << ", grown from it " << tuned << ", 600 kB " << large);
        BOOST_TEST(small < 0.8 * large, kind);
        BOOST_TEST(tuned > 0.95 * large, kind);
    }
}

BOOST_AUTO_TEST_CASE(autotuning_leaves_a_buffer_alone_that_holds_nobody_up)
{
    // The application reads late: a larger buffer would not help it.
    TwoHosts net("mptcp", "mptcp", {WIFI});
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(50000));
    net.Stack(1)->SetAttribute("ReceiveAutotuning", BooleanValue(true));
    net.readLimit = 20000;
    net.readFrom = 5;
    net.Start(1000000, 0);
    net.Run(4);
    UintegerValue size;
    net.server.socket->GetAttribute("RcvBufSize", size);
    BOOST_TEST(size.Get() <= 100000u);
    BOOST_TEST(net.server.received + net.server.socket->GetRxAvailable() <= 20000u + 100000u);
}

BOOST_AUTO_TEST_SUITE_END()
