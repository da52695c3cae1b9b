/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TWO_WAY_CHANNEL_H
#define SMPTCP_TWO_WAY_CHANNEL_H

#include "ns3/nstime.h"
#include "ns3/point-to-point-channel.h"

#include <array>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * A point-to-point channel with a delay of its own for each direction. The trace TxRxPointToPoint of the base class stays
 * silent.
 */
class SmptcpTwoWayChannel : public PointToPointChannel
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param delays from the device attached first to the second, and back
    void SetDelays(const std::array<Time, 2>& delays);

    bool TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice> from, Time duration) override;

  private:
    std::array<Time, 2> m_delays; //!< By direction
};

} // namespace ns3

#endif // SMPTCP_TWO_WAY_CHANNEL_H
