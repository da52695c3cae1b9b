/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The tables of smptcp.md 3.6 (B on SYN, A on SYN/ACK, B on the third message) for an SMPTCP host, both policies
// and every level of Require; the ladder of retransmitted SYNs, 3.7; key-exchange octets as data, 3.9. NEXTK1 and
// NEXTK2 of tcpcrypt.md section 3 stand in the same tables.

#include "unit-support.h"

#include "ns3/smptcp-negotiation.h"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(negotiation)

namespace
{

const Capabilities SMPTCP{true, true, true};
const Capabilities UNINTEGRATED{true, true, false};
const Capabilities MPTCP{true, false, false};
const Capabilities TCPCRYPT{false, true, false};
const Capabilities LEGACY{};

const Require LEVELS[] = {Require::NONE, Require::EVIDENCE, Require::ENCRYPTION, Require::SMPTCP};

/// Options by name: MPC MPC(H) MPC(H,C) MPC(G) MPC(H,G) HELLO PKCONF NEXTK1 NEXTK2, joined by '+'; "none" for none; C
/// asks for DSS checksums
Offer
Options(const std::string& names)
{
    auto has = [&names](const char* name) { return names.find(name) != std::string::npos; };
    Offer offer;
    offer.mpc = has("MPC");
    offer.h = has("(H");
    offer.g = has("G)");
    offer.checksum = has("C)");
    offer.hello = has("HELLO");
    offer.pkconf = has("PKCONF");
    offer.nextk1 = has("NEXTK1");
    offer.hello = offer.hello || offer.nextk1;
    offer.nextk2 = has("NEXTK2");
    return offer;
}

std::string
Names(const Offer& offer)
{
    std::string names;
    if (offer.mpc)
    {
        names = offer.h && offer.g ? "MPC(H,G)" : offer.h ? "MPC(H)" : offer.g ? "MPC(G)" : "MPC";
    }
    if (offer.hello)
    {
        const std::string hello = offer.nextk1 ? "NEXTK1" : "HELLO";
        names += names.empty() ? hello : "+" + hello;
    }
    if (offer.nextk2)
    {
        names += names.empty() ? "NEXTK2" : "+NEXTK2";
    }
    if (offer.pkconf)
    {
        names += names.empty() ? "PKCONF" : "+PKCONF";
    }
    return names.empty() ? "none" : names;
}

HandshakePolicy
Policy(const Capabilities& can, bool multipath = false, Require require = Require::NONE)
{
    return {can, multipath ? Prefer::MULTIPATH : Prefer::ENCRYPTION, require};
}

/// One cell: the outcome at the levels none, evidence, encryption and smptcp. It is the same for each level that
/// does not refuse. \return the outcome and from which level on it is refused
template <typename Decide>
std::string
Cell(Decide decide)
{
    std::string outcome;
    std::string refusedFrom;
    static const char* const NAMES[] = {"none", "evidence", "encryption", "smptcp"};
    for (Require require : LEVELS)
    {
        auto [text, refuse] = decide(require);
        if (outcome.empty())
        {
            outcome = text;
        }
        BOOST_TEST((refuse || text == outcome), "Require decides about refusal only");
        BOOST_TEST((refusedFrom.empty() || refuse), "each level includes the ones before");
        if (refuse && refusedFrom.empty())
        {
            refusedFrom = NAMES[static_cast<std::size_t>(require)];
        }
    }
    return outcome + (refusedFrom.empty() ? "" : "; " + refusedFrom + ": refuse");
}

} // namespace

