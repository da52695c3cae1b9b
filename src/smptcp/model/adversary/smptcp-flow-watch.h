/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FLOW_WATCH_H
#define SMPTCP_FLOW_WATCH_H

#include "smptcp-ip-segment.h"

#include "ns3/mptcp-options.h"
#include "ns3/smptcp-segment-options.h"

#include <cstdint>
#include <list>
#include <optional>

/**
 * \file
 * \ingroup smptcp-adversary
 * What somebody on the path knows of the TCP connections that pass.
 */

namespace ns3
{
namespace smptcp
{

/// One direction of a TCP connection, as far as it was seen: its sender
struct WatchedEnd
{
    AddressOctets address{};            //!< Sender's address
    uint16_t port{0};                   //!< Sender's port
    std::optional<uint32_t> isn;        //!< Initial sequence number, when the SYN was seen
    std::optional<uint32_t> next;       //!< Sequence number behind everything seen
    std::optional<uint32_t> ack;        //!< Latest acknowledgment number it sent
    uint16_t window{0};                 //!< Latest window field it sent
    std::optional<uint64_t> key;        //!< Its MPTCP key in clear (MP_CAPABLE)
};

/// A TCP connection that passed
struct WatchedFlow
{
    WatchedEnd ends[2];                  //!< [0] sent the first SYN, or the first segment seen
    MptcpVersion version{MptcpVersion::V0}; //!< Version of MP_CAPABLE
    bool mptcp{false};                   //!< MP_CAPABLE or MP_JOIN was seen in both directions
    bool checksum{false};                //!< One end asked for DSS checksums

    /// \return a segment that looks like one of end \p from, with sequence number and acknowledgment as seen last
    IpSegment Forge(unsigned from, uint8_t flags) const;
};

/**
 * \ingroup smptcp-adversary
 * Follows the connections in what passes by. All it knows was in the packets.
 */
class FlowWatch
{
  public:
    /// Where a segment belongs
    struct Sighting
    {
        WatchedFlow* flow; //!< The connection; stays where it is while the watch lives
        unsigned from;     //!< Which end sent the segment
        bool fresh;        //!< First segment of the connection
    };

    /// Take note of a segment. \param segment it \return where it belongs
    Sighting Observe(const IpSegment& segment);
    /// \return the connections in the order they appeared
    std::list<WatchedFlow>& Flows();
    /// \return the flow with both keys in clear, or null; the first that has them
    WatchedFlow* WithKeys();

  private:
    static void Note(WatchedFlow& flow, unsigned from, const IpSegment& segment);
    static void NoteOptions(WatchedFlow& flow, unsigned from, const IpSegment& segment);

    std::list<WatchedFlow> m_flows; //!< In the order they appeared
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_FLOW_WATCH_H
