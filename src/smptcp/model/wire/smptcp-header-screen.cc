/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-header-screen.h"

#include "smptcp-octets.h"
#include "smptcp-option-bytes.h"
#include "smptcp-segment-view.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr std::size_t WINDOW_AT = 14;   //!< Offset of the window field
constexpr std::size_t CHECKSUM_AT = 16; //!< Offset of the checksum field

/// \return true unless ns-3 parses the option's kind and expects another length
bool
HasItsLength(const OptionView& option)
{
    switch (option.kind)
    {
    case KIND_MSS:
        return option.length == 4;
    case KIND_WINDOW_SCALE:
        return option.length == 3;
    case KIND_SACK_PERMITTED:
        return option.length == 2;
    case KIND_SACK:
        return option.length % 8 == 2;
    case KIND_TIMESTAMPS:
        return option.length == 10;
    default:
        return true;
    }
}

/// \return true for the kinds ns-3 parses, but for the padding
bool
IsOfNs3(uint8_t kind)
{
    return kind == KIND_MSS || kind == KIND_WINDOW_SCALE || kind == KIND_SACK_PERMITTED || kind == KIND_SACK ||
           kind == KIND_TIMESTAMPS;
}

/// Keeps the checksum as right, or as wrong, as it was when header octets change (RFC 1624, equation 3)
class ChecksumKeeper
{
  public:
    ChecksumKeeper(uint8_t* header, std::size_t size)
        : m_header(header),
          m_size(size),
          m_before(Sum())
    {
    }

    ~ChecksumKeeper()
    {
        uint16_t after = Sum();
        if (after == m_before)
        {
            return;
        }
        auto old = static_cast<uint16_t>(ReadBig(m_header + CHECKSUM_AT, 2));
        uint32_t sum = static_cast<uint16_t>(~old) + static_cast<uint16_t>(~m_before) + uint32_t{after};
        WriteBig(m_header + CHECKSUM_AT, static_cast<uint16_t>(~Fold(sum)), 2);
    }

    ChecksumKeeper(const ChecksumKeeper&) = delete;
    ChecksumKeeper& operator=(const ChecksumKeeper&) = delete;

  private:
    static uint16_t Fold(uint32_t sum)
    {
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return static_cast<uint16_t>(sum);
    }

    /// \return one's complement sum of the header's words but for the checksum
    uint16_t Sum() const
    {
        uint32_t sum = 0;
        for (std::size_t at = 0; at + 1 < m_size; at += 2)
        {
            sum += at == CHECKSUM_AT ? 0 : static_cast<uint32_t>(ReadBig(m_header + at, 2));
        }
        return Fold(sum);
    }

    uint8_t* m_header;  //!< The header
    std::size_t m_size; //!< Its octets, even
    uint16_t m_before;  //!< Sum before the change
};

/// \return the offset in \p area of the END that ends the options, \p size when there is none
std::size_t
FindEnd(const uint8_t* area, std::size_t size)
{
    OptionWalker walker(area, size);
    std::size_t at = 0;
    while (auto option = walker.Next())
    {
        at = static_cast<std::size_t>(option->data - area) + option->length;
    }
    return static_cast<std::size_t>(
        std::find_if(area + at, area + size, [](uint8_t octet) { return octet != KIND_NOP; }) - area);
}

} // namespace

const char*
ScreenVerdictName(ScreenVerdict verdict)
{
    switch (verdict)
    {
    case ScreenVerdict::PASS:
        return "pass";
    case ScreenVerdict::CUT_HEADER:
        return "cut-header";
    case ScreenVerdict::DATA_OFFSET:
        return "data-offset";
    case ScreenVerdict::OPTION_BOUNDS:
        return "option-bounds";
    case ScreenVerdict::OPTION_LENGTH:
        return "option-length";
    }
    return "unknown";
}

