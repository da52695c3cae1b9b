/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-option-base.h"

namespace ns3
{
namespace smptcp
{

std::optional<uint8_t>
GetMptcpSubtype(const OptionView& option)
{
    if (option.kind != KIND_MPTCP || option.length < 3)
    {
        return std::nullopt;
    }
    return option.data[2] >> 4;
}

bool
IsMptcp(const OptionView& option, MptcpSubtype subtype)
{
    auto found = GetMptcpSubtype(option);
    return found && *found == static_cast<uint8_t>(subtype);
}

} // namespace smptcp
} // namespace ns3
