/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_OPTION_BASE_H
#define MPTCP_OPTION_BASE_H

#include "smptcp-option-bytes.h"

#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-wire
 * What all MPTCP options (TCP option kind 30) have in common: version and subtype.
 */

namespace ns3
{
namespace smptcp
{

/// Version of MPTCP: it decides hash function, lengths of MP_CAPABLE and form of ADD_ADDR
enum class MptcpVersion : uint8_t
{
    V0 = 0, //!< RFC 6824: SHA-1
    V1 = 1, //!< RFC 8684: SHA-256
};

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
    MP_TCPRST = 8, //!< Version 1 only
};

/// \return the subtype nibble of a kind-30 option, no value when it is another kind or shorter than 3
std::optional<uint8_t> GetMptcpSubtype(const OptionView& option);

/// \return true when \p option is the MPTCP option \p subtype
bool IsMptcp(const OptionView& option, MptcpSubtype subtype);

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_OPTION_BASE_H
