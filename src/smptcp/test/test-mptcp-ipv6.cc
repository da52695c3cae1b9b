/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Connections over IPv6, and over both versions of IP at once.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_ipv6)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};

TwoHosts::Link
Over(bool ipv4, bool ipv6)
{
    TwoHosts::Link link{"10Mbps", "20ms"};
    link.ipv4 = ipv4;
    link.ipv6 = ipv6;
    return link;
}

/// Payload octets over one version of IP
uint64_t
Carried(const WireLog& log, bool ipv6)
{
    uint64_t sum = 0;
    for (const auto& segment : log.segments)
    {
        sum += segment.ip6.has_value() == ipv6 ? segment.View().PayloadSize() : 0;
    }
    return sum;
}

std::string
ModeFor(const std::string& kind)
{
    return kind == "smptcp" ? "SMPTCP" : "MPTCP";
}

} // namespace

BOOST_AUTO_TEST_CASE(one_or_two_links_with_ipv6_alone)
{
    for (const auto& kind : KINDS)
    {
        for (unsigned links : {1u, 2u})
        {
            for (bool checksum : {false, true})
            {
                std::string what = kind + " " + std::to_string(links) + (checksum ? " checksum" : "");
                TwoHosts net(kind, kind, std::vector<TwoHosts::Link>(links, Over(false, true)));
                net.Stack(0)->SetAttribute("Checksum", BooleanValue(checksum));
                net.connectIpv6 = true;
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(1500000, 1500000, 30);
                CheckDelivered(net, what);
                BOOST_TEST(TwoHosts::ModeOf(net.client) == ModeFor(kind), what);
                BOOST_TEST(TwoHosts::ModeOf(net.server) == ModeFor(kind), what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                BOOST_TEST(Carried(log, true) >= 3000000u, what);
                BOOST_TEST(Carried(log, false) == 0u, what);
                BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == links, what);
                BOOST_TEST(log.Count([](const auto& s) { return s.octets.size() > 1460; }) == 0u, what); // 1500 - 40
                BOOST_TEST(log.Count([](const auto& s) { return s.octets.size() >= 1440; }) > 0u, what);
                for (const auto& report : TwoHosts::Ours(net.client)->GetSubflowReports())
                {
                    BOOST_TEST(report.macFailures == 0u, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(subflows_over_both_versions_of_ip)
{
    for (const auto& kind : KINDS)
    {
        for (bool firstIpv6 : {false, true})
        {
            std::string what = kind + (firstIpv6 ? " IPv6 first" : " IPv4 first");
            TwoHosts net(kind, kind, {Over(!firstIpv6, firstIpv6), Over(firstIpv6, !firstIpv6)});
            net.connectIpv6 = firstIpv6;
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(3000000, 3000000, 30);
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == ModeFor(kind), what);
            BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 2u, what);
            BOOST_TEST(Carried(log, false) > 500000u, what);
            BOOST_TEST(Carried(log, true) > 500000u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_link_with_both_versions_gives_two_paths)
{
    for (const std::string kind : {"mptcp", "mptcp-v1", "smptcp"})
    {
        for (bool firstIpv6 : {false, true})
        {
            std::string what = kind + (firstIpv6 ? " IPv6 first" : " IPv4 first");
            TwoHosts net(kind, kind, {Over(true, true)});
            net.connectIpv6 = firstIpv6;
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(3000000, 3000000, 30);
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 2u, what);
            BOOST_TEST(Carried(log, false) > 100000u, what);
            BOOST_TEST(Carried(log, true) > 100000u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(add_addr_of_an_ipv6_address_is_exempt_from_the_mac_and_believed_for_its_hmac)
{
    for (const std::string change : {"nothing", "HMAC", "address", "flags", "replay"})
    {
        TwoHosts net("smptcp", "smptcp", {Over(true, false), Over(false, true)});
        WireLog log(net);
        net.prepareClient = [](Ptr<Socket> socket) {
            socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::MptcpAnnouncedPathManager")));
        };
        std::optional<WireSegment> seen;
        SegmentFilter::PutBox(net, 0, 0, [&](WireSegment& segment) {
            auto add = segment.Options().addAddrV1;
            if (!add || add->echo)
            {
                return;
            }
            seen = segment;
            SegmentView view = segment.View();
            OptionWalker walker(view.Options(), view.OptionsSize());
            while (auto option = walker.Next())
            {
                auto at = static_cast<std::size_t>(option->data - segment.octets.data());
                if (option->kind == KIND_MPTCP && change == "HMAC")
                {
                    segment.octets[at + option->length - 1u] ^= 1;
                }
                else if (option->kind == KIND_MPTCP && change == "address")
                {
                    segment.octets[at + 10] ^= 1;
                }
            }
            segment.octets[13] ^= change == "flags" ? TCP_PSH : 0;
        });
        if (change == "replay")
        {
            Simulator::Schedule(Seconds(3), [&]() { Inject(net, 0, 0, *seen); });
        }
        net.server.sendFrom = 7;
        net.Transfer(100000, 100000, 30);
        CheckDelivered(net, change);
        BOOST_REQUIRE(seen.has_value());
        BOOST_TEST(!seen->Has(KIND_MAC));
        bool believed = change == "nothing" || change == "replay";
        auto ours = TwoHosts::Ours(net.client);
        BOOST_TEST((ours->GetSubflowReports().size() == 2) == believed, change);
        BOOST_TEST((ours->GetAddAddrHmacFailures() > 0) == (change == "HMAC" || change == "address"), change);
        BOOST_TEST(ours->GetRefusals().Get(Refusal::ADD_ADDR_REPLAY) == (change == "replay" ? 1u : 0u), change);
        BOOST_TEST((ours->GetSubflowReports()[0].macFailures > 0) == (change == "flags"), change);
        BOOST_TEST((log.Count([](const auto& s) {
            auto add = s.Options().addAddrV1;
            return s.fromClient && add && add->echo && !add->address && s.Has(KIND_MAC);
        }) == 1) == believed, change);
    }
}

BOOST_AUTO_TEST_CASE(an_ipv6_connection_whose_options_are_stripped_falls_back)
{
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        TwoHosts net(kind, kind, {Over(false, true)});
        net.connectIpv6 = true;
        SegmentFilter::PutBox(net, 0, 1, [](WireSegment& segment) {
            if (!segment.View().Has(TCP_SYN))
            {
                segment.StripMptcp();
            }
        });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(500000, 500000, 30);
        CheckDelivered(net, kind);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", kind);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP", kind);
    }
}

BOOST_AUTO_TEST_SUITE_END()
