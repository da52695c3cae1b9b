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

constexpr uint32_t MAGIC_INIT1 = 0x15101a0e; //!< Type of form B's INIT1
constexpr uint32_t MAGIC_INIT2 = 0x097105e0; //!< Type of form B's INIT2
constexpr std::size_t INIT1_HEAD_B = 16;     //!< Up to the list
constexpr std::size_t INIT2_HEAD_B = 12;     //!< All but the ciphertext

void
Put(std::vector<uint8_t>& out, uint64_t value, std::size_t octets)
{
    out.resize(out.size() + octets);
    WriteBig(out.data() + out.size() - octets, value, octets);
}

void
Put(std::vector<uint8_t>& out, const std::vector<SymmetricCipher>& list)
{
    for (const auto& entry : list)
    {
        out.insert(out.end(), entry.begin(), entry.end());
    }
}

/// Take \p entries entries. \return where they end
const uint8_t*
Take(std::vector<SymmetricCipher>& list, const uint8_t* at, std::size_t entries)
{
    list.resize(entries);
    for (auto& entry : list)
    {
        std::copy(at, at + 4, entry.begin());
        at += 4;
    }
    return at;
}

std::optional<Init1Message>
ParseInit1B(const uint8_t* data, std::size_t size)
{
    if (size < INIT1_HEAD_B || ReadBig(data, 4) != MAGIC_INIT1 || ReadBig(data + 4, 4) != size)
    {
        return std::nullopt;
    }
    std::size_t entries = ReadBig(data + 14, 2);
    if (size < INIT1_HEAD_B + 4 * entries + TCPCRYPT_NONCE_OCTETS_B)
    {
        return std::nullopt;
    }
    Init1Message message;
    message.publicCipher = {data[9], data[10], data[11]}; // the octets around it are reserved, and garbage
    const uint8_t* at = Take(message.symmetricCiphers, data + INIT1_HEAD_B, entries);
    message.nonce.assign(at, at + TCPCRYPT_NONCE_OCTETS_B);
    message.publicKey.assign(at + TCPCRYPT_NONCE_OCTETS_B, data + size);
    return message;
}

std::vector<uint8_t>
SerializeB(const Init1Message& message)
{
    std::vector<uint8_t> out;
    std::size_t entries = message.symmetricCiphers.size();
    Put(out, MAGIC_INIT1, 4);
    Put(out, INIT1_HEAD_B + 4 * entries + message.nonce.size() + message.publicKey.size(), 4);
    out.insert(out.end(),
               {0, message.publicCipher.algorithm, message.publicCipher.minSize, message.publicCipher.maxSize});
    Put(out, 0, 2);
    Put(out, entries, 2);
    Put(out, message.symmetricCiphers);
    out.insert(out.end(), message.nonce.begin(), message.nonce.end());
    out.insert(out.end(), message.publicKey.begin(), message.publicKey.end());
    return out;
}

} // namespace

std::optional<Init1Message>
Init1Message::Parse(const uint8_t* data, std::size_t size, TcpcryptForm form)
{
    if (form == TcpcryptForm::B)
    {
        return ParseInit1B(data, size);
    }
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
    const uint8_t* at = Take(message.symmetricCiphers, data + 8, entries);
    message.nonce.assign(at, at + TCPCRYPT_NONCE_OCTETS);
    at += TCPCRYPT_NONCE_OCTETS;
    message.publicCipher = {at[1], at[2], at[3]};
    at += 4;
    message.publicKey.assign(at, at + keySize);
    return message;
}

std::vector<uint8_t>
Init1Message::Serialize(TcpcryptForm form) const
{
    if (form == TcpcryptForm::B)
    {
        return SerializeB(*this);
    }
    std::vector<uint8_t> out;
    Put(out, TYPE_INIT1, 2);
    Put(out, symmetricCiphers.size(), 2);
    Put(out, nonce.size(), 2);
    Put(out, publicKey.size(), 2);
    Put(out, symmetricCiphers);
    out.insert(out.end(), nonce.begin(), nonce.end());
    out.insert(out.end(),
               {0, publicCipher.algorithm, publicCipher.minSize, publicCipher.maxSize});
    out.insert(out.end(), publicKey.begin(), publicKey.end());
    return out;
}

std::optional<Init2Message>
Init2Message::Parse(const uint8_t* data, std::size_t size, TcpcryptForm form)
{
    bool formB = form == TcpcryptForm::B;
    std::size_t head = formB ? INIT2_HEAD_B : INIT2_FIXED;
    if (size < head)
    {
        return std::nullopt;
    }
    bool right = formB ? ReadBig(data, 4) == MAGIC_INIT2 && ReadBig(data + 4, 4) == size
                       : ReadBig(data, 2) == TYPE_INIT2 && ReadBig(data + 2, 2) == size - head;
    if (!right)
    {
        return std::nullopt;
    }
    Init2Message message;
    std::copy(data + head - 4, data + head, message.symmetricCipher.begin());
    message.ciphertext.assign(data + head, data + size);
    return message;
}

std::vector<uint8_t>
Init2Message::Serialize(TcpcryptForm form) const
{
    std::vector<uint8_t> out;
    if (form == TcpcryptForm::B)
    {
        Put(out, MAGIC_INIT2, 4);
        Put(out, INIT2_HEAD_B + ciphertext.size(), 4);
    }
    else
    {
        Put(out, TYPE_INIT2, 2);
        Put(out, ciphertext.size(), 2);
    }
    out.insert(out.end(), symmetricCipher.begin(), symmetricCipher.end());
    out.insert(out.end(), ciphertext.begin(), ciphertext.end());
    return out;
}

} // namespace smptcp
} // namespace ns3
