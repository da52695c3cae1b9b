/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-view.h"

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

} // namespace smptcp
} // namespace ns3
