/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "rfc5961-rules.h"

#include "ns3/smptcp-plain-options.h"

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr int64_t BUDGET_PERIOD_NS = 1'000'000'000; //!< Of the limit of challenge ACKs
constexpr Rfc5961Judgement ACCEPTED{};              //!< Nothing against it

Rfc5961Judgement
Drop(Refusal refusal)
{
    return {Rfc5961Verdict::DROP, refusal};
}

Rfc5961Judgement
Challenge(Refusal refusal)
{
    return {Rfc5961Verdict::CHALLENGE, refusal};
}

/// \return true when \p value lies in [\p low, \p high], modulo 2^32
bool
Within(uint32_t value, uint32_t low, uint32_t high)
{
    return value - low <= high - low;
}

/// \return true for flags that no state has a use for
bool
AreAbsurd(const Rfc5961Segment& segment)
{
    return segment.Has(TCP_SYN | TCP_FIN) || segment.Has(TCP_SYN | TCP_RST) || segment.Has(TCP_RST | TCP_FIN);
}

Rfc5961Judgement
JudgeReset(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    uint32_t distance = segment.sequence - state.rcvNxt;
    if (distance == 0)
    {
        return ACCEPTED;
    }
    return distance < state.rcvWnd ? Challenge(Refusal::RESET_SEQUENCE) : Drop(Refusal::RESET_SEQUENCE);
}

Rfc5961Judgement
JudgeSynSent(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    bool rst = segment.Has(TCP_RST);
    if (segment.Has(TCP_ACK) && segment.acknowledgment != state.sndNxt)
    {
        return {rst ? Rfc5961Verdict::DROP : Rfc5961Verdict::RESET, Refusal::ACK_NUMBER};
    }
    if (rst)
    {
        return segment.Has(TCP_ACK) ? ACCEPTED : Drop(Refusal::NO_ACK);
    }
    // A SYN alone would be a simultaneous open, which ns-3 cannot bring to an end.
    return segment.Has(TCP_SYN | TCP_ACK) ? ACCEPTED : Drop(Refusal::FLAGS);
}

std::optional<Rfc5961Judgement>
JudgeTimestamp(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    if (!state.tsRecent)
    {
        return std::nullopt;
    }
    if (!segment.timestamp)
    {
        return Drop(Refusal::TIMESTAMP);
    }
    if (SequenceBefore(*segment.timestamp, *state.tsRecent))
    {
        return Challenge(Refusal::TIMESTAMP);
    }
    return std::nullopt;
}

/// Behind the end of the receive buffer's left edge lies what was delayed on the way, at most a window old
bool
IsSequenceAcceptable(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    uint32_t high = state.rcvNxt + state.rcvWnd;
    return Within(segment.sequence, state.rcvNxt - state.maxRcvWnd, high);
}

Rfc5961Judgement
JudgeWithoutAck(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    // ns-3's zero-window probe has no ACK. Its octet is not taken, but the answer tells of the window.
    bool probe = state.stage == Rfc5961Stage::SYNCHRONIZED && segment.payload == 1 && !segment.Has(TCP_FIN) &&
                 segment.sequence == state.rcvNxt;
    return probe ? Challenge(Refusal::NO_ACK) : Drop(Refusal::NO_ACK);
}

} // namespace

Rfc5961Segment
Rfc5961Segment::From(const SegmentView& segment)
{
    Rfc5961Segment facts;
    facts.sequence = segment.Sequence();
    facts.acknowledgment = segment.Acknowledgment();
    facts.flags = segment.Flags();
    facts.payload = static_cast<uint32_t>(segment.PayloadSize());
    if (auto timestamps = Timestamps::Of(segment))
    {
        facts.timestamp = timestamps->value;
    }
    return facts;
}

bool
Rfc5961Segment::Has(uint8_t wanted) const
{
    return (flags & wanted) == wanted;
}

uint32_t
Rfc5961Segment::End() const
{
    return sequence + payload + (Has(TCP_FIN) ? 1 : 0);
}

Rfc5961Judgement
Rfc5961Rules::Judge(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    if (AreAbsurd(segment))
    {
        return Drop(Refusal::FLAGS);
    }
    if (state.stage == Rfc5961Stage::SYN_SENT)
    {
        return JudgeSynSent(state, segment);
    }
    if (segment.Has(TCP_RST))
    {
        return JudgeReset(state, segment);
    }
    bool half = state.stage == Rfc5961Stage::SYN_RECEIVED;
    if (segment.Has(TCP_SYN))
    {
        bool repeat = half && !segment.Has(TCP_ACK) && segment.sequence + 1 == state.rcvNxt;
        return repeat ? ACCEPTED : Challenge(Refusal::SYN_AGAIN);
    }
    if (auto judgement = JudgeTimestamp(state, segment))
    {
        return *judgement;
    }
    if (!IsSequenceAcceptable(state, segment))
    {
        return Challenge(Refusal::SEQUENCE);
    }
    if (!segment.Has(TCP_ACK))
    {
        return JudgeWithoutAck(state, segment);
    }
    if (half)
    {
        bool third = segment.acknowledgment == state.sndNxt;
        return third ? ACCEPTED : Rfc5961Judgement{Rfc5961Verdict::RESET, Refusal::ACK_NUMBER};
    }
    bool known = Within(segment.acknowledgment, state.sndUna - state.maxSndWnd, state.sndNxt);
    return known ? ACCEPTED : Challenge(Refusal::ACK_NUMBER);
}

bool
Rfc5961Rules::RenewsTimestamp(const Rfc5961State& state, const Rfc5961Segment& segment)
{
    return state.tsRecent && segment.timestamp && !SequenceBefore(*segment.timestamp, *state.tsRecent) &&
           !SequenceBefore(state.lastAckSent, segment.sequence) && !SequenceBefore(segment.End(), state.lastAckSent);
}

bool
ChallengeAckBudget::Take(int64_t now, uint32_t limit)
{
    if (m_used == 0 || now - m_began >= BUDGET_PERIOD_NS)
    {
        m_began = now;
        m_used = 0;
    }
    if (m_used >= limit)
    {
        return false;
    }
    ++m_used;
    return true;
}

} // namespace smptcp
} // namespace ns3
