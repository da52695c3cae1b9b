/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// How connections ended, read from the segments; and a plain TCP that survives a half-close.

#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-close-watch.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-socket.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;

namespace
{

void
CheckTally(const SmptcpCloseWatch& watch, uint32_t open, uint32_t closed, uint32_t reset)
{
    auto tally = watch.Count();
    BOOST_TEST(tally.open == open);
    BOOST_TEST(tally.closed == closed);
    BOOST_TEST(tally.reset == reset);
}

} // namespace

BOOST_AUTO_TEST_SUITE(close_watch)

BOOST_AUTO_TEST_CASE(each_subflow_that_ends_with_two_acknowledged_fins_is_closed)
{
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}, {"30Mbps", "40ms"}});
    SmptcpCloseWatch client(net.nodes.Get(0));
    SmptcpCloseWatch server(net.nodes.Get(1));
    net.Transfer(300000, 300000, 30);
    CheckTally(client, 0, 2, 0);
    CheckTally(server, 0, 2, 0);
}

BOOST_AUTO_TEST_CASE(what_has_not_ended_is_open)
{
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}});
    SmptcpCloseWatch watch(net.nodes.Get(0));
    net.Transfer(30000000, 0, 2);
    CheckTally(watch, 1, 0, 0);
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_reset)
{
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}});
    SmptcpCloseWatch watch(net.nodes.Get(0));
    Ptr<Socket> lost = SmptcpHelper::CreateSocket(net.nodes.Get(0));
    Simulator::Schedule(Seconds(0.5), [lost]() { lost->Connect(InetSocketAddress("10.1.1.2", 9)); });
    net.Transfer(1000, 0, 10);
    // ns-3 does not take an RST for an answer to its SYN and tries again: how often is its own affair.
    BOOST_TEST(watch.Count().reset > 0);
    BOOST_TEST(watch.Count().closed == 1);
    BOOST_TEST(watch.Count().open == 0);
}

BOOST_AUTO_TEST_CASE(own_plain_tcp_survives_a_half_close)
{
    for (auto [up, down] : {std::pair{1000u, 2000000u}, std::pair{2000000u, 1000u}})
    {
        Config::SetDefault("ns3::SmptcpStack::OwnPlainTcp", BooleanValue(true)); // TwoHosts resets it
        TwoHosts net("legacy", "legacy", {{"10Mbps", "10ms"}});
        SmptcpCloseWatch watch(net.nodes.Get(0));
        net.Transfer(up, down, 30);
        BOOST_TEST(TwoHosts::Ours(net.client));
        BOOST_TEST(net.client.intact);
        BOOST_TEST(net.server.received == up);
        BOOST_TEST(net.client.received == down);
        CheckTally(watch, 0, 1, 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
