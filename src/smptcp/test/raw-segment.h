/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_RAW_SEGMENT_H
#define SMPTCP_TEST_RAW_SEGMENT_H

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-view.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

/// \return one's complement sum of octets taken as big-endian words (RFC 1071)
inline uint16_t
OnesComplementSum(const std::vector<uint8_t>& octets)
{
    uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        sum += static_cast<uint32_t>(octets[i] << (i % 2 ? 0 : 8));
    }
    while (sum > 0xffff)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<uint16_t>(sum);
}

/// A TCP segment as an attacker writes it: nothing is checked.
struct RawSegment
{
    uint16_t source{0};                           //!< Source port
    uint16_t destination{0};                      //!< Destination port
    uint32_t sequence{0};                         //!< Sequence number
    uint32_t acknowledgment{0};                   //!< Acknowledgment number
    uint8_t flags{ns3::smptcp::TCP_ACK};          //!< Flags
    uint16_t window{0xffff};                      //!< Window
    std::vector<uint8_t> options{};               //!< Option area, whole words
    std::vector<uint8_t> payload{};               //!< Payload

    /// \return the octets, checksum zero
    std::vector<uint8_t> Octets() const
    {
        using ns3::smptcp::WriteBig;
        std::array<uint8_t, 20> header{};
        WriteBig(&header[0], source, 2);
        WriteBig(&header[2], destination, 2);
        WriteBig(&header[4], sequence, 4);
        WriteBig(&header[8], acknowledgment, 4);
        header[12] = static_cast<uint8_t>((header.size() + options.size()) / 4 << 4);
        header[13] = flags;
        WriteBig(&header[14], window, 2);
        std::vector<uint8_t> octets(header.size() + options.size() + payload.size());
        auto at = std::copy(header.begin(), header.end(), octets.begin());
        at = std::copy(options.begin(), options.end(), at);
        std::copy(payload.begin(), payload.end(), at);
        return octets;
    }
};

/// Give a segment the checksum that makes it and the sum \p others of what stands before it right.
inline void
SetChecksum(std::vector<uint8_t>& segment, uint16_t others = 0)
{
    ns3::smptcp::WriteBig(&segment[16], 0, 2);
    uint32_t sum = uint32_t{OnesComplementSum(segment)} + others;
    sum = (sum & 0xffff) + (sum >> 16);
    ns3::smptcp::WriteBig(&segment[16], static_cast<uint16_t>(~sum), 2);
}

#endif // SMPTCP_TEST_RAW_SEGMENT_H
