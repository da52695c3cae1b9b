/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// tcpcrypt's handshake through sockets: role swap, resumption, application support, lost and repeated messages,
// fallbacks, and what an application is told when it does not work out.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(crypt_stories)

namespace
{

using Lose = std::function<bool(const WireSegment&)>;

bool
IsSyn(const WireSegment& s)
{
    return s.View().Has(TCP_SYN) && !s.View().Has(TCP_ACK);
}

bool
IsSynAck(const WireSegment& s)
{
    return s.View().Has(TCP_SYN | TCP_ACK);
}

/// \return the CRYPT option, or one that says nothing
CryptOption
Crypt(const WireSegment& s)
{
    return s.Options().handshake.crypt.value_or(CryptOption());
}

bool
IsInit1(const WireSegment& s)
{
    return Crypt(s).init1 || Crypt(s).init1Mp;
}

bool
IsInit2(const WireSegment& s)
{
    return Crypt(s).init2;
}

/// A bare third segment with PKCONF
bool
IsPkconfAck(const WireSegment& s)
{
    return Crypt(s).pkconf && !s.View().Has(TCP_SYN);
}

bool
HasMac(const WireSegment& s)
{
    return s.Has(KIND_MAC);
}

/// What \p host's stack and its sockets tell about failures and states, and what its last socket was told
struct Ear
{
    Ear(TwoHosts& net, uint32_t host)
    {
        net.Stack(host)->TraceConnectWithoutContext("Refused", MakeCallback(&Ear::OnRefused, this));
        auto& prepare = host == 0 ? net.prepareClient : net.prepareListener;
        auto before = prepare;
        prepare = [this, before](Ptr<Socket> socket) {
            if (before)
            {
                before(socket);
            }
            socket->TraceConnectWithoutContext("Refused", MakeCallback(&Ear::OnSocketRefused, this));
            socket->TraceConnectWithoutContext("Downgraded", MakeCallback(&Ear::OnDowngraded, this));
            socket->TraceConnectWithoutContext("CryptState", MakeCallback(&Ear::OnState, this));
        };
    }

    Ear(const Ear&) = delete;
    Ear& operator=(const Ear&) = delete;

    void OnRefused(Ptr<SmptcpSocket>, const std::string& why)
    {
        refused = why;
        ++refusals;
    }

    void OnSocketRefused(const std::string& why)
    {
        socketRefused = why;
    }

    void OnDowngraded(const std::string& why)
    {
        downgraded = why;
    }

    void OnState(const std::string& state)
    {
        states += (states.empty() ? "" : " ") + state;
    }

    std::string refused;       //!< Last cause the stack told
    unsigned refusals{0};      //!< How often
    std::string socketRefused; //!< Last cause a socket told
    std::string downgraded;    //!< Last cause of a lesser mode
    std::string states;        //!< States of tcpcrypt's handshake
};

/// Lose the first segment, either way, that \p lose says yes to. \return whether one has been lost
std::shared_ptr<bool>
LoseOnce(TwoHosts& net, const Lose& lose)
{
    auto lost = std::make_shared<bool>(false);
    auto once = [lost, lose](const WireSegment& segment) {
        bool now = !*lost && lose(segment);
        *lost = *lost || now;
        return now;
    };
    SegmentFilter::Put(net, 0, 0, once);
    SegmentFilter::Put(net, 0, 1, once);
    return lost;
}

void
Swap(TwoHosts& net)
{
    net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(true));
}

void
Cache(TwoHosts& net, uint32_t entries = 10)
{
    for (uint32_t host : {0u, 1u})
    {
        net.Stack(host)->SetAttribute("SessionCacheEntries", UintegerValue(entries));
    }
}

/// Both ends have the same keys in mode TCPCRYPT. \return the session id
std::vector<uint8_t>
CheckEncrypted(const TwoHosts& net, const std::string& what)
{
    CheckDelivered(net, what);
    for (const auto* end : {&net.client, &net.server})
    {
        BOOST_TEST(TwoHosts::ModeOf(*end) == "TCPCRYPT", what);
        BOOST_TEST((TwoHosts::Ours(*end)->GetCryptState() == TcpcryptState::ENCRYPTING), what);
        BOOST_TEST(TwoHosts::Ours(*end)->GetHandshakeCause() == "", what);
    }
    auto sid = TwoHosts::Ours(net.client)->GetSessionId();
    BOOST_TEST(sid.size() == 20u);
    BOOST_TEST((sid == TwoHosts::Ours(net.server)->GetSessionId()), what);
    return sid;
}

