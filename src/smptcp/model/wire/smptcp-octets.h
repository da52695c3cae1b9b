/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OCTETS_H
#define SMPTCP_OCTETS_H

#include <cstddef>
#include <cstdint>

/**
 * \file
 * \ingroup smptcp-wire
 * Big-endian integers in octets.
 */

namespace ns3
{
namespace smptcp
{

/// \return the big-endian integer in \p octets octets at \p from
inline uint64_t
ReadBig(const uint8_t* from, std::size_t octets)
{
    uint64_t value = 0;
    for (std::size_t i = 0; i < octets; ++i)
    {
        value = value << 8 | from[i];
    }
    return value;
}

/// Write the low \p octets octets of \p value at \p to, big-endian
inline void
WriteBig(uint8_t* to, uint64_t value, std::size_t octets)
{
    for (std::size_t i = octets; i > 0; --i)
    {
        to[i - 1] = static_cast<uint8_t>(value);
        value >>= 8;
    }
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_OCTETS_H
