/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HMAC_H
#define SMPTCP_HMAC_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * \file
 * \ingroup smptcp-crypto
 * SHA-1 and SHA-256, HMAC with either, in one call or with the key set up once.
 */

namespace ns3
{
namespace smptcp
{

/// A SHA-1 digest, 20 octets
using Sha1Digest = std::array<uint8_t, 20>;

/// A SHA-256 digest, 32 octets
using Sha256Digest = std::array<uint8_t, 32>;

/// \return SHA-1 of \p size octets
Sha1Digest Sha1(const uint8_t* data, std::size_t size);

/// \return SHA-256 of \p size octets
Sha256Digest Sha256(const uint8_t* data, std::size_t size);

/**
 * \ingroup smptcp-crypto
 * HMAC (RFC 2104) under one key, fed in pieces. Keyed once, used for every segment of a direction.
 * \tparam Digest Sha1Digest or Sha256Digest, which chooses the hash
 */
template <typename Digest>
class KeyedHmac
{
  public:
    KeyedHmac(const uint8_t* key, std::size_t keySize);
    ~KeyedHmac();
    KeyedHmac(KeyedHmac&&) noexcept;
    KeyedHmac& operator=(KeyedHmac&&) noexcept;

    /// Feed \p size octets.
    void Update(const uint8_t* data, std::size_t size);
    /// \return the digest of what was fed; the object is ready for the next message under the same key
    Digest Final();

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl; //!< The library's object
};

using HmacSha1 = KeyedHmac<Sha1Digest>;     //!< HMAC-SHA1
using HmacSha256 = KeyedHmac<Sha256Digest>; //!< HMAC-SHA256

/// \return HMAC-SHA1(key, data) in one call
Sha1Digest ComputeHmacSha1(const uint8_t* key,
                           std::size_t keySize,
                           const uint8_t* data,
                           std::size_t size);

/// \return HMAC-SHA256(key, data) in one call
Sha256Digest ComputeHmacSha256(const uint8_t* key,
                               std::size_t keySize,
                               const uint8_t* data,
                               std::size_t size);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_HMAC_H
