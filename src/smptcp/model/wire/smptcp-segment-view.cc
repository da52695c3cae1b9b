/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-view.h"

#include "smptcp-octets.h"

namespace ns3
{
namespace smptcp
{

std::optional<SegmentView>
SegmentView::Parse(const uint8_t* bytes, std::size_t size)
{
    if (size < TCP_FIXED_HEADER)
    {
        return std::nullopt;
    }
    SegmentView view(bytes, size);
    if (view.HeaderSize() < TCP_FIXED_HEADER || view.HeaderSize() > size)
    {
        return std::nullopt;
    }
    return view;
}

SegmentView::SegmentView(const uint8_t* bytes, std::size_t size)
    : m_bytes(bytes),
      m_size(size)
{
}

uint16_t
SegmentView::SourcePort() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes, 2));
}

uint16_t
SegmentView::DestinationPort() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 2, 2));
}

uint32_t
SegmentView::Sequence() const
{
    return static_cast<uint32_t>(ReadBig(m_bytes + 4, 4));
}

uint32_t
SegmentView::Acknowledgment() const
{
    return static_cast<uint32_t>(ReadBig(m_bytes + 8, 4));
}

uint8_t
SegmentView::Flags() const
{
    return m_bytes[13];
}

uint16_t
SegmentView::Window() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 14, 2));
}

uint16_t
SegmentView::UrgentPointer() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 18, 2));
}

std::size_t
SegmentView::HeaderSize() const
{
    return static_cast<std::size_t>(m_bytes[12] >> 4) * 4;
}

const uint8_t*
SegmentView::Options() const
{
    return m_bytes + TCP_FIXED_HEADER;
}

std::size_t
SegmentView::OptionsSize() const
{
    return HeaderSize() - TCP_FIXED_HEADER;
}

const uint8_t*
SegmentView::Payload() const
{
    return m_bytes + HeaderSize();
}

std::size_t
SegmentView::PayloadSize() const
{
    return m_size - HeaderSize();
}

bool
SegmentView::Has(uint8_t flags) const
{
    return (Flags() & flags) == flags;
}

} // namespace smptcp
} // namespace ns3
