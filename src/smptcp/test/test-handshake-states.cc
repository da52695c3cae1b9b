/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The machine of tcpcrypt.md section 3: every state at each end, and what every event makes of it. Then the paths
// through it that the tables of the specification name: role swap, resumption, application support, fallbacks.

#include "handshake-script.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(handshake_states)

namespace
{

const Capabilities SMPTCP{true, true, true};
const Capabilities TCPCRYPT{false, true, false};

const char* const HELLO = "450301";
const char* const PKCONF = "450a4108020101020606"; // RSA of 512 and 3072 bits
const char* const NEXTK2 = "450304";
const char* const INIT1 = "450306";

HandshakePolicy
Policy(const Capabilities& can, Require require = Require::NONE)
{
    HandshakePolicy policy;
    policy.capabilities = can;
    policy.require = require;
    return policy;
}

HandshakePolicy
Swapping(Require require = Require::NONE)
{
    HandshakePolicy policy = Policy(TCPCRYPT, require);
    policy.roleSwap = true;
    return policy;
}

TcpcryptSession
CachedSession(TcpcryptRole role)
{
    TcpcryptSession session;
    session.role = role;
    session.ss.assign(20, 0x5a);
    session.keys = DeriveKeys(session.ss);
    return NextSession(session);
}

/// Options of a SYN that proposes the cached session
std::string
Nextk1()
{
    OptionBytes out;
    AppendNextk1(out, NameOf(CachedSession(TcpcryptRole::C)));
    return ToHex(out);
}

/// A good INIT1 for PKCONF above
Octets
GoodInit1()
{
    SeededRandom random(3);
    TcpcryptKeyExchange exchange;
    return *exchange.MakeInit1(DefaultPkconf(512), DefaultPkconf(512), SmallKeyPair(512), random);
}

/// A good answer to \p init1, or to some INIT1
Octets
GoodInit2(const Octets& init1)
{
    SeededRandom random(4);
    TcpcryptKeyExchange exchange;
    const Octets any = GoodInit1();
    const Octets& asked = init1.empty() ? any : init1;
    auto init2 = exchange.OnInit1(DefaultPkconf(512), asked.data(), asked.size(), random);
    return init2 ? *init2 : Octets(8);
}

/// B that knows the cached session
void
KnowSession(HandshakeEnd& end)
{
    end.settings.findSession = [](const SessionName& name) {
        TcpcryptSession session = CachedSession(TcpcryptRole::S);
        return name == NameOf(session) ? std::optional<TcpcryptSession>(session) : std::nullopt;
    };
    end.Begin();
}

std::unique_ptr<HandshakeEnd>
MakeA(const std::function<void(HandshakeEnd&)>& lead)
{
    auto end = std::make_unique<HandshakeEnd>(Policy(TCPCRYPT), true);
    lead(*end);
    return end;
}

std::unique_ptr<HandshakeEnd>
MakeB(const std::function<void(HandshakeEnd&)>& lead, bool swap = false)
{
    auto end = std::make_unique<HandshakeEnd>(swap ? Swapping() : Policy(TCPCRYPT), false);
    KnowSession(*end);
    lead(*end);
    return end;
}

/// A or B in a state. \param name A or B and the state
std::unique_ptr<HandshakeEnd>
EndIn(const std::string& name)
{
    static const std::map<std::string, std::function<std::unique_ptr<HandshakeEnd>()>> MAKERS{
        {"A CLOSED", [] { return MakeA([](HandshakeEnd&) {}); }},
        {"A HELLO_SENT", [] { return MakeA([](HandshakeEnd& e) { e.Syn(); }); }},
        {"A NEXTK1_SENT",
         [] {
             return MakeA([](HandshakeEnd& e) {
                 e.settings.resume = CachedSession(TcpcryptRole::C);
                 e.Begin();
                 e.Syn();
             });
         }},
        {"A PKCONF_SENT", [] { return MakeA([](HandshakeEnd& e) { e.Syn(), e.OnSynAck(HELLO); }); }},
        {"A INIT1_SENT", [] { return MakeA([](HandshakeEnd& e) { e.Syn(), e.OnSynAck(PKCONF); }); }},
        {"A INIT2_SENT",
         [] {
             return MakeA([](HandshakeEnd& e) {
                 e.Syn(), e.OnSynAck(HELLO);
                 const Octets init1 = GoodInit1();
                 e.handshake->OnInit1(init1.data(), init1.size());
             });
         }},
        {"A ENCRYPTING",
         [] {
             return MakeA([](HandshakeEnd& e) {
                 e.Syn(), e.OnSynAck(PKCONF);
                 const Octets init2 = GoodInit2(e.handshake->Message());
                 e.handshake->OnInit2(init2.data(), init2.size());
             });
         }},
        {"A DISABLED", [] { return MakeA([](HandshakeEnd& e) { e.Syn(), e.OnSynAck(""); }); }},
        {"B CLOSED", [] { return MakeB([](HandshakeEnd&) {}); }},
        {"B HELLO_RCVD", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO); }); }},
        {"B NEXTK1_RCVD", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(Nextk1()); }); }},
        {"B PKCONF_SENT", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO), e.SynAck(); }); }},
        {"B HELLO_SENT", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO), e.SynAck(); }, true); }},
        {"B NEXTK2_SENT", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(Nextk1()), e.SynAck(); }); }},
        {"B INIT1_SENT",
         [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO), e.SynAck(), e.OnThird(PKCONF); }, true); }},
        {"B INIT2_SENT",
         [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO), e.SynAck(), e.OnThird(INIT1, GoodInit1()); }); }},
        {"B ENCRYPTING",
         [] {
             return MakeB([](HandshakeEnd& e) {
                 e.OnSyn(HELLO), e.SynAck(), e.OnThird(INIT1, GoodInit1());
                 e.handshake->OnConfirmed();
             });
         }},
        {"B DISABLED", [] { return MakeB([](HandshakeEnd& e) { e.OnSyn(HELLO), e.SynAck(), e.OnThird(""); }); }},
    };
    return MAKERS.at(name)();
}

