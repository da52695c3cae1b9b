/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "option-words.h"

#include "endpoint.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

constexpr std::size_t EXCERPT_OCTETS = 48;
constexpr unsigned KEY_SIZE_UNIT = 512; //!< Bits in a unit of PKCONF

template <typename T>
std::string
HexNumber(T value)
{
    std::ostringstream text;
    text << std::hex << std::setfill('0') << std::setw(2 * sizeof(T)) << static_cast<uint64_t>(value);
    return text.str();
}

/// An HMAC and what came of checking it
std::string
Hmac(const std::string& hex, const WordContext& context)
{
    std::string verdict = context.hmacRight ? (*context.hmacRight ? " (right)" : " (WRONG)") : "";
    return " HMAC " + hex + verdict;
}

std::string
Words(const MpCapable& option, const WordContext&)
{
    std::ostringstream text;
    text << "MP_CAPABLE version " << unsigned{option.version};
    text << (option.flags & MPC_FLAG_CHECKSUM ? ", checksums" : "")
         << (option.flags & MPC_FLAG_NO_JOIN_HERE ? ", no joins here" : "")
         << (option.flags & MPC_FLAG_TCPCRYPT ? ", G: keys from tcpcrypt" : "")
         << (option.flags & MPC_FLAG_HMAC ? ", H" : "");
    text << (option.senderKey ? ", key " + HexNumber(*option.senderKey) : "");
    text << (option.receiverKey ? ", peer's key " + HexNumber(*option.receiverKey) : "");
    text << (option.dataLength ? ", data length " + std::to_string(*option.dataLength) : "");
    text << (option.checksum ? ", checksum " + HexNumber(*option.checksum) : "");
    return text.str();
}

std::string
Words(const MpJoinSyn& option, const WordContext& context)
{
    return "MP_JOIN token " + HexNumber(option.token) + ", address id " + std::to_string(option.addressId) +
           ", nonce " + HexNumber(option.nonce) + (option.backup ? ", backup" : "") +
           (option.hmac64 ? "," + Hmac(HexNumber(*option.hmac64), context) : "");
}

std::string
Words(const MpJoinSynAck& option, const WordContext& context)
{
    return "MP_JOIN address id " + std::to_string(option.addressId) + ", nonce " + HexNumber(option.nonce) +
           "," + Hmac(HexNumber(option.hmac64), context) + (option.backup ? ", backup" : "");
}

std::string
Words(const MpJoinAck& option, const WordContext& context)
{
    return "MP_JOIN" + Hmac(Hex(option.hmac.data(), option.hmac.size()), context);
}

/// A 64-bit number of the data sequence space: behind the IDSN, else as on the wire
std::string
DataNumber(uint64_t wire, bool wide, const std::optional<uint64_t>& relative)
{
    return relative ? std::to_string(*relative)
                    : "0x" + (wide ? HexNumber(wire) : HexNumber(static_cast<uint32_t>(wire)));
}

std::string
Words(const Dss& option, const WordContext& context)
{
    std::string text = "DSS";
    if (option.dataAck)
    {
        text += " data ack " + DataNumber(option.dataAck->value, option.dataAck->wide, context.dataAck);
    }
    if (const auto& mapping = option.mapping)
    {
        unsigned length = mapping->length;
        if (length == 0)
        {
            text += ", infinite mapping from DSN " + DataNumber(mapping->dsn, mapping->wide, context.dsn);
        }
        else if (length > (option.dataFin ? 1u : 0u))
        {
            text += std::string(option.dataAck ? "," : "") + " DSN " +
                    DataNumber(mapping->dsn, mapping->wide, context.dsn) + " length " +
                    std::to_string(length - option.dataFin) + " at " + std::to_string(mapping->subflowSequence);
        }
        text += option.dataFin ? ", DATA_FIN" : "";
        text += option.dataFin && length == 1
                    ? " at DSN " + DataNumber(mapping->dsn, mapping->wide, context.dsn)
                    : "";
        text += mapping->checksum ? ", checksum " + HexNumber(*mapping->checksum) : "";
    }
    return text;
}

