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
constexpr unsigned DEFAULT_BITS = 2048;  //!< First entry of PKCONF by default
constexpr unsigned SECOND_BITS = 3072;   //!< Its second entry

const SymmetricCipher AES_ONLY{0, 1, 0, 0};
const SymmetricCipher HMAC_ONLY{0, 0, 0, 1};
const SymmetricCipher AES_AND_HMAC{0, 1, 0, 1}; //!< The choice of INIT2

const PublicCipher ECDHE_P256{0, 2, 0};          //!< Form B: 000200
const SymmetricCipher AES_AND_HMAC_B{0, 0, 1, 0}; //!< Form B: AES-128, HMAC-SHA256 cut to 16 octets
constexpr std::ptrdiff_t NONCE_OCTETS_B = TCPCRYPT_NONCE_OCTETS_B;

/// Is a half (octet 1: cipher, octet 3: MAC) offered with value 1?
bool
Offers(const std::vector<SymmetricCipher>& list, std::size_t octet)
{
    return std::any_of(list.begin(), list.end(), [octet](const SymmetricCipher& entry) {
        return entry[octet] == 1;
    });
}

std::optional<PublicCipher>
Overlap(const PublicCipher& theirs, const PublicCipher& ours, TcpcryptForm form)
{
    if (form == TcpcryptForm::B)
    {
        return theirs == ours && ours == ECDHE_P256 ? std::make_optional(ours) : std::nullopt;
    }
    PublicCipher overlap{theirs.algorithm,
                         std::max(theirs.minSize, ours.minSize),
                         std::min(theirs.maxSize, ours.maxSize)};
    bool usable = theirs.algorithm == ours.algorithm && theirs.algorithm == RSA_OAEP_E3 &&
                  overlap.minSize <= overlap.maxSize && overlap.minSize > 0;
    return usable ? std::make_optional(overlap) : std::nullopt;
}

} // namespace

std::vector<PublicCipher>
DefaultPkconf(unsigned keyBits, TcpcryptForm form)
{
    if (form == TcpcryptForm::B)
    {
        return {ECDHE_P256};
    }
    auto size = static_cast<uint8_t>(keyBits / SIZE_UNIT_BITS);
    uint8_t second = keyBits == SECOND_BITS ? DEFAULT_BITS / SIZE_UNIT_BITS : SECOND_BITS / SIZE_UNIT_BITS;
    return {{RSA_OAEP_E3, size, size}, {RSA_OAEP_E3, second, second}};
}

unsigned
KeyBitsOf(const PublicCipher& chosen)
{
    return chosen.minSize * SIZE_UNIT_BITS;
}

const std::vector<SymmetricCipher>&
DefaultSymmetricCiphers(TcpcryptForm form)
{
    static const std::vector<SymmetricCipher> listA{AES_ONLY, HMAC_ONLY, AES_AND_HMAC};
    static const std::vector<SymmetricCipher> listB{AES_AND_HMAC_B};
    return form == TcpcryptForm::B ? listB : listA;
}

TcpcryptSession
NextSession(const TcpcryptSession& session)
{
    TcpcryptSession next = session;
    next.ss = DeriveNextSecret(session.ss);
    next.keys = DeriveKeys(next.ss);
    next.resumed = true;
    return next;
}

std::optional<PublicCipher>
ChoosePublicCipher(const std::vector<PublicCipher>& offered,
                   const std::vector<PublicCipher>& own,
                   TcpcryptForm form)
{
    for (const auto& theirs : offered)
    {
        for (const auto& ours : own)
        {
            if (auto overlap = Overlap(theirs, ours, form))
            {
                return overlap;
            }
        }
    }
    return std::nullopt;
}

TcpcryptKeyExchange::TcpcryptKeyExchange(TcpcryptForm form)
    : m_form(form)
{
}

void
TcpcryptKeyExchange::SetApplication(uint8_t application)
{
    m_application = application;
}

std::optional<std::vector<uint8_t>>
TcpcryptKeyExchange::MakeInit1(const std::vector<PublicCipher>& pkconf,
                               const std::vector<PublicCipher>& own,
                               std::shared_ptr<const RsaPrivateKey> keyPair,
                               RandomSource& random,
                               const std::vector<SymmetricCipher>& symmetric)
{
    auto chosen = ChoosePublicCipher(pkconf, own, m_form);
    if (!chosen)
    {
        return std::nullopt;
    }
    if (m_form == TcpcryptForm::B)
    {
        m_ecdh.emplace(random);
        m_init1.nonce.resize(TCPCRYPT_NONCE_OCTETS_B);
        m_init1.publicKey = m_ecdh->Point();
    }
    else
    {
        if (!keyPair || keyPair->Modulus().size() * 8 != KeyBitsOf(*chosen))
        {
            return std::nullopt;
        }
        m_keyPair = std::move(keyPair);
        m_init1.nonce.resize(TCPCRYPT_NONCE_OCTETS);
        m_init1.publicKey = m_keyPair->Modulus();
    }
    m_init1.symmetricCiphers = symmetric.empty() ? DefaultSymmetricCiphers(m_form) : symmetric;
    m_pkconf = pkconf;
    random.Fill(m_init1.nonce.data(), m_init1.nonce.size());
    m_init1.publicCipher = *chosen;
    m_init1Octets = m_init1.Serialize(m_form);
    return m_init1Octets;
}