BOOST_AUTO_TEST_CASE(b_on_syn)
{
    struct Row
    {
        const char* syn;
        const char* encryption; //!< Prefer = Encryption
        const char* multipath;  //!< Prefer = Multipath
    };

    static const Row TABLE[] = {
        {"MPC(H,G)+HELLO", "MPC(G)+PKCONF", "MPC(G)+PKCONF"},
        {"MPC(H)+HELLO", "PKCONF; smptcp: refuse", "MPC(H); encryption: refuse"},
        {"MPC(H,G)", "MPC(H); evidence: refuse", "MPC(H); evidence: refuse"},
        {"MPC(H)", "MPC(H); encryption: refuse", "MPC(H); encryption: refuse"},
        {"HELLO", "PKCONF; smptcp: refuse", "PKCONF; smptcp: refuse"},
        {"none", "none; encryption: refuse", "none; encryption: refuse"},
        // No algorithm that B knows: as if MP_CAPABLE were absent
        {"MPC", "none; encryption: refuse", "none; encryption: refuse"},
        {"MPC+HELLO", "PKCONF; smptcp: refuse", "PKCONF; smptcp: refuse"},
        {"MPC(G)+HELLO", "PKCONF; smptcp: refuse", "PKCONF; smptcp: refuse"},
        // A session that is not known counts as HELLO
        {"NEXTK1", "PKCONF; smptcp: refuse", "PKCONF; smptcp: refuse"},
        {"MPC(H)+NEXTK1", "PKCONF; smptcp: refuse", "MPC(H); encryption: refuse"},
        {"MPC(H,G)+NEXTK1", "MPC(G)+PKCONF", "MPC(G)+PKCONF"},
    };
    for (const Row& row : TABLE)
    {
        for (bool multipath : {false, true})
        {
            BOOST_TEST_CONTEXT(row.syn << (multipath ? ", Multipath" : ", Encryption"))
            {
                std::string cell = Cell([&](Require require) {
                    SynAnswer answer = AnswerSyn(Policy(SMPTCP, multipath, require), Options(row.syn), 1);
                    return std::make_pair(Names(answer.offer), answer.refuse);
                });
                BOOST_TEST(cell == (multipath ? row.multipath : row.encryption));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_on_syn_ack)
{
    struct Row
    {
        const char* synAck;
        bool exchangePossible;
        const char* encryption;
        const char* multipath;
    };

    static const Row TABLE[] = {
        {"MPC(G)+PKCONF", true, "SMPTCP", "SMPTCP"},
        {"MPC(H)+PKCONF", true, "TCPCRYPT; smptcp: refuse", "MPTCP; encryption: refuse"},
        {"MPC(H)", true, "MPTCP; encryption: refuse", "MPTCP; encryption: refuse"},
        {"MPC(G)", true, "MPTCP; evidence: refuse", "MPTCP; evidence: refuse"},
        {"MPC(G)+PKCONF", false, "MPTCP; encryption: refuse", "MPTCP; encryption: refuse"},
        {"MPC(H)+PKCONF", false, "MPTCP; encryption: refuse", "MPTCP; encryption: refuse"},
        {"MPC(H,G)+PKCONF", true, "TCPCRYPT; smptcp: refuse", "TCPCRYPT; smptcp: refuse"},
        {"MPC+PKCONF", true, "TCPCRYPT; smptcp: refuse", "TCPCRYPT; smptcp: refuse"},
        {"MPC(H,G)", true, "TCP; encryption: refuse", "TCP; encryption: refuse"},
        {"MPC", true, "TCP; encryption: refuse", "TCP; encryption: refuse"},
        {"PKCONF", true, "TCPCRYPT; smptcp: refuse", "TCPCRYPT; smptcp: refuse"},
        {"PKCONF", false, "TCP; encryption: refuse", "TCP; encryption: refuse"},
        // tcpcrypt's role swap; whether an algorithm is common B will see
        {"HELLO", false, "TCPCRYPT; smptcp: refuse", "TCPCRYPT; smptcp: refuse"},
        {"MPC(H)+HELLO", false, "TCPCRYPT; smptcp: refuse", "MPTCP; encryption: refuse"},
        {"MPC(G)+HELLO", false, "TCPCRYPT; smptcp: refuse", "TCPCRYPT; smptcp: refuse"},
        // NEXTK2 was not asked for
        {"NEXTK2", true, "TCP; encryption: refuse", "TCP; encryption: refuse"},
        {"MPC(G)+NEXTK2", true, "MPTCP; evidence: refuse", "MPTCP; evidence: refuse"},
        {"none", true, "TCP; encryption: refuse", "TCP; encryption: refuse"},
    };
    for (const Row& row : TABLE)
    {
        for (bool multipath : {false, true})
        {
            BOOST_TEST_CONTEXT(row.synAck << (multipath ? ", Multipath" : ", Encryption"))
            {
                std::string cell = Cell([&](Require require) {
                    ClientDecision decision = DecideOnSynAck(Policy(SMPTCP, multipath, require),
                                                             Options("MPC(H,G)+HELLO"),
                                                             Options(row.synAck),
                                                             row.exchangePossible);
                    return std::make_pair(std::string(ModeName(decision.mode)), decision.refuse);
                });
                BOOST_TEST(cell == (multipath ? row.multipath : row.encryption));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_takes_no_answer_to_what_it_did_not_offer)
{
    struct Row
    {
        const char* sent;
        const char* synAck;
        Mode mode;
    };

    static const Row TABLE[] = {
        {"HELLO", "MPC(G)+PKCONF", Mode::TCPCRYPT},
        {"HELLO", "MPC(H)", Mode::TCP},
        {"MPC(H)", "MPC(G)+PKCONF", Mode::TCP},
        {"MPC(H)", "MPC(H)+PKCONF", Mode::MPTCP},
        {"MPC(H)+HELLO", "MPC(G)+PKCONF", Mode::TCPCRYPT},
        {"none", "MPC(H)", Mode::TCP},
        {"none", "PKCONF", Mode::TCP},
        {"none", "MPC(G)+PKCONF", Mode::TCP},
    };
    for (const Row& row : TABLE)
    {
        ClientDecision decision = DecideOnSynAck(Policy(SMPTCP), Options(row.sent), Options(row.synAck), true);
        BOOST_TEST(ModeName(decision.mode) == ModeName(row.mode), row.sent << " answered by " << row.synAck);
    }
}

namespace
{

/// The third message by name
ThirdMessage
Third(const std::string& name)
{
    ThirdMessage third;
    third.init1Mp = name == "INIT1_MP";
    third.init1 = name == "INIT1" || name == "INIT1+MPC(20)";
    third.mpCapable = name == "MPC(20)" || name == "INIT1+MPC(20)";
    third.payloadLooksInit1 = third.init1Mp || third.init1 || name == "payload of INIT1";
    third.pkconf = name == "PKCONF" || name == "PKCONF, nothing in common";
    third.exchangePossible = name == "PKCONF";
    third.goodMac = name == "MAC";
    return third;
}

} // namespace

BOOST_AUTO_TEST_CASE(b_on_the_third_message)
{
    struct Row
    {
        const char* answered;
        const char* third;
        const char* outcome;
    };

    static const Row TABLE[] = {
        {"MPC(G)+PKCONF", "INIT1_MP", "SMPTCP"},
        {"MPC(G)+PKCONF", "INIT1", "TCPCRYPT; evidence: refuse"},
        {"MPC(G)+PKCONF", "MPC(20)", "MPTCP; evidence: refuse"},
        {"MPC(G)+PKCONF", "none", "TCP; evidence: refuse"},
        {"PKCONF", "INIT1", "TCPCRYPT; smptcp: refuse"},
        {"PKCONF", "none", "TCP; encryption: refuse"},
        {"PKCONF", "MPC(20)", "TCP; encryption: refuse"},
        {"MPC(H)", "MPC(20)", "MPTCP; encryption: refuse"},
        {"MPC(H)", "none", "TCP; encryption: refuse"},
        {"MPC(H)+PKCONF", "INIT1", "TCPCRYPT; smptcp: refuse"},
        {"MPC(H)+PKCONF", "MPC(20)", "MPTCP; encryption: refuse"},
        {"none", "none", "TCP; encryption: refuse"},
        {"none", "MPC(20)", "TCP; encryption: refuse"},
        // 3.9: the option was stripped, the octets of INIT1 are there; they must not reach the application
        {"MPC(G)+PKCONF", "payload of INIT1", "TCP; none: refuse"},
        {"PKCONF", "payload of INIT1", "TCP; none: refuse"},
        {"PKCONF", "INIT1_MP", "TCP; none: refuse"},
        {"HELLO", "INIT1", "TCP; none: refuse"},
        // Role swap
        {"HELLO", "PKCONF", "TCPCRYPT; smptcp: refuse"},
        {"HELLO", "PKCONF, nothing in common", "TCP; encryption: refuse"},
        {"HELLO", "none", "TCP; encryption: refuse"},
        {"PKCONF", "PKCONF", "TCP; encryption: refuse"},
        // Resumption; B must not go on in clear where the peer may be encrypting
        {"NEXTK2", "MAC", "TCPCRYPT; smptcp: refuse"},
        {"NEXTK2", "none", "TCP; none: refuse"},
        {"NEXTK2+PKCONF", "INIT1", "TCPCRYPT; smptcp: refuse"},
        {"PKCONF", "MAC", "TCP; encryption: refuse"},
        // Without PKCONF nobody sends INIT1: such octets are the application's
        {"none", "payload of INIT1", "TCP; encryption: refuse"},
    };
    for (const Row& row : TABLE)
    {
        for (bool multipath : {false, true})
        {
            BOOST_TEST_CONTEXT(row.answered << ", then " << row.third)
            {
                std::string cell = Cell([&](Require require) {
                    ThirdMessage third = Third(row.third);
                    third.awaitsMac = Options(row.answered).nextk2;
                    ServerDecision decision = DecideOnThird(Policy(SMPTCP, multipath, require),
                                                            Options(row.answered),
                                                            third);
                    return std::make_pair(std::string(ModeName(decision.mode)), decision.refuse);
                });
                BOOST_TEST(cell == row.outcome);
            }
        }
    }
}

// --- an MPTCP/tcpcrypt host, 9.2 ------------------------------------------------------------------------------

namespace
{

/// The cells of a row with Prefer = encryption, multipath and stacked
struct Cells
{
    const char* of[3];
};

/// Compare a row of an MPTCP/tcpcrypt host with what \p decide makes of it. \param row its name
void
CheckUnintegrated(const std::string& row,
                  const Cells& cells,
                  const std::function<std::pair<std::string, bool>(const HandshakePolicy&)>& decide)
{
    for (Prefer prefer : {Prefer::ENCRYPTION, Prefer::MULTIPATH, Prefer::STACKED})
    {
        std::string cell = Cell([&](Require require) { return decide({UNINTEGRATED, prefer, require}); });
        BOOST_TEST(cell == cells.of[static_cast<int>(prefer)], row << ", " << PreferName(prefer));
    }
}

const char* const CRYPT_ONLY = "PKCONF; smptcp: refuse";      //!< Answer
const char* const MPC_ONLY = "MPC(H); encryption: refuse";    //!< Answer
const char* const BOTH = "MPC(H)+PKCONF; smptcp: refuse";     //!< Answer
const char* const NOTHING = "none; encryption: refuse";       //!< Answer
const char* const GO_CRYPT = "TCPCRYPT; smptcp: refuse";      //!< Decision
const char* const GO_MPTCP = "MPTCP; encryption: refuse";     //!< Decision
const char* const GO_STACKED = "STACKED; smptcp: refuse";     //!< Decision
const char* const GO_TCP = "TCP; encryption: refuse";         //!< Decision

} // namespace

BOOST_AUTO_TEST_CASE(unintegrated_b_on_syn)
{
    static const std::pair<const char*, Cells> TABLE[] = {
        {"MPC(H,G)+HELLO", {{CRYPT_ONLY, MPC_ONLY, BOTH}}}, // an SMPTCP host, which has the last word on both
        {"MPC(H)+HELLO", {{CRYPT_ONLY, MPC_ONLY, BOTH}}},
        {"MPC(H,C)+HELLO", {{CRYPT_ONLY, MPC_ONLY, CRYPT_ONLY}}},
        {"MPC(H)+NEXTK1", {{CRYPT_ONLY, MPC_ONLY, BOTH}}},
        {"MPC(H)", {{MPC_ONLY, MPC_ONLY, MPC_ONLY}}},
        {"MPC(H,G)", {{MPC_ONLY, MPC_ONLY, MPC_ONLY}}},
        {"HELLO", {{CRYPT_ONLY, CRYPT_ONLY, CRYPT_ONLY}}},
        {"MPC+HELLO", {{CRYPT_ONLY, CRYPT_ONLY, CRYPT_ONLY}}},
        {"MPC(G)+HELLO", {{CRYPT_ONLY, CRYPT_ONLY, CRYPT_ONLY}}},
        {"none", {{NOTHING, NOTHING, NOTHING}}},
    };
    for (const auto& [syn, cells] : TABLE)
    {
        CheckUnintegrated(syn, cells, [syn = syn](const HandshakePolicy& policy) {
            SynAnswer answer = AnswerSyn(policy, Options(syn), 1);
            return std::make_pair(Names(answer.offer), answer.refuse);
        });
    }
}

BOOST_AUTO_TEST_CASE(unintegrated_a_on_syn_ack)
{
    struct Row
    {
        const char* synAck;
        bool exchangePossible;
        Cells cells;
    };

    static const Row TABLE[] = {
        {"MPC(H)+PKCONF", true, {{GO_CRYPT, GO_MPTCP, GO_STACKED}}},
        {"MPC(H)+PKCONF", false, {{GO_MPTCP, GO_MPTCP, GO_MPTCP}}},
        {"MPC(H,C)+PKCONF", true, {{GO_CRYPT, GO_MPTCP, GO_CRYPT}}},
        {"MPC(H)+HELLO", false, {{GO_CRYPT, GO_MPTCP, GO_CRYPT}}}, // exchanged roles are not for stacking
        {"MPC(G)+PKCONF", true, {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}}, // G was not offered
        {"MPC(H,G)+PKCONF", true, {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}},
        {"MPC+PKCONF", true, {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}},
        {"PKCONF", true, {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}},
        {"MPC(H)", true, {{GO_MPTCP, GO_MPTCP, GO_MPTCP}}},
        {"none", true, {{GO_TCP, GO_TCP, GO_TCP}}},
    };
    for (const Row& row : TABLE)
    {
        CheckUnintegrated(row.synAck, row.cells, [&row](const HandshakePolicy& policy) {
            ClientDecision decision =
                DecideOnSynAck(policy, Options("MPC(H)+HELLO"), Options(row.synAck), row.exchangePossible);
            return std::make_pair(std::string(ModeName(decision.mode)), decision.refuse);
        });
    }
}

BOOST_AUTO_TEST_CASE(unintegrated_b_on_the_third_message)
{
    const char* const leak = "TCP; none: refuse";
    struct Row
    {
        const char* answered;
        const char* third;
        Cells cells;
    };

    const Row table[] = {
        // Only a host that stacks has answered both.
        {"MPC(H)+PKCONF", "INIT1+MPC(20)", {{GO_CRYPT, GO_CRYPT, GO_STACKED}}},
        {"MPC(H)+PKCONF", "INIT1", {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}},
        {"MPC(H)+PKCONF", "MPC(20)", {{GO_MPTCP, GO_MPTCP, GO_MPTCP}}},
        {"MPC(H)+PKCONF", "none", {{GO_TCP, GO_TCP, GO_TCP}}},
        {"MPC(H)+PKCONF", "payload of INIT1", {{leak, leak, leak}}},
        {"MPC(H)+PKCONF", "INIT1_MP", {{leak, leak, leak}}},
        {"PKCONF", "INIT1+MPC(20)", {{GO_CRYPT, GO_CRYPT, GO_CRYPT}}},
    };
    for (const Row& row : table)
    {
        CheckUnintegrated(std::string(row.answered) + ", then " + row.third, row.cells, [&row](const auto& policy) {
            ServerDecision decision = DecideOnThird(policy, Options(row.answered), Third(row.third));
            return std::make_pair(std::string(ModeName(decision.mode)), decision.refuse);
        });
    }
}

BOOST_AUTO_TEST_CASE(who_can_stack)
{
    BOOST_TEST(CanStack({UNINTEGRATED, Prefer::STACKED}));
    BOOST_TEST(!CanStack({UNINTEGRATED, Prefer::ENCRYPTION}));
    BOOST_TEST(!CanStack({UNINTEGRATED, Prefer::MULTIPATH}));
    HandshakePolicy checksum{UNINTEGRATED, Prefer::STACKED};
    checksum.checksum = true;
    BOOST_TEST(!CanStack(checksum));
    BOOST_TEST(Names(AnswerSyn(checksum, Options("MPC(H)+HELLO"), 1).offer) == "PKCONF");
    for (const Capabilities& can : {SMPTCP, MPTCP, TCPCRYPT, LEGACY, Capabilities{false, true, false, true}})
    {
        // Stacked means encryption to them.
        HandshakePolicy stacked{can, Prefer::STACKED};
        HandshakePolicy encryption{can, Prefer::ENCRYPTION};
        BOOST_TEST(!CanStack(stacked));
        for (const char* syn : {"MPC(H,G)+HELLO", "MPC(H)+HELLO", "MPC(H)", "HELLO", "none"})
        {
            BOOST_TEST((AnswerSyn(stacked, Options(syn), 1).offer == AnswerSyn(encryption, Options(syn), 1).offer));
        }
        for (unsigned attempt = 1; attempt <= 4; ++attempt)
        {
            BOOST_TEST((ComposeSynOffer(stacked, attempt) == ComposeSynOffer(encryption, attempt)));
        }
    }
}

BOOST_AUTO_TEST_CASE(ladder_of_retransmitted_syns)
{
    struct Row
    {
        Capabilities can;
        bool multipath;
        const char* attempts[5];
    };

    static const Row TABLE[] = {
        {SMPTCP, false, {"MPC(H,G)+HELLO", "MPC(H,G)+HELLO", "HELLO", "none", "none"}},
        {SMPTCP, true, {"MPC(H,G)+HELLO", "MPC(H,G)+HELLO", "MPC(H)", "none", "none"}},
        {UNINTEGRATED, false, {"MPC(H)+HELLO", "MPC(H)+HELLO", "HELLO", "none", "none"}},
        {UNINTEGRATED, true, {"MPC(H)+HELLO", "MPC(H)+HELLO", "MPC(H)", "none", "none"}},
        {MPTCP, false, {"MPC(H)", "MPC(H)", "MPC(H)", "none", "none"}},
        {TCPCRYPT, false, {"HELLO", "HELLO", "HELLO", "none", "none"}},
        {TCPCRYPT, true, {"HELLO", "HELLO", "HELLO", "none", "none"}},
        {LEGACY, false, {"none", "none", "none", "none", "none"}},
    };
    for (const Row& row : TABLE)
    {
        for (unsigned attempt = 1; attempt <= 5; ++attempt)
        {
            Offer offer = ComposeSynOffer(Policy(row.can, row.multipath), attempt);
            BOOST_TEST(Names(offer) == row.attempts[attempt - 1], "attempt " << attempt);
            for (Require require : {Require::EVIDENCE, Require::ENCRYPTION, Require::SMPTCP})
            {
                offer = ComposeSynOffer(Policy(row.can, row.multipath, require), attempt);
                BOOST_TEST(Names(offer) == row.attempts[0], "with Require every attempt carries all");
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(syn_ack_has_two_tries_with_options)
{
    for (const char* syn : {"MPC(H,G)+HELLO", "HELLO", "MPC(H)"})
    {
        const std::string first = Names(AnswerSyn(Policy(SMPTCP), Options(syn), 1).offer);
        for (unsigned attempt = 1; attempt <= 5; ++attempt)
        {
            BOOST_TEST(Names(AnswerSyn(Policy(SMPTCP), Options(syn), attempt).offer) ==
                       (attempt <= 2 ? first : "none"));
            auto strict = Policy(SMPTCP, false, Require::EVIDENCE);
            BOOST_TEST(Names(AnswerSyn(strict, Options(syn), attempt).offer) == first);
        }
    }
}

BOOST_AUTO_TEST_CASE(hosts_of_one_protocol_answer_with_that_one)
{
    struct Row
    {
        Capabilities can;
        const char* syn;
        const char* answer;
    };

    static const Row TABLE[] = {
        {MPTCP, "MPC(H,G)+HELLO", "MPC(H)"},
        {MPTCP, "MPC(H)", "MPC(H)"},
        {MPTCP, "HELLO", "none"},
        {TCPCRYPT, "MPC(H,G)+HELLO", "PKCONF"},
        {TCPCRYPT, "HELLO", "PKCONF"},
        {TCPCRYPT, "MPC(H)", "none"},
        {LEGACY, "MPC(H,G)+HELLO", "none"},
    };
    for (const Row& row : TABLE)
    {
        for (bool multipath : {false, true})
        {
            SynAnswer answer = AnswerSyn(Policy(row.can, multipath), Options(row.syn), 1);
            BOOST_TEST(Names(answer.offer) == row.answer, row.syn);
            BOOST_TEST(!answer.refuse);
        }
    }
}

BOOST_AUTO_TEST_CASE(sessions_and_swaps_of_a_tcpcrypt_host)
{
    HandshakePolicy swapping = Policy(TCPCRYPT);
    swapping.roleSwap = true;
    HandshakePolicy integrated = Policy(SMPTCP);
    integrated.roleSwap = true;
    BOOST_TEST(Names(AnswerSyn(swapping, Options("HELLO"), 1).offer) == "HELLO");
    BOOST_TEST(Names(AnswerSyn(integrated, Options("HELLO"), 1).offer) == "PKCONF");
    BOOST_TEST(Names(AnswerSyn(integrated, Options("MPC(H,G)+HELLO"), 1).offer) == "MPC(G)+PKCONF");
    BOOST_TEST(Names(AnswerSyn(swapping, Options("NEXTK1"), 1, true).offer) == "NEXTK2");
    BOOST_TEST(Names(AnswerSyn(swapping, Options("NEXTK1"), 1, false).offer) == "HELLO");
    BOOST_TEST(Names(AnswerSyn(Policy(TCPCRYPT), Options("NEXTK1"), 1, true).offer) == "NEXTK2");
    BOOST_TEST(Names(AnswerSyn(Policy(TCPCRYPT), Options("HELLO"), 1, true).offer) == "PKCONF");
    BOOST_TEST(Names(AnswerSyn(Policy(TCPCRYPT), Options("NEXTK1"), 3, true).offer) == "none");

    const char* const ladder[] = {"NEXTK1", "NEXTK1", "HELLO", "none"};
    for (unsigned attempt = 1; attempt <= 4; ++attempt)
    {
        BOOST_TEST(Names(ComposeSynOffer(Policy(TCPCRYPT), attempt, true)) == ladder[attempt - 1]);
        auto strict = Policy(TCPCRYPT, false, Require::EVIDENCE);
        BOOST_TEST(Names(ComposeSynOffer(strict, attempt, true)) == "NEXTK1");
    }
    BOOST_TEST(Names(ComposeSynOffer(Policy(SMPTCP), 1, true)) == "MPC(H,G)+HELLO");
    BOOST_TEST(Names(ComposeSynOffer(Policy(MPTCP), 1, true)) == "MPC(H)");

    auto decide = [](const char* sent, const char* synAck) {
        return DecideOnSynAck(Policy(TCPCRYPT), Options(sent), Options(synAck), true);
    };
    BOOST_TEST(decide("NEXTK1", "NEXTK2").resume);
    BOOST_TEST((decide("NEXTK1", "PKCONF").mode == Mode::TCPCRYPT));
    BOOST_TEST(!decide("NEXTK1", "PKCONF").resume);
    BOOST_TEST(decide("NEXTK1", "HELLO").swap);
    BOOST_TEST((decide("HELLO", "NEXTK2").mode == Mode::TCP));
    BOOST_TEST((decide("none", "HELLO").mode == Mode::TCP));
}

BOOST_AUTO_TEST_CASE(options_as_they_are_seen)
{
    auto seen = [](const std::string& mpc, const std::string& crypt) {
        HandshakeOptions options;
        Octets mpcOctets = FromHex(mpc);
        Octets cryptOctets = FromHex(crypt);
        if (!mpc.empty())
        {
            options.mpCapable = MpCapable::Parse(ViewOf(mpcOctets));
        }
        if (!crypt.empty())
        {
            options.crypt = CryptOption::Parse(ViewOf(cryptOctets));
        }
        return Names(options.ToOffer());
    };
    const std::string key = "1111111111111111";
    BOOST_TEST(seen("1e0c0003" + key, "450301") == "MPC(H,G)+HELLO");
    BOOST_TEST(seen("1e0c0083" + key, "4502") == "MPC(H,G)+HELLO", "checksum bit, empty HELLO");
    BOOST_TEST(seen("1e0c0002" + key, "450a4108020404020606") == "MPC(G)+PKCONF");
    BOOST_TEST(seen("1e0c0001" + key, "") == "MPC(H)");
    BOOST_TEST(seen("1e0c0103" + key, "450301") == "HELLO", "version 1 counts as absent");
    BOOST_TEST(seen("", "450c84000102030405060708") == "NEXTK1");
    BOOST_TEST(seen("", "450304") == "NEXTK2");
    BOOST_TEST(seen("", "450306") == "none");
    BOOST_TEST(seen("", "") == "none");
}

BOOST_AUTO_TEST_CASE(names)
{
    BOOST_TEST(std::string(ModeName(Mode::TCP)) == "TCP");
    BOOST_TEST(std::string(ModeName(Mode::SMPTCP)) == "SMPTCP");
    BOOST_TEST(std::string(ModeName(Mode::STACKED)) == "STACKED");
    for (Prefer prefer : {Prefer::ENCRYPTION, Prefer::MULTIPATH, Prefer::STACKED})
    {
        BOOST_TEST((ParsePrefer(PreferName(prefer)) == prefer));
    }
    BOOST_TEST(!ParsePrefer("Stacked"));
    BOOST_TEST((ParseRequire("none") == Require::NONE));
    BOOST_TEST((ParseRequire("evidence") == Require::EVIDENCE));
    BOOST_TEST((ParseRequire("encryption") == Require::ENCRYPTION));
    BOOST_TEST((ParseRequire("smptcp") == Require::SMPTCP));
    BOOST_TEST(!ParseRequire("Smptcp"));
    BOOST_TEST(!ParseRequire(""));
}

BOOST_AUTO_TEST_SUITE_END()
