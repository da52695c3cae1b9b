/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-raw-host.h"

#include "ns3/node.h"
#include "ns3/smptcp-ip-link.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpRawHost);

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
    smptcp::SendIp(m_device, segment.ToPacket());
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
    if (m_device && segment && !m_receiver.IsNull())
    {
        m_receiver(*segment);
    }
}

} // namespace ns3
