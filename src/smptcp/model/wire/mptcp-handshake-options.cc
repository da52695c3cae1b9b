/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-handshake-options.h"

#include "mptcp-option-writer.h"

namespace ns3
{
namespace smptcp
{

// --- MP_CAPABLE ----------------------------------------------------------------------------------------------

std::optional<MpCapable>
MpCapable::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_CAPABLE) || (option.length != 12 && option.length != 20))
    {
        return std::nullopt;
    }
    MpCapable parsed;
    parsed.version = option.data[2] & 0x0f;
    parsed.flags = option.data[3];
    parsed.senderKey = ReadBig(option.data + 4, 8);
    if (option.length == 20)
    {
        parsed.receiverKey = ReadBig(option.data + 12, 8);
    }
    return parsed;
}

std::size_t
MpCapable::Size() const
{
    return receiverKey ? 20 : 12;
}

bool
MpCapable::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_CAPABLE, version, Size());
    writer.Put(flags, 1);
    writer.Put(senderKey, 8);
    if (receiverKey)
    {
        writer.Put(*receiverKey, 8);
    }
    return writer.AppendTo(out);
}

// --- MP_JOIN -------------------------------------------------------------------------------------------------

std::optional<MpJoinSyn>
MpJoinSyn::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_JOIN) || option.length != 12)
    {
        return std::nullopt;
    }
    MpJoinSyn parsed;
    parsed.backup = option.data[2] & 1;
    parsed.addressId = option.data[3];
    parsed.token = static_cast<uint32_t>(ReadBig(option.data + 4, 4));
    parsed.nonce = static_cast<uint32_t>(ReadBig(option.data + 8, 4));
    return parsed;
}

std::size_t
MpJoinSyn::Size() const
{
    return 12;
}

bool
MpJoinSyn::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_JOIN, backup ? 1 : 0, Size());
    writer.Put(addressId, 1);
    writer.Put(token, 4);
    writer.Put(nonce, 4);
    return writer.AppendTo(out);
}

std::optional<MpJoinSynAck>
MpJoinSynAck::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_JOIN) || option.length != 16)
    {
        return std::nullopt;
    }
    MpJoinSynAck parsed;
    parsed.backup = option.data[2] & 1;
    parsed.addressId = option.data[3];
    parsed.hmac64 = ReadBig(option.data + 4, 8);
    parsed.nonce = static_cast<uint32_t>(ReadBig(option.data + 12, 4));
    return parsed;
}

std::size_t
MpJoinSynAck::Size() const
{
    return 16;
}

bool
MpJoinSynAck::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_JOIN, backup ? 1 : 0, Size());
    writer.Put(addressId, 1);
    writer.Put(hmac64, 8);
    writer.Put(nonce, 4);
    return writer.AppendTo(out);
}

std::optional<MpJoinAck>
MpJoinAck::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_JOIN) || option.length != 24)
    {
        return std::nullopt;
    }
    MpJoinAck parsed;
    std::copy(option.data + 4, option.data + 24, parsed.hmac.begin());
    return parsed;
}

std::size_t
MpJoinAck::Size() const
{
    return 24;
}

bool
MpJoinAck::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_JOIN, 0, Size());
    writer.Put(0, 1);
    writer.PutOctets(hmac.data(), hmac.size());
    return writer.AppendTo(out);
}

} // namespace smptcp
} // namespace ns3
