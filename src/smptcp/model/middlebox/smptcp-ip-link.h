/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_IP_LINK_H
#define SMPTCP_IP_LINK_H

#include "ns3/net-device.h"
#include "ns3/packet.h"

#include <cstdint>

/**
 * \file
 * \ingroup smptcp-middlebox
 * IP packets over a device of a node without internet stack.
 */

namespace ns3
{
namespace smptcp
{

constexpr uint16_t ETHERTYPE_IPV4 = 0x0800; //!< Protocol number of IPv4 (RFC 894)
constexpr uint16_t ETHERTYPE_IPV6 = 0x86dd; //!< Protocol number of IPv6 (RFC 2464)

/// \return true for the protocol numbers of IPv4 and IPv6
inline bool
IsIp(uint16_t protocol)
{
    return protocol == ETHERTYPE_IPV4 || protocol == ETHERTYPE_IPV6;
}

/// Send a packet to the other end of the link. \param device the device \param packet starts with the IP header
inline void
SendIp(const Ptr<NetDevice>& device, Ptr<Packet> packet)
{
    uint8_t first = 0;
    packet->CopyData(&first, 1);
    device->Send(packet, device->GetBroadcast(), first >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_IP_LINK_H
