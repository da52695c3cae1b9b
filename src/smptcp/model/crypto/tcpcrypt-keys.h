/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_KEYS_H
#define TCPCRYPT_KEYS_H

#include "smptcp-hmac.h"

#include "ns3/tcpcrypt-init.h"

#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-crypto
 * tcpcrypt's key schedules, forms A and B (tcpcrypt.md section 5), and the keys of V-SUBKEY (smptcp.md section 10).
 */

namespace ns3
{
namespace smptcp
{

/// A key of one direction: 40 octets in form A, 32 in form B
using TcpcryptKey = std::vector<uint8_t>;
/// ss[i], SID[i] and mk: 20 octets in form A, 32 in form B
using TcpcryptSecret = std::vector<uint8_t>;

/// What a session secret ss[i] yields. C sends with kec, kac and kgc, S with kes, kas and kgs.
struct TcpcryptKeys
{
    TcpcryptSecret sid; //!< Session id
    TcpcryptSecret mk;  //!< Master key
    TcpcryptKey kec;    //!< Encryption C -> S (AES key: first 16 octets)
    TcpcryptKey kac;    //!< MAC C -> S
    TcpcryptKey kes;    //!< Encryption S -> C
    TcpcryptKey kas;    //!< MAC S -> C
    TcpcryptKey kgc;    //!< Form B: acknowledgments C -> S (AES key: first 16 octets)
    TcpcryptKey kgs;    //!< Form B: acknowledgments S -> C
};

/**
 * Form A: ss[0] = PRF(N_S, K_C | pub-list | sym-list | sym-choice | N_C).
 * \param ns N_S, 16 octets
 * \param pkconf the list of PKCONF as it was on the wire
 * \param init1 the INIT1 message
 * \param choice the symmetric entry of INIT2
 */
TcpcryptSecret DeriveSessionSecret(const std::vector<uint8_t>& ns,
                                   const std::vector<PublicCipher>& pkconf,
                                   const Init1Message& init1,
                                   const SymmetricCipher& choice);

/**
 * Form B: ss[0] = HMAC-SHA256(N_C, count | pub-list | INIT1 | INIT2 | PMS).
 * \param nc N_C, 32 octets
 * \param pkconf the list of PKCONF as it was on the wire
 * \param init1 the payload of INIT1 as it was on the wire
 * \param init2 the payload of INIT2 as it was on the wire
 * \param pms what only the two ends know: the x coordinate of the shared point, or N_S under RSA
 */
TcpcryptSecret DeriveSessionSecretB(const std::vector<uint8_t>& nc,
                                    const std::vector<PublicCipher>& pkconf,
                                    const std::vector<uint8_t>& init1,
                                    const std::vector<uint8_t>& init2,
                                    const std::vector<uint8_t>& pms);

/// \return ss[i+1]; the form is known by the length of \p ss
TcpcryptSecret DeriveNextSecret(const TcpcryptSecret& ss);

/**
 * \param ss a session secret; the form is known by its length
 * \param application who announced application support: 1 role C, 2 role S, their sum both. Enters form B's keys.
 * \return all its keys
 */
TcpcryptKeys DeriveKeys(const TcpcryptSecret& ss, uint8_t application = 0);

/**
 * V-SUBKEY: HMAC-SHA1(key, "SMPTCP subflow" | R_X | R_Y | 01), then the same with 02 (smptcp.md section 10).
 * \param key kec, kes, kac or kas of the connection
 * \param subflowTag R_X || R_Y of the JOIN
 * \return that key of the joined subflow, 40 octets
 */
TcpcryptKey DeriveSubflowKey(const TcpcryptKey& key, uint64_t subflowTag);

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_KEYS_H
