/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The two profiles under forged segments: what closes or misleads ns-3's TCP, and what profile rfc5961 does instead.

#include "quiet-connection.h"

#include "ns3/hardened-tcp-socket.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(rfc5961)

namespace
{

const std::vector<std::string> KINDS{"legacy", "mptcp", "mptcp-v1", "tcpcrypt"};
const std::vector<std::string> CLEAR_KINDS{"legacy", "mptcp", "mptcp-v1"};
const std::string STOCK = "ns3-stock";
const std::string HARD = "rfc5961";
constexpr uint8_t RST_ACK = TCP_RST | TCP_ACK;

/// Move the sequence and acknowledgment numbers of a segment.
WireSegment
Shift(WireSegment segment, int64_t sequence, int64_t acknowledgment = 0)
{
    SegmentView view = segment.View();
    SetNumbers(segment,
               static_cast<uint32_t>(view.Sequence() + sequence),
               static_cast<uint32_t>(view.Acknowledgment() + acknowledgment));
    return segment;
}

/// Rewrite the TSval of a segment that has one. \return false when it has none
bool
SetTimestamp(WireSegment& segment, uint32_t ahead)
{
    auto option = FindOption(segment.View(), KIND_TIMESTAMPS);
    if (option)
    {
        uint8_t* value = segment.octets.data() + (option->data - segment.octets.data()) + 2;
        WriteBig(value, ReadBig(value, 4) + ahead, 4);
    }
    return option.has_value();
}

std::vector<uint8_t>
Forgery(std::size_t octets)
{
    return std::vector<uint8_t>(octets, 0x58);
}

void
CheckUsable(const QuietConnection& story, const std::string& what)
{
    BOOST_TEST(story.ServerStood(), what);
    CheckDelivered(story.net, what);
}

} // namespace

// --- resets --------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_reset_within_the_window_closes_the_stock_host_and_challenges_the_hardened_one)
{
    for (const std::string& kind : KINDS)
    {
        for (int64_t offset : {1, 1000, 50000})
        {
            for (const std::string& profile : {STOCK, HARD})
            {
                std::string what = kind + ", " + profile + ", RST at RCV.NXT + " + std::to_string(offset);
                QuietConnection story(kind, profile);
                story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_RST), offset); });
                story.Run();
                // tcpcrypt's own rule about resets without a MAC asks for the exact number in any profile.
                bool falls = profile == STOCK && kind != "tcpcrypt";
                BOOST_TEST(story.ServerStood() == !falls, what);
                if (profile == HARD)
                {
                    CheckUsable(story, what);
                    BOOST_TEST(story.Answers(TCP_ACK) == 1u, what);
                    BOOST_TEST(story.Answers() == 1u, what);
                    Refusal cause = kind == "tcpcrypt" ? Refusal::RESET_UNPROTECTED : Refusal::RESET_SEQUENCE;
                    BOOST_TEST(story.Refused(cause) == 1u, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reset_outside_the_window_is_no_word_to_the_hardened_host)
{
    for (const std::string& kind : KINDS)
    {
        for (int64_t offset : {int64_t{-1}, int64_t{-100000}, int64_t{1} << 30, int64_t{1} << 31})
        {
            std::string what = kind + ", " + std::to_string(offset);
            QuietConnection story(kind, HARD);
            story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_RST), offset); });
            story.Run();
            CheckUsable(story, what);
            BOOST_TEST(story.Answers() == 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_exact_reset_closes_both)
{
    for (const std::string& kind : KINDS)
    {
        for (const std::string& profile : {STOCK, HARD})
        {
            QuietConnection story(kind, profile);
            story.StrikeServer([&]() { return story.NextFrom(true, TCP_RST); });
            story.Run();
            BOOST_TEST(!story.ServerStood(), kind + ", " + profile);
        }
        QuietConnection story(kind, HARD);
        story.StrikeServer([&]() { return story.NextFrom(true, RST_ACK); });
        story.Run();
        BOOST_TEST(!story.ServerStood(), kind + ", with ACK");
        BOOST_TEST(story.Answers(TCP_RST) == 0u, kind + ", with ACK"); // a reset is not answered by one
    }
}

