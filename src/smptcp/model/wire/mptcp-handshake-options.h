/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_HANDSHAKE_OPTIONS_H
#define MPTCP_HANDSHAKE_OPTIONS_H

#include "mptcp-option-base.h"

#include <array>

/**
 * \file
 * \ingroup smptcp-wire
 * MP_CAPABLE and MP_JOIN.
 */

namespace ns3
{
namespace smptcp
{

constexpr uint8_t MPC_FLAG_CHECKSUM = 0x80;  //!< A: checksum required (RFC 6824, 3.1)
constexpr uint8_t MPC_FLAG_EXTENSION = 0x40; //!< B: extensibility
constexpr uint8_t MPC_FLAG_HMAC_SHA1 = 0x01; //!< H: HMAC-SHA1
constexpr uint8_t MPC_FLAG_TCPCRYPT = 0x02;  //!< G: keys from tcpcrypt (smptcp.md 3.1)

/// MP_CAPABLE, 12 octets in SYN and SYN/ACK, 20 in the third ACK (RFC 6824, 3.1)
struct MpCapable
{
    uint8_t version{0};                  //!< Version nibble
    uint8_t flags{MPC_FLAG_HMAC_SHA1};   //!< MPC_FLAG_*
    uint64_t senderKey{0};               //!< Key of the sender of the option
    std::optional<uint64_t> receiverKey; //!< Key of its receiver, only in the third ACK

    static std::optional<MpCapable> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_JOIN of a SYN, 12 octets (RFC 6824, 3.2)
struct MpJoinSyn
{
    bool backup{false};   //!< B bit
    uint8_t addressId{0}; //!< Address id of the sender
    uint32_t token{0};    //!< Token of the receiver
    uint32_t nonce{0};    //!< Random number of the sender

    static std::optional<MpJoinSyn> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_JOIN of a SYN/ACK, 16 octets (RFC 6824, 3.2)
struct MpJoinSynAck
{
    bool backup{false};   //!< B bit
    uint8_t addressId{0}; //!< Address id of the sender
    uint64_t hmac64{0};   //!< Leftmost 64 bits of the HMAC
    uint32_t nonce{0};    //!< Random number of the sender

    static std::optional<MpJoinSynAck> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_JOIN of the third ACK, 24 octets (RFC 6824, 3.2)
struct MpJoinAck
{
    std::array<uint8_t, 20> hmac{}; //!< The whole HMAC-SHA1

    static std::optional<MpJoinAck> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_HANDSHAKE_OPTIONS_H
