/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What SeedLiteral, the slides taken at their word, costs: each attack succeeds with it and fails without (A21, A26, A27,
// A34).

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-protector.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <map>
#include <optional>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(seed_literal)

namespace
{

void
SetLiteral(const TwoHosts& net, bool literal)
{
    for (uint32_t host : {0u, 1u})
    {
        net.Stack(host)->SetAttribute("SeedLiteral", BooleanValue(literal));
    }
}

/// \return 64-bit IDSN of what the client sends
uint64_t
ClientIdsn(const TwoHosts& net)
{
    const TcpcryptSession& session = *TwoHosts::Ours(net.client)->GetSession();
    return SmptcpIdsn(session.keys.kac, session.keys.sid);
}

/// Data of the client on one subflow, known by its interface
bool
IsData(const WireSegment& segment, uint32_t interface)
{
    auto options = segment.Options();
    return segment.fromClient && segment.interface == interface && segment.View().PayloadSize() > 0 && options.dss &&
           options.dss->mapping;
}

/// An octet as it was on the wire, and what it stood for
struct Octet
{
    uint8_t cipher;
    uint8_t plain;
};

/// What an eavesdropper of all paths has of one subflow, by offset in it
std::map<uint32_t, Octet>
Octets(const TwoHosts& net, const WireLog& log, uint32_t interface)
{
    std::map<uint32_t, Octet> octets;
    auto first = static_cast<uint32_t>(ClientIdsn(net) + 1);
    for (const auto& segment : log.segments)
    {
        if (!IsData(segment, interface))
        {
            continue;
        }
        DssMapping mapping = *segment.Options().dss->mapping;
        SegmentView view = segment.View();
        for (uint32_t i = 0; i < view.PayloadSize(); ++i)
        {
            uint8_t plain = TwoHosts::PatternAt(net.client.seed, static_cast<uint32_t>(mapping.dsn) - first + i);
            octets[mapping.subflowSequence + i] = {view.Payload()[i], plain};
        }
    }
    return octets;
}

} // namespace

BOOST_AUTO_TEST_CASE(a26_the_same_keystream_on_two_subflows)
{
    for (bool literal : {true, false})
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        SetLiteral(net, literal);
        WireLog log(net);
        net.Transfer(2000000, 200000, 60);
        CheckDelivered(net, "SeedLiteral changes nothing for the applications");
        auto one = Octets(net, log, 1);
        auto two = Octets(net, log, 2);
        uint64_t both = 0;
        uint64_t padTwice = 0;
        for (const auto& [offset, octet] : one)
        {
            auto other = two.find(offset);
            if (other != two.end())
            {
                ++both;
                padTwice += (octet.cipher ^ other->second.cipher) == (octet.plain ^ other->second.plain);
            }
        }
        BOOST_TEST(both > 100000u);
        if (literal)
        {
            BOOST_TEST(padTwice == both, "the XOR of ciphertexts is that of plaintexts, octet for octet");
        }
        else
        {
            BOOST_TEST(padTwice < both / 128, "one octet of 256, by chance");
        }
    }
}

BOOST_AUTO_TEST_CASE(a27_a_segment_of_one_subflow_on_another)
{
    for (bool literal : {true, false})
    {
        // With segments as long as INIT1 both subflows have segments at the same offsets.
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(296));
        SetLiteral(net, literal);
        net.client.mayClose = net.server.mayClose = false;
        WireLog log(net);
        std::map<uint32_t, WireSegment> recorded; // of the first subflow, by offset
        uint32_t answered = 0;                    // octets the server has sent on the second one
        unsigned spliced = 0;
        std::optional<uint64_t> before;
        SegmentFilter::Put(net, 0, 1, [&](const WireSegment& segment) {
            auto options = segment.Options();
            if (options.dss && options.dss->mapping && segment.View().PayloadSize() == 296)
            {
                recorded[options.dss->mapping->subflowSequence] = segment;
            }
            return false;
        });
        SegmentFilter::Put(net, 1, 0, [&](const WireSegment& segment) {
            auto end = static_cast<uint32_t>(segment.View().Sequence() + segment.View().PayloadSize());
            answered = std::max(answered, end);
            return false;
        });
        SegmentFilter::PutBox(net, 1, 1, [&](WireSegment& segment) {
            auto options = segment.Options();
            if (spliced > 0 || !options.dss || !options.dss->mapping || segment.View().PayloadSize() != 296)
            {
                return;
            }
            auto other = recorded.find(options.dss->mapping->subflowSequence);
            if (other == recorded.end() || other->second.View().Acknowledgment() > answered)
            {
                return;
            }
            // The genuine segment gives way to the one from the other path, which fits by offset.
            SegmentView view = other->second.View();
            WireSegment moved = Forge(segment,
                                      view.Flags(),
                                      {view.Options(), view.Options() + view.OptionsSize()},
                                      {view.Payload(), view.Payload() + view.PayloadSize()});
            SetNumbers(moved, segment.View().Sequence(), view.Acknowledgment());
            segment = moved;
            ++spliced;
        });
        net.Transfer(1500000, 1500000, 120);
        BOOST_TEST_REQUIRE(spliced == 1u);
        auto reports = TwoHosts::Ours(net.server)->GetSubflowReports();
        BOOST_TEST_REQUIRE(reports.size() == 2u);
        BOOST_TEST(reports[1].macFailures == (literal ? 0u : 1u));
        BOOST_TEST(net.server.wrong == 0u);
        if (!literal)
        {
            CheckDelivered(net, "the genuine segment was sent again");
        }
    }
}

