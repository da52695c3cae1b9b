/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "capture.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace smptcp_explain
{

namespace
{

using ns3::smptcp::ReadBig;

constexpr std::size_t FILE_HEADER = 24;
constexpr std::size_t FRAME_HEADER = 16;
constexpr uint32_t MAGIC_MICRO = 0xa1b2c3d4;
constexpr uint32_t MAGIC_NANO = 0xa1b23c4d;
constexpr uint32_t MAGIC_PCAPNG = 0x0a0d0d0a;
constexpr uint32_t LINK_TYPE_MASK = 0x0fffffff; //!< The upper bits tell of a frame check sequence

/// The file in memory and how its numbers are written
struct Octets
{
    std::string path;
    std::vector<uint8_t> data;
    bool little{false};

    void Require(bool condition, const std::string& what) const
    {
        if (!condition)
        {
            throw std::runtime_error("'" + path + "' " + what);
        }
    }

    uint32_t Word(std::size_t at) const
    {
        uint8_t word[4];
        std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(at), sizeof(word), word);
        if (little)
        {
            std::reverse(word, word + sizeof(word));
        }
        return static_cast<uint32_t>(ReadBig(word, sizeof(word)));
    }
};

} // namespace

Capture
ReadCapture(const std::string& path)
{
    Octets file{path, {}};
    std::ifstream in(path, std::ios::binary);
    file.Require(in && !std::filesystem::is_directory(path), "cannot be read");
    file.data.assign(std::istreambuf_iterator<char>(in), {});
    file.Require(file.data.size() >= FILE_HEADER, "is no pcap file: it is shorter than the header of one");
    uint32_t magic = file.Word(0);
    file.Require(magic != MAGIC_PCAPNG, "is in pcapng format: convert it with editcap -F pcap");
    if (magic != MAGIC_MICRO && magic != MAGIC_NANO)
    {
        file.little = true;
        magic = file.Word(0);
    }
    file.Require(magic == MAGIC_MICRO || magic == MAGIC_NANO, "is no pcap file");
    int64_t unit = magic == MAGIC_NANO ? 1 : 1000;

    Capture capture;
    capture.linkType = file.Word(20) & LINK_TYPE_MASK;
    for (std::size_t at = FILE_HEADER; at < file.data.size();)
    {
        std::string number = std::to_string(capture.frames.size() + 1);
        file.Require(file.data.size() - at >= FRAME_HEADER, "ends inside the header of frame " + number);
        std::size_t size = file.Word(at + 8);
        Frame frame;
        frame.timeNs = int64_t{file.Word(at)} * 1000000000 + file.Word(at + 4) * unit;
        frame.number = static_cast<unsigned>(capture.frames.size() + 1);
        frame.cut = size < file.Word(at + 12);
        at += FRAME_HEADER;
        file.Require(size <= file.data.size() - at, "ends inside frame " + number);
        auto from = file.data.begin() + static_cast<std::ptrdiff_t>(at);
        frame.octets.assign(from, from + static_cast<std::ptrdiff_t>(size));
        capture.frames.push_back(std::move(frame));
        at += size;
    }
    return capture;
}

} // namespace smptcp_explain
