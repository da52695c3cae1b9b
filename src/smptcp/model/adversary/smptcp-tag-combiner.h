/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TAG_COMBINER_H
#define SMPTCP_TAG_COMBINER_H

#include "smptcp-attacker.h"

#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, computes tags from tags (A34): where a tag is F(segment) xor G(acknowledgment) under one key, the tags of
 * two segments that differ in nothing but the acknowledgment say what another segment's tag is to be changed by when it
 * is moved from the one acknowledgment to the other. It does so with what the accepting end of a connection sends, and lets
 * none of that pass as it was. Of ACKs alike it lets the first pass, so that the sender takes that one for the latest.
 */
class TagCombiner : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void CombineBetween(Time at, Time until);

    /// \return segments sent in a combination their sender never sent
    uint64_t GetCombined() const;
    /// \return octets of payload in them that the receiver has acknowledged though nothing else brought them
    uint64_t GetTaken() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    /// What a tag covers but the acknowledgment, as octets
    using Covered = std::vector<uint8_t>;
    /// A tag
    using Tag = std::vector<uint8_t>;
    /// Tags of one thing covered, by acknowledgment
    using ByAcknowledgment = std::map<uint32_t, Tag>;

    static Covered CoveredBy(const smptcp::IpSegment& segment);
    static Tag TagOf(const smptcp::IpSegment& segment);
    bool Move(smptcp::IpSegment& segment) const;
    void NoteAcknowledgment(uint32_t acknowledgment);

    std::map<Covered, ByAcknowledgment> m_tags;      //!< Tags seen
    const smptcp::WatchedFlow* m_flow{nullptr};      //!< The flow it works on
    std::map<uint32_t, uint32_t> m_open;             //!< Altered segments not acknowledged: end of payload, octets
    std::optional<uint32_t> m_passed;                //!< Latest acknowledgment it has let pass
    uint64_t m_combined{0};                          //!< Segments altered
    uint64_t m_taken{0};                             //!< Octets of those acknowledged
};

} // namespace ns3

#endif // SMPTCP_TAG_COMBINER_H
