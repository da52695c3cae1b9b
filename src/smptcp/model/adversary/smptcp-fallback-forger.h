/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FALLBACK_FORGER_H
#define SMPTCP_FALLBACK_FORGER_H

#include "smptcp-control-forger.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Forges MP_FAIL behind the handshake of a connection (A22), before a second subflow can be there: the receiver believes
 * that the path breaks MPTCP, and goes on as TCP on that subflow for good.
 */
class FallbackForger : public ControlForger
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) override;

    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
};

} // namespace ns3

#endif // SMPTCP_FALLBACK_FORGER_H