bool
TcpcryptKeyExchange::TakesSymmetric(const std::vector<SymmetricCipher>& offered) const
{
    if (m_form == TcpcryptForm::B)
    {
        return std::find(offered.begin(), offered.end(), AES_AND_HMAC_B) != offered.end();
    }
    return Offers(offered, 1) && Offers(offered, 3);
}

SymmetricCipher
TcpcryptKeyExchange::SymmetricChoice() const
{
    return m_form == TcpcryptForm::B ? AES_AND_HMAC_B : AES_AND_HMAC;
}

std::optional<TcpcryptKeyExchange::Secrets>
TcpcryptKeyExchange::Hide(const Init1Message& init1, unsigned keyBits, RandomSource& random) const
{
    Secrets secrets;
    if (m_form == TcpcryptForm::B)
    {
        EcdhKeyPair ecdh(random);
        auto shared = ecdh.Agree(init1.publicKey);
        if (!shared)
        {
            return std::nullopt;
        }
        secrets.pms = std::move(*shared);
        secrets.ns.resize(TCPCRYPT_NONCE_OCTETS_B);
        random.Fill(secrets.ns.data(), secrets.ns.size());
        secrets.ciphertext.push_back(static_cast<uint8_t>(secrets.ns.size()));
        secrets.ciphertext.insert(secrets.ciphertext.end(), secrets.ns.begin(), secrets.ns.end());
        secrets.ciphertext.insert(secrets.ciphertext.end(), ecdh.Point().begin(), ecdh.Point().end());
        return secrets;
    }
    if (init1.publicKey.size() * 8 != keyBits)
    {
        return std::nullopt;
    }
    secrets.ns.resize(TCPCRYPT_NONCE_OCTETS);
    random.Fill(secrets.ns.data(), secrets.ns.size());
    auto ciphertext = RsaOaepEncrypt(init1.publicKey, secrets.ns, random);
    if (!ciphertext)
    {
        return std::nullopt;
    }
    secrets.ciphertext = std::move(*ciphertext);
    return secrets;
}

std::optional<TcpcryptKeyExchange::Secrets>
TcpcryptKeyExchange::Reveal(const Init2Message& init2) const
{
    Secrets secrets;
    const std::vector<uint8_t>& hidden = init2.ciphertext;
    if (m_ecdh)
    {
        if (hidden.size() != 1 + TCPCRYPT_NONCE_OCTETS_B + P256_POINT_OCTETS ||
            hidden.front() != TCPCRYPT_NONCE_OCTETS_B)
        {
            return std::nullopt;
        }
        secrets.ns.assign(hidden.begin() + 1, hidden.begin() + 1 + NONCE_OCTETS_B);
        auto shared = m_ecdh->Agree({hidden.begin() + 1 + NONCE_OCTETS_B, hidden.end()});
        if (!shared)
        {
            return std::nullopt;
        }
        secrets.pms = std::move(*shared);
        return secrets;
    }
    auto plain = m_keyPair ? m_keyPair->Decrypt(hidden) : std::nullopt;
    if (!plain || plain->size() != TCPCRYPT_NONCE_OCTETS)
    {
        return std::nullopt;
    }
    secrets.ns = std::move(*plain);
    return secrets;
}

void
TcpcryptKeyExchange::Complete(TcpcryptRole role,
                              const Init1Message& init1,
                              const std::vector<uint8_t>& init1Octets,
                              const std::vector<uint8_t>& init2Octets,
                              const Secrets& secrets)
{
    TcpcryptSession session;
    session.form = m_form;
    session.role = role;
    session.ns = secrets.ns;
    session.ss =
        m_form == TcpcryptForm::B
            ? DeriveSessionSecretB(init1.nonce, m_pkconf, init1Octets, init2Octets, secrets.pms)
            : DeriveSessionSecret(secrets.ns, m_pkconf, init1, SymmetricChoice());
    session.keys = DeriveKeys(session.ss, m_application);
    m_session = session;
}

std::optional<std::vector<uint8_t>>
TcpcryptKeyExchange::OnInit1(const std::vector<PublicCipher>& pkconf,
                             const uint8_t* payload,
                             std::size_t size,
                             RandomSource& random)
{
    auto init1 = Init1Message::Parse(payload, size, m_form);
    if (!init1)
    {
        return std::nullopt;
    }
    auto chosen = ChoosePublicCipher({init1->publicCipher}, pkconf, m_form);
    if (!chosen || !TakesSymmetric(init1->symmetricCiphers))
    {
        return std::nullopt;
    }
    auto secrets = Hide(*init1, chosen->minSize * SIZE_UNIT_BITS, random);
    if (!secrets)
    {
        return std::nullopt;
    }
    Init2Message init2;
    init2.symmetricCipher = SymmetricChoice();
    init2.ciphertext = std::move(secrets->ciphertext);
    std::vector<uint8_t> octets = init2.Serialize(m_form);
    m_pkconf = pkconf;
    Complete(TcpcryptRole::S, *init1, {payload, payload + size}, octets, *secrets);
    return octets;
}

bool
TcpcryptKeyExchange::OnInit2(const uint8_t* payload, std::size_t size)
{
    auto init2 = Init2Message::Parse(payload, size, m_form);
    if (!init2 || init2->symmetricCipher != SymmetricChoice())
    {
        return false;
    }
    auto secrets = Reveal(*init2);
    if (!secrets)
    {
        return false;
    }
    Complete(TcpcryptRole::C, m_init1, m_init1Octets, {payload, payload + size}, *secrets);
    return true;
}

const std::optional<TcpcryptSession>&
TcpcryptKeyExchange::Session() const
{
    return m_session;
}

} // namespace smptcp
} // namespace ns3
