/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-stream-edits.h"

#include "ns3/mptcp-mapping.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

StreamEdits::StreamEdits(std::vector<uint8_t> find, std::vector<uint8_t> replace)
    : m_find(std::move(find)),
      m_replace(std::move(replace))
{
}

void
StreamEdits::Begin(uint32_t sequence)
{
    m_edits.clear();
    m_highest = (uint64_t{1} << 32) + sequence; // room for what is before
}

bool
StreamEdits::HasBegun() const
{
    return m_highest != 0;
}

uint64_t
StreamEdits::PositionOf(uint32_t sequence) const
{
    return ExpandNear(sequence, m_highest);
}

void
StreamEdits::Observe(uint64_t position, const std::vector<uint8_t>& octets, bool search)
{
    uint64_t end = position + octets.size();
    if (end <= m_highest)
    {
        return;
    }
    auto fresh = octets.begin() + (m_highest > position ? m_highest - position : 0);
    while (search)
    {
        fresh = std::search(fresh, octets.end(), m_find.begin(), m_find.end());
        if (fresh == octets.end())
        {
            break;
        }
        m_edits.push_back(position + (fresh - octets.begin()));
        fresh += m_find.size();
    }
    m_highest = end;
}

std::vector<uint8_t>
StreamEdits::Apply(uint64_t position, const std::vector<uint8_t>& octets) const
{
    std::vector<uint8_t> changed;
    uint64_t end = position + octets.size();
    uint64_t at = position;
    std::size_t next = EditsBefore(position);
    if (next > 0)
    {
        at = std::max(at, m_edits[next - 1] + m_find.size()); // what stands for these octets went with the first
    }
    for (; next < m_edits.size() && m_edits[next] < end; ++next)
    {
        changed.insert(changed.end(), octets.begin() + (at - position), octets.begin() + (m_edits[next] - position));
        changed.insert(changed.end(), m_replace.begin(), m_replace.end());
        at = m_edits[next] + m_find.size();
    }
    if (at < end)
    {
        changed.insert(changed.end(), octets.begin() + (at - position), octets.end());
    }
    return changed;
}

std::size_t
StreamEdits::EditsBefore(uint64_t position) const
{
    return std::lower_bound(m_edits.begin(), m_edits.end(), position) - m_edits.begin();
}

uint64_t
StreamEdits::Shift(std::size_t edits) const
{
    return edits * (m_replace.size() - m_find.size()); // modulo 2^64 where it shrinks
}

uint64_t
StreamEdits::Forward(uint64_t position) const
{
    std::size_t before = EditsBefore(position);
    if (before > 0)
    {
        position = std::max(position, m_edits[before - 1] + m_find.size());
    }
    return position + Shift(before);
}

uint32_t
StreamEdits::Back(uint32_t sequence) const
{
    uint64_t position = ExpandNear(sequence, m_highest + Shift(m_edits.size()));
    std::size_t low = 0;
    std::size_t high = m_edits.size();
    while (low < high) // the number of replacements that begin before it
    {
        std::size_t middle = (low + high) / 2;
        bool before = m_edits[middle] + Shift(middle) < position;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    if (low > 0 && position < m_edits[low - 1] + Shift(low - 1) + m_replace.size())
    {
        return static_cast<uint32_t>(m_edits[low - 1]); // in the midst of it: not yet
    }
    return static_cast<uint32_t>(position - Shift(low));
}

} // namespace smptcp
} // namespace ns3