/// Until there are keys a segment is a SYN, an INIT message or PKCONF; then it has a MAC.
void
CheckNothingBare(const WireLog& log, const std::string& what)
{
    for (const auto& segment : log.segments)
    {
        bool known = segment.View().Has(TCP_SYN) || IsInit1(segment) || IsInit2(segment) || IsPkconfAck(segment) ||
                     HasMac(segment);
        BOOST_TEST(known, what << " at " << segment.time);
    }
}

/// A box before the server that takes CRYPT away from segments that are no SYN
void
StripThird(TwoHosts& net, const Lose& wanted)
{
    SegmentFilter::PutBox(net, 0, 1, [wanted](WireSegment& segment) {
        if (!segment.View().Has(TCP_SYN) && wanted(segment))
        {
            segment.StripOptions([](const OptionView& option) { return option.kind == KIND_CRYPT; });
        }
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(roles_are_swapped)
{
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        TwoHosts net(kind, "tcpcrypt", {FAST});
        Swap(net);
        WireLog log(net);
        Ear client(net, 0);
        Ear server(net, 1);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(50000, 50000, 60);
        CheckEncrypted(net, kind);
        CheckNothingBare(log, kind);
        BOOST_REQUIRE(log.segments.size() > 5);
        BOOST_TEST(Crypt(log.segments[1]).hello);
        BOOST_TEST(!Crypt(log.segments[1]).pkconf.has_value());
        BOOST_TEST(IsPkconfAck(log.segments[2]));
        BOOST_TEST(log.segments[2].View().PayloadSize() == 0u);
        BOOST_TEST(IsInit1(log.segments[3]));
        BOOST_TEST(!log.segments[3].fromClient);
        BOOST_TEST(IsInit2(log.segments[4]));
        BOOST_TEST(log.segments[4].fromClient);
        BOOST_TEST((TwoHosts::Ours(net.server)->GetSession()->role == TcpcryptRole::C));
        BOOST_TEST((TwoHosts::Ours(net.client)->GetSession()->role == TcpcryptRole::S));
        BOOST_TEST(client.states == "HELLO_SENT HELLO_RCVD PKCONF_SENT INIT1_RCVD INIT2_SENT ENCRYPTING");
        BOOST_TEST(server.states == "HELLO_RCVD HELLO_SENT PKCONF_RCVD INIT1_SENT ENCRYPTING");
        BOOST_TEST(log.Count(IsInit1) == 1u);
        BOOST_TEST(log.Count(IsInit2) == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_swap_survives_the_loss_of_any_of_its_segments)
{
    const std::map<std::string, Lose> LOSSES{
        {"SYN", IsSyn},
        {"SYN/ACK", IsSynAck},
        {"third", IsPkconfAck},
        {"INIT1", IsInit1},
        {"INIT2", IsInit2},
        {"first MAC of B", [](const WireSegment& s) { return HasMac(s) && s.ip.GetSource() == "10.1.1.2"; }},
        {"first MAC of A", [](const WireSegment& s) { return HasMac(s) && s.ip.GetSource() == "10.1.1.1"; }},
    };
    for (const auto& [name, lose] : LOSSES)
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
        Swap(net);
        WireLog log(net);
        auto lost = LoseOnce(net, lose);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(20000, 20000, 60);
        CheckEncrypted(net, "without " + name);
        CheckNothingBare(log, "without " + name);
        BOOST_TEST(*lost, name);
    }
}

BOOST_AUTO_TEST_CASE(a_swap_whose_third_segment_is_stripped)
{
    // B takes the bare ACK for a peer without tcpcrypt. If it speaks, A follows; if it does not, A cannot know.
    for (bool speaks : {true, false})
    {
        for (const std::string require : {"none", "encryption"})
        {
            TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
            Swap(net);
            net.Stack(0)->SetAttribute("Require", StringValue(require));
            StripThird(net, [](const WireSegment&) { return true; });
            Ear client(net, 0);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(10000, speaks ? 10000 : 0, 60);
            if (speaks && require == "none")
            {
                CheckDelivered(net, "TCP");
                BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP");
                BOOST_TEST(client.downgraded == "the peer did not answer PKCONF by INIT1");
                continue;
            }
            BOOST_TEST(net.client.failed);
            BOOST_TEST(!net.client.connected);
            BOOST_TEST(net.client.received == 0u);
            BOOST_TEST(net.server.received == 0u);
            const std::string cause = TwoHosts::Ours(net.client)->GetHandshakeCause();
            BOOST_TEST(cause == (speaks ? "the peer did not answer PKCONF by INIT1, where Require demands encryption"
                                        : "no answer within CryptHandshakeTimeout after PKCONF: the peer refused it, or "
                                          "INIT1 was lost"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_session_is_resumed_again_and_again)
{
    for (bool swap : {false, true})
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
        Cache(net);
        net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(swap));
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(20000, 20000, 30);
        std::vector<std::vector<uint8_t>> sids{CheckEncrypted(net, "first")};
        TcpcryptRole role = TwoHosts::Ours(net.client)->GetSession()->role;
        for (unsigned again = 1; again <= 3; ++again)
        {
            log.segments.clear();
            net.Again(20000, 20000, 30);
            sids.push_back(CheckEncrypted(net, "resumed"));
            CheckNothingBare(log, "resumed");
            BOOST_REQUIRE(log.segments.size() > 3);
            BOOST_TEST(Crypt(log.segments[0]).nextk1.has_value());
            BOOST_TEST(Crypt(log.segments[1]).nextk2);
            BOOST_TEST(HasMac(log.segments[2]));
            BOOST_TEST(log.segments[2].View().PayloadSize() == 0u);
            BOOST_TEST(log.Count(IsInit1) + log.Count(IsInit2) == 0u);
            const auto name = *Crypt(log.segments[0]).nextk1;
            BOOST_TEST((std::equal(name.begin(), name.end(), sids.back().begin())));
            BOOST_TEST(TwoHosts::Ours(net.client)->GetSession()->resumed);
            BOOST_TEST((TwoHosts::Ours(net.client)->GetSession()->role == role), "roles of the original connection");
        }
        std::sort(sids.begin(), sids.end());
        BOOST_TEST((std::unique(sids.begin(), sids.end()) == sids.end()), "a session id of its own for each");
        BOOST_TEST(net.Stack(0)->GetSessionCache().Size() == 1u);
        BOOST_TEST(net.Stack(1)->GetSessionCache().Available() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_session_is_resumed_over_ipv6)
{
    TwoHosts net("tcpcrypt", "tcpcrypt", {{"10Mbps", "10ms", 0, 1500, false, true}});
    Cache(net);
    net.connectIpv6 = true;
    net.client.mayClose = net.server.mayClose = false;
    net.Transfer(1000, 1000, 30);
    CheckEncrypted(net, "IPv6");
    net.Again(1000, 1000, 30);
    CheckEncrypted(net, "IPv6 again");
    BOOST_TEST(TwoHosts::Ours(net.client)->GetSession()->resumed);
}

BOOST_AUTO_TEST_CASE(form_b_swaps_resumes_and_tells_application_support_as_well)
{
    for (bool swap : {false, true})
    {
        for (bool appA : {false, true})
        {
            TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
            Cache(net);
            for (uint32_t host : {0u, 1u})
            {
                net.Stack(host)->SetAttribute("TcpcryptForm", StringValue("B"));
            }
            net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(swap));
            bool app = appA;
            net.prepareClient = [&app](Ptr<Socket> s) { s->SetAttribute("AppSupport", BooleanValue(app)); };
            net.client.mayClose = net.server.mayClose = false;
            for (unsigned connection = 0; connection < 3; ++connection)
            {
                if (connection == 0)
                {
                    net.Transfer(20000, 20000, 30);
                }
                else
                {
                    app = !app; // it enters the keys of form B, of each connection anew
                    net.Again(20000, 20000, 30);
                }
                CheckDelivered(net, "form B");
                BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCPCRYPT");
                BOOST_TEST(TwoHosts::Ours(net.server)->GetRemoteAppSupport() == app);
                BOOST_TEST(TwoHosts::Ours(net.server)->GetSession()->resumed == (connection > 0));
                BOOST_TEST((TwoHosts::Ours(net.server)->GetSession()->role == TcpcryptRole::C) == swap);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_one_end_has_forgotten_is_exchanged_anew)
{
    for (uint32_t forgetful : {0u, 1u})
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
        Cache(net);
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(1000, 1000, 30);
        net.Stack(forgetful)->GetSessionCache().Flush();
        log.segments.clear();
        net.Again(1000, 1000, 30);
        CheckEncrypted(net, "forgotten");
        BOOST_TEST(Crypt(log.segments[0]).nextk1.has_value() == (forgetful == 1));
        BOOST_TEST(Crypt(log.segments[1]).pkconf.has_value());
        BOOST_TEST(log.Count(IsInit1) == 1u);
        log.segments.clear();
        net.Again(1000, 1000, 30);
        CheckEncrypted(net, "and resumed");
        BOOST_TEST(Crypt(log.segments[1]).nextk2);
    }
    TwoHosts net("tcpcrypt", "tcpcrypt", {FAST}); // off by default
    WireLog log(net);
    net.Transfer(1000, 0, 30);
    net.Again(1000, 0, 30);
    CheckEncrypted(net, "off");
    BOOST_TEST(log.Count(IsInit1) == 2u);
}

BOOST_AUTO_TEST_CASE(a_resumption_survives_the_loss_of_any_of_its_segments)
{
    const std::map<std::string, Lose> LOSSES{
        {"SYN", IsSyn},
        {"SYN/ACK", IsSynAck},
        {"third", [](const WireSegment& s) { return HasMac(s) && s.ip.GetSource() == "10.1.1.1"; }},
        {"first of B", [](const WireSegment& s) { return HasMac(s) && s.ip.GetSource() == "10.1.1.2"; }},
    };
    for (const auto& [name, lose] : LOSSES)
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
        Cache(net);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(1000, 1000, 30);
        auto lost = LoseOnce(net, lose);
        net.Again(20000, 20000, 60);
        CheckEncrypted(net, "without " + name);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSession()->resumed);
        BOOST_TEST(*lost, name);
        net.Again(1000, 1000, 30);
        CheckEncrypted(net, "after the one without " + name);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSession()->resumed);
    }
}

BOOST_AUTO_TEST_CASE(a_resumption_takes_no_longer_than_tcp)
{
    auto firstOctets = [](const std::string& kind, bool again) {
        TwoHosts net(kind, kind, {{"1Gbps", "50ms"}});
        if (again)
        {
            Cache(net);
        }
        net.Transfer(100, 0, 10);
        double begun = again ? Simulator::Now().GetSeconds() : 0.1;
        if (again)
        {
            net.Again(100, 0, 10);
        }
        BOOST_TEST(net.server.received == 100u);
        return net.server.lastDelivery - begun;
    };
    double tcp = firstOctets("legacy", false);
    BOOST_TEST(tcp > 0.15);
    BOOST_TEST(tcp < 0.151);
    BOOST_TEST(std::abs(firstOctets("tcpcrypt", true) - tcp) < 0.0005);
    BOOST_TEST(firstOctets("tcpcrypt", false) > tcp + 0.099);
}

BOOST_AUTO_TEST_CASE(a_resumption_whose_options_are_stripped)
{
    // A goes on in clear, and B cannot tell this from one whose MACs alone are taken away: no octet may be delivered.
    TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
    Cache(net);
    Ear server(net, 1);
    Ear client(net, 0);
    net.client.mayClose = net.server.mayClose = false;
    net.Transfer(1000, 1000, 30);
    SegmentFilter::PutBox(net, 0, 0, [](WireSegment& segment) {
        if (Crypt(segment).nextk2)
        {
            segment.StripOptions([](const OptionView& option) { return option.kind == KIND_CRYPT; });
        }
    });
    net.Again(1000, 0, 30);
    BOOST_TEST(server.refused == "third segment without MAC after NEXTK2");
    BOOST_TEST(net.server.received == 0u);
    BOOST_TEST(net.client.failed);
    BOOST_TEST(net.Stack(0)->GetSessionCache().Size() == 0u, "A does not propose it again");
    net.Again(1000, 1000, 30);
    CheckEncrypted(net, "the next one exchanges keys");
    BOOST_TEST(!TwoHosts::Ours(net.client)->GetSession()->resumed);
}

namespace
{

/// Deliver each segment \p wanted says yes to once more, \p later seconds behind itself
void
Repeat(TwoHosts& net, double later, const Lose& wanted)
{
    for (uint32_t host : {0u, 1u})
    {
        SegmentFilter::Put(net, 0, host, [&net, host, later, wanted](const WireSegment& segment) {
            if (wanted(segment))
            {
                Simulator::Schedule(Seconds(later), [&net, host, segment]() { Inject(net, 0, host, segment); });
            }
            return false;
        });
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_handshake_segment_comes_twice)
{
    // At once, in the middle of the exchange, and when it is long over
    for (double later : {0.0001, 0.015, 0.5})
    {
        for (const std::string kind : {"smptcp", "tcpcrypt"})
        {
            for (bool swap : {false, true})
            {
                TwoHosts net(kind, kind == "smptcp" && swap ? "tcpcrypt" : kind, {FAST});
                Cache(net);
                net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(swap));
                Repeat(net, later, [](const WireSegment& s) {
                    return s.View().Has(TCP_SYN) || s.Has(KIND_CRYPT) || (HasMac(s) && s.View().PayloadSize() == 0);
                });
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(30000, 30000, 60);
                const std::string what = kind + (swap ? ", swapped" : "") + ", repeated after " + std::to_string(later);
                CheckDelivered(net, what);
                const std::string mode = kind == "smptcp" && !swap ? "SMPTCP" : "TCPCRYPT";
                BOOST_TEST(TwoHosts::ModeOf(net.client) == mode, what);
                BOOST_TEST(TwoHosts::ModeOf(net.server) == mode, what);
                if (kind == "tcpcrypt")
                {
                    net.Again(30000, 30000, 60);
                    CheckEncrypted(net, what + ", resumed");
                    BOOST_TEST(TwoHosts::Ours(net.client)->GetSession()->resumed, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_path_that_loses_syn_acks_with_options)
{
    // B's third SYN/ACK has none, and both go on in clear; with Require above none it always has them (smptcp.md 3.7).
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        for (const std::string require : {"none", "evidence"})
        {
            TwoHosts net(kind, kind, {FAST});
            net.Stack(0)->SetAttribute("Require", StringValue(require));
            net.Stack(1)->SetAttribute("Require", StringValue(require));
            Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(4));
            WireLog log(net);
            SegmentFilter::Put(net, 0, 0, [](const WireSegment& s) {
                return IsSynAck(s) && (s.Has(KIND_CRYPT) || s.Has(KIND_MPTCP));
            });
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(10000, 10000, 120);
            if (require == "none")
            {
                CheckDelivered(net, kind);
                BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP");
                BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP");
                continue;
            }
            BOOST_TEST(net.client.failed);
            BOOST_TEST(net.server.received == 0u);
            BOOST_TEST(log.Count(IsSynAck) > 3u);
            BOOST_TEST(log.Count([](const auto& s) { return IsSynAck(s) && !s.Has(KIND_CRYPT); }) == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_repeated_pkconf_of_exchanged_roles_is_no_mac_failure)
{
    TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
    Swap(net);
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    Simulator::Schedule(Seconds(1), [&]() {
        auto third = log.Select([](const auto& s) { return s.fromClient && !s.View().Has(TCP_SYN); });
        BOOST_TEST_REQUIRE(Crypt(third.front()).pkconf.has_value());
        Inject(net, 0, 1, third.front());
        WireSegment bare = third.front();
        bare.StripOptions([](const OptionView& option) { return option.kind == KIND_CRYPT; });
        Inject(net, 0, 1, bare);
    });
    net.client.sendFrom = net.server.sendFrom = 2;
    net.Transfer(20000, 20000, 30);
    CheckEncrypted(net, "repeated PKCONF");
    BOOST_TEST(TwoHosts::Ours(net.server)->GetRefusals().Get(Refusal::MAC_MISSING) == 1u, "the one without PKCONF");
}

BOOST_AUTO_TEST_CASE(the_key_log_tells_roles_and_resumption)
{
    for (bool swap : {false, true})
    {
        const auto file = std::filesystem::temp_directory_path() / ("smptcp-key-log-" + std::to_string(getpid()));
        std::map<std::string, unsigned> lines;
        {
            TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
            Cache(net);
            net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(swap));
            SmptcpKeyLog keys(file.string());
            keys.Attach(net.nodes);
            net.Transfer(1000, 0, 20);
            net.Again(1000, 0, 20);
            std::ifstream text(file);
            std::string line;
            while (std::getline(text, line))
            {
                std::istringstream fields(line);
                std::string label;
                std::string time;
                std::string ends;
                std::string role;
                std::string rest;
                fields >> label >> time >> ends >> ends >> role;
                std::getline(fields, rest);
                std::size_t at = rest.find(" initiator=");
                ++lines[label == "CRYPT_PROFILE" && at != std::string::npos ? role + rest.substr(at) : label];
            }
        }
        std::filesystem::remove(file);
        const std::string initiator = swap ? "S" : "C";
        BOOST_TEST(lines["CRYPT_SS"] == 4u);
        BOOST_TEST(lines["CRYPT_NS"] == 4u);
        for (const std::string role : {"C", "S"})
        {
            BOOST_TEST(lines[role + " initiator=" + initiator + " resumed=0"] == 1u, role);
            BOOST_TEST(lines[role + " initiator=" + initiator + " resumed=1"] == 1u, role);
        }
    }
}

BOOST_AUTO_TEST_CASE(application_support_is_readable_at_both_ends)
{
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        for (bool appA : {false, true})
        {
            for (bool appB : {false, true})
            {
                TwoHosts net(kind, kind, {FAST});
                net.prepareClient = [appA](Ptr<Socket> s) { s->SetAttribute("AppSupport", BooleanValue(appA)); };
                net.prepareListener = [appB](Ptr<Socket> s) { s->SetAttribute("AppSupport", BooleanValue(appB)); };
                net.Transfer(1000, 0, 20);
                CheckDelivered(net, kind);
                BOOST_TEST(TwoHosts::Ours(net.client)->GetLocalAppSupport() == appA);
                BOOST_TEST(TwoHosts::Ours(net.client)->GetRemoteAppSupport() == appB);
                BOOST_TEST(TwoHosts::Ours(net.server)->GetLocalAppSupport() == appB);
                BOOST_TEST(TwoHosts::Ours(net.server)->GetRemoteAppSupport() == appA);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(states_of_an_exchange_are_told)
{
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        TwoHosts net(kind, kind, {FAST});
        Ear client(net, 0);
        Ear server(net, 1);
        net.Transfer(1000, 0, 20);
        CheckDelivered(net, kind);
        BOOST_TEST(client.states == "HELLO_SENT PKCONF_RCVD INIT1_SENT ENCRYPTING");
        BOOST_TEST(server.states == "HELLO_RCVD PKCONF_SENT INIT1_RCVD INIT2_SENT ENCRYPTING");
    }
    TwoHosts net("smptcp", "legacy", {FAST});
    Ear client(net, 0);
    net.Transfer(1000, 0, 20);
    BOOST_TEST(client.states == "HELLO_SENT DISABLED");
    BOOST_TEST((TwoHosts::Ours(net.client)->GetCryptState() == TcpcryptState::DISABLED));
    BOOST_TEST(TwoHosts::Ours(net.client)->GetSessionId().empty());
}

BOOST_AUTO_TEST_CASE(the_literal_reading_sends_plain_init1)
{
    for (bool literal : {false, true})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        for (uint32_t host : {0u, 1u})
        {
            net.Stack(host)->SetAttribute("SeedLiteral", BooleanValue(literal));
        }
        WireLog log(net);
        net.Transfer(20000, 20000, 30);
        CheckDelivered(net, "literal");
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "SMPTCP");
        BOOST_TEST(TwoHosts::ModeOf(net.server) == "SMPTCP");
        auto init1 = log.Select(IsInit1);
        BOOST_REQUIRE(!init1.empty());
        BOOST_TEST(Crypt(init1[0]).init1 == literal);
        BOOST_TEST(Crypt(init1[0]).init1Mp == !literal);
    }
}

BOOST_AUTO_TEST_CASE(a_stripped_third_segment_has_a_name_at_both_ends)
{
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        TwoHosts net(kind, kind, {FAST});
        StripThird(net, IsInit1);
        Ear client(net, 0);
        Ear server(net, 1);
        net.Transfer(1000, 0, 30);
        BOOST_TEST(net.client.failed);
        BOOST_TEST(!net.client.connected);
        BOOST_TEST(net.client.endedAt < 1);
        BOOST_TEST(net.server.received == 0u);
        const std::string cause =
            "RST after INIT1: the peer refused it, or its CRYPT option has been stripped on the path";
        BOOST_TEST(TwoHosts::Ours(net.client)->GetHandshakeCause() == cause, kind);
        BOOST_TEST(client.socketRefused == cause);
        BOOST_TEST(client.refused == cause);
        BOOST_TEST(client.refusals == 1u);
        BOOST_TEST(server.refused == "third segment with INIT1 that was not asked for, or without its option: CRYPT has "
                                     "been stripped");
        BOOST_TEST(server.socketRefused == server.refused);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_init2_after_init1_ends_the_attempt)
{
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        {
            TwoHosts net(kind, kind, {FAST});
            SegmentFilter::PutBox(net, 0, 0, [](WireSegment& segment) {
                if (IsInit2(segment))
                {
                    segment.StripOptions([](const OptionView& option) { return option.kind == KIND_CRYPT; });
                }
            });
            net.Transfer(1000, 1000, 30);
            BOOST_TEST(net.client.failed);
            BOOST_TEST(net.client.received == 0u);
            BOOST_TEST(TwoHosts::Ours(net.client)->GetHandshakeCause() ==
                       "the peer sent something else than INIT2: going back would corrupt the stream");
        }
        TwoHosts other(kind, kind, {FAST});
        SegmentFilter::PutBox(other, 0, 0, [](WireSegment& segment) {
            if (IsInit2(segment))
            {
                segment.FlipPayload(100);
            }
        });
        other.Transfer(1000, 1000, 30);
        BOOST_TEST(other.client.failed);
        BOOST_TEST(TwoHosts::Ours(other.client)->GetHandshakeCause() == "INIT2 is malformed or not for our key");
    }
}

BOOST_AUTO_TEST_CASE(an_attempt_without_answer_has_a_name)
{
    {
        TwoHosts silent("smptcp", "smptcp", {FAST});
        SegmentFilter::Put(silent, 0, 0, IsInit2);
        silent.Transfer(1000, 0, 60);
        BOOST_TEST(silent.client.failed);
        BOOST_TEST(TwoHosts::Ours(silent.client)->GetHandshakeCause() ==
                   "no answer within CryptHandshakeTimeout after INIT1: the peer refused it, or its CRYPT option has been "
                   "stripped on the path");
    }
    TwoHosts deaf("smptcp", "smptcp", {FAST});
    Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(2));
    SegmentFilter::Put(deaf, 0, 1, [](const WireSegment&) { return true; });
    deaf.Transfer(1000, 0, 60);
    BOOST_TEST(deaf.client.failed);
    BOOST_TEST(TwoHosts::Ours(deaf.client)->GetHandshakeCause() == "no answer to the SYN");
}

BOOST_AUTO_TEST_CASE(a_syn_refused_by_a_listener_is_counted_and_told)
{
    {
        TwoHosts net("mptcp", "smptcp", {FAST});
        net.Stack(1)->SetAttribute("Require", StringValue("encryption"));
        Ear client(net, 0);
        Ear server(net, 1);
        net.Transfer(1000, 0, 30);
        BOOST_TEST(net.client.failed);
        BOOST_TEST(net.Stack(1)->GetRefusedSyns() == 1u);
        BOOST_TEST(server.refused == "the SYN offers less than Require demands");
        BOOST_TEST(server.socketRefused == server.refused);
        BOOST_TEST(TwoHosts::Ours(net.client)->GetHandshakeCause() == "connection refused: RST in answer to the SYN");
        BOOST_TEST(client.socketRefused == TwoHosts::Ours(net.client)->GetHandshakeCause());
    }
    TwoHosts content("smptcp", "smptcp", {FAST});
    content.Stack(1)->SetAttribute("Require", StringValue("encryption"));
    content.Transfer(1000, 0, 30);
    CheckDelivered(content, "smptcp");
    BOOST_TEST(content.Stack(1)->GetRefusedSyns() == 0u);
}

BOOST_AUTO_TEST_CASE(hosts_with_other_key_sizes_take_the_common_one)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    net.Stack(0)->SetAttribute("KeyBits", UintegerValue(1024));
    WireLog log(net);
    net.Transfer(1000, 0, 20);
    CheckDelivered(net, "3072 bits");
    BOOST_TEST(TwoHosts::ModeOf(net.client) == "SMPTCP");
    auto init1 = log.Select(IsInit1);
    BOOST_REQUIRE(!init1.empty());
    BOOST_TEST(init1[0].View().PayloadSize() == 8u + 12 + 16 + 4 + 384);
}

BOOST_AUTO_TEST_CASE(why_it_is_only_mptcp_is_told)
{
    struct Row
    {
        const char* cause;
        uint32_t segmentSize;
        std::vector<uint8_t> pkconf; //!< Written over the one of the SYN/ACK
    };

    for (const Row& row : {Row{"INIT1 of 296 octets does not fit a segment of 200", 200, {}},
                           Row{"no public-key algorithm in common with the peer's PKCONF", 1000, {1, 4, 4, 1, 6, 6}}})
    {
        for (const std::string require : {"none", "encryption"})
        {
            TwoHosts net("smptcp", "smptcp", {FAST});
            Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(row.segmentSize));
            net.Stack(0)->SetAttribute("Require", StringValue(require));
            SegmentFilter::PutBox(net, 0, 0, [&row](WireSegment& segment) {
                if (Crypt(segment).pkconf && !row.pkconf.empty())
                {
                    const uint8_t head[] = {0x45, 0x0a, 0x41, 0x08};
                    auto at = std::search(segment.octets.begin(), segment.octets.end(), head, head + sizeof(head));
                    std::copy(row.pkconf.begin(), row.pkconf.end(), at + sizeof(head));
                }
            });
            Ear client(net, 0);
            net.Transfer(5000, 0, 30);
            if (require == "none")
            {
                CheckDelivered(net, row.cause);
                BOOST_TEST(TwoHosts::ModeOf(net.client) == "MPTCP");
                BOOST_TEST(client.downgraded == row.cause);
            }
            else
            {
                BOOST_TEST(net.client.failed);
                BOOST_TEST(client.refused == row.cause);
            }
            BOOST_TEST(TwoHosts::Ours(net.client)->GetHandshakeCause() == row.cause);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_broken_destination_is_remembered_if_wanted)
{
    struct Row
    {
        bool cache;
        const char* require;
        double pause;     //!< Seconds between the attempts
        bool second;      //!< The second attempt succeeds
    };

    for (const Row& row : {Row{true, "none", 10, true},
                           Row{true, "none", 120, false}, // forgotten
                           Row{true, "evidence", 10, false},
                           Row{false, "none", 10, false}})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        net.Stack(0)->SetAttribute("FallbackCache", BooleanValue(row.cache));
        net.Stack(0)->SetAttribute("FallbackCacheLifetime", TimeValue(Seconds(60)));
        net.Stack(0)->SetAttribute("Require", StringValue(row.require));
        StripThird(net, IsInit1);
        WireLog log(net);
        net.Transfer(1000, 0, row.pause);
        BOOST_TEST(net.client.failed);
        log.segments.clear();
        net.Again(1000, 0, 30);
        auto syns = log.Select(IsSyn);
        BOOST_REQUIRE(!syns.empty());
        BOOST_TEST(syns[0].Has(KIND_CRYPT) == !row.second);
        BOOST_TEST(syns[0].Has(KIND_MPTCP) == !row.second);
        BOOST_TEST(net.client.failed == !row.second);
        if (row.second)
        {
            CheckDelivered(net, "remembered");
            BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP");
        }
    }
}

BOOST_AUTO_TEST_CASE(an_init1_that_comes_behind_a_strangers_ack_is_not_delivered)
{
    // Somebody who saw the SYN/ACK acknowledges it before A does: B goes on as TCP, and A's INIT1 is no data.
    for (const std::string kind : {"tcpcrypt", "smptcp"})
    {
        TwoHosts net(kind, kind, {FAST});
        Ear server(net, 1);
        WireLog log(net);
        Simulator::Schedule(Seconds(0.125), [&net, &log]() {
            WireSegment syn = log.Select(IsSyn).front();
            WireSegment synAck = log.Select(IsSynAck).front();
            WireSegment ack = Forge(syn, TCP_ACK, {});
            SetNumbers(ack, syn.View().Sequence() + 1, synAck.View().Sequence() + 1);
            Inject(net, 0, 1, ack);
        });
        net.Transfer(1000, 0, 30);
        BOOST_TEST(server.refused.empty());
        BOOST_TEST(server.socketRefused == "the peer goes on with tcpcrypt after a third segment without it");
        BOOST_TEST(net.server.received == 0u);
        BOOST_TEST(net.client.failed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
