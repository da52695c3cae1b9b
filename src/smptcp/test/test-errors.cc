/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Errors of protected connections (smptcp.md section 8, tcpcrypt.md section 8): what the network does to an idle one
// leaves it usable, and one that cannot go on ends with an error at both ends.

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

#include <functional>
#include <map>
#include <string>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(errors)

namespace
{

constexpr double ATTACK_AT = 2;  //!< Seconds; the connection has been idle for a while
constexpr double DATA_AT = 12;   //!< Seconds; both ends begin to send
constexpr double LONGEST = 60;   //!< Seconds within which a broken connection must have ended
const std::vector<std::string> PROTECTED{"smptcp", "tcpcrypt", TwoHosts::STACKED};

std::vector<uint8_t>
OptionArea(OptionBytes bytes)
{
    bytes.PadWithNop();
    return {bytes.Data(), bytes.Data() + bytes.Size()};
}

bool
HasMac(const WireSegment& segment)
{
    return segment.Has(KIND_MAC);
}

/// A connection that is idle between its handshake and DATA_AT, when both ends send
class Idle
{
  public:
    explicit Idle(const std::string& kind, const std::string& policy = "")
        : net(kind, kind, {FAST}),
          log(net)
    {
        net.client.mayClose = net.server.mayClose = false;
        net.client.sendFrom = net.server.sendFrom = DATA_AT;
        for (uint32_t host = 0; host < 2 && !policy.empty(); ++host)
        {
            net.Stack(host)->SetAttribute("RstPolicy", StringValue(policy));
            net.Stack(host)->SetAttribute("TcpcryptRstPolicy", StringValue(policy));
        }
    }

    /// \return the segment that is next from one host, as an attacker makes it
    WireSegment NextFrom(bool client,
                         uint8_t flags,
                         const OptionBytes& options,
                         const std::vector<uint8_t>& payload) const
    {
        for (auto seen = log.segments.rbegin(); seen != log.segments.rend(); ++seen)
        {
            uint32_t size = static_cast<uint32_t>(seen->View().PayloadSize());
            if (seen->fromClient != client || seen->View().Has(TCP_RST))
            {
                continue;
            }
            if (size == 0 && !HasMac(*seen))
            {
                continue; // the handshake's
            }
            WireSegment forged = Forge(*seen, flags, OptionArea(options), payload);
            SetNumbers(forged, NextSequence(client), seen->View().Acknowledgment());
            return forged;
        }
        BOOST_FAIL("nothing has been sent yet");
        return {};
    }

    /// \return the sequence number that is next from one host
    uint32_t NextSequence(bool client) const
    {
        std::optional<uint32_t> next;
        for (const auto& seen : log.segments)
        {
            uint32_t end = seen.View().Sequence() + static_cast<uint32_t>(seen.View().PayloadSize()) +
                           (seen.View().Has(TCP_SYN) || seen.View().Has(TCP_FIN) ? 1 : 0);
            bool later = !next || static_cast<int32_t>(end - *next) > 0;
            next = seen.fromClient == client && later ? end : next;
        }
        return next.value_or(0);
    }

    /// Strike both hosts at \p at. \param times number of segments each
    void Strike(uint8_t flags,
                const OptionBytes& options,
                const std::vector<uint8_t>& payload,
                unsigned times,
                double at = ATTACK_AT)
    {
        for (unsigned i = 0; i < times; ++i)
        {
            Simulator::Schedule(Seconds(at + 0.001 * i), [this, flags, options, payload]() {
                Inject(net, 0, 1, NextFrom(true, flags, options, payload));
                Inject(net, 0, 0, NextFrom(false, flags, options, payload));
            });
        }
    }

    /// Run it: the data must arrive both ways.
    void Usable(const std::string& what, uint32_t octets = 200000)
    {
        net.Transfer(octets, octets, 60);
        CheckDelivered(net, what);
        BOOST_TEST(net.client.peerClosed, what);
        BOOST_TEST(net.server.peerClosed, what);
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 1u, what); // nothing was opened anew
    }

