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

constexpr uint64_t DAEMON_STEP = 1u << 24; //!< A 1 added at the wrong end of a 32-bit counter

/// Counter blocks \p counter, counter + step, ...; their upper halves are zero
void
FillCounters(uint8_t* blocks, uint64_t counter, uint64_t step, CryptoPP::ByteOrder order, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i, blocks += BLOCK)
    {
        std::fill(blocks, blocks + 8, 0);
        CryptoPP::PutWord<CryptoPP::word64>(false, order, blocks + 8, counter + i * step);
    }
}

} // namespace

struct StreamCipher::Impl
{
    std::array<uint8_t, 16> key;                       //!< Until the first octet
    std::optional<CryptoPP::AES::Encryption> aes;      //!< Keyed once, with the first octet
    uint64_t step;                                     //!< From one counter to the next
    CryptoPP::ByteOrder order;                         //!< Of the counter's octets

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
    void CryptEdge(uint64_t counter, std::size_t skip, uint8_t* data, std::size_t size)
    {
        alignas(16) uint8_t edge[BLOCK];
        FillCounters(edge, counter, step, order, 1);
        Aes().ProcessBlock(edge);
        for (std::size_t i = 0; i < size; ++i)
        {
            data[i] ^= edge[skip + i];
        }
    }
};

StreamCipher::StreamCipher(const uint8_t* key, CounterForm form)
    : m_impl(std::make_unique<Impl>())
{
    bool daemon = form == CounterForm::DAEMON;
    m_impl->step = daemon ? DAEMON_STEP : BLOCK;
    m_impl->order = daemon ? CryptoPP::LITTLE_ENDIAN_ORDER : CryptoPP::BIG_ENDIAN_ORDER;
    std::copy(key, key + m_impl->key.size(), m_impl->key.begin());
}

StreamCipher::~StreamCipher() = default;
StreamCipher::StreamCipher(StreamCipher&&) noexcept = default;
StreamCipher& StreamCipher::operator=(StreamCipher&&) noexcept = default;

void
StreamCipher::Crypt(uint64_t index, uint8_t* data, std::size_t size)
{
    std::size_t skip = index % BLOCK;
    uint64_t counter = index - skip;
    const uint64_t step = m_impl->step;
    if (skip != 0)
    {
        std::size_t part = std::min(size, BLOCK - skip);
        m_impl->CryptEdge(counter, skip, data, part);
        data += part;
        size -= part;
        counter += step;
    }
    alignas(16) uint8_t counters[BATCH * BLOCK];
    while (size >= BLOCK)
    {
        std::size_t blocks = std::min(size / BLOCK, BATCH);
        FillCounters(counters, counter, step, m_impl->order, blocks);
        m_impl->Aes().AdvancedProcessBlocks(counters,
                                            data,
                                            data,
                                            blocks * BLOCK,
                                            CryptoPP::BlockTransformation::BT_AllowParallel);
        data += blocks * BLOCK;
        size -= blocks * BLOCK;
        counter += blocks * step;
    }
    if (size > 0)
    {
        m_impl->CryptEdge(counter, 0, data, size);
    }
}

} // namespace smptcp
} // namespace ns3
