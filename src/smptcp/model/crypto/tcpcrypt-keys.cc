/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-keys.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

/// Tags of the PRF, as the daemon of the time numbers them
enum Tag : uint8_t
{
    SESSID = 0,
    NEXTK = 1,
    REKEY = 2,
    KEC = 3,
    KAC = 4,
    KES = 5,
    KAS = 6,
};

Sha1Digest
Prf(const Sha1Digest& key, Tag tag)
{
    const uint8_t data[4] = {0, 0, 0, tag};
    return ComputeHmacSha1(key.data(), key.size(), data, sizeof(data));
}

TcpcryptKey
ExpandKey(const Sha1Digest& mk, Tag tag)
{
    TcpcryptKey key;
    auto out = key.begin();
    for (uint8_t counter : {1, 2})
    {
        const uint8_t data[5] = {0, 0, 0, tag, counter};
        Sha1Digest half = ComputeHmacSha1(mk.data(), mk.size(), data, sizeof(data));
        out = std::copy(half.begin(), half.end(), out);
    }
    return key;
}

} // namespace

TcpcryptSecret
DeriveSessionSecret(const std::array<uint8_t, TCPCRYPT_NONCE_OCTETS>& ns,
                    const std::vector<PublicCipher>& pkconf,
                    const Init1Message& init1,
                    const SymmetricCipher& choice)
{
    HmacSha1 prf(ns.data(), ns.size());
    prf.Update(init1.publicKey.data(), init1.publicKey.size());
    for (const auto& cipher : pkconf)
    {
        const uint8_t entry[3] = {cipher.algorithm, cipher.minSize, cipher.maxSize};
        prf.Update(entry, sizeof(entry));
    }
    for (const auto& entry : init1.symmetricCiphers)
    {
        prf.Update(entry.data(), entry.size());
    }
    prf.Update(choice.data(), choice.size());
    prf.Update(init1.nonce.data(), init1.nonce.size());
    return prf.Final();
}

TcpcryptSecret
DeriveNextSecret(const TcpcryptSecret& ss)
{
    return Prf(ss, NEXTK);
}

TcpcryptKeys
DeriveKeys(const TcpcryptSecret& ss)
{
    TcpcryptKeys keys;
    keys.sid = Prf(ss, SESSID);
    keys.mk = Prf(ss, REKEY);
    keys.kec = ExpandKey(keys.mk, KEC);
    keys.kac = ExpandKey(keys.mk, KAC);
    keys.kes = ExpandKey(keys.mk, KES);
    keys.kas = ExpandKey(keys.mk, KAS);
    return keys;
}

} // namespace smptcp
} // namespace ns3