BOOST_AUTO_TEST_CASE(a_challenged_peer_that_is_gone_resets_again_at_the_right_number)
{
    // The client goes with octets unread, its reset is lost, and another one stands a little too far.
    for (const std::string kind : {"legacy", "tcpcrypt"})
    {
        QuietConnection story(kind, HARD);
        story.net.server.sendFrom = 2;
        SegmentFilter::Put(story.net, 0, 1, [](const WireSegment& s) { return s.time > 2.45 && s.time < 2.9; });
        Simulator::Schedule(Seconds(1), [&story]() {
            story.net.client.socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        });
        Simulator::Schedule(Seconds(2.5), [&story]() {
            story.net.client.sent = story.net.client.toSend;
            story.net.client.socket->Close();
        });
        story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_RST), 100); });
        story.Run(1000);
        BOOST_TEST(story.Answers(TCP_ACK) == 1u, kind);
        auto resets = story.log.Select([](const WireSegment& s) {
            return s.fromClient && s.View().Has(TCP_RST) && s.time > QuietConnection::STRIKE_AT;
        });
        BOOST_REQUIRE_MESSAGE(resets.size() == 1u, kind);
        BOOST_TEST(!story.ServerStood(), kind);
    }
}

BOOST_AUTO_TEST_CASE(absurd_flags_close_the_stock_host_only)
{
    for (uint8_t flags : {uint8_t(TCP_RST | TCP_SYN), uint8_t(TCP_RST | TCP_FIN), uint8_t(TCP_SYN | TCP_FIN),
                          uint8_t(TCP_SYN | TCP_FIN | TCP_ACK), uint8_t(TCP_RST | TCP_SYN | TCP_FIN | TCP_ACK)})
    {
        for (const std::string& profile : {STOCK, HARD})
        {
            std::string what = profile + ", flags " + std::to_string(flags);
            QuietConnection story("legacy", profile);
            story.StrikeServer([&]() { return Shift(story.NextFrom(true, flags), 100); });
            story.Run();
            BOOST_TEST(story.ServerStood() == (profile == HARD), what);
            if (profile == HARD)
            {
                CheckUsable(story, what);
                BOOST_TEST(story.Answers() == 0u, what);
                BOOST_TEST(story.Refused(Refusal::FLAGS) == 1u, what);
            }
        }
    }
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        QuietConnection story(kind, HARD);
        story.StrikeServer([&]() { return story.NextFrom(true, TCP_RST | TCP_FIN); });
        story.Run();
        CheckUsable(story, kind);
        BOOST_TEST(story.Refused(Refusal::FLAGS) == 1u, kind);
    }
}

BOOST_AUTO_TEST_CASE(challenge_acks_are_limited)
{
    for (uint32_t limit : {100u, 7u, 0u})
    {
        QuietConnection story("legacy", HARD);
        story.net.Stack(1)->SetAttribute("ChallengeAckLimit", UintegerValue(limit));
        for (int i = 0; i < 300; ++i)
        {
            story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_RST), 10); },
                               QuietConnection::STRIKE_AT + 0.001 * i);
        }
        uint64_t sent = 0;
        uint64_t suppressed = 0;
        Simulator::Schedule(Seconds(QuietConnection::LOOK_AT), [&]() {
            auto socket = DynamicCast<HardenedTcpSocket>(story.net.server.socket);
            sent = socket->GetChallengeAcks();
            suppressed = socket->GetSuppressedChallengeAcks();
        });
        story.Run();
        CheckUsable(story, std::to_string(limit));
        BOOST_TEST(story.Answers(TCP_ACK) == limit);
        BOOST_TEST(sent == limit);
        BOOST_TEST(suppressed == 300 - limit);
        BOOST_TEST(story.Refused(Refusal::RESET_SEQUENCE) == 300u);
    }
}

