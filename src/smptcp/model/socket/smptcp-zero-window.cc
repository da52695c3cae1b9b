/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-zero-window.h"

#include "hardened-tcp-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/object-ptr-container.h"
#include "ns3/smptcp-octets.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-socket-state.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

/// Reads the one protected member the question needs; never instantiated
class SocketState : public TcpSocketBase
{
  public:
    /// \return the next sequence number \p socket would send
    static SequenceNumber32 NextSequence(const TcpSocketBase& socket)
    {
        return (socket.*(&SocketState::m_tcb))->m_nextTxSequence.Get();
    }
};

/// Address and port of one end, IPv4 mapped
struct Endpoint
{
    Ipv6Address address; //!< Address, any of the two wildcards included
    uint16_t port{0};    //!< Port

    static Endpoint From(const Address& address)
    {
        if (InetSocketAddress::IsMatchingType(address))
        {
            auto inet = InetSocketAddress::ConvertFrom(address);
            bool any = inet.GetIpv4() == Ipv4Address::GetAny();
            return {any ? Ipv6Address::GetAny() : Ipv6Address::MakeIpv4MappedAddress(inet.GetIpv4()), inet.GetPort()};
        }
        auto inet6 = Inet6SocketAddress::ConvertFrom(address);
        return {inet6.GetIpv6(), inet6.GetPort()};
    }

    /// \return true when a segment from or to \p address and \p other belongs here
    bool Takes(const Ipv6Address& other, uint16_t otherPort) const
    {
        return (port == otherPort || port == 0) && (address.IsAny() || address == other);
    }
};

/// \return the socket the segment is for: that of its connection, else a listener, else null
Ptr<TcpSocketBase>
FindSocket(Ptr<TcpL4Protocol> tcp,
           const Ipv6Address& source,
           const Ipv6Address& destination,
           const SegmentView& segment)
{
    ObjectPtrContainerValue sockets;
    tcp->GetAttribute("SocketList", sockets);
    Ptr<TcpSocketBase> listener;
    for (auto entry = sockets.Begin(); entry != sockets.End(); ++entry)
    {
        auto socket = DynamicCast<TcpSocketBase>(entry->second);
        Address name;
        Address peerName;
        if (!socket || socket->GetPeerName(peerName) != 0 || socket->GetSockName(name) != 0)
        {
            continue;
        }
        Endpoint local = Endpoint::From(name);
        Endpoint peer = Endpoint::From(peerName);
        if (local.port != segment.DestinationPort() || !local.Takes(destination, local.port) ||
            !peer.Takes(source, segment.SourcePort()))
        {
            continue;
        }
        if (peer.port != 0)
        {
            return socket;
        }
        listener = socket;
    }
    return listener;
}

/// \return true when nothing is left to send for the first time after the segment's acknowledgment
bool
HoldsNothingUnsent(const TcpSocketBase& socket, const SegmentView& segment)
{
    Ptr<TcpTxBuffer> buffer = socket.GetTxBuffer();
    if (segment.Has(TCP_SYN) || buffer->Size() == 0)
    {
        return buffer->Size() == 0;
    }
    SequenceNumber32 next = SocketState::NextSequence(socket);
    if (segment.Has(TCP_ACK))
    {
        SequenceNumber32 acknowledged(segment.Acknowledgment());
        next = std::max(next, std::min(acknowledged, buffer->TailSequence()));
    }
    return buffer->SizeFromSequence(next) == 0;
}

} // namespace

bool
ZeroWindowIsFatal(Ptr<TcpL4Protocol> tcp,
                  const Ipv6Address& source,
                  const Ipv6Address& destination,
                  const SegmentView& segment)
{
    Ptr<TcpSocketBase> socket = FindSocket(tcp, source, destination, segment);
    return socket && !DynamicCast<HardenedTcpSocket>(socket) && HoldsNothingUnsent(*socket, segment);
}

} // namespace smptcp
} // namespace ns3
