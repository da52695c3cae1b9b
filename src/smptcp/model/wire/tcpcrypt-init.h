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
 * The payloads of tcpcrypt's INIT1 and INIT2, form A (tcpcrypt.md section 4).
 */

namespace ns3
{
namespace smptcp
{

/// A symmetric entry, 4 octets: 0, cipher, 0, MAC (tcpcrypt.md section 2)
using SymmetricCipher = std::array<uint8_t, 4>;

constexpr std::size_t TCPCRYPT_NONCE_OCTETS = 16; //!< N_C and N_S of form A

/// INIT1: sent by role C
struct Init1Message
{
    std::vector<SymmetricCipher> symmetricCiphers;          //!< sym-list
    std::array<uint8_t, TCPCRYPT_NONCE_OCTETS> nonce{};     //!< N_C
    PublicCipher publicCipher;                              //!< The chosen public entry
    std::vector<uint8_t> publicKey;                         //!< K_C: RSA modulus, big-endian, no leading zero

    /// \return no value unless the type is 0x0001, the nonce is 16 octets and lengths add up to \p size exactly
    static std::optional<Init1Message> Parse(const uint8_t* data, std::size_t size);
    /// \return the payload, 8 + 4n + 16 + 4 + k octets
    std::vector<uint8_t> Serialize() const;
};

/// INIT2: sent by role S
struct Init2Message
{
    SymmetricCipher symmetricCipher{}; //!< sym-choice
    std::vector<uint8_t> ciphertext;   //!< RSA-OAEP of N_S under K_C

    /// \return no value unless the type is 0x0002 and lengths add up to \p size exactly
    static std::optional<Init2Message> Parse(const uint8_t* data, std::size_t size);
    /// \return the payload, 8 + c octets
    std::vector<uint8_t> Serialize() const;
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_INIT_H
