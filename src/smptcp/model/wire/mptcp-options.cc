/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-options.h"

#include "smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t DSS_FIN = 0x10;      //!< F
constexpr uint8_t DSS_WIDE_DSN = 0x08; //!< m
constexpr uint8_t DSS_MAPPING = 0x04;  //!< M
constexpr uint8_t DSS_WIDE_ACK = 0x02; //!< a
constexpr uint8_t DSS_ACK = 0x01;      //!< A
constexpr uint8_t ADD_ADDR_ECHO = 0x01; //!< E

/// An option being written: kind, length, subtype nibble and low nibble first
class Writer
{
  public:
    Writer(MptcpSubtype subtype, uint8_t low, std::size_t size)
    {
        Put(KIND_MPTCP, 1);
        Put(size, 1);
        Put(static_cast<uint8_t>(subtype) << 4 | (low & 0x0f), 1);
    }

    void Put(uint64_t value, std::size_t octets)
    {
        WriteBig(m_octets.data() + m_size, value, octets);
        m_size += octets;
    }

    void PutOctets(const uint8_t* data, std::size_t size)
    {
        std::copy(data, data + size, m_octets.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += size;
    }

    bool AppendTo(OptionBytes& out) const
    {
        return out.Append(m_octets.data(), m_size);
    }

  private:
    std::array<uint8_t, MAX_OPTION_BYTES> m_octets{};
    std::size_t m_size{0};
};

bool
Is(const OptionView& option, MptcpSubtype subtype)
{
    auto found = GetMptcpSubtype(option);
    return found && *found == static_cast<uint8_t>(subtype);
}

WireAddress
ReadAddress(const uint8_t* from, bool ipv6)
{
    WireAddress address;
    address.ipv6 = ipv6;
    std::copy(from, from + address.Size(), address.octets.begin());
    return address;
}

} // namespace

std::optional<uint8_t>
GetMptcpSubtype(const OptionView& option)
{
    if (option.kind != KIND_MPTCP || option.length < 3)
    {
        return std::nullopt;
    }
    return option.data[2] >> 4;
}

// --- MP_CAPABLE ----------------------------------------------------------------------------------------------

std::optional<MpCapable>
MpCapable::Parse(const OptionView& option)
{
    if (!Is(option, MptcpSubtype::MP_CAPABLE) || (option.length != 12 && option.length != 20))
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
    Writer writer(MptcpSubtype::MP_CAPABLE, version, Size());
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
    if (!Is(option, MptcpSubtype::MP_JOIN) || option.length != 12)
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
    Writer writer(MptcpSubtype::MP_JOIN, backup ? 1 : 0, Size());
    writer.Put(addressId, 1);
    writer.Put(token, 4);
    writer.Put(nonce, 4);
    return writer.AppendTo(out);
}

std::optional<MpJoinSynAck>
MpJoinSynAck::Parse(const OptionView& option)
{
    if (!Is(option, MptcpSubtype::MP_JOIN) || option.length != 16)
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
    Writer writer(MptcpSubtype::MP_JOIN, backup ? 1 : 0, Size());
    writer.Put(addressId, 1);
    writer.Put(hmac64, 8);
    writer.Put(nonce, 4);
    return writer.AppendTo(out);
}

std::optional<MpJoinAck>
MpJoinAck::Parse(const OptionView& option)
{
    if (!Is(option, MptcpSubtype::MP_JOIN) || option.length != 24)
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
    Writer writer(MptcpSubtype::MP_JOIN, 0, Size());
    writer.Put(0, 1);
    writer.PutOctets(hmac.data(), hmac.size());
    return writer.AppendTo(out);
}

// --- DSS -----------------------------------------------------------------------------------------------------

