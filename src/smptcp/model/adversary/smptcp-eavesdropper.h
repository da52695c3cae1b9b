/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EAVESDROPPER_H
#define SMPTCP_EAVESDROPPER_H

#include "smptcp-attacker.h"

#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Copies the payload of everything that crosses its places and touches nothing (A02). What it has of each direction of
 * each connection is put together by sequence number.
 */
class PassiveEavesdropper : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// A run of octets without a gap
    using Run = std::vector<uint8_t>;
    /// \return what it has, put together: a list of runs for each direction of each connection
    std::vector<Run> GetRuns() const;
    /// \return octets of payload it has, repetitions not counted
    uint64_t GetOctets() const;

  protected:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    /// A direction of a connection
    struct Stream
    {
        uint32_t origin{0};             //!< Sequence number that counts as 0
        uint64_t highest{0};            //!< Highest position seen
        std::map<uint64_t, Run> pieces; //!< Runs by position, apart from each other
        void Add(uint32_t sequence, const uint8_t* octets, std::size_t size);
    };

  private:
    std::map<std::pair<const smptcp::WatchedFlow*, unsigned>, Stream> m_streams; //!< By connection and sender
};

} // namespace ns3

#endif // SMPTCP_EAVESDROPPER_H
