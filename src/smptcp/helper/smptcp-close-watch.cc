/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-close-watch.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"

#include <algorithm>

namespace ns3
{

using namespace smptcp;

namespace
{

constexpr uint8_t PROTOCOL_TCP = 6;
constexpr uint32_t LARGEST_HEADER = 60; //!< Octets of a TCP header with all options

template <typename IpAddress>
std::vector<uint8_t>
Octets(const IpAddress& address, std::size_t size)
{
    std::vector<uint8_t> octets(size);
    address.Serialize(octets.data());
    return octets;
}

} // namespace

SmptcpCloseWatch::SmptcpCloseWatch(Ptr<Node> node)
{
    for (const char* direction : {"Tx", "Rx"})
    {
        if (Ptr<Ipv4L3Protocol> ipv4 = node->GetObject<Ipv4L3Protocol>())
        {
            ipv4->TraceConnectWithoutContext(direction,
                                             MakeCallback(&SmptcpCloseWatch::OnPacket4, this));
        }
        if (Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>())
        {
            ipv6->TraceConnectWithoutContext(direction,
                                             MakeCallback(&SmptcpCloseWatch::OnPacket6, this));
        }
    }
}

SmptcpCloseWatch::Tally
SmptcpCloseWatch::Count() const
{
    Tally tally;
    for (const auto& connection : m_connections)
    {
        ++(connection.reset ? tally.reset : Closed(connection) ? tally.closed : tally.open);
    }
    return tally;
}

bool
SmptcpCloseWatch::Closed(const Connection& connection)
{
    return connection.halves[0].acked && connection.halves[1].acked;
}

void
SmptcpCloseWatch::OnPacket4(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Ipv4Header header;
    Ptr<Packet> segment = packet->Copy();
    segment->RemoveHeader(header);
    if (header.GetProtocol() == PROTOCOL_TCP && header.GetFragmentOffset() == 0)
    {
        OnSegment(*segment, Octets(header.GetSource(), 4), Octets(header.GetDestination(), 4));
    }
}

void
SmptcpCloseWatch::OnPacket6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t)
{
    Ipv6Header header;
    Ptr<Packet> segment = packet->Copy();
    segment->RemoveHeader(header);
    if (header.GetNextHeader() == PROTOCOL_TCP)
    {
        OnSegment(*segment, Octets(header.GetSource(), 16), Octets(header.GetDestination(), 16));
    }
}

void
SmptcpCloseWatch::OnSegment(const Packet& segment,
                            const std::vector<uint8_t>& source,
                            const std::vector<uint8_t>& destination)
{
    // The payload enters by its length only: the octets behind the header are never looked at.
    std::vector<uint8_t> octets(std::max(segment.GetSize(), LARGEST_HEADER));
    segment.CopyData(octets.data(), LARGEST_HEADER);
    auto view = SegmentView::Parse(octets.data(), segment.GetSize());
    if (!view)
    {
        return;
    }
    auto port = [&octets](std::size_t at) {
        return static_cast<uint16_t>(octets[at] << 8 | octets[at + 1]);
    };
    OnSegment(*view,
              {source, port(0), destination, port(2)},
              {destination, port(2), source, port(0)});
}

void
SmptcpCloseWatch::OnSegment(const SegmentView& segment, const Direction& way, const Direction& back)
{
    bool first = segment.Has(TCP_SYN) && !segment.Has(TCP_ACK);
    auto known = m_directions.find(way);
    bool over = known != m_directions.end() && (m_connections[known->second.first].reset ||
                                                Closed(m_connections[known->second.first]));
    if (first && (known == m_directions.end() || over))
    {
        m_directions[way] = {m_connections.size(), 0};
        m_directions[back] = {m_connections.size(), 1};
        m_connections.emplace_back();
        return;
    }
    if (known == m_directions.end() || over)
    {
        return;
    }
    auto [index, side] = known->second;
    Connection& connection = m_connections[index];
    Half& own = connection.halves[side];
    Half& other = connection.halves[1 - side];
    if (segment.Has(TCP_FIN))
    {
        own.finEnd = segment.Sequence() + static_cast<uint32_t>(segment.PayloadSize()) + 1;
    }
    if (segment.Has(TCP_ACK) && other.finEnd)
    {
        // Serial arithmetic (RFC 1982): the acknowledgment covers the FIN when it is not behind its end.
        other.acked = other.acked ||
                      static_cast<int32_t>(segment.Acknowledgment() - *other.finEnd) >= 0;
    }
    connection.reset = segment.Has(TCP_RST);
}

} // namespace ns3