std::optional<Dss>
Dss::Parse(const OptionView& option)
{
    if (!Is(option, MptcpSubtype::DSS) || option.length < 4)
    {
        return std::nullopt;
    }
    uint8_t flags = option.data[3];
    Dss parsed;
    if (flags & DSS_ACK)
    {
        parsed.dataAck = DssDataAck{0, (flags & DSS_WIDE_ACK) != 0};
    }
    if (flags & DSS_MAPPING)
    {
        parsed.mapping.emplace();
        parsed.mapping->wide = flags & DSS_WIDE_DSN;
    }
    bool checksum = parsed.mapping && option.length == parsed.Size() + 2;
    if (option.length != parsed.Size() + (checksum ? 2 : 0))
    {
        return std::nullopt;
    }
    const uint8_t* at = option.data + 4;
    auto take = [&at](std::size_t octets) {
        uint64_t value = ReadBig(at, octets);
        at += octets;
        return value;
    };
    if (parsed.dataAck)
    {
        parsed.dataAck->value = take(parsed.dataAck->wide ? 8 : 4);
    }
    if (parsed.mapping)
    {
        parsed.dataFin = flags & DSS_FIN; // without a mapping F has no DSN to stand for
        parsed.mapping->dsn = take(parsed.mapping->wide ? 8 : 4);
        parsed.mapping->subflowSequence = static_cast<uint32_t>(take(4));
        parsed.mapping->length = static_cast<uint16_t>(take(2));
        if (checksum)
        {
            parsed.mapping->checksum = static_cast<uint16_t>(take(2));
        }
    }
    return parsed;
}

std::size_t
Dss::Size() const
{
    std::size_t size = 4;
    if (dataAck)
    {
        size += dataAck->wide ? 8 : 4;
    }
    if (mapping)
    {
        size += (mapping->wide ? 8 : 4) + 6 + (mapping->checksum ? 2 : 0);
    }
    return size;
}

bool
Dss::AppendTo(OptionBytes& out) const
{
    uint8_t flags = dataFin && mapping ? DSS_FIN : 0;
    flags |= dataAck ? DSS_ACK | (dataAck->wide ? DSS_WIDE_ACK : 0) : 0;
    flags |= mapping ? DSS_MAPPING | (mapping->wide ? DSS_WIDE_DSN : 0) : 0;
    Writer writer(MptcpSubtype::DSS, 0, Size());
    writer.Put(flags, 1);
    if (dataAck)
    {
        writer.Put(dataAck->value, dataAck->wide ? 8 : 4);
    }
    if (mapping)
    {
        writer.Put(mapping->dsn, mapping->wide ? 8 : 4);
        writer.Put(mapping->subflowSequence, 4);
        writer.Put(mapping->length, 2);
        if (mapping->checksum)
        {
            writer.Put(*mapping->checksum, 2);
        }
    }
    return writer.AppendTo(out);
}

uint16_t
DssChecksum(uint64_t dsn,
            uint32_t subflowSequence,
            uint16_t length,
            const uint8_t* payload,
            std::size_t size)
{
    uint8_t pseudo[16] = {};
    WriteBig(pseudo, dsn, 8);
    WriteBig(pseudo + 8, subflowSequence, 4);
    WriteBig(pseudo + 12, length, 2);
    uint64_t sum = 0;
    auto add = [&sum](const uint8_t* data, std::size_t octets) {
        for (std::size_t i = 0; i < octets; i += 2)
        {
            sum += static_cast<uint64_t>(data[i]) << 8 | (i + 1 < octets ? data[i + 1] : 0);
        }
    };
    add(payload, size);
    add(pseudo, sizeof(pseudo));
    while (sum >> 16)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<uint16_t>(~sum);
}

// --- ADD_ADDR ------------------------------------------------------------------------------------------------

std::size_t
WireAddress::Size() const
{
    return ipv6 ? 16 : 4;
}

std::optional<AddAddrV0>
AddAddrV0::Parse(const OptionView& option)
{
    if (!Is(option, MptcpSubtype::ADD_ADDR) || option.length < 4)
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
    Writer writer(MptcpSubtype::ADD_ADDR, address.ipv6 ? 6 : 4, Size());
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
    if (!Is(option, MptcpSubtype::ADD_ADDR) || option.length < 4 || (option.data[2] & 0x0e))
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
    Writer writer(MptcpSubtype::ADD_ADDR, echo ? ADD_ADDR_ECHO : 0, Size());
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

} // namespace smptcp
} // namespace ns3
