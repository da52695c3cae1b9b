/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_HOLD_HOLES_H
#define SMPTCP_RULE_HOLD_HOLES_H

#include "smptcp-box-flow.h"

#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Forwards the octets of a connection in order only: segments behind a hole wait until it is filled.
 */
class SmptcpHoldHolesRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpHoldHolesRule();

  private:
    /// A segment that waits
    struct Held
    {
        uint64_t end;             //!< Behind it
        Ptr<const Packet> packet; //!< It
    };

    /// One direction of a connection
    struct Stream
    {
        uint64_t next;                 //!< Behind what was forwarded without a hole
        std::map<uint64_t, Held> held; //!< What waits, by position
    };

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    void Hold(Stream& stream, uint64_t position, uint64_t end, Ptr<const Packet> packet);
    void Release(Stream& stream, BoxSide from);

    uint32_t m_most{0};                            //!< Attribute MaxHeld
    std::map<smptcp::BoxStream, Stream> m_streams; //!< By direction of each connection
};

} // namespace ns3

#endif // SMPTCP_RULE_HOLD_HOLES_H
