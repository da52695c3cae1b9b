/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_SPLIT_H
#define SMPTCP_RULE_SPLIT_H

#include "smptcp-box-rule.h"

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Cuts the payload of a segment in pieces, each behind a copy of the header with all options, as segmentation offload
 * does. FIN and PSH stay with the last piece.
 */
class SmptcpSplitRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpSplitRule();

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;

    uint32_t m_most{0}; //!< Attribute PieceSize
};

} // namespace ns3

#endif // SMPTCP_RULE_SPLIT_H
