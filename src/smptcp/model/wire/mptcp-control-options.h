/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_CONTROL_OPTIONS_H
#define MPTCP_CONTROL_OPTIONS_H

#include "mptcp-option-base.h"

/**
 * \file
 * \ingroup smptcp-wire
 * Options about the state of a subflow or a connection: MP_PRIO, MP_FAIL, MP_FASTCLOSE and MP_TCPRST.
 */

namespace ns3
{
namespace smptcp
{

/// MP_PRIO: 3 octets (RFC 8684, 3.3.8), in version 0 also 4 with an address id (RFC 6824, 3.3.8)
struct MpPrio
{
    bool backup{false};               //!< B bit: the subflow becomes a backup; else a regular one
    std::optional<uint8_t> addressId; //!< Subflow meant, when it is not the one the option arrives on

    static std::optional<MpPrio> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_FAIL, 12 octets (RFC 6824, 3.6 and RFC 8684, 3.7)
struct MpFail
{
    uint64_t dsn{0}; //!< First data sequence number whose checksum failed

    static std::optional<MpFail> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/// MP_FASTCLOSE, 12 octets (RFC 6824, 3.5 and RFC 8684, 3.5)
struct MpFastclose
{
    uint64_t receiverKey{0}; //!< Key of the receiver; in SMPTCP a value derived from its keys (smptcp.md 7.5)

    static std::optional<MpFastclose> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

constexpr uint8_t MP_TCPRST_FLAG_TRANSIENT = 0x01; //!< T: the condition may pass (RFC 8684, 3.6)
constexpr uint8_t MP_TCPRST_FLAGS = 0x0f;          //!< All four flags: U, V, W (all unassigned) and T

/// Why a subflow is reset (RFC 8684, 3.6)
enum class MpTcpRstReason : uint8_t
{
    UNSPECIFIED = 0,                //!< Not told; also goes with MP_FASTCLOSE
    MPTCP_SPECIFIC = 1,             //!< Error of the protocol: unknown token, wrong HMAC, missing option
    LACK_OF_RESOURCES = 2,          //!< Out of resources
    ADMINISTRATIVELY_PROHIBITED = 3, //!< Forbidden by policy
    TOO_MUCH_OUTSTANDING_DATA = 4,  //!< Too much unacknowledged data
    UNACCEPTABLE_PERFORMANCE = 5,   //!< Too slow or too lossy
    MIDDLEBOX_INTERFERENCE = 6,     //!< Something on the path breaks MPTCP, for instance a wrong checksum
};

/// MP_TCPRST, 4 octets, on a RST (RFC 8684, 3.6)
struct MpTcpRst
{
    uint8_t flags{0};  //!< MP_TCPRST_FLAG_*, low nibble
    uint8_t reason{0}; //!< An MpTcpRstReason or a value not assigned yet

    static std::optional<MpTcpRst> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_CONTROL_OPTIONS_H
