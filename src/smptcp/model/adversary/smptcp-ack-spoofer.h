/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ACK_SPOOFER_H
#define SMPTCP_ACK_SPOOFER_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, acknowledges in the receiver's name whatever the opener of a connection sends, as it passes and whether
 * or not it arrives (A14): congestion control learns of no loss, and what is lost is never sent again.
 */
class AckSpoofer : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void SpoofBetween(Time at, Time until = Time::Max());

    /// \return ACKs it has sent
    uint64_t GetSent() const;

  protected:
    /// \param sighting the data that passes \return the forged ACK for it
    virtual smptcp::IpSegment Forge(const smptcp::FlowWatch::Sighting& sighting);
    /// \return what the forged ACK is for, in words
    virtual std::string Purpose() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    uint64_t m_sent{0};        //!< ACKs sent
};

/**
 * \ingroup smptcp-adversary
 * On the path of one subflow, acknowledges data sequence numbers in the receiver's name, up to the highest it has seen
 * (A16). The sender frees what is still under way on other subflows.
 */
class DataAckSpoofer : public AckSpoofer
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    smptcp::IpSegment Forge(const smptcp::FlowWatch::Sighting& sighting) override;
    std::string Purpose() const override;
};

} // namespace ns3

#endif // SMPTCP_ACK_SPOOFER_H
