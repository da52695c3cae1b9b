/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RAW_HOST_H
#define SMPTCP_RAW_HOST_H

#include "ns3/callback.h"
#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/smptcp-ip-segment.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * An attacker's own host: an object of a node with one device and no internet stack. It sends whatever packet it is
 * given, with any source address (nobody filters), and hears what is sent to it over its own link, nothing else.
 */
class SmptcpRawHost : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpRawHost();
    ~SmptcpRawHost() override;

    /// \param device its device, on the node this object is aggregated to \param address its address
    void SetDevice(Ptr<NetDevice> device, const smptcp::AddressOctets& address);
    /// \return its device
    Ptr<NetDevice> GetDevice() const;
    /// \return its address
    const smptcp::AddressOctets& GetAddress() const;
    /// \param receiver called with each segment that comes, whatever its destination
    void SetReceiver(Callback<void, const smptcp::IpSegment&> receiver);
    /// Send a segment. \param segment it, source included
    void Send(const smptcp::IpSegment& segment);

  protected:
    void DoDispose() override;

  private:
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    Ptr<NetDevice> m_device;          //!< Its link
    smptcp::AddressOctets m_address{}; //!< Its address
    Callback<void, const smptcp::IpSegment&> m_receiver; //!< Who hears
};

} // namespace ns3

#endif // SMPTCP_RAW_HOST_H
