/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-option-planner.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

std::size_t
SizeOf(const OptionBytes& area, uint8_t kind)
{
    std::size_t size = 0;
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        size += option->kind == kind ? option->length : 0;
    }
    return size;
}

namespace
{

/// Copy every option of \p area but SACK and those of \p without
void
CopyBase(OptionBytes& out, const OptionBytes& area, const OptionBytes& without)
{
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        bool dropped = std::find(without.Data(), without.Data() + without.Size(), option->kind) !=
                       without.Data() + without.Size();
        if (option->kind != KIND_SACK && !dropped)
        {
            out.Append(option->data, option->length);
        }
    }
}

/// As many blocks of the SACK option in \p area as \p room allows
void
AppendSack(OptionBytes& out, const OptionBytes& area, std::size_t room)
{
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        if (option->kind != KIND_SACK || room < SACK_BLOCK_OCTETS)
        {
            continue;
        }
        std::size_t blocks = std::min<std::size_t>((option->length - 2) / 8, (room - 2) / 8);
        if (blocks == 0)
        {
            continue;
        }
        const uint8_t head[2] = {KIND_SACK, static_cast<uint8_t>(2 + 8 * blocks)};
        out.Append(head, sizeof(head));
        out.Append(option->data + 2, 8 * blocks);
        return;
    }
}

} // namespace

PlannedOptions
PlanOptions(const OptionWishes& wishes)
{
    PlannedOptions plan;
    std::size_t room = MAX_OPTION_BYTES - wishes.MacOctets();
    std::size_t base = wishes.base.Size();
    base -= std::min(base, SizeOf(wishes.base, KIND_SACK));
    OptionBytes drop;
    bool syn = SizeOf(wishes.base, KIND_WINDOW_SCALE) + SizeOf(wishes.base, KIND_MSS) > 0;
    for (uint8_t kind : {KIND_TIMESTAMPS, KIND_SACK_PERMITTED})
    {
        if (syn && base + wishes.control.Size() > room)
        {
            drop.Append(&kind, 1);
            base -= SizeOf(wishes.base, kind);
        }
    }
    CopyBase(plan.bytes, wishes.base, drop);
    auto left = [&plan, room]() { return room - std::min(room, plan.bytes.Size()); };
    if (wishes.dss && wishes.dss->Size() <= left())
    {
        plan.dss = wishes.dss->AppendTo(plan.bytes);
    }
    if (wishes.control.Size() > 0 && wishes.control.Size() <= left())
    {
        plan.control = plan.bytes.Append(wishes.control.Data(), wishes.control.Size());
    }
    AppendSack(plan.bytes, wishes.base, left());
    if (wishes.mac)
    {
        plan.tagOffset = AppendZeroMac(plan.bytes, wishes.tagOctets);
    }
    plan.bytes.PadWithNop();
    return plan;
}

} // namespace smptcp
} // namespace ns3
