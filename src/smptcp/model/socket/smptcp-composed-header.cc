/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-composed-header.h"

#include "ns3/tcp-header.h"

namespace ns3
{
namespace smptcp
{

NS_OBJECT_ENSURE_REGISTERED(ComposedHeader);

TypeId
ComposedHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::smptcp::ComposedHeader")
                            .SetParent<Header>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<ComposedHeader>();
    return tid;
}

ComposedHeader::ComposedHeader() = default;

ComposedHeader::ComposedHeader(const uint8_t* octets, std::size_t size)
    : m_octets(octets),
      m_size(static_cast<uint32_t>(size))
{
}

TypeId
ComposedHeader::GetInstanceTypeId() const
{
    return TcpHeader::GetTypeId(); // whoever removes it or prints it does so as TcpHeader
}

uint32_t
ComposedHeader::GetSerializedSize() const
{
    return m_size;
}

void
ComposedHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_octets, m_size);
}

uint32_t
ComposedHeader::Deserialize(Buffer::Iterator)
{
    return 0; // written only
}

void
ComposedHeader::Print(std::ostream& os) const
{
    os << m_size << " octets of TCP header";
}

void
ReplaceTcpHeader(Ptr<Packet> packet, std::size_t oldSize, const uint8_t* header, std::size_t size)
{
    packet->RemoveAtStart(static_cast<uint32_t>(oldSize));
    packet->AddHeader(ComposedHeader(header, size));
}

} // namespace smptcp
} // namespace ns3