    /// \return MACed segments without payload one host sent between ATTACK_AT and DATA_AT
    std::size_t Signs(bool client) const
    {
        return log.Count([client](const auto& segment) {
            return segment.fromClient == client && segment.time >= ATTACK_AT && segment.time < DATA_AT &&
                   segment.View().PayloadSize() == 0 && HasMac(segment) && !segment.View().Has(TCP_RST);
        });
    }

    TwoHosts net; //!< The hosts
    WireLog log;  //!< What the attacker sees
};

OptionBytes
ZeroMac()
{
    OptionBytes options;
    AppendZeroMac(options);
    return options;
}

uint64_t
Refused(const TwoHosts::End& end, Refusal refusal)
{
    return TwoHosts::Ours(end)->GetRefusals().Get(refusal);
}

/// Both ends must hear of the end of a connection that cannot work.
void
CheckBothFail(TwoHosts& net, const std::string& what)
{
    BOOST_TEST_CONTEXT(what)
    {
        BOOST_TEST(net.client.failed);
        BOOST_TEST(net.server.failed);
        BOOST_TEST(net.client.endedAt < LONGEST);
        BOOST_TEST(net.server.endedAt < LONGEST);
        BOOST_TEST(net.client.intact);
        BOOST_TEST(net.server.intact);
    }
}

} // namespace