std::string
Words(const AddAddrV0& option, const WordContext&)
{
    return "ADD_ADDR id " + std::to_string(option.addressId) + " " +
           (option.port ? Endpoint{option.address, *option.port}.ToText() : AddressText(option.address));
}

std::string
Words(const AddAddrV1& option, const WordContext& context)
{
    std::string text = option.echo ? "ADD_ADDR echo" : "ADD_ADDR";
    text += " id " + std::to_string(option.addressId);
    if (option.address)
    {
        text += " " + (option.port ? Endpoint{*option.address, *option.port}.ToText() : AddressText(*option.address));
    }
    return text + (option.hmac64 ? "," + Hmac(HexNumber(*option.hmac64), context) : "");
}

std::string
Words(const RemoveAddr& option, const WordContext&)
{
    std::string text = "REMOVE_ADDR id";
    for (std::size_t i = 0; i < option.count; ++i)
    {
        text += " " + std::to_string(option.ids[i]);
    }
    return text;
}

std::string
Words(const MpPrio& option, const WordContext&)
{
    return std::string("MP_PRIO ") + (option.backup ? "backup" : "regular") +
           (option.addressId ? ", address id " + std::to_string(*option.addressId) : "");
}

std::string
Words(const MpFail& option, const WordContext&)
{
    return "MP_FAIL DSN 0x" + HexNumber(option.dsn);
}

std::string
Words(const MpFastclose& option, const WordContext&)
{
    return "MP_FASTCLOSE " + HexNumber(option.receiverKey);
}

std::string
Words(const MpTcpRst& option, const WordContext&)
{
    return "MP_TCPRST reason " + std::to_string(option.reason) +
           (option.flags & MP_TCPRST_FLAG_TRANSIENT ? ", transient" : "");
}

/// Try types of options in turn
template <typename First, typename... Others>
std::string
FirstThatParses(const OptionView& option, const WordContext& context)
{
    if (auto parsed = First::Parse(option))
    {
        return Words(*parsed, context);
    }
    if constexpr (sizeof...(Others) > 0)
    {
        return FirstThatParses<Others...>(option, context);
    }
    return "";
}

std::string
MptcpInWords(const OptionView& option, const WordContext& context)
{
    std::string words = FirstThatParses<MpCapable,
                                        MpJoinSyn,
                                        MpJoinSynAck,
                                        MpJoinAck,
                                        Dss,
                                        AddAddrV0,
                                        AddAddrV1,
                                        RemoveAddr,
                                        MpPrio,
                                        MpFail,
                                        MpFastclose,
                                        MpTcpRst>(option, context);
    return !words.empty() ? words : "malformed MPTCP option " + Hex(option.data, option.length);
}

/// An entry of PKCONF (tcpcrypt.md 2)
std::string
CipherInWords(const PublicCipher& cipher, TcpcryptForm form)
{
    const uint8_t octets[3] = {cipher.algorithm, cipher.minSize, cipher.maxSize};
    if (form == TcpcryptForm::B)
    {
        bool p256 = cipher == PublicCipher{0, 2, 0};
        return p256 ? "ECDHE-P256" : "algorithm " + Hex(octets, sizeof(octets));
    }
    std::string from = std::to_string(cipher.minSize * KEY_SIZE_UNIT);
    std::string to = std::to_string(cipher.maxSize * KEY_SIZE_UNIT);
    return cipher.algorithm == 2 ? "RSA-" + from + (from == to ? "" : ".." + to)
                                 : "algorithm " + Hex(octets, sizeof(octets));
}

std::string
CryptInWords(const OptionView& option, const WordContext& context)
{
    auto crypt = CryptOption::Parse(option, context.form);
    if (!crypt)
    {
        return "malformed CRYPT option " + Hex(option.data, option.length);
    }
    std::string text;
    text += crypt->hello ? " HELLO" : "";
    text += crypt->init1 ? " INIT1" : "";
    text += crypt->init1Mp ? " INIT1_MP" : "";
    text += crypt->init2 ? " INIT2" : "";
    text += crypt->nextk2 ? " NEXTK2" : "";
    text += crypt->nextk1 ? " NEXTK1 " + Hex(crypt->nextk1->data(), crypt->nextk1->size()) : "";
    text += crypt->rekey ? " REKEY " + std::to_string(crypt->rekey->generation) : "";
    if (crypt->pkconf)
    {
        text += " PKCONF";
        for (const PublicCipher& cipher : *crypt->pkconf)
        {
            text += " " + CipherInWords(cipher, context.form);
        }
    }
    text += crypt->appSupport ? ", application support" : "";
    return text.empty() ? "CRYPT " + Hex(option.data, option.length) : "CRYPT" + text;
}

