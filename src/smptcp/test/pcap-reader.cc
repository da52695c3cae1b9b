/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "pcap-reader.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

using namespace ns3::smptcp;

namespace
{

constexpr std::size_t FILE_HEADER = 24;
constexpr std::size_t FRAME_HEADER = 16;
constexpr std::size_t ETHERNET_HEADER = 14;
constexpr std::size_t IPV4_HEADER = 20;
constexpr uint32_t LINK_ETHERNET = 1;
constexpr uint16_t ETHERTYPE_IPV4 = 0x0800;
constexpr uint8_t PROTOCOL_TCP = 6;

/// A pcap file in memory and its byte order
class PcapFile
{
  public:
    explicit PcapFile(const std::string& path)
        : m_path(path)
    {
        std::ifstream file(path, std::ios::binary);
        m_octets.assign(std::istreambuf_iterator<char>(file), {});
        Require(m_octets.size() >= FILE_HEADER, "cannot be read");
        uint32_t magic = static_cast<uint32_t>(ReadBig(m_octets.data(), 4));
        m_little = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
        Require(m_little || magic == 0xa1b2c3d4 || magic == 0xa1b23c4d, "is no classic pcap");
        Require(Word(20) == LINK_ETHERNET, "is not Ethernet");
    }

    void Require(bool condition, const std::string& what) const
    {
        if (!condition)
        {
            throw std::runtime_error(m_path + ": " + what);
        }
    }

    /// \return the 32-bit field at \p at in the byte order of the file
    uint32_t Word(std::size_t at) const
    {
        uint8_t octets[4];
        std::copy_n(m_octets.begin() + static_cast<std::ptrdiff_t>(at), 4, octets);
        if (m_little)
        {
            std::reverse(octets, octets + 4);
        }
        return static_cast<uint32_t>(ReadBig(octets, 4));
    }

    const std::vector<uint8_t>& Octets() const
    {
        return m_octets;
    }

  private:
    std::string m_path;
    std::vector<uint8_t> m_octets;
    bool m_little{false};
};

/// \return the segment inside an Ethernet frame, no value when it is something else
std::optional<CapturedSegment>
Dissect(const PcapFile& file, const uint8_t* frame, std::size_t size)
{
    if (size < ETHERNET_HEADER + IPV4_HEADER || ReadBig(frame + 12, 2) != ETHERTYPE_IPV4)
    {
        return std::nullopt;
    }
    const uint8_t* ip = frame + ETHERNET_HEADER;
    std::size_t header = (ip[0] & 0x0f) * 4u;
    std::size_t total = ReadBig(ip + 2, 2); // a short frame is padded: its own size says nothing
    if (ip[9] != PROTOCOL_TCP)
    {
        return std::nullopt;
    }
    file.Require(header >= IPV4_HEADER && header <= total && total <= size - ETHERNET_HEADER,
                 "holds a cut packet");
    CapturedSegment segment;
    segment.source = static_cast<uint32_t>(ReadBig(ip + 12, 4));
    segment.destination = static_cast<uint32_t>(ReadBig(ip + 16, 4));
    segment.octets.assign(ip + header, ip + total);
    file.Require(SegmentView::Parse(segment.octets.data(), segment.octets.size()).has_value(),
                 "holds a cut segment");
    segment.sourcePort = static_cast<uint16_t>(ReadBig(segment.octets.data(), 2));
    segment.destinationPort = static_cast<uint16_t>(ReadBig(segment.octets.data() + 2, 2));
    return segment;
}

} // namespace

SegmentView
CapturedSegment::View() const
{
    return *SegmentView::Parse(octets.data(), octets.size());
}

std::vector<CapturedSegment>
ReadPcap(const std::string& path)
{
    PcapFile file(path);
    std::vector<CapturedSegment> segments;
    unsigned frame = 0;
    for (std::size_t at = FILE_HEADER; at < file.Octets().size();)
    {
        file.Require(file.Octets().size() - at >= FRAME_HEADER, "ends inside a frame header");
        std::size_t size = file.Word(at + 8);
        at += FRAME_HEADER;
        file.Require(size <= file.Octets().size() - at, "ends inside a frame");
        ++frame;
        if (auto segment = Dissect(file, file.Octets().data() + at, size))
        {
            segment->frame = frame;
            segments.push_back(std::move(*segment));
        }
        at += size;
    }
    return segments;
}
