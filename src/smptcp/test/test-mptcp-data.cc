/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The data level against what TCP's does not notice: octets that are acknowledged below and never arrive above.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-ack-spoofer.h"
#include "ns3/smptcp-adversary-helper.h"
#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-option-bytes.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_data)

namespace
{

const std::vector<std::string> VERSIONS{"mptcp", "mptcp-v1"};
const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};

/// Let the mapping of a segment name octets of long ago: TCP takes the payload, the connection drops it as a repeat.
bool
MisplaceMapping(WireSegment& segment)
{
    auto dss = segment.Options().dss;
    if (!dss || !dss->mapping || segment.View().PayloadSize() == 0)
    {
        return false;
    }
    SegmentView view = segment.View();
    OptionWalker walker(view.Options(), view.OptionsSize());
    while (auto option = walker.Next())
    {
        if (option->kind == KIND_MPTCP && option->data[2] >> 4 == 2)
        {
            auto at = static_cast<std::size_t>(option->data - segment.octets.data()) + (dss->dataAck ? 8u : 4u);
            WriteBig(segment.octets.data() + at, static_cast<uint32_t>(dss->mapping->dsn) - 1000000u, 4);
            return true;
        }
    }
    return false;
}

/// On the first path somebody acknowledges at subflow level what never arrives, and three segments do not arrive
struct LyingPath
{
    explicit LyingPath(TwoHosts& net)
    {
        SmptcpAdversaryHelper::Place(liar, net.devices[0].Get(0));
        liar->SpoofBetween(Seconds(0.9));
        SegmentFilter::Put(net, 0, 1, [this](const WireSegment& segment) {
            bool now = Simulator::Now() > Seconds(1) && segment.View().PayloadSize() > 0 && lost < 3;
            lost += now ? 1 : 0;
            return now;
        });
        net.client.mayClose = net.server.mayClose = false;
    }

    Ptr<AckSpoofer> liar{CreateObject<AckSpoofer>()}; //!< Beside the client
    unsigned lost{0};                                 //!< Segments lost
};

} // namespace

BOOST_AUTO_TEST_CASE(data_acknowledged_below_and_lost_above_come_again)
{
    for (const auto& kind : VERSIONS)
    {
        for (unsigned links : {1u, 2u})
        {
            for (uint32_t host : {0u, 1u})
            {
                std::string what = kind + " " + std::to_string(links) + " towards " + std::to_string(host);
                TwoHosts net(kind, kind, std::vector<TwoHosts::Link>(links, FAST));
                unsigned lost = 0;
                SegmentFilter::PutBox(net, 0, host, [&lost](WireSegment& segment) {
                    bool now = Simulator::Now() > Seconds(0.6) && lost < 3;
                    lost += now && MisplaceMapping(segment) ? 1 : 0;
                });
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(host == 1 ? 3000000 : 0, host == 0 ? 3000000 : 0, 60);
                BOOST_TEST(lost == 3u, what);
                CheckDelivered(net, what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                BOOST_TEST(TwoHosts::ModeOf(net.client) == "MPTCP", what);
                BOOST_TEST(TwoHosts::Ours(net.server)->GetOutOfOrderOctets() == 0u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_last_octets_lost_above_come_again)
{
    // Nothing follows that would show the gap but DATA_FIN.
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST});
        unsigned lost = 0;
        SegmentFilter::PutBox(net, 0, 1, [&lost](WireSegment& segment) {
            bool now = lost < 1;
            lost += now && MisplaceMapping(segment) ? 1 : 0;
        });
        net.server.sendFrom = 0.9; // its octets come first, so that the client's first data go as a DSS
        net.client.sendFrom = 1.5;
        net.Start(100, 100);
        net.Run(60);
        BOOST_TEST(lost == 1u, kind);
        CheckDelivered(net, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_subflow_whose_acknowledgments_lie_does_not_stop_the_connection)
{
    // Somebody acknowledges at subflow level what never arrives: behind the gap nothing on that subflow comes up.
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        LyingPath path(net);
        net.Transfer(6000000, 0, 60);
        BOOST_TEST(path.lost == 3u, kind);
        BOOST_TEST(path.liar->GetSent() > 0u, kind);
        CheckDelivered(net, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_lone_subflow_whose_acknowledgments_lie_is_given_up)
{
    // The gap is there for good, and there is no other subflow: a new one takes over what this one has swallowed.
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST});
        LyingPath path(net);
        net.Transfer(1500000, 0, 200);
        BOOST_TEST(path.lost == 3u, kind);
        BOOST_TEST(net.Ours(net.client)->GetSubflowReports().size() > 1u, kind);
        CheckDelivered(net, kind);
    }
}

BOOST_AUTO_TEST_CASE(copies_on_two_subflows_are_delivered_once)
{
    // A subflow is silent, and what it carried goes over the other one. Then its data pass again, but no ACK comes
    // back, so that its own TCP repeats them as well.
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        SegmentFilter::Put(net, 0, 0, [](const WireSegment&) {
            double now = Simulator::Now().GetSeconds();
            return now > 0.7 && now < 3;
        });
        SegmentFilter::Put(net, 0, 1, [](const WireSegment&) {
            double now = Simulator::Now().GetSeconds();
            return now > 0.7 && now < 1.2;
        });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(4000000, 0, 60);
        CheckDelivered(net, kind);
        std::map<uint32_t, unsigned> copies;
        for (const auto& segment : log.segments)
        {
            auto dss = segment.Options().dss;
            if (segment.fromClient && dss && dss->mapping && segment.View().PayloadSize() > 0)
            {
                copies[static_cast<uint32_t>(dss->mapping->dsn)] |= 1u << segment.interface;
            }
        }
        auto twice = std::count_if(copies.begin(), copies.end(), [](const auto& copy) { return copy.second == 6u; });
        BOOST_TEST(twice > 0, kind);
    }
}

BOOST_AUTO_TEST_CASE(data_fins_that_cross)
{
    for (const auto& kind : KINDS)
    {
        for (uint32_t size : {0u, 500u, 50000u})
        {
            std::string what = kind + " " + std::to_string(size);
            TwoHosts net(kind, kind, {FAST, FAST});
            WireLog log(net);
            net.client.sendFrom = net.server.sendFrom = 1;
            net.Transfer(size, size, 30);
            CheckDelivered(net, what);
            BOOST_TEST(net.client.peerClosed, what);
            BOOST_TEST(net.server.peerClosed, what);
            std::map<bool, double> first;
            for (const auto& segment : log.segments)
            {
                if (segment.Options().dss && segment.Options().dss->dataFin)
                {
                    first.emplace(segment.fromClient, segment.time);
                }
            }
            BOOST_REQUIRE(first.size() == 2u);
            BOOST_TEST(std::abs(first[true] - first[false]) < 0.01, what); // neither has seen the other's
            // a JOIN may be under way when the end comes, and is broken off
            BOOST_TEST(log.Count([](const auto& s) { return s.View().Has(TCP_RST) && s.interface == 1; }) == 0u, what);
            BOOST_TEST(log.Count([](const auto& s) { return s.time > 10; }) == 0u, what);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
