/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_FRAMES_H
#define SMPTCP_EXAMPLE_FRAMES_H

#include "ns3/smptcp-ip-segment.h"

#include <cstdint>
#include <string>
#include <vector>

namespace smptcp_example
{

/// Where a segment is to be found
struct Frame
{
    std::string file;   //!< Name of the capture
    uint32_t number{0}; //!< Number of the frame as Wireshark counts, from 1 on
};

/**
 * Look a segment up in captures.
 * \param directory directory of the captures \param segment the segment
 * \return the first frame of each capture in which it is, whatever its TTL, by name of the capture
 */
std::vector<Frame> FindFrames(const std::string& directory, const ns3::smptcp::IpSegment& segment);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_FRAMES_H
