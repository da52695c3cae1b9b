/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-options.h"

#include "smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t FIRST_WITH_LENGTH = 0x40; //!< From here a length octet follows the code
constexpr uint8_t FIRST_FIXED = 0x80;       //!< From here the size is known from the code alone
constexpr std::size_t REKEY_DATA = 5;       //!< Generation and sequence number

/// One sub-option: its code and data
struct Suboption
{
    uint8_t code{0};              //!< Code
    const uint8_t* data{nullptr}; //!< Data
    std::size_t size{0};          //!< Octets of data
};

/// \return octets of data of a fixed-size code, no value when it is unknown
std::optional<std::size_t>
FixedSize(uint8_t code)
{
    switch (static_cast<CryptOpcode>(code))
    {
    case CryptOpcode::REKEY:
        return REKEY_DATA;
    case CryptOpcode::NEXTK1:
    case CryptOpcode::NEXTK1_APP:
        return NEXTK1_SID_OCTETS;
    default:
        return std::nullopt;
    }
}

/// Codes form B has moved up by one, as form A numbers them
constexpr uint8_t FIRST_MOVED = static_cast<uint8_t>(CryptOpcode::NEXTK2);
constexpr uint8_t LAST_MOVED = static_cast<uint8_t>(CryptOpcode::INIT2);
constexpr uint8_t UNKNOWN_CODE = 0; //!< A code without a meaning in either form

/// \return \p code in form A's numbering
uint8_t
ToFormA(uint8_t code, TcpcryptForm form)
{
    if (form == TcpcryptForm::A || code >= FIRST_WITH_LENGTH || code < FIRST_MOVED)
    {
        return code;
    }
    return code > FIRST_MOVED && code <= LAST_MOVED + 1 ? static_cast<uint8_t>(code - 1) : UNKNOWN_CODE;
}

bool
TakePkconf(CryptOption& option, const Suboption& sub)
{
    if (sub.size == 0 || sub.size % 3 != 0)
    {
        return false;
    }
    std::vector<PublicCipher> list;
    for (std::size_t i = 0; i < sub.size; i += 3)
    {
        list.push_back({sub.data[i], sub.data[i + 1], sub.data[i + 2]});
    }
    option.pkconf = std::move(list);
    return true;
}

/// Note what \p sub says. \return false when its length is impossible
bool
Take(CryptOption& option, const Suboption& sub)
{
    switch (static_cast<CryptOpcode>(sub.code))
    {
    case CryptOpcode::HELLO_APP:
        option.appSupport = true;
        [[fallthrough]];
    case CryptOpcode::HELLO:
        option.hello = true;
        return true;
    case CryptOpcode::NEXTK2_APP:
        option.appSupport = true;
        [[fallthrough]];
    case CryptOpcode::NEXTK2:
        option.nextk2 = true;
        return true;
    case CryptOpcode::INIT1:
        option.init1 = true;
        return true;
    case CryptOpcode::INIT1_MP:
        option.init1Mp = true;
        return true;
    case CryptOpcode::INIT2:
        option.init2 = true;
        return true;
    case CryptOpcode::PKCONF_APP:
        option.appSupport = true;
        [[fallthrough]];
    case CryptOpcode::PKCONF:
        return TakePkconf(option, sub);
    case CryptOpcode::NEXTK1_APP:
        option.appSupport = true;
        [[fallthrough]];
    case CryptOpcode::NEXTK1:
        option.nextk1.emplace();
        std::copy(sub.data, sub.data + sub.size, option.nextk1->begin());
        return true;
    case CryptOpcode::REKEY:
        option.rekey = CryptRekey{sub.data[0], static_cast<uint32_t>(ReadBig(sub.data + 1, 4))};
        return true;
    }
    return true; // unknown codes are skipped
}

bool
AppendSuboption(OptionBytes& out, uint8_t code, const uint8_t* data, std::size_t size)
{
    bool withLength = code >= FIRST_WITH_LENGTH && code < FIRST_FIXED;
    std::size_t head = withLength ? 4 : 3;
    if (head + size > MAX_OPTION_BYTES)
    {
        return false;
    }
    std::array<uint8_t, MAX_OPTION_BYTES> octets{};
    octets[0] = KIND_CRYPT;
    octets[1] = static_cast<uint8_t>(head + size);
    octets[2] = code;
    if (withLength)
    {
        octets[3] = static_cast<uint8_t>(2 + size);
    }
    std::copy(data, data + size, octets.begin() + static_cast<std::ptrdiff_t>(head));
    return out.Append(octets.data(), head + size);
}

