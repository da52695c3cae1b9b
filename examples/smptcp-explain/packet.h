/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_PACKET_H
#define SMPTCP_EXPLAIN_PACKET_H

#include "capture.h"
#include "endpoint.h"

namespace smptcp_explain
{

/// An IP packet with TCP inside
struct Packet
{
    int64_t timeNs{0};           //!< When it was captured first
    unsigned number{0};          //!< Number of the frame
    Endpoint source;             //!< Sender
    Endpoint destination;        //!< Receiver
    uint16_t ipId{0};            //!< IPv4 identification, 0 in IPv6
    bool cut{false};             //!< The end of the segment was not captured
    std::string fault;           //!< Why it cannot be read as a segment; empty when it can
    std::vector<uint8_t> octets; //!< TCP header and payload, as far as they are there
};

/// \return true when frames of this LINKTYPE can be read: Ethernet, PPP, raw IP, Linux cooked
bool KnowsLinkType(uint32_t linkType);

/**
 * \param frame a frame
 * \param linkType of its file
 * \return the packet in it; no value when it is none of TCP. A packet that is malformed says so in its fault.
 */
std::optional<Packet> Dissect(const Frame& frame, uint32_t linkType);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_PACKET_H