/// What may happen, in the order of the columns below. \return false when it is refused
using Event = std::function<bool(HandshakeEnd&)>;

const std::vector<std::pair<const char*, Event>>&
Events()
{
    static const std::vector<std::pair<const char*, Event>> EVENTS{
        {"SYN HELLO", [](HandshakeEnd& e) { return e.OnSyn(HELLO); }},
        {"SYN NEXTK1", [](HandshakeEnd& e) { return e.OnSyn(Nextk1()); }},
        {"SYN bare", [](HandshakeEnd& e) { return e.OnSyn(""); }},
        {"SYN/ACK PKCONF", [](HandshakeEnd& e) { return e.OnSynAck(PKCONF); }},
        {"SYN/ACK HELLO", [](HandshakeEnd& e) { return e.OnSynAck(HELLO); }},
        {"SYN/ACK NEXTK2", [](HandshakeEnd& e) { return e.OnSynAck(NEXTK2); }},
        {"SYN/ACK bare", [](HandshakeEnd& e) { return e.OnSynAck(""); }},
        {"third bare", [](HandshakeEnd& e) { return e.OnThird(""); }},
        {"third PKCONF", [](HandshakeEnd& e) { return e.OnThird(PKCONF); }},
        {"third INIT1", [](HandshakeEnd& e) { return e.OnThird(INIT1, GoodInit1()); }},
        {"third INIT1, malformed", [](HandshakeEnd& e) { return e.OnThird(INIT1, Ascending(0, 104)); }},
        {"third INIT1, option gone", [](HandshakeEnd& e) { return e.OnThird("", GoodInit1()); }},
        {"INIT1",
         [](HandshakeEnd& e) {
             const Octets init1 = GoodInit1();
             return e.handshake->OnInit1(init1.data(), init1.size());
         }},
        {"INIT1, malformed",
         [](HandshakeEnd& e) {
             const Octets init1 = Ascending(0, 104);
             return e.handshake->OnInit1(init1.data(), init1.size());
         }},
        {"INIT2",
         [](HandshakeEnd& e) {
             const Octets init2 = GoodInit2(e.handshake->AwaitsInit2() ? e.handshake->Message() : Octets());
             return e.handshake->OnInit2(init2.data(), init2.size());
         }},
        {"INIT2 for another key",
         [](HandshakeEnd& e) {
             Octets init2 = GoodInit2({});
             init2.back() ^= 1;
             return e.handshake->OnInit2(init2.data(), init2.size());
         }},
        {"data in clear", [](HandshakeEnd& e) { return e.handshake->OnClearData(Ascending(0, 9).data(), 9); }},
        {"INIT1 as data",
         [](HandshakeEnd& e) {
             const Octets init1 = GoodInit1();
             return e.handshake->OnClearData(init1.data(), init1.size());
         }},
        {"a right MAC",
         [](HandshakeEnd& e) {
             if (e.handshake->OfferedSession())
             {
                 e.handshake->OnResumed();
             }
             e.handshake->OnConfirmed();
             return true;
         }},
    };
    return EVENTS;
}

