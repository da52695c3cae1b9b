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

struct HmacSha1::Impl
{
    CryptoPP::HMAC<CryptoPP::SHA1> hmac; //!< Keyed once; Final() readies it for the next message
};

namespace
{

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

HmacSha1::HmacSha1(const uint8_t* key, std::size_t keySize)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->hmac.SetKey(key, keySize);
}

HmacSha1::~HmacSha1() = default;
HmacSha1::HmacSha1(HmacSha1&&) noexcept = default;
HmacSha1& HmacSha1::operator=(HmacSha1&&) noexcept = default;

void
HmacSha1::Update(const uint8_t* data, std::size_t size)
{
    m_impl->hmac.Update(data, size);
}

Sha1Digest
HmacSha1::Final()
{
    Sha1Digest digest;
    m_impl->hmac.Final(digest.data());
    return digest;
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
