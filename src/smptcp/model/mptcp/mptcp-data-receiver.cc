/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-data-receiver.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace smptcp
{

namespace
{

/// \return the pieces as one packet. ns-3 copies both halves of what it joins: joining by pairs copies an octet log n
/// times, one after another it would be n times
Ptr<Packet>
Join(std::vector<Ptr<Packet>>& pieces)
{
    for (std::size_t step = 1; step < pieces.size(); step *= 2)
    {
        for (std::size_t i = 0; i + step < pieces.size(); i += 2 * step)
        {
            pieces[i]->AddAtEnd(pieces[i + step]);
        }
    }
    return pieces.front();
}

} // namespace

void
DataReceiver::Start(uint64_t idsn)
{
    m_idsn = idsn;
}

uint64_t
DataReceiver::First() const
{
    return m_idsn + 1;
}

bool
DataReceiver::Insert(uint64_t dsn, Ptr<Packet> octets, Time now)
{
    uint64_t from = dsn - m_idsn;
    uint64_t to = from + octets->GetSize();
    if (m_fin != 0 && static_cast<int64_t>(to - m_fin) > 0)
    {
        to = m_fin; // no octet of the stream lies behind its end
    }
    // What is below the window (or absurdly far, as a negative distance) is a duplicate.
    if (static_cast<int64_t>(to - m_next) <= 0)
    {
        return false;
    }
    if (from == m_next && m_ahead.empty() && to - from == octets->GetSize())
    {
        Take(octets);
        Advance(now); // the end may be reached
        return true;
    }
    uint64_t at = std::max(from, m_next);
    auto behind = m_ahead.upper_bound(at);
    if (behind != m_ahead.begin())
    {
        auto before = std::prev(behind);
        at = std::max(at, before->first + before->second.octets->GetSize());
    }
    while (at < to)
    {
        uint64_t end = behind == m_ahead.end() ? to : std::min(to, behind->first);
        if (at < end)
        {
            auto size = static_cast<uint32_t>(end - at);
            m_ahead.emplace_hint(behind,
                                 at,
                                 Ahead{octets->CreateFragment(static_cast<uint32_t>(at - from), size), now});
            m_aheadOctets += size;
        }
        if (behind == m_ahead.end())
        {
            break;
        }
        at = behind->first + behind->second.octets->GetSize();
        ++behind;
    }
    return Advance(now);
}

void
DataReceiver::SetWaitObserver(WaitObserver observer)
{
    m_observer = std::move(observer);
}

void
DataReceiver::Take(Ptr<Packet> piece)
{
    m_next += piece->GetSize();
    m_readable += piece->GetSize();
    m_ready.push_back(piece);
}

bool
DataReceiver::Advance(Time now)
{
    bool moved = false;
    while (!m_ahead.empty() && m_ahead.begin()->first == m_next)
    {
        Ahead piece = m_ahead.begin()->second;
        m_ahead.erase(m_ahead.begin());
        m_aheadOctets -= piece.octets->GetSize();
        Take(piece.octets);
        if (m_observer && now > piece.since)
        {
            m_observer(piece.octets->GetSize(), now - piece.since);
        }
        moved = true;
    }
    if (m_fin != 0 && m_next == m_fin)
    {
        m_finished = true;
    }
    return moved;
}

bool
DataReceiver::OnDataFin(uint64_t dsn)
{
    uint64_t offset = dsn - m_idsn;
    if (m_finished || static_cast<int64_t>(offset - m_next) < 0)
    {
        return false;
    }
    m_fin = offset;
    DropBehindFin();
    Advance(Time());
    return m_finished;
}

void
DataReceiver::DropBehindFin()
{
    while (!m_ahead.empty())
    {
        auto last = std::prev(m_ahead.end());
        auto size = last->second.octets->GetSize();
        auto keep = static_cast<uint32_t>(std::min<uint64_t>(size, m_fin - std::min(m_fin, last->first)));
        m_aheadOctets -= size - keep;
        if (keep > 0)
        {
            last->second.octets = last->second.octets->CreateFragment(0, keep);
            return;
        }
        m_ahead.erase(last);
    }
}

Ptr<Packet>
DataReceiver::Read(uint32_t maxSize)
{
    if (m_ready.empty() || maxSize == 0)
    {
        return nullptr;
    }
    std::vector<Ptr<Packet>> pieces;
    uint32_t size = 0;
    while (!m_ready.empty() && size < maxSize)
    {
        Ptr<Packet> front = m_ready.front();
        uint32_t take = std::min(maxSize - size, front->GetSize());
        if (take == front->GetSize())
        {
            m_ready.pop_front();
        }
        else
        {
            m_ready.front() = front->CreateFragment(take, front->GetSize() - take);
            front = front->CreateFragment(0, take);
        }
        size += take;
        pieces.push_back(front);
    }
    Ptr<Packet> out = Join(pieces);
    m_readable -= out->GetSize();
    return out;
}

uint32_t
DataReceiver::Readable() const
{
    return m_readable;
}

uint32_t
DataReceiver::OutOfOrder() const
{
    return m_aheadOctets;
}

uint64_t
DataReceiver::DataAck() const
{
    return m_idsn + m_next + (m_finished ? 1 : 0);
}

bool
DataReceiver::Finished() const
{
    return m_finished;
}

uint32_t
DataReceiver::Window(uint32_t bufferSize) const
{
    return bufferSize > m_readable ? bufferSize - m_readable : 0;
}

} // namespace smptcp
} // namespace ns3
