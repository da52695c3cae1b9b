/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_RSA_H
#define TCPCRYPT_RSA_H

#include "smptcp-random.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * RSA-OAEP (SHA-1, empty label) with public exponent 3, as tcpcrypt form A uses it.
 */

namespace ns3
{
namespace smptcp
{

/// \ingroup smptcp-crypto What role C of a key exchange asks of its RSA key (e = 3)
class RsaPrivateKey
{
  public:
    virtual ~RsaPrivateKey() = default;
    /// \return the modulus, big-endian, without leading zero
    virtual const std::vector<uint8_t>& Modulus() const = 0;
    /// \return the plaintext, or no value when the ciphertext is not one of this key
    virtual std::optional<std::vector<uint8_t>> Decrypt(const std::vector<uint8_t>& ciphertext) const = 0;
};

/**
 * \ingroup smptcp-crypto
 * An RSA key pair with e = 3. Costs some 40 ms to make at 2048 bits, so it is meant to be shared.
 */
class RsaKeyPair : public RsaPrivateKey
{
  public:
    /**
     * \param bits size of the modulus, a multiple of 512, at least 512
     * \param random where the primes come from; the same octets give the same key
     */
    RsaKeyPair(unsigned bits, RandomSource& random);
    ~RsaKeyPair() override;

    /// \return the modulus, big-endian, bits / 8 octets
    const std::vector<uint8_t>& Modulus() const override;
    /// \return size of the modulus in bits
    unsigned Bits() const;
    std::optional<std::vector<uint8_t>> Decrypt(const std::vector<uint8_t>& ciphertext) const override;

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl; //!< The library's key
};

/**
 * \param modulus modulus of the receiver's key, big-endian
 * \param plaintext what to encrypt
 * \param random seed of OAEP
 * \return the ciphertext, or no value when the modulus is unusable (even, smaller than 512 bits, larger than
 *         16384 bits) or the plaintext does not fit
 */
std::optional<std::vector<uint8_t>> RsaOaepEncrypt(const std::vector<uint8_t>& modulus,
                                                   const std::vector<uint8_t>& plaintext,
                                                   RandomSource& random);

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_RSA_H
