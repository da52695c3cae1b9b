/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_CAPTURE_JUDGE_H
#define SMPTCP_TEST_CAPTURE_JUDGE_H

#include "pcap-reader.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What came out of one kind of check
struct Tally
{
    unsigned right{0};           //!< How often the capture was right
    std::vector<unsigned> wrong; //!< Frames in which it was wrong
};

/**
 * What CaptureJudge found. Names of checks: echoed-key, join-token, join-synack-hmac, join-ack-hmac,
 * add-addr-hmac, fastclose-key, dsn-space (every mapping joins on to the octets from IDSN + 1 on), data-ack
 * (only what has been sent), dss-checksum, infinite-mapping (its checksum field is zero).
 */
struct Judgement
{
    bool connection{false};              //!< A third ACK or first data with both keys was seen
    std::array<uint64_t, 2> keys{};      //!< Key A (client), key B (server)
    std::map<std::string, Tally> checks; //!< By name

    /// \return number of right ones of check \p name
    unsigned Right(const std::string& name) const;
    /// \return every wrong one as "name@frame", in the order of names and frames
    std::vector<std::string> Wrong() const;
};

/**
 * Judge everything in a capture of one MPTCP version 1 connection (RFC 8684) that follows from its keys.
 * \param segments all segments of all its subflows, as received by one of the hosts
 */
Judgement JudgeCapture(const std::vector<CapturedSegment>& segments);

#endif // SMPTCP_TEST_CAPTURE_JUDGE_H
