/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_MAPPING_H
#define MPTCP_MAPPING_H

#include <cstdint>
#include <deque>
#include <optional>

/**
 * \file
 * \ingroup smptcp-mptcp
 * Positions in a subflow's stream and the mappings from them to the data sequence space.
 */

namespace ns3
{
namespace smptcp
{

/**
 * Enlarge the low 32 bits of a number to the 64-bit value nearest to \p reference (RFC 6824, 3.3.1,
 * smptcp.md 5.7). Used for DSNs, data acks and sequence numbers alike.
 */
inline uint64_t
ExpandNear(uint32_t low, uint64_t reference)
{
    auto distance = static_cast<int32_t>(low - static_cast<uint32_t>(reference));
    return reference + static_cast<uint64_t>(static_cast<int64_t>(distance));
}

/// \return true when a is before b in 64-bit sequence space
inline bool
DsnBefore(uint64_t a, uint64_t b)
{
    return static_cast<int64_t>(a - b) < 0;
}

/// Octets of a subflow that belong together: one mapping, or one handshake message
struct Mapping
{
    uint64_t position{0}; //!< Position of the first octet on the subflow (SYN = 0)
    uint32_t length{0};   //!< Octets
    uint64_t dsn{0};      //!< 64-bit DSN of the first octet; unused for a handshake message
    bool handshake{false}; //!< INIT1 or INIT2: subflow space, but no data sequence space (smptcp.md 3.5)
    bool dataFin{false};   //!< DATA_FIN follows: the data-level length on the wire counts one more
    std::optional<uint16_t> checksum; //!< DSS checksum over the whole mapping, when in use and still whole

    /// \return position behind the last octet
    uint64_t End() const
    {
        return position + length;
    }
};

/**
 * \ingroup smptcp-mptcp
 * The mappings of one direction of a subflow, ordered by position. Lookup is logarithmic; the sender appends at
 * the end and drops from the front.
 */
class MappingTable
{
  public:
    /**
     * Add a mapping. Octets already mapped keep what they have (the first mapping counts, RFC 6824, 3.3).
     * \return false when nothing of it was new
     */
    bool Add(const Mapping& mapping);

    /// \return the mapping that holds \p position, or null; valid until the table is used again
    const Mapping* Find(uint64_t position) const;

    /**
     * From \p position on, what no mapping covers is mapped one to one: the infinite mapping of a connection that
     * has fallen back (RFC 6824, 3.6; RFC 8684, 3.7).
     * \param position first position
     * \param dsn DSN of its octet
     */
    void SetInfinite(uint64_t position, uint64_t dsn);

    /// Forget mappings that end at or before \p position.
    void DropBelow(uint64_t position);

    /// \return number of mappings held
    std::size_t Size() const;

  private:
    std::deque<Mapping> m_mappings; //!< Ordered by position, without overlap
    mutable std::size_t m_last{0};  //!< Index where Find ended; only a hint
    std::optional<Mapping> m_infinite; //!< Where the infinite mapping starts
    mutable Mapping m_shown;           //!< The part of it Find has shown last
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_MAPPING_H