/// What an event does to a state: "." nothing, else the new state; "!" behind it when refused
std::string
Effect(const std::string& state, const Event& event)
{
    auto end = EndIn(state);
    BOOST_TEST_REQUIRE(end->State() == state.substr(2), "the end is in the state of the row");
    bool accepted = event(*end);
    BOOST_TEST((accepted || !end->handshake->Cause().empty()), "a refusal has a cause");
    std::string effect = end->State() == state.substr(2) ? "." : end->State();
    return effect + (accepted ? "" : "!");
}

} // namespace

BOOST_AUTO_TEST_CASE(every_event_in_every_state)
{
    struct Row
    {
        const char* state;
        std::map<std::string, std::string> effects; //!< What is not named has no effect
    };

    static const std::map<std::string, std::string> OPENS{{"SYN HELLO", "HELLO_RCVD"},
                                                          {"SYN NEXTK1", "NEXTK1_RCVD"},
                                                          {"SYN bare", "DISABLED"}};
    static const std::map<std::string, std::string> NOT_ANSWERED{{"third bare", "DISABLED"},
                                                                 {"third PKCONF", "DISABLED"},
                                                                 {"third INIT1", "DISABLED"},
                                                                 {"third INIT1, malformed", "DISABLED"},
                                                                 {"third INIT1, option gone", "DISABLED"}};
    static const std::map<std::string, std::string> SIMULTANEOUS{{"SYN HELLO", "DISABLED"},
                                                                 {"SYN NEXTK1", "DISABLED"},
                                                                 {"SYN bare", "DISABLED"}};
    auto with = [](std::map<std::string, std::string> base, const std::map<std::string, std::string>& more) {
        for (const auto& [event, effect] : more)
        {
            base[event] = effect == "." ? "" : effect;
        }
        return base;
    };
    const Row TABLE[] = {
        {"A CLOSED",
         with(SIMULTANEOUS,
              {{"SYN/ACK PKCONF", "DISABLED"},
               {"SYN/ACK HELLO", "DISABLED"},
               {"SYN/ACK NEXTK2", "DISABLED"},
               {"SYN/ACK bare", "DISABLED"}})},
        {"A HELLO_SENT",
         with(SIMULTANEOUS,
              {{"SYN/ACK PKCONF", "INIT1_SENT"},
               {"SYN/ACK HELLO", "PKCONF_SENT"},
               {"SYN/ACK NEXTK2", "DISABLED"},
               {"SYN/ACK bare", "DISABLED"}})},
        {"A NEXTK1_SENT",
         with(SIMULTANEOUS,
              {{"SYN/ACK PKCONF", "INIT1_SENT"},
               {"SYN/ACK HELLO", "PKCONF_SENT"},
               {"SYN/ACK NEXTK2", "ENCRYPTING"},
               {"SYN/ACK bare", "DISABLED"}})},
        {"A PKCONF_SENT",
         {{"INIT1", "INIT2_SENT"},
          {"INIT1, malformed", "DISABLED!"},
          {"data in clear", "DISABLED"},
          {"INIT1 as data", "DISABLED!"}}},
        {"A INIT1_SENT",
         {{"INIT2", "ENCRYPTING"},
          {"INIT2 for another key", "DISABLED!"},
          {"data in clear", "DISABLED!"},
          {"INIT1 as data", "DISABLED!"}}},
        {"A INIT2_SENT", {{"a right MAC", "ENCRYPTING"}}},
        {"A ENCRYPTING", {}},
        {"A DISABLED", {}},
        {"B CLOSED", with(OPENS, NOT_ANSWERED)},
        {"B HELLO_RCVD", with(with(OPENS, {{"SYN HELLO", "."}}), NOT_ANSWERED)},
        {"B NEXTK1_RCVD", with(with(OPENS, {{"SYN NEXTK1", "."}}), NOT_ANSWERED)},
        {"B PKCONF_SENT",
         with(OPENS,
              {{"third bare", "DISABLED"},
               {"third PKCONF", "DISABLED"},
               {"third INIT1", "INIT2_SENT"},
               {"third INIT1, malformed", "DISABLED!"},
               {"third INIT1, option gone", "DISABLED!"}})},
        {"B HELLO_SENT",
         with(OPENS,
              {{"third bare", "DISABLED"},
               {"third PKCONF", "INIT1_SENT"},
               {"third INIT1", "DISABLED!"},
               {"third INIT1, malformed", "DISABLED!"},
               {"third INIT1, option gone", "DISABLED!"}})},
        {"B NEXTK2_SENT",
         with(OPENS,
              {{"third bare", "DISABLED!"},
               {"third PKCONF", "DISABLED!"},
               {"third INIT1", "DISABLED!"},
               {"third INIT1, malformed", "DISABLED!"},
               {"third INIT1, option gone", "DISABLED!"},
               {"a right MAC", "ENCRYPTING"}})},
        {"B INIT1_SENT",
         {{"INIT2", "ENCRYPTING"},
          {"INIT2 for another key", "DISABLED!"},
          {"data in clear", "DISABLED!"},
          {"INIT1 as data", "DISABLED!"}}},
        {"B INIT2_SENT", {{"a right MAC", "ENCRYPTING"}}},
        {"B ENCRYPTING", {}},
        {"B DISABLED", {}},
    };
    for (const Row& row : TABLE)
    {
        for (const auto& [name, event] : Events())
        {
            auto expected = row.effects.find(name);
            bool changes = expected != row.effects.end() && !expected->second.empty();
            BOOST_TEST(Effect(row.state, event) == (changes ? expected->second : "."), row.state << ", " << name);
        }
        for (const auto& [name, effect] : row.effects)
        {
            auto known = std::find_if(Events().begin(), Events().end(), [&name = name](const auto& event) {
                return name == event.first;
            });
            BOOST_TEST((known != Events().end()), name);
        }
    }
}

