/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-rsa.h"

#include "smptcp-library-random.h"

#include <cryptopp/integer.h>
#include <cryptopp/rsa.h>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr unsigned EXPONENT = 3;
constexpr std::size_t SMALLEST_MODULUS = 64;   //!< Octets: 512 bits
constexpr std::size_t LARGEST_MODULUS = 2048;  //!< Octets: 16384 bits

/// Octets for RSA blinding, whose value never shows in a result
class CountingSource : public RandomSource
{
  public:
    void Fill(uint8_t* out, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
        {
            m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
            out[i] = static_cast<uint8_t>(m_state >> 56);
        }
    }

  private:
    uint64_t m_state{1};
};

} // namespace

struct RsaKeyPair::Impl
{
    CryptoPP::RSA::PrivateKey key;                 //!< The library's key
    CryptoPP::RSAES_OAEP_SHA_Decryptor decryptor; //!< Over that key
    std::vector<uint8_t> modulus;                  //!< n, big-endian
};

RsaKeyPair::RsaKeyPair(unsigned bits, RandomSource& random)
    : m_impl(std::make_unique<Impl>())
{
    LibraryRandom rng(random);
    m_impl->key.Initialize(rng, bits, EXPONENT);
    m_impl->decryptor = CryptoPP::RSAES_OAEP_SHA_Decryptor(m_impl->key);
    m_impl->modulus.resize(bits / 8);
    m_impl->key.GetModulus().Encode(m_impl->modulus.data(), m_impl->modulus.size());
}

RsaKeyPair::~RsaKeyPair() = default;

const std::vector<uint8_t>&
RsaKeyPair::Modulus() const
{
    return m_impl->modulus;
}

unsigned
RsaKeyPair::Bits() const
{
    return static_cast<unsigned>(m_impl->modulus.size() * 8);
}

std::optional<std::vector<uint8_t>>
RsaKeyPair::Decrypt(const std::vector<uint8_t>& ciphertext) const
{
    if (ciphertext.size() != m_impl->modulus.size())
    {
        return std::nullopt;
    }
    CountingSource source;
    LibraryRandom rng(source);
    std::vector<uint8_t> plain(m_impl->decryptor.MaxPlaintextLength(ciphertext.size()));
    try
    {
        auto result =
            m_impl->decryptor.Decrypt(rng, ciphertext.data(), ciphertext.size(), plain.data());
        if (!result.isValidCoding)
        {
            return std::nullopt;
        }
        plain.resize(result.messageLength);
        return plain;
    }
    catch (const CryptoPP::Exception&)
    {
        return std::nullopt; // the library's way to say that the number is not one of this key
    }
}

std::optional<std::vector<uint8_t>>
RsaOaepEncrypt(const std::vector<uint8_t>& modulus,
               const std::vector<uint8_t>& plaintext,
               RandomSource& random)
{
    bool usable = modulus.size() >= SMALLEST_MODULUS && modulus.size() <= LARGEST_MODULUS &&
                  modulus.front() != 0 && modulus.back() % 2 == 1;
    if (!usable)
    {
        return std::nullopt;
    }
    CryptoPP::RSA::PublicKey key;
    key.Initialize(CryptoPP::Integer(modulus.data(), modulus.size()), EXPONENT);
    CryptoPP::RSAES_OAEP_SHA_Encryptor encryptor(key);
    if (plaintext.size() > encryptor.FixedMaxPlaintextLength())
    {
        return std::nullopt;
    }
    LibraryRandom rng(random);
    std::vector<uint8_t> ciphertext(encryptor.FixedCiphertextLength());
    try
    {
        encryptor.Encrypt(rng, plaintext.data(), plaintext.size(), ciphertext.data());
    }
    catch (const CryptoPP::Exception&)
    {
        return std::nullopt;
    }
    return ciphertext;
}

} // namespace smptcp
} // namespace ns3
