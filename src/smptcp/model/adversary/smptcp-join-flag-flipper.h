/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_JOIN_FLAG_FLIPPER_H
#define SMPTCP_JOIN_FLAG_FLIPPER_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path of a JOIN (A03b): flips the backup bit of the passing SYN, and may change the address id, neither of which
 * an HMAC covers.
 */
class JoinFlagFlipper : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \return JOIN SYNs changed
    uint64_t GetChanged() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    uint8_t m_addressId{0};  //!< Attribute AddressId
    uint64_t m_changed{0};   //!< JOIN SYNs changed
};

} // namespace ns3

#endif // SMPTCP_JOIN_FLAG_FLIPPER_H
