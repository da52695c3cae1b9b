/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_KEYS_H
#define TCPCRYPT_KEYS_H

#include "smptcp-hmac.h"

#include "ns3/tcpcrypt-init.h"

#include <array>
#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * tcpcrypt's key schedule, form A (tcpcrypt.md section 5).
 */

namespace ns3
{
namespace smptcp
{

/// kec, kac, kes, kas: 40 octets each
using TcpcryptKey = std::array<uint8_t, 40>;
/// ss[i], SID[i] and mk: 20 octets each
using TcpcryptSecret = Sha1Digest;

/// What a session secret ss[i] yields. C sends with kec and kac, S with kes and kas.
struct TcpcryptKeys
{
    TcpcryptSecret sid{}; //!< Session id
    TcpcryptSecret mk{};  //!< Master key
    TcpcryptKey kec{};    //!< Encryption C -> S (AES key: first 16 octets)
    TcpcryptKey kac{};    //!< MAC C -> S
    TcpcryptKey kes{};    //!< Encryption S -> C
    TcpcryptKey kas{};    //!< MAC S -> C
};

/**
 * ss[0] = PRF(N_S, K_C | pub-list | sym-list | sym-choice | N_C).
 * \param ns N_S, 16 octets
 * \param pkconf the list of PKCONF as it was on the wire
 * \param init1 the INIT1 message
 * \param choice the symmetric entry of INIT2
 */
TcpcryptSecret DeriveSessionSecret(const std::array<uint8_t, TCPCRYPT_NONCE_OCTETS>& ns,
                                   const std::vector<PublicCipher>& pkconf,
                                   const Init1Message& init1,
                                   const SymmetricCipher& choice);

/// \return ss[i+1] = PRF(ss[i], NEXTK)
TcpcryptSecret DeriveNextSecret(const TcpcryptSecret& ss);

/// \return all keys of the session secret \p ss
TcpcryptKeys DeriveKeys(const TcpcryptSecret& ss);

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_KEYS_H
