/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_ADDRESS_OPTIONS_H
#define MPTCP_ADDRESS_OPTIONS_H

#include "mptcp-option-base.h"

#include <array>

/**
 * \file
 * \ingroup smptcp-wire
 * Options about addresses: ADD_ADDR of both versions and REMOVE_ADDR.
 */

namespace ns3
{
namespace smptcp
{

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
 * ADD_ADDR of RFC 8684, 3.4.1, also used by SMPTCP: flags in the low nibble, HMAC unless it is an echo. SMPTCP's
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

/// REMOVE_ADDR, 3 octets and one for each address id (RFC 6824, 3.4.2 and RFC 8684, 3.4.2)
struct RemoveAddr
{
    static constexpr std::size_t MAX_IDS = MAX_OPTION_BYTES - 3; //!< As many as an option area holds

    std::array<uint8_t, MAX_IDS> ids{}; //!< Address ids
    std::size_t count{0};               //!< How many of them are used

    /// \return false when there is no place left for \p addressId
    bool Add(uint8_t addressId);
    /// \return no value when there is no id at all
    static std::optional<RemoveAddr> Parse(const OptionView& option);
    std::size_t Size() const;
    /// \return false, with nothing appended, when it does not fit or names no address
    bool AppendTo(OptionBytes& out) const;
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_ADDRESS_OPTIONS_H