BOOST_AUTO_TEST_CASE(a34_tags_of_acknowledgments_combine)
{
    for (bool literal : {true, false})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        SetLiteral(net, literal);
        WireLog log(net);
        net.Transfer(0, 400000, 60);
        CheckDelivered(net, "A34");
        // The client only acknowledges. Two of its ACKs with one M, and another segment M' under the first of their
        // acknowledgments: its tag under the second follows by XOR. Without keys it is judged by the real receiver.
        const TcpcryptSession& session = *TwoHosts::Ours(net.server)->GetSession();
        ProtectionProfile profile;
        profile.seedLiteral = literal;
        SegmentProtector server(session, profile, 0);
        TcpcryptSession clientSession = session;
        clientSession.role = TcpcryptRole::C;
        SegmentProtector client(clientSession, profile, 0);
        auto acks = log.Select([](const auto& s) {
            return s.fromClient && s.Has(KIND_MAC) && s.View().PayloadSize() == 0 && s.View().Flags() == TCP_ACK &&
                   !s.Has(KIND_SACK) && s.Options().dss && !s.Options().dss->mapping;
        });
        BOOST_TEST_REQUIRE(acks.size() > 10u);
        // The data acks of two ACKs differ, so M does too; the same segment under two acknowledgments comes of a
        // sender that repeats it, as the one with the keys may.
        WireSegment m1 = acks[3];
        WireSegment m2 = acks[4];
        auto tag = [&](const WireSegment& segment, uint64_t acknowledgment) {
            std::array<uint8_t, MAC_TAG_OCTETS> octets{};
            client.Seal(segment.View(), {1000, acknowledgment}, {}, octets.data());
            return octets;
        };
        auto combined = tag(m1, 5000);
        auto second = tag(m1, 6000);
        auto third = tag(m2, 5000);
        for (std::size_t i = 0; i < combined.size(); ++i)
        {
            combined[i] ^= second[i] ^ third[i];
        }
        BOOST_TEST(server.Verify(m2.View(), {1000, 6000}, {}, combined.data()) == literal);
        BOOST_TEST(!server.Verify(m2.View(), {1000, 7000}, {}, combined.data()));
    }
}

BOOST_AUTO_TEST_CASE(a21_fastclose_shows_a_key)
{
    for (bool literal : {true, false})
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        SetLiteral(net, literal);
        net.client.mayClose = net.server.mayClose = false;
        WireLog log(net);
        net.Start(1000000, 1000000);
        std::optional<TcpcryptSession> session;
        Simulator::Schedule(Seconds(0.6), [&]() {
            session = TwoHosts::Ours(net.client)->GetSession();
            TwoHosts::Ours(net.client)->Abort();
        });
        net.Run(30);
        BOOST_TEST_REQUIRE(session.has_value());
        BOOST_TEST(net.server.failed, "the peer takes it either way");
        auto closes = log.Select([](const auto& s) { return s.fromClient && s.Options().fastclose; });
        BOOST_TEST_REQUIRE(!closes.empty());
        const uint64_t kas = ReadBig(session->keys.kas.data(), 8);
        const uint64_t kac = ReadBig(session->keys.kac.data(), 8);
        for (const auto& close : closes)
        {
            uint64_t field = close.Options().fastclose->receiverKey;
            BOOST_TEST((field == kas) == literal, "Key B is kas, in clear");
            BOOST_TEST(field != kac);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
