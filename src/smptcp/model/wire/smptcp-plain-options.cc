/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-plain-options.h"

#include "smptcp-header-screen.h"
#include "smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

std::optional<OptionView>
FindOption(const SegmentView& segment, uint8_t kind)
{
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    auto option = walker.Next();
    while (option && option->kind != kind)
    {
        option = walker.Next();
    }
    return option;
}

std::optional<uint8_t>
WindowShift(const SegmentView& segment)
{
    constexpr uint8_t OCTETS = 3;
    auto option = FindOption(segment, KIND_WINDOW_SCALE);
    return option && option->length == OCTETS ? std::optional(std::min(option->data[2], LARGEST_WINDOW_SHIFT)) : std::nullopt;
}

std::optional<Timestamps>
Timestamps::Parse(const OptionView& option)
{
    if (option.kind != KIND_TIMESTAMPS || option.length != OCTETS)
    {
        return std::nullopt;
    }
    return Timestamps{static_cast<uint32_t>(ReadBig(option.data + 2, 4)),
                      static_cast<uint32_t>(ReadBig(option.data + 6, 4))};
}

std::optional<Timestamps>
Timestamps::Of(const SegmentView& segment)
{
    auto option = FindOption(segment, KIND_TIMESTAMPS);
    return option ? Parse(*option) : std::nullopt;
}

void
Timestamps::WriteTo(uint8_t* option) const
{
    option[0] = KIND_TIMESTAMPS;
    option[1] = OCTETS;
    WriteBig(option + 2, value, 4);
    WriteBig(option + 6, echo, 4);
}

void
Timestamps::AppendTo(OptionBytes& out) const
{
    uint8_t option[OCTETS];
    WriteTo(option);
    out.Append(option, OCTETS);
}

void
Timestamps::AppendAligned(OptionBytes& out) const
{
    constexpr uint8_t NOPS[] = {KIND_NOP, KIND_NOP};
    out.Append(NOPS, sizeof(NOPS));
    AppendTo(out);
}

} // namespace smptcp
} // namespace ns3
