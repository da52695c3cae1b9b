/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RST_SPOOFER_H
#define SMPTCP_RST_SPOOFER_H

#include "smptcp-attacker.h"

#include "ns3/event-id.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Sends forged RSTs. On the path (A11) it knows the sequence numbers and resets both ends at once. Blind (A10) it has
 * nothing but its host and the four addresses and ports, which somebody told it: it sweeps the sequence space.
 */
class RstSpoofer : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * On the path: reset each connection that crosses, once, at the first segment from \p at on.
     * \param at when; at the places only
     */
    void ResetOnPath(Time at);
    /**
     * Blind: sweep the sequence space from the host.
     * \param source whom to impersonate \param sourcePort its port \param destination whom to hit
     * \param destinationPort its port \param at when to begin
     */
    void SweepBlind(const smptcp::AddressOctets& source,
                    uint16_t sourcePort,
                    const smptcp::AddressOctets& destination,
                    uint16_t destinationPort,
                    Time at);

    /// \return RSTs sent
    uint64_t GetSent() const;

  protected:
    void DoDispose() override;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void SweepNext();

    Time m_resetAt{Time::Max()};                  //!< On the path, when
    std::vector<const smptcp::WatchedFlow*> m_done; //!< Connections that have been reset
    uint32_t m_step{0};                           //!< Attribute SweepStep
    uint32_t m_most{0};                           //!< Attribute SweepSegments
    Time m_interval;                              //!< Attribute SweepInterval
    std::optional<smptcp::IpSegment> m_sweep;     //!< The RST to be sent next
    uint32_t m_swept{0};                          //!< RSTs of the sweep
    uint64_t m_sent{0};                           //!< RSTs sent
    EventId m_event;                              //!< The next one
};

} // namespace ns3

#endif // SMPTCP_RST_SPOOFER_H
