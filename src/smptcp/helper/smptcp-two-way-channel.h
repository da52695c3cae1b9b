/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TWO_WAY_CHANNEL_H
#define SMPTCP_TWO_WAY_CHANNEL_H

#include "ns3/nstime.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/random-variable-stream.h"

#include <array>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * A point-to-point channel with a delay of its own for each direction, and a random one on top: packets are late, but
 * stay in order. The trace TxRxPointToPoint of the base class stays silent.
 */
class SmptcpTwoWayChannel : public PointToPointChannel
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpTwoWayChannel();

    /// \param delays from the device attached first to the second, and back
    void SetDelays(const std::array<Time, 2>& delays);
    /// \param jitters most of the random delay, uniform from zero, by direction
    void SetJitters(const std::array<Time, 2>& jitters);
    /// \param stream first stream number to use \return number of streams used
    int64_t AssignStreams(int64_t stream);

    bool TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> from, Time duration) override;

  private:
    std::array<Time, 2> m_delays;         //!< By direction
    std::array<Time, 2> m_jitters;        //!< By direction
    std::array<Time, 2> m_latest;         //!< Arrival of the packet before, by direction
    Ptr<UniformRandomVariable> m_uniform; //!< Of what is random
};

} // namespace ns3

#endif // SMPTCP_TWO_WAY_CHANNEL_H
