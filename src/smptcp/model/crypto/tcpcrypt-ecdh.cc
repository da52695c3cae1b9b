/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-ecdh.h"

#include "smptcp-library-random.h"

#include <cryptopp/eccrypto.h>
#include <cryptopp/oids.h>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t UNCOMPRESSED = 4; //!< First octet of such a point

using Domain = CryptoPP::ECDH<CryptoPP::ECP>::Domain;

Domain
MakeDomain()
{
    return Domain(CryptoPP::ASN1::secp256r1());
}

} // namespace

EcdhKeyPair::EcdhKeyPair(RandomSource& random)
{
    Domain domain = MakeDomain();
    m_secret.resize(domain.PrivateKeyLength());
    m_point.resize(domain.PublicKeyLength());
    LibraryRandom rng(random);
    domain.GenerateKeyPair(rng, m_secret.data(), m_point.data());
}

const std::vector<uint8_t>&
EcdhKeyPair::Point() const
{
    return m_point;
}

std::optional<std::vector<uint8_t>>
EcdhKeyPair::Agree(const std::vector<uint8_t>& point) const
{
    if (point.size() != P256_POINT_OCTETS || point.front() != UNCOMPRESSED)
    {
        return std::nullopt;
    }
    Domain domain = MakeDomain();
    std::vector<uint8_t> x(domain.AgreedValueLength());
    try
    {
        if (!domain.Agree(x.data(), m_secret.data(), point.data()))
        {
            return std::nullopt;
        }
    }
    catch (const CryptoPP::Exception&)
    {
        return std::nullopt; // the library's other way to say that the point is not on the curve
    }
    return x;
}

} // namespace smptcp
} // namespace ns3
