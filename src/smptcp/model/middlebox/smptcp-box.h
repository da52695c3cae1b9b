/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_BOX_H
#define SMPTCP_BOX_H

#include "smptcp-box-rule.h"

#include "ns3/net-device.h"

#include <array>
#include <map>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * A transparent box between two links: an object of a node that has two devices and no internet stack. IP packets that
 * come in by one device pass the rules and leave by the other. It neither looks up routes nor lowers TTLs, and nobody
 * sees that it is there. As no IP, TCP or queue disc of ns-3 is on its way, octets that those would choke on pass.
 */
class SmptcpBox : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpBox();
    ~SmptcpBox() override;

    /**
     * Say which devices of the node it lies between. Both must be there, on the node this object is aggregated to.
     * \param inside side 0 \param outside side 1
     */
    void SetDevices(Ptr<NetDevice> inside, Ptr<NetDevice> outside);
    /// \return the device of a side
    Ptr<NetDevice> GetDevice(BoxSide side) const;
    /// Put a rule behind those that are there (towards the outside).
    void AddRule(Ptr<SmptcpBoxRule> rule);
    /// \return the rules, inside first
    const std::vector<Ptr<SmptcpBoxRule>>& GetRules() const;
    /// \param stream first stream number \return number of streams used by the rules
    int64_t AssignStreams(int64_t stream);

    /**
     * A rule is done with a packet: the next one gets it, or the link. For rules.
     * \param packet starts with the IP header \param from the side it came from \param index place of the rule
     */
    void Continue(Ptr<const Packet> packet, BoxSide from, std::size_t index);

    /// \return packets that left by a side. \param side the side
    uint64_t GetSent(BoxSide side) const;

    /// Sink: a packet came in or leaves. \param packet starts with the IP header \param side by which side
    typedef void (*PacketTracedCallback)(Ptr<const Packet> packet, uint32_t side);

  protected:
    void DoDispose() override;

  private:
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);
    void Send(Ptr<const Packet> packet, BoxSide side);

    std::array<Ptr<NetDevice>, 2> m_devices;      //!< By side
    std::vector<Ptr<SmptcpBoxRule>> m_rules;      //!< Inside first
    std::array<uint64_t, 2> m_sent{};             //!< Packets that left, by side
    TracedCallback<Ptr<const Packet>, uint32_t> m_in;  //!< A packet came in
    TracedCallback<Ptr<const Packet>, uint32_t> m_out; //!< A packet leaves
};

} // namespace ns3

#endif // SMPTCP_BOX_H
