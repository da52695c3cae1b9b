/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-init.h"

#include "smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint16_t TYPE_INIT1 = 1;
constexpr uint16_t TYPE_INIT2 = 2;
constexpr std::size_t INIT1_FIXED = 8 + TCPCRYPT_NONCE_OCTETS + 4; //!< All but lists and key
constexpr std::size_t INIT2_FIXED = 8;                             //!< All but the ciphertext

void
Put(std::vector<uint8_t>& out, uint64_t value, std::size_t octets)
{
    out.resize(out.size() + octets);
    WriteBig(out.data() + out.size() - octets, value, octets);
}

} // namespace

std::optional<Init1Message>
Init1Message::Parse(const uint8_t* data, std::size_t size)
{
    if (size < INIT1_FIXED || ReadBig(data, 2) != TYPE_INIT1 ||
        ReadBig(data + 4, 2) != TCPCRYPT_NONCE_OCTETS)
    {
        return std::nullopt;
    }
    std::size_t entries = ReadBig(data + 2, 2);
    std::size_t keySize = ReadBig(data + 6, 2);
    if (size != INIT1_FIXED + 4 * entries + keySize)
    {
        return std::nullopt;
    }
    Init1Message message;
    const uint8_t* at = data + 8;
    message.symmetricCiphers.resize(entries);
    for (auto& entry : message.symmetricCiphers)
    {
        std::copy(at, at + 4, entry.begin());
        at += 4;
    }
    std::copy(at, at + TCPCRYPT_NONCE_OCTETS, message.nonce.begin());
    at += TCPCRYPT_NONCE_OCTETS;
    message.publicCipher = {at[1], at[2], at[3]};
    at += 4;
    message.publicKey.assign(at, at + keySize);
    return message;
}

std::vector<uint8_t>
Init1Message::Serialize() const
{
    std::vector<uint8_t> out;
    Put(out, TYPE_INIT1, 2);
    Put(out, symmetricCiphers.size(), 2);
    Put(out, TCPCRYPT_NONCE_OCTETS, 2);
    Put(out, publicKey.size(), 2);
    for (const auto& entry : symmetricCiphers)
    {
        out.insert(out.end(), entry.begin(), entry.end());
    }
    out.insert(out.end(), nonce.begin(), nonce.end());
    out.insert(out.end(),
               {0, publicCipher.algorithm, publicCipher.minSize, publicCipher.maxSize});
    out.insert(out.end(), publicKey.begin(), publicKey.end());
    return out;
}

std::optional<Init2Message>
Init2Message::Parse(const uint8_t* data, std::size_t size)
{
    if (size < INIT2_FIXED || ReadBig(data, 2) != TYPE_INIT2 ||
        ReadBig(data + 2, 2) != size - INIT2_FIXED)
    {
        return std::nullopt;
    }
    Init2Message message;
    std::copy(data + 4, data + 8, message.symmetricCipher.begin());
    message.ciphertext.assign(data + 8, data + size);
    return message;
}

std::vector<uint8_t>
Init2Message::Serialize() const
{
    std::vector<uint8_t> out;
    Put(out, TYPE_INIT2, 2);
    Put(out, ciphertext.size(), 2);
    out.insert(out.end(), symmetricCipher.begin(), symmetricCipher.end());
    out.insert(out.end(), ciphertext.begin(), ciphertext.end());
    return out;
}

} // namespace smptcp
} // namespace ns3
