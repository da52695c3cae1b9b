/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_COMPOSED_HEADER_H
#define SMPTCP_COMPOSED_HEADER_H

#include "ns3/header.h"
#include "ns3/packet.h"

#include <cstddef>
#include <cstdint>

/**
 * \file
 * \ingroup smptcp-socket
 * A TCP header that is octets already.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-socket
 * Octets of a TCP header on their way into a packet. To packet metadata it is a TcpHeader; unlike one it makes no
 * object for each option.
 */
class ComposedHeader : public Header
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /// Empty, for the type system only
    ComposedHeader();
    /// \param octets the header; must outlive the object \param size octets of it
    ComposedHeader(const uint8_t* octets, std::size_t size);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    const uint8_t* m_octets{nullptr}; //!< The header
    uint32_t m_size{0};               //!< Octets of it
};

/**
 * Put another TCP header in the place of a packet's own.
 * \param packet the packet, its TCP header first
 * \param oldSize octets of that header
 * \param header the new one
 * \param size octets of the new one
 */
void ReplaceTcpHeader(Ptr<Packet> packet, std::size_t oldSize, const uint8_t* header, std::size_t size);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_COMPOSED_HEADER_H
