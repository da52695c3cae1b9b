/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Mode STACKED end to end: MPTCP version 0 over subflows that are a tcpcrypt connection each. What is on the wire, what
// gets through and what does not, and that nothing ever goes on in clear.

#include "plaintext-search.h"
#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <string>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(stacked)

namespace
{

constexpr uint32_t OCTETS = 600000; //!< Enough for both of FAST and SLOW

/// Two hosts that stack, and everything they send
struct Story
{
    explicit Story(std::vector<TwoHosts::Link> links = {FAST, SLOW})
        : net(TwoHosts::STACKED, TwoHosts::STACKED, std::move(links)),
          log(net)
    {
        net.client.mayClose = net.server.mayClose = false;
    }

    /// Set an attribute of both stacks
    void Set(const std::string& name, const AttributeValue& value)
    {
        net.Stack(0)->SetAttribute(name, value);
        net.Stack(1)->SetAttribute(name, value);
    }

    /// Transfer both ways; everything must arrive, in mode STACKED, and nothing of it in clear.
    void Succeeds(const std::string& what, std::size_t subflows, uint32_t octets = OCTETS)
    {
        net.Transfer(octets, octets, 120);
        CheckDelivered(net, what);
        BOOST_TEST(!ShowsPlaintext(log, net), what);
        for (const auto* end : {&net.client, &net.server})
        {
            BOOST_TEST(TwoHosts::ModeOf(*end) == "STACKED", what);
            BOOST_TEST(end->peerClosed, what);
        }
        BOOST_TEST(Reports(net.client).size() == subflows, what);
    }

    static std::vector<SmptcpSubflowReport> Reports(const TwoHosts::End& end)
    {
        return TwoHosts::Ours(end)->GetSubflowReports();
    }

    static uint64_t Refused(const TwoHosts::End& end, Refusal refusal)
    {
        return TwoHosts::Ours(end)->GetRefusals().Get(refusal);
    }

