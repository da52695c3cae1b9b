/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_PATH_METER_H
#define SMPTCP_EXAMPLE_PATH_METER_H

#include "ns3/smptcp-box-rule.h"

#include <array>
#include <utility>
#include <vector>

namespace smptcp_example
{

/// Counts the payload that crosses a link, for the judge. It changes nothing.
class PathMeter : public ns3::SmptcpSegmentRule
{
  public:
    /// \return the TypeId
    static ns3::TypeId GetTypeId();
    /**
     * \param from side the payload came from \param begin seconds \param end seconds
     * \return octets of payload that passed from \p begin on, until \p end
     */
    uint64_t Between(ns3::BoxSide from, double begin, double end) const;
    /// \return octets of IP packets that passed. \param from side they came from
    uint64_t PacketOctets(ns3::BoxSide from) const;

  private:
    void OnSegment(ns3::smptcp::IpSegment& segment, ns3::Ptr<const ns3::Packet> packet, ns3::BoxSide from) override;

    std::array<std::vector<std::pair<double, uint32_t>>, 2> m_payload; //!< By side: time and octets
    std::array<uint64_t, 2> m_octets{};                                //!< By side
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_PATH_METER_H
