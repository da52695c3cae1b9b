/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_CROSS_PATH_OBSERVER_H
#define SMPTCP_CROSS_PATH_OBSERVER_H

#include "smptcp-attacker.h"

#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * What one path tells of the others.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Taps one path of a connection and infers how much goes over the others (A30): data sequence numbers count the octets of
 * the whole connection, and they are in clear even where the payload is not. What they advance by beyond the payload that
 * crosses its place went elsewhere.
 */
class CrossPathObserver : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * \param sender 0 the active opener of the connection, 1 the other end
     * \param from \param to a span of time
     * \return octets that \p sender sent on other paths in that span, as far as the tapped one tells
     */
    uint64_t GetElsewhere(unsigned sender, Time from, Time to) const;
    /// \return segments with a mapping that it has seen
    std::size_t GetMappings() const;

  private:
    /// A mapping that passed
    struct Mark
    {
        Time at;       //!< When
        uint64_t dsn;  //!< Highest DSN until then
        uint64_t here; //!< Octets of payload until then
    };

    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    /// \return the last mark at or before \p at, the first one if all are later; null without any
    const Mark* MarkAt(unsigned sender, Time at) const;

    const smptcp::WatchedFlow* m_flow{nullptr}; //!< The subflow it looks at: the first with mappings
    std::vector<Mark> m_marks[2];               //!< By sender, in order of time
    std::optional<uint32_t> m_high[2];          //!< Sequence number behind what has been counted
};

} // namespace ns3

#endif // SMPTCP_CROSS_PATH_OBSERVER_H
