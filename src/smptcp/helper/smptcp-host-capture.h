/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HOST_CAPTURE_H
#define SMPTCP_HOST_CAPTURE_H

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"
#include "ns3/ptr.h"

#include <string>

namespace ns3
{

class Node;

/**
 * \ingroup smptcp-helper
 * One pcap for all interfaces of a host, in the order of events: a JOIN can be judged only beside its connection.
 * Link type RAW (101), so the frames start with the IP header.
 */
class SmptcpHostCapture
{
  public:
    /// \param node the host \param fileName file to write. The object must outlive the run.
    SmptcpHostCapture(Ptr<Node> node, const std::string& fileName);

  private:
    void OnPacket4(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    void OnPacket6(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    void Write(Ptr<const Packet> packet);

    Ptr<PcapFileWrapper> m_file; //!< The capture
};

} // namespace ns3

#endif // SMPTCP_HOST_CAPTURE_H
