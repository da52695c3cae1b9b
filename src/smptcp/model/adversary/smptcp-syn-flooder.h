/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SYN_FLOODER_H
#define SMPTCP_SYN_FLOODER_H

#include "smptcp-flooder.h"

#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Floods a listener with SYNs (A07). The first SYN that crosses one of its places shows it whom to flood and with which
 * options.
 */
class SynFlooder : public SmptcpFlooder
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    bool SendSyn() override;

    std::optional<smptcp::IpSegment> m_model; //!< The SYN that passed
};

} // namespace ns3

#endif // SMPTCP_SYN_FLOODER_H
