/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RANDOM_FORGER_H
#define SMPTCP_RANDOM_FORGER_H

#include "smptcp-attacker.h"

#include <deque>

/**
 * \file
 * \ingroup smptcp-adversary
 * An attacker without a plan.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Forges at random: around each segment that crosses its places it sends mutations of what it has captured, to the
 * receiver of that segment: numbers, flags, window, options or payload changed, segments repeated, and segments of other
 * subflows under this subflow's addresses and ports. Checksums are right. Genuine segments pass.
 */
class RandomForger : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \return segments it sent
    uint64_t GetSent() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void SendMutations(SmptcpAttackerPlace& place, const smptcp::IpSegment& segment, BoxSide from, uint32_t count);
    std::string Mutate(smptcp::IpSegment& forged, const smptcp::IpSegment& genuine);
    std::string MutateNumbers(smptcp::IpSegment& forged);
    std::string MutateOptions(smptcp::IpSegment& forged);
    std::string MutatePayload(smptcp::IpSegment& forged);
    uint32_t Below(uint32_t limit);
    uint32_t Displaced(uint32_t number);

    uint32_t m_count{0};      //!< Attribute Count
    uint32_t m_perSegment{0}; //!< Attribute PerSegment
    bool m_resets{true};      //!< Attribute Resets
    bool m_breakOptions{true}; //!< Attribute BreakOptions
    uint64_t m_sent{0};       //!< Sent so far
    std::deque<smptcp::IpSegment> m_captured; //!< The latest segments of all places
};

} // namespace ns3

#endif // SMPTCP_RANDOM_FORGER_H
