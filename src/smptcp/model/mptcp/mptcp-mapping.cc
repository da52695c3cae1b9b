/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-mapping.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint32_t INFINITE_STEP = 1u << 30; //!< Octets of the infinite mapping shown at a time

bool
EndsBefore(const Mapping& mapping, uint64_t position)
{
    return mapping.End() <= position;
}

} // namespace

bool
MappingTable::Add(const Mapping& mapping)
{
    if (mapping.length == 0)
    {
        return false;
    }
    if (m_mappings.empty() || m_mappings.back().End() <= mapping.position)
    {
        m_mappings.push_back(mapping);
        return true;
    }
    Mapping rest = mapping;
    bool added = false;
    auto at = std::lower_bound(m_mappings.begin(), m_mappings.end(), rest.position, EndsBefore);
    while (rest.length > 0)
    {
        uint64_t gapEnd =
            at == m_mappings.end() ? rest.End() : std::min(rest.End(), at->position);
        if (rest.position < gapEnd)
        {
            Mapping piece = rest;
            piece.length = static_cast<uint32_t>(gapEnd - rest.position);
            if (piece.length != mapping.length)
            {
                piece.checksum.reset(); // a part of a mapping cannot be checked
            }
            at = m_mappings.insert(at, piece) + 1;
            added = true;
        }
        uint64_t next = at == m_mappings.end() ? rest.End() : std::min(rest.End(), at->End());
        next = std::max(next, gapEnd);
        rest.dsn += next - rest.position;
        rest.length -= static_cast<uint32_t>(next - rest.position);
        rest.position = next;
        if (at != m_mappings.end())
        {
            ++at;
        }
    }
    return added;
}

const Mapping*
MappingTable::Find(uint64_t position) const
{
    // Segment after segment walks on by one: look where the last search ended and one further first.
    for (std::size_t i = m_last; i < std::min(m_last + 2, m_mappings.size()); ++i)
    {
        if (m_mappings[i].position <= position && position < m_mappings[i].End())
        {
            m_last = i;
            return &m_mappings[i];
        }
    }
    auto at = std::lower_bound(m_mappings.begin(), m_mappings.end(), position, EndsBefore);
    if (at != m_mappings.end() && at->position <= position)
    {
        m_last = static_cast<std::size_t>(at - m_mappings.begin());
        return &*at;
    }
    if (!m_infinite || position < m_infinite->position)
    {
        return nullptr;
    }
    m_shown.position = position;
    m_shown.dsn = m_infinite->dsn + (position - m_infinite->position);
    m_shown.length =
        at == m_mappings.end() ? INFINITE_STEP : static_cast<uint32_t>(at->position - position);
    return &m_shown;
}

void
MappingTable::SetInfinite(uint64_t position, uint64_t dsn)
{
    m_infinite.emplace();
    m_infinite->position = position;
    m_infinite->dsn = dsn;
}

void
MappingTable::DropBelow(uint64_t position)
{
    while (!m_mappings.empty() && m_mappings.front().End() <= position)
    {
        m_mappings.pop_front();
        m_last -= m_last > 0 ? 1 : 0;
    }
}

std::size_t
MappingTable::Size() const
{
    return m_mappings.size();
}

} // namespace smptcp
} // namespace ns3
