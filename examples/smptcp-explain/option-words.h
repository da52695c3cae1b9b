/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_OPTION_WORDS_H
#define SMPTCP_EXPLAIN_OPTION_WORDS_H

#include "ns3/mptcp-options.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/tcpcrypt-options.h"

#include <optional>
#include <string>
#include <vector>

namespace smptcp_explain
{

/// What the words for options need to know of the connection
struct WordContext
{
    std::optional<uint32_t> sackBase;      //!< ISN of the side whose data a SACK block is about
    std::optional<uint64_t> dsn;           //!< DSN of the mapping behind IDSN, when the IDSN is known
    std::optional<uint64_t> dataAck;       //!< Data ack behind the peer's IDSN, when that is known
    std::optional<bool> hmacRight;         //!< Verdict on the HMAC of MP_JOIN or ADD_ADDR
    ns3::smptcp::TcpcryptForm form{};      //!< Numbering of CRYPT's codes
};

/// \return each option of a segment in words, in their order; one that does not parse is called malformed
std::vector<std::string> OptionsInWords(const ns3::smptcp::SegmentView& segment, const WordContext& context);

/// \return flags in words, such as "SYN ACK"
std::string FlagsInWords(uint8_t flags);

/// \return octets in hexadecimal
std::string Hex(const uint8_t* octets, std::size_t size);

/// \return the beginning of octets as text, in quotes, unprintable octets as dots, or as hexadecimal when most are such
std::string Excerpt(const uint8_t* octets, std::size_t size);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_OPTION_WORDS_H
