/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_IP_SEGMENT_H
#define SMPTCP_IP_SEGMENT_H

#include "ns3/packet.h"
#include "ns3/smptcp-address-octets.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-segment-view.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-middlebox
 * A TCP segment in its IP packet, as a box on the path sees it and may change it.
 */

/**
 * \defgroup smptcp-middlebox Middleboxes
 * \ingroup smptcp
 * Boxes on links, and the rules by which they change what passes. They see packets and nothing else.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-middlebox
 * An IPv4 or IPv6 packet with one whole TCP segment. Setters keep lengths right, ToPacket checksums.
 */
class IpSegment
{
  public:
    /**
     * \param packet starts with the IP header
     * \return no value unless it is a well-formed, unfragmented packet with TCP directly behind the (first) IP header
     */
    static std::optional<IpSegment> Parse(Ptr<const Packet> packet);
    /**
     * A segment from nothing: no options, no payload, window 65535, TTL 64.
     * \param source \param destination addresses, both IPv4 mapped or neither
     */
    static IpSegment Make(const AddressOctets& source,
                          uint16_t sourcePort,
                          const AddressOctets& destination,
                          uint16_t destinationPort,
                          uint8_t flags,
                          uint32_t sequence,
                          uint32_t acknowledgment);

    /// \return the packet; checksums are right, or zero where the simulation runs without (ChecksumEnabled)
    Ptr<Packet> ToPacket() const;

    /// \return the segment; valid until the next change
    SegmentView Tcp() const;
    bool IsIpv6() const;                     //!< \return true for IPv6
    AddressOctets Source() const;            //!< \return source address
    AddressOctets Destination() const;       //!< \return destination address
    std::vector<uint8_t> OptionArea() const; //!< \return the option area, padding included
    std::vector<uint8_t> Payload() const;    //!< \return the payload
    /// \return sequence numbers it takes: payload, SYN and FIN
    uint32_t SequenceLength() const;
    /// \return true when an option of that kind is there
    bool Has(uint8_t kind) const;
    /// \return octets of IP header, TCP header and payload
    std::size_t Size() const;

    void SetSource(const AddressOctets& address);      //!< \param address new source of the same family
    void SetDestination(const AddressOctets& address); //!< \param address new destination of the same family
    void SetSourcePort(uint16_t port);                 //!< \param port new source port
    void SetDestinationPort(uint16_t port);            //!< \param port new destination port
    void SetSequence(uint32_t sequence);               //!< \param sequence new sequence number
    void SetAcknowledgment(uint32_t acknowledgment);   //!< \param acknowledgment new acknowledgment number
    void SetFlags(uint8_t flags);                      //!< \param flags new flags octet
    void SetWindow(uint16_t window);                   //!< \param window new window field
    /**
     * \param area new option area; filled up with NOPs to a multiple of four
     * \return false, nothing done, above 40 octets
     */
    bool SetOptions(std::vector<uint8_t> area);
    /// \param options new option area; filled up with NOPs to a multiple of four
    void PutOptions(const OptionBytes& options);
    /// \param payload new payload \return false, nothing done, when the packet would exceed 65535 octets
    bool SetPayload(const std::vector<uint8_t>& payload);
    /**
     * Call \p change for each option with its octets; they may be changed in place, not in length.
     * \return number of options \p change said true to
     */
    unsigned ChangeOptions(const std::function<bool(uint8_t* option, uint8_t length)>& change);
    /// Put \p shift of it in the place of each edge of each SACK block. \return number of SACK options
    unsigned ChangeSackEdges(const std::function<uint32_t(uint32_t edge)>& shift);
    /// Overwrite with NOPs the options \p wanted says yes to. \return octets overwritten
    unsigned StripOptions(const std::function<bool(const OptionView&)>& wanted);

  private:
    bool Replace(std::size_t from, std::size_t to, const std::vector<uint8_t>& with);
    uint8_t* TcpHeader();
    const uint8_t* TcpHeader() const;
    void SetLength();

    std::vector<uint8_t> m_octets; //!< From the IP header on
    std::size_t m_tcp{0};          //!< Octets of the IP header
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_IP_SEGMENT_H
