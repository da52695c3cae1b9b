/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Boxes of table 9.5 (smptcp.md) where a mode is not all there is to say: what Require makes of stripping, the next
// attempt, addresses behind a NAT and its forgetting, windows outside the MAC, gateways that change payload.
#include "box-story.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/mptcp-option-base.h"
#include "ns3/nstime.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/smptcp-rule-alg.h"
#include "ns3/smptcp-rule-nat.h"
#include "ns3/string.h"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const std::vector<std::string> MULTIPATH{"mptcp", "mptcp-v1", "smptcp"};
const std::vector<TwoHosts::Link> ONE{FAST};
const std::vector<TwoHosts::Link> TWO{FAST, SLOW};

/// A gateway that changes nearly every segment from the client: "A" becomes what \p by says
Ptr<SmptcpAlgRule>
MakeGateway(const std::string& by)
{
    Ptr<SmptcpAlgRule> rule = CreateObject<SmptcpAlgRule>();
    rule->SetAttribute("Find", StringValue("41"));
    rule->SetAttribute("Replace", StringValue(by));
    rule->SetAttribute("From", StringValue("inside"));
    return rule;
}

/// \return how many of the first \p size octets of a stream are "A"
uint32_t
CountA(uint8_t seed, uint32_t size)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < size; ++i)
    {
        count += TwoHosts::PatternAt(seed, i) == 0x41 ? 1 : 0;
    }
    return count;
}

} // namespace

BOOST_AUTO_TEST_SUITE(middlebox_stories)

// --- stripping -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(stripping_is_refused_where_it_must_be)
{
    struct Case
    {
        std::string chain;
        std::string level;
        std::string mode; //!< Empty: refused
    };
    const std::vector<Case> CASES{
        {"strip-crypt-syn", "none", "MPTCP"},
        {"strip-crypt-syn", "evidence", ""},
        {"strip-all-syn", "evidence", "TCP"}, // a SYN without anything is no evidence
        {"strip-all-syn", "encryption", ""},
        {"strip-mptcp-syn", "encryption", "TCPCRYPT"},
        {"strip-mptcp-syn", "smptcp", ""},
        {"strip-synack", "evidence", ""},
        {"strip-third", "encryption", ""},
    };
    for (const auto& c : CASES)
    {
        BoxStory story("smptcp", ONE);
        story.Set("Require", StringValue(c.level));
        story.Insert(0, c.chain);
        story.Run(50000, 50000);
        std::string what = c.chain + ", Require " + c.level;
        if (!c.mode.empty())
        {
            story.CheckCompletes(what, c.mode);
            continue;
        }
        story.CheckEnds(what);
        BOOST_TEST(!story.net.server.connected, what);
        BOOST_TEST(story.net.client.received == 0U, what);
    }
}

BOOST_AUTO_TEST_CASE(after_a_stripped_third_segment_the_next_attempt_is_plain_if_remembered)
{
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        for (bool remembers : {true, false})
        {
            BoxStory story(kind, ONE);
            story.Set("FallbackCache", BooleanValue(remembers));
            story.Insert(0, "strip-third");
            story.Run(50000, 50000);
            story.CheckEnds(kind);
            story.net.Again(50000, 50000, 300);
            if (remembers)
            {
                story.CheckCompletes(kind + " again", "TCP");
            }
            else
            {
                BOOST_TEST(story.net.client.failed);
            }
        }
    }
}

// --- NAT -----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_address_behind_a_nat_may_be_announced_without_harm)
{
    for (const auto& kind : MULTIPATH)
    {
        Config::SetDefault("ns3::MptcpPathManager::OpenAsClient", BooleanValue(false));
        Config::SetDefault("ns3::MptcpPathManager::OpenAsServer", BooleanValue(true));
        Config::SetDefault("ns3::MptcpPathManager::AnnounceAsClient", BooleanValue(true));
        Config::SetDefault("ns3::MptcpPathManager::AnnounceAsServer", BooleanValue(false));
        BoxStory story(kind, TWO);
        story.Insert(0, "nat");
        Ptr<SmptcpBoxRule> second = story.Insert(1, "nat").front();
        story.Run(2000000, 2000000);
        story.CheckCompletes(kind, OwnMode(kind));
        BOOST_TEST(second->GetDropped() > 0U, kind); // a JOIN came, and nobody inside had asked for it
        BOOST_TEST(second->GetChanged() == 0U, kind);
    }
}

