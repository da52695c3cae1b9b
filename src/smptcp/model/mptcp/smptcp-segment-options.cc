/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-options.h"

namespace ns3
{
namespace smptcp
{

namespace
{

/// Take the option unless one of its kind has been taken
template <typename T>
void
TakeFirst(std::optional<T>& into, const OptionView& option)
{
    if (!into)
    {
        into = T::Parse(option);
    }
}

void
ParseMptcp(SegmentOptions& options, const OptionView& option)
{
    auto subtype = GetMptcpSubtype(option);
    if (!subtype)
    {
        return;
    }
    options.mptcp = true;
    switch (static_cast<MptcpSubtype>(*subtype))
    {
    case MptcpSubtype::MP_CAPABLE:
        TakeFirst(options.handshake.mpCapable, option);
        break;
    case MptcpSubtype::MP_JOIN:
        TakeFirst(options.joinSyn, option);
        TakeFirst(options.joinSynAck, option);
        TakeFirst(options.joinAck, option);
        break;
    case MptcpSubtype::DSS:
        TakeFirst(options.dss, option);
        break;
    case MptcpSubtype::ADD_ADDR:
        TakeFirst(options.addAddrV0, option);
        TakeFirst(options.addAddrV1, option);
        break;
    case MptcpSubtype::REMOVE_ADDR:
        TakeFirst(options.removeAddr, option);
        break;
    case MptcpSubtype::MP_PRIO:
        TakeFirst(options.prio, option);
        break;
    case MptcpSubtype::MP_FAIL:
        TakeFirst(options.fail, option);
        break;
    case MptcpSubtype::MP_FASTCLOSE:
        TakeFirst(options.fastclose, option);
        break;
    case MptcpSubtype::MP_TCPRST:
        TakeFirst(options.tcpRst, option);
        break;
    default:
        break;
    }
}

} // namespace

SegmentOptions
SegmentOptions::Parse(const SegmentView& segment, const ProtectionProfile& profile)
{
    SegmentOptions options;
    const std::size_t tagOctets = profile.TagOctets();
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    while (auto option = walker.Next())
    {
        switch (option->kind)
        {
        case KIND_MPTCP:
            ParseMptcp(options, *option);
            break;
        case KIND_CRYPT:
            if (!options.handshake.crypt)
            {
                options.handshake.crypt = CryptOption::Parse(*option, profile.form);
            }
            break;
        case KIND_MAC:
            options.tag = options.tag ? options.tag : GetMacTag(*option, tagOctets);
            break;
        case KIND_MSS:
            if (option->length == 4)
            {
                options.mss = static_cast<uint16_t>(option->data[2] << 8 | option->data[3]);
            }
            break;
        case KIND_TIMESTAMPS:
            options.timestamps = true;
            break;
        default:
            break;
        }
    }
    return options;
}

} // namespace smptcp
} // namespace ns3
