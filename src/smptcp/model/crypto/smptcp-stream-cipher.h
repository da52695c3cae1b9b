/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_STREAM_CIPHER_H
#define SMPTCP_STREAM_CIPHER_H

#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * \file
 * \ingroup smptcp-crypto
 * AES-128 in counter mode, indexed by position (tcpcrypt.md section 7, clean form) or by DSN (smptcp.md 5.3).
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-crypto
 * The keystream of one direction. The keystream octet of index i is octet i mod 16 of
 * AES(key, 8 zero octets | i with its low four bits cleared, big-endian). The index of tcpcrypt is the
 * position in the stream (SYN = 0), that of SMPTCP the 64-bit DSN.
 */
class StreamCipher
{
  public:
    /// \param key 16 octets
    explicit StreamCipher(const uint8_t* key);
    ~StreamCipher();
    StreamCipher(StreamCipher&&) noexcept;
    StreamCipher& operator=(StreamCipher&&) noexcept;

    /**
     * Encrypt or decrypt in place.
     * \param index index of the first octet
     * \param data octets
     * \param size number of octets
     */
    void Crypt(uint64_t index, uint8_t* data, std::size_t size);

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl; //!< The library's object
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_STREAM_CIPHER_H
