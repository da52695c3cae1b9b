/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_ECDH_H
#define TCPCRYPT_ECDH_H

#include "smptcp-random.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * Diffie-Hellman over the curve P-256, as tcpcrypt's form B uses it.
 */

namespace ns3
{
namespace smptcp
{

constexpr std::size_t P256_POINT_OCTETS = 65; //!< An uncompressed point: 04, x, y

/**
 * \ingroup smptcp-crypto
 * An ephemeral key pair, made for one exchange.
 */
class EcdhKeyPair
{
  public:
    /// \param random where the secret comes from; the same octets give the same pair
    explicit EcdhKeyPair(RandomSource& random);

    /// \return the public point, uncompressed, 65 octets
    const std::vector<uint8_t>& Point() const;
    /**
     * \param point the peer's public point, uncompressed
     * \return the x coordinate of the shared point, 32 octets; no value when \p point is not on the curve
     */
    std::optional<std::vector<uint8_t>> Agree(const std::vector<uint8_t>& point) const;

  private:
    std::vector<uint8_t> m_secret; //!< The secret number, big-endian
    std::vector<uint8_t> m_point;  //!< The public point
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_ECDH_H
