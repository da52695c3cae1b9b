/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_BOX_FLOW_H
#define SMPTCP_BOX_FLOW_H

#include "smptcp-box-rule.h"

#include <cstdint>
#include <tuple>

/**
 * \file
 * \ingroup smptcp-middlebox
 * Connections as a box tells them apart.
 */

namespace ns3
{
namespace smptcp
{

/// Addresses and ports of a connection, seen from a box; the same for both directions
struct BoxFlow
{
    AddressOctets inside{};  //!< Address on the inside
    AddressOctets outside{}; //!< Address on the outside
    uint16_t insidePort{0};  //!< Port on the inside
    uint16_t outsidePort{0}; //!< Port on the outside

    /// \return the connection of a segment. \param segment it \param from the side it came from
    static BoxFlow Of(const IpSegment& segment, BoxSide from)
    {
        SegmentView tcp = segment.Tcp();
        if (from == BOX_INSIDE)
        {
            return {segment.Source(), segment.Destination(), tcp.SourcePort(), tcp.DestinationPort()};
        }
        return {segment.Destination(), segment.Source(), tcp.DestinationPort(), tcp.SourcePort()};
    }

    /// \return true when before \p other in some order
    bool operator<(const BoxFlow& other) const
    {
        return std::tie(inside, outside, insidePort, outsidePort) <
               std::tie(other.inside, other.outside, other.insidePort, other.outsidePort);
    }
};

/// One direction of a connection
using BoxStream = std::pair<BoxFlow, BoxSide>;

/// \return the direction a segment belongs to
inline BoxStream
StreamOf(const IpSegment& segment, BoxSide from)
{
    return {BoxFlow::Of(segment, from), from};
}

/// \return true for a segment that carries payload and neither opens nor resets a connection
inline bool
IsPlainData(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    return tcp.PayloadSize() > 0 && (tcp.Flags() & (TCP_SYN | TCP_RST)) == 0;
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_BOX_FLOW_H
