/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_CAPTURE_H
#define SMPTCP_EXAMPLE_CAPTURE_H

#include "ns3/packet.h"
#include "ns3/pcap-file.h"
#include "ns3/smptcp-ip-segment.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace smptcp_example
{

/**
 * Read a capture that this simulation wrote (raw IP or point-to-point).
 * \param file its name
 * \param visit called with each TCP segment and the number of its frame as Wireshark counts, from 1 on; false ends it
 */
inline void
VisitSegments(const std::string& file, const std::function<bool(uint32_t, const ns3::smptcp::IpSegment&)>& visit)
{
    constexpr uint32_t LARGEST_FRAME = 65536 + 64; // octets
    constexpr uint32_t LINK_PPP = 9;
    constexpr uint32_t PPP_HEADER = 2; // octets
    ns3::PcapFile capture;
    capture.Open(file, std::ios::in);
    std::vector<uint8_t> frame(LARGEST_FRAME);
    for (uint32_t number = 1; !capture.Fail(); ++number)
    {
        uint32_t seconds;
        uint32_t fraction;
        uint32_t included;
        uint32_t original;
        uint32_t size;
        capture.Read(frame.data(), LARGEST_FRAME, seconds, fraction, included, original, size);
        if (capture.Fail() || capture.Eof())
        {
            return;
        }
        uint32_t skip = capture.GetDataLinkType() == LINK_PPP ? PPP_HEADER : 0;
        auto packet = ns3::Create<ns3::Packet>(frame.data() + skip, size - std::min(size, skip));
        auto segment = ns3::smptcp::IpSegment::Parse(packet);
        if (segment && !visit(number, *segment))
        {
            return;
        }
    }
}

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_CAPTURE_H
