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

constexpr std::size_t FORM_B_SECRET_OCTETS = 32;

/// Tags of form A's PRF, as the daemon of the time numbers them
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

/// Tags of form B
enum TagB : uint8_t
{
    NEXTK_B = 1,
    SESSID_B = 2,
    REKEY_B = 3,
    PRK_C = 4,
    PRK_S = 5,
    ENC = 6,
    MAC = 7,
    ACK = 8,
};

bool
IsFormB(const TcpcryptSecret& secret)
{
    return secret.size() == FORM_B_SECRET_OCTETS;
}

TcpcryptSecret
Prf(const TcpcryptSecret& key, Tag tag)
{
    const uint8_t data[4] = {0, 0, 0, tag};
    Sha1Digest digest = ComputeHmacSha1(key.data(), key.size(), data, sizeof(data));
    return {digest.begin(), digest.end()};
}

/// \return two digests over \p input, which ends in the counters 1 and 2: 40 octets
TcpcryptKey
ExpandTwice(const std::vector<uint8_t>& key, std::vector<uint8_t> input)
{
    TcpcryptKey expanded;
    for (uint8_t counter : {1, 2})
    {
        input.back() = counter;
        Sha1Digest half = ComputeHmacSha1(key.data(), key.size(), input.data(), input.size());
        expanded.insert(expanded.end(), half.begin(), half.end());
    }
    return expanded;
}

TcpcryptKey
ExpandKey(const TcpcryptSecret& mk, Tag tag)
{
    return ExpandTwice(mk, {0, 0, 0, tag, 0});
}

/// Form B's E(key, info): the first block of HKDF's expansion (RFC 5869, 2.3)
TcpcryptSecret
ExpandB(const TcpcryptSecret& key, std::vector<uint8_t> info)
{
    info.push_back(1);
    Sha256Digest digest = ComputeHmacSha256(key.data(), key.size(), info.data(), info.size());
    return {digest.begin(), digest.end()};
}

TcpcryptKeys
DeriveKeysB(const TcpcryptSecret& ss, uint8_t application)
{
    TcpcryptKeys keys;
    keys.sid = ExpandB(ss, {SESSID_B});
    keys.mk = ExpandB(ss, {REKEY_B, application});
    TcpcryptSecret prkC = ExpandB(keys.mk, {PRK_C});
    TcpcryptSecret prkS = ExpandB(keys.mk, {PRK_S});
    keys.kec = ExpandB(prkC, {ENC});
    keys.kac = ExpandB(prkC, {MAC});
    keys.kgc = ExpandB(prkC, {ACK});
    keys.kes = ExpandB(prkS, {ENC});
    keys.kas = ExpandB(prkS, {MAC});
    keys.kgs = ExpandB(prkS, {ACK});
    return keys;
}

template <typename Digest>
void
FeedPublicList(KeyedHmac<Digest>& hmac, const std::vector<PublicCipher>& pkconf)
{
    for (const auto& cipher : pkconf)
    {
        const uint8_t entry[3] = {cipher.algorithm, cipher.minSize, cipher.maxSize};
        hmac.Update(entry, sizeof(entry));
    }
}

} // namespace

TcpcryptSecret
DeriveSessionSecret(const std::vector<uint8_t>& ns,
                    const std::vector<PublicCipher>& pkconf,
                    const Init1Message& init1,
                    const SymmetricCipher& choice)
{
    HmacSha1 prf(ns.data(), ns.size());
    prf.Update(init1.publicKey.data(), init1.publicKey.size());
    FeedPublicList(prf, pkconf);
    for (const auto& entry : init1.symmetricCiphers)
    {
        prf.Update(entry.data(), entry.size());
    }
    prf.Update(choice.data(), choice.size());
    prf.Update(init1.nonce.data(), init1.nonce.size());
    Sha1Digest digest = prf.Final();
    return {digest.begin(), digest.end()};
}

TcpcryptSecret
DeriveSessionSecretB(const std::vector<uint8_t>& nc,
                     const std::vector<PublicCipher>& pkconf,
                     const std::vector<uint8_t>& init1,
                     const std::vector<uint8_t>& init2,
                     const std::vector<uint8_t>& pms)
{
    HmacSha256 extract(nc.data(), nc.size());
    auto count = static_cast<uint8_t>(pkconf.size());
    extract.Update(&count, 1);
    FeedPublicList(extract, pkconf);
    for (const auto* part : {&init1, &init2, &pms})
    {
        extract.Update(part->data(), part->size());
    }
    Sha256Digest digest = extract.Final();
    return {digest.begin(), digest.end()};
}

TcpcryptSecret
DeriveNextSecret(const TcpcryptSecret& ss)
{
    return IsFormB(ss) ? ExpandB(ss, {NEXTK_B}) : Prf(ss, NEXTK);
}

TcpcryptKeys
DeriveKeys(const TcpcryptSecret& ss, uint8_t application)
{
    if (IsFormB(ss))
    {
        return DeriveKeysB(ss, application);
    }
    TcpcryptKeys keys;
    keys.sid = Prf(ss, SESSID);
    keys.mk = Prf(ss, REKEY);
    keys.kec = ExpandKey(keys.mk, KEC);
    keys.kac = ExpandKey(keys.mk, KAC);
    keys.kes = ExpandKey(keys.mk, KES);
    keys.kas = ExpandKey(keys.mk, KAS);
    return keys;
}

TcpcryptKey
DeriveSubflowKey(const TcpcryptKey& key, uint64_t subflowTag)
{
    static const char LABEL[] = "SMPTCP subflow";
    std::vector<uint8_t> input(LABEL, LABEL + sizeof(LABEL) - 1);
    input.resize(input.size() + 9);
    WriteBig(input.data() + input.size() - 9, subflowTag, 8);
    return ExpandTwice(key, input);
}

} // namespace smptcp
} // namespace ns3