bool
AppendSuboption(OptionBytes& out, CryptOpcode opcode, const uint8_t* data, std::size_t size)
{
    return AppendSuboption(out, static_cast<uint8_t>(opcode), data, size);
}

} // namespace

uint8_t
CodeOf(CryptOpcode opcode, TcpcryptForm form)
{
    auto code = static_cast<uint8_t>(opcode);
    bool moved = form == TcpcryptForm::B && code >= FIRST_MOVED && code <= LAST_MOVED;
    return moved ? static_cast<uint8_t>(code + 1) : code;
}

std::optional<CryptOption>
CryptOption::Parse(const OptionView& option, TcpcryptForm form)
{
    if (option.kind != KIND_CRYPT || option.length < 2)
    {
        return std::nullopt;
    }
    CryptOption parsed;
    parsed.hello = option.length == 2;
    const uint8_t* at = option.data + 2;
    std::size_t left = option.length - 2u;
    while (left > 0)
    {
        Suboption sub;
        sub.code = ToFormA(*at, form);
        std::size_t head = 1;
        if (sub.code >= FIRST_FIXED)
        {
            auto size = FixedSize(sub.code);
            if (!size)
            {
                break; // its size is unknown, so is where the next one starts
            }
            sub.size = *size;
        }
        else if (sub.code >= FIRST_WITH_LENGTH)
        {
            head = 2;
            if (left < 2 || at[1] < 2)
            {
                return std::nullopt;
            }
            sub.size = at[1] - 2u;
        }
        sub.data = at + head;
        if (head + sub.size > left || !Take(parsed, sub))
        {
            return std::nullopt;
        }
        at += head + sub.size;
        left -= head + sub.size;
    }
    return parsed;
}

bool
AppendCrypt(OptionBytes& out, CryptOpcode opcode, TcpcryptForm form)
{
    return AppendSuboption(out, CodeOf(opcode, form), nullptr, 0);
}

bool
AppendPkconf(OptionBytes& out, const std::vector<PublicCipher>& ciphers, bool appSupport)
{
    std::vector<uint8_t> data;
    for (const auto& cipher : ciphers)
    {
        data.insert(data.end(), {cipher.algorithm, cipher.minSize, cipher.maxSize});
    }
    return AppendSuboption(out,
                           appSupport ? CryptOpcode::PKCONF_APP : CryptOpcode::PKCONF,
                           data.data(),
                           data.size());
}

bool
AppendNextk1(OptionBytes& out,
             const std::array<uint8_t, NEXTK1_SID_OCTETS>& sid,
             bool appSupport)
{
    return AppendSuboption(out,
                           appSupport ? CryptOpcode::NEXTK1_APP : CryptOpcode::NEXTK1,
                           sid.data(),
                           sid.size());
}

bool
AppendRekey(OptionBytes& out, const CryptRekey& rekey)
{
    uint8_t data[REKEY_DATA] = {rekey.generation};
    WriteBig(data + 1, rekey.sequence, 4);
    return AppendSuboption(out, CryptOpcode::REKEY, data, sizeof(data));
}

std::optional<std::size_t>
AppendZeroMac(OptionBytes& out, std::size_t tagOctets)
{
    std::size_t size = MacOptionOctets(tagOctets);
    uint8_t option[MAC_OPTION_OCTETS] = {KIND_MAC, static_cast<uint8_t>(size)};
    std::size_t at = out.Size();
    if (!out.Append(option, size))
    {
        return std::nullopt;
    }
    return at + 2;
}

const uint8_t*
GetMacTag(const OptionView& option, std::size_t tagOctets)
{
    bool mac = option.kind == KIND_MAC && option.length == MacOptionOctets(tagOctets);
    return mac ? option.data + 2 : nullptr;
}

} // namespace smptcp
} // namespace ns3
