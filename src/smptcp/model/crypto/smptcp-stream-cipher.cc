/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-stream-cipher.h"

#include "ns3/smptcp-octets.h"

#include <cryptopp/aes.h>

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr std::size_t BLOCK = 16;
constexpr std::size_t BATCH = 128; //!< Blocks per call of the library: a full segment in one go

} // namespace

struct StreamCipher::Impl
{
    CryptoPP::AES::Encryption aes;            //!< Keyed once
    alignas(16) uint8_t counters[BATCH * BLOCK]; //!< Counter blocks, upper halves stay zero
    alignas(16) uint8_t edge[BLOCK];             //!< A block cut by the start or end of the data

    /// Counter blocks first, first + 1, ... (in units of blocks)
    void FillCounters(uint64_t first, std::size_t blocks)
    {
        for (std::size_t i = 0; i < blocks; ++i)
        {
            WriteBig(counters + i * BLOCK + 8, (first + i) * BLOCK, 8);
        }
    }

    void CryptEdge(uint64_t block, std::size_t skip, uint8_t* data, std::size_t size)
    {
        FillCounters(block, 1);
        aes.ProcessBlock(counters, edge);
        for (std::size_t i = 0; i < size; ++i)
        {
            data[i] ^= edge[skip + i];
        }
    }
};

StreamCipher::StreamCipher(const uint8_t* key)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->aes.SetKey(key, 16);
    std::fill(std::begin(m_impl->counters), std::end(m_impl->counters), 0);
}

StreamCipher::~StreamCipher() = default;
StreamCipher::StreamCipher(StreamCipher&&) noexcept = default;
StreamCipher& StreamCipher::operator=(StreamCipher&&) noexcept = default;

void
StreamCipher::Crypt(uint64_t index, uint8_t* data, std::size_t size)
{
    std::size_t skip = index % BLOCK;
    uint64_t block = index / BLOCK;
    if (skip != 0)
    {
        std::size_t part = std::min(size, BLOCK - skip);
        m_impl->CryptEdge(block, skip, data, part);
        data += part;
        size -= part;
        ++block;
    }
    while (size >= BLOCK)
    {
        std::size_t blocks = std::min(size / BLOCK, BATCH);
        m_impl->FillCounters(block, blocks);
        m_impl->aes.AdvancedProcessBlocks(m_impl->counters,
                                          data,
                                          data,
                                          blocks * BLOCK,
                                          CryptoPP::BlockTransformation::BT_AllowParallel);
        data += blocks * BLOCK;
        size -= blocks * BLOCK;
        block += blocks;
    }
    if (size > 0)
    {
        m_impl->CryptEdge(block, 0, data, size);
    }
}

} // namespace smptcp
} // namespace ns3
