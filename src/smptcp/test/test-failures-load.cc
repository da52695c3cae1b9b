/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Many subflows, receivers that do not read, peers without SACK, FINs that cross, small writes, losses with reordering.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-impairment.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-socket.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <memory>
#include <set>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(failures_under_load)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};
const TwoHosts::Link OTHER{"10Mbps", "20ms"};

/// Boost checks: all arrived, and both ends have heard of the other's end.
void
CheckEnded(const TwoHosts& net, const std::string& what)
{
    CheckDelivered(net, what);
    BOOST_TEST(net.client.peerClosed, what);
    BOOST_TEST(net.server.peerClosed, what);
}

/// Put losses, reordering and duplicates on every link, both ways.
void
Impair(TwoHosts& net, double loss, double reorder, double duplicate)
{
    int64_t stream = 3000;
    for (auto& link : net.devices)
    {
        for (uint32_t end = 0; end < 2; ++end)
        {
            auto device = DynamicCast<PointToPointNetDevice>(link.Get(end));
            Ptr<SmptcpImpairment> impairment = CreateObject<SmptcpImpairment>();
            impairment->SetDevice(device);
            impairment->SetProbabilities(loss, reorder, duplicate);
            stream += impairment->AssignStreams(stream);
            device->SetAttribute("ReceiveErrorModel", PointerValue(impairment));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(sixteen_subflows)
{
    for (const std::string& kind : KINDS)
    {
        std::vector<TwoHosts::Link> links;
        for (unsigned i = 0; i < 16; ++i)
        {
            links.push_back({"1Mbps", std::to_string(5 + 3 * i) + "ms"});
        }
        TwoHosts net(kind, kind, links);
        Config::SetDefault("ns3::SmptcpSocket::MaxSubflows", UintegerValue(16));
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(6000000, 3000000, 60);
        CheckEnded(net, kind);
        std::set<uint32_t> carrying;
        for (const auto& report : TwoHosts::Ours(net.client)->GetSubflowReports())
        {
            if (report.bytesSent > 50000)
            {
                carrying.insert(report.id);
            }
        }
        BOOST_TEST(carrying.size() == 16u, kind);
        BOOST_TEST(net.server.lastDelivery < 15, kind); // 16 Mbit/s, and not one of them
    }
}

BOOST_AUTO_TEST_CASE(no_more_subflows_than_the_attribute_says)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, std::vector<TwoHosts::Link>(5, OTHER));
        Config::SetDefault("ns3::SmptcpSocket::MaxSubflows", UintegerValue(3));
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(4000000, 0, 60);
        CheckEnded(net, kind);
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 3u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_receiver_that_stops_reading_for_ten_seconds)
{
    for (const std::string& kind : KINDS)
    {
        for (uint32_t down : {0u, 8000000u}) // the other way the subflows are idle, or busy all the time
        {
            std::string what = kind + (down ? ", busy" : ", idle");
            TwoHosts net(kind, kind, {FAST, OTHER});
            net.readLimit = 500000;
            net.readFrom = 11;
            net.ReadAgainAt(11.01);
            net.client.mayClose = net.server.mayClose = false;
            WireLog log(net);
            net.Transfer(3000000, down, 60);
            CheckEnded(net, what);
            BOOST_TEST(net.server.longestGap > 9, what);
            BOOST_TEST(net.client.longestGap < 2, what);     // the other stream does not wait
            BOOST_TEST(net.server.lastDelivery < 20, what);  // and this one goes on at once
            auto stray = log.Count([](const auto& s) {
                return s.fromClient && s.time > 4 && s.time < 11 && s.View().PayloadSize() > 1;
            });
            BOOST_TEST(stray < 30u, what); // the closed window is respected
        }
    }
}

BOOST_AUTO_TEST_CASE(one_end_without_sack)
{
    for (const std::string& kind : KINDS)
    {
        for (bool clientLacks : {true, false})
        {
            std::string what = kind + (clientLacks ? ", client" : ", server") + " without SACK";
            TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.005}, {"10Mbps", "20ms", 0.005}});
            Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(clientLacks));
            // The listener is made before this, the client's sockets and both ends of a JOIN are made later.
            Simulator::Schedule(Seconds(0.07), [clientLacks]() {
                Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(!clientLacks));
            });
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(2000000, 2000000, 100);
            CheckEnded(net, what);
            auto sack = [&log](uint32_t link) {
                return log.Count([link](const auto& s) { return s.interface == link && s.Has(KIND_SACK); });
            };
            BOOST_TEST(sack(1) == 0u, what);
            BOOST_TEST((sack(2) > 0) == !clientLacks, what); // one subflow without, one with SACK
        }
    }
}

BOOST_AUTO_TEST_CASE(subflow_fins_that_cross)
{
    // Both sides close at once on paths of equal length; and each FIN may be lost in turn.
    for (const std::string& kind : KINDS)
    {
        for (unsigned lostOfHost : {0u, 1u, 2u}) // 2: none
        {
            std::string what = kind + ", lost on the way to host " + std::to_string(lostOfHost);
            TwoHosts net(kind, kind, {FAST, FAST, FAST});
            WireLog log(net);
            unsigned lost = 0;
            for (uint32_t link = 0; link < 3 && lostOfHost < 2; ++link)
            {
                auto mine = std::make_shared<unsigned>(0);
                SegmentFilter::Put(net, link, lostOfHost, [mine, &lost](const WireSegment& s) {
                    bool loses = s.View().Has(TCP_FIN) && (*mine)++ == 0;
                    lost += loses;
                    return loses;
                });
            }
            net.client.sendFrom = net.server.sendFrom = 1; // the same instant
            net.Transfer(300000, 300000, 200);
            CheckEnded(net, what);
            BOOST_TEST(lost == (lostOfHost < 2 ? 3u : 0u), what);
            // Crossed: a side sent its FIN before the peer's was there.
            double first[2] = {0, 0};
            for (const auto& s : log.segments)
            {
                if (s.View().Has(TCP_FIN) && first[s.fromClient] == 0)
                {
                    first[s.fromClient] = s.time;
                }
            }
            BOOST_TEST(std::abs(first[0] - first[1]) < 0.0101, what);
            BOOST_TEST(log.segments.back().time < 10, what); // nobody is left in LAST-ACK
        }
    }
}

BOOST_AUTO_TEST_CASE(one_octet_writes_over_lossy_paths)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, OTHER});
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(3000)); // many rounds of writing
        Impair(net, 0.02, 0.02, 0.01);
        net.writeSize = 1;
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(20000, 20000, 200);
        CheckEnded(net, kind);
    }
}

BOOST_AUTO_TEST_CASE(losses_of_three_percent_and_reordering_on_both_paths)
{
    for (const std::string& kind : KINDS)
    {
        for (bool sack : {true, false})
        {
            std::string what = kind + (sack ? "" : ", no SACK");
            TwoHosts net(kind, kind, {FAST, OTHER});
            Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(sack));
            Impair(net, 0.03, 0.03, 0.01);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(2000000, 2000000, 200);
            CheckEnded(net, what);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
