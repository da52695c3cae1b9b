/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Boxes that take MPTCP's options away or change octets: the connection goes on as TCP, or elsewhere
// (RFC 6824, 3.6; RFC 8684, 3.7).

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_fallback)

namespace
{

const std::vector<std::string> VERSIONS{"mptcp", "mptcp-v1"};

bool
IsSyn(const WireSegment& segment)
{
    return segment.View().Has(TCP_SYN);
}

bool
HasPayload(const WireSegment& segment)
{
    return segment.View().PayloadSize() > 0;
}

/// An end of the connection shuts down late, so that the other's half-close is seen to work.
void
HalfClose(TwoHosts& net)
{
    net.client.mayClose = true;
    net.server.mayClose = false;
    net.server.sendFrom = 4;
}

/// Both ends say TCP, every octet is there, both saw the end, and no DSS is sent after \p quietFrom seconds.
void
CheckFallback(const TwoHosts& net, const WireLog& log, const std::string& what, double quietFrom = 3)
{
    CheckDelivered(net, what);
    BOOST_TEST_CONTEXT(what)
    {
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP");
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP");
        BOOST_TEST(net.client.peerClosed);
        BOOST_TEST(net.server.peerClosed);
        BOOST_TEST(log.Count([&](const auto& s) { return s.time > quietFrom && s.Has(KIND_MPTCP); }) == 0u);
        BOOST_TEST(log.Count([&](const auto& s) { return s.time > quietFrom && HasPayload(s); }) > 0u);
    }
}

/// Take MPTCP's options from what \p wanted says yes to, on the first link, in the direction of host \p host.
void
Strip(TwoHosts& net, uint32_t host, std::function<bool(const WireSegment&)> wanted)
{
    SegmentFilter::PutBox(net, 0, host, [wanted](WireSegment& segment) {
        if (wanted(segment))
        {
            segment.StripMptcp();
        }
    });
}

/// Change an octet of the first new segment with payload towards host \p host over the first link after \p from seconds.
void
PutChanger(TwoHosts& net, uint32_t host, double from, unsigned& changed)
{
    auto next = std::make_shared<uint32_t>(0);
    SegmentFilter::PutBox(net, 0, host, [next, from, &changed](WireSegment& segment) {
        uint32_t sequence = segment.View().Sequence();
        bool inOrder = sequence == *next; // else TCP may have the octets already
        if (HasPayload(segment) && static_cast<int32_t>(sequence - *next) >= 0)
        {
            *next = sequence + static_cast<uint32_t>(segment.View().PayloadSize());
        }
        if (changed == 0 && inOrder && Simulator::Now() > Seconds(from) && segment.FlipPayload(100))
        {
            ++changed;
        }
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(without_the_option_in_the_handshake_it_is_tcp)
{
    for (const auto& kind : VERSIONS)
    {
        for (const std::string where : {"SYN", "SYN/ACK", "all from the client", "all from the server"})
        {
            for (const bool checksum : {false, true})
            {
                TwoHosts net(kind, kind, {FAST, SLOW});
                net.Stack(0)->SetAttribute("Checksum", BooleanValue(checksum));
                WireLog log(net);
                bool up = where == "SYN" || where == "all from the client";
                bool all = where.compare(0, 3, "all") == 0;
                Strip(net, up ? 1 : 0, [all](const auto& s) { return all || IsSyn(s); });
                HalfClose(net);
                net.Transfer(300000, 200000, 60);
                CheckFallback(net, log, kind + ", stripped: " + where);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(everything_stripped_after_the_syns_falls_back)
{
    for (const auto& kind : VERSIONS)
    {
        for (uint32_t host : {0u, 1u, 2u}) // 2: both directions
        {
            for (uint32_t down : {200000u, 0u})
            {
                TwoHosts net(kind, kind, {FAST, SLOW});
                WireLog log(net);
                for (uint32_t to : {0u, 1u})
                {
                    if (host == to || host == 2)
                    {
                        Strip(net, to, [](const auto& s) { return !IsSyn(s); });
                    }
                }
                net.client.mayClose = true;
                net.server.mayClose = false;
                net.client.sendFrom = 0.5;
                net.server.sendFrom = down ? 4 : 0;
                net.Transfer(300000, down, 60);
                std::string what = kind + ", stripped towards " + std::to_string(host) + ", down " + std::to_string(down);
                CheckDelivered(net, what);
                BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", what);
                BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP", what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                BOOST_TEST(log.Count([](const auto& s) { return s.interface == 2; }) == 0u, what);
                BOOST_TEST(log.Count([](const auto& s) { return s.time > 3 && s.Has(KIND_MPTCP); }) == 0u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(stripped_in_the_middle_on_the_only_subflow_falls_back)
{
    for (const auto& kind : VERSIONS)
    {
        for (uint32_t host : {0u, 1u})
        {
            for (const bool checksum : {false, true})
            {
                TwoHosts net(kind, kind, {FAST});
                net.Stack(0)->SetAttribute("Checksum", BooleanValue(checksum));
                WireLog log(net);
                Strip(net, host, [](const auto&) { return Simulator::Now() > Seconds(0.6); });
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(5000000, 5000000, 60);
                CheckFallback(net,
                              log,
                              kind + ", towards " + std::to_string(host) + (checksum ? ", checksum" : ""));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(stripped_in_the_middle_on_one_of_two_subflows_resets_it)
{
    for (const auto& kind : VERSIONS)
    {
        for (uint32_t host : {0u, 1u})
        {
            std::string what = kind + ", towards " + std::to_string(host);
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            Strip(net, host, [](const auto&) { return Simulator::Now() > Seconds(0.6); });
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(5000000, 5000000, 60);
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == "MPTCP", what);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == "MPTCP", what);
            BOOST_TEST(net.client.peerClosed, what);
            BOOST_TEST(net.server.peerClosed, what);
            auto resets = log.Select([host](const auto& s) {
                return s.View().Has(TCP_RST) && s.interface == 1 && s.fromClient == (host == 0);
            });
            BOOST_REQUIRE(!resets.empty());
            auto reason = resets.front().Options().tcpRst;
            BOOST_TEST(reason.has_value() == (kind == "mptcp-v1"), what);
            BOOST_TEST((!reason || reason->reason == 6), what);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_first_data_repair_a_lost_third_ack)
{
    for (const auto& kind : VERSIONS)
    {
        for (const bool checksum : {false, true})
        {
            std::string what = kind + (checksum ? ", checksum" : "");
            TwoHosts net(kind, kind, {FAST, SLOW});
            net.Stack(1)->SetAttribute("Checksum", BooleanValue(checksum));
            WireLog log(net);
            unsigned lost = 0;
            SegmentFilter::Put(net, 0, 1, [&lost](const WireSegment& segment) {
                bool bare = !IsSyn(segment) && !HasPayload(segment) && lost == 0;
                lost += bare ? 1 : 0;
                return bare;
            });
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(500000, 500000, 60);
            BOOST_TEST(lost == 1u);
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == "MPTCP", what);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == "MPTCP", what);
            auto first = log.Select([](const auto& s) { return s.fromClient && HasPayload(s) && s.interface == 1; });
            BOOST_REQUIRE(!first.empty());
            auto mpc = first.front().Options().handshake.mpCapable;
            if (kind == "mptcp")
            {
                BOOST_TEST((first.front().Options().dss && first.front().Options().dss->mapping), what);
                BOOST_TEST(!mpc.has_value(), what);
                continue;
            }
            BOOST_REQUIRE(mpc.has_value());
            BOOST_TEST(mpc->Size() == (checksum ? 24u : 22u), what);
            BOOST_TEST(*mpc->dataLength == first.front().View().PayloadSize(), what);
            BOOST_TEST(mpc->checksum.has_value() == checksum, what);
            BOOST_TEST(((mpc->flags & MPC_FLAG_CHECKSUM) != 0) == checksum, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_changed_octet_on_the_only_subflow_arrives_as_with_tcp)
{
    for (const auto& kind : VERSIONS)
    {
        for (uint32_t host : {0u, 1u})
        {
            std::string what = kind + ", towards " + std::to_string(host);
            TwoHosts net(kind, kind, {FAST});
            net.Stack(1)->SetAttribute("Checksum", BooleanValue(true));
            WireLog log(net);
            unsigned changed = 0;
            PutChanger(net, host, 0.6, changed);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(5000000, 5000000, 60);
            BOOST_TEST(changed == 1u);
            for (const auto* end : {&net.client, &net.server})
            {
                bool victim = end == (host == 0 ? &net.client : &net.server);
                BOOST_TEST(end->received == end->toReceive, what);
                BOOST_TEST(end->intact == !victim, what);
                BOOST_TEST(end->wrong == (victim ? 1u : 0u), what); // nothing else, and nothing shifted
                BOOST_TEST(!end->failed, what);
                BOOST_TEST(end->peerClosed, what);
                BOOST_TEST(TwoHosts::ModeOf(*end) == "TCP", what);
            }
            for (bool fromClient : {true, false})
            {
                BOOST_TEST(log.Count([&](const auto& s) {
                    return s.fromClient == fromClient && s.Options().fail.has_value();
                }) == 1u, what);
                BOOST_TEST(log.Count([&](const auto& s) {
                    auto dss = s.Options().dss;
                    return s.fromClient == fromClient && dss && dss->mapping && dss->mapping->length == 0;
                }) > 0u, what);
            }
            BOOST_TEST(log.Count([&](const auto& s) { return s.time > 2 && s.Has(KIND_MPTCP); }) == 0u, what);
            BOOST_TEST(log.Count([&](const auto& s) { return s.View().Has(TCP_RST); }) == 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_changed_octet_on_one_of_two_subflows_comes_again_elsewhere)
{
    for (const auto& kind : VERSIONS)
    {
        for (uint32_t host : {0u, 1u})
        {
            std::string what = kind + ", towards " + std::to_string(host);
            TwoHosts net(kind, kind, {FAST, SLOW});
            net.Stack(0)->SetAttribute("Checksum", BooleanValue(true));
            WireLog log(net);
            unsigned changed = 0;
            PutChanger(net, host, 0.6, changed);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(5000000, 5000000, 60);
            BOOST_TEST(changed == 1u);
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == "MPTCP", what);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == "MPTCP", what);
            auto resets = log.Select([host](const auto& s) {
                return s.View().Has(TCP_RST) && s.fromClient == (host == 0) && s.Options().fail;
            });
            BOOST_REQUIRE(!resets.empty());
            auto reset = resets.front().Options();
            BOOST_TEST(reset.tcpRst.has_value() == (kind == "mptcp-v1"), what);
            BOOST_TEST((!reset.tcpRst || reset.tcpRst->reason == 6), what);
            BOOST_TEST(resets.front().interface == 1u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_changed_octet_in_the_very_first_data)
{
    // MP_CAPABLE with data in version 1, a DSS in version 0
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST});
        net.Stack(1)->SetAttribute("Checksum", BooleanValue(true));
        unsigned changed = 0;
        SegmentFilter::PutBox(net, 0, 1, [&changed](WireSegment& segment) {
            changed += changed == 0 && segment.FlipPayload(0) ? 1 : 0;
        });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(300000, 300000, 60);
        BOOST_TEST(changed == 1u, kind);
        BOOST_TEST(net.server.received == 300000u, kind);
        BOOST_TEST(net.server.wrong == 1u, kind);
        BOOST_TEST(net.client.received == 300000u, kind);
        BOOST_TEST(net.client.intact, kind);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", kind);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP", kind);
    }
}

BOOST_AUTO_TEST_CASE(no_stream_is_mixed_up_when_the_last_of_two_subflows_is_stripped)
{
    // What went over the second subflow comes again behind later octets: the first subflow's stream is not the
    // connection's, so that it must not be taken for it.
    for (const auto& kind : VERSIONS)
    {
        for (double strip : {0.9, 0.93, 0.97, 1.05, 1.3})
        {
            for (uint32_t host : {0u, 1u})
            {
                std::string what = kind + ", from " + std::to_string(strip) + " towards " + std::to_string(host);
                TwoHosts net(kind, kind, {FAST, FAST});
                Strip(net, host, [strip](const auto&) { return Simulator::Now() > Seconds(strip); });
                net.client.mayClose = net.server.mayClose = false;
                net.Start(4000000, 4000000);
                Simulator::Schedule(Seconds(0.9), [&net]() { TwoHosts::Ours(net.client)->ResetSubflow(2); });
                net.Run(60);
                BOOST_TEST(net.server.intact, what);
                BOOST_TEST(net.client.intact, what);
                BOOST_TEST((net.server.received == net.server.toReceive || net.server.failed), what);
                BOOST_TEST((net.client.received == net.client.toReceive || net.client.failed), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_end_that_falls_back_alone_tells_the_other)
{
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST});
        WireLog log(net);
        unsigned seen = 0;
        Strip(net, 0, [&seen](const auto& s) { return !IsSyn(s) && ++seen == 1; });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(0, 1000000, 60); // the client sends no data that would tell
        CheckDelivered(net, kind);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", kind);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP", kind);
        auto infinite = [](const WireSegment& s) {
            auto dss = s.Options().dss;
            return s.fromClient && dss && dss->mapping && dss->mapping->length == 0;
        };
        BOOST_TEST(log.Count(infinite) > 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(what_a_peer_repeats_that_cannot_be_told_is_not_taken_for_new)
{
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST});
        WireLog log(net);
        unsigned seen = 0;
        Strip(net, 0, [&seen](const auto& s) { return !IsSyn(s) && ++seen == 1; });
        Strip(net, 1, [&seen](const auto&) { return seen > 0; });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(10000, 1000000, 300); // all of the client's data leave before it falls back
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", kind);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "MPTCP", kind);
        BOOST_TEST(net.client.intact, kind);
        BOOST_TEST(net.client.received < 1000000u, kind);
        BOOST_TEST(net.client.failed, kind);
        BOOST_TEST(net.server.failed, kind);
    }
}

BOOST_AUTO_TEST_SUITE_END()
