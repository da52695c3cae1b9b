/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_NAT_H
#define SMPTCP_RULE_NAT_H

#include "smptcp-box-flow.h"

#include "ns3/ipv4-address.h"
#include "ns3/random-variable-stream.h"

#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Translates addresses and ports of TCP over IPv4. A connection gets a port of the external address with its first
 * segment from the inside; what comes from the outside and belongs to no such connection is dropped. Nothing but
 * addresses and ports is rewritten: an address in an ADD_ADDR stays what it was. Everything else passes.
 */
class SmptcpNatRule : public SmptcpSegmentRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpNatRule();
    int64_t AssignStreams(int64_t stream) override;

    /// \return the external address: the attribute's, or the chosen one once something has passed, else 0.0.0.0
    Ipv4Address GetExternalAddress() const;
    /// \return the external port of a connection that has not been idle for too long. \param flow as on the inside
    std::optional<uint16_t> GetPort(const smptcp::BoxFlow& flow) const;

  private:
    /// A port in use
    struct Mapping
    {
        smptcp::BoxFlow flow; //!< Whose it is
        Time used;            //!< When it served last
    };

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    void Out(smptcp::IpSegment& segment, Ptr<const Packet> packet);
    void In(smptcp::IpSegment& segment, Ptr<const Packet> packet);
    bool Lives(const Mapping& mapping) const;
    void ChooseAddress(const smptcp::IpSegment& segment);
    std::optional<uint16_t> TakePort(const smptcp::BoxFlow& flow);

    Ipv4Address m_external;                      //!< Attribute ExternalAddress, or the chosen one
    Time m_timeout;                              //!< Attribute MappingTimeout
    uint16_t m_firstPort{0};                     //!< Attribute FirstPort
    uint32_t m_ports{0};                         //!< Attribute Ports
    Ptr<UniformRandomVariable> m_choice;         //!< Chooses ports
    std::map<uint16_t, Mapping> m_byPort;        //!< Ports in use, expired ones until somebody needs them
    std::map<smptcp::BoxFlow, uint16_t> m_byFlow; //!< The same by connection
};

} // namespace ns3

#endif // SMPTCP_RULE_NAT_H
