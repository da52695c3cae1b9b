/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SUBFLOW_RELAY_H
#define SMPTCP_SUBFLOW_RELAY_H

#include "ns3/smptcp-ip-segment.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * A subflow that an attacker has bent over its own host.
 */

namespace ns3
{
namespace smptcp
{

/// An address and a port
struct RelayEnd
{
    AddressOctets address{}; //!< IP address
    uint16_t port{0};        //!< TCP port

    /// \return true for the same address and port
    bool operator==(const RelayEnd& other) const
    {
        return address == other.address && port == other.port;
    }
};

/**
 * \ingroup smptcp-adversary
 * Translates between the two legs of a subflow whose ends each take the attacker for the other: addresses and ports
 * change, nothing else (MPTCP authenticates neither, so that translators may do the same). It keeps the payload.
 */
class SubflowRelay
{
  public:
    /// A leg: between a victim and what the victim takes for its peer
    struct Leg
    {
        RelayEnd victim; //!< The victim
        RelayEnd mask;   //!< Whom the victim believes to speak with
    };

    /// \param opener leg of the end that opened the subflow \param listener leg of the other
    SubflowRelay(const Leg& opener, const Leg& listener);

    /// \return the end a segment comes from, 0 the opener, 1 the other; no value when it belongs to neither leg
    std::optional<unsigned> From(const IpSegment& segment) const;
    /// Keep the payload of a segment, if it is the next in order. \param from the end it comes from
    void Keep(const IpSegment& segment, unsigned from);
    /// Rewrite a segment for the other leg. \param from the end it comes from
    void Translate(IpSegment& segment, unsigned from) const;

    /// \return payload of an end in order of its sequence numbers
    const std::vector<uint8_t>& Taken(unsigned from) const;

  private:
    Leg m_legs[2];                         //!< By end
    std::optional<uint32_t> m_next[2];     //!< Sequence number behind what has been kept
    std::vector<uint8_t> m_taken[2];       //!< What has been kept
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SUBFLOW_RELAY_H
