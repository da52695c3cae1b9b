/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TIMESTAMP_POISONER_H
#define SMPTCP_TIMESTAMP_POISONER_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, repeats genuine segments of the opener of a connection with a TSval far ahead (A18). Everything else, a tag
 * included, is as it was. A receiver with PAWS that takes it for the sender's clock drops what the sender sends from then on.
 */
class TimestampPoisoner : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void PoisonBetween(Time at, Time until);

    /// \return segments repeated with another TSval
    uint64_t GetPoisoned() const;
    /// \return segments seen from the opener while it would have poisoned, with or without timestamps
    uint64_t GetSeen() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    uint32_t m_lead{0};        //!< Attribute Lead
    uint64_t m_poisoned{0};    //!< Segments repeated
    uint64_t m_seen{0};        //!< Segments seen
};

} // namespace ns3

#endif // SMPTCP_TIMESTAMP_POISONER_H
