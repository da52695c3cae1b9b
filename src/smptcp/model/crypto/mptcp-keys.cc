/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-keys.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace smptcp
{

namespace
{

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

/// \return \p label in ASCII, then the integers with 4 octets each
Octets
Labelled(const std::string& label, std::initializer_list<uint32_t> integers)
{
    Octets octets(label.begin(), label.end());
    for (uint32_t integer : integers)
    {
        octets.resize(octets.size() + 4);
        WriteBig(octets.data() + octets.size() - 4, integer, 4);
    }
    return octets;
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
SmptcpIdsn(const std::vector<uint8_t>& macKey, const std::vector<uint8_t>& sid, std::size_t sidOctets)
{
    Octets input = macKey;
    std::size_t taken = std::min(sidOctets, sid.size());
    input.insert(input.end(), sid.begin(), sid.begin() + static_cast<std::ptrdiff_t>(taken));
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

uint64_t
SmptcpFastcloseHmac64(const std::vector<uint8_t>& keySender,
                      const std::vector<uint8_t>& keyReceiver,
                      uint32_t receiverToken)
{
    return Rightmost64(Hmac(Concatenate(keySender, keyReceiver),
                            Labelled("SMPTCP fastclose", {receiverToken}),
                            MptcpVersion::V0));
}

uint64_t
JoinSynHmac64(const std::vector<uint8_t>& keySender,
                    const std::vector<uint8_t>& keyReceiver,
                    uint32_t receiverToken,
                    uint32_t nonce)
{
    Octets whole = Hmac(Concatenate(keySender, keyReceiver),
                        Labelled("SMPTCP join", {receiverToken, nonce}),
                        MptcpVersion::V0);
    return ReadBig(whole.data(), 8);
}

} // namespace smptcp
} // namespace ns3
