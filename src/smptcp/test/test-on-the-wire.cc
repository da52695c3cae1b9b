/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What an SMPTCP connection looks like to somebody who sees every octet of it.

#include "plaintext-search.h"
#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-socket.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <tuple>
#include <unordered_set>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(on_the_wire)

namespace
{

/// \return MPTCP and CRYPT option octets
unsigned
OurOctets(const WireSegment& segment)
{
    return segment.OptionOctets(KIND_MPTCP) + segment.OptionOctets(KIND_CRYPT);
}

/// \return true when the segment carries INIT1_MP or INIT2
bool
IsInit(const WireSegment& segment)
{
    const auto crypt = segment.Options().handshake.crypt;
    return crypt && (crypt->init1Mp || crypt->init2);
}

/// smptcp.md 5.8 and 7.1: what may lack a MAC
bool
IsExempt(const WireSegment& segment)
{
    SegmentView view = segment.View();
    return view.Has(TCP_SYN) || view.Has(TCP_RST) || IsInit(segment) ||
           (segment.Options().joinAck && view.PayloadSize() == 0);
}

/// What holds for every segment after the handshake
void
CheckProtected(const WireSegment& segment, const std::map<std::tuple<bool, uint16_t, uint16_t>, uint32_t>& isns)
{
    SegmentView view = segment.View();
    SegmentOptions options = segment.Options();
    BOOST_REQUIRE_EQUAL(segment.OptionOctets(KIND_MAC), 22);
    BOOST_REQUIRE(!segment.Has(KIND_TIMESTAMPS));
    if (view.PayloadSize() == 0)
    {
        // A pure ACK has a data ack, unless an address announcement takes the room.
        BOOST_REQUIRE((options.dss || options.addAddrV1));
        return;
    }
    BOOST_REQUIRE(options.dss && options.dss->dataAck && options.dss->mapping);
    BOOST_REQUIRE_EQUAL(segment.OptionOctets(KIND_MPTCP), 18);
    BOOST_REQUIRE_EQUAL(options.dss->mapping->length, view.PayloadSize());
    BOOST_REQUIRE(!options.dss->mapping->checksum);
    uint32_t isn = isns.at({segment.fromClient, segment.SourcePort(), segment.DestinationPort()});
    BOOST_REQUIRE_EQUAL(options.dss->mapping->subflowSequence, view.Sequence() - isn);
}

/// Every segment of a log, the handshake included
void
CheckEverySegment(const WireLog& log)
{
    std::map<std::tuple<bool, uint16_t, uint16_t>, uint32_t> isns;
    for (const auto& segment : log.segments)
    {
        SegmentView view = segment.View();
        BOOST_REQUIRE_LE(view.OptionsSize(), 40u);
        if (view.Has(TCP_SYN))
        {
            isns[{segment.fromClient, segment.SourcePort(), segment.DestinationPort()}] = view.Sequence();
        }
        if (!IsExempt(segment))
        {
            BOOST_TEST_CONTEXT("at " << segment.time)
            {
                CheckProtected(segment, isns);
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_five_segments_are_those_of_the_specification)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    WireLog log(net);
    net.client.sendFrom = 1; // nothing replaces the fifth
    net.Transfer(1000, 1000, 10);
    CheckDelivered(net, "smptcp");
    BOOST_REQUIRE(log.segments.size() > 5);
    const WireSegment& syn = log.segments[0];
    BOOST_TEST(syn.fromClient);
    BOOST_TEST(syn.View().Flags() == TCP_SYN);
    BOOST_TEST(syn.OptionOctets(KIND_MPTCP) == 12u);
    BOOST_TEST(syn.OptionOctets(KIND_CRYPT) == 3u);
    BOOST_TEST((syn.Options().handshake.mpCapable->flags & 0x3f) == 0x03);
    BOOST_TEST(syn.Options().handshake.crypt->hello);

    const WireSegment& synAck = log.segments[1];
    BOOST_TEST(!synAck.fromClient);
    BOOST_TEST(synAck.View().Flags() == (TCP_SYN | TCP_ACK));
    BOOST_TEST(synAck.OptionOctets(KIND_MPTCP) == 12u);
    BOOST_TEST(synAck.OptionOctets(KIND_CRYPT) == 10u);
    BOOST_TEST((synAck.Options().handshake.mpCapable->flags & 0x3f) == 0x02);
    BOOST_TEST(!synAck.Has(KIND_TIMESTAMPS));
    BOOST_TEST(synAck.Has(KIND_MSS));
    BOOST_TEST(synAck.Has(KIND_WINDOW_SCALE));
    BOOST_TEST(synAck.Has(KIND_SACK_PERMITTED));

    const WireSegment& init1 = log.segments[2];
    BOOST_TEST(init1.fromClient);
    BOOST_TEST(OurOctets(init1) == 3u);
    BOOST_TEST(init1.Options().handshake.crypt->init1Mp);
    BOOST_TEST(init1.View().Has(TCP_ACK));
    BOOST_TEST(init1.View().PayloadSize() > 256u);
    BOOST_TEST(!init1.Has(KIND_MAC));

    const WireSegment& init2 = log.segments[3];
    BOOST_TEST(!init2.fromClient);
    BOOST_TEST(OurOctets(init2) == 3u);
    BOOST_TEST(init2.Options().handshake.crypt->init2);
    BOOST_TEST(init2.View().PayloadSize() > 256u);
    BOOST_TEST(!init2.Has(KIND_MAC));

    auto fromClient = log.Select([](const auto& segment) { return segment.fromClient; });
    const WireSegment& fifth = fromClient[2];
    BOOST_TEST(fifth.time - init2.time < 0.02); // at once, not after the delayed ACK's 40 ms
    BOOST_TEST(fifth.View().Flags() == TCP_ACK);
    BOOST_TEST(fifth.View().PayloadSize() == 0u);
    BOOST_TEST(fifth.OptionOctets(KIND_MAC) == 22u);
    BOOST_TEST(fifth.OptionOctets(KIND_MPTCP) == 8u);
    BOOST_TEST(OurOctets(fifth) == 8u);
    BOOST_REQUIRE(fifth.Options().dss);
    BOOST_TEST(!fifth.Options().dss->mapping);
    BOOST_TEST(!fifth.Options().dss->dataAck->wide);
}

BOOST_AUTO_TEST_CASE(the_fifth_is_not_replaced_by_data)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    WireLog log(net);
    net.Transfer(100000, 0, 10);
    auto fromClient = log.Select([](const auto& segment) { return segment.fromClient; });
    BOOST_REQUIRE(fromClient.size() > 4);
    BOOST_TEST(fromClient[2].View().PayloadSize() == 0u);
    BOOST_TEST(fromClient[2].OptionOctets(KIND_MAC) == 22u);
    auto data = log.Select([](const auto& s) { return s.fromClient && s.View().PayloadSize() > 1000; });
    BOOST_REQUIRE(!data.empty());
    BOOST_TEST(data.front().time < 0.2); // and the data follow at once
}

BOOST_AUTO_TEST_CASE(a_join_takes_four_segments_and_no_crypt)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    WireLog log(net);
    net.Transfer(500000, 0, 10);
    auto second = log.Select([](const auto& segment) { return segment.interface == 2; });
    BOOST_REQUIRE(second.size() > 4);
    BOOST_TEST(second[0].OptionOctets(KIND_MPTCP) == 12u);
    BOOST_TEST(second[1].OptionOctets(KIND_MPTCP) == 16u);
    BOOST_TEST(second[2].OptionOctets(KIND_MPTCP) == 24u);
    for (int i = 0; i < 3; ++i)
    {
        BOOST_TEST(!second[i].Has(KIND_CRYPT));
        BOOST_TEST(!second[i].Has(KIND_MAC));
        BOOST_TEST(second[i].View().PayloadSize() == 0u);
        BOOST_TEST(second[i].fromClient == (i != 1));
    }
    // Nothing else leaves the client before the fourth is there.
    BOOST_TEST(!second[3].fromClient);
    BOOST_TEST(second[3].View().Flags() == TCP_ACK);
    BOOST_TEST(second[3].OptionOctets(KIND_MAC) == 22u);
}

BOOST_AUTO_TEST_CASE(every_later_segment_is_protected)
{
    for (double loss : {0.0, 0.01})
    {
        TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms", loss}, {"30Mbps", "40ms", loss}});
        WireLog log(net);
        net.Transfer(700000, 500000, 100);
        CheckDelivered(net, "loss " + std::to_string(loss));
        CheckEverySegment(log);
        auto withSack = [](const auto& segment) { return segment.Has(KIND_SACK); };
        BOOST_TEST((loss == 0 || log.Count(withSack) > 0)); // SACK survives beside the MAC
    }
}

BOOST_AUTO_TEST_CASE(every_later_segment_is_protected_when_a_path_dies_or_the_window_closes)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    WireLog log(net);
    net.FailLink(1, 1);
    net.readLimit = 100000;
    net.readFrom = 20;
    net.ReadAgainAt(20.1);
    net.Transfer(2000000, 100000, 100);
    CheckDelivered(net, "dead path and closed window");
    CheckEverySegment(log);
}

