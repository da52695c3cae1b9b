/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RFC5961_RULES_H
#define RFC5961_RULES_H

#include "ns3/smptcp-refusals.h"
#include "ns3/smptcp-segment-view.h"

#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-socket
 * What a host of profile rfc5961 does with a segment, decided from numbers and flags alone.
 */

namespace ns3
{
namespace smptcp
{

/// What the rules look at in a segment
struct Rfc5961Segment
{
    uint32_t sequence{0};              //!< Sequence number
    uint32_t acknowledgment{0};        //!< Acknowledgment number, void without ACK
    uint8_t flags{0};                  //!< Flags octet
    uint32_t payload{0};               //!< Octets of payload
    std::optional<uint32_t> timestamp; //!< TSval of the timestamps option

    /// \return what the rules look at. \param segment a segment
    static Rfc5961Segment From(const SegmentView& segment);
    /// \return true when all of \p wanted are set. \param wanted flags
    bool Has(uint8_t wanted) const;
    /// \return sequence number behind payload and FIN
    uint32_t End() const;
};

/// How far a connection is, as far as the rules differ
enum class Rfc5961Stage : uint8_t
{
    SYN_SENT,     //!< Only the own SYN is out
    SYN_RECEIVED, //!< The peer's SYN is answered
    SYNCHRONIZED, //!< Every state from ESTABLISHED on
};

/// What the rules know of a connection, by the names of RFC 9293, 3.3.1
struct Rfc5961State
{
    Rfc5961Stage stage{Rfc5961Stage::SYNCHRONIZED}; //!< How far it is
    uint32_t rcvNxt{0};               //!< RCV.NXT, next sequence number expected
    uint32_t rcvWnd{0};               //!< RCV.WND, octets
    uint32_t maxRcvWnd{0};            //!< Largest receive window, octets: how far behind a segment may be
    uint32_t lastAckSent{0};          //!< Acknowledgment number sent last (RFC 7323, 4.3)
    uint32_t sndUna{0};               //!< SND.UNA, oldest sequence number not acknowledged
    uint32_t sndNxt{0};               //!< SND.NXT, one more than the highest sequence number sent
    uint32_t maxSndWnd{0};            //!< MAX.SND.WND, largest window the peer ever offered (RFC 5961, 5.2)
    std::optional<uint32_t> tsRecent; //!< TS.Recent; no value unless timestamps are agreed on (RFC 7323)
};

/// What to do with a segment
enum class Rfc5961Verdict : uint8_t
{
    ACCEPT,    //!< Process it
    DROP,      //!< Forget it
    CHALLENGE, //!< Forget it and answer with an ACK of the present state, within the limit of such ACKs
    RESET,     //!< Forget it and answer with an RST that takes its sequence number from the acknowledgment
};

/// A verdict and its reason
struct Rfc5961Judgement
{
    Rfc5961Verdict verdict{Rfc5961Verdict::ACCEPT}; //!< What to do
    std::optional<Refusal> refusal;                 //!< Why it is not accepted
};

/**
 * \ingroup smptcp-socket
 * The checks of RFC 9293 (3.10.7), RFC 5961 and RFC 7323 (5.3) that ns-3's TCP leaves out. No state, no I/O.
 */
class Rfc5961Rules
{
  public:
    /// \return what to do with \p segment. \param state the connection \param segment an incoming segment
    static Rfc5961Judgement Judge(const Rfc5961State& state, const Rfc5961Segment& segment);
    /**
     * \param state the connection before the segment
     * \param segment a segment that is accepted
     * \return true when its timestamp becomes TS.Recent (RFC 7323, 4.3): the segment reaches to what was acknowledged
     *         last and does not begin behind it
     */
    static bool RenewsTimestamp(const Rfc5961State& state, const Rfc5961Segment& segment);
};

/**
 * \ingroup smptcp-socket
 * How many challenge ACKs a connection may send (RFC 5961, 7): so many in each second that begins with one.
 */
class ChallengeAckBudget
{
  public:
    /**
     * \param now time, nanoseconds
     * \param limit most ACKs a second
     * \return true when one may be sent, which is counted then
     */
    bool Take(int64_t now, uint32_t limit);

  private:
    int64_t m_began{0}; //!< Beginning of the second, nanoseconds
    uint32_t m_used{0}; //!< ACKs sent in it
};

} // namespace smptcp
} // namespace ns3

#endif // RFC5961_RULES_H
