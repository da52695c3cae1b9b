/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-key-store.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpKeyStore);

namespace smptcp
{

StreamRandomSource::StreamRandomSource()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

void
StreamRandomSource::Fill(uint8_t* out, std::size_t size)
{
    for (std::size_t i = 0; i < size; i += 2)
    {
        // Sixteen bits a draw: the generator's doubles carry 32, of which the upper ones are the good ones.
        uint32_t draw = m_uniform->GetInteger(0, 0xffff);
        out[i] = static_cast<uint8_t>(draw >> 8);
        if (i + 1 < size)
        {
            out[i + 1] = static_cast<uint8_t>(draw);
        }
    }
}

void
StreamRandomSource::SetStream(int64_t stream)
{
    m_uniform->SetStream(stream);
}

uint32_t
StreamRandomSource::Next32()
{
    return m_uniform->GetInteger(0, 0xffff) << 16 | m_uniform->GetInteger(0, 0xffff);
}

uint64_t
StreamRandomSource::Next64()
{
    uint64_t upper = Next32();
    return upper << 32 | Next32();
}

} // namespace smptcp

TypeId
SmptcpKeyStore::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpKeyStore")
                            .SetParent<Object>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpKeyStore>();
    return tid;
}

std::shared_ptr<const smptcp::RsaKeyPair>
SmptcpKeyStore::GetKeyPair(unsigned bits)
{
    auto& pair = m_pairs[bits];
    if (!pair)
    {
        pair = std::make_shared<const smptcp::RsaKeyPair>(bits, m_random);
    }
    return pair;
}

int64_t
SmptcpKeyStore::AssignStreams(int64_t stream)
{
    m_random.SetStream(stream);
    return 1;
}

} // namespace ns3
