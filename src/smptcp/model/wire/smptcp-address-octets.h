/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ADDRESS_OCTETS_H
#define SMPTCP_ADDRESS_OCTETS_H

#include "smptcp-octets.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <algorithm>
#include <array>
#include <cstdint>

/**
 * \file
 * \ingroup smptcp-wire
 * IP addresses as octets, of one length for both families, and the checksum they enter.
 */

namespace ns3
{
namespace smptcp
{

/// An IP address as octets, IPv4 mapped (RFC 4291, 2.5.5.2)
using AddressOctets = std::array<uint8_t, 16>;

/// \return \p address as octets, mapped
inline AddressOctets
ToOctets(const Ipv4Address& address)
{
    AddressOctets octets{};
    octets[10] = octets[11] = 0xff;
    WriteBig(octets.data() + 12, address.Get(), 4);
    return octets;
}

/// \return \p address as octets
inline AddressOctets
ToOctets(const Ipv6Address& address)
{
    AddressOctets octets{};
    address.GetBytes(octets.data());
    return octets;
}

/// \return true for a mapped IPv4 address
inline bool
IsIpv4(const AddressOctets& address)
{
    return std::all_of(address.begin(), address.begin() + 10, [](uint8_t o) { return o == 0; }) &&
           address[10] == 0xff && address[11] == 0xff;
}

/**
 * The checksum of a TCP segment (RFC 9293, 3.1). What mapping puts before an IPv4 address is zero in this sum.
 * \param source \param destination addresses of the packet
 * \param segment first octet of the TCP header, whose checksum field is zero
 * \param size octets of header and payload
 * \return the checksum field
 */
inline uint16_t
TcpChecksum(const AddressOctets& source, const AddressOctets& destination, const uint8_t* segment, std::size_t size)
{
    constexpr uint8_t TCP_PROTOCOL = 6;
    uint8_t rest[8] = {};
    WriteBig(rest, size, 4);
    rest[7] = TCP_PROTOCOL;
    uint16_t sum = OnesComplementSum(source.data(), source.size());
    sum = OnesComplementSum(destination.data(), destination.size(), sum);
    sum = OnesComplementSum(rest, sizeof(rest), sum);
    return static_cast<uint16_t>(~OnesComplementSum(segment, size, sum));
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_ADDRESS_OCTETS_H
