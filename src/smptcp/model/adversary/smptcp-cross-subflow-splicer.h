/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_CROSS_SUBFLOW_SPLICER_H
#define SMPTCP_CROSS_SUBFLOW_SPLICER_H

#include "smptcp-attacker.h"

#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Records what the opener sends on the subflow at its first place and sends it once more on the one at its second place,
 * when that has come to the same distance from its ISN (A27): addresses, ports and timestamps, which no tag covers, are the
 * second subflow's, everything else, tag included, is as it was recorded. Or it does so from one connection into the next
 * (A28d), both at its first place.
 */
class CrossSubflowSplicer : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on it splices
    void SpliceFrom(Time at);

    /// \return segments spliced
    uint64_t GetSpliced() const;
    /// \return most octets the receiver has acknowledged on the subflow it splices into before their sender had sent them
    uint32_t GetTaken() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    bool Records(const SmptcpAttackerPlace& place, const smptcp::WatchedFlow& flow);
    bool SplicesInto(const SmptcpAttackerPlace& place, const smptcp::WatchedFlow& flow) const;
    void Record(const smptcp::FlowWatch::Sighting& sighting, const smptcp::IpSegment& segment);
    void Splice(SmptcpAttackerPlace& place, const smptcp::FlowWatch::Sighting& sighting, BoxSide from);

    /// A recorded segment
    struct Recorded
    {
        uint32_t ack;              //!< Distance of its acknowledgment from the receiver's ISN
        smptcp::IpSegment segment; //!< The segment
    };

    bool m_across{false};                    //!< Attribute AcrossConnections
    const smptcp::WatchedFlow* m_first{nullptr}; //!< Of that attribute: the first connection
    std::map<uint32_t, Recorded> m_recorded; //!< By distance from the sender's ISN
    uint32_t m_last{0};                      //!< Distance on the second subflow up to which it has spliced
    uint64_t m_spliced{0};                   //!< Segments spliced
    uint32_t m_taken{0};                     //!< Most octets acknowledged before they were sent
};

} // namespace ns3

#endif // SMPTCP_CROSS_SUBFLOW_SPLICER_H
