/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-stream-cipher.h"

#include <cryptopp/aes.h>
#include <cryptopp/misc.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr std::size_t BLOCK = 16;
constexpr std::size_t BATCH = 128; //!< Blocks per call of the library: a full segment in one go

/// Counter blocks first, first + 1, ... (in units of blocks); their upper halves are zero
void
FillCounters(uint8_t* counters, uint64_t first, std::size_t blocks)
{
    for (std::size_t i = 0; i < blocks; ++i, counters += BLOCK)
    {
        std::fill(counters, counters + 8, 0);
        CryptoPP::PutWord<CryptoPP::word64>(false, CryptoPP::BIG_ENDIAN_ORDER, counters + 8, (first + i) * BLOCK);
    }
}

} // namespace

struct StreamCipher::Impl
{
    std::array<uint8_t, 16> key;                       //!< Until the first octet
    std::optional<CryptoPP::AES::Encryption> aes;      //!< Keyed once, with the first octet

    /// The library's object takes 5 KB: a direction that never carries data goes without
    CryptoPP::AES::Encryption& Aes()
    {
        if (!aes)
        {
            aes.emplace(key.data(), key.size());
        }
        return *aes;
    }

    /// A block cut by the start or end of the data
    void CryptEdge(uint64_t block, std::size_t skip, uint8_t* data, std::size_t size)
    {
        alignas(16) uint8_t edge[BLOCK];
        FillCounters(edge, block, 1);
        Aes().ProcessBlock(edge);
        for (std::size_t i = 0; i < size; ++i)
        {
            data[i] ^= edge[skip + i];
        }
    }
};

StreamCipher::StreamCipher(const uint8_t* key)
    : m_impl(std::make_unique<Impl>())
{
    std::copy(key, key + m_impl->key.size(), m_impl->key.begin());
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
    alignas(16) uint8_t counters[BATCH * BLOCK];
    while (size >= BLOCK)
    {
        std::size_t blocks = std::min(size / BLOCK, BATCH);
        FillCounters(counters, block, blocks);
        m_impl->Aes().AdvancedProcessBlocks(counters,
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
