/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_REPLAYER_H
#define SMPTCP_REPLAYER_H

#include "smptcp-attacker.h"

#include "ns3/event-id.h"

#include <deque>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Records what the opener of a connection sends and sends it again as it was (A28): old segments with payload and the
 * latest pure ACK at the place where they passed, and from its own host, in its own name, the SYN and the third ACK of
 * a JOIN.
 */
class Replayer : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at when it begins
    void ReplayAt(Time at);

    /// \return segments sent again on the path
    uint64_t GetReplayed() const;
    /// \return true once it has sent the SYN of a JOIN again
    bool HasJoined() const;
    /// \return true once it has sent the third ACK of a JOIN again
    bool HasProved() const;
    /// \return true when the victim answered with RST
    bool WasRefused() const;

  protected:
    void DoDispose() override;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void ReplayOnPath(SmptcpAttackerPlace& place, BoxSide from);
    void ReplayJoin();
    smptcp::IpSegment FromHost(const smptcp::IpSegment& recorded) const;

    /// A recorded segment and the place where it passed
    struct Recorded
    {
        std::size_t place;         //!< Number of the place
        smptcp::IpSegment segment; //!< The segment
    };

    uint32_t m_most{0};                          //!< Attribute Segments
    Time m_interval;                             //!< Attribute Interval
    Time m_next{Time::Max()};                    //!< When the next replay is due
    std::deque<Recorded> m_data;                 //!< First segments with payload
    std::optional<Recorded> m_ack;               //!< Latest pure ACK
    std::optional<smptcp::IpSegment> m_joinSyn;  //!< SYN of a JOIN
    std::optional<smptcp::IpSegment> m_joinAck;  //!< Third ACK of that JOIN
    uint16_t m_port{0};                          //!< Its own port
    uint64_t m_replayed{0};                      //!< Segments sent again on the path
    bool m_joined{false};                        //!< SYN sent again
    bool m_proved{false};                        //!< Third ACK sent again
    bool m_refused{false};                       //!< RST came
    EventId m_event;                             //!< The JOIN
};

} // namespace ns3

#endif // SMPTCP_REPLAYER_H
