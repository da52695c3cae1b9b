/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_CONTROL_FORGER_H
#define SMPTCP_CONTROL_FORGER_H

#include "smptcp-attacker.h"

#include "ns3/event-id.h"

#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * What attackers who forge control options have in common.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Base of attackers that send one forged segment with an option of MPTCP's control plane. On a path they know the
 * current sequence numbers and put the segment on the link. From a host of their own they know what they saw before they
 * left the path, and sweep from there on: what they guess is how far either direction has come since.
 */
class ControlForger : public SmptcpAttacker
{
  public:
    /// Which ends are impersonated
    enum Impersonation : uint8_t
    {
        OPENER = 1, //!< The end that opened the flow
        LISTENER = 2, //!< The other
        BOTH = 3,
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    ControlForger();

    /**
     * On the path: forge at a time, on every flow of MPTCP or SMPTCP that has crossed its places.
     * \param at when \param ends who is impersonated
     */
    void ForgeOnPath(Time at, Impersonation ends);
    /**
     * Off the path: forge from its own host at a time, for the connections it saw begin.
     * \param at when \param ends who is impersonated
     */
    void ForgeFromHost(Time at, Impersonation ends);

    /// \return forged segments sent
    uint64_t GetSent() const;

  protected:
    void DoDispose() override;
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    /**
     * Make the forged segment.
     * \param flow the flow \param from the end that is impersonated
     * \return it, with the sequence numbers seen last; no value when too little is known for it
     */
    virtual std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) = 0;
    /// Put the forged segment on the link of a flow that crossed a place.
    /// \param flow it \param from who is impersonated
    void Inject(const smptcp::WatchedFlow& flow, unsigned from);

  private:
    /// Where a flow crosses
    struct Crossing
    {
        const smptcp::WatchedFlow* flow;  //!< The flow
        Ptr<SmptcpAttackerPlace> place;   //!< The place
        BoxSide opener;                   //!< Side of the place on which its opener is
        Time seenAt[2];                   //!< When the last segment of each end crossed
    };

    void InjectAll();
    Crossing* FindCrossing(const smptcp::WatchedFlow& flow);
    void AdvanceClock(smptcp::IpSegment& segment, Time since) const;
    void PlanSweep();
    void SweepNext();

    std::vector<Crossing> m_crossings;        //!< Flows at its places
    std::vector<smptcp::IpSegment> m_sweep;   //!< Still to be sent from the host, the last one first
    Impersonation m_ends{BOTH};               //!< Who is impersonated
    Time m_repeat;                            //!< Attribute Repeat
    Time m_interval;                          //!< Attribute SweepInterval
    uint32_t m_step{0};                       //!< Attribute SweepStep
    uint32_t m_steps{0};                      //!< Attribute SweepSteps
    Time m_plannedAt;                         //!< When the sweep was planned
    uint64_t m_sent{0};                       //!< Forged segments sent
    EventId m_event;                          //!< The next one
};

} // namespace ns3

#endif // SMPTCP_CONTROL_FORGER_H