    TwoHosts net; //!< The hosts
    WireLog log;  //!< Everything they send
};

bool
IsInit(const WireSegment& segment)
{
    const auto crypt = segment.Options().handshake.crypt;
    return segment.View().PayloadSize() > 0 && crypt && (crypt->init1 || crypt->init2);
}

/// \return a segment in a word or two: its flags, options and payload
std::string
Describe(const WireSegment& segment)
{
    SegmentView view = segment.View();
    SegmentOptions options = segment.Options();
    const auto& handshake = options.handshake;
    std::string text = view.Has(TCP_SYN) ? (view.Has(TCP_ACK) ? "SYN/ACK" : "SYN") : "ACK";
    auto add = [&text](bool there, const char* name) { text += there ? std::string(" ") + name : ""; };
    add(handshake.mpCapable.has_value(), handshake.mpCapable && handshake.mpCapable->receiverKey ? "MPC(20)" : "MPC");
    add(options.joinSyn || options.joinSynAck || options.joinAck, "JOIN");
    add(handshake.crypt && handshake.crypt->hello, "HELLO");
    add(handshake.crypt && handshake.crypt->pkconf, "PKCONF");
    add(handshake.crypt && handshake.crypt->init1, "INIT1");
    add(handshake.crypt && handshake.crypt->init2, "INIT2");
    add(options.dss.has_value(), "DSS");
    add(options.tag != nullptr, "MAC");
    add(view.PayloadSize() > 0, "payload");
    return text;
}

/// \return the segments on one link, as Describe has them, but \p most at the most
std::vector<std::string>
FirstOn(const WireLog& log, uint32_t link, std::size_t most)
{
    std::vector<std::string> texts;
    for (const auto& segment : log.segments)
    {
        if (segment.interface == link + 1 && texts.size() < most)
        {
            texts.push_back((segment.fromClient ? "A: " : "B: ") + Describe(segment));
        }
    }
    return texts;
}

/// A box that drops the first \p count segments that \p wanted says yes to
std::function<bool(const WireSegment&)>
LoseFirst(unsigned count, std::function<bool(const WireSegment&)> wanted)
{
    return [left = count, wanted = std::move(wanted)](const WireSegment& segment) mutable {
        bool lost = left > 0 && wanted(segment);
        left -= lost ? 1 : 0;
        return lost;
    };
}

/// A box that takes the options of \p kind from the segments that \p wanted says yes to
std::function<void(WireSegment&)>
Strip(uint8_t kind, std::function<bool(const WireSegment&)> wanted)
{
    return [kind, wanted = std::move(wanted)](WireSegment& segment) {
        if (wanted(segment))
        {
            segment.StripOptions([kind](const OptionView& option) { return option.kind == kind; });
        }
    };
}

bool
IsSyn(const WireSegment& segment)
{
    return segment.View().Has(TCP_SYN);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_wire)
{
    Story story;
    story.Succeeds("two links", 2);
    const std::vector<std::string> initial{"A: SYN MPC HELLO",
                                           "B: SYN/ACK MPC PKCONF",
                                           "A: ACK MPC(20) INIT1 payload",
                                           "B: ACK INIT2 payload"};
    const std::vector<std::string> joined{"A: SYN JOIN HELLO",
                                          "B: SYN/ACK JOIN PKCONF",
                                          "A: ACK JOIN",
                                          "B: ACK",
                                          "A: ACK INIT1 payload",
                                          "B: ACK INIT2 payload"};
    BOOST_TEST(FirstOn(story.log, 0, initial.size()) == initial, boost::test_tools::per_element());
    BOOST_TEST(FirstOn(story.log, 1, joined.size()) == joined, boost::test_tools::per_element());
    auto macs = story.log.Select([](const auto& segment) { return segment.fromClient && segment.Has(KIND_MAC); });
    BOOST_TEST(Describe(macs[0]) == "ACK DSS MAC"); // the fifth: data does not take its place
    std::map<uint32_t, unsigned> data;
    for (const auto& segment : story.log.segments)
    {
        SegmentOptions options = segment.Options();
        SegmentView view = segment.View();
        BOOST_REQUIRE_LE(view.OptionsSize(), 40u);
        bool handshake = IsSyn(segment) || IsInit(segment) || options.joinAck || Describe(segment) == "ACK";
        BOOST_REQUIRE(handshake || segment.OptionOctets(KIND_MAC) == 22);
        if (view.PayloadSize() > 0 && !handshake)
        {
            ++data[segment.interface];
            BOOST_REQUIRE_EQUAL(segment.OptionOctets(KIND_MPTCP), 18);
            BOOST_REQUIRE_EQUAL(options.dss->mapping->length, view.PayloadSize());
            BOOST_REQUIRE(!options.dss->mapping->checksum);
        }
    }
    BOOST_TEST(data[1] > 50u);
    BOOST_TEST(data[2] > 50u);
    // Bare ACKs belong to JOINs, one each.
    BOOST_TEST(story.log.Count([](const auto& segment) { return Describe(segment) == "ACK"; }) == 1u);
}

BOOST_AUTO_TEST_CASE(each_subflow_has_a_session_of_its_own)
{
    Story story({FAST, SLOW, SLOW});
    story.Succeeds("three links", 3);
    std::set<std::vector<uint8_t>> sessions;
    for (const auto& report : Story::Reports(story.net.client))
    {
        BOOST_TEST(report.sessionId.size() == 20u);
        sessions.insert(report.sessionId);
    }
    BOOST_TEST(sessions.size() == 3u);
    for (const auto& report : Story::Reports(story.net.server))
    {
        BOOST_TEST(sessions.count(report.sessionId) == 1u);
    }
    BOOST_TEST(TwoHosts::Ours(story.net.client)->GetSessionId() == Story::Reports(story.net.client)[0].sessionId);
}

BOOST_AUTO_TEST_CASE(losses)
{
    for (double loss : {0.0, 0.02})
    {
        for (std::size_t count : {1u, 2u})
        {
            std::vector<TwoHosts::Link> links{FAST, SLOW};
            links.resize(count);
            for (auto& link : links)
            {
                link.loss = loss;
            }
            std::string what = std::to_string(count) + " links, loss " + std::to_string(loss);
            Story story(links);
            story.Succeeds(what, count);
            for (const auto* end : {&story.net.client, &story.net.server})
            {
                BOOST_TEST(Story::Refused(*end, Refusal::MAC_WRONG) == 0u, what);
                BOOST_TEST(Story::Refused(*end, Refusal::UNMAPPED) == 0u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(forms_wires_and_variants)
{
    const std::vector<std::pair<std::string, std::string>> VARIANTS{{"TcpcryptForm", "B"},
                                                                    {"TcpcryptWire", "daemon"},
                                                                    {"MacTagOctets", "12"},
                                                                    {"RandomIsn", "true"},
                                                                    {"TestIsn", "4294967000"},
                                                                    {"TestIdsnLow", "fffffe00"},
                                                                    {"TestWideThreshold", "1"},
                                                                    {"RoleSwap", "true"}};
    for (const auto& [name, value] : VARIANTS)
    {
        Story story;
        story.Set(name, StringValue(value));
        story.Succeeds(name + " " + value, 2);
    }
}

BOOST_AUTO_TEST_CASE(ipv6)
{
    TwoHosts::Link both = SLOW;
    both.ipv6 = true;
    for (bool six : {false, true})
    {
        // ADD_ADDR of an IPv6 address has no room beside a MAC of 22 octets, but beside one of 18.
        for (bool room : {false, true})
        {
            std::string what = std::string(six ? "over IPv6" : "over IPv4") + (room ? ", short tag" : "");
            Story story({both, both});
            story.Set("MacTagOctets", UintegerValue(room ? 16 : 20));
            story.net.connectIpv6 = six;
            story.net.Transfer(OCTETS, OCTETS, 120);
            CheckDelivered(story.net, what);
            BOOST_TEST(TwoHosts::ModeOf(story.net.client) == "STACKED", what);
            BOOST_TEST(!ShowsPlaintext(story.log, story.net), what);
            auto announced = story.log.Select([](const auto& segment) {
                auto option = segment.Options().addAddrV0;
                return option && option->address.ipv6;
            });
            BOOST_TEST((announced.size() > 0) == room, what);
            for (const auto& segment : announced)
            {
                BOOST_TEST(segment.Has(KIND_MAC), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_server_may_open_a_subflow)
{
    // Roles of the key exchange go by the sender of the JOIN.
    Story story({FAST});
    Simulator::Schedule(Seconds(0.2), [&story]() {
        BOOST_TEST(TwoHosts::Ours(story.net.server)
                       ->OpenSubflow(TwoHosts::AddressOf(0, 1),
                                     story.net.devices[0].Get(1),
                                     [&story]() {
                                         Address name;
                                         story.net.client.socket->GetSockName(name);
                                         return name;
                                     }(),
                                     0));
    });
    story.Succeeds("JOIN of the server", 2);
    const std::vector<WireSegment> init1 = story.log.Select([](const auto& segment) {
        return IsInit(segment) && segment.Options().handshake.crypt->init1;
    });
    BOOST_REQUIRE(init1.size() == 2u);
    BOOST_TEST(init1[0].fromClient);
    BOOST_TEST(!init1[1].fromClient);
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_is_dropped_by_the_mac)
{
    for (uint32_t link : {0u, 1u})
    {
        Story story;
        unsigned flipped = 0;
        SegmentFilter::PutBox(story.net, link, 1, [&flipped](WireSegment& segment) {
            if (!IsInit(segment) && flipped < 3 && segment.FlipPayload(100))
            {
                ++flipped;
            }
        });
        story.Succeeds("flips on link " + std::to_string(link), 2);
        BOOST_TEST(flipped == 3u);
        BOOST_TEST(Story::Refused(story.net.server, Refusal::MAC_WRONG) == 3u);
        BOOST_TEST(Story::Reports(story.net.server)[link].refusals.Get(Refusal::MAC_WRONG) == 3u);
    }
}

BOOST_AUTO_TEST_CASE(data_without_a_mac_is_dropped)
{
    Story story;
    story.net.client.sendFrom = story.net.server.sendFrom = 2;
    for (uint32_t link : {0u, 1u})
    {
        Simulator::Schedule(Seconds(1), [&story, link]() {
            auto sent = story.log.Select([link](const auto& segment) {
                return segment.fromClient && segment.interface == link + 1 && segment.Has(KIND_MAC);
            });
            if (sent.empty()) // idle since INIT2: the client has sent a third segment and INIT1
            {
                sent = story.log.Select([link](const auto& segment) {
                    return segment.fromClient && segment.interface == link + 1 && IsInit(segment);
                });
            }
            BOOST_REQUIRE(!sent.empty());
            WireSegment forged = Forge(sent.back(), TCP_ACK, {}, std::vector<uint8_t>(500, 0x58));
            SetNumbers(forged,
                       sent.back().View().Sequence() + static_cast<uint32_t>(sent.back().View().PayloadSize()),
                       sent.back().View().Acknowledgment());
            Inject(story.net, link, 1, forged);
        });
    }
    story.Succeeds("data in clear", 2);
    BOOST_TEST(Story::Refused(story.net.server, Refusal::MAC_MISSING) == 2u);
}

BOOST_AUTO_TEST_CASE(a_subflow_without_tcpcrypt_is_refused)
{
    struct Row
    {
        const char* what;
        uint32_t host;                                    //!< The box is on the way to it
        std::function<bool(const WireSegment&)> stripped; //!< CRYPT is taken from these
        uint32_t refuser;                                 //!< Who answers RST
    };

    const std::vector<Row> ROWS{{"HELLO", 1, IsSyn, 1},
                                {"PKCONF", 0, IsSyn, 0},
                                {"option of INIT1", 1, IsInit, 1},
                                {"option of INIT2", 0, IsInit, 0}};
    for (const Row& row : ROWS)
    {
        Story story;
        story.net.client.sendFrom = story.net.server.sendFrom = 0.5;
        SegmentFilter::PutBox(story.net, 1, row.host, Strip(KIND_CRYPT, row.stripped));
        story.Succeeds(row.what, 1);
        BOOST_TEST(story.log.Count([&row](const auto& segment) {
            return segment.interface == 2 && segment.fromClient == (row.refuser == 0) && segment.View().Has(TCP_RST);
        }) >= 1u,
                   row.what);
        // Nobody has sent anything but handshakes there.
        BOOST_TEST(story.log.Count([](const auto& segment) {
            return segment.interface == 2 && segment.View().PayloadSize() > 0 && !IsInit(segment);
        }) == 0u,
                   row.what);
        const auto& refuser = row.refuser == 0 ? story.net.client : story.net.server;
        uint64_t syns = story.net.Stack(row.refuser)->GetRefusals().Get(Refusal::JOIN_CRYPT);
        BOOST_TEST(Story::Refused(refuser, Refusal::JOIN_CRYPT) + syns >= 1u, row.what);
    }
}

BOOST_AUTO_TEST_CASE(a_lost_part_of_the_exchange_comes_again)
{
    struct Row
    {
        const char* what;
        uint32_t host; //!< On the way to it
        std::function<bool(const WireSegment&)> lost;
        bool ofJoin{false}; //!< The initial subflow has no such segment
    };

    auto bare = [](const WireSegment& segment) { return Describe(segment) == "ACK"; };
    auto third = [](const WireSegment& segment) { return segment.Options().joinAck.has_value(); };
    auto first = [](const WireSegment& segment) { return segment.Has(KIND_MAC); };
    const std::vector<Row> ROWS{{"SYN", 1, IsSyn},
                                {"SYN/ACK", 0, IsSyn},
                                {"third", 1, third, true},
                                {"fourth", 0, bare, true},
                                {"INIT1", 1, IsInit},
                                {"INIT2", 0, IsInit},
                                {"first MAC of the client", 1, first},
                                {"first MAC of the server", 0, first}};
    for (const Row& row : ROWS)
    {
        for (uint32_t link : {0u, 1u})
        {
            if (link == 0 && row.ofJoin)
            {
                continue;
            }
            Story story;
            SegmentFilter::Put(story.net, link, row.host, LoseFirst(1 + link, row.lost)); // a third SYN offers less
            story.net.client.sendFrom = story.net.server.sendFrom = 12;
            story.Succeeds(std::string(row.what) + ", link " + std::to_string(link), 2, 100000);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_exchange_that_never_ends_ends_the_subflow)
{
    for (uint32_t host : {0u, 1u}) // INIT2 never comes, INIT1 never does
    {
        Story story;
        SegmentFilter::Put(story.net, 1, host, IsInit);
        story.net.client.sendFrom = story.net.server.sendFrom = 20;
        story.Succeeds("INIT lost for ever", 1);
        BOOST_TEST(story.log.Count([](const auto& segment) {
            return segment.interface == 2 && segment.View().Has(TCP_RST);
        }) >= 1u);
    }
}

BOOST_AUTO_TEST_CASE(mp_capable_taken_from_init1_ends_the_connection)
{
    // The server takes it for tcpcrypt alone; the client must not go on without mappings, nor wait for ever.
    for (bool up : {false, true})
    {
        Story story;
        SegmentFilter::PutBox(story.net, 0, 1, Strip(KIND_MPTCP, IsInit));
        story.net.Transfer(up ? OCTETS : 0, up ? 0 : OCTETS, 60);
        BOOST_TEST(story.net.client.failed);
        BOOST_TEST(story.net.client.received == 0u);
        BOOST_TEST(story.net.server.failed);
        BOOST_TEST(story.net.server.intact);
        BOOST_TEST(!ShowsPlaintext(story.log, story.net));
    }
}

BOOST_AUTO_TEST_CASE(stripped_options_of_the_syns_lead_to_one_of_the_two)
{
    struct Row
    {
        uint32_t host;
        uint8_t kind;
        const char* mode;
    };

    for (const Row& row : {Row{1, KIND_CRYPT, "MPTCP"},
                           Row{0, KIND_CRYPT, "MPTCP"},
                           Row{1, KIND_MPTCP, "TCPCRYPT"},
                           Row{0, KIND_MPTCP, "TCPCRYPT"}})
    {
        Story story({FAST});
        SegmentFilter::PutBox(story.net, 0, row.host, Strip(row.kind, IsSyn));
        story.net.Transfer(OCTETS, OCTETS, 60);
        CheckDelivered(story.net, row.mode);
        BOOST_TEST(TwoHosts::ModeOf(story.net.client) == row.mode);
        BOOST_TEST(TwoHosts::ModeOf(story.net.server) == row.mode);
    }
}

BOOST_AUTO_TEST_CASE(checksums_leave_no_room)
{
    for (bool client : {false, true})
    {
        for (bool server : {false, true})
        {
            Story story;
            story.net.Stack(0)->SetAttribute("Checksum", BooleanValue(client));
            story.net.Stack(1)->SetAttribute("Checksum", BooleanValue(server));
            story.net.Transfer(OCTETS, OCTETS, 60);
            std::string what = std::to_string(client) + std::to_string(server);
            CheckDelivered(story.net, what);
            const char* mode = client || server ? "TCPCRYPT" : "STACKED";
            BOOST_TEST(TwoHosts::ModeOf(story.net.client) == mode, what);
            BOOST_TEST(TwoHosts::ModeOf(story.net.server) == mode, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(mptcps_fallbacks_do_not_exist)
{
    MpFail fail;
    fail.dsn = 1;
    Dss infinite;
    infinite.mapping.emplace();
    const std::map<Refusal, OptionBytes> OPTIONS{{Refusal::FAIL_OPTION, AreaOf(fail)},
                                                 {Refusal::INFINITE_MAPPING, AreaOf(infinite)}};
    for (const auto& [refusal, option] : OPTIONS)
    {
        for (std::size_t links : {1u, 2u})
        {
            std::string what = RefusalName(refusal) + ", links " + std::to_string(links);
            Story story(links == 1 ? std::vector<TwoHosts::Link>{FAST} : std::vector<TwoHosts::Link>{FAST, SLOW});
            story.net.client.sendFrom = story.net.server.sendFrom = 0.6;
            Simulator::Schedule(Seconds(0.5), [&story, option = option]() {
                TwoHosts::Ours(story.net.server)->SendControl(option);
            });
            story.net.Transfer(OCTETS, OCTETS, 60);
            CheckDelivered(story.net, what); // with one link it is opened anew
            BOOST_TEST(Story::Refused(story.net.client, refusal) == 1u, what);
            BOOST_TEST(!TwoHosts::Ours(story.net.client)->HasFallenBack(), what);
            BOOST_TEST(!TwoHosts::Ours(story.net.server)->HasFallenBack(), what);
            BOOST_TEST(TwoHosts::ModeOf(story.net.server) == "STACKED", what);
            BOOST_TEST(!ShowsPlaintext(story.log, story.net), what);
        }
    }
}

BOOST_AUTO_TEST_CASE(control_options_have_a_mac)
{
    Story story({FAST, SLOW});
    story.net.client.sendFrom = story.net.server.sendFrom = 3;
    Simulator::Schedule(Seconds(1), [&story]() {
        BOOST_TEST(TwoHosts::Ours(story.net.client)->SetSubflowBackup(2, true));
        BOOST_TEST(TwoHosts::Ours(story.net.server)->AnnounceAddress(TwoHosts::AddressOf(1, 1)));
    });
    Simulator::Schedule(Seconds(2), [&story]() {
        BOOST_TEST(TwoHosts::Ours(story.net.client)->WithdrawAddress(TwoHosts::AddressOf(1, 0)));
    });
    story.Succeeds("controls", 2);
    unsigned seen[3] = {0, 0, 0};
    for (const auto& segment : story.log.segments)
    {
        SegmentOptions options = segment.Options();
        bool control = options.prio || options.addAddrV0 || options.removeAddr;
        seen[0] += options.prio ? 1 : 0;
        seen[1] += options.addAddrV0 ? 1 : 0;
        seen[2] += options.removeAddr ? 1 : 0;
        BOOST_TEST((!control || segment.OptionOctets(KIND_MAC) == 22));
    }
    BOOST_TEST(seen[0] >= 1u);
    BOOST_TEST(seen[1] >= 1u);
    BOOST_TEST(seen[2] >= 1u);
}

BOOST_AUTO_TEST_CASE(fastclose_names_the_key_in_clear)
{
    Story story;
    Simulator::Schedule(Seconds(0.4), [&story]() { TwoHosts::Ours(story.net.client)->Abort(); });
    story.net.Transfer(20000000, 20000000, 60);
    BOOST_TEST(story.net.server.failed);
    BOOST_TEST(story.net.server.intact);
    auto sent = story.log.Select([](const auto& segment) { return segment.Options().fastclose.has_value(); });
    BOOST_REQUIRE(!sent.empty());
    auto answers = story.log.Select([](const auto& segment) {
        const auto mpc = segment.Options().handshake.mpCapable;
        return mpc && !segment.fromClient && IsSyn(segment);
    });
    BOOST_TEST(sent[0].Options().fastclose->receiverKey == *answers[0].Options().handshake.mpCapable->senderKey);
    BOOST_TEST(sent[0].OptionOctets(KIND_MAC) == 22u);
}

BOOST_AUTO_TEST_CASE(resets_without_a_mac_follow_tcpcrypts_policy)
{
    for (const std::string policy : {"accept", "probe", "require"})
    {
        Story story;
        story.Set("TcpcryptRstPolicy", StringValue(policy));
        story.net.client.sendFrom = story.net.server.sendFrom = 4;
        Simulator::Schedule(Seconds(2), [&story]() {
            auto sent = story.log.Select([](const auto& segment) {
                return segment.fromClient && segment.interface == 2;
            });
            const WireSegment& last = sent.back();
            WireSegment reset = Forge(last, TCP_RST | TCP_ACK, {}, {});
            SetNumbers(reset,
                       last.View().Sequence() + static_cast<uint32_t>(last.View().PayloadSize()),
                       last.View().Acknowledgment());
            Inject(story.net, 1, 1, reset);
        });
        story.Succeeds(policy, 2);
        bool obeyed = policy == "accept";
        BOOST_TEST(Story::Refused(story.net.server, Refusal::RESET_UNPROTECTED) == (obeyed ? 0u : 1u), policy);
        BOOST_TEST((Story::Reports(story.net.server)[1].bytesSent > 0) == !obeyed, policy);
    }
}

BOOST_AUTO_TEST_CASE(a_dead_path_loses_nothing)
{
    Story story;
    story.net.FailLink(0, 0.5);
    story.Succeeds("link 0 fails", 2, 1000000);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_octets)
{
    std::vector<std::vector<uint8_t>> runs[2];
    for (auto& run : runs)
    {
        Story story;
        story.net.Transfer(100000, 100000, 60);
        for (const auto& segment : story.log.segments)
        {
            run.push_back(segment.octets);
        }
    }
    BOOST_TEST((runs[0] == runs[1]));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unintegrated_hosts)

namespace
{

/// A host of some kind with a preference
struct Host
{
    const char* kind;
    const char* prefer;
};

/// What A and B come to
void
CheckPair(const Host& a, const Host& b, const char* mode)
{
    TwoHosts net(a.kind, b.kind, {FAST, SLOW});
    WireLog log(net);
    net.Stack(0)->SetAttribute("Prefer", StringValue(a.prefer));
    net.Stack(1)->SetAttribute("Prefer", StringValue(b.prefer));
    net.client.mayClose = net.server.mayClose = false;
    net.Transfer(20000, 20000, 60);
    BOOST_TEST_CONTEXT(a.kind << " (" << a.prefer << ") to " << b.kind << " (" << b.prefer << ")")
    {
        CheckDelivered(net, mode);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == mode);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == mode);
        bool clear = mode == std::string("TCP") || mode == std::string("MPTCP");
        BOOST_TEST(ShowsPlaintext(log, net) == clear);
    }
}

const char* const PREFERENCES[] = {"encryption", "multipath", "stacked"};
const char* const OF_PREFERENCE[] = {"TCPCRYPT", "MPTCP", "STACKED"};

} // namespace

BOOST_AUTO_TEST_CASE(with_hosts_that_have_one_of_the_two)
{
    // Version 1 of MPTCP is another protocol to a host of version 0.
    const std::pair<const char*, const char*> TABLE[] = {
        {"mptcp", "MPTCP"}, {"mptcp-v1", "TCP"}, {"tcpcrypt", "TCPCRYPT"}, {"legacy", "TCP"}};
    for (const auto& [kind, mode] : TABLE)
    {
        for (const char* prefer : PREFERENCES)
        {
            CheckPair({"mptcp-tcpcrypt", prefer}, {kind, "encryption"}, mode);
            CheckPair({kind, "encryption"}, {"mptcp-tcpcrypt", prefer}, mode);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_smptcp)
{
    for (const char* prefer : PREFERENCES)
    {
        // As responder SMPTCP decides, whatever the initiator prefers.
        CheckPair({"mptcp-tcpcrypt", prefer}, {"smptcp", "encryption"}, "TCPCRYPT");
        CheckPair({"mptcp-tcpcrypt", prefer}, {"smptcp", "multipath"}, "MPTCP");
        CheckPair({"mptcp-tcpcrypt", prefer}, {"smptcp", "stacked"}, "TCPCRYPT");
    }
    // As initiator it takes what it is answered, and decides where that is both.
    for (const char* own : {"encryption", "multipath"})
    {
        CheckPair({"smptcp", own}, {"mptcp-tcpcrypt", "encryption"}, "TCPCRYPT");
        CheckPair({"smptcp", own}, {"mptcp-tcpcrypt", "multipath"}, "MPTCP");
    }
    CheckPair({"smptcp", "encryption"}, {"mptcp-tcpcrypt", "stacked"}, "TCPCRYPT");
    CheckPair({"smptcp", "multipath"}, {"mptcp-tcpcrypt", "stacked"}, "MPTCP");
    CheckPair({"smptcp", "stacked"}, {"mptcp-tcpcrypt", "stacked"}, "TCPCRYPT");
}

BOOST_AUTO_TEST_CASE(among_themselves)
{
    for (std::size_t a = 0; a < 3; ++a)
    {
        for (std::size_t b = 0; b < 3; ++b)
        {
            // The responder's preference, and where it leaves the choice the initiator's
            std::size_t decides = b == 2 ? a : b;
            CheckPair({"mptcp-tcpcrypt", PREFERENCES[a]}, {"mptcp-tcpcrypt", PREFERENCES[b]}, OF_PREFERENCE[decides]);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
