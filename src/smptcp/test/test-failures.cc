/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Paths that die, come back and flap at every stage of a connection. Whatever happens, each application gets every
// octet or an error, in bounded time.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/config.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-socket.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(failures)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};
const TwoHosts::Link OTHER{"10Mbps", "20ms"};
constexpr double FOR_EVER = std::numeric_limits<double>::infinity();

/// Lose everything on link \p link, both ways, whenever \p dead says so of the time in seconds.
void
Cut(TwoHosts& net, uint32_t link, std::function<bool(double)> dead)
{
    for (uint32_t host = 0; host < 2; ++host)
    {
        SegmentFilter::Put(net, link, host, [dead](const WireSegment& segment) { return dead(segment.time); });
    }
}

/// Lose everything on link \p link from \p from to \p to seconds.
void
Cut(TwoHosts& net, uint32_t link, double from, double to = FOR_EVER)
{
    Cut(net, link, [from, to](double now) { return now >= from && now < to; });
}

/// Boost checks: all arrived, and both ends have heard of the other's end.
void
CheckEnded(const TwoHosts& net, const std::string& what)
{
    CheckDelivered(net, what);
    BOOST_TEST(net.client.peerClosed, what);
    BOOST_TEST(net.server.peerClosed, what);
}

/// Boost checks: each end has heard of the failure before \p limit seconds; what had come before was right.
void
CheckFailed(const TwoHosts& net, const std::string& what, double limit)
{
    for (const TwoHosts::End* end : {&net.client, &net.server})
    {
        BOOST_TEST_CONTEXT(what << ", " << (end == &net.client ? "client" : "server"))
        {
            BOOST_TEST(end->failed);
            BOOST_TEST(!end->peerClosed);
            BOOST_TEST(end->endedAt < limit);
            BOOST_TEST(end->intact);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_only_path_dies_for_a_while_in_the_handshake)
{
    // 100 ms: SYN, 110: SYN/ACK, 120: third segment (INIT1), 130: INIT2
    for (const std::string& kind : KINDS)
    {
        for (double from : {0.1, 0.115, 0.125, 0.135, 0.145})
        {
            std::string what = kind + ", dead from " + std::to_string(from);
            TwoHosts net(kind, kind, {FAST, OTHER});
            Cut(net, 0, from, from + 1.5);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(100000, 100000, 60);
            CheckEnded(net, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_only_path_dies_for_good_in_the_handshake)
{
    for (const std::string& kind : KINDS)
    {
        for (double from : {0.1, 0.115, 0.125, 0.135})
        {
            std::string what = kind + ", dead from " + std::to_string(from);
            TwoHosts net(kind, kind, {FAST, OTHER});
            Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(3));
            Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(3));
            Cut(net, 0, from);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(100000, 100000, 120);
            BOOST_TEST(net.client.failed, what);
            BOOST_TEST(net.client.endedAt < 60, what);
            // The server's application knows of the connection or not: if it does, it hears of the failure.
            BOOST_TEST(net.server.failed == net.server.connected, what);
            for (const TwoHosts::End* end : {&net.client, &net.server})
            {
                BOOST_TEST(end->received < end->toReceive, what);
                BOOST_TEST(end->intact, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_path_dies_in_its_join)
{
    // Each segment of the JOIN may be the first that is lost, and the path comes back or not.
    for (const std::string& kind : KINDS)
    {
        for (bool returns : {true, false})
        {
            for (unsigned through : {0u, 1u, 2u, 3u})
            {
                std::string what = kind + ", after " + std::to_string(through) + (returns ? ", returns" : "");
                TwoHosts net(kind, kind, {FAST, OTHER});
                auto seen = std::make_shared<unsigned>(0);
                for (uint32_t host = 0; host < 2; ++host)
                {
                    SegmentFilter::Put(net, 1, host, [seen, through, returns](const WireSegment& s) {
                        return (*seen)++ >= through && (!returns || s.time < 2);
                    });
                }
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(8000000, 1000000, 60);
                CheckEnded(net, what);
                BOOST_TEST(net.server.longestGap < 1.5, what);
                auto reports = TwoHosts::Ours(net.client)->GetSubflowReports();
                auto carried = std::any_of(reports.begin(), reports.end(), [](const auto& report) {
                    return report.id > 1 && report.bytesSent > 100000;
                });
                BOOST_TEST(carried == returns, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_path_dies_in_mid_transfer)
{
    for (const std::string& kind : KINDS)
    {
        for (uint32_t dead : {0u, 1u})
        {
            for (double returns : {2.0, FOR_EVER})
            {
                std::string what = kind + ", link " + std::to_string(dead + 1);
                TwoHosts net(kind, kind, {FAST, OTHER});
                Cut(net, dead, 1, returns);
                net.Transfer(4000000, 2000000, 60);
                CheckEnded(net, what);
                BOOST_TEST(net.server.longestGap < 1.5, what);
                BOOST_TEST(net.client.longestGap < 1.5, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_path_dies_at_the_close)
{
    for (const std::string& kind : KINDS)
    {
        for (uint32_t dead : {0u, 1u})
        {
            for (double after : {0.0, 0.005, 0.015, 0.025, 0.04})
            {
                std::string what = kind + ", link " + std::to_string(dead + 1) + ", " + std::to_string(after);
                TwoHosts net(kind, kind, {FAST, OTHER});
                net.client.mayClose = net.server.mayClose = false;
                // The first DATA_FIN tells when.
                auto diesAt = std::make_shared<double>(FOR_EVER);
                for (uint32_t link = 0; link < 2; ++link)
                {
                    for (uint32_t host = 0; host < 2; ++host)
                    {
                        SegmentFilter::Put(net, link, host, [diesAt, after, link, dead](const WireSegment& s) {
                            auto dss = s.Options().dss;
                            if (dss && dss->dataFin && *diesAt == FOR_EVER)
                            {
                                *diesAt = s.time + after;
                            }
                            return link == dead && s.time >= *diesAt;
                        });
                    }
                }
                net.Transfer(300000, 300000, 200);
                BOOST_TEST(*diesAt != FOR_EVER, what);
                CheckEnded(net, what);
                BOOST_TEST(net.client.endedAt < 10, what);
                BOOST_TEST(net.server.endedAt < 10, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_path_flaps_twenty_times)
{
    for (const std::string& kind : KINDS)
    {
        for (uint32_t flapping : {0u, 1u})
        {
            for (double period : {0.5, 3.0})
            {
                std::string what = kind + ", link " + std::to_string(flapping + 1);
                TwoHosts net(kind, kind, {{"2Mbps", "10ms"}, {"2Mbps", "20ms"}});
                // A subflow is given up while its path is away, so that new ones come too.
                Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(3));
                Cut(net, flapping, [period](double now) {
                    double turn = (now - 1) / period;
                    return turn >= 0 && turn < 20 && turn - static_cast<int>(turn) < 0.5;
                });
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(4000000, 2000000, 120);
                CheckEnded(net, what);
                BOOST_TEST(net.server.longestGap < 3, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(all_paths_die_and_one_returns_in_time)
{
    for (const std::string& kind : KINDS)
    {
        for (uint32_t returning : {0u, 1u})
        {
            std::string what = kind + ", link " + std::to_string(returning + 1) + " returns";
            TwoHosts net(kind, kind, {FAST, OTHER});
            // Subflows are given up after some 2 s; the rest of the time there is none.
            Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(2));
            Config::SetDefault("ns3::SmptcpSocket::ReconnectTimeout", StringValue("20s"));
            Cut(net, returning, 1, 9);
            Cut(net, 1 - returning, 1);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(4000000, 2000000, 120);
            CheckEnded(net, what);
            BOOST_TEST(net.server.longestGap > 8, what);
            BOOST_TEST(net.server.lastDelivery > 9, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(all_paths_die_and_one_returns_too_late)
{
    for (const std::string& kind : KINDS)
    {
        for (const std::string timeout : {"0s", "5s"})
        {
            for (bool both : {true, false}) // both ends were sending, or the client alone
            {
                std::string what = kind + ", ReconnectTimeout " + timeout + (both ? ", both send" : ", one sends");
                TwoHosts net(kind, kind, {FAST, OTHER});
                Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(2));
                Config::SetDefault("ns3::SmptcpSocket::ReconnectTimeout", StringValue(timeout));
                Cut(net, 0, 1, 60);
                Cut(net, 1, 1);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(4000000, both ? 4000000 : 0, 400);
                if (both)
                {
                    CheckFailed(net, what, 60);
                    continue;
                }
                // Who only listens notices nothing until somebody speaks to it, as with TCP.
                BOOST_TEST(net.client.failed, what);
                BOOST_TEST(net.client.endedAt < 60, what);
                BOOST_TEST(!net.server.peerClosed, what);
                BOOST_TEST(net.server.received < net.server.toReceive, what);
                BOOST_TEST(net.server.intact, what);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
