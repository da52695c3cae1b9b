/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_FLOW_STATE_H
#define MPTCP_FLOW_STATE_H

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-congestion
 * What a coupled congestion control sees of the subflows of its connection: plain data, no sockets.
 */

/**
 * \defgroup smptcp-congestion Coupled congestion control
 * \ingroup smptcp
 * Windows of the subflows of a connection that grow together.
 */

namespace ns3
{

/// One subflow that is established
struct MptcpFlowState
{
    uint32_t id{0};          //!< Number of the subflow in its connection
    double window{0};        //!< Congestion window, octets; in fast recovery the slow start threshold
    double threshold{0};     //!< Slow start threshold, octets
    double rtt{0};           //!< Smoothed round-trip time, seconds; 0 while nothing is known
    double segment{0};       //!< Largest payload of a segment, octets
    double lossInterval{0};  //!< Octets acknowledged since the last loss or between the last two, whichever is more

    /// \return true before the first round-trip time: it has no part in sums over rates
    bool IsUntimed() const
    {
        return rtt <= 0;
    }

    /// \return the window in segments
    double Segments() const
    {
        return window / segment;
    }

    /// \return window over round-trip time, segments per second; 0 while untimed
    double Rate() const
    {
        return IsUntimed() ? 0 : Segments() / rtt;
    }
};

/// The subflows of a connection
using MptcpFlows = std::vector<MptcpFlowState>;

/// What a connection hands to the congestion control of each of its subflows
class MptcpFlowSource
{
  public:
    virtual ~MptcpFlowSource() = default;
    /// \return the established subflows as they are now; valid until the next call
    virtual const MptcpFlows& GetFlows() const = 0;
};

} // namespace ns3

#endif // MPTCP_FLOW_STATE_H
