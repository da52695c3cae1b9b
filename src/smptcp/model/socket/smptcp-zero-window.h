/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ZERO_WINDOW_H
#define SMPTCP_ZERO_WINDOW_H

#include "ns3/ipv6-address.h"
#include "ns3/ptr.h"
#include "ns3/smptcp-segment-view.h"

/**
 * \file
 * \ingroup smptcp-socket
 * When a zero window would crash a stock socket.
 */

namespace ns3
{

class TcpL4Protocol;

namespace smptcp
{

/**
 * \ingroup smptcp-socket
 * A stock socket that learns of a zero window starts its persist timer even when it holds nothing unsent, and
 * dereferences null when the timer fires (ns3-hooks.md 4). A HardenedTcpSocket guards itself.
 *
 * \param tcp the node's TCP
 * \param source source of the segment, IPv4 addresses mapped
 * \param destination destination of the segment, IPv4 addresses mapped
 * \param segment a segment with a window of zero
 * \return true when it is for a stock socket that will hold nothing unsent once it has processed the segment
 */
bool ZeroWindowIsFatal(Ptr<TcpL4Protocol> tcp,
                       const Ipv6Address& source,
                       const Ipv6Address& destination,
                       const SegmentView& segment);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_ZERO_WINDOW_H
