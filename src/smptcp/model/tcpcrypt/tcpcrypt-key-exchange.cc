/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-key-exchange.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t RSA_OAEP_E3 = 2;       //!< The only algorithm of form A in use
constexpr unsigned SIZE_UNIT_BITS = 512; //!< Unit of key sizes in a public entry
constexpr unsigned DEFAULT_BITS = 2048;

const SymmetricCipher AES_ONLY{0, 1, 0, 0};
const SymmetricCipher HMAC_ONLY{0, 0, 0, 1};
const SymmetricCipher AES_AND_HMAC{0, 1, 0, 1}; //!< The choice of INIT2

/// Is a half (octet 1: cipher, octet 3: MAC) offered with value 1?
bool
Offers(const std::vector<SymmetricCipher>& list, std::size_t octet)
{
    return std::any_of(list.begin(), list.end(), [octet](const SymmetricCipher& entry) {
        return entry[octet] == 1;
    });
}

} // namespace

std::vector<PublicCipher>
DefaultPkconf(unsigned keyBits)
{
    PublicCipher first{RSA_OAEP_E3, 4, 4};
    if (keyBits != DEFAULT_BITS)
    {
        first.minSize = first.maxSize = static_cast<uint8_t>(keyBits / SIZE_UNIT_BITS);
    }
    return {first, {RSA_OAEP_E3, 6, 6}};
}

std::optional<PublicCipher>
ChoosePublicCipher(const std::vector<PublicCipher>& offered, const std::vector<PublicCipher>& own)
{
    for (const auto& theirs : offered)
    {
        for (const auto& ours : own)
        {
            PublicCipher overlap{theirs.algorithm,
                                 std::max(theirs.minSize, ours.minSize),
                                 std::min(theirs.maxSize, ours.maxSize)};
            if (theirs.algorithm == ours.algorithm && theirs.algorithm == RSA_OAEP_E3 &&
                overlap.minSize <= overlap.maxSize && overlap.minSize > 0)
            {
                return overlap;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::vector<uint8_t>>
TcpcryptKeyExchange::MakeInit1(const std::vector<PublicCipher>& pkconf,
                               const std::vector<PublicCipher>& own,
                               std::shared_ptr<const RsaKeyPair> keyPair,
                               RandomSource& random)
{
    auto chosen = ChoosePublicCipher(pkconf, own);
    if (!chosen || !keyPair || keyPair->Bits() != chosen->minSize * SIZE_UNIT_BITS)
    {
        return std::nullopt;
    }
    m_pkconf = pkconf;
    m_keyPair = std::move(keyPair);
    m_init1.symmetricCiphers = {AES_ONLY, HMAC_ONLY, AES_AND_HMAC};
    random.Fill(m_init1.nonce.data(), m_init1.nonce.size());
    m_init1.publicCipher = *chosen;
    m_init1.publicKey = m_keyPair->Modulus();
    return m_init1.Serialize();
}

std::optional<std::vector<uint8_t>>
TcpcryptKeyExchange::OnInit1(const std::vector<PublicCipher>& pkconf,
                             const uint8_t* payload,
                             std::size_t size,
                             RandomSource& random)
{
    auto init1 = Init1Message::Parse(payload, size);
    if (!init1)
    {
        return std::nullopt;
    }
    auto chosen = ChoosePublicCipher({init1->publicCipher}, pkconf);
    if (!chosen || init1->publicKey.size() * 8 != chosen->minSize * SIZE_UNIT_BITS ||
        !Offers(init1->symmetricCiphers, 1) || !Offers(init1->symmetricCiphers, 3))
    {
        return std::nullopt;
    }
    TcpcryptSession session;
    session.role = TcpcryptRole::S;
    random.Fill(session.ns.data(), session.ns.size());
    auto ciphertext =
        RsaOaepEncrypt(init1->publicKey, {session.ns.begin(), session.ns.end()}, random);
    if (!ciphertext)
    {
        return std::nullopt;
    }
    Init2Message init2;
    init2.symmetricCipher = AES_AND_HMAC;
    init2.ciphertext = std::move(*ciphertext);
    session.ss = DeriveSessionSecret(session.ns, pkconf, *init1, AES_AND_HMAC);
    session.keys = DeriveKeys(session.ss);
    m_session = session;
    return init2.Serialize();
}

bool
TcpcryptKeyExchange::OnInit2(const uint8_t* payload, std::size_t size)
{
    auto init2 = Init2Message::Parse(payload, size);
    if (!init2 || !m_keyPair || init2->symmetricCipher != AES_AND_HMAC)
    {
        return false;
    }
    auto plain = m_keyPair->Decrypt(init2->ciphertext);
    if (!plain || plain->size() != TCPCRYPT_NONCE_OCTETS)
    {
        return false;
    }
    TcpcryptSession session;
    session.role = TcpcryptRole::C;
    std::copy(plain->begin(), plain->end(), session.ns.begin());
    session.ss = DeriveSessionSecret(session.ns, m_pkconf, m_init1, AES_AND_HMAC);
    session.keys = DeriveKeys(session.ss);
    m_session = session;
    return true;
}

const std::optional<TcpcryptSession>&
TcpcryptKeyExchange::Session() const
{
    return m_session;
}

} // namespace smptcp
} // namespace ns3
