/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-screen.h"

#include "smptcp-zero-window.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpScreen");
NS_OBJECT_ENSURE_REGISTERED(SmptcpScreen);

namespace
{

constexpr int TCP_PROTOCOL = 6; //!< IANA's number; ns-3's own constant is on its way out
/// What a zero window becomes: room for a probe, which is what the persist timer is there for
constexpr uint16_t PROBE_WINDOW = 1;

/// Put \p screen where \p tcp stands in \p ip
template <typename Ip>
void
Replace(Ptr<Ip> ip, Ptr<IpL4Protocol> tcp, Ptr<IpL4Protocol> screen)
{
    if (ip && ip->GetProtocol(TCP_PROTOCOL) == tcp)
    {
        ip->Remove(tcp);
        ip->Insert(screen);
    }
}

/// Replace the first octets of a packet. Tags of the packet stay.
void
OverwriteStart(Ptr<Packet> packet, const uint8_t* octets, uint32_t size)
{
    std::vector<uint8_t> whole(packet->GetSize());
    packet->CopyData(whole.data(), packet->GetSize());
    std::copy(octets, octets + size, whole.begin());
    packet->RemoveAtEnd(packet->GetSize());
    packet->AddAtEnd(Create<Packet>(whole.data(), static_cast<uint32_t>(whole.size())));
}

} // namespace

TypeId
SmptcpScreen::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpScreen")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpScreen>()
                            .AddAttribute("Enabled",
                                          "Look at incoming segments. When false all go up as they are, and "
                                          "malformed ones abort, hang or mislead ns-3",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SmptcpScreen::m_enabled),
                                          MakeBooleanChecker())
                            .AddTraceSource("Dropped",
                                            "A malformed segment is dropped",
                                            MakeTraceSourceAccessor(&SmptcpScreen::m_droppedTrace),
                                            "ns3::SmptcpScreen::SegmentTracedCallback")
                            .AddTraceSource("Mended",
                                            "A legal segment that ns-3 would get wrong is changed",
                                            MakeTraceSourceAccessor(&SmptcpScreen::m_mendedTrace),
                                            "ns3::SmptcpScreen::SegmentTracedCallback");
    return tid;
}

SmptcpScreen::SmptcpScreen() = default;
SmptcpScreen::~SmptcpScreen() = default;

void
SmptcpScreen::NotifyNewAggregate()
{
    TakePlace();
    IpL4Protocol::NotifyNewAggregate();
}

void
SmptcpScreen::DoDispose()
{
    m_tcp = nullptr;
    m_synHandler.Nullify();
    m_segmentHandler.Nullify();
    IpL4Protocol::DoDispose();
}

void
SmptcpScreen::TakePlace()
{
    if (!m_tcp)
    {
        m_tcp = GetObject<TcpL4Protocol>();
    }
    if (m_tcp)
    {
        Replace<Ipv4>(GetObject<Ipv4>(), m_tcp, this);
        Replace<Ipv6>(GetObject<Ipv6>(), m_tcp, this);
    }
}

void
SmptcpScreen::SetSynHandler(SynHandler handler)
{
    m_synHandler = handler;
}

bool
SmptcpScreen::OfferSyn(Ptr<Packet> packet, const Address& source, const Address& destination) const
{
    std::array<uint8_t, smptcp::TCP_FIXED_HEADER> octets;
    if (m_synHandler.IsNull() || packet->CopyData(octets.data(), octets.size()) != octets.size() ||
        (octets[13] & (smptcp::TCP_SYN | smptcp::TCP_ACK)) != smptcp::TCP_SYN)
    {
        return false;
    }
    if (Node::ChecksumEnabled())
    {
        TcpHeader header;
        header.EnableChecksums();
        header.InitializeChecksum(source, destination, TCP_PROTOCOL);
        packet->PeekHeader(header);
        if (!header.IsChecksumOk())
        {
            return false; // TCP drops it
        }
    }
    auto port = [&octets](std::size_t at) {
        return static_cast<uint16_t>(octets[at] << 8 | octets[at + 1]);
    };
    auto name = [](const Address& address, uint16_t number) -> Address {
        if (Ipv4Address::IsMatchingType(address))
        {
            return InetSocketAddress(Ipv4Address::ConvertFrom(address), number);
        }
        return Inet6SocketAddress(Ipv6Address::ConvertFrom(address), number);
    };
    return m_synHandler(packet, name(source, port(0)), name(destination, port(2)));
}

uint64_t
SmptcpScreen::GetDropped(smptcp::ScreenVerdict verdict) const
{
    return m_dropped[static_cast<std::size_t>(verdict)];
}

uint64_t
SmptcpScreen::GetDropped() const
{
    return std::accumulate(m_dropped.begin(), m_dropped.end(), uint64_t{0});
}

uint64_t
SmptcpScreen::GetMended() const
{
    return m_mended;
}

void
SmptcpScreen::SetSegmentHandler(SegmentHandler handler)
{
    m_segmentHandler = handler;
}

