/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-dss-option.h"

#include "mptcp-option-writer.h"

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

} // namespace

std::optional<Dss>
Dss::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::DSS) || option.length < 4)
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
    MptcpOptionWriter writer(MptcpSubtype::DSS, 0, Size());
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
    return static_cast<uint16_t>(~OnesComplementSum(payload, size, OnesComplementSum(pseudo, sizeof(pseudo))));
}

} // namespace smptcp
} // namespace ns3
