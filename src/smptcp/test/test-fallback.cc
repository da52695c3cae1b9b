/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What a host does when the other speaks less, and what it refuses.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-socket.h"
#include "ns3/string.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(fallback)

namespace
{

/// Kinds a host with a level of Require still speaks with (smptcp.md 3.6)
const std::map<std::string, std::vector<std::string>> SPEAKS_WITH{
    {"none", {"smptcp", "mptcp", "tcpcrypt", "legacy"}},
    {"evidence", {"smptcp", "mptcp", "tcpcrypt", "legacy"}},
    {"encryption", {"smptcp", "tcpcrypt"}},
    {"smptcp", {"smptcp"}},
};

bool
Contains(const std::vector<std::string>& list, const std::string& item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool
IsReset(const WireSegment& segment)
{
    return segment.View().Has(TCP_RST);
}

} // namespace

BOOST_AUTO_TEST_CASE(fallback_with_a_legacy_host_carries_a_large_stream_both_ways)
{
    for (const std::string kind : {"smptcp", "mptcp", "tcpcrypt"})
    {
        for (bool active : {true, false})
        {
            for (double loss : {0.0, 0.005})
            {
                TwoHosts net(active ? kind : "legacy", active ? "legacy" : kind, {{"10Mbps", "10ms", loss}, SLOW});
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(1000000, 1000000, 100);
                CheckDelivered(net, kind);
                BOOST_TEST(TwoHosts::ModeOf(active ? net.client : net.server) == "TCP");
                // Nothing of ours is left on the wire once the legacy host has shown what it is.
                BOOST_TEST(log.Count([](const auto& s) {
                    bool ours = s.Has(KIND_MPTCP) || s.Has(KIND_CRYPT) || s.Has(KIND_MAC);
                    return ours && !s.View().Has(TCP_SYN);
                }) == 0u);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(require_refuses_at_both_ends_with_a_reset_and_an_error)
{
    for (const auto& [level, speaks] : SPEAKS_WITH)
    {
        for (const std::string& peer : SPEAKS_WITH.at("none"))
        {
            for (bool active : {true, false})
            {
                std::string what = level + (active ? " to " : " from ") + peer;
                TwoHosts net(active ? "smptcp" : peer, active ? peer : "smptcp", {FAST, SLOW});
                net.Stack(active ? 0 : 1)->SetAttribute("Require", StringValue(level));
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(10000, 10000, 30);
                BOOST_TEST_CONTEXT(what)
                {
                    if (Contains(speaks, peer))
                    {
                        CheckDelivered(net, what);
                        continue;
                    }
                    if (active || peer != "legacy") // stock TCP takes no notice of RST with ACK
                    {
                        BOOST_TEST(net.client.failed);
                        BOOST_TEST(net.client.endedAt < 1);
                    }
                    BOOST_TEST(!net.client.connected);
                    BOOST_TEST(net.server.received == 0u);
                    BOOST_TEST(net.client.received == 0u);
                    BOOST_TEST(log.Count([active](const auto& s) {
                        return IsReset(s) && s.fromClient == active;
                    }) >= 1u);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(prefer_does_not_matter_where_there_is_no_choice)
{
    const std::map<std::string, std::string> MODES{
        {"smptcp", "SMPTCP"}, {"mptcp", "MPTCP"}, {"tcpcrypt", "TCPCRYPT"}, {"legacy", "TCP"}};
    for (const std::string prefer : {"encryption", "multipath"})
    {
        for (const auto& [peer, mode] : MODES)
        {
            for (bool active : {true, false})
            {
                TwoHosts net(active ? "smptcp" : peer, active ? peer : "smptcp", {FAST});
                net.Stack(active ? 0 : 1)->SetAttribute("Prefer", StringValue(prefer));
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(10000, 10000, 30);
                CheckDelivered(net, prefer + " with " + peer);
                BOOST_TEST(TwoHosts::ModeOf(active ? net.client : net.server) == mode);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(null_cipher_and_null_tag_at_both_ends_change_no_size)
{
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        std::map<bool, std::vector<std::size_t>> sizes;
        std::map<bool, bool> zeroTags;
        for (bool null : {false, true})
        {
            TwoHosts net(kind, kind, {FAST});
            for (uint32_t host : {0u, 1u})
            {
                net.Stack(host)->SetAttribute("InsecureNullCipher", BooleanValue(null));
                net.Stack(host)->SetAttribute("InsecureNullTag", BooleanValue(null));
            }
            WireLog log(net);
            net.Transfer(200000, 0, 30);
            CheckDelivered(net, kind);
            zeroTags[null] = true;
            bool plain = false;
            for (const auto& segment : log.segments)
            {
                sizes[null].push_back(segment.octets.size());
                if (const uint8_t* tag = segment.Options().tag)
                {
                    zeroTags[null] = zeroTags[null] && std::all_of(tag, tag + 20, [](uint8_t o) { return o == 0; });
                }
                SegmentView view = segment.View();
                std::string start(20, '\0');
                for (uint32_t i = 0; i < start.size(); ++i)
                {
                    start[i] = static_cast<char>(TwoHosts::PatternAt(net.client.seed, i));
                }
                std::string payload(view.Payload(), view.Payload() + view.PayloadSize());
                plain = plain || payload.find(start) == 0;
            }
            BOOST_TEST(plain == null);
        }
        BOOST_TEST(zeroTags[true]);
        BOOST_TEST(!zeroTags[false]);
        BOOST_TEST(sizes[true] == sizes[false], boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(null_cipher_or_null_tag_at_one_end_never_corrupts_the_stream)
{
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        for (const std::string attribute : {"InsecureNullCipher", "InsecureNullTag"})
        {
            for (uint32_t host : {0u, 1u})
            {
                std::string what = kind + " " + attribute + " at host " + std::to_string(host);
                TwoHosts net(kind, kind, {FAST, SLOW});
                net.Stack(host)->SetAttribute(attribute, BooleanValue(true));
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(10000, 10000, 200);
                BOOST_TEST(net.server.intact, what);
                BOOST_TEST(net.client.intact, what);
                BOOST_TEST(net.server.received == 0u, what);
                BOOST_TEST(net.client.received == 0u, what);
                BOOST_TEST(net.client.failed, what);
                BOOST_TEST(net.client.endedAt < 100, what);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
