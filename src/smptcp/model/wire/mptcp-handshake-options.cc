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

namespace
{

constexpr std::size_t MPC_NO_KEY = 4;         //!< Octets of MP_CAPABLE without a key
constexpr std::size_t MPC_ONE_KEY = 12;       //!< With the sender's key
constexpr std::size_t MPC_BOTH_KEYS = 20;     //!< With both keys
constexpr std::size_t MPC_DATA = 22;          //!< And a data-level length
constexpr std::size_t MPC_DATA_CHECKSUM = 24; //!< And a checksum
constexpr std::size_t JOIN_SYN = 12;          //!< MP_JOIN of a SYN
constexpr std::size_t JOIN_SYN_HMAC = 20;     //!< The same with the HMAC of V-SYNHMAC

/// \return true when an MP_CAPABLE of \p version may have \p size octets
bool
HasMpCapableForm(uint8_t version, std::size_t size)
{
    switch (size)
    {
    case MPC_ONE_KEY:
    case MPC_BOTH_KEYS:
        return true;
    case MPC_NO_KEY:
    case MPC_DATA:
    case MPC_DATA_CHECKSUM:
        return version != static_cast<uint8_t>(MptcpVersion::V0);
    default:
        return false;
    }
}

} // namespace

// --- MP_CAPABLE ----------------------------------------------------------------------------------------------

std::optional<MpCapable>
MpCapable::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_CAPABLE) ||
        !HasMpCapableForm(option.data[2] & 0x0f, option.length))
    {
        return std::nullopt;
    }
    MpCapable parsed;
    parsed.version = option.data[2] & 0x0f;
    parsed.flags = option.data[3];
    if (option.length >= MPC_ONE_KEY)
    {
        parsed.senderKey = ReadBig(option.data + 4, 8);
    }
    if (option.length >= MPC_BOTH_KEYS)
    {
        parsed.receiverKey = ReadBig(option.data + 12, 8);
    }
    if (option.length >= MPC_DATA)
    {
        parsed.dataLength = static_cast<uint16_t>(ReadBig(option.data + 20, 2));
    }
    if (option.length >= MPC_DATA_CHECKSUM)
    {
        parsed.checksum = static_cast<uint16_t>(ReadBig(option.data + 22, 2));
    }
    return parsed;
}

std::size_t
MpCapable::Size() const
{
    if (!senderKey)
    {
        return MPC_NO_KEY;
    }
    if (!receiverKey)
    {
        return MPC_ONE_KEY;
    }
    if (!dataLength)
    {
        return MPC_BOTH_KEYS;
    }
    return checksum ? MPC_DATA_CHECKSUM : MPC_DATA;
}

bool
MpCapable::AppendTo(OptionBytes& out) const
{
    std::size_t size = Size();
    if (!HasMpCapableForm(version, size))
    {
        return false;
    }
    MptcpOptionWriter writer(MptcpSubtype::MP_CAPABLE, version, size);
    writer.Put(flags, 1);
    if (size >= MPC_ONE_KEY)
    {
        writer.Put(*senderKey, 8);
    }
    if (size >= MPC_BOTH_KEYS)
    {
        writer.Put(*receiverKey, 8);
    }
    if (size >= MPC_DATA)
    {
        writer.Put(*dataLength, 2);
    }
    if (size >= MPC_DATA_CHECKSUM)
    {
        writer.Put(*checksum, 2);
    }
    return writer.AppendTo(out);
}

// --- MP_JOIN -------------------------------------------------------------------------------------------------

std::optional<MpJoinSyn>
MpJoinSyn::Parse(const OptionView& option)
{
    bool hmac = option.length == JOIN_SYN_HMAC;
    if (!IsMptcp(option, MptcpSubtype::MP_JOIN) || (option.length != JOIN_SYN && !hmac))
    {
        return std::nullopt;
    }
    MpJoinSyn parsed;
    parsed.backup = option.data[2] & 1;
    parsed.addressId = option.data[3];
    parsed.token = static_cast<uint32_t>(ReadBig(option.data + 4, 4));
    parsed.nonce = static_cast<uint32_t>(ReadBig(option.data + 8, 4));
    if (hmac)
    {
        parsed.hmac64 = ReadBig(option.data + 12, 8);
    }
    return parsed;
}

std::size_t
MpJoinSyn::Size() const
{
    return hmac64 ? JOIN_SYN_HMAC : JOIN_SYN;
}

bool
MpJoinSyn::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_JOIN, backup ? 1 : 0, Size());
    writer.Put(addressId, 1);
    writer.Put(token, 4);
    writer.Put(nonce, 4);
    if (hmac64)
    {
        writer.Put(*hmac64, 8);
    }
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