std::string
SackInWords(const OptionView& option, const WordContext& context)
{
    std::string text = "SACK";
    uint32_t base = context.sackBase.value_or(0);
    for (std::size_t at = 2; at + 8 <= option.length; at += 8)
    {
        text += " " + std::to_string(static_cast<uint32_t>(ReadBig(option.data + at, 4)) - base) + "-" +
                std::to_string(static_cast<uint32_t>(ReadBig(option.data + at + 4, 4)) - base);
    }
    return text;
}

std::string
InWords(const OptionView& option, const WordContext& context)
{
    const uint8_t* data = option.data;
    std::size_t length = option.length;
    switch (option.kind)
    {
    case KIND_MSS:
        return length == 4 ? "MSS " + std::to_string(ReadBig(data + 2, 2)) : "malformed MSS";
    case KIND_WINDOW_SCALE:
        return length == 3 ? "window scale " + std::to_string(data[2]) : "malformed window scale";
    case KIND_SACK_PERMITTED:
        return "SACK permitted";
    case KIND_SACK:
        return SackInWords(option, context);
    case KIND_TIMESTAMPS:
        return length == 10 ? "timestamps " + std::to_string(ReadBig(data + 2, 4)) + " " +
                                  std::to_string(ReadBig(data + 6, 4))
                            : "malformed timestamps";
    case KIND_MPTCP:
        return MptcpInWords(option, context);
    case KIND_CRYPT:
        return CryptInWords(option, context);
    case KIND_MAC:
        return "MAC " + Hex(data + 2, length - 2);
    default:
        return "option " + std::to_string(option.kind) + " of " + std::to_string(length) + " octets";
    }
}

} // namespace

std::vector<std::string>
OptionsInWords(const SegmentView& segment, const WordContext& context)
{
    std::vector<std::string> words;
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    while (auto option = walker.Next())
    {
        words.push_back(InWords(*option, context));
    }
    if (walker.Malformed())
    {
        words.emplace_back("malformed option area: an option of impossible length");
    }
    return words;
}

std::string
FlagsInWords(uint8_t flags)
{
    static const char* const NAMES[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    std::string text;
    for (std::size_t i = 0; i < 8; ++i)
    {
        text += flags >> i & 1 ? (text.empty() ? "" : " ") + std::string(NAMES[i]) : "";
    }
    return text.empty() ? "no flags" : text;
}

std::string
Hex(const uint8_t* octets, std::size_t size)
{
    std::ostringstream text;
    text << std::hex << std::setfill('0');
    for (std::size_t i = 0; i < size; ++i)
    {
        text << std::setw(2) << unsigned{octets[i]};
    }
    return text.str();
}

std::string
Excerpt(const uint8_t* octets, std::size_t size)
{
    std::size_t shown = std::min(size, EXCERPT_OCTETS);
    auto printable = [](uint8_t octet) { return octet >= 0x20 && octet < 0x7f; };
    auto good = static_cast<std::size_t>(std::count_if(octets, octets + shown, printable));
    std::string more = shown < size ? " ..." : "";
    if (2 * good < shown)
    {
        return Hex(octets, std::min(shown, EXCERPT_OCTETS / 2)) + (shown > EXCERPT_OCTETS / 2 ? " ..." : more);
    }
    std::string text;
    std::transform(octets, octets + shown, std::back_inserter(text), [&printable](uint8_t octet) {
        return printable(octet) ? static_cast<char>(octet) : '.';
    });
    return "\"" + text + "\"" + more;
}

} // namespace smptcp_explain