bool
SmptcpScreen::Prepare(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination)
{
    if (m_enabled && !Admit(packet, source, destination))
    {
        return false;
    }
    if (!m_segmentHandler.IsNull())
    {
        m_segmentHandler(packet, source, destination);
    }
    return true;
}

bool
SmptcpScreen::Admit(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination)
{
    std::array<uint8_t, smptcp::TCP_LONGEST_HEADER> header;
    uint32_t size = packet->CopyData(header.data(), header.size());
    smptcp::ScreenVerdict verdict = smptcp::ScreenTcpHeader(header.data(), size);
    if (verdict != smptcp::ScreenVerdict::PASS)
    {
        ++m_dropped[static_cast<std::size_t>(verdict)];
        NS_LOG_INFO("segment from " << source << " dropped: " << smptcp::ScreenVerdictName(verdict));
        m_droppedTrace(smptcp::ScreenVerdictName(verdict), packet);
        return false;
    }
    if (Mend(packet, header.data(), size, source, destination))
    {
        ++m_mended;
        OverwriteStart(packet, header.data(), size);
    }
    return true;
}

bool
SmptcpScreen::Mend(Ptr<const Packet> packet,
                   uint8_t* header,
                   uint32_t size,
                   const Ipv6Address& source,
                   const Ipv6Address& destination)
{
    smptcp::OptionMends options = smptcp::MendTcpOptions(header, size);
    if (options.padding)
    {
        m_mendedTrace("option-padding", packet);
    }
    if (options.windowScale)
    {
        m_mendedTrace("window-scale", packet);
    }
    auto segment = smptcp::SegmentView::Parse(header, size);
    bool window = segment->Window() == 0 && smptcp::ZeroWindowIsFatal(m_tcp, source, destination, *segment);
    if (window)
    {
        smptcp::SetTcpWindow(header, PROBE_WINDOW);
        m_mendedTrace("zero-window", packet);
    }
    return options.padding || options.windowScale || window;
}

int
SmptcpScreen::GetProtocolNumber() const
{
    return TCP_PROTOCOL;
}

IpL4Protocol::RxStatus
SmptcpScreen::Receive(Ptr<Packet> packet, const Ipv4Header& header, Ptr<Ipv4Interface> interface)
{
    if (!Prepare(packet,
                 Ipv6Address::MakeIpv4MappedAddress(header.GetSource()),
                 Ipv6Address::MakeIpv4MappedAddress(header.GetDestination())))
    {
        return RX_CSUM_FAILED; // the status for "discarded, nobody is told"
    }
    if (OfferSyn(packet, header.GetSource(), header.GetDestination()))
    {
        return RX_OK;
    }
    return m_tcp->Receive(packet, header, interface);
}

IpL4Protocol::RxStatus
SmptcpScreen::Receive(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface> interface)
{
    if (!Prepare(packet, header.GetSource(), header.GetDestination()))
    {
        return RX_CSUM_FAILED;
    }
    if (OfferSyn(packet, header.GetSource(), header.GetDestination()))
    {
        return RX_OK;
    }
    return m_tcp->Receive(packet, header, interface);
}

void
SmptcpScreen::ReceiveIcmp(Ipv4Address icmpSource,
                          uint8_t icmpTtl,
                          uint8_t icmpType,
                          uint8_t icmpCode,
                          uint32_t icmpInfo,
                          Ipv4Address payloadSource,
                          Ipv4Address payloadDestination,
                          const uint8_t payload[8])
{
    m_tcp->ReceiveIcmp(icmpSource,
                       icmpTtl,
                       icmpType,
                       icmpCode,
                       icmpInfo,
                       payloadSource,
                       payloadDestination,
                       payload);
}

void
SmptcpScreen::ReceiveIcmp(Ipv6Address icmpSource,
                          uint8_t icmpTtl,
                          uint8_t icmpType,
                          uint8_t icmpCode,
                          uint32_t icmpInfo,
                          Ipv6Address payloadSource,
                          Ipv6Address payloadDestination,
                          const uint8_t payload[8])
{
    m_tcp->ReceiveIcmp(icmpSource,
                       icmpTtl,
                       icmpType,
                       icmpCode,
                       icmpInfo,
                       payloadSource,
                       payloadDestination,
                       payload);
}

void
SmptcpScreen::SetDownTarget(IpL4Protocol::DownTargetCallback callback)
{
    m_tcp->SetDownTarget(callback);
}

void
SmptcpScreen::SetDownTarget6(IpL4Protocol::DownTargetCallback6 callback)
{
    m_tcp->SetDownTarget6(callback);
}

IpL4Protocol::DownTargetCallback
SmptcpScreen::GetDownTarget() const
{
    return m_tcp->GetDownTarget();
}

IpL4Protocol::DownTargetCallback6
SmptcpScreen::GetDownTarget6() const
{
    return m_tcp->GetDownTarget6();
}

} // namespace ns3