namespace
{

/// A and B, a path that changes nothing, and the whole handshake
struct Path
{
    Path(const HandshakePolicy& policyA, const HandshakePolicy& policyB)
        : a(policyA, true, 1),
          b(policyB, false, 2)
    {
    }

    /// \return modes of A and B, or who refused
    std::string Run()
    {
        syn = a.Syn();
        if (!b.OnSyn(syn))
        {
            return "B refuses the SYN";
        }
        synAck = b.SynAck();
        if (!a.OnSynAck(synAck))
        {
            return "A refuses the SYN/ACK";
        }
        third = a.Third();
        if (!b.OnThird(third, a.handshake->Message()))
        {
            return "B refuses the third";
        }
        const Octets init = b.handshake->Message();
        bool taken = b.handshake->AwaitsInit2() ? a.handshake->OnInit1(init.data(), init.size())
                                                : a.handshake->OnInit2(init.data(), init.size());
        if (!taken)
        {
            return "A refuses INIT";
        }
        if (b.handshake->AwaitsInit2())
        {
            const Octets init2 = a.handshake->Message();
            if (!b.handshake->OnInit2(init2.data(), init2.size()))
            {
                return "B refuses INIT2";
            }
        }
        a.handshake->OnConfirmed();
        b.handshake->OnConfirmed();
        return a.ModeText() + "/" + b.ModeText();
    }

