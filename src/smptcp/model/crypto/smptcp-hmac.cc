/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-hmac.h"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace ns3
{
namespace smptcp
{

namespace
{

/// The library's hash of that digest
template <typename Digest>
struct LibraryHash;

template <>
struct LibraryHash<Sha1Digest>
{
    using Type = CryptoPP::SHA1;
};

template <>
struct LibraryHash<Sha256Digest>
{
    using Type = CryptoPP::SHA256;
};

/// \return what \p function (a hash, or a keyed HMAC) makes of \p size octets
template <typename Digest, typename Function>
Digest
DigestOf(Function&& function, const uint8_t* data, std::size_t size)
{
    Digest digest;
    function.CalculateDigest(digest.data(), data, size);
    return digest;
}

} // namespace

template <typename Digest>
struct KeyedHmac<Digest>::Impl
{
    CryptoPP::HMAC<typename LibraryHash<Digest>::Type> hmac; //!< Keyed once; Final() readies it for the next message
};

template <typename Digest>
KeyedHmac<Digest>::KeyedHmac(const uint8_t* key, std::size_t keySize)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->hmac.SetKey(key, keySize);
}

template <typename Digest>
KeyedHmac<Digest>::~KeyedHmac() = default;
template <typename Digest>
KeyedHmac<Digest>::KeyedHmac(KeyedHmac&&) noexcept = default;
template <typename Digest>
KeyedHmac<Digest>& KeyedHmac<Digest>::operator=(KeyedHmac&&) noexcept = default;

template <typename Digest>
void
KeyedHmac<Digest>::Update(const uint8_t* data, std::size_t size)
{
    m_impl->hmac.Update(data, size);
}

template <typename Digest>
Digest
KeyedHmac<Digest>::Final()
{
    Digest digest;
    m_impl->hmac.Final(digest.data());
    return digest;
}

template class KeyedHmac<Sha1Digest>;
template class KeyedHmac<Sha256Digest>;

Sha1Digest
Sha1(const uint8_t* data, std::size_t size)
{
    return DigestOf<Sha1Digest>(CryptoPP::SHA1(), data, size);
}

Sha256Digest
Sha256(const uint8_t* data, std::size_t size)
{
    return DigestOf<Sha256Digest>(CryptoPP::SHA256(), data, size);
}

Sha1Digest
ComputeHmacSha1(const uint8_t* key, std::size_t keySize, const uint8_t* data, std::size_t size)
{
    return DigestOf<Sha1Digest>(CryptoPP::HMAC<CryptoPP::SHA1>(key, keySize), data, size);
}

Sha256Digest
ComputeHmacSha256(const uint8_t* key, std::size_t keySize, const uint8_t* data, std::size_t size)
{
    return DigestOf<Sha256Digest>(CryptoPP::HMAC<CryptoPP::SHA256>(key, keySize), data, size);
}

} // namespace smptcp
} // namespace ns3
