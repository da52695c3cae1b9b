/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FORGERY_H
#define SMPTCP_FORGERY_H

#include "smptcp-flow-watch.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * Forged segments that carry everything a genuine one of their flow would, as far as somebody on the path can tell.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-adversary
 * A forged segment with payload. Where the flow has them it gets timestamps, a DSS with mapping (and checksum) and data
 * ack, and a MAC option with a tag of zeros: its maker has no key, and hosts that check no tags take it.
 * \param flow the flow \param from end it seems to come from
 * \param sequence sequence number of the first octet
 * \param dsn data sequence number of the first octet; without value no mapping
 * \param payload the octets
 */
IpSegment ForgeData(const WatchedFlow& flow,
                    unsigned from,
                    uint32_t sequence,
                    std::optional<uint64_t> dsn,
                    const std::vector<uint8_t>& payload);

/**
 * \ingroup smptcp-adversary
 * A forged pure ACK, options as above.
 * \param flow the flow \param from end it seems to come from
 * \param acknowledgment acknowledgment number
 * \param dataAck data acknowledgment; without value no DSS
 */
IpSegment ForgeAck(const WatchedFlow& flow, unsigned from, uint32_t acknowledgment, std::optional<uint64_t> dataAck);

/**
 * Make the DSS checksum of a segment of \p flow right again after its payload has been changed.
 * \param watch what is known of the connection, for the upper half of the DSN
 * \param segment a segment with a mapping of just its payload
 * \return true when there was a checksum to repair
 */
bool RepairDssChecksum(const FlowWatch::Sighting& sighting, const FlowWatch& watch, IpSegment& segment);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_FORGERY_H
