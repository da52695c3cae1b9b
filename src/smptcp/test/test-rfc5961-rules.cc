/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The decision table of profile rfc5961: every rule on both sides of its edge, also where numbers wrap.

#include "ns3/rfc5961-rules.h"
#include "ns3/smptcp-option-bytes.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(rfc5961_rules)

namespace
{

constexpr uint32_t RCV_WND = 10000;     //!< RCV.WND of the table
constexpr uint32_t MAX_RCV_WND = 12000; //!< Largest receive window
constexpr uint32_t UNACKED = 3000;      //!< SND.NXT - SND.UNA
constexpr uint32_t MAX_SND_WND = 5000;  //!< MAX.SND.WND
constexpr uint8_t PSH_ACK = TCP_PSH | TCP_ACK;

constexpr auto ACCEPT = Rfc5961Verdict::ACCEPT;
constexpr auto DROP = Rfc5961Verdict::DROP;
constexpr auto CHALLENGE = Rfc5961Verdict::CHALLENGE;
constexpr auto RESET = Rfc5961Verdict::RESET;

/// Values of RCV.NXT and SND.UNA: in the middle, and where the edges of windows wrap
const std::vector<uint32_t> ORIGINS{1000000, 0, 5, 0xfffffff0, 0x7ffffff0, 0xffffd8f0};

/// A row: a segment by its distance from what is expected, and what becomes of it
struct Row
{
    int64_t sequence;       //!< Sequence number less RCV.NXT
    int64_t acknowledgment; //!< Acknowledgment number less SND.UNA
    uint8_t flags;          //!< Flags
    uint32_t payload;       //!< Octets of payload
    Rfc5961Verdict verdict; //!< What is done
    Refusal refusal;        //!< Why, COUNT when accepted
};

Rfc5961State
StateAt(Rfc5961Stage stage, uint32_t rcvNxt, uint32_t sndUna)
{
    Rfc5961State state;
    state.stage = stage;
    state.rcvNxt = rcvNxt;
    state.rcvWnd = RCV_WND;
    state.maxRcvWnd = MAX_RCV_WND;
    state.lastAckSent = rcvNxt;
    state.sndUna = sndUna;
    state.sndNxt = sndUna + (stage == Rfc5961Stage::SYNCHRONIZED ? UNACKED : 1);
    state.maxSndWnd = MAX_SND_WND;
    return state;
}

void
Check(Rfc5961Stage stage, const std::vector<Row>& table)
{
    for (uint32_t rcvNxt : ORIGINS)
    {
        for (uint32_t sndUna : ORIGINS)
        {
            Rfc5961State state = StateAt(stage, rcvNxt, sndUna);
            for (std::size_t i = 0; i < table.size(); ++i)
            {
                const Row& row = table[i];
                Rfc5961Segment segment;
                segment.sequence = static_cast<uint32_t>(rcvNxt + row.sequence);
                segment.acknowledgment = static_cast<uint32_t>(sndUna + row.acknowledgment);
                segment.flags = row.flags;
                segment.payload = row.payload;
                Rfc5961Judgement judgement = Rfc5961Rules::Judge(state, segment);
                BOOST_TEST_CONTEXT("row " << i << ", RCV.NXT " << rcvNxt << ", SND.UNA " << sndUna)
                {
                    BOOST_TEST((judgement.verdict == row.verdict));
                    BOOST_TEST((judgement.refusal.value_or(Refusal::COUNT) == row.refusal));
                }
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(resets_in_synchronized_states)
{
    std::vector<Row> table;
    for (uint8_t flags : {uint8_t{TCP_RST}, uint8_t(TCP_RST | TCP_ACK)})
    {
        for (int64_t ack : {int64_t{0}, int64_t{UNACKED} + 1}) // no matter: RST comes before ACK
        {
            table.push_back({0, ack, flags, 0, ACCEPT, Refusal::COUNT});
            table.push_back({1, ack, flags, 0, CHALLENGE, Refusal::RESET_SEQUENCE});
            table.push_back({RCV_WND - 1, ack, flags, 0, CHALLENGE, Refusal::RESET_SEQUENCE});
            table.push_back({RCV_WND, ack, flags, 0, DROP, Refusal::RESET_SEQUENCE});
            table.push_back({-1, ack, flags, 0, DROP, Refusal::RESET_SEQUENCE});
            table.push_back({1LL << 31, ack, flags, 0, DROP, Refusal::RESET_SEQUENCE});
        }
    }
    Check(Rfc5961Stage::SYNCHRONIZED, table);
    for (Row& row : table)
    {
        row.acknowledgment = std::min<int64_t>(row.acknowledgment, 2);
    }
    Check(Rfc5961Stage::SYN_RECEIVED, table);
}

BOOST_AUTO_TEST_CASE(a_closed_window_takes_the_exact_reset_only)
{
    Rfc5961State state = StateAt(Rfc5961Stage::SYNCHRONIZED, 1000, 1000);
    state.rcvWnd = 0;
    Rfc5961Segment segment;
    segment.flags = TCP_RST;
    segment.sequence = 1000;
    BOOST_TEST((Rfc5961Rules::Judge(state, segment).verdict == ACCEPT));
    segment.sequence = 1001;
    BOOST_TEST((Rfc5961Rules::Judge(state, segment).verdict == DROP));
}

BOOST_AUTO_TEST_CASE(every_combination_of_flags)
{
    std::vector<Row> table;
    for (int flags = 0; flags < 256; ++flags)
    {
        auto octet = static_cast<uint8_t>(flags);
        bool syn = octet & TCP_SYN;
        bool rst = octet & TCP_RST;
        bool fin = octet & TCP_FIN;
        if ((syn && rst) || (syn && fin) || (rst && fin))
        {
            table.push_back({0, 0, octet, 0, DROP, Refusal::FLAGS});
        }
        else if (rst)
        {
            table.push_back({0, 0, octet, 0, ACCEPT, Refusal::COUNT});
        }
        else if (syn)
        {
            table.push_back({0, 0, octet, 0, CHALLENGE, Refusal::SYN_AGAIN});
        }
        else if (octet & TCP_ACK)
        {
            table.push_back({0, 0, octet, 0, ACCEPT, Refusal::COUNT});
        }
        else
        {
            table.push_back({0, 0, octet, 0, DROP, Refusal::NO_ACK});
        }
    }
    Check(Rfc5961Stage::SYNCHRONIZED, table);
}

BOOST_AUTO_TEST_CASE(syns_in_synchronized_states)
{
    for (int64_t sequence : {int64_t{-1}, int64_t{0}, int64_t{5}, int64_t{RCV_WND} + 5, int64_t{1} << 31})
    {
        Check(Rfc5961Stage::SYNCHRONIZED,
              {{sequence, 0, TCP_SYN, 0, CHALLENGE, Refusal::SYN_AGAIN},
               {sequence, 1, TCP_SYN | TCP_ACK, 0, CHALLENGE, Refusal::SYN_AGAIN}});
    }
}

BOOST_AUTO_TEST_CASE(acknowledgments)
{
    constexpr int64_t lowest = -int64_t{MAX_SND_WND};
    Check(Rfc5961Stage::SYNCHRONIZED,
          {{0, 0, TCP_ACK, 0, ACCEPT, Refusal::COUNT},
           {0, UNACKED, PSH_ACK, 100, ACCEPT, Refusal::COUNT},
           {0, UNACKED + 1, PSH_ACK, 100, CHALLENGE, Refusal::ACK_NUMBER},
           {0, UNACKED + 1, TCP_ACK, 0, CHALLENGE, Refusal::ACK_NUMBER},
           {0, lowest, PSH_ACK, 100, ACCEPT, Refusal::COUNT},
           {0, lowest - 1, PSH_ACK, 100, CHALLENGE, Refusal::ACK_NUMBER},
           {0, 1LL << 31, PSH_ACK, 100, CHALLENGE, Refusal::ACK_NUMBER},
           {0, UNACKED, TCP_ACK | TCP_FIN, 0, ACCEPT, Refusal::COUNT},
           {0, UNACKED + 1, TCP_ACK | TCP_FIN, 0, CHALLENGE, Refusal::ACK_NUMBER}});
}

BOOST_AUTO_TEST_CASE(sequence_numbers)
{
    constexpr int64_t lowest = -int64_t{MAX_RCV_WND};
    Check(Rfc5961Stage::SYNCHRONIZED,
          {{RCV_WND, 0, TCP_ACK, 0, ACCEPT, Refusal::COUNT}, // the peer has used up the window
           {RCV_WND + 1, 0, TCP_ACK, 0, CHALLENGE, Refusal::SEQUENCE},
           {lowest, 0, TCP_ACK, 0, ACCEPT, Refusal::COUNT}, // delayed on the way
           {lowest - 1, 0, TCP_ACK, 0, CHALLENGE, Refusal::SEQUENCE},
           {1LL << 31, 0, TCP_ACK, 0, CHALLENGE, Refusal::SEQUENCE},
           {-1, 0, TCP_ACK, 0, ACCEPT, Refusal::COUNT}}); // a keep-alive
}

BOOST_AUTO_TEST_CASE(payload_without_ack)
{
    Check(Rfc5961Stage::SYNCHRONIZED,
          {{0, 0, 0, 100, DROP, Refusal::NO_ACK},
           {0, 0, TCP_PSH, 2, DROP, Refusal::NO_ACK},
           {0, 0, 0, 1, CHALLENGE, Refusal::NO_ACK}, // ns-3's zero-window probe
           {1, 0, 0, 1, DROP, Refusal::NO_ACK},
           {0, 0, TCP_FIN, 1, DROP, Refusal::NO_ACK},
           {0, 0, TCP_FIN, 0, DROP, Refusal::NO_ACK}});
}

BOOST_AUTO_TEST_CASE(answers_to_a_syn)
{
    Check(Rfc5961Stage::SYN_SENT,
          {{0, 1, TCP_SYN | TCP_ACK, 0, ACCEPT, Refusal::COUNT},
           {0, 0, TCP_SYN | TCP_ACK, 0, RESET, Refusal::ACK_NUMBER},
           {0, 2, TCP_SYN | TCP_ACK, 0, RESET, Refusal::ACK_NUMBER},
           {0, 1, TCP_RST | TCP_ACK, 0, ACCEPT, Refusal::COUNT},
           {0, 0, TCP_RST | TCP_ACK, 0, DROP, Refusal::ACK_NUMBER},
           {0, 2, TCP_RST | TCP_ACK, 0, DROP, Refusal::ACK_NUMBER},
           {0, 1, TCP_RST, 0, DROP, Refusal::NO_ACK},
           {0, 1, TCP_ACK, 0, DROP, Refusal::FLAGS},
           {0, 5, TCP_ACK, 0, RESET, Refusal::ACK_NUMBER}, // an old connection of the peer
           {0, 1, TCP_SYN, 0, DROP, Refusal::FLAGS},
           {0, 1, 0, 100, DROP, Refusal::FLAGS},
           {0, 1, TCP_FIN, 0, DROP, Refusal::FLAGS},
           {0, 1, TCP_SYN | TCP_ACK | TCP_FIN, 0, DROP, Refusal::FLAGS},
           {0, 1, TCP_SYN | TCP_ACK | TCP_RST, 0, DROP, Refusal::FLAGS}});
}

BOOST_AUTO_TEST_CASE(half_open_connections)
{
    Check(Rfc5961Stage::SYN_RECEIVED,
          {{0, 1, TCP_ACK, 0, ACCEPT, Refusal::COUNT},
           {0, 1, PSH_ACK, 100, ACCEPT, Refusal::COUNT},
           {0, 1, TCP_ACK | TCP_FIN, 0, ACCEPT, Refusal::COUNT},
           {0, 0, TCP_ACK, 0, RESET, Refusal::ACK_NUMBER},
           {0, 2, TCP_ACK, 0, RESET, Refusal::ACK_NUMBER},
           {RCV_WND + 1, 1, TCP_ACK, 0, CHALLENGE, Refusal::SEQUENCE},
           {0, 1, 0, 100, DROP, Refusal::NO_ACK},
           {0, 1, 0, 1, DROP, Refusal::NO_ACK},
           {-1, 0, TCP_SYN, 0, ACCEPT, Refusal::COUNT}, // the SYN/ACK was lost
           {0, 0, TCP_SYN, 0, CHALLENGE, Refusal::SYN_AGAIN},
           {500, 0, TCP_SYN, 0, CHALLENGE, Refusal::SYN_AGAIN},
           {-1, 1, TCP_SYN | TCP_ACK, 0, CHALLENGE, Refusal::SYN_AGAIN}});
}

BOOST_AUTO_TEST_CASE(timestamps)
{
    for (uint32_t recent : {1000u, 0u, 3u, 0xfffffffeu, 0x80000000u})
    {
        Rfc5961State state = StateAt(Rfc5961Stage::SYNCHRONIZED, 1000, 1000);
        state.tsRecent = recent;
        Rfc5961Segment segment;
        segment.sequence = segment.acknowledgment = 1000;
        segment.flags = TCP_ACK;
        auto verdict = [&](std::optional<uint32_t> timestamp) {
            segment.timestamp = timestamp;
            return Rfc5961Rules::Judge(state, segment).verdict;
        };
        BOOST_TEST((verdict(recent) == ACCEPT));
        BOOST_TEST((verdict(recent + 1) == ACCEPT));
        BOOST_TEST((verdict(recent + 0x7fffffff) == ACCEPT));
        BOOST_TEST((verdict(recent - 1) == CHALLENGE));
        BOOST_TEST((verdict(recent - 0x7fffffff) == CHALLENGE));
        BOOST_TEST((verdict(std::nullopt) == DROP));
        segment.flags = TCP_RST; // RFC 7323, 3.2 and 5.3: resets are exempt
        BOOST_TEST((verdict(std::nullopt) == ACCEPT));
        BOOST_TEST((verdict(recent - 1) == ACCEPT));
    }
}

BOOST_AUTO_TEST_CASE(which_timestamp_is_kept)
{
    Rfc5961State state = StateAt(Rfc5961Stage::SYNCHRONIZED, 2000, 1000);
    state.lastAckSent = 1500;
    state.tsRecent = 77;
    auto renews = [&](uint32_t sequence, uint32_t payload, std::optional<uint32_t> timestamp) {
        Rfc5961Segment segment;
        segment.sequence = sequence;
        segment.payload = payload;
        segment.flags = TCP_ACK;
        segment.timestamp = timestamp;
        return Rfc5961Rules::RenewsTimestamp(state, segment);
    };
    BOOST_TEST(renews(1500, 100, 78));
    BOOST_TEST(renews(1500, 100, 77));
    BOOST_TEST(!renews(1500, 100, 76));
    BOOST_TEST(!renews(1501, 100, 78)); // begins behind what was acknowledged
    BOOST_TEST(renews(1400, 100, 78));
    BOOST_TEST(!renews(1399, 100, 78)); // an old one
    BOOST_TEST(renews(1500, 0, 78));
    BOOST_TEST(!renews(1499, 0, 78));
    BOOST_TEST(!renews(1500, 100, std::nullopt));
    state.tsRecent.reset();
    BOOST_TEST(!renews(1500, 100, 78));
}

BOOST_AUTO_TEST_CASE(facts_come_from_the_octets)
{
    std::vector<uint8_t> octets{0,    1,    0,    2,    0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 0x24,
                                0x80, 0x11, 0xff, 0xff, 0,    0,    0,    0,    1,    1,    8,    10,
                                0xa1, 0xa2, 0xa3, 0xa4, 0,    0,    0,    7,    'x',  'y',  'z'};
    auto segment = Rfc5961Segment::From(*SegmentView::Parse(octets.data(), octets.size()));
    BOOST_TEST(segment.sequence == 0x11121314u);
    BOOST_TEST(segment.acknowledgment == 0x21222324u);
    BOOST_TEST(segment.flags == (TCP_ACK | TCP_FIN));
    BOOST_TEST(segment.payload == 3u);
    BOOST_REQUIRE(segment.timestamp.has_value());
    BOOST_TEST(*segment.timestamp == 0xa1a2a3a4u);
    BOOST_TEST(segment.End() == 0x11121318u);
    octets[23] = 9; // no timestamps option has that length
    BOOST_TEST(!Rfc5961Segment::From(*SegmentView::Parse(octets.data(), octets.size())).timestamp.has_value());
}

BOOST_AUTO_TEST_CASE(so_many_challenge_acks_a_second)
{
    constexpr int64_t second = 1'000'000'000;
    ChallengeAckBudget budget;
    auto take = [&budget](int64_t at, uint32_t limit, unsigned times) {
        unsigned taken = 0;
        for (unsigned i = 0; i < times; ++i)
        {
            taken += budget.Take(at, limit) ? 1 : 0;
        }
        return taken;
    };
    BOOST_TEST(take(0, 3, 10) == 3u);
    BOOST_TEST(take(second - 1, 3, 10) == 0u);
    BOOST_TEST(take(second, 3, 2) == 2u);
    BOOST_TEST(take(2 * second - 1, 3, 10) == 1u);
    BOOST_TEST(take(5 * second, 3, 10) == 3u);
    ChallengeAckBudget none;
    BOOST_TEST(!none.Take(0, 0));
    BOOST_TEST(!none.Take(5 * second, 0));
}

BOOST_AUTO_TEST_SUITE_END()
