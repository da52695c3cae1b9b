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
 * AES-128 in counter mode, indexed by position (tcpcrypt.md section 7, clean form), by DSN (smptcp.md 5.3) or as the
 * public daemon does it.
 */

namespace ns3
{
namespace smptcp
{

/// How counter blocks follow each other (tcpcrypt.md section 7)
enum class CounterForm : uint8_t
{
    CLEAN,  //!< By index alone
    DAEMON, //!< As the public daemon on x86-64: little-endian, and blocks of one call are 2^24 apart
};

/**
 * \ingroup smptcp-crypto
 * The keystream of one direction.
 *
 * Clean form: the keystream octet of index i is octet i mod 16 of AES(key, 8 zero octets | i with its low four bits
 * cleared, big-endian). The index of tcpcrypt is the position in the stream (SYN = 0), that of SMPTCP the 64-bit DSN.
 *
 * Daemon form: the index is the wire sequence number s of the segment. Block j of the call is
 * AES(key, 8 zero octets | (s with its low four bits cleared) + j * 2^24, little-endian), and the first s mod 16
 * octets are skipped. An octet's keystream so depends on where its segment starts, and repeats after 16 MiB.
 */
class StreamCipher
{
  public:
    /// \param key 16 octets \param form how blocks follow each other
    explicit StreamCipher(const uint8_t* key, CounterForm form = CounterForm::CLEAN);
    ~StreamCipher();
    StreamCipher(StreamCipher&&) noexcept;
    StreamCipher& operator=(StreamCipher&&) noexcept;

    /**
     * Encrypt or decrypt in place.
     * \param index index of the first octet; daemon form: sequence number of the segment whose payload \p data is
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
