/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_KEYS_H
#define MPTCP_KEYS_H

#include "smptcp-hmac.h"

#include "ns3/mptcp-options.h"

#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * Tokens, initial data sequence numbers and HMACs of MPTCP v0 (RFC 6824, 3.1, 3.2) and of SMPTCP (smptcp.md 2.2,
 * 6.2, 7.2). Both share the formulas; only the keys differ: Key A / Key B there, kac / kas here.
 */

namespace ns3
{
namespace smptcp
{

/// \return the 32 most significant bits of SHA-1(key), key as 8 octets big-endian
uint32_t MptcpToken(uint64_t key);

/// \return the 64 least significant bits of SHA-1(key): IDSN of MPTCP v0
uint64_t MptcpIdsn(uint64_t key);

/// \return the 64 least significant bits of SHA-1(mac key || SID), the IDSN of SMPTCP; kac for A, kas for B
uint64_t SmptcpIdsn(const uint8_t* macKey40, const Sha1Digest& sid);

/// \return \p key as 8 octets, big-endian
std::vector<uint8_t> KeyOctets(uint64_t key);

/**
 * HMAC of MP_JOIN: HMAC-SHA1(keyFirst || keySecond, nonceFirst || nonceSecond), "first" = the side that
 * computes it. The SYN/ACK carries the leftmost 64 bits of Y's, the third ACK all of X's.
 */
Sha1Digest JoinHmac(const std::vector<uint8_t>& keyFirst,
                    const std::vector<uint8_t>& keySecond,
                    uint32_t nonceFirst,
                    uint32_t nonceSecond);

/// \return the leftmost 64 bits of a digest
uint64_t Leftmost64(const Sha1Digest& digest);

/**
 * \return last 64 bits of HMAC-SHA1(keySender || keyReceiver, id || address || port), port 0 when absent
 *         (smptcp.md 7.2, RFC 8684, 3.4.1)
 */
uint64_t AddAddrHmac64(const std::vector<uint8_t>& keySender,
                       const std::vector<uint8_t>& keyReceiver,
                       uint8_t addressId,
                       const WireAddress& address,
                       uint16_t port);

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_KEYS_H
