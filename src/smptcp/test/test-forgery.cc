/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Forged segments into a living connection: counted, dropped, and the stream goes on as if nothing had been.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-socket.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <optional>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(forgery)

namespace
{

constexpr uint16_t STRANGER = 50000; //!< Port no socket of the client has
constexpr double ATTACK_AT = 0.5;    //!< Seconds; the connection and its second subflow are up

std::vector<uint8_t>
OptionArea(OptionBytes bytes)
{
    bytes.PadWithNop();
    return {bytes.Data(), bytes.Data() + bytes.Size()};
}

std::vector<uint8_t>
OptionsOf(const WireSegment& segment)
{
    SegmentView view = segment.View();
    return {view.Options(), view.Options() + view.OptionsSize()};
}

std::vector<uint8_t>
PayloadOf(const WireSegment& segment)
{
    SegmentView view = segment.View();
    return {view.Payload(), view.Payload() + view.PayloadSize()};
}

/// A connection with two subflows that carries data both ways, and an attacker on link 1 who sees everything
class Siege
{
  public:
    Siege()
        : net("smptcp", "smptcp", {FAST, SLOW}),
          log(net)
    {
        net.client.mayClose = net.server.mayClose = false;
    }

    /// \return the latest segment with payload from one host over link 1
    WireSegment Latest(bool fromClient) const
    {
        for (auto segment = log.segments.rbegin(); segment != log.segments.rend(); ++segment)
        {
            if (segment->fromClient == fromClient && segment->interface == 1 &&
                segment->View().PayloadSize() > 0)
            {
                return *segment;
            }
        }
        BOOST_FAIL("nothing has been sent yet");
        return {};
    }

    /// Every \p interval seconds the attacker sends what \p make returns, to both hosts.
    void Attack(const std::function<WireSegment(const WireSegment&)>& make, double interval = 0.02)
    {
        m_make = make;
        Simulator::Schedule(Seconds(ATTACK_AT), &Siege::Strike, this, interval);
    }

    /// Run it and check that the stream does not care.
    void Run(const std::string& what)
    {
        net.Transfer(3000000, 2000000, 60);
        CheckDelivered(net, what);
        for (const auto* end : {&net.client, &net.server})
        {
            auto ours = TwoHosts::Ours(*end);
            BOOST_TEST(ours->GetSubflowReports().size() == 2u, what); // no join
            BOOST_TEST(TwoHosts::ModeOf(*end) == "SMPTCP");
            macFailures += ours->GetSubflowReports()[0].macFailures;
            BOOST_TEST(ours->GetSubflowReports()[1].macFailures == 0u, what);
        }
        BOOST_TEST(net.client.peerClosed, what);
        BOOST_TEST(net.server.peerClosed, what);
    }

    TwoHosts net;            //!< The hosts
    WireLog log;             //!< What the attacker sees
    uint64_t strikes{0};     //!< Forged segments sent
    uint64_t macFailures{0}; //!< Counted by the first subflow of both ends

  private:
    void Strike(double interval)
    {
        Inject(net, 0, 1, m_make(Latest(true)));
        Inject(net, 0, 0, m_make(Latest(false)));
        strikes += 2;
        if (strikes < 60)
        {
            Simulator::Schedule(Seconds(interval), &Siege::Strike, this, interval);
        }
    }

