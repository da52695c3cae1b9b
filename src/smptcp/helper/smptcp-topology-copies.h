/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_COPIES_H
#define SMPTCP_TOPOLOGY_COPIES_H

#include "ns3/packet.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Follows what a multipath connection sends on several paths at a time: by DSN, whether the first copy on each path
 * arrived. It sees packets only.
 */
class SmptcpTopologyCopies
{
  public:
    /// \param paths how many there are, at most 32
    explicit SmptcpTopologyCopies(std::size_t paths);

    /**
     * A segment has come to its end.
     * \param packet begins with its TCP header \param path it took \param lost it was lost on the way
     */
    void Note(Ptr<const Packet> packet, std::size_t path, bool lost);

    /// \return chunks of data seen
    uint64_t GetChunks() const;
    /// \return those whose first copy came to its end on every path
    uint64_t GetCarriedByAll() const;
    /// \return those whose first copy was lost on every path
    uint64_t GetLostOnAll() const;

  private:
    /// First copies of a chunk, a bit for each path
    struct Fate
    {
        uint32_t seen{0}; //!< The first copy came to its end
        uint32_t lost{0}; //!< It was lost
    };

    uint32_t m_all;                              //!< The bits of all paths
    std::unordered_map<uint64_t, Fate> m_chunks; //!< By DSN as it stands in the mapping
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_COPIES_H
