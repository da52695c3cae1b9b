/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_SEQUENCE_H
#define SMPTCP_RULE_SEQUENCE_H

#include "smptcp-box-flow.h"

#include "ns3/random-variable-stream.h"

#include <array>
#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Adds a random number to the sequence numbers of each direction of each connection whose SYN it sees, and takes it
 * away from what acknowledges them, as firewalls do that do not trust a host's initial sequence numbers.
 */
class SmptcpSequenceRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpSequenceRule();
    int64_t AssignStreams(int64_t stream) override;

  private:
    using Offsets = std::array<uint32_t, 2>; //!< By the side the octets come from

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    const Offsets* OffsetsOf(const smptcp::IpSegment& segment, BoxSide from);

    bool m_fixSack{true};                        //!< Attribute FixSack
    Ptr<UniformRandomVariable> m_offset;         //!< Offsets
    std::map<smptcp::BoxFlow, Offsets> m_flows;  //!< Connections whose SYN was seen
};

} // namespace ns3

#endif // SMPTCP_RULE_SEQUENCE_H