    std::function<WireSegment(const WireSegment&)> m_make;
};

/// \return the next segment of the stream as an attacker makes it: right numbers, own octets
WireSegment
NextInLine(const WireSegment& seen, uint8_t flags, const std::vector<uint8_t>& options, std::vector<uint8_t> payload)
{
    WireSegment forged = Forge(seen, flags, options, payload);
    SetNumbers(forged,
               seen.View().Sequence() + static_cast<uint32_t>(seen.View().PayloadSize()),
               seen.View().Acknowledgment());
    return forged;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_flipped_bit)
{
    for (std::size_t where : {7u, 15u, 28u, 45u, 60u, 100u}) // sequence, window, DSS, tag, ciphertext
    {
        Siege siege;
        siege.Attack([where](const WireSegment& seen) {
            WireSegment forged = seen;
            forged.octets[where] ^= 0x10;
            return forged;
        });
        siege.Run("bit at " + std::to_string(where));
        if (where > 7) // another sequence number may be outside the window, where TCP drops it itself
        {
            BOOST_TEST(siege.macFailures >= siege.strikes / 2);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_missing_mac)
{
    Siege siege;
    siege.Attack([](const WireSegment& seen) {
        // With the mapping of a genuine segment and without anything; the numbers are next in line.
        static bool bare = false;
        bare = !bare;
        OptionBytes dss;
        if (!bare)
        {
            seen.Options().dss->AppendTo(dss);
        }
        return NextInLine(seen, TCP_ACK, OptionArea(dss), std::vector<uint8_t>(1000, 'x'));
    });
    siege.Run("no MAC");
    BOOST_TEST(siege.macFailures <= siege.strikes);
    BOOST_TEST(siege.macFailures >= siege.strikes * 9 / 10); // TCP itself drops what lies below the window
}

BOOST_AUTO_TEST_CASE(a_wrong_tag_on_a_forged_end)
{
    for (uint8_t flags : {uint8_t(TCP_ACK | TCP_FIN), uint8_t(TCP_ACK)})
    {
        Siege siege;
        siege.Attack([flags](const WireSegment& seen) {
            OptionBytes options;
            Dss dss;
            dss.dataAck = seen.Options().dss->dataAck;
            dss.dataFin = true;
            dss.mapping = seen.Options().dss->mapping;
            dss.mapping->dsn = static_cast<uint32_t>(dss.mapping->dsn + dss.mapping->length);
            dss.mapping->subflowSequence = 0;
            dss.mapping->length = 1;
            dss.AppendTo(options);
            AppendZeroMac(options);
            return NextInLine(seen, flags, OptionArea(options), {});
        });
        siege.Run("forged FIN");
        BOOST_TEST(siege.macFailures >= siege.strikes * 9 / 10);
    }
}

BOOST_AUTO_TEST_CASE(a_reset_without_mac)
{
    for (bool tagged : {false, true})
    {
        Siege siege;
        siege.Attack([tagged](const WireSegment& seen) {
            OptionBytes options;
            if (tagged)
            {
                AppendZeroMac(options);
            }
            return NextInLine(seen, TCP_RST | TCP_ACK, OptionArea(options), {});
        });
        siege.Run("RST");
        BOOST_TEST((siege.macFailures > 0) == tagged);
    }
}

BOOST_AUTO_TEST_CASE(a_replay_of_genuine_segments)
{
    Siege siege;
    siege.Attack([](const WireSegment& seen) { return seen; });
    siege.Run("replay");
}

BOOST_AUTO_TEST_CASE(genuine_segments_of_another_subflow)
{
    // From the other subflow's ports the very same octets are worth nothing.
    Siege across;
    across.Attack([&across](const WireSegment& seen) {
        for (auto other = across.log.segments.rbegin(); other != across.log.segments.rend(); ++other)
        {
            if (other->fromClient == seen.fromClient && other->interface == 2 && other->View().PayloadSize() > 0)
            {
                WireSegment moved = Forge(seen, other->View().Flags(), OptionsOf(*other), PayloadOf(*other));
                return moved;
            }
        }
        return seen;
    });
    across.Run("splice");
    BOOST_TEST(across.macFailures > 0u);
}

BOOST_AUTO_TEST_CASE(a_syn_on_the_ports_of_the_connection)
{
    Siege siege;
    siege.Attack([](const WireSegment& seen) { return NextInLine(seen, TCP_SYN, {}, {}); });
    siege.Run("SYN in the middle");
}

BOOST_AUTO_TEST_CASE(garbage_options)
{
    const std::vector<std::vector<uint8_t>> GARBAGE{
        {30, 3, 0xf0, 1},                          // unknown subtype
        {30, 4, 0x20, 0xff},                       // DSS whose flags promise more than there is
        {30, 8, 0x20, 0x1f, 0, 0, 0, 0},           // the same with a data ack
        {30, 4, 0x60, 0},                          // MP_FAIL too short
        {30, 12, 0x70, 0, 1, 2, 3, 4, 5, 6, 7, 8}, // MP_FASTCLOSE with a wrong key
        {30, 4, 0x40, 1},                          // REMOVE_ADDR
        {30, 3, 0x51, 1},                          // MP_PRIO
        {30, 12, 0x00, 0x81, 1, 2, 3, 4, 5, 6, 7, 8}, // MP_CAPABLE out of place
        {69, 3, 0x41, 1},                          // PKCONF cut short
        {69, 3, 0xff, 1},                          // CRYPT of unknown size
        {69, 3, 0x83, 1},                          // REKEY cut short
        {69, 2, 70, 2},                            // empty CRYPT, empty MAC
        {70, 4, 0, 0},                             // MAC of a wrong length
        {5, 2, 1, 1},                              // SACK without blocks
        {5, 10, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 1, 1}, // SACK of nonsense
        {253, 4, 1, 2},                            // experimental
    };
    for (const auto& garbage : GARBAGE)
    {
        Siege siege;
        siege.Attack([&garbage](const WireSegment& seen) {
            return NextInLine(seen, TCP_ACK, garbage, std::vector<uint8_t>(10, 'x'));
        });
        siege.Run("garbage of kind " + std::to_string(garbage[0]) + "," + std::to_string(garbage[2]));
        BOOST_TEST(siege.macFailures >= siege.strikes * 9 / 10);
    }
}

BOOST_AUTO_TEST_CASE(garbage_options_on_syns_to_the_listener)
{
    const std::vector<std::vector<uint8_t>> GARBAGE{
        {30, 3, 0x00, 1},
        {30, 12, 0x10, 0, 1, 2, 3, 4, 5, 6, 7, 8},
        {30, 12, 0x00, 0xff, 1, 2, 3, 4, 5, 6, 7, 8},
        {30, 16, 0x10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
        {69, 10, 0x41, 2, 2, 4, 4, 2, 6, 6, 1, 1},
        {69, 3, 0x09, 1},
        {2, 4, 0, 0},
        {3, 3, 255, 1},
    };
    Siege siege;
    SegmentFilter::Put(siege.net, 0, 0, [](const WireSegment& segment) {
        return segment.DestinationPort() >= STRANGER;
    });
    for (std::size_t i = 0; i < GARBAGE.size(); ++i)
    {
        Simulator::Schedule(Seconds(ATTACK_AT + 0.01 * i), [&siege, &GARBAGE, i]() {
            WireSegment syn =
                MakeSegment("10.1.1.1", static_cast<uint16_t>(STRANGER + i), "10.1.1.2", siege.net.port);
            Inject(siege.net, 0, 1, Forge(syn, TCP_SYN, GARBAGE[i]));
        });
    }
    siege.Run("garbage on SYNs");
    BOOST_TEST(siege.net.Stack(1)->GetRefusedJoins() == 1u);
}

BOOST_AUTO_TEST_CASE(an_address_announced_by_a_stranger)
{
    for (bool ipv6 : {false, true})
    {
        Siege siege;
        siege.Attack([ipv6](const WireSegment& seen) {
            AddAddrV1 announce;
            announce.addressId = 9;
            announce.address.emplace();
            announce.address->ipv6 = ipv6;
            announce.address->octets = {10, 1, 2, 9};
            announce.hmac64 = 0x0123456789abcdefULL;
            OptionBytes options;
            announce.AppendTo(options);
            return NextInLine(seen, TCP_ACK, OptionArea(options), {});
        });
        siege.Run("ADD_ADDR");
        // Nobody has tried to go there.
        BOOST_TEST(siege.log.Count([](const auto& s) { return s.ip.GetDestination() == Ipv4Address("10.1.2.9"); }) == 0u);
        // An IPv6 address is judged by its HMAC alone (smptcp.md 7.1).
        uint64_t hmacFailures = TwoHosts::Ours(siege.net.client)->GetAddAddrHmacFailures() +
                                TwoHosts::Ours(siege.net.server)->GetAddAddrHmacFailures();
        BOOST_TEST((siege.macFailures > 0u) == !ipv6);
        BOOST_TEST((hmacFailures > 0u) == ipv6);
    }
}

BOOST_AUTO_TEST_CASE(a_join_with_an_unknown_token)
{
    Siege siege;
    unsigned resets = 0;
    SegmentFilter::Put(siege.net, 0, 0, [&resets](const WireSegment& segment) {
        bool stranger = segment.DestinationPort() == STRANGER;
        resets += stranger && segment.View().Has(TCP_RST);
        return stranger;
    });
    Simulator::Schedule(Seconds(ATTACK_AT), [&siege]() {
        MpJoinSyn join;
        join.addressId = 5;
        join.token = 0x12345678;
        join.nonce = 1;
        OptionBytes options;
        join.AppendTo(options);
        WireSegment syn = MakeSegment("10.1.1.1", STRANGER, "10.1.1.2", siege.net.port);
        Inject(siege.net, 0, 1, Forge(syn, TCP_SYN, OptionArea(options)));
    });
    siege.Run("JOIN, unknown token");
    BOOST_TEST(siege.net.Stack(1)->GetRefusedJoins() == 1u);
    BOOST_TEST(resets == 1u);
}

BOOST_AUTO_TEST_CASE(a_join_with_the_right_token_and_a_wrong_hmac)
{
    for (bool named : {true, false}) // the third segment carries MP_JOIN with a wrong HMAC, or nothing
    {
        Siege siege;
        std::optional<WireSegment> answer;
        unsigned resets = 0;
        SegmentFilter::Put(siege.net, 0, 0, [&](const WireSegment& segment) {
            bool stranger = segment.DestinationPort() == STRANGER;
            if (stranger && segment.View().Has(TCP_SYN))
            {
                answer = segment;
            }
            resets += stranger && segment.View().Has(TCP_RST);
            return stranger;
        });
        WireSegment syn = MakeSegment("10.1.1.1", STRANGER, "10.1.1.2", siege.net.port);
        Simulator::Schedule(Seconds(ATTACK_AT), [&siege, syn]() {
            // The token is in the open: MP_CAPABLE of the SYN/ACK tells it.
            auto synAcks = siege.log.Select([](const auto& s) {
                return s.View().Has(TCP_SYN | TCP_ACK) && s.Options().handshake.mpCapable;
            });
            BOOST_REQUIRE_EQUAL(synAcks.size(), 1);
            MpJoinSyn join;
            join.addressId = 5;
            join.token = MptcpToken(*synAcks[0].Options().handshake.mpCapable->senderKey, MptcpVersion::V0);
            join.nonce = 1;
            OptionBytes options;
            join.AppendTo(options);
            Inject(siege.net, 0, 1, Forge(syn, TCP_SYN, OptionArea(options)));
        });
        Simulator::Schedule(Seconds(ATTACK_AT + 0.3), [&, syn]() {
            BOOST_REQUIRE(answer);
            BOOST_TEST(answer->Options().joinSynAck.has_value());
            OptionBytes options;
            if (named)
            {
                MpJoinAck third;
                third.hmac.fill(0x55);
                third.AppendTo(options);
            }
            WireSegment ack = Forge(syn, TCP_ACK, OptionArea(options));
            SetNumbers(ack, 1, answer->View().Sequence() + 1);
            Inject(siege.net, 0, 1, ack);
            // And at once data, as if the subflow were up.
            WireSegment data = Forge(syn, TCP_ACK, {}, std::vector<uint8_t>(100, 'x'));
            SetNumbers(data, 1, answer->View().Sequence() + 1);
            Inject(siege.net, 0, 1, data);
        });
        siege.Run("JOIN, wrong HMAC");
        BOOST_TEST(TwoHosts::Ours(siege.net.server)->GetJoinHmacFailures() == (named ? 1u : 0u));
        BOOST_TEST(resets >= (named ? 1u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(a_forged_answer_to_a_join)
{
    // Whoever answers the client's JOIN without the keys ends this attempt, and the connection goes on.
    Siege siege;
    bool forged = false;
    SegmentFilter::Put(siege.net, 1, 0, [&](const WireSegment& segment) {
        if (!segment.Options().joinSynAck)
        {
            return forged && segment.View().Has(TCP_SYN);
        }
        WireSegment answer = segment;
        MpJoinSynAck wrong = *segment.Options().joinSynAck;
        wrong.hmac64 ^= 1;
        OptionBytes options;
        wrong.AppendTo(options);
        forged = true;
        Simulator::ScheduleNow([&siege, answer, options]() {
            Inject(siege.net, 1, 0, Forge(answer, TCP_SYN | TCP_ACK, OptionArea(options)));
        });
        return true;
    });
    siege.net.client.mayClose = siege.net.server.mayClose = false;
    siege.net.Transfer(1000000, 100000, 60);
    CheckDelivered(siege.net, "forged SYN/ACK of a JOIN");
    BOOST_TEST(forged);
    BOOST_TEST(TwoHosts::Ours(siege.net.client)->GetJoinHmacFailures() >= 1u);
    BOOST_TEST(TwoHosts::Ours(siege.net.client)->GetSubflowReports().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