BOOST_AUTO_TEST_CASE(no_plaintext_is_seen)
{
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.01}, {"30Mbps", "40ms", 0.01}});
        WireLog log(net);
        net.Transfer(150000, 100000, 60);
        CheckDelivered(net, kind);
        BOOST_TEST(!ShowsPlaintext(log, net), kind);
    }
    TwoHosts net("mptcp", "mptcp", {FAST, SLOW});
    WireLog log(net);
    net.Transfer(150000, 100000, 60);
    BOOST_TEST(ShowsPlaintext(log, net)); // the search does find what is there
}

BOOST_AUTO_TEST_CASE(join_nonces_never_repeat)
{
    std::unordered_set<uint64_t> pairs;
    std::unordered_set<uint32_t> single;
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        // Six paths are five JOINs; those that are reset come again from fresh numbers only if at all.
        TwoHosts net(kind, kind, std::vector<TwoHosts::Link>(6, FAST));
        WireLog log(net);
        net.Transfer(500000, 0, 20);
        CheckDelivered(net, kind);
        std::map<uint16_t, uint32_t> asked;
        unsigned joins = 0;
        for (const auto& segment : log.segments)
        {
            SegmentOptions options = segment.Options();
            if (segment.View().Has(TCP_SYN) && options.joinSyn)
            {
                BOOST_TEST(asked.count(segment.SourcePort() + (segment.interface << 8)) == 0u);
                asked[static_cast<uint16_t>(segment.SourcePort() + (segment.interface << 8))] =
                    options.joinSyn->nonce;
            }
            if (segment.View().Has(TCP_SYN) && options.joinSynAck)
            {
                auto found = asked.find(
                    static_cast<uint16_t>(segment.DestinationPort() + (segment.interface << 8)));
                BOOST_REQUIRE(found != asked.end());
                uint64_t pair = static_cast<uint64_t>(found->second) << 32 | options.joinSynAck->nonce;
                BOOST_TEST(pairs.insert(pair).second);
                BOOST_TEST(single.insert(found->second).second);
                BOOST_TEST(single.insert(options.joinSynAck->nonce).second);
                ++joins;
            }
        }
        BOOST_TEST(joins == 5u);
        // The pairs are the subflow tags of the MAC: all subflows were up, so they differ there too.
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 6u);
        pairs.clear();
        single.clear();
    }
}

BOOST_AUTO_TEST_SUITE_END()
