/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-data-sender.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace smptcp
{

void
DataSender::Start(uint64_t idsn, Encryptor encrypt)
{
    m_idsn = idsn;
    m_encrypt = std::move(encrypt);
}

void
DataSender::Enqueue(Ptr<Packet> packet)
{
    m_queued += packet->GetSize();
    m_queue.push_back(packet);
}

uint32_t
DataSender::Unassigned() const
{
    return m_queued;
}

uint32_t
DataSender::Buffered() const
{
    return m_queued + static_cast<uint32_t>(m_next - m_una);
}

std::deque<Ptr<Packet>>
DataSender::TakeQueue()
{
    if (m_cut > 0)
    {
        m_queue.front()->RemoveAtStart(m_cut);
    }
    m_cut = 0;
    m_queued = 0;
    return std::move(m_queue);
}

Ptr<Packet>
DataSender::CutQueue(uint32_t size)
{
    m_queued -= size;
    Ptr<Packet> cut;
    while (size > 0)
    {
        const Ptr<Packet>& front = m_queue.front();
        uint32_t take = std::min(size, front->GetSize() - m_cut);
        Ptr<Packet> part = front->CreateFragment(m_cut, take);
        if (cut)
        {
            cut->AddAtEnd(part);
        }
        else
        {
            cut = part;
        }
        size -= take;
        m_cut += take;
        if (m_cut == front->GetSize())
        {
            m_queue.pop_front();
            m_cut = 0;
        }
    }
    return cut;
}

uint32_t
DataSender::Sendable() const
{
    uint64_t window = m_edge > m_next ? m_edge - m_next : 0;
    return static_cast<uint32_t>(std::min<uint64_t>(m_queued, window));
}

std::optional<DataChunk>
DataSender::NextChunk(uint32_t maxSize, uint32_t subflow)
{
    uint32_t size = std::min(maxSize, Sendable());
    if (size == 0)
    {
        return std::nullopt;
    }
    DataChunk chunk;
    chunk.dsn = m_idsn + m_next;
    chunk.payload = CutQueue(size);
    chunk.subflow = subflow;
    if (m_encrypt)
    {
        m_octets.resize(std::max<std::size_t>(m_octets.size(), size));
        chunk.payload->CopyData(m_octets.data(), size);
        m_encrypt(chunk.dsn, m_octets.data(), size);
        chunk.payload = Create<Packet>(m_octets.data(), size);
    }
    m_chunks.emplace(m_next, chunk);
    m_next += size;
    return chunk;
}

void
DataSender::Reinject(uint32_t subflow)
{
    for (const auto& [offset, chunk] : m_chunks)
    {
        if (chunk.subflow == subflow)
        {
            m_reinject.insert(offset);
        }
    }
}

const DataChunk*
DataSender::PeekReinjection()
{
    while (!m_reinject.empty())
    {
        auto chunk = m_chunks.find(*m_reinject.begin());
        if (chunk != m_chunks.end())
        {
            return &chunk->second;
        }
        m_reinject.erase(m_reinject.begin());
    }
    return nullptr;
}

DataChunk
DataSender::TakeReinjection(uint32_t subflow)
{
    auto chunk = m_chunks.find(*m_reinject.begin());
    m_reinject.erase(m_reinject.begin());
    chunk->second.subflow = subflow;
    chunk->second.end = 0;
    m_reinjected = true;
    return chunk->second;
}

bool
DataSender::HasReinjected() const
{
    return m_reinjected;
}

void
DataSender::NoteEnd(uint64_t dsn, uint64_t end, Time now)
{
    auto chunk = m_chunks.find(dsn - m_idsn);
    if (chunk != m_chunks.end())
    {
        chunk->second.end = end;
        chunk->second.given = now;
    }
}

// --- copies --------------------------------------------------------------------------------------------------

const DataChunk*
DataSender::PeekCopy(uint32_t subflow) const
{
    auto carried = m_carried.find(subflow);
    auto chunk = carried == m_carried.end() ? m_chunks.begin() : m_chunks.lower_bound(carried->second);
    return chunk == m_chunks.end() ? nullptr : &chunk->second;
}

DataChunk
DataSender::TakeCopy(uint32_t subflow)
{
    DataChunk& chunk = m_chunks.find(PeekCopy(subflow)->dsn - m_idsn)->second;
    m_carried[subflow] = chunk.dsn - m_idsn + chunk.payload->GetSize();
    chunk.subflow = subflow;
    chunk.end = 0;
    m_reinjected = true;
    return chunk;
}

void
DataSender::NoteCarried(uint32_t subflow)
{
    m_carried[subflow] = m_next;
}

// --- rescue --------------------------------------------------------------------------------------------------

bool
DataSender::WindowFull() const
{
    return m_queued > 0 && m_edge <= m_next;
}

const DataChunk*
DataSender::PeekRescue()
{
    auto chunk = m_chunks.lower_bound(m_rescue);
    return chunk == m_chunks.end() ? nullptr : &chunk->second;
}

DataChunk
DataSender::TakeRescue(uint32_t subflow)
{
    DataChunk& chunk = m_chunks.lower_bound(m_rescue)->second;
    SkipRescue();
    chunk.subflow = subflow;
    chunk.end = 0;
    chunk.rescued = true;
    m_reinjected = true;
    return chunk;
}

void
DataSender::SkipRescue()
{
    auto chunk = m_chunks.lower_bound(m_rescue);
    m_rescue = chunk->first + chunk->second.payload->GetSize();
}

const DataChunk*
DataSender::Oldest() const
{
    return m_chunks.empty() ? nullptr : &m_chunks.begin()->second;
}

void
DataSender::ReinjectOldest()
{
    if (!m_chunks.empty())
    {
        m_chunks.begin()->second.subflow = 0; // no subflow has it any more
        m_reinject.insert(m_chunks.begin()->first);
    }
}

void
DataSender::ForgetFin()
{
    m_finSent = false;
    m_finAcked = false;
}

uint32_t
DataSender::OnDataAck(uint64_t ack, uint32_t window)
{
    uint64_t offset = ack - m_idsn;
    uint64_t limit = m_next + (m_finSent ? 1 : 0);
    if (offset < m_una || offset > limit)
    {
        return 0; // old, or acknowledges what was never sent
    }
    m_edge = std::max(m_edge, offset + window);
    m_finAcked = m_finAcked || (m_finSent && offset == limit);
    uint64_t una = std::min(offset, m_next);
    auto newly = static_cast<uint32_t>(una - m_una);
    m_una = una;
    while (!m_chunks.empty())
    {
        auto first = m_chunks.begin();
        if (first->first + first->second.payload->GetSize() > m_una)
        {
            break;
        }
        m_chunks.erase(first);
    }
    return newly;
}

void
DataSender::Finish()
{
    m_finish = true;
}

bool
DataSender::FinDue() const
{
    return m_finish && m_queued == 0 && !m_finAcked;
}

bool
DataSender::FinAcked() const
{
    return m_finAcked;
}

bool
DataSender::FinSent() const
{
    return m_finSent;
}

uint64_t
DataSender::MarkFinSent()
{
    m_finSent = true;
    return m_idsn + m_next;
}

uint64_t
DataSender::Next() const
{
    return m_idsn + m_next;
}

uint64_t
DataSender::Unacked() const
{
    return m_idsn + m_una;
}

uint64_t
DataSender::Window() const
{
    return m_edge - m_una;
}

bool
DataSender::WindowBlocked() const
{
    return m_queued > 0 && m_edge <= m_next && m_chunks.empty();
}

void
DataSender::AllowProbe()
{
    m_edge = std::max(m_edge, m_next + 1);
    m_rescue = std::max(m_rescue, m_next + 1); // it asks, it holds nothing up
}

} // namespace smptcp
} // namespace ns3
