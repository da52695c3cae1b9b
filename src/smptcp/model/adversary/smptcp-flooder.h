/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FLOODER_H
#define SMPTCP_FLOODER_H

#include "smptcp-attacker.h"

#include "ns3/event-id.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Base of attackers that send SYN after SYN from a host of their own, with sources that do not exist.
 */
class SmptcpFlooder : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpFlooder();

    /// Begin. \param at when
    void FloodAt(Time at);

    /// \return SYNs sent
    uint64_t GetSent() const;
    /// \return octets of the IP packets sent
    uint64_t GetSentOctets() const;

  protected:
    void DoDispose() override;
    /// Send the next SYN. \return false when there is nothing to send one from
    virtual bool SendSyn() = 0;
    /// Send from the host and count. \param why in words
    void Count(const std::string& why, const smptcp::IpSegment& segment);
    /// \return an address that is nobody's, of 198.18.0.0/15 (RFC 2544)
    smptcp::AddressOctets ForgedAddress();
    /// \return a port above the well-known ones
    uint16_t ForgedPort();

  private:
    void Next();

    Time m_interval;            //!< Attribute Interval
    uint32_t m_most{0};         //!< Attribute Segments
    uint32_t m_syns{0};         //!< SYNs sent
    uint64_t m_octets{0};       //!< Octets sent
    EventId m_event;            //!< The next SYN
};

} // namespace ns3

#endif // SMPTCP_FLOODER_H