    HandshakeEnd a;
    HandshakeEnd b;
    std::string syn;
    std::string synAck;
    std::string third;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_states_of_a_plain_exchange)
{
    Path path(Policy(TCPCRYPT), Policy(TCPCRYPT));
    BOOST_TEST(path.Run() == "TCPCRYPT/TCPCRYPT");
    BOOST_TEST(path.a.states == "HELLO_SENT PKCONF_RCVD INIT1_SENT ENCRYPTING");
    BOOST_TEST(path.b.states == "HELLO_RCVD PKCONF_SENT INIT1_RCVD INIT2_SENT ENCRYPTING");
    BOOST_TEST(path.a.handshake->Cause().empty());
    BOOST_TEST(path.b.handshake->Cause().empty());
}

BOOST_AUTO_TEST_CASE(role_swap)
{
    Path path(Policy(TCPCRYPT), Swapping());
    BOOST_TEST(path.Run() == "TCPCRYPT/TCPCRYPT");
    BOOST_TEST(path.syn == HELLO);
    BOOST_TEST(path.synAck == HELLO, "HELLO in the SYN/ACK");
    BOOST_TEST(path.third == PKCONF, "PKCONF on the third");
    BOOST_TEST(path.a.states == "HELLO_SENT HELLO_RCVD PKCONF_SENT INIT1_RCVD INIT2_SENT ENCRYPTING");
    BOOST_TEST(path.b.states == "HELLO_RCVD HELLO_SENT PKCONF_RCVD INIT1_SENT ENCRYPTING");
    BOOST_TEST((path.b.handshake->MessageOpcode() == CryptOpcode::INIT1));
    BOOST_TEST((path.a.handshake->MessageOpcode() == CryptOpcode::INIT2));
    BOOST_TEST((path.b.handshake->Session()->role == TcpcryptRole::C), "C keys belong to the passive opener");
    BOOST_TEST((path.a.handshake->Session()->role == TcpcryptRole::S));
    BOOST_TEST(ToHex(path.a.handshake->Session()->keys.kac) == ToHex(path.b.handshake->Session()->keys.kac));
}

BOOST_AUTO_TEST_CASE(role_swap_and_smptcp_hosts)
{
    HandshakePolicy wantsSwap = Policy(SMPTCP);
    wantsSwap.roleSwap = true;
    Path never(Policy(TCPCRYPT), wantsSwap);
    BOOST_TEST(never.Run() == "TCPCRYPT/TCPCRYPT");
    BOOST_TEST(never.synAck == PKCONF, "an SMPTCP host never asks for it");

    Path initiator(Policy(SMPTCP), Swapping());
    BOOST_TEST(initiator.Run() == "TCPCRYPT/TCPCRYPT");
    BOOST_TEST((initiator.a.handshake->Session()->role == TcpcryptRole::S));

    Path strict(Policy(SMPTCP, Require::SMPTCP), Swapping());
    BOOST_TEST(strict.Run() == "A refuses the SYN/ACK");
    BOOST_TEST(strict.a.handshake->Cause() == "the SYN/ACK offers less than Require demands");

    Path content(Policy(SMPTCP, Require::ENCRYPTION), Swapping(Require::ENCRYPTION));
    BOOST_TEST(content.Run() == "TCPCRYPT/TCPCRYPT");
}

BOOST_AUTO_TEST_CASE(a_swap_without_a_common_algorithm_goes_back_to_tcp)
{
    const char* const rabin = "45074105010101";
    for (Require require : {Require::NONE, Require::EVIDENCE, Require::ENCRYPTION})
    {
        HandshakeEnd b(Swapping(require), false);
        b.OnSyn(HELLO);
        b.SynAck();
        bool refused = require == Require::ENCRYPTION;
        BOOST_TEST(b.OnThird(rabin) == !refused);
        BOOST_TEST(b.ModeText() == (refused ? "open" : "TCP"));
        BOOST_TEST(b.State() == "DISABLED");
        BOOST_TEST(b.handshake->Message().empty());
        BOOST_TEST(b.handshake->Cause() == "no public-key algorithm in common with the peer's PKCONF");
    }
    HandshakeEnd small(Swapping(), false);
    small.segmentSize = 103;
    small.OnSyn(HELLO);
    small.SynAck();
    BOOST_TEST(small.OnThird(PKCONF));
    BOOST_TEST(small.ModeText() == "TCP");
    BOOST_TEST(small.handshake->Cause() == "INIT1 of 104 octets does not fit a segment of 103");
}

BOOST_AUTO_TEST_CASE(after_pkconf_a_goes_back_only_where_require_lets_it)
{
    for (Require require : {Require::NONE, Require::EVIDENCE, Require::ENCRYPTION})
    {
        HandshakeEnd a(Policy(TCPCRYPT, require), true);
        a.Syn();
        BOOST_TEST(a.OnSynAck(HELLO));
        bool refused = require == Require::ENCRYPTION;
        BOOST_TEST(a.handshake->OnClearData(Ascending(0, 9).data(), 9) == !refused);
        BOOST_TEST(a.State() == "DISABLED");
        BOOST_TEST(!a.handshake->Cause().empty());
    }
}

BOOST_AUTO_TEST_CASE(resumption)
{
    Path path(Policy(TCPCRYPT), Policy(TCPCRYPT));
    path.a.settings.resume = CachedSession(TcpcryptRole::C);
    path.a.Begin();
    KnowSession(path.b);
    BOOST_TEST(path.b.OnSyn(path.a.Syn()));
    BOOST_TEST(path.a.Syn() == "450c84" + ToHex(CachedSession(TcpcryptRole::C).keys.sid).substr(0, 18));
    BOOST_TEST(path.a.OnSynAck(path.b.SynAck()));
    BOOST_TEST(path.a.ModeText() == "TCPCRYPT");
    BOOST_TEST(path.a.handshake->Message().empty(), "no INIT1");
    BOOST_TEST(path.b.ModeText() == "open", "until the third segment's MAC");
    BOOST_REQUIRE(path.b.handshake->OfferedSession());
    path.b.handshake->OnResumed();
    BOOST_TEST(path.b.ModeText() == "TCPCRYPT");
    BOOST_TEST(path.a.states == "NEXTK1_SENT ENCRYPTING");
    BOOST_TEST(path.b.states == "NEXTK1_RCVD NEXTK2_SENT ENCRYPTING");
    BOOST_TEST(ToHex(path.a.handshake->Session()->ss) == ToHex(path.b.handshake->Session()->ss));
    BOOST_TEST((path.a.handshake->Session()->role == TcpcryptRole::C));
    BOOST_TEST((path.b.handshake->Session()->role == TcpcryptRole::S));
    BOOST_TEST(!path.b.handshake->OfferedSession(), "taken once");
}

BOOST_AUTO_TEST_CASE(an_unknown_session_is_answered_as_hello)
{
    for (bool swap : {false, true})
    {
        Path path(Policy(TCPCRYPT), swap ? Swapping() : Policy(TCPCRYPT));
        path.a.settings.resume = CachedSession(TcpcryptRole::C);
        path.a.Begin();
        BOOST_TEST(path.Run() == "TCPCRYPT/TCPCRYPT");
        BOOST_TEST(path.synAck == (swap ? HELLO : PKCONF));
        BOOST_TEST(!path.a.handshake->Session()->resumed);
    }
}

BOOST_AUTO_TEST_CASE(hosts_that_speak_mptcp_do_not_propose_and_do_not_resume_beside_mp_capable)
{
    HandshakeEnd a(Policy(SMPTCP), true);
    a.settings.resume = CachedSession(TcpcryptRole::C);
    a.Begin();
    BOOST_TEST(a.Syn() == "1e0c00031111111111111111450301");

    // V-RESUME is not built: NEXTK1 beside MP_CAPABLE counts as HELLO.
    HandshakeEnd b(Policy(SMPTCP), false);
    KnowSession(b);
    BOOST_TEST(b.OnSyn("1e0c00031111111111111111" + Nextk1()));
    BOOST_TEST(b.SynAck() == "1e0c00022222222222222222" + std::string(PKCONF));

    HandshakeEnd alone(Policy(SMPTCP), false);
    KnowSession(alone);
    BOOST_TEST(alone.OnSyn(Nextk1()));
    BOOST_TEST(alone.SynAck() == NEXTK2, "of a tcpcrypt host it takes one up");
}

BOOST_AUTO_TEST_CASE(the_ladder_under_a_resumption)
{
    HandshakeEnd a(Policy(TCPCRYPT), true);
    a.settings.resume = CachedSession(TcpcryptRole::C);
    a.Begin();
    BOOST_TEST(a.Syn(1) == Nextk1());
    BOOST_TEST(a.Syn(2) == Nextk1());
    BOOST_TEST(a.Syn(3) == HELLO);
    BOOST_TEST(a.Syn(4).empty());
    // Whichever answer comes, to any of the SYNs, A takes it.
    BOOST_TEST(a.OnSynAck(NEXTK2));
    BOOST_TEST(a.State() == "ENCRYPTING");

    // B has answered NEXTK1 and then HELLO; the third segment decides.
    HandshakeEnd b(Policy(TCPCRYPT), false);
    KnowSession(b);
    b.OnSyn(Nextk1());
    b.SynAck(1);
    b.OnSyn(HELLO);
    BOOST_TEST(b.SynAck(2) == PKCONF);
    BOOST_TEST(b.handshake->OfferedSession().has_value());
    BOOST_TEST(b.OnThird(INIT1, GoodInit1()));
    BOOST_TEST(b.State() == "INIT2_SENT");
    BOOST_TEST(!b.handshake->Session()->resumed);

    HandshakeEnd plain(Policy(TCPCRYPT), false);
    KnowSession(plain);
    plain.OnSyn(Nextk1());
    plain.SynAck(1);
    plain.OnSyn("");
    BOOST_TEST(plain.SynAck(2).empty());
    BOOST_TEST(plain.OnThird(""), "the latest answer promised nothing");
    BOOST_TEST(plain.ModeText() == "TCP");
}

BOOST_AUTO_TEST_CASE(a_remembered_destination_gets_a_bare_syn)
{
    for (const Capabilities& can : {SMPTCP, TCPCRYPT})
    {
        HandshakeEnd a(Policy(can), true);
        a.settings.firstAttempt = BARE_SYN_ATTEMPT;
        a.Begin();
        BOOST_TEST(a.Syn(1).empty());
        BOOST_TEST(a.State() == "DISABLED");
        BOOST_TEST(a.OnSynAck(PKCONF), "an answer to what was not offered");
        BOOST_TEST(a.ModeText() == "TCP");
    }
}

BOOST_AUTO_TEST_CASE(application_support_is_told_in_every_form)
{
    for (bool swap : {false, true})
    {
        for (bool appA : {false, true})
        {
            for (bool appB : {false, true})
            {
                Path path(Policy(TCPCRYPT), swap ? Swapping() : Policy(TCPCRYPT));
                path.a.settings.appSupport = appA;
                path.b.settings.appSupport = appB;
                path.a.Begin();
                path.b.Begin();
                BOOST_TEST(path.Run() == "TCPCRYPT/TCPCRYPT");
                BOOST_TEST(path.syn == (appA ? "450302" : "450301"));
                const std::string pkconf = std::string(PKCONF).substr(6);
                const std::string code = (swap ? appA : appB) ? "42" : "41";
                BOOST_TEST((swap ? path.third : path.synAck) == "450a" + code + pkconf);
                BOOST_TEST(path.a.handshake->LocalAppSupport() == appA);
                BOOST_TEST(path.a.handshake->RemoteAppSupport() == appB);
                BOOST_TEST(path.b.handshake->LocalAppSupport() == appB);
                BOOST_TEST(path.b.handshake->RemoteAppSupport() == appA);
            }
        }
    }
    Path resumed(Policy(TCPCRYPT), Policy(TCPCRYPT));
    resumed.a.settings.resume = CachedSession(TcpcryptRole::C);
    resumed.a.settings.appSupport = resumed.b.settings.appSupport = true;
    resumed.a.Begin();
    KnowSession(resumed.b);
    resumed.b.OnSyn(resumed.a.Syn());
    BOOST_TEST(resumed.a.Syn().substr(0, 6) == "450c85");
    BOOST_TEST(resumed.b.SynAck() == "450305");
    resumed.a.OnSynAck("450305");
    BOOST_TEST(resumed.a.handshake->RemoteAppSupport());
    BOOST_TEST(resumed.b.handshake->RemoteAppSupport());
}

BOOST_AUTO_TEST_CASE(simultaneous_open_ends_in_tcp_or_is_refused)
{
    for (const Capabilities& can : {SMPTCP, TCPCRYPT})
    {
        for (Require require : {Require::NONE, Require::EVIDENCE, Require::ENCRYPTION, Require::SMPTCP})
        {
            HandshakeEnd one(Policy(can, require), true);
            HandshakeEnd two(Policy(can, require), true);
            const std::string synOne = one.Syn();
            const std::string synTwo = two.Syn();
            bool refused = require >= Require::ENCRYPTION;
            BOOST_TEST(one.OnSyn(synTwo) == !refused);
            BOOST_TEST(two.OnSyn(synOne) == !refused);
            BOOST_TEST(one.State() == "DISABLED");
            BOOST_TEST(one.handshake->Cause().find("simultaneous open") == 0u);
            if (refused)
            {
                continue;
            }
            BOOST_TEST(one.SynAck().empty(), "neither CRYPT nor MP_CAPABLE");
            BOOST_TEST(one.OnSynAck(two.SynAck()));
            BOOST_TEST(one.OnSynAck(PKCONF), "the daemon's answer is passed over, too");
            BOOST_TEST(one.ModeText() == "TCP");
            BOOST_TEST(one.handshake->Message().empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(key_sizes)
{
    // B's first entry that A accepts; A makes a key of that size.
    struct Row
    {
        unsigned bitsA;
        unsigned bitsB;
        unsigned chosen;
    };

    static const Row TABLE[] = {{2048, 2048, 2048},
                                {1024, 1024, 1024},
                                {1024, 2048, 3072},
                                {2048, 1024, 3072},
                                {3072, 2048, 2048},
                                {2048, 3072, 3072},
                                {3072, 3072, 3072},
                                {4096, 4096, 4096},
                                {4096, 2048, 3072}};
    for (const Row& row : TABLE)
    {
        HandshakeEnd a(Policy(SMPTCP), true);
        HandshakeEnd b(Policy(SMPTCP), false);
        unsigned asked = 0;
        a.settings.keyBits = row.bitsA;
        a.settings.keyPair = [&asked](unsigned bits) {
            asked = bits;
            return SmallKeyPair(bits); // of 512 bits: no INIT1 comes of it
        };
        b.settings.keyBits = row.bitsB;
        a.Begin();
        b.Begin();
        b.OnSyn(a.Syn());
        a.OnSynAck(b.SynAck());
        BOOST_TEST(asked == row.chosen, row.bitsA << " and " << row.bitsB);
        BOOST_TEST(a.ModeText() == "MPTCP");
        BOOST_TEST(a.handshake->Cause() == "no key of " + std::to_string(row.chosen) + " bits");
    }
}

BOOST_AUTO_TEST_CASE(seed_literal_sends_plain_init1_as_the_third_message)
{
    HandshakePolicy literal = Policy(SMPTCP, Require::SMPTCP);
    literal.seedLiteral = true;
    Path path(literal, literal);
    BOOST_TEST(path.Run() == "SMPTCP/SMPTCP");
    BOOST_TEST(path.third == INIT1);
    // Of a host that is not literal the same segment says tcpcrypt.
    Path mixed(literal, Policy(SMPTCP));
    BOOST_TEST(mixed.Run() == "SMPTCP/TCPCRYPT", "the ambiguity that D-6 removes");
}

BOOST_AUTO_TEST_CASE(a_repeated_syn_that_would_be_refused_changes_nothing)
{
    HandshakeEnd b(Policy(SMPTCP, Require::SMPTCP), false);
    HandshakeEnd a(Policy(SMPTCP), true);
    const std::string syn = a.Syn();
    BOOST_TEST(b.OnSyn(syn));
    const std::string synAck = b.SynAck(1);
    BOOST_TEST(!b.OnSyn(""));
    BOOST_TEST(!b.OnSyn(HELLO));
    BOOST_TEST(b.SynAck(2) == synAck);
    BOOST_TEST(a.OnSynAck(synAck));
    BOOST_TEST(b.OnThird(a.Third(), a.handshake->Message()));
    BOOST_TEST(b.ModeText() == "SMPTCP");
}

BOOST_AUTO_TEST_CASE(the_cause_of_an_attempt_that_was_cut)
{
    struct Row
    {
        const char* state;
        const char* cause;
    };

    static const Row TABLE[] = {
        {"A HELLO_SENT", "RST"},
        {"A INIT1_SENT", "RST after INIT1: the peer refused it, or its CRYPT option has been stripped on the path"},
        {"A PKCONF_SENT", "RST after PKCONF: the peer refused it, or INIT1 was lost"},
        {"B INIT1_SENT", "RST after INIT1: the peer refused it, or its CRYPT option has been stripped on the path"},
    };
    for (const Row& row : TABLE)
    {
        auto end = EndIn(row.state);
        end->handshake->OnAbandoned("RST");
        BOOST_TEST(end->handshake->Cause() == row.cause);
    }
}

BOOST_AUTO_TEST_SUITE_END()
