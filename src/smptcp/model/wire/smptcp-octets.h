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

/**
 * Internet checksum, one piece (RFC 1071).
 * \param data octets; an odd last one is taken as the upper half of a word
 * \param size number of octets
 * \param sum of the pieces before, all of them of even size
 * \return ones' complement sum, folded to 16 bits, not inverted
 */
inline uint16_t
OnesComplementSum(const uint8_t* data, std::size_t size, uint16_t sum = 0)
{
    uint64_t wide = sum;
    for (std::size_t i = 0; i + 1 < size; i += 2)
    {
        wide += static_cast<uint64_t>(data[i]) << 8 | data[i + 1];
    }
    wide += size % 2 ? static_cast<uint64_t>(data[size - 1]) << 8 : 0;
    while (wide >> 16)
    {
        wide = (wide & 0xffff) + (wide >> 16);
    }
    return static_cast<uint16_t>(wide);
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_OCTETS_H
