/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_BOX_HELPER_H
#define SMPTCP_BOX_HELPER_H

#include "ns3/net-device.h"
#include "ns3/smptcp-box.h"

#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Puts boxes into point-to-point links that are there already, whatever the topology around them.
 */
class SmptcpBoxHelper
{
  public:
    /**
     * Interpose a box between a device and its link. It stands right beside \p device, which becomes its inside; the
     * link's rate and delay stay what they were. A further box for the same device stands between it and the former.
     * Call it before the simulation starts. Aborts readably for a device that is not a PointToPointNetDevice or has no
     * link.
     * \param device the device
     * \return the box, without rules yet: it forwards everything
     */
    static Ptr<SmptcpBox> Insert(Ptr<NetDevice> device);
    /**
     * Capture what crosses the box, by side: PREFIX-inside.pcap and PREFIX-outside.pcap (point-to-point link type).
     * \param box the box \param prefix start of the file names
     */
    static void EnablePcap(Ptr<SmptcpBox> box, const std::string& prefix);
};

} // namespace ns3

#endif // SMPTCP_BOX_HELPER_H
