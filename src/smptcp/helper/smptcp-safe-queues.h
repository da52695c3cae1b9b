/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SAFE_QUEUES_H
#define SMPTCP_SAFE_QUEUES_H

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/queue-size.h"

namespace ns3
{

class QueueDisc;

/**
 * \ingroup smptcp-helper
 * Queue discs that survive hostile segments. ns-3's default queue disc, and every other one with a flow hash of its
 * own, parses the TCP header of what it queues and hangs or aborts on malformed options (ns3-hooks.md 2). Use this
 * on each node that sends or forwards such segments: attackers, boxes, routers. SmptcpScreen guards receivers.
 *
 * Call it before the simulation starts, and either before or after addresses are assigned: a device without an address
 * and without a queue disc gets a plain one now, lest the address helper adds the default. A device that has an address
 * and no queue disc stays as it is.
 */
class SmptcpSafeQueues
{
  public:
    /// \return true when \p disc or a queue disc below it hashes flows, and so parses TCP headers
    static bool ParsesTcp(Ptr<const QueueDisc> disc);

    /**
     * Replace queue discs that parse TCP headers by a plain FIFO. Other queue discs stay.
     * \param devices devices of nodes with an internet stack; loopback devices and such without traffic control are
     *        left alone
     * \param size size of the FIFO
     * \return number of devices changed
     */
    static uint32_t Install(const NetDeviceContainer& devices, QueueSize size = QueueSize("1000p"));
    /// The same for all devices of \p nodes.
    static uint32_t Install(const NodeContainer& nodes, QueueSize size = QueueSize("1000p"));
};

} // namespace ns3

#endif // SMPTCP_SAFE_QUEUES_H
