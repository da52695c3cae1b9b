/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_CLOSE_WATCH_H
#define SMPTCP_CLOSE_WATCH_H

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/smptcp-segment-view.h"

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace ns3
{

class Node;

/**
 * \ingroup smptcp-helper
 * How the TCP connections of a host ended, read from the segments it sends and receives: no socket of ns-3 tells a
 * reset from an end in peace. Every subflow is a TCP connection of its own here.
 */
class SmptcpCloseWatch
{
  public:
    /// What became of the TCP connections that were seen from their SYN on
    struct Tally
    {
        uint32_t open{0};   //!< Neither closed nor reset
        uint32_t closed{0}; //!< Both sides sent a FIN and both FINs were acknowledged (RFC 9293, 3.6)
        uint32_t reset{0};  //!< Ended by an RST before that
    };

    /// \param node the host. The object must outlive the run.
    explicit SmptcpCloseWatch(Ptr<Node> node);

    /// \return the tally up to now
    Tally Count() const;

  private:
    /// Addresses and ports of one direction, addresses as octets
    using Direction =
        std::tuple<std::vector<uint8_t>, uint16_t, std::vector<uint8_t>, uint16_t>;

    /// The end of one direction of a connection
    struct Half
    {
        std::optional<uint32_t> finEnd; //!< Sequence number behind the FIN
        bool acked{false};              //!< The FIN was acknowledged
    };

    /// A TCP connection
    struct Connection
    {
        Half halves[2];    //!< [0] from the sender of the first SYN
        bool reset{false}; //!< An RST passed before the end
    };

    void OnPacket4(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    void OnPacket6(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    void OnSegment(const Packet& segment,
                   const std::vector<uint8_t>& source,
                   const std::vector<uint8_t>& destination);
    void OnSegment(const smptcp::SegmentView& segment, const Direction& way, const Direction& back);
    static bool Closed(const Connection& connection);

    std::vector<Connection> m_connections;                        //!< In the order of their SYNs
    std::map<Direction, std::pair<std::size_t, int>> m_directions; //!< Connection and half of a direction
};

} // namespace ns3

#endif // SMPTCP_CLOSE_WATCH_H
