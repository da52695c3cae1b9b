/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-copies.h"

#include "ns3/smptcp-segment-options.h"

#include <algorithm>
#include <array>

namespace ns3
{

namespace
{

constexpr uint32_t LARGEST_HEADER = 60; //!< Octets of a TCP header with options

} // namespace

SmptcpTopologyCopies::SmptcpTopologyCopies(std::size_t paths)
    : m_all(paths >= 32 ? UINT32_MAX : (1U << paths) - 1)
{
}

void
SmptcpTopologyCopies::Note(Ptr<const Packet> packet, std::size_t path, bool lost)
{
    std::array<uint8_t, LARGEST_HEADER> octets{};
    auto view = smptcp::SegmentView::Parse(octets.data(), packet->CopyData(octets.data(), LARGEST_HEADER));
    if (!view || packet->GetSize() <= view->HeaderSize() || view->Has(smptcp::TCP_SYN))
    {
        return;
    }
    auto options = smptcp::SegmentOptions::Parse(*view);
    if (!options.dss || !options.dss->mapping)
    {
        return;
    }
    Fate& fate = m_chunks[options.dss->mapping->dsn];
    uint32_t bit = 1U << path;
    fate.lost |= lost && (fate.seen & bit) == 0 ? bit : 0;
    fate.seen |= bit;
}

uint64_t
SmptcpTopologyCopies::GetChunks() const
{
    return m_chunks.size();
}

uint64_t
SmptcpTopologyCopies::GetCarriedByAll() const
{
    return static_cast<uint64_t>(std::count_if(m_chunks.begin(), m_chunks.end(), [this](const auto& chunk) {
        return chunk.second.seen == m_all;
    }));
}

uint64_t
SmptcpTopologyCopies::GetLostOnAll() const
{
    return static_cast<uint64_t>(std::count_if(m_chunks.begin(), m_chunks.end(), [this](const auto& chunk) {
        return chunk.second.lost == m_all;
    }));
}

} // namespace ns3
