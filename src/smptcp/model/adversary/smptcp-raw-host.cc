/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-raw-host.h"

#include "ns3/node.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpRawHost);

namespace
{

constexpr uint16_t IPV4_PROTOCOL = 0x0800;
constexpr uint16_t IPV6_PROTOCOL = 0x86dd;

} // namespace

TypeId
SmptcpRawHost::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpRawHost").SetParent<Object>().SetGroupName("Smptcp").AddConstructor<SmptcpRawHost>();
    return tid;
}

SmptcpRawHost::SmptcpRawHost() = default;
SmptcpRawHost::~SmptcpRawHost() = default;

void
SmptcpRawHost::DoDispose()
{
    m_device = nullptr;
    m_receiver.Nullify();
    Object::DoDispose();
}

void
SmptcpRawHost::SetDevice(Ptr<NetDevice> device, const smptcp::AddressOctets& address)
{
    m_device = device;
    m_address = address;
    device->GetNode()->RegisterProtocolHandler(MakeCallback(&SmptcpRawHost::Receive, this), 0, device);
}

Ptr<NetDevice>
SmptcpRawHost::GetDevice() const
{
    return m_device;
}

const smptcp::AddressOctets&
SmptcpRawHost::GetAddress() const
{
    return m_address;
}

void
SmptcpRawHost::SetReceiver(Callback<void, const smptcp::IpSegment&> receiver)
{
    m_receiver = receiver;
}

void
SmptcpRawHost::Send(const smptcp::IpSegment& segment)
{
    if (!m_device)
    {
        return; // over
    }
    ++m_sent;
    m_sentOctets += segment.Size();
    m_device->Send(segment.ToPacket(), m_device->GetBroadcast(), segment.IsIpv6() ? IPV6_PROTOCOL : IPV4_PROTOCOL);
}

void
SmptcpRawHost::Receive(Ptr<NetDevice>,
                       Ptr<const Packet> packet,
                       uint16_t,
                       const Address&,
                       const Address&,
                       NetDevice::PacketType)
{
    auto segment = smptcp::IpSegment::Parse(packet);
    if (!m_device || !segment)
    {
        return;
    }
    ++m_received;
    m_receivedOctets += segment->Size();
    if (!m_receiver.IsNull())
    {
        m_receiver(*segment);
    }
}

uint64_t
SmptcpRawHost::GetSent() const
{
    return m_sent;
}

uint64_t
SmptcpRawHost::GetSentOctets() const
{
    return m_sentOctets;
}

uint64_t
SmptcpRawHost::GetReceived() const
{
    return m_received;
}

uint64_t
SmptcpRawHost::GetReceivedOctets() const
{
    return m_receivedOctets;
}

} // namespace ns3
