/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FLOW_WATCH_H
#define SMPTCP_FLOW_WATCH_H

#include "ns3/mptcp-join.h"
#include "ns3/mptcp-options.h"
#include "ns3/smptcp-ip-segment.h"
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
    std::optional<uint64_t> dsnNext;    //!< Data sequence number behind every mapping seen; see FlowWatch
    std::optional<uint64_t> dataAck;    //!< Latest data acknowledgment it sent; see FlowWatch
    bool wideDsn{false};                //!< The DSN of its latest mapping had 8 octets
    bool wideDataAck{false};            //!< Its latest data acknowledgment had 8 octets
    std::optional<uint32_t> joinToken;  //!< Token in its JOIN SYN: the one of its peer
    std::optional<uint32_t> joinNonce;  //!< Random number of its JOIN SYN or SYN/ACK
    std::size_t tagOctets{0};           //!< Octets of the tag in its latest MAC option, 0 without one
    std::optional<uint32_t> timestamp;  //!< Latest TSval it sent
};

/// A TCP connection that passed
struct WatchedFlow
{
    WatchedEnd ends[2];                  //!< [0] sent the first SYN, or the first segment seen
    MptcpVersion version{MptcpVersion::V0}; //!< Version of MP_CAPABLE
    bool mptcp{false};                   //!< MP_CAPABLE or MP_JOIN was seen in both directions
    bool checksum{false};                //!< One end asked for DSS checksums
    const WatchedFlow* initial{nullptr}; //!< The connection it joined, when its keys passed in clear
    unsigned opener{0};                  //!< End of *initial that opened this one

    /// \return the end that is end \p end of this flow, as *initial counts them
    unsigned EndOfConnection(unsigned end) const
    {
        return end ^ opener;
    }
    /// \return the keys of a JOIN by end 0, as they passed in clear; both must have
    JoinKeys ClearKeys() const;
    /// \return the token of end \p end, whose key must have passed in clear
    uint32_t Token(unsigned end) const;
    /// \return a segment that looks like one of end \p from, with sequence number and acknowledgment as seen last
    IpSegment Forge(unsigned from, uint8_t flags) const;
};

/**
 * \ingroup smptcp-adversary
 * Follows the connections in what passes by. All it knows was in the packets.
 *
 * Data sequence numbers and data acknowledgments are kept as 64-bit numbers. Of one that passed in 4 octets the upper half
 * is what follows from the key in clear (MPTCP), from an earlier one of 8 octets, or 0; the low half is right in any case.
 * The flow that a JOIN belongs to is found by its token, which follows from a key in clear.
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
    /**
     * \param flow a flow of a connection \param from one of its ends
     * \return data sequence number behind every mapping that end was seen to send on any flow of the connection
     */
    std::optional<uint64_t> DsnNext(const WatchedFlow& flow, unsigned from) const;
    /// \return latest data acknowledgment of an end on any flow of the connection, parameters as above
    std::optional<uint64_t> DataAck(const WatchedFlow& flow, unsigned from) const;
    /// \return the flow with both keys in clear, or null; the first that has them
    WatchedFlow* WithKeys();

  private:
    void Note(WatchedFlow& flow, unsigned from, const IpSegment& segment);
    void NoteOptions(WatchedFlow& flow, unsigned from, const IpSegment& segment);
    void NoteJoin(WatchedFlow& flow, unsigned from, const SegmentOptions& options);
    void NoteDss(WatchedFlow& flow, unsigned from, const Dss& dss) const;
    std::optional<uint64_t> Latest(const WatchedFlow& flow,
                                   unsigned from,
                                   std::optional<uint64_t> WatchedEnd::*number) const;

    std::list<WatchedFlow> m_flows; //!< In the order they appeared
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_FLOW_WATCH_H
