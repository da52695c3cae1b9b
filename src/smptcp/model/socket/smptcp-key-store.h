/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_KEY_STORE_H
#define SMPTCP_KEY_STORE_H

#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/smptcp-random.h"
#include "ns3/tcpcrypt-rsa.h"

#include <map>
#include <memory>

/**
 * \file
 * \ingroup smptcp-socket
 * RSA key pairs and the random octets of a simulation.
 */

namespace ns3
{
namespace smptcp
{

/// \ingroup smptcp-socket Random octets out of an ns-3 stream
class StreamRandomSource : public RandomSource
{
  public:
    StreamRandomSource();
    void Fill(uint8_t* out, std::size_t size) override;
    /// \param stream number of the ns-3 stream to use
    void SetStream(int64_t stream);
    /// \return a random 32-bit number
    uint32_t Next32();
    /// \return a random 64-bit number
    uint64_t Next64();

  private:
    Ptr<UniformRandomVariable> m_uniform; //!< The stream
};

} // namespace smptcp

/**
 * \ingroup smptcp-socket
 * RSA key pairs, made on first use from a stream of its own (smptcp.md 2.8). A key costs some 40 ms at 2048 bits, so
 * a script with many hosts hands one store to all of them.
 */
class SmptcpKeyStore : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * \param bits size of the modulus
     * \return the pair of that size, made now if need be
     */
    std::shared_ptr<const smptcp::RsaKeyPair> GetKeyPair(unsigned bits);

    /**
     * \param stream first stream number to use
     * \return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    smptcp::StreamRandomSource m_random;                                    //!< Where keys come from
    std::map<unsigned, std::shared_ptr<const smptcp::RsaKeyPair>> m_pairs; //!< By size
};

} // namespace ns3

#endif // SMPTCP_KEY_STORE_H
