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

Sha1Digest
Sha1(const uint8_t* data, std::size_t size)
{
    Sha1Digest digest;
    CryptoPP::SHA1().CalculateDigest(digest.data(), data, size);
    return digest;
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
    HmacSha1 hmac(key, keySize);
    hmac.Update(data, size);
    return hmac.Final();
}

} // namespace smptcp
} // namespace ns3