ScreenVerdict
ScreenTcpHeader(const uint8_t* bytes, std::size_t size)
{
    if (size < TCP_FIXED_HEADER)
    {
        return ScreenVerdict::CUT_HEADER;
    }
    auto segment = SegmentView::Parse(bytes, size);
    if (!segment)
    {
        return ScreenVerdict::DATA_OFFSET;
    }
    OptionWalker walker(segment->Options(), segment->OptionsSize());
    while (auto option = walker.Next())
    {
        if (!HasItsLength(*option))
        {
            return ScreenVerdict::OPTION_LENGTH;
        }
    }
    return walker.Malformed() ? ScreenVerdict::OPTION_BOUNDS : ScreenVerdict::PASS;
}

OptionMends
MendTcpOptions(uint8_t* bytes, std::size_t size)
{
    OptionMends mends;
    auto segment = SegmentView::Parse(bytes, size);
    if (!segment || segment->OptionsSize() == 0)
    {
        return mends;
    }
    uint8_t* area = bytes + TCP_FIXED_HEADER;
    std::size_t areaSize = segment->OptionsSize();
    std::vector<std::size_t> shifts; // empty but for very few SYNs
    OptionWalker walker(area, areaSize);
    while (auto option = walker.Next())
    {
        if (option->kind == KIND_WINDOW_SCALE && option->length == 3 && option->data[2] > LARGEST_WINDOW_SHIFT)
        {
            shifts.push_back(static_cast<std::size_t>(option->data - area) + 2);
        }
    }
    std::size_t end = FindEnd(area, areaSize);
    std::size_t counted = (end + 1 + 3) / 4 * 4; // ns-3 counts options up to END, rounded up to words
    mends.windowScale = !shifts.empty();
    mends.padding = end < areaSize && counted < areaSize;
    if (!mends.windowScale && !mends.padding)
    {
        return mends;
    }
    ChecksumKeeper keeper(bytes, segment->HeaderSize());
    for (std::size_t at : shifts)
    {
        area[at] = LARGEST_WINDOW_SHIFT;
    }
    if (mends.padding)
    {
        std::fill(area + end, area + areaSize, KIND_NOP);
    }
    return mends;
}

void
SetTcpWindow(uint8_t* bytes, uint16_t window)
{
    ChecksumKeeper keeper(bytes, TCP_FIXED_HEADER);
    WriteBig(bytes + WINDOW_AT, window, 2);
}

std::size_t
CopyPlainTcpHeader(const SegmentView& segment,
                   uint16_t window,
                   bool keepSack,
                   bool keepChecksum,
                   uint8_t* out)
{
    const uint8_t* header = segment.Options() - TCP_FIXED_HEADER;
    std::copy(header, header + TCP_FIXED_HEADER, out);
    std::size_t size = TCP_FIXED_HEADER;
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    while (auto option = walker.Next())
    {
        if (IsOfNs3(option->kind) && (keepSack || option->kind != KIND_SACK))
        {
            std::copy(option->data, option->data + option->length, out + size);
            size += option->length;
        }
    }
    while (size % 4 != 0)
    {
        out[size++] = KIND_EOL;
    }
    out[12] = static_cast<uint8_t>(size / 4 << 4 | (out[12] & 0x0f));
    WriteBig(out + WINDOW_AT, window, 2);
    if (!keepChecksum)
    {
        return size;
    }

    // RFC 1624, equation 3, over the header without its checksum and the length in the pseudo header
    auto sum = [&segment](const uint8_t* octets, std::size_t length) {
        uint8_t tail[2];
        WriteBig(tail, length + segment.PayloadSize(), 2);
        uint16_t front = OnesComplementSum(octets, CHECKSUM_AT, OnesComplementSum(tail, 2));
        return OnesComplementSum(octets + CHECKSUM_AT + 2, length - CHECKSUM_AT - 2, front);
    };
    uint8_t parts[6];
    WriteBig(parts, ~ReadBig(header + CHECKSUM_AT, 2), 2);
    WriteBig(parts + 2, static_cast<uint16_t>(~sum(header, segment.HeaderSize())), 2);
    WriteBig(parts + 4, sum(out, size), 2);
    WriteBig(out + CHECKSUM_AT, static_cast<uint16_t>(~OnesComplementSum(parts, sizeof(parts))), 2);
    return size;
}

} // namespace smptcp
} // namespace ns3
