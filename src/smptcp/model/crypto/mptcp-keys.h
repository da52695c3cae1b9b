/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_KEYS_H
#define MPTCP_KEYS_H

#include "smptcp-hmac.h"

#include "ns3/mptcp-options.h"

#include <array>
#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * Tokens, initial data sequence numbers and HMACs of MPTCP (RFC 6824 and RFC 8684, 3.1, 3.2) and of SMPTCP (smptcp.md
 * 2.2, 6.2, 7.2). All share the formulas. The version chooses the hash: SHA-1 in version 0 and SMPTCP, SHA-256 in
 * version 1. Only the keys differ between MPTCP and SMPTCP: Key A / Key B there, kac / kas here.
 */

namespace ns3
{
namespace smptcp
{

/// \return the 32 most significant bits of hash(key), key as 8 octets big-endian
uint32_t MptcpToken(uint64_t key, MptcpVersion version);

/// \return the 64 least significant bits of hash(key): IDSN of MPTCP
uint64_t MptcpIdsn(uint64_t key, MptcpVersion version);

/**
 * \param macKey kac for A, kas for B
 * \param sid the session id
 * \param sidOctets its leftmost octets that enter: 20, or 8 as on the slides (D-14)
 * \return the 64 least significant bits of SHA-1(mac key || SID), the IDSN of SMPTCP
 */
uint64_t SmptcpIdsn(const std::vector<uint8_t>& macKey,
                    const std::vector<uint8_t>& sid,
                    std::size_t sidOctets = 20);

/// \return \p key as 8 octets, big-endian
std::vector<uint8_t> KeyOctets(uint64_t key);

/// HMAC of MP_JOIN as the third ACK carries it, 160 bits: HMAC-SHA1 whole or HMAC-SHA256 cut
using JoinHmacOctets = std::array<uint8_t, 20>;

/**
 * \return the leftmost 160 bits of HMAC(keyFirst || keySecond, nonceFirst || nonceSecond), "first" = the side that
 *         computes it. The SYN/ACK carries the leftmost 64 bits of Y's, the third ACK the 160 of X's.
 */
JoinHmacOctets JoinHmac(const std::vector<uint8_t>& keyFirst,
                        const std::vector<uint8_t>& keySecond,
                        uint32_t nonceFirst,
                        uint32_t nonceSecond,
                        MptcpVersion version);

/// \return the leftmost 64 bits of an HMAC
uint64_t Leftmost64(const JoinHmacOctets& hmac);

/**
 * \return rightmost 64 bits of the whole HMAC(keySender || keyReceiver, id || address || port), port 0 when absent
 *         (smptcp.md 7.2, RFC 8684, 3.4.1)
 */
uint64_t AddAddrHmac64(const std::vector<uint8_t>& keySender,
                       const std::vector<uint8_t>& keyReceiver,
                       uint8_t addressId,
                       const WireAddress& address,
                       uint16_t port,
                       MptcpVersion version);

/**
 * SMPTCP's MP_FASTCLOSE carries no key but the proof of having both (smptcp.md 7.5).
 * \param keySender kac or kas, the one with which the sender sends
 * \param keyReceiver the other
 * \param receiverToken token of the receiver
 * \return rightmost 64 bits of HMAC-SHA1(keySender || keyReceiver, "SMPTCP fastclose" || token)
 */
uint64_t SmptcpFastcloseHmac64(const std::vector<uint8_t>& keySender,
                               const std::vector<uint8_t>& keyReceiver,
                               uint32_t receiverToken);

/**
 * The HMAC of a JOIN SYN in the variant V-SYNHMAC (smptcp.md section 10).
 * \param keySender kac or kas of X, the sender of the SYN
 * \param keyReceiver the other
 * \param receiverToken token of the receiver
 * \param nonce R_X
 * \return leftmost 64 bits of HMAC-SHA1(keySender || keyReceiver, "SMPTCP join" || token || R_X)
 */
uint64_t JoinSynHmac64(const std::vector<uint8_t>& keySender,
                             const std::vector<uint8_t>& keyReceiver,
                             uint32_t receiverToken,
                             uint32_t nonce);

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_KEYS_H
