/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Variants of SMPTCP that are attributes (smptcp.md section 10): V-SPARSE and V-SYNHMAC.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/tcpcrypt-options.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(variants)

namespace
{

const TwoHosts::Link LOSSY{"10Mbps", "10ms", 0.02};      //!< A link that is preferred
const TwoHosts::Link LOSSY_SLOW{"30Mbps", "40ms", 0.02}; //!< A link beside it
constexpr uint16_t STRANGER = 50000;                     //!< Port no socket of the client has

void
SetOnBoth(TwoHosts& net, const std::string& attribute, const AttributeValue& value)
{
    net.Stack(0)->SetAttribute(attribute, value);
    net.Stack(1)->SetAttribute(attribute, value);
}

/// A data segment of an open subflow
bool
IsData(const WireSegment& segment)
{
    return segment.View().PayloadSize() > 0 && segment.Has(KIND_MAC);
}

bool
IsMapped(const WireSegment& segment)
{
    auto dss = segment.Options().dss;
    return dss && dss->mapping;
}

} // namespace

// --- V-SPARSE ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(one_mapping_serves_several_segments)
{
    for (uint32_t segments : {2u, 4u, 64u})
    {
        for (bool loss : {false, true})
        {
            std::string what = std::to_string(segments) + (loss ? " under loss" : "");
            TwoHosts net("smptcp", "smptcp", loss ? std::vector{LOSSY, LOSSY_SLOW} : std::vector{FAST, SLOW});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            SetOnBoth(net, "SparseMapping", UintegerValue(segments));
            net.Transfer(2000000, 1000000, 120);
            CheckDelivered(net, what);
            auto data = log.Count(IsData);
            auto bare = log.Select([](const auto& s) { return IsData(s) && !IsMapped(s); });
            BOOST_TEST(bare.size() > data / 4, what);
            std::size_t sacks = 0;
            for (const auto& segment : bare)
            {
                BOOST_TEST(segment.Options().dss->dataAck.has_value(), what);
                sacks += segment.Has(KIND_SACK);
            }
            BOOST_TEST((sacks > 0 || !loss), what);
            auto longest = 0u;
            for (const auto& segment : log.Select([](const auto& s) { return IsData(s) && IsMapped(s); }))
            {
                longest = std::max<unsigned>(longest, segment.Options().dss->mapping->length);
            }
            BOOST_TEST(longest > 1420u, what);
            BOOST_TEST(longest <= segments * 1420u, what);
            for (const auto* end : {&net.client, &net.server})
            {
                auto ours = TwoHosts::Ours(*end);
                BOOST_TEST(ours->GetRefusals().MacFailures() == 0u, what);
                BOOST_TEST(ours->GetRefusals().Get(Refusal::UNMAPPED) == 0u, what);
                BOOST_TEST(ours->GetSubflowReports().size() == 2u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(no_segment_outgrows_the_mtu)
{
    // A short tag leaves room for payload, and a data segment without a mapping has SACK blocks in its place: as many
    // octets at the most as the mapping has.
    for (uint32_t tag : {20u, 12u, 8u})
    {
        TwoHosts net("smptcp", "smptcp", {LOSSY});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "SparseMapping", UintegerValue(8));
        SetOnBoth(net, "MacTagOctets", UintegerValue(tag));
        net.Transfer(1000000, 1000000, 120);
        CheckDelivered(net, "tag of " + std::to_string(tag));
        BOOST_TEST(log.Count([](const auto& s) { return IsData(s) && s.Has(KIND_SACK); }) > 0u);
        BOOST_TEST(log.Count([](const auto& s) { return s.IsFragment(); }) == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_lost_mapping_comes_again_with_what_is_repeated)
{
    // Every segment that brings a mapping for the first time is lost: each is repeated with it.
    TwoHosts net("smptcp", "smptcp", {FAST});
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    SetOnBoth(net, "SparseMapping", UintegerValue(4));
    std::set<uint32_t> seen;
    unsigned lost = 0;
    SegmentFilter::Put(net, 0, 1, [&](const WireSegment& segment) {
        bool first = IsData(segment) && seen.insert(segment.View().Sequence()).second;
        bool lose = first && IsMapped(segment) && seen.size() > 20 && lost < 40;
        lost += lose ? 1 : 0;
        return lose;
    });
    net.Transfer(600000, 10000, 120);
    CheckDelivered(net, "mappings lost");
    BOOST_TEST(lost > 20u);
    BOOST_TEST(TwoHosts::Ours(net.server)->GetRefusals().Get(Refusal::UNMAPPED) == 0u); // held, not dropped
    std::set<std::pair<bool, uint32_t>> sent;
    for (const auto& segment : log.Select(IsData))
    {
        if (!sent.emplace(segment.fromClient, segment.View().Sequence()).second)
        {
            BOOST_TEST(IsMapped(segment)); // a repeat
        }
    }
}

BOOST_AUTO_TEST_CASE(long_mappings_move_to_another_subflow)
{
    for (uint16_t mtu : {uint16_t(1500), uint16_t(900)}) // of the path that stays
    {
        TwoHosts net("smptcp", "smptcp", {FAST, {"30Mbps", "40ms", 0, mtu}});
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "SparseMapping", UintegerValue(8));
        net.FailLink(0, 0.8);
        net.Transfer(3000000, 1000000, 120);
        CheckDelivered(net, "MTU " + std::to_string(mtu));
    }
}

BOOST_AUTO_TEST_CASE(variants_go_together)
{
    for (uint32_t tag : {20u, 12u})
    {
        std::string what = "tag of " + std::to_string(tag);
        TwoHosts net("smptcp", "smptcp", {LOSSY, LOSSY_SLOW});
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "SparseMapping", UintegerValue(4));
        SetOnBoth(net, "SubflowKeys", BooleanValue(true));
        SetOnBoth(net, "MacTagOctets", UintegerValue(tag));
        SetOnBoth(net, "SynHmac", BooleanValue(true));
        SetOnBoth(net, "RandomIsn", BooleanValue(true));
        SetOnBoth(net, "TestIdsnLow", StringValue("fffc0000"));
        net.Transfer(1000000, 1000000, 120);
        CheckDelivered(net, what);
        auto ours = TwoHosts::Ours(net.server);
        BOOST_TEST(ours->GetSubflowReports().size() == 2u, what);
        BOOST_TEST(ours->GetRefusals().MacFailures() == 0u, what);
    }
}

// --- V-SYNHMAC -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_join_syn_with_hmac_is_taken)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    SetOnBoth(net, "SynHmac", BooleanValue(true));
    net.Transfer(500000, 500000, 60);
    CheckDelivered(net, "SynHmac");
    auto syns = log.Select([](const auto& s) { return s.Options().joinSyn.has_value(); });
    BOOST_REQUIRE_EQUAL(syns.size(), 1u);
    BOOST_TEST(syns[0].OptionOctets(KIND_MPTCP) == 20u);
    BOOST_TEST(syns[0].Options().joinSyn->hmac64.has_value());
    BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 2u);
    BOOST_TEST(net.Stack(1)->GetRefusedJoins() == 0u);
}

BOOST_AUTO_TEST_CASE(ends_that_disagree_on_the_hmac_go_on_without_joins)
{
    for (uint32_t host : {0u, 1u})
    {
        std::string what = host == 0 ? "client alone" : "server alone";
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        net.client.mayClose = net.server.mayClose = false;
        net.Stack(host)->SetAttribute("SynHmac", BooleanValue(true));
        net.Transfer(500000, 500000, 60);
        CheckDelivered(net, what);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 1u, what);
        BOOST_TEST(net.Stack(1)->GetRefusals().Get(Refusal::JOIN_SYN_HMAC) > 0u, what);
    }
}

BOOST_AUTO_TEST_CASE(mptcp_has_no_such_hmac)
{
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        SetOnBoth(net, "SynHmac", BooleanValue(true));
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(500000, 500000, 60);
        CheckDelivered(net, kind);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 2u, kind);
        BOOST_TEST(log.Count([](const auto& s) { return s.Options().joinSyn && s.Options().joinSyn->hmac64; }) == 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_join_syn_of_a_stranger_leaves_no_state)
{
    // Recorded and sent again, altered, or without HMAC: RST each time, before a random number of ours is spent.
    for (const std::string what : {"repeated", "altered HMAC", "altered nonce", "no HMAC"})
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "SynHmac", BooleanValue(true));
        unsigned resets = 0;
        unsigned synAcks = 0;
        SegmentFilter::Put(net, 0, 0, [&](const WireSegment& segment) {
            bool stranger = segment.DestinationPort() == STRANGER;
            resets += stranger && segment.View().Has(TCP_RST);
            synAcks += stranger && segment.View().Has(TCP_SYN);
            return stranger;
        });
        Simulator::Schedule(Seconds(0.5), [&]() {
            auto syns = log.Select([](const auto& s) { return s.Options().joinSyn.has_value(); });
            BOOST_REQUIRE(!syns.empty());
            MpJoinSyn syn = *syns[0].Options().joinSyn;
            BOOST_REQUIRE(syn.hmac64.has_value());
            if (what == "altered HMAC")
            {
                *syn.hmac64 ^= 1;
            }
            else if (what == "altered nonce")
            {
                syn.nonce ^= 1;
            }
            else if (what == "no HMAC")
            {
                syn.hmac64.reset();
            }
            OptionBytes options = AreaOf(syn);
            options.PadWithNop();
            WireSegment forged = MakeSegment("10.1.1.1", STRANGER, "10.1.1.2", net.port);
            Inject(net, 0, 1, Forge(forged, TCP_SYN, {options.Data(), options.Data() + options.Size()}));
        });
        net.Transfer(2000000, 500000, 60);
        CheckDelivered(net, what);
        BOOST_TEST(resets == 1u, what);
        BOOST_TEST(synAcks == 0u, what);
        Refusal cause = what == "repeated" ? Refusal::JOIN_SYN_REPEAT : Refusal::JOIN_SYN_HMAC;
        BOOST_TEST(net.Stack(1)->GetRefusals().Get(cause) == 1u, what);
        BOOST_TEST(net.Stack(1)->GetRefusedJoins() == 1u, what);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 2u, what);
    }
}

BOOST_AUTO_TEST_SUITE_END()
