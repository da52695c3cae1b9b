/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-negotiation.h"

namespace ns3
{
namespace smptcp
{

namespace
{

/// Bits of RFC 6824's algorithm negotiation beside H and G; an SMPTCP host sets none of them (smptcp.md 3.1)
constexpr uint8_t MPC_OTHER_ALGORITHMS = 0x3c;

/// MP_CAPABLE of a host that speaks plain MPTCP
Offer
PlainMpc(bool version1)
{
    Offer offer;
    offer.mpcV1 = version1;
    offer.mpc = offer.h = !version1;
    return offer;
}

} // namespace

const char*
ModeName(Mode mode)
{
    switch (mode)
    {
    case Mode::MPTCP:
        return "MPTCP";
    case Mode::TCPCRYPT:
        return "TCPCRYPT";
    case Mode::SMPTCP:
        return "SMPTCP";
    case Mode::STACKED:
        return "STACKED";
    case Mode::TCP:
        break;
    }
    return "TCP";
}

bool
IsMultipath(Mode mode)
{
    return mode == Mode::MPTCP || mode == Mode::SMPTCP || mode == Mode::STACKED;
}

bool
IsEncrypted(Mode mode)
{
    return mode == Mode::TCPCRYPT || mode == Mode::SMPTCP || mode == Mode::STACKED;
}

bool
UsesClearKeys(Mode mode)
{
    return mode == Mode::MPTCP || mode == Mode::STACKED;
}

bool
KeysEachSubflow(Mode mode)
{
    return mode == Mode::STACKED;
}

bool
MapsEachSegment(Mode mode)
{
    return mode == Mode::SMPTCP || mode == Mode::STACKED;
}

std::optional<Prefer>
ParsePrefer(const std::string& name)
{
    for (auto prefer : {Prefer::ENCRYPTION, Prefer::MULTIPATH, Prefer::STACKED})
    {
        if (PreferName(prefer) == name)
        {
            return prefer;
        }
    }
    return std::nullopt;
}

const char*
PreferName(Prefer prefer)
{
    static const char* const names[] = {"encryption", "multipath", "stacked"};
    return names[static_cast<int>(prefer)];
}

bool
CanStack(const HandshakePolicy& policy)
{
    const Capabilities& can = policy.capabilities;
    return policy.prefer == Prefer::STACKED && can.mptcp && can.tcpcrypt && !can.smptcp && !policy.checksum;
}

std::optional<Require>
ParseRequire(const std::string& name)
{
    if (name == "none")
    {
        return Require::NONE;
    }
    if (name == "evidence")
    {
        return Require::EVIDENCE;
    }
    if (name == "encryption")
    {
        return Require::ENCRYPTION;
    }
    if (name == "smptcp")
    {
        return Require::SMPTCP;
    }
    return std::nullopt;
}

bool
IsRefused(Require require, Mode mode)
{
    if (require == Require::SMPTCP)
    {
        return mode != Mode::SMPTCP;
    }
    return require == Require::ENCRYPTION && !IsEncrypted(mode);
}

Offer
HandshakeOptions::ToOffer() const
{
    Offer offer;
    // With the extensibility bit set the option is something else than this specification knows (RFC 6824 and RFC
    // 8684, 3.1).
    if (mpCapable && !(mpCapable->flags & MPC_FLAG_EXTENSION))
    {
        bool version0 = mpCapable->version == 0;
        bool version1 = mpCapable->version == 1 || !mpCapable->senderKey;
        bool hmac = mpCapable->flags & MPC_FLAG_HMAC;
        bool others = mpCapable->flags & MPC_OTHER_ALGORITHMS;
        offer.mpc = version0;
        offer.h = version0 && hmac;
        offer.g = version0 && !others && (mpCapable->flags & MPC_FLAG_TCPCRYPT); // smptcp.md 3.1
        offer.mpcV1 = !version0 && version1 && hmac;
        offer.checksum = mpCapable->flags & MPC_FLAG_CHECKSUM;
    }
    if (crypt)
    {
        offer.nextk1 = crypt->nextk1.has_value();
        offer.hello = crypt->hello || offer.nextk1;
        offer.nextk2 = crypt->nextk2;
        offer.pkconf = crypt->pkconf.has_value();
    }
    return offer;
}

Offer
ComposeSynOffer(const HandshakePolicy& policy, unsigned attempt, bool resume)
{
    const Capabilities& can = policy.capabilities;
    Offer full;
    full.mpcV1 = can.mptcpV1 && !can.smptcp; // the integration is framed in version 0
    full.mpc = full.h = can.mptcp && !full.mpcV1;
    full.hello = can.tcpcrypt;
    full.g = can.smptcp;
    full.nextk1 = resume && full.hello && !full.AnyMpc();
    if (attempt <= 2 || policy.require != Require::NONE)
    {
        return full;
    }
    if (attempt >= BARE_SYN_ATTEMPT)
    {
        return {};
    }
    // The third try offers one of the two: a box on the path may choke on their sum only.
    bool multipath = full.AnyMpc() && (policy.prefer == Prefer::MULTIPATH || !full.hello);
    Offer reduced = multipath ? PlainMpc(full.mpcV1) : Offer();
    reduced.hello = full.hello && !multipath;
    return reduced;
}

SynAnswer
AnswerSyn(const HandshakePolicy& policy, const Offer& syn, unsigned attempt, bool sessionKnown)
{
    const Capabilities& can = policy.capabilities;
    SynAnswer answer;
    Offer& offer = answer.offer;
    Mode best = Mode::TCP;
    bool v0 = can.mptcp && syn.mpc && syn.h;
    bool v1 = can.mptcpV1 && syn.mpcV1;
    if (can.smptcp && syn.mpc && syn.g && syn.h && syn.hello)
    {
        offer.mpc = offer.g = offer.pkconf = true;
        best = Mode::SMPTCP;
    }
    else if (CanStack(policy) && v0 && syn.hello && !syn.checksum)
    {
        offer = PlainMpc(false); // A decides: it may want one of the two only (smptcp.md 9.2)
        offer.pkconf = true;
        best = Mode::STACKED;
    }
    else if (can.tcpcrypt && syn.hello && !((v0 || v1) && policy.prefer == Prefer::MULTIPATH))
    {
        bool swap = policy.roleSwap && !can.smptcp;
        offer.nextk2 = syn.nextk1 && sessionKnown;
        offer.hello = swap && !offer.nextk2;
        offer.pkconf = !offer.nextk2 && !offer.hello;
        best = Mode::TCPCRYPT;
    }
    else if (v0 || v1)
    {
        offer = PlainMpc(v1);
        best = Mode::MPTCP;
    }
    // G without HELLO: an SMPTCP peer never sends that, somebody took HELLO away.
    bool stripped = can.smptcp && syn.mpc && syn.g && !syn.hello;
    answer.refuse = IsRefused(policy.require, best) ||
                    (stripped && policy.require >= Require::EVIDENCE);
    if (stripped)
    {
        answer.cause = "SYN with MP_CAPABLE(G) but without HELLO: CRYPT has been stripped";
    }
    else if (answer.refuse)
    {
        answer.cause = "the SYN offers less than Require demands";
    }
    if (attempt > 2 && policy.require == Require::NONE)
    {
        offer = {};
    }
    return answer;
}

ClientDecision
DecideOnSynAck(const HandshakePolicy& policy,
               const Offer& sent,
               const Offer& synAck,
               bool exchangePossible)
{
    ClientDecision decision;
    bool mpc = sent.mpc && synAck.mpc && synAck.g != synAck.h; // exactly one algorithm comes back
    bool v1 = sent.mpcV1 && synAck.mpcV1;
    bool g = mpc && synAck.g && sent.g;
    bool crypt = sent.hello && synAck.pkconf && exchangePossible;
    bool resume = sent.nextk1 && synAck.nextk2;
    bool swap = sent.hello && synAck.hello && !synAck.pkconf;
    bool stripped = g && !synAck.pkconf && !swap;
    if (mpc && synAck.g && !sent.g)
    {
        mpc = false; // G was not offered
    }
    bool multipath = (mpc || v1) && !g && policy.prefer == Prefer::MULTIPATH;
    if (g && crypt)
    {
        decision.mode = Mode::SMPTCP;
    }
    else if (CanStack(policy) && mpc && crypt && !synAck.checksum)
    {
        decision.mode = Mode::STACKED;
    }
    else if ((crypt || resume || swap) && (!g || swap) && !multipath)
    {
        decision.mode = Mode::TCPCRYPT;
        decision.resume = resume;
        decision.swap = swap && !resume;
    }
    else if (mpc || v1)
    {
        decision.mode = Mode::MPTCP;
    }
    decision.refuse = IsRefused(policy.require, decision.mode) ||
                      (stripped && policy.require >= Require::EVIDENCE);
    if (stripped)
    {
        decision.cause = "SYN/ACK with MP_CAPABLE(G) but without PKCONF: CRYPT has been stripped";
    }
    else if (decision.refuse)
    {
        decision.cause = "the SYN/ACK offers less than Require demands";
    }
    return decision;
}

ServerDecision
DecideOnThird(const HandshakePolicy& policy, const Offer& answered, const ThirdMessage& third)
{
    ServerDecision decision;
    bool smptcp = third.init1Mp || (third.init1 && policy.seedLiteral);
    if (third.goodMac && answered.nextk2)
    {
        decision.mode = Mode::TCPCRYPT;
    }
    else if (smptcp && answered.g && answered.pkconf)
    {
        decision.mode = Mode::SMPTCP;
    }
    else if (third.init1 && third.mpCapable && answered.pkconf && answered.mpc && CanStack(policy))
    {
        decision.mode = Mode::STACKED;
    }
    else if ((third.init1 && answered.pkconf) ||
             (third.pkconf && answered.hello && third.exchangePossible))
    {
        decision.mode = Mode::TCPCRYPT;
    }
    else if (third.mpCapable && answered.AnyMpc())
    {
        decision.mode = Mode::MPTCP;
    }
    bool encrypted = IsEncrypted(decision.mode);
    // Key-exchange octets must never reach the application as data (smptcp.md 3.9).
    bool answeredCrypt = answered.pkconf || answered.hello || answered.nextk2;
    bool leak = answeredCrypt && !encrypted && (third.payloadLooksInit1 || third.init1 || third.init1Mp);
    // What follows would be ciphertext if only the MAC had been taken away.
    bool bare = third.awaitsMac && !encrypted;
    bool stripped = answered.g && decision.mode != Mode::SMPTCP;
    decision.refuse = leak || bare || IsRefused(policy.require, decision.mode) ||
                      (stripped && policy.require >= Require::EVIDENCE);
    if (leak)
    {
        decision.cause =
            "third segment with INIT1 that was not asked for, or without its option: CRYPT has been stripped";
    }
    else if (bare)
    {
        decision.cause = "third segment without MAC after NEXTK2";
    }
    else if (stripped)
    {
        decision.cause = "MP_CAPABLE(G) and PKCONF were not answered by INIT1_MP: options have been stripped";
    }
    else if (decision.refuse)
    {
        decision.cause = "the third segment leads to less than Require demands";
    }
    else if (answeredCrypt && !encrypted)
    {
        decision.cause = "the third segment does not go on with tcpcrypt";
    }
    return decision;
}

} // namespace smptcp
} // namespace ns3
