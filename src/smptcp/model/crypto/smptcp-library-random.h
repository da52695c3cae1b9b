/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_LIBRARY_RANDOM_H
#define SMPTCP_LIBRARY_RANDOM_H

#include "smptcp-random.h"

#include <cryptopp/cryptlib.h>

/**
 * \file
 * \ingroup smptcp-crypto
 * Random octets for Crypto++. Included by the sources that call it, never by a header.
 */

namespace ns3
{
namespace smptcp
{

/// The library's view of a RandomSource. Nothing of the machine's own randomness enters.
class LibraryRandom : public CryptoPP::RandomNumberGenerator
{
  public:
    explicit LibraryRandom(RandomSource& source)
        : m_source(source)
    {
    }

    void GenerateBlock(CryptoPP::byte* output, size_t size) override
    {
        m_source.Fill(output, size);
    }

  private:
    RandomSource& m_source;
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_LIBRARY_RANDOM_H