// --- idle connections ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(eight_forged_segments_leave_an_idle_connection_usable)
{
    for (const auto& kind : PROTECTED)
    {
        for (bool tagged : {true, false})
        {
            for (unsigned times : {7u, 8u, 40u})
            {
                std::string what = kind + (tagged ? ", wrong MAC " : ", no MAC ") + std::to_string(times);
                Idle story(kind);
                story.Strike(TCP_ACK, tagged ? ZeroMac() : OptionBytes(), std::vector<uint8_t>(100, 'x'), times);
                story.Usable(what);
                Refusal cause = tagged ? Refusal::MAC_WRONG : Refusal::MAC_MISSING;
                for (const auto* end : {&story.net.client, &story.net.server})
                {
                    BOOST_TEST(Refused(*end, cause) == times, what);
                    BOOST_TEST(TwoHosts::Ours(*end)->GetSubflowReports()[0].macFailures == times, what);
                }
                // Seven are no suspicion. From eight on each end asks and answers, as often as it takes a round trip.
                BOOST_TEST((story.Signs(true) > 0) == (times >= 8), what);
                BOOST_TEST((story.Signs(false) > 0) == (times >= 8), what);
                BOOST_TEST(story.Signs(true) < times, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_number_of_failures_that_count_is_an_attribute)
{
    Idle story("smptcp");
    auto three = [](Ptr<Socket> socket) { socket->SetAttribute("MacFailureLimit", UintegerValue(3)); };
    story.net.prepareClient = story.net.prepareListener = three;
    story.Strike(TCP_ACK, ZeroMac(), {'x'}, 3);
    story.Usable("three");
    BOOST_TEST(story.Signs(true) > 0u);
    BOOST_TEST(story.Signs(false) > 0u);
}

BOOST_AUTO_TEST_CASE(a_forged_reset_is_obeyed_asked_about_or_ignored)
{
    for (const auto& kind : PROTECTED)
    {
        for (const std::string policy : {"", "probe", "require"})
        {
            if (kind != "smptcp" && policy.empty())
            {
                continue; // obeyed, see below
            }
            for (bool tagged : {true, false})
            {
                std::string what = kind + " " + policy + (tagged ? " wrong MAC" : " no MAC");
                Idle story(kind, policy);
                story.Strike(TCP_RST | TCP_ACK, tagged ? ZeroMac() : OptionBytes(), {}, 1);
                story.Usable(what);
                BOOST_TEST(Refused(story.net.client, Refusal::RESET_UNPROTECTED) == 1u, what);
                BOOST_TEST(Refused(story.net.server, Refusal::RESET_UNPROTECTED) == 1u, what);
                BOOST_TEST((story.Signs(true) > 0) == (policy != "require"), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(tcpcrypt_obeys_a_reset_in_sequence_by_default)
{
    for (int offset : {0, 1, -1})
    {
        Idle story("tcpcrypt");
        Simulator::Schedule(Seconds(ATTACK_AT), [&story, offset]() {
            WireSegment reset = story.NextFrom(false, TCP_RST | TCP_ACK, {}, {});
            SetNumbers(reset,
                       reset.View().Sequence() + static_cast<uint32_t>(offset),
                       reset.View().Acknowledgment());
            Inject(story.net, 0, 0, reset);
        });
        if (offset != 0)
        {
            story.Usable("RST out of sequence");
            continue;
        }
        story.net.Transfer(1000, 1000, 60);
        CheckBothFail(story.net, "RST in sequence");
        BOOST_TEST(story.net.client.endedAt < ATTACK_AT + 1);
        BOOST_TEST(Refused(story.net.client, Refusal::RESET_UNPROTECTED) == 0u);
    }
}

BOOST_AUTO_TEST_CASE(an_accepted_reset_ends_a_subflow_of_smptcp_and_not_the_connection)
{
    Idle story("smptcp", "accept");
    story.net.client.sendFrom = 0; // the server has proved its keys by an answer, so that subflows may be joined
    Simulator::Schedule(Seconds(ATTACK_AT), [&story]() {
        Inject(story.net, 0, 0, story.NextFrom(false, TCP_RST | TCP_ACK, {}, {}));
    });
    story.net.Transfer(1000, 200000, 60);
    CheckDelivered(story.net, "accept"); // over a subflow joined instead
    BOOST_TEST(TwoHosts::Ours(story.net.client)->GetSubflowReports().size() > 1u);
    BOOST_TEST(TwoHosts::ModeOf(story.net.client) == "SMPTCP");
}

BOOST_AUTO_TEST_CASE(a_lost_fifth_segment_leaves_an_idle_connection_usable)
{
    for (const auto& kind : PROTECTED)
    {
        for (unsigned lost : {1u, 2u, 4u})
        {
            std::string what = kind + " without " + std::to_string(lost);
            Idle story(kind);
            unsigned dropped = 0;
            SegmentFilter::Put(story.net, 0, 1, [&](const WireSegment& segment) {
                bool fifth = HasMac(segment) && dropped < lost;
                dropped += fifth ? 1 : 0;
                return fifth;
            });
            story.Usable(what);
            BOOST_TEST(dropped == lost, what);
            auto init2 = story.log.Count([](const auto& segment) {
                const auto& crypt = segment.Options().handshake.crypt;
                return !segment.fromClient && crypt && crypt->init2;
            });
            BOOST_TEST(init2 > 1u, what); // repeated and answered
            BOOST_TEST(Refused(story.net.client, Refusal::MAC_MISSING) == 0u, what); // a repeat is no failure
        }
    }
}

BOOST_AUTO_TEST_CASE(a_zero_window_leaves_an_idle_connection_usable)
{
    for (const auto& kind : PROTECTED)
    {
        for (bool attacked : {false, true})
        {
            std::string what = kind + (attacked ? ", attacked" : "");
            Idle story(kind, "probe");
            story.net.client.sendFrom = 0;
            story.net.prepareListener = [](Ptr<Socket> socket) {
                socket->SetAttribute("RcvBufSize", UintegerValue(20000));
            };
            story.net.readLimit = 1000;
            story.net.readFrom = DATA_AT;
            story.net.ReadAgainAt(DATA_AT);
            if (attacked)
            {
                story.Strike(TCP_ACK, ZeroMac(), {}, 10, 5);
                story.Strike(TCP_RST | TCP_ACK, OptionBytes(), {}, 1, 7);
            }
            story.Usable(what);
            auto closed = story.log.Count([](const auto& segment) {
                return !segment.fromClient && HasMac(segment) && segment.View().Window() < 1400;
            });
            BOOST_TEST(closed > 0u, what); // too little for a segment, and not scaled
            BOOST_TEST((Refused(story.net.client, Refusal::MAC_WRONG) > 0) == attacked, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_keep_alive_is_answered_at_once_and_only_once)
{
    for (const auto& kind : PROTECTED)
    {
        Idle story(kind, "probe");
        double answered = 0;
        Simulator::Schedule(Seconds(ATTACK_AT), [&story]() {
            Inject(story.net, 0, 0, story.NextFrom(false, TCP_RST | TCP_ACK, {}, {}));
        });
        Simulator::Schedule(Seconds(DATA_AT - 1), [&]() {
            for (const auto& segment : story.log.segments)
            {
                answered = answered == 0 && !segment.fromClient && segment.time > ATTACK_AT ? segment.time : answered;
            }
        });
        story.Usable(kind);
        BOOST_TEST(answered > ATTACK_AT, kind);
        BOOST_TEST(answered < ATTACK_AT + 0.02, kind); // half a round trip, and no delayed ACK
        BOOST_TEST(story.Signs(true) == 1u, kind);
        BOOST_TEST(story.Signs(false) == 1u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_half_closed_connection_is_probed_too)
{
    for (const auto& kind : PROTECTED)
    {
        for (bool struck : {false, true}) // the client, which has closed, or the server
        {
            std::string what = kind + (struck ? ", server" : ", client");
            Idle story(kind, "probe");
            story.net.client.mayClose = story.net.server.mayClose = true;
            story.net.client.sendFrom = 0;
            for (double at : {2.0, 4.0})
            {
                Simulator::Schedule(Seconds(at), [&story, struck]() {
                    Inject(story.net, 0, struck ? 1 : 0, story.NextFrom(struck, TCP_RST | TCP_ACK, {}, {}));
                });
            }
            story.net.Transfer(1000, 200000, 60);
            CheckDelivered(story.net, what);
            const auto& end = struck ? story.net.server : story.net.client;
            BOOST_TEST(Refused(end, Refusal::RESET_UNPROTECTED) == 2u, what);
            BOOST_TEST(story.Signs(!struck) == 2u, what); // each asked about once
            BOOST_TEST(story.Signs(struck) == 2u, what);  // and answered
        }
    }
}

BOOST_AUTO_TEST_CASE(repeats_of_the_handshake_are_answered_by_the_end_they_are_for)
{
    for (const auto& kind : PROTECTED)
    {
        Idle story(kind);
        Simulator::Schedule(Seconds(ATTACK_AT), [&story]() {
            for (const auto& segment : story.log.Select([](const auto& s) { return s.View().PayloadSize() > 0; }))
            {
                BOOST_TEST(segment.Options().handshake.crypt.has_value()); // INIT1 and INIT2
                Inject(story.net, 0, segment.fromClient ? 1 : 0, segment);
                WireSegment turned = segment; // for the other end it is no repeat of anything
                std::swap(turned.octets[0], turned.octets[2]);
                std::swap(turned.octets[1], turned.octets[3]);
                Ipv4Header ip = segment.ip;
                turned.ip.SetSource(ip.GetDestination());
                turned.ip.SetDestination(ip.GetSource());
                SetNumbers(turned, 1, 1);
                // As long as what the other end has sent: stock TCP answers what lies below the window by itself.
                turned.octets.resize(turned.View().HeaderSize() + story.NextSequence(!segment.fromClient) - 1);
                Inject(story.net, 0, segment.fromClient ? 0 : 1, turned);
            }
        });
        story.Usable(kind);
        for (const auto* end : {&story.net.client, &story.net.server})
        {
            BOOST_TEST(Refused(*end, Refusal::MAC_MISSING) == 1u, kind);
        }
        BOOST_TEST(story.Signs(true) == 1u, kind);
        BOOST_TEST(story.Signs(false) == 1u, kind);
    }
}

// --- connections that cannot go on ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(ends_that_protect_differently_end_with_an_error)
{
    const std::map<std::string, std::string> SETTING{{"smptcp", "CoverWindow"}, {"tcpcrypt", "InsecureNullTag"}};
    for (const auto& [kind, attribute] : SETTING)
    {
        for (const auto& [up, down] : {std::pair(100u, 0u), {0u, 100u}, {300000u, 300000u}, {0u, 0u}})
        {
            std::string what = kind + " " + std::to_string(up) + "/" + std::to_string(down);
            TwoHosts net(kind, kind, {FAST, SLOW});
            net.client.mayClose = net.server.mayClose = false;
            bool idle = up + down == 0;
            net.client.sendFrom = net.server.sendFrom = idle ? 1000 : 0; // or the ends would close at once
            net.Stack(1)->SetAttribute(attribute, BooleanValue(attribute == "InsecureNullTag"));
            net.Transfer(up, down, 300);
            CheckBothFail(net, what);
            BOOST_TEST(net.client.received == 0u, what);
            BOOST_TEST(net.server.received == 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_box_that_changes_every_segment_ends_the_connection)
{
    for (const auto& kind : PROTECTED)
    {
        for (const std::string box : {"strips MACs", "flips a bit of the tag"})
        {
            for (unsigned directions : {1u, 2u, 3u}) // to the client, to the server, both
            {
                for (double from : {0.0, 0.3})
                {
                    std::string what = kind + ", " + box + " " + std::to_string(directions) + " from " +
                                       std::to_string(from);
                    TwoHosts net(kind, kind, {FAST});
                    net.client.mayClose = net.server.mayClose = false;
                    auto change = [&box, from](WireSegment& segment) {
                        if (segment.time < from || !HasMac(segment))
                        {
                            return;
                        }
                        bool strip = box == "strips MACs";
                        auto isMac = [](const OptionView& option) { return option.kind == KIND_MAC; };
                        if (strip)
                        {
                            segment.StripOptions(isMac);
                        }
                        else
                        {
                            segment.octets[segment.View().HeaderSize() - 5] ^= 1;
                        }
                    };
                    for (uint32_t host = 0; host < 2; ++host)
                    {
                        if (directions & (1u << host))
                        {
                            SegmentFilter::PutBox(net, 0, host, change);
                        }
                    }
                    net.Transfer(1000000, 1000000, 300);
                    CheckBothFail(net, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_spoilt_path_is_left_and_the_other_carries_on)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    auto spoil = [](WireSegment& segment) {
        if (segment.time > 0.5 && HasMac(segment))
        {
            segment.octets[segment.View().HeaderSize() - 5] ^= 1;
        }
    };
    SegmentFilter::PutBox(net, 0, 0, spoil);
    SegmentFilter::PutBox(net, 0, 1, spoil);
    std::string cause;
    Simulator::Schedule(Seconds(0.4), [&]() {
        TwoHosts::Ours(net.server)->TraceConnectWithoutContext(
            "Refused",
            Callback<void, const std::string&>([&cause](const std::string& text) { cause = text; }));
    });
    net.Transfer(3000000, 2000000, 120);
    CheckDelivered(net, "a box on the first path");
    BOOST_TEST(cause.find("valid MAC") != std::string::npos);
    // It ends by an RST with a MAC, and nothing else of the connection is less protected than before.
    BOOST_TEST(log.Count([](const auto& s) { return s.interface == 1 && s.View().Has(TCP_RST) && HasMac(s); }) > 0u);
    BOOST_TEST(log.Count([](const auto& s) {
                   return s.interface == 2 && s.time > 0.5 && !HasMac(s) && !s.Options().joinAck && !s.View().Has(TCP_SYN);
               }) == 0u);
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_lost_its_state_is_noticed_by_probing)
{
    for (const auto& kind : PROTECTED)
    {
        for (const std::string policy : {"probe", "require"})
        {
            std::string what = kind + " " + policy;
            Idle story(kind, policy);
            story.net.client.sendFrom = story.net.server.sendFrom = 1000;
            auto rebooted = []() { return Simulator::Now().GetSeconds() > ATTACK_AT; };
            SegmentFilter::Put(story.net, 0, 0, [&](const WireSegment&) { return rebooted(); });
            SegmentFilter::Put(story.net, 0, 1, [&](const WireSegment& segment) {
                if (rebooted())
                {
                    WireSegment reset = story.NextFrom(false, TCP_RST, {}, {});
                    SetNumbers(reset, segment.View().Acknowledgment(), 0);
                    Simulator::ScheduleNow([&story, reset]() { Inject(story.net, 0, 0, reset); });
                }
                return rebooted();
            });
            Simulator::Schedule(Seconds(ATTACK_AT + 1), [&story]() {
                Inject(story.net, 0, 0, story.NextFrom(false, TCP_RST, {}, {}));
            });
            story.net.Transfer(1000, 0, 40);
            BOOST_TEST(story.net.client.failed == (policy == "probe"), what);
            if (policy == "probe")
            {
                BOOST_TEST(story.net.client.endedAt < ATTACK_AT + 10, what);
                BOOST_TEST(story.Signs(true) == 3u, what);
            }
        }
    }
}

// --- refusals ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_smptcp_does_not_know_resets_its_subflow)
{
    MpFail fail;
    fail.dsn = 1;
    Dss infinite;
    infinite.mapping.emplace();
    infinite.mapping->wide = true;
    const std::map<Refusal, OptionBytes> OPTIONS{{Refusal::FAIL_OPTION, AreaOf(fail)},
                                                 {Refusal::INFINITE_MAPPING, AreaOf(infinite)}};
    for (const auto& [refusal, option] : OPTIONS)
    {
        std::string what = RefusalName(refusal);
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        std::map<std::string, unsigned> heard;
        net.Stack(0)->TraceConnectWithoutContext(
            "SegmentRefused",
            Callback<void, Ptr<SmptcpSocket>, uint32_t, const std::string&>(
                [&heard](Ptr<SmptcpSocket>, uint32_t, const std::string& cause) { ++heard[cause]; }));
        Simulator::Schedule(Seconds(0.5), [&net, option = option]() {
            TwoHosts::Ours(net.server)->SendControl(option);
        });
        net.Transfer(2000000, 1000000, 60);
        CheckDelivered(net, what);
        BOOST_TEST(Refused(net.client, refusal) == 1u, what);
        BOOST_TEST(heard[what] == 1u, what);
        BOOST_TEST(log.Count([](const auto& s) { return s.fromClient && s.View().Has(TCP_RST) && HasMac(s); }) == 1u, what);
        BOOST_TEST(!TwoHosts::Ours(net.client)->HasFallenBack(), what);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "SMPTCP", what);
    }
}

BOOST_AUTO_TEST_CASE(a_priority_by_address_id_is_not_for_smptcp)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    net.client.mayClose = net.server.mayClose = false;
    Simulator::Schedule(Seconds(0.5), [&net]() {
        MpPrio prio;
        prio.backup = true;
        prio.addressId = 0;
        TwoHosts::Ours(net.server)->SendControl(AreaOf(prio));
    });
    net.Transfer(2000000, 1000000, 60);
    CheckDelivered(net, "MP_PRIO of four octets");
    BOOST_TEST(Refused(net.client, Refusal::PRIO_WITH_ID) == 1u);
    BOOST_TEST(Refused(net.server, Refusal::PRIO_WITH_ID) == 0u);
}

BOOST_AUTO_TEST_CASE(strangers_get_half_of_the_slots_for_joins)
{
    Idle story("smptcp");
    std::map<uint16_t, uint8_t> answers; // flags by the port they went to
    SegmentFilter::Put(story.net, 0, 0, [&answers](const WireSegment& segment) {
        bool stranger = segment.DestinationPort() >= 50000;
        if (stranger && answers.count(segment.DestinationPort()) == 0)
        {
            answers[segment.DestinationPort()] = segment.View().Flags();
        }
        return stranger;
    });
    auto join = [&story](const char* from, uint16_t port) {
        auto synAcks = story.log.Select([](const auto& s) { return s.View().Has(TCP_SYN | TCP_ACK); });
        MpJoinSyn syn;
        syn.addressId = 7;
        syn.token = MptcpToken(*synAcks[0].Options().handshake.mpCapable->senderKey, MptcpVersion::V0);
        syn.nonce = port;
        WireSegment segment = MakeSegment(from, port, "10.1.1.2", story.net.port);
        Inject(story.net, 0, 1, Forge(segment, TCP_SYN, OptionArea(AreaOf(syn))));
    };
    Simulator::Schedule(Seconds(ATTACK_AT), [&join]() {
        for (uint16_t i = 0; i < 4; ++i)
        {
            join("10.1.1.77", static_cast<uint16_t>(50000 + i));
        }
        for (uint16_t i = 0; i < 4; ++i)
        {
            join("10.1.1.1", static_cast<uint16_t>(50100 + i)); // an address the server knows
        }
    });
    story.Usable("strangers");
    const auto& refusals = story.net.Stack(1)->GetRefusals();
    BOOST_TEST(refusals.Get(Refusal::JOIN_STRANGER) == 2u);
    BOOST_TEST(refusals.Get(Refusal::JOIN_STATE) == 2u);
    BOOST_TEST(story.net.Stack(1)->GetRefusedJoins() == 4u);
    for (uint16_t i = 0; i < 4; ++i)
    {
        BOOST_TEST(answers[50100 + i] == (i < 2 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK));
    }
}

BOOST_AUTO_TEST_CASE(nothing_rides_on_the_third_segment_of_a_join)
{
    // Its HMAC covers no other option: with one beside it the segment is no exception any more (smptcp.md 7.1).
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    net.client.mayClose = net.server.mayClose = false;
    unsigned changed = 0;
    SegmentFilter::Put(net, 1, 1, [&](const WireSegment& segment) {
        if (!segment.Options().joinAck)
        {
            return false;
        }
        ++changed;
        OptionBytes options = AreaOf(*segment.Options().joinAck);
        Dss dss;
        dss.dataAck = DssDataAck{0x12345678, false};
        dss.AppendTo(options);
        WireSegment altered = Forge(segment, TCP_ACK, OptionArea(options));
        Simulator::ScheduleNow([&net, altered]() { Inject(net, 1, 1, altered); });
        return true;
    });
    net.Transfer(500000, 500000, 60);
    CheckDelivered(net, "DSS beside MP_JOIN");
    BOOST_TEST(changed > 0u);
    BOOST_TEST(Refused(net.server, Refusal::MAC_MISSING) >= changed);
    BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 1u);
}

BOOST_AUTO_TEST_CASE(policies_have_names)
{
    for (const std::string name : {"accept", "probe", "require"})
    {
        auto policy = ParseRstPolicy(name);
        BOOST_REQUIRE(policy);
        BOOST_TEST(RstPolicyName(*policy) == name);
    }
    BOOST_TEST(!ParseRstPolicy("Probe"));
    BOOST_TEST(!ParseRstPolicy(""));
}

BOOST_AUTO_TEST_SUITE_END()