// --- SYN, ACK and payload ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_syn_is_challenged)
{
    for (const std::string& kind : KINDS)
    {
        for (uint8_t flags : {uint8_t{TCP_SYN}, uint8_t(TCP_SYN | TCP_ACK)})
        {
            for (int64_t offset : {int64_t{0}, int64_t{100}, int64_t{1} << 31})
            {
                std::string what = kind + ", flags " + std::to_string(flags) + ", " + std::to_string(offset);
                QuietConnection story(kind, HARD);
                story.StrikeServer([&]() { return Shift(story.NextFrom(true, flags), offset); });
                story.Run();
                CheckUsable(story, what);
                BOOST_TEST(story.Answers() == 1u, what);
                BOOST_TEST(story.Answers(TCP_ACK) == 1u, what);
                BOOST_TEST(story.Refused(Refusal::SYN_AGAIN) == 1u, what);
            }
        }
        QuietConnection stock(kind, STOCK);
        stock.StrikeServer([&]() { return stock.NextFrom(true, TCP_SYN); });
        stock.Run();
        BOOST_TEST(stock.Answers() == 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(payload_without_flags_is_for_the_stock_host_only)
{
    for (const std::string& profile : {STOCK, HARD})
    {
        for (uint8_t flags : {uint8_t{0}, uint8_t{TCP_PSH}})
        {
            std::string what = profile + ", flags " + std::to_string(flags);
            QuietConnection story("legacy", profile);
            story.StrikeServer([&]() { return story.NextFrom(true, flags, Forgery(500)); });
            story.Run();
            bool hard = profile == HARD;
            BOOST_TEST(story.ServerStood(), what);
            BOOST_TEST(story.net.server.intact == hard, what);
            if (hard)
            {
                CheckUsable(story, what);
                BOOST_TEST(story.Answers() == 0u, what);
                BOOST_TEST(story.Refused(Refusal::NO_ACK) == 1u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(one_octet_without_ack_is_answered_and_not_taken)
{
    QuietConnection story("legacy", HARD);
    story.StrikeServer([&]() { return story.NextFrom(true, 0, Forgery(1)); });
    story.Run();
    CheckUsable(story, "probe");
    BOOST_TEST(story.Answers(TCP_ACK) == 1u);
    BOOST_TEST(story.Refused(Refusal::NO_ACK) == 1u);
}

BOOST_AUTO_TEST_CASE(payload_with_an_impossible_acknowledgment_is_refused)
{
    for (int64_t offset : {int64_t{1}, int64_t{100000}, int64_t{1} << 31, -(int64_t{1} << 30)})
    {
        std::string what = std::to_string(offset);
        QuietConnection story("legacy", HARD);
        story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_ACK, Forgery(500)), 0, offset); });
        story.Run();
        CheckUsable(story, what);
        BOOST_TEST(story.Answers(TCP_ACK) == 1u, what);
        BOOST_TEST(story.Refused(Refusal::ACK_NUMBER) == 1u, what);
    }
    for (const std::string& profile : {STOCK, HARD})
    {
        // The right numbers pass everywhere: who reads the path is no blind attacker.
        QuietConnection story("legacy", profile);
        story.StrikeServer([&]() { return story.NextFrom(true, TCP_ACK, Forgery(500)); });
        story.Run();
        BOOST_TEST(!story.net.server.intact, profile);
    }
}

BOOST_AUTO_TEST_CASE(after_a_half_close_the_acknowledgment_still_counts)
{
    // In FIN-WAIT ns-3 looks at no acknowledgment at all.
    for (const std::string& profile : {STOCK, HARD})
    {
        QuietConnection story("legacy", profile);
        story.net.server.mayClose = true;
        story.net.server.sendFrom = 0;
        story.net.client.mayClose = true;
        story.net.client.toSend = 100000;
        story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_ACK, Forgery(500)), 0, 100000); });
        story.net.Transfer(100000, 0, 60);
        BOOST_TEST((story.net.server.wrong > 0) == (profile == STOCK), profile);
        if (profile == HARD)
        {
            BOOST_TEST(story.net.server.received == 100000u);
            BOOST_TEST(story.Refused(Refusal::ACK_NUMBER) == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_bare_ack_far_outside_the_window_is_refused)
{
    for (const std::string& kind : CLEAR_KINDS)
    {
        QuietConnection story(kind, HARD);
        story.StrikeServer([&]() { return Shift(story.NextFrom(true, TCP_ACK), int64_t{1} << 30); });
        story.Run();
        CheckUsable(story, kind);
        BOOST_TEST(story.Answers(TCP_ACK) == 1u, kind);
        BOOST_TEST(story.Refused(Refusal::SEQUENCE) == 1u, kind);
    }
}

// --- timestamps ----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_timestamp_far_ahead_starves_the_hardened_host)
{
    // What PAWS costs: one who repeats a segment with another timestamp makes the genuine ones look old.
    for (const std::string& kind : CLEAR_KINDS)
    {
        for (const std::string& profile : {STOCK, HARD})
        {
            std::string what = kind + ", " + profile;
            QuietConnection story(kind, profile);
            bool stamped = false;
            story.StrikeServer([&]() {
                WireSegment repeat = story.NextFrom(true, TCP_ACK);
                stamped = SetTimestamp(repeat, 100000000);
                return repeat;
            });
            story.Run();
            BOOST_TEST(stamped, what);
            if (profile == STOCK)
            {
                CheckUsable(story, what);
                continue;
            }
            BOOST_TEST(story.net.server.received == 0u, what);
            BOOST_TEST(story.Refused(Refusal::TIMESTAMP) > 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_old_timestamp_is_refused)
{
    QuietConnection story("legacy", HARD);
    story.StrikeServer([&]() {
        WireSegment old = story.NextFrom(true, TCP_ACK, Forgery(500));
        SetTimestamp(old, static_cast<uint32_t>(-10));
        return old;
    });
    story.Run();
    CheckUsable(story, "old");
    BOOST_TEST(story.Refused(Refusal::TIMESTAMP) == 1u);
    BOOST_TEST(story.Answers(TCP_ACK) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
