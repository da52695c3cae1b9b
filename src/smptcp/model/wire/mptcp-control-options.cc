/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-control-options.h"

#include "mptcp-option-writer.h"

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t PRIO_BACKUP = 0x01;                //!< B
constexpr std::size_t WORD_OPTION_OCTETS = 12;       //!< Octets of an option that holds 64 bits
constexpr std::size_t MP_TCPRST_OPTION_OCTETS = 4;   //!< Octets of MP_TCPRST

/// \return the 64 bits of MP_FAIL or MP_FASTCLOSE, which have one layout
std::optional<uint64_t>
ParseWord(const OptionView& option, MptcpSubtype subtype)
{
    if (!IsMptcp(option, subtype) || option.length != WORD_OPTION_OCTETS)
    {
        return std::nullopt;
    }
    return ReadBig(option.data + 4, 8);
}

bool
AppendWord(OptionBytes& out, MptcpSubtype subtype, uint64_t value)
{
    MptcpOptionWriter writer(subtype, 0, WORD_OPTION_OCTETS);
    writer.Put(0, 1);
    writer.Put(value, 8);
    return writer.AppendTo(out);
}

} // namespace

// --- MP_PRIO ------------------------------------------------------------------------------------------------

std::optional<MpPrio>
MpPrio::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_PRIO) || option.length > 4)
    {
        return std::nullopt;
    }
    MpPrio parsed;
    parsed.backup = option.data[2] & PRIO_BACKUP;
    if (option.length == 4)
    {
        parsed.addressId = option.data[3];
    }
    return parsed;
}

std::size_t
MpPrio::Size() const
{
    return addressId ? 4 : 3;
}

bool
MpPrio::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_PRIO, backup ? PRIO_BACKUP : 0, Size());
    if (addressId)
    {
        writer.Put(*addressId, 1);
    }
    return writer.AppendTo(out);
}

// --- MP_FAIL ------------------------------------------------------------------------------------------------

std::optional<MpFail>
MpFail::Parse(const OptionView& option)
{
    auto value = ParseWord(option, MptcpSubtype::MP_FAIL);
    return value ? std::optional<MpFail>(MpFail{*value}) : std::nullopt;
}

std::size_t
MpFail::Size() const
{
    return WORD_OPTION_OCTETS;
}

bool
MpFail::AppendTo(OptionBytes& out) const
{
    return AppendWord(out, MptcpSubtype::MP_FAIL, dsn);
}

// --- MP_FASTCLOSE -------------------------------------------------------------------------------------------

std::optional<MpFastclose>
MpFastclose::Parse(const OptionView& option)
{
    auto value = ParseWord(option, MptcpSubtype::MP_FASTCLOSE);
    return value ? std::optional<MpFastclose>(MpFastclose{*value}) : std::nullopt;
}

std::size_t
MpFastclose::Size() const
{
    return WORD_OPTION_OCTETS;
}

bool
MpFastclose::AppendTo(OptionBytes& out) const
{
    return AppendWord(out, MptcpSubtype::MP_FASTCLOSE, receiverKey);
}

// --- MP_TCPRST ----------------------------------------------------------------------------------------------

std::optional<MpTcpRst>
MpTcpRst::Parse(const OptionView& option)
{
    if (!IsMptcp(option, MptcpSubtype::MP_TCPRST) || option.length != MP_TCPRST_OPTION_OCTETS)
    {
        return std::nullopt;
    }
    MpTcpRst parsed;
    parsed.flags = option.data[2] & MP_TCPRST_FLAGS;
    parsed.reason = option.data[3];
    return parsed;
}

std::size_t
MpTcpRst::Size() const
{
    return MP_TCPRST_OPTION_OCTETS;
}

bool
MpTcpRst::AppendTo(OptionBytes& out) const
{
    MptcpOptionWriter writer(MptcpSubtype::MP_TCPRST, flags, Size());
    writer.Put(reason, 1);
    return writer.AppendTo(out);
}

} // namespace smptcp
} // namespace ns3
