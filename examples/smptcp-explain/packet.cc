/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "packet.h"

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-view.h"

#include <algorithm>

namespace smptcp_explain
{

namespace
{

using ns3::smptcp::ReadBig;
using ns3::smptcp::SegmentView;
using ns3::smptcp::WireAddress;

constexpr uint32_t LINK_ETHERNET = 1;
constexpr uint32_t LINK_PPP = 9;
constexpr uint32_t LINK_RAW = 101;
constexpr uint32_t LINK_COOKED = 113;
constexpr std::size_t IPV4_HEADER = 20;
constexpr std::size_t IPV6_HEADER = 40;
constexpr uint8_t PROTOCOL_TCP = 6;

/// Octets not yet read
struct Rest
{
    const uint8_t* at;
    std::size_t size;

    bool Skip(std::size_t octets)
    {
        if (octets > size)
        {
            return false;
        }
        at += octets;
        size -= octets;
        return true;
    }
};

/// Skip the link header. \return false when no IP packet follows
bool
SkipLink(Rest& rest, uint32_t linkType)
{
    std::size_t header = linkType == LINK_ETHERNET ? 14 : linkType == LINK_PPP ? 2 : linkType == LINK_COOKED ? 16 : 0;
    if (!rest.Skip(header))
    {
        return false;
    }
    if (linkType == LINK_RAW)
    {
        return rest.size > 0;
    }
    uint64_t protocol = ReadBig(rest.at - 2, 2);
    bool ppp = linkType == LINK_PPP;
    return rest.size > 0 && (protocol == (ppp ? 0x0021 : 0x0800) || protocol == (ppp ? 0x0057 : 0x86dd));
}

WireAddress
TakeAddress(const uint8_t* from, bool ipv6)
{
    WireAddress address;
    address.ipv6 = ipv6;
    std::copy(from, from + address.Size(), address.octets.begin());
    return address;
}

/// Note the end of the packet that the IP header tells; link layers pad, and captures cut.
void
Bound(Rest& rest, std::size_t told, Packet& packet)
{
    packet.cut = packet.cut || told > rest.size;
    rest.size = std::min(rest.size, told);
}

/// Read an IPv4 header. \return false when there is no TCP behind it
bool
TakeIpv4(Rest& rest, Packet& packet)
{
    if (rest.size < IPV4_HEADER)
    {
        return false;
    }
    const uint8_t* ip = rest.at;
    if (ip[9] != PROTOCOL_TCP)
    {
        return false;
    }
    std::size_t header = (ip[0] & 0x0f) * 4u;
    std::size_t total = ReadBig(ip + 2, 2);
    packet.source.address = TakeAddress(ip + 12, false);
    packet.destination.address = TakeAddress(ip + 16, false);
    packet.ipId = static_cast<uint16_t>(ReadBig(ip + 4, 2));
    bool fragment = ReadBig(ip + 6, 2) & 0x3fff; // more fragments, or an offset
    // Offload leaves the total length 0 in captures of a sender.
    Bound(rest, total > 0 ? total : rest.size, packet);
    packet.fault = fragment ? "IP fragment" : "";
    if (header < IPV4_HEADER || !rest.Skip(header))
    {
        packet.fault = "impossible IP header length";
        rest.size = 0;
    }
    return true;
}

/// Read an IPv6 header and its extensions (RFC 8200, 4). \return false when there is no TCP behind it
bool
TakeIpv6(Rest& rest, Packet& packet)
{
    if (rest.size < IPV6_HEADER)
    {
        return false;
    }
    const uint8_t* ip = rest.at;
    uint8_t next = ip[6];
    packet.source.address = TakeAddress(ip + 8, true);
    packet.destination.address = TakeAddress(ip + 24, true);
    std::size_t length = ReadBig(ip + 4, 2);
    rest.Skip(IPV6_HEADER);
    Bound(rest, length > 0 ? length : rest.size, packet);
    while (next == 0 || next == 43 || next == 60 || next == 44)
    {
        if (rest.size < 8)
        {
            return false;
        }
        bool fragment = next == 44 && (ReadBig(rest.at + 2, 2) & 0xfff9);
        packet.fault = fragment ? "IP fragment" : packet.fault;
        std::size_t header = next == 44 ? 8 : (rest.at[1] + 1u) * 8;
        next = rest.at[0];
        if (!rest.Skip(header))
        {
            return false;
        }
    }
    return next == PROTOCOL_TCP;
}

/// Read the ports and see whether the rest is a segment
void
TakeTcp(const Rest& rest, Packet& packet)
{
    packet.octets.assign(rest.at, rest.at + rest.size);
    if (rest.size >= 4)
    {
        packet.source.port = static_cast<uint16_t>(ReadBig(rest.at, 2));
        packet.destination.port = static_cast<uint16_t>(ReadBig(rest.at + 2, 2));
    }
    if (packet.fault.empty() && !SegmentView::Parse(packet.octets.data(), packet.octets.size()))
    {
        packet.fault = packet.cut ? "TCP header not captured whole" : "malformed TCP header";
    }
}

} // namespace

bool
KnowsLinkType(uint32_t linkType)
{
    return linkType == LINK_ETHERNET || linkType == LINK_PPP || linkType == LINK_RAW || linkType == LINK_COOKED;
}

std::optional<Packet>
Dissect(const Frame& frame, uint32_t linkType)
{
    Rest rest{frame.octets.data(), frame.octets.size()};
    if (!SkipLink(rest, linkType))
    {
        return std::nullopt;
    }
    Packet packet;
    packet.timeNs = frame.timeNs;
    packet.number = frame.number;
    packet.cut = frame.cut;
    unsigned version = rest.at[0] >> 4;
    if (!(version == 4 && TakeIpv4(rest, packet)) && !(version == 6 && TakeIpv6(rest, packet)))
    {
        return std::nullopt;
    }
    TakeTcp(rest, packet);
    return packet;
}

} // namespace smptcp_explain
