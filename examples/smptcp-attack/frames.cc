/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "frames.h"

#include "ns3/packet.h"
#include "ns3/pcap-file.h"

#include <algorithm>
#include <filesystem>
#include <optional>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr uint32_t LARGEST_FRAME = 65536 + 64; //!< Octets
constexpr uint32_t LINK_PPP = 9;               //!< Link type of point-to-point captures
constexpr uint32_t PPP_HEADER = 2;             //!< Octets

/// \return number of the first frame of \p name that holds the segment
std::optional<uint32_t>
Search(const std::string& name, const smptcp::IpSegment& segment)
{
    PcapFile file;
    file.Open(name, std::ios::in);
    std::vector<uint8_t> octets(LARGEST_FRAME);
    std::vector<uint8_t> payload = segment.Payload();
    std::vector<uint8_t> options = segment.OptionArea();
    for (uint32_t number = 1; !file.Fail(); ++number)
    {
        uint32_t second;
        uint32_t fraction;
        uint32_t included;
        uint32_t original;
        uint32_t read;
        file.Read(octets.data(), LARGEST_FRAME, second, fraction, included, original, read);
        if (file.Fail() || file.Eof())
        {
            break;
        }
        uint32_t skip = file.GetDataLinkType() == LINK_PPP ? PPP_HEADER : 0;
        auto found = smptcp::IpSegment::Parse(Create<Packet>(octets.data() + skip, read - std::min(read, skip)));
        if (found && found->Source() == segment.Source() && found->Destination() == segment.Destination() &&
            std::equal(found->Tcp().Options() - smptcp::TCP_FIXED_HEADER,
                       found->Tcp().Options() - 4, // up to the checksum
                       segment.Tcp().Options() - smptcp::TCP_FIXED_HEADER) &&
            found->OptionArea() == options && found->Payload() == payload)
        {
            return number;
        }
    }
    return std::nullopt;
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
