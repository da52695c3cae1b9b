/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-keys.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr std::size_t MAC_KEY_OCTETS = 40;

std::vector<uint8_t>
Concatenate(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b)
{
    std::vector<uint8_t> both = a;
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

uint64_t
Rightmost64(const Sha1Digest& digest)
{
    return ReadBig(digest.data() + digest.size() - 8, 8);
}

} // namespace

std::vector<uint8_t>
KeyOctets(uint64_t key)
{
    std::vector<uint8_t> octets(8);
    WriteBig(octets.data(), key, 8);
    return octets;
}

uint32_t
MptcpToken(uint64_t key)
{
    auto octets = KeyOctets(key);
    return static_cast<uint32_t>(ReadBig(Sha1(octets.data(), octets.size()).data(), 4));
}

uint64_t
MptcpIdsn(uint64_t key)
{
    auto octets = KeyOctets(key);
    return Rightmost64(Sha1(octets.data(), octets.size()));
}

uint64_t
SmptcpIdsn(const uint8_t* macKey40, const Sha1Digest& sid)
{
    std::vector<uint8_t> input(macKey40, macKey40 + MAC_KEY_OCTETS);
    input.insert(input.end(), sid.begin(), sid.end());
    return Rightmost64(Sha1(input.data(), input.size()));
}

Sha1Digest
JoinHmac(const std::vector<uint8_t>& keyFirst,
         const std::vector<uint8_t>& keySecond,
         uint32_t nonceFirst,
         uint32_t nonceSecond)
{
    auto key = Concatenate(keyFirst, keySecond);
    uint8_t nonces[8];
    WriteBig(nonces, nonceFirst, 4);
    WriteBig(nonces + 4, nonceSecond, 4);
    return ComputeHmacSha1(key.data(), key.size(), nonces, sizeof(nonces));
}

uint64_t
Leftmost64(const Sha1Digest& digest)
{
    return ReadBig(digest.data(), 8);
}

uint64_t
AddAddrHmac64(const std::vector<uint8_t>& keySender,
              const std::vector<uint8_t>& keyReceiver,
              uint8_t addressId,
              const WireAddress& address,
              uint16_t port)
{
    auto key = Concatenate(keySender, keyReceiver);
    std::vector<uint8_t> input{addressId};
    input.insert(input.end(),
                 address.octets.begin(),
                 address.octets.begin() + static_cast<std::ptrdiff_t>(address.Size()));
    input.resize(input.size() + 2);
    WriteBig(input.data() + input.size() - 2, port, 2);
    return Rightmost64(ComputeHmacSha1(key.data(), key.size(), input.data(), input.size()));
}

} // namespace smptcp
} // namespace ns3
