/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-address-options.h"

#include "mptcp-option-writer.h"

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t ADD_ADDR_ECHO = 0x01; //!< E

WireAddress
ReadAddress(const uint8_t* from, bool ipv6)
{
    WireAddress address;
    address.ipv6 = ipv6;
    std::copy(from, from + address.Size(), address.octets.begin());
    return address;
}

} // namespace

std::size_t
WireAddress::Size() const
{
    return ipv6 ? 16 : 4;
}

std::optional<AddAddrV0>
AddAddrV0::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::ADD_ADDR) || option.length < 4)
    {
        return std::nullopt;
    }
    uint8_t version = option.data[2] & 0x0f;
    std::size_t base = version == 4 ? 8 : 20;
    if ((version != 4 && version != 6) || (option.length != base && option.length != base + 2))
    {
        return std::nullopt;
    }
    AddAddrV0 parsed;
    parsed.addressId = option.data[3];
    parsed.address = ReadAddress(option.data + 4, version == 6);
    if (option.length == base + 2)
    {
        parsed.port = static_cast<uint16_t>(ReadBig(option.data + base, 2));
    }
    return parsed;
}

std::size_t
AddAddrV0::Size() const
{
    return 4 + address.Size() + (port ? 2 : 0);
}

bool
AddAddrV0::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::ADD_ADDR, address.ipv6 ? 6 : 4, Size());
    writer.Put(addressId, 1);
    writer.PutOctets(address.octets.data(), address.Size());
    if (port)
    {
        writer.Put(*port, 2);
    }
    return writer.AppendTo(out);
}

std::optional<AddAddrV1>
AddAddrV1::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::ADD_ADDR) || option.length < 4 || (option.data[2] & 0x0e))
    {
        return std::nullopt;
    }
    AddAddrV1 parsed;
    parsed.echo = option.data[2] & ADD_ADDR_ECHO;
    parsed.addressId = option.data[3];
    std::size_t hmac = parsed.echo ? 0 : 8;
    if (parsed.echo && option.length == 4)
    {
        return parsed;
    }
    std::size_t rest = option.length - 4u;
    if (rest < hmac)
    {
        return std::nullopt;
    }
    rest -= hmac;
    bool ipv6 = rest >= 16;
    std::size_t base = ipv6 ? 16 : 4;
    if (rest != base && rest != base + 2)
    {
        return std::nullopt;
    }
    parsed.address = ReadAddress(option.data + 4, ipv6);
    if (rest == base + 2)
    {
        parsed.port = static_cast<uint16_t>(ReadBig(option.data + 4 + base, 2));
    }
    if (!parsed.echo)
    {
        parsed.hmac64 = ReadBig(option.data + 4 + rest, 8);
    }
    return parsed;
}

std::size_t
AddAddrV1::Size() const
{
    return 4 + (address ? address->Size() : 0) + (port ? 2 : 0) + (hmac64 ? 8 : 0);
}

bool
AddAddrV1::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::ADD_ADDR, echo ? ADD_ADDR_ECHO : 0, Size());
    writer.Put(addressId, 1);
    if (address)
    {
        writer.PutOctets(address->octets.data(), address->Size());
    }
    if (port)
    {
        writer.Put(*port, 2);
    }
    if (hmac64)
    {
        writer.Put(*hmac64, 8);
    }
    return writer.AppendTo(out);
}

// --- REMOVE_ADDR ---------------------------------------------------------------------------------------------

bool
RemoveAddr::Add(uint8_t addressId)
{
    if (count >= MAX_IDS)
    {
        return false;
    }
    ids[count++] = addressId;
    return true;
}

std::optional<RemoveAddr>
RemoveAddr::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::REMOVE_ADDR) || option.length < 4 ||
        option.length > MAX_OPTION_BYTES)
    {
        return std::nullopt;
    }
    RemoveAddr parsed;
    parsed.count = option.length - 3u;
    std::copy(option.data + 3, option.data + option.length, parsed.ids.begin());
    return parsed;
}

std::size_t
RemoveAddr::Size() const
{
    return 3 + count;
}

bool
RemoveAddr::AppendTo(OptionBytes& out) const
{
    if (count == 0 || count > MAX_IDS)
    {
        return false;
    }
    MptcpOptionWriter writer(MptcpSubtype::REMOVE_ADDR, 0, Size());
    writer.PutOctets(ids.data(), count);
    return writer.AppendTo(out);
}

} // namespace smptcp
} // namespace ns3
