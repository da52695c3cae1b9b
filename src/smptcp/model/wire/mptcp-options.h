/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_OPTIONS_H
#define MPTCP_OPTIONS_H

#include "smptcp-option-bytes.h"

#include <array>
#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-wire
 * MPTCP options (TCP option kind 30), version 0 framing (RFC 6824, section 3), and the ADD_ADDR of
 * SMPTCP, which has the version 1 layout with a SHA-1 HMAC (smptcp.md 7.2).
 *
 * A Parse function takes one option as found by OptionWalker and returns no value when kind, subtype or
 * length do not belong to it. AppendTo returns false, with nothing appended, when the room does not do.
 */

namespace ns3
{
namespace smptcp
{

/// MPTCP subtypes (RFC 6824, 8 and RFC 8684, 7.2)
enum class MptcpSubtype : uint8_t
{
    MP_CAPABLE = 0,
    MP_JOIN = 1,
    DSS = 2,
    ADD_ADDR = 3,
    REMOVE_ADDR = 4,
    MP_PRIO = 5,
    MP_FAIL = 6,
    MP_FASTCLOSE = 7,
};

/// \return the subtype nibble of a kind-30 option, no value when it is another kind or shorter than 3
std::optional<uint8_t> GetMptcpSubtype(const OptionView& option);

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

/// A mapping inside a DSS option
struct DssMapping
{
    uint64_t dsn{0};                  //!< Data sequence number; the low 32 bits when it is 4 octets wide
    bool wide{false};                 //!< DSN is 8 octets wide
    uint32_t subflowSequence{0};      //!< Relative subflow sequence number (SYN = 0)
    uint16_t length{0};               //!< Data-level length, octets (DATA_FIN counts one)
    std::optional<uint16_t> checksum; //!< DSS checksum when negotiated
};

/// A data acknowledgment inside a DSS option
struct DssDataAck
{
    uint64_t value{0}; //!< Data ack; the low 32 bits when it is 4 octets wide
    bool wide{false};  //!< 8 octets wide
};

/// DSS (RFC 6824, 3.3): 4 octets + data ack + mapping, each optional
struct Dss
{
    bool dataFin{false};               //!< F flag
    std::optional<DssDataAck> dataAck; //!< A flag
    std::optional<DssMapping> mapping; //!< M flag

    static std::optional<Dss> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// An IPv4 or IPv6 address as octets
struct WireAddress
{
    std::array<uint8_t, 16> octets{}; //!< The first 4 (IPv4) or all 16 (IPv6) are used
    bool ipv6{false};                 //!< Which family

    std::size_t Size() const; //!< \return 4 or 16
};

/// ADD_ADDR of RFC 6824, 3.4.1: IP version in the low nibble, no HMAC, no echo
struct AddAddrV0
{
    uint8_t addressId{0};         //!< Address id
    WireAddress address;          //!< The address
    std::optional<uint16_t> port; //!< Port when it differs

    static std::optional<AddAddrV0> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/**
 * ADD_ADDR in the layout of RFC 8684, 3.4.1: flags in the low nibble, HMAC unless it is an echo. SMPTCP's
 * echo of an IPv6 address carries the id alone ({30, 4, 0x31, id}, smptcp.md 7.2): \c address has no value then.
 */
struct AddAddrV1
{
    bool echo{false};                   //!< E flag
    uint8_t addressId{0};               //!< Address id
    std::optional<WireAddress> address; //!< The address, or no value in the id-only echo
    std::optional<uint16_t> port;       //!< Port when it differs
    std::optional<uint64_t> hmac64;     //!< Rightmost 64 bits of the HMAC, absent in an echo

    static std::optional<AddAddrV1> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/**
 * DSS checksum (RFC 6824, 3.3.1): ones' complement sum over payload and pseudo header.
 * \param dsn 64-bit data sequence number
 * \param subflowSequence relative subflow sequence number
 * \param length data-level length
 * \param payload the mapped octets
 * \param size number of octets of payload
 * \return the checksum field
 */
uint16_t DssChecksum(uint64_t dsn,
                     uint32_t subflowSequence,
                     uint16_t length,
                     const uint8_t* payload,
                     std::size_t size);

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_OPTIONS_H
