/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_INIT_H
#define TCPCRYPT_INIT_H

#include "tcpcrypt-options.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-wire
 * The payloads of tcpcrypt's INIT1 and INIT2, forms A and B (tcpcrypt.md section 4).
 */

namespace ns3
{
namespace smptcp
{

/// A symmetric entry, 4 octets: 0, cipher, 0, MAC in form A, one identifier in form B (tcpcrypt.md section 2)
using SymmetricCipher = std::array<uint8_t, 4>;

constexpr std::size_t TCPCRYPT_NONCE_OCTETS = 16;   //!< N_C and N_S of form A
constexpr std::size_t TCPCRYPT_NONCE_OCTETS_B = 32; //!< N_C of form B, and its N_S with ECDHE

/// INIT1: sent by role C
struct Init1Message
{
    std::vector<SymmetricCipher> symmetricCiphers;          //!< sym-list
    std::vector<uint8_t> nonce;                             //!< N_C: 16 octets in form A, 32 in form B
    PublicCipher publicCipher;                              //!< The chosen public entry
    std::vector<uint8_t> publicKey;                         //!< K_C: RSA modulus without leading zero, or uncompressed point

    /// \return no value unless type (and form A's nonce length) are right and lengths add up to \p size exactly
    static std::optional<Init1Message> Parse(const uint8_t* data,
                                             std::size_t size,
                                             TcpcryptForm form = TcpcryptForm::A);
    /// \return the payload: 8 + 4n + 16 + 4 + k octets in form A, 16 + 4n + 32 + k in form B
    std::vector<uint8_t> Serialize(TcpcryptForm form = TcpcryptForm::A) const;
};

/// INIT2: sent by role S
struct Init2Message
{
    SymmetricCipher symmetricCipher{}; //!< sym-choice
    std::vector<uint8_t> ciphertext;   //!< RSA-OAEP of N_S under K_C; form B's ECDHE: 32, N_S, point

    /// \return no value unless the type is right and lengths add up to \p size exactly
    static std::optional<Init2Message> Parse(const uint8_t* data,
                                             std::size_t size,
                                             TcpcryptForm form = TcpcryptForm::A);
    /// \return the payload: 8 + c octets in form A, 12 + c in form B
    std::vector<uint8_t> Serialize(TcpcryptForm form = TcpcryptForm::A) const;
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_INIT_H
