/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-mac.h"

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-option-bytes.h"

#include <cryptopp/aes.h>

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr std::size_t MAC_KEY_OCTETS = 40;
constexpr std::size_t FORM_B_KEY_OCTETS = 32;
constexpr std::size_t AES_KEY_OCTETS = 16;
constexpr std::size_t A_OCTETS = 8; //!< The structure A (tcpcrypt.md section 6)
constexpr std::size_t M_OCTETS = 16; //!< The structure M (tcpcrypt.md section 6)
constexpr std::size_t P_OCTETS = 32; //!< The structure P (smptcp.md 5.4)

/// Kinds a middlebox may change, and the MAC itself
bool
IsExcluded(uint8_t kind)
{
    switch (kind)
    {
    case KIND_EOL:
    case KIND_NOP:
    case KIND_TIMESTAMPS:
    case 16: // Skeeter
    case 17: // Bubba
    case 19: // MD5 signature
    case KIND_MAC:
        return true;
    default:
        return false;
    }
}

/// M: what of the fixed header is covered
std::array<uint8_t, M_OCTETS>
MakeM(const SegmentView& segment, uint64_t sequence)
{
    std::array<uint8_t, M_OCTETS> m{};
    m[0] = 0x80;
    WriteBig(m.data() + 2, segment.HeaderSize() + segment.PayloadSize(), 2);
    m[4] = static_cast<uint8_t>(segment.HeaderSize() / 4);
    m[5] = segment.Flags();
    WriteBig(m.data() + 6, segment.UrgentPointer(), 2);
    WriteBig(m.data() + 8, sequence, 8);
    return m;
}

/// A: the acknowledgment, zero where the segment has none
void
WriteA(uint8_t* a, const SegmentView& segment, const SegmentPosition& position)
{
    WriteBig(a, position.raw || segment.Has(TCP_ACK) ? position.acknowledgment : 0, A_OCTETS);
}

/// Feed the edges of a SACK option as positions, so that a sequence-rewriting box does no harm
template <typename Digest>
void
FeedSack(KeyedHmac<Digest>& hmac, const OptionView& option, uint32_t base)
{
    uint8_t octets[MAX_OPTION_BYTES];
    std::copy(option.data, option.data + option.length, octets);
    for (std::size_t i = 2; i + 4 <= option.length; i += 4)
    {
        WriteBig(octets + i, static_cast<uint32_t>(ReadBig(octets + i, 4)) - base, 4);
    }
    hmac.Update(octets, option.length);
}

/// Feed the covered options; octets that do not parse enter raw
template <typename Digest>
void
FeedOptions(KeyedHmac<Digest>& hmac, const SegmentView& segment, const uint32_t* sackBase)
{
    const uint8_t* end = segment.Options() + segment.OptionsSize();
    const uint8_t* at = segment.Options();
    OptionWalker walker(at, segment.OptionsSize());
    while (auto option = walker.Next())
    {
        at = option->data + option->length;
        if (option->kind == KIND_SACK && sackBase)
        {
            FeedSack(hmac, *option, *sackBase);
        }
        else if (!IsExcluded(option->kind))
        {
            hmac.Update(option->data, option->length);
        }
    }
    if (walker.Malformed())
    {
        at = std::find_if(at, end, [](uint8_t octet) { return octet != KIND_NOP; });
        hmac.Update(at, static_cast<std::size_t>(end - at));
    }
}

/// F of both forms: the digest of M, covered options and payload
template <typename Digest>
Digest
ComputeF(KeyedHmac<Digest>& hmac, const SegmentView& segment, const SegmentPosition& position)
{
    auto m = MakeM(segment, position.sequence);
    hmac.Update(m.data(), m.size());
    FeedOptions(hmac, segment, nullptr);
    hmac.Update(segment.Payload(), segment.PayloadSize());
    return hmac.Final();
}

} // namespace

SegmentPosition
RawPosition(const SegmentView& segment)
{
    return {segment.Sequence(), segment.Acknowledgment(), true};
}

SegmentPosition
SignedIsnPosition(const SegmentView& segment, const SegmentPosition& position)
{
    auto minusIsn = [](uint32_t wire, uint64_t offset) {
        uint32_t isn = wire - static_cast<uint32_t>(offset);
        return static_cast<uint64_t>(static_cast<int64_t>(wire) - static_cast<int32_t>(isn));
    };
    return {minusIsn(segment.Sequence(), position.sequence),
            minusIsn(segment.Acknowledgment(), position.acknowledgment)};
}

SegmentMac::SegmentMac(const uint8_t* key)
    : m_hmac(key, MAC_KEY_OCTETS)
{
}

Sha1Digest
SegmentMac::ComputeFormA(const SegmentView& segment, const SegmentPosition& position)
{
    Sha1Digest tag = ComputeF(m_hmac, segment, position);
    uint8_t a[A_OCTETS];
    WriteA(a, segment, position);
    m_hmac.Update(a, sizeof(a));
    Sha1Digest g = m_hmac.Final();
    for (std::size_t i = 0; i < tag.size(); ++i)
    {
        tag[i] ^= g[i];
    }
    return tag;
}

Sha1Digest
SegmentMac::ComputeSmptcp(const SegmentView& segment,
                          const SegmentPosition& position,
                          const SmptcpMacContext& context)
{
    std::array<uint8_t, P_OCTETS> p{};
    p[0] = 0x53;
    p[1] = 1;
    p[2] = context.coverWindow ? 1 : 0;
    WriteBig(p.data() + 4, context.coverWindow ? segment.Window() : 0, 2);
    WriteBig(p.data() + 8, context.dsnUpper, 4);
    WriteBig(p.data() + 12, context.dataAckUpper, 4);
    WriteA(p.data() + 16, segment, position);
    WriteBig(p.data() + 24, context.subflowTag, 8);
    auto m = MakeM(segment, position.sequence);
    m_hmac.Update(p.data(), p.size());
    m_hmac.Update(m.data(), m.size());
    FeedOptions(m_hmac, segment, &context.sackBase);
    m_hmac.Update(segment.Payload(), segment.PayloadSize());
    return m_hmac.Final();
}

struct FormBMac::Impl
{
    Impl(const uint8_t* macKey, const uint8_t* ackKey)
        : hmac(macKey, FORM_B_KEY_OCTETS),
          aes(ackKey, AES_KEY_OCTETS)
    {
    }

    HmacSha256 hmac;                //!< F
    CryptoPP::AES::Encryption aes;  //!< G
};

FormBMac::FormBMac(const uint8_t* macKey, const uint8_t* ackKey)
    : m_impl(std::make_unique<Impl>(macKey, ackKey))
{
}

FormBMac::~FormBMac() = default;
FormBMac::FormBMac(FormBMac&&) noexcept = default;
FormBMac& FormBMac::operator=(FormBMac&&) noexcept = default;

FormBTag
FormBMac::Compute(const SegmentView& segment, const SegmentPosition& position)
{
    Sha256Digest f = ComputeF(m_impl->hmac, segment, position);
    FormBTag tag{}; // A, then eight zero octets
    WriteA(tag.data(), segment, position);
    m_impl->aes.ProcessBlock(tag.data());
    for (std::size_t i = 0; i < tag.size(); ++i)
    {
        tag[i] ^= f[i];
    }
    return tag;
}

bool
TagsEqual(const uint8_t* a, const uint8_t* b, std::size_t size)
{
    uint8_t difference = 0;
    for (std::size_t i = 0; i < size; ++i)
    {
        difference |= a[i] ^ b[i];
    }
    return difference == 0;
}

} // namespace smptcp
} // namespace ns3
