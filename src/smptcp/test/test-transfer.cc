/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// End-to-end stories: two hosts, real sockets, byte-exact delivery.

#include "two-hosts.h"

#include <boost/test/unit_test.hpp>

#include <map>

BOOST_AUTO_TEST_SUITE(transfer)

namespace
{

/// What each pair of kinds must speak (smptcp.md 9.1)
const std::map<std::string, std::map<std::string, std::string>> MATRIX{
    {"smptcp", {{"smptcp", "SMPTCP"}, {"mptcp", "MPTCP"}, {"tcpcrypt", "TCPCRYPT"}, {"legacy", "TCP"}}},
    {"mptcp", {{"smptcp", "MPTCP"}, {"mptcp", "MPTCP"}, {"tcpcrypt", "TCP"}, {"legacy", "TCP"}}},
    {"tcpcrypt", {{"smptcp", "TCPCRYPT"}, {"mptcp", "TCP"}, {"tcpcrypt", "TCPCRYPT"}, {"legacy", "TCP"}}},
    {"legacy", {{"smptcp", "TCP"}, {"mptcp", "TCP"}, {"tcpcrypt", "TCP"}, {"legacy", "TCP"}}},
};

} // namespace

BOOST_AUTO_TEST_CASE(every_pair_of_kinds_delivers_in_the_mode_of_the_matrix)
{
    for (const auto& [client, row] : MATRIX)
    {
        for (const auto& [server, mode] : row)
        {
            TwoHosts net(client, server, {FAST, SLOW});
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(150000, 90000, 60);
            CheckDelivered(net, client + " to " + server);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == mode, client << " to " << server);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == mode, client << " to " << server);
        }
    }
}

BOOST_AUTO_TEST_CASE(second_subflow_carries_data)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        net.Transfer(3000000, 0, 60);
        CheckDelivered(net, kind);
        auto reports = TwoHosts::Ours(net.client)->GetSubflowReports();
        BOOST_REQUIRE_EQUAL(reports.size(), 2);
        BOOST_TEST(reports[0].bytesSent > 300000);
        BOOST_TEST(reports[1].bytesSent > 300000);
    }
}

BOOST_AUTO_TEST_CASE(data_follow_the_handshake_at_once)
{
    // On one path the silent side has no reason to send a DSS first; its window is that of the handshake.
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        for (bool up : {true, false})
        {
            TwoHosts net(kind, kind, {FAST});
            net.Transfer(up ? 20000 : 0, up ? 0 : 20000, 60);
            CheckDelivered(net, kind + (up ? " up" : " down"));
            BOOST_TEST((up ? net.server : net.client).lastDelivery < 1.0, kind << (up ? " up" : " down"));
        }
    }
}

BOOST_AUTO_TEST_CASE(losses_do_not_change_a_byte)
{
    for (double loss : {0.001, 0.01})
    {
        TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms", loss}, {"30Mbps", "40ms", loss}});
        net.Transfer(2000000, 1000000, 200);
        CheckDelivered(net, "loss " + std::to_string(loss));
        BOOST_TEST(net.client.peerClosed);
        BOOST_TEST(net.server.peerClosed);
    }
}

BOOST_AUTO_TEST_CASE(a_dead_path_costs_no_byte_and_one_timeout)
{
    TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms"}, {"10Mbps", "20ms"}});
    net.FailLink(0, 3);
    net.Transfer(6000000, 0, 60);
    CheckDelivered(net, "link 1 fails");
    BOOST_TEST(net.server.longestGap < 0.6);
}

BOOST_AUTO_TEST_CASE(a_window_that_reopens_is_announced)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    net.readLimit = 100000;
    net.readFrom = 5;
    net.ReadAgainAt(5.01);
    net.Transfer(2000000, 0, 60);
    CheckDelivered(net, "slow reader");
}

BOOST_AUTO_TEST_SUITE_END()
