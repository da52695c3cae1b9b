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
 * MP_CAPABLE and MP_JOIN of both versions. MP_JOIN is the same in both but for the hash behind its HMAC.
 */

namespace ns3
{
namespace smptcp
{

constexpr uint8_t MPC_FLAG_CHECKSUM = 0x80;     //!< A: checksum required (RFC 6824, 3.1)
constexpr uint8_t MPC_FLAG_EXTENSION = 0x40;    //!< B: extensibility
constexpr uint8_t MPC_FLAG_NO_JOIN_HERE = 0x20; //!< C: no more subflows to this address and port (RFC 8684, 3.1)
constexpr uint8_t MPC_FLAG_TCPCRYPT = 0x02;     //!< G: keys from tcpcrypt (smptcp.md 3.1)
constexpr uint8_t MPC_FLAG_HMAC = 0x01;         //!< H: HMAC-SHA1 in version 0, HMAC-SHA256 in version 1

/**
 * MP_CAPABLE (RFC 6824, 3.1 and RFC 8684, 3.1). What is present decides the length:
 *
 * | Octets | Fields                                      | Version 0    | Version 1              |
 * |-------:|---------------------------------------------|--------------|------------------------|
 * |      4 | none                                        | -            | SYN                    |
 * |     12 | sender's key                                | SYN, SYN/ACK | SYN/ACK                |
 * |     20 | both keys                                   | third ACK    | third ACK              |
 * |     22 | both keys, data-level length                | -            | first data             |
 * |     24 | both keys, data-level length, DSS checksum  | -            | first data             |
 *
 * Versions above 1 are read as version 1: its hosts answer 1 to a SYN that asks for more.
 */
struct MpCapable
{
    uint8_t version{0};                  //!< Version nibble
    uint8_t flags{MPC_FLAG_HMAC};        //!< MPC_FLAG_*
    std::optional<uint64_t> senderKey;   //!< Key of the sender of the option
    std::optional<uint64_t> receiverKey; //!< Key of its receiver; only with senderKey
    std::optional<uint16_t> dataLength;  //!< Data-level length, octets; only with both keys
    std::optional<uint16_t> checksum;    //!< DSS checksum of the payload; only with dataLength

    /// \return no value unless the length is one of the version's
    static std::optional<MpCapable> Parse(const OptionView& option);
    /// \return octets of the option; a field whose predecessor is absent does not count
    std::size_t Size() const;
    /// \return false, with nothing appended, when it does not fit or the version has no such form
    bool AppendTo(OptionBytes& out) const;
};

/// MP_JOIN of a SYN, 12 octets (RFC 6824, 3.2 and RFC 8684, 3.2), or 20 with an HMAC (smptcp.md section 10, V-SYNHMAC)
struct MpJoinSyn
{
    bool backup{false};   //!< B bit
    uint8_t addressId{0}; //!< Address id of the sender
    uint32_t token{0};    //!< Token of the receiver
    uint32_t nonce{0};    //!< Random number of the sender
    std::optional<uint64_t> hmac64; //!< HMAC of V-SYNHMAC, SMPTCP only

    static std::optional<MpJoinSyn> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_JOIN of a SYN/ACK, 16 octets (RFC 6824, 3.2 and RFC 8684, 3.2)
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

/// MP_JOIN of the third ACK, 24 octets (RFC 6824, 3.2 and RFC 8684, 3.2)
struct MpJoinAck
{
    std::array<uint8_t, 20> hmac{}; //!< HMAC-SHA1, or the leftmost 160 bits of HMAC-SHA256

    static std::optional<MpJoinAck> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_HANDSHAKE_OPTIONS_H
