/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "frames.h"

#include "../common/capture.h"

#include <algorithm>
#include <filesystem>
#include <optional>

using namespace ns3;

namespace smptcp_example
{

namespace
{

/// \return true when one looks like the other but for TTL and checksums
bool
IsSame(const smptcp::IpSegment& one, const smptcp::IpSegment& other)
{
    constexpr std::size_t CHECKSUM = 16; // offset in the TCP header
    const uint8_t* a = one.Tcp().Options() - smptcp::TCP_FIXED_HEADER;
    const uint8_t* b = other.Tcp().Options() - smptcp::TCP_FIXED_HEADER;
    return one.Source() == other.Source() && one.Destination() == other.Destination() &&
           std::equal(a, a + CHECKSUM, b) && one.OptionArea() == other.OptionArea() && one.Payload() == other.Payload();
}

/// \return number of the first frame of \p name that holds the segment
std::optional<uint32_t>
Search(const std::string& name, const smptcp::IpSegment& segment)
{
    std::optional<uint32_t> found;
    VisitSegments(name, [&](uint32_t number, const smptcp::IpSegment& seen) {
        found = IsSame(seen, segment) ? std::optional(number) : std::nullopt;
        return !found;
    });
    return found;
}

} // namespace

std::vector<Frame>
FindFrames(const std::string& directory, const smptcp::IpSegment& segment)
{
    std::vector<Frame> frames;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
    {
        if (entry.path().extension() == ".pcap")
        {
            if (auto number = Search(entry.path().string(), segment))
            {
                frames.push_back({entry.path().filename().string(), *number});
            }
        }
    }
    std::sort(frames.begin(), frames.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    return frames;
}

} // namespace smptcp_example
