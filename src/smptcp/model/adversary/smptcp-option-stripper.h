/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_STRIPPER_H
#define SMPTCP_OPTION_STRIPPER_H

#include "smptcp-attacker.h"

/**
 * \file
 * \ingroup smptcp-adversary
 * Options taken out of handshakes.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Puts NOPs in the place of MP_CAPABLE (A23) or CRYPT (A24) in the handshakes that cross its places, so that the hosts
 * agree on less than both can do.
 */
class OptionStripper : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    OptionStripper();

    /// \return segments it changed
    uint64_t GetStripped() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void SetWhat(std::string what);
    std::string GetWhat() const;
    bool Strip(smptcp::IpSegment& segment) const;

    bool m_crypt{false};         //!< CRYPT is stripped, MP_CAPABLE otherwise
    bool m_clearG{false};        //!< Attribute ClearG
    bool m_syn{true};            //!< Attribute InSyn
    bool m_synAck{true};         //!< Attribute InSynAck
    bool m_later{false};         //!< Attribute InLater
    uint64_t m_stripped{0};      //!< Segments changed
};

} // namespace ns3

#endif // SMPTCP_OPTION_STRIPPER_H
