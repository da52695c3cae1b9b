/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_DATA_INJECTOR_H
#define SMPTCP_DATA_INJECTOR_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, puts octets of its own into the stream of the opener of each connection (A12): right behind a genuine
 * segment, at the sequence number (and data sequence number) that comes next. The first copy of an octet wins.
 */
class DataInjector : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param octets what it inserts \param at from when on
    void InjectAt(std::vector<uint8_t> octets, Time at);

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void Inject(SmptcpAttackerPlace& place, const smptcp::FlowWatch::Sighting& sighting, BoxSide from);

    std::vector<uint8_t> m_octets; //!< What it inserts
    Time m_next;                   //!< When it may begin another burst
    std::size_t m_used{0};         //!< Octets inserted
    uint16_t m_segmentSize{0};     //!< Attribute SegmentSize
    uint16_t m_burst{0};           //!< Attribute Burst
    Time m_interval;               //!< Attribute Interval
};

} // namespace ns3

#endif // SMPTCP_DATA_INJECTOR_H
