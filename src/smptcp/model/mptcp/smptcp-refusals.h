/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_REFUSALS_H
#define SMPTCP_REFUSALS_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/**
 * \file
 * \ingroup smptcp-mptcp
 * Why something that came from the network was not obeyed, and how often.
 */

namespace ns3
{
namespace smptcp
{

/// What was refused (smptcp.md sections 5 to 8); each is a counter and a cause of the trace SegmentRefused
enum class Refusal : uint8_t
{
    MAC_MISSING,       //!< A segment without MAC that is no exception of 5.8
    MAC_WRONG,         //!< A tag that is not the one of the segment
    RESET_UNPROTECTED, //!< An RST without a valid MAC that was not obeyed (8.4)
    UNMAPPED,          //!< Payload no mapping covers
    BEYOND_WINDOW,     //!< Data the shared window never allowed
    INFINITE_MAPPING,  //!< A mapping of length 0 in SMPTCP mode (7.6)
    FAIL_OPTION,       //!< MP_FAIL in SMPTCP mode (7.6)
    FASTCLOSE_KEY,     //!< MP_FASTCLOSE with a wrong field (7.5)
    PRIO_WITH_ID,      //!< MP_PRIO of four octets where only three are known (7.4)
    ADD_ADDR_HMAC,     //!< ADD_ADDR with a wrong HMAC (7.2)
    ADD_ADDR_REPLAY,   //!< ADD_ADDR without MAC for an address id already known (7.1)
    JOIN_TOKEN,        //!< JOIN SYN with a token of no connection (6.5)
    JOIN_STATE,        //!< JOIN SYN for a connection that takes none now: mode, keys, end or limits (6.4, 6.5)
    JOIN_STRANGER,     //!< JOIN SYN from an address not announced while half of the slots are such (6.4)
    JOIN_SYN_HMAC,     //!< JOIN SYN without the HMAC agreed on, or with a wrong or unwanted one (V-SYNHMAC)
    JOIN_SYN_REPEAT,   //!< JOIN SYN with a random number seen before (V-SYNHMAC)
    JOIN_HMAC,         //!< Second or third segment of a JOIN with a wrong HMAC, or none (6.3)
    JOIN_CRYPT,        //!< JOIN of a stacked connection without tcpcrypt: no HELLO, PKCONF or INIT1, or data in clear
    // Profile rfc5961, with or without tcpcrypt
    FLAGS,             //!< Flags that no TCP sends together, or not in this state
    RESET_SEQUENCE,    //!< An RST whose sequence number is not the next one expected (RFC 5961, 3.2)
    SYN_AGAIN,         //!< A SYN in a synchronized state (RFC 5961, 4.2)
    SEQUENCE,          //!< A sequence number outside the receive window (RFC 9293, 3.10.7.4)
    NO_ACK,            //!< Neither ACK nor SYN nor RST (RFC 9293, 3.10.7.4)
    ACK_NUMBER,        //!< An acknowledgment of what was never sent, or long ago (RFC 5961, 5.2)
    TIMESTAMP,         //!< A timestamp older than the latest one, or none where they are agreed on (RFC 7323, 5.3)
    COUNT              //!< Number of causes
};

/// \return the name of a cause as SegmentRefused has it, one word with hyphens
const std::string& RefusalName(Refusal refusal);

/**
 * \ingroup smptcp-mptcp
 * One counter for each cause.
 */
class RefusalCounters
{
  public:
    /// Count one. \param refusal its cause
    void Count(Refusal refusal);
    /// \return how many there were. \param refusal the cause
    uint64_t Get(Refusal refusal) const;
    /// \return segments with a missing or wrong MAC, RSTs without MAC not counted
    uint64_t MacFailures() const;

  private:
    std::array<uint64_t, static_cast<std::size_t>(Refusal::COUNT)> m_counts{}; //!< By cause
};

/// What to do with an RST without a valid MAC while a connection is protected (smptcp.md 8.4)
enum class RstPolicy : uint8_t
{
    ACCEPT,  //!< Obey it when its sequence number is the next one expected
    PROBE,   //!< Ask the peer by keep-alives, and obey when no protected segment answers
    REQUIRE, //!< Ignore it
};

/// \return the policy \p name stands for: accept, probe or require; no value for anything else
std::optional<RstPolicy> ParseRstPolicy(const std::string& name);
/// \return the name of \p policy
std::string RstPolicyName(RstPolicy policy);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_REFUSALS_H
