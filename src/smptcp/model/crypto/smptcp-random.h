/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RANDOM_H
#define SMPTCP_RANDOM_H

#include <cstddef>
#include <cstdint>

/**
 * \file
 * \ingroup smptcp-crypto
 * Where the cryptography takes its random octets from.
 */

/**
 * \defgroup smptcp-crypto Cryptography
 * \ingroup smptcp
 * Key schedules, segment MAC, cipher and HMACs over Crypto++. No sockets, no simulator.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-crypto
 * A source of random octets. In a simulation it is fed by an ns-3 random stream, so that the same seed gives
 * the same keys and the same pcap.
 */
class RandomSource
{
  public:
    virtual ~RandomSource() = default;
    /// Fill \p size octets at \p out.
    virtual void Fill(uint8_t* out, std::size_t size) = 0;
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_RANDOM_H
