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

/// A digest of either version
using Octets = std::vector<uint8_t>;

template <typename Digest>
Octets
ToOctets(const Digest& digest)
{
    return {digest.begin(), digest.end()};
}

Octets
Hash(const Octets& data, MptcpVersion version)
{
    return version == MptcpVersion::V0 ? ToOctets(Sha1(data.data(), data.size()))
                                       : ToOctets(Sha256(data.data(), data.size()));
}

Octets
Hmac(const Octets& key, const Octets& data, MptcpVersion version)
{
    return version == MptcpVersion::V0
               ? ToOctets(ComputeHmacSha1(key.data(), key.size(), data.data(), data.size()))
               : ToOctets(ComputeHmacSha256(key.data(), key.size(), data.data(), data.size()));
}

uint64_t
Rightmost64(const Octets& digest)
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
MptcpToken(uint64_t key, MptcpVersion version)
{
    return static_cast<uint32_t>(ReadBig(Hash(KeyOctets(key), version).data(), 4));
}

uint64_t
MptcpIdsn(uint64_t key, MptcpVersion version)
{
    return Rightmost64(Hash(KeyOctets(key), version));
}

uint64_t
SmptcpIdsn(const uint8_t* macKey40, const Sha1Digest& sid)
{
    std::vector<uint8_t> input(macKey40, macKey40 + MAC_KEY_OCTETS);
    input.insert(input.end(), sid.begin(), sid.end());
    return Rightmost64(Hash(input, MptcpVersion::V0));
}

JoinHmacOctets
JoinHmac(const std::vector<uint8_t>& keyFirst,
         const std::vector<uint8_t>& keySecond,
         uint32_t nonceFirst,
         uint32_t nonceSecond,
         MptcpVersion version)
{
    Octets nonces(8);
    WriteBig(nonces.data(), nonceFirst, 4);
    WriteBig(nonces.data() + 4, nonceSecond, 4);
    Octets whole = Hmac(Concatenate(keyFirst, keySecond), nonces, version);
    JoinHmacOctets cut;
    std::copy_n(whole.begin(), cut.size(), cut.begin());
    return cut;
}

uint64_t
Leftmost64(const JoinHmacOctets& hmac)
{
    return ReadBig(hmac.data(), 8);
}

uint64_t
AddAddrHmac64(const std::vector<uint8_t>& keySender,
              const std::vector<uint8_t>& keyReceiver,
              uint8_t addressId,
              const WireAddress& address,
              uint16_t port,
              MptcpVersion version)
{
    std::vector<uint8_t> input{addressId};
    input.insert(input.end(),
                 address.octets.begin(),
                 address.octets.begin() + static_cast<std::ptrdiff_t>(address.Size()));
    input.resize(input.size() + 2);
    WriteBig(input.data() + input.size() - 2, port, 2);
    return Rightmost64(Hmac(Concatenate(keySender, keyReceiver), input, version));
}

} // namespace smptcp
} // namespace ns3
