/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_MODIFIER_H
#define SMPTCP_SEGMENT_MODIFIER_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, overwrites the payload of what the opener of a connection sends (A13). TCP's checksum is right afterwards,
 * that of MPTCP's DSS if it is asked for. What is sent again is altered in the same way.
 */
class SegmentModifier : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param octets what it overwrites payload with, by position in the sequence space \param at from when on \param until when
    void ModifyBetween(std::vector<uint8_t> octets, Time at, Time until);

    /// \return segments it has altered
    uint64_t GetModified() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    std::vector<uint8_t> m_octets;       //!< What it overwrites with
    bool m_repair{true};                 //!< Attribute RepairChecksum
    std::optional<uint32_t> m_origin;    //!< Sequence number of the first octet altered
    const smptcp::WatchedFlow* m_flow{nullptr}; //!< The flow it alters
    uint64_t m_modified{0};              //!< Segments altered
};

} // namespace ns3

#endif // SMPTCP_SEGMENT_MODIFIER_H
