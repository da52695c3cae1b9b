/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-session-cache.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

SessionName
NameOf(const TcpcryptSession& session)
{
    SessionName name;
    std::copy_n(session.keys.sid.begin(), name.size(), name.begin());
    return name;
}

void
TcpcryptSessionCache::SetCapacity(std::size_t entries)
{
    m_capacity = entries;
    Trim();
}

std::size_t
TcpcryptSessionCache::Capacity() const
{
    return m_capacity;
}

std::size_t
TcpcryptSessionCache::Size() const
{
    return m_entries.size();
}

std::size_t
TcpcryptSessionCache::Available() const
{
    auto free = std::count_if(m_entries.begin(), m_entries.end(), [](const Entry& e) { return !e.taken; });
    return static_cast<std::size_t>(free);
}

void
TcpcryptSessionCache::Trim()
{
    while (m_entries.size() > m_capacity)
    {
        m_entries.pop_back();
    }
}

std::list<TcpcryptSessionCache::Entry>::iterator
TcpcryptSessionCache::Find(Ticket ticket)
{
    return std::find_if(m_entries.begin(), m_entries.end(), [ticket](const Entry& entry) {
        return entry.ticket == ticket;
    });
}

void
TcpcryptSessionCache::Add(const PeerAddress& peer, bool opener, const TcpcryptSession& session)
{
    if (m_capacity > 0)
    {
        m_entries.push_front({m_nextTicket++, peer, opener, false, NextSession(session)});
        Trim();
    }
}

std::optional<TcpcryptSessionCache::Taken>
TcpcryptSessionCache::TakeFor(const PeerAddress& peer)
{
    for (Entry& entry : m_entries)
    {
        if (entry.opener && !entry.taken && entry.peer == peer)
        {
            entry.taken = true;
            return Taken{entry.ticket, entry.session};
        }
    }
    return std::nullopt;
}

std::optional<TcpcryptSessionCache::Taken>
TcpcryptSessionCache::TakeNamed(const PeerAddress& peer, const SessionName& name)
{
    for (Entry& entry : m_entries)
    {
        if (!entry.opener && !entry.taken && entry.peer == peer && NameOf(entry.session) == name)
        {
            entry.taken = true;
            return Taken{entry.ticket, entry.session};
        }
    }
    return std::nullopt;
}

void
TcpcryptSessionCache::Release(Ticket ticket)
{
    auto entry = Find(ticket);
    if (entry != m_entries.end())
    {
        entry->taken = false;
    }
}

void
TcpcryptSessionCache::Advance(Ticket ticket)
{
    auto entry = Find(ticket);
    if (entry != m_entries.end())
    {
        entry->session = NextSession(entry->session);
        entry->taken = false;
        m_entries.splice(m_entries.begin(), m_entries, entry); // the newest
    }
}

void
TcpcryptSessionCache::Forget(Ticket ticket)
{
    auto entry = Find(ticket);
    if (entry != m_entries.end())
    {
        m_entries.erase(entry);
    }
}

void
TcpcryptSessionCache::Flush()
{
    m_entries.clear();
}

} // namespace smptcp
} // namespace ns3