BOOST_AUTO_TEST_CASE(an_announced_address_that_a_box_rewrites_is_ignored_or_leads_nowhere)
{
    for (const auto& kind : MULTIPATH)
    {
        BoxStory story(kind, TWO);
        unsigned rewritten = 0;
        SegmentFilter::PutBox(story.net, 0, 0, [&rewritten](WireSegment& segment) {
            SegmentView view = segment.View();
            OptionWalker walker(view.Options(), view.OptionsSize());
            while (auto option = walker.Next())
            {
                if (IsMptcp(*option, MptcpSubtype::ADD_ADDR) && option->length >= 8)
                {
                    segment.octets[option->data - segment.octets.data() + 6] = 99; // 10.1.99.2
                    ++rewritten;
                }
            }
        });
        Config::SetDefault("ns3::MptcpPathManager::OpenAsClient", BooleanValue(true));
        story.Run(2000000, 2000000);
        story.CheckCompletes(kind, OwnMode(kind));
        BOOST_TEST(rewritten > 0U, kind);
        auto wrong = [](const WireSegment& s) {
            return s.Options().joinSyn.has_value() && s.ip.GetDestination() == Ipv4Address("10.1.99.2");
        };
        if (kind != "mptcp") // version 0 has no HMAC in ADD_ADDR
        {
            BOOST_TEST(story.log.Count(wrong) == 0U, kind);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_nat_that_forgets_an_idle_connection_hangs_nobody)
{
    for (const std::string kind : {"mptcp", "mptcp-v1", "tcpcrypt", "smptcp"})
    {
        for (double timeout : {20.0, 100.0})
        {
            BoxStory story(kind, ONE);
            Ptr<SmptcpNatRule> nat = CreateObject<SmptcpNatRule>();
            nat->SetAttribute("MappingTimeout", TimeValue(Seconds(timeout)));
            story.Insert(0, nat);
            story.net.client.sendFrom = story.net.server.sendFrom = 60; // idle for a minute
            story.Run(100000, 100000);
            std::string what = kind + ", " + std::to_string(timeout) + " s";
            bool whole = story.net.client.received == 100000U && story.net.server.received == 100000U;
            if (timeout > 60 || whole)
            {
                story.CheckCompletes(what, OwnMode(kind));
            }
            else
            {
                story.CheckEnds(what);
            }
        }
    }
}

// --- numbers -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_timestamp_comes_back_whatever_the_sequence_number_of_the_syn)
{
    for (const std::string kind : {"mptcp", "tcpcrypt"})
    {
        for (bool shifted : {false, true})
        {
            BoxStory story(kind, ONE);
            story.Insert(0, shifted ? "rewrite-seq" : "none");
            story.Run(10000, 10000);
            story.CheckCompletes(kind, OwnMode(kind));
            auto unknown = [](const WireSegment& segment) {
                auto timestamps = Timestamps::Of(segment.View());
                return segment.View().Has(TCP_ACK) && timestamps && timestamps->echo == 0;
            };
            BOOST_TEST(story.log.Count(unknown) == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(where_a_proxy_acknowledges_and_loses_mappings_mptcp_falls_back)
{
    // Its acknowledgments have no DSS, so the sender falls back, and its infinite mapping says so to a receiver that would
    // go on waiting for mappings that the box has lost.
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        for (const auto& [up, down] : {std::pair<uint32_t, uint32_t>{150000, 0}, {0, 150000}})
        {
            BoxStory story(kind, ONE);
            story.Insert(0, up > 0 ? "coalesce,ack-proxy" : "rewrite-seq,ack-proxy,coalesce");
            story.Run(up, down);
            story.CheckCompletes(kind, "TCP");
        }
    }
}

// --- windows -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_window_outside_the_mac_may_be_rewritten)
{
    for (bool twoPaths : {false, true})
    {
        BoxStory story("smptcp", twoPaths ? TWO : ONE);
        story.Set("CoverWindow", BooleanValue(false));
        story.Insert(0, "window");
        story.Run(300000, 200000);
        story.CheckCompletes("window not covered", "SMPTCP");
        BOOST_TEST(story.Actions() > 10U);
    }
}

// --- payload -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_gateway_on_the_only_path_does_to_mptcp_what_it_does_to_tcp)
{
    const uint32_t size = 200000;
    for (const std::string by : {"42", "4243"})
    {
        for (const std::string kind : {"legacy", "mptcp", "mptcp-v1"})
        {
            BoxStory story(kind, ONE);
            if (kind != "legacy")
            {
                story.UseChecksums();
            }
            story.Insert(0, MakeGateway(by));
            story.Run(size, 0);
            BOOST_TEST_CONTEXT(kind << ", by " << by)
            {
                uint32_t hits = CountA(story.net.client.seed, size);
                BOOST_TEST(hits > 100U);
                BOOST_TEST(TwoHosts::ModeOf(story.net.server) == "TCP");
                BOOST_TEST(story.net.server.received == size + (by.size() > 2 ? hits : 0));
                BOOST_TEST(story.net.server.wrong >= hits);
                if (by.size() == 2)
                {
                    BOOST_TEST(story.net.server.wrong == hits);
                    BOOST_TEST(!story.net.client.failed);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_on_the_only_path_ends_what_is_protected)
{
    for (const std::string by : {"42", "4243"})
    {
        for (const std::string kind : {"tcpcrypt", "smptcp"})
        {
            BoxStory story(kind, ONE);
            story.Insert(0, MakeGateway(by));
            story.Run(200000, 100000);
            story.CheckEnds(kind + ", by " + by);
            BOOST_TEST(story.net.server.received == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_on_the_second_path_costs_that_path_only)
{
    for (const std::string by : {"42", "4243"})
    {
        for (const auto& kind : MULTIPATH)
        {
            BoxStory story(kind, TWO);
            if (kind != "smptcp")
            {
                story.UseChecksums();
            }
            story.Insert(1, MakeGateway(by));
            story.Run(2000000, 1000000);
            story.CheckCompletes(kind + ", by " + by, OwnMode(kind));
            BOOST_TEST(story.Actions() > 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_on_both_paths_corrupts_nothing_once_there_are_two)
{
    for (const std::string by : {"42", "4243"})
    {
        for (const auto& kind : MULTIPATH)
        {
            BoxStory story(kind, TWO);
            if (kind != "smptcp")
            {
                story.UseChecksums();
            }
            for (uint32_t link : {0, 1})
            {
                Ptr<SmptcpAlgRule> rule = MakeGateway(by);
                rule->SetAttribute("Start", TimeValue(Seconds(0.5)));
                story.Insert(link, rule);
            }
            story.Run(6000000, 100000);
            story.CheckEnds(kind + ", by " + by);
            BOOST_TEST(story.net.server.received > 100000U);
            BOOST_TEST(story.net.server.received < 6000000U);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
