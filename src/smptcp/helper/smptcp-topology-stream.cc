/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-stream.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstring>

namespace ns3
{

namespace
{

/// The pattern repeats after so many octets: a prime, so that no exchange of whole segments goes unnoticed.
constexpr std::size_t PERIOD = 1048573;
const Time LEAST_GAP = MilliSeconds(5);      //!< Shorter ones are not kept
constexpr uint32_t LARGEST_READ = 65536;     //!< Octets
constexpr uint32_t SEGMENTS_OF_A_WRITE = 16; //!< Fewer, larger writes cost less

} // namespace

SmptcpTopologyStream::SmptcpTopologyStream(std::optional<uint64_t> octets, uint32_t segment)
    : m_total(octets),
      m_piece(std::min(SEGMENTS_OF_A_WRITE * segment, LARGEST_READ)),
      m_buffer(LARGEST_READ)
{
}

const std::vector<uint8_t>&
SmptcpTopologyStream::Pattern()
{
    static const std::vector<uint8_t> PATTERN = [] {
        std::vector<uint8_t> octets(PERIOD + LARGEST_READ);
        uint64_t state = 0x9e3779b97f4a7c15ULL;
        for (std::size_t i = 0; i < PERIOD; ++i)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            octets[i] = static_cast<uint8_t>(state >> 40);
        }
        std::copy_n(octets.begin(), LARGEST_READ, octets.begin() + PERIOD); // a piece may pass the end
        return octets;
    }();
    return PATTERN;
}

void
SmptcpTopologyStream::Write(Ptr<Socket> socket)
{
    while (!AllWritten() && !(m_held && m_written > 0))
    {
        uint64_t size = std::min<uint64_t>(m_piece, socket->GetTxAvailable());
        size = m_held ? std::min<uint64_t>(size, 1) : size;
        size = m_due ? std::min(size, *m_due - std::min(*m_due, m_written)) : size;
        size = m_total ? std::min(size, *m_total - m_written) : size;
        if (size == 0)
        {
            return;
        }
        const uint8_t* octets = Pattern().data() + m_written % PERIOD;
        if (socket->Send(Create<Packet>(octets, static_cast<uint32_t>(size)), 0) < 0)
        {
            return;
        }
        m_written += size;
    }
}

void
SmptcpTopologyStream::Read(Ptr<Socket> socket)
{
    bool any = false;
    for (Ptr<Packet> packet = socket->Recv(LARGEST_READ, 0); packet && packet->GetSize() > 0;
         packet = socket->Recv(LARGEST_READ, 0))
    {
        uint32_t size = packet->CopyData(m_buffer.data(), LARGEST_READ);
        m_intact = m_intact && std::memcmp(m_buffer.data(), Pattern().data() + m_received % PERIOD, size) == 0;
        m_received += size;
        any = true;
    }
    if (any)
    {
        Time now = Simulator::Now();
        for (; !m_pending.empty() && m_pending.front().first <= m_received; m_pending.pop_front())
        {
            m_delays += (now - m_pending.front().second).GetSeconds();
            ++m_delivered;
        }
        if (m_flowing && now - m_last >= LEAST_GAP)
        {
            m_gaps.emplace_back(m_last, now);
        }
        m_first = m_first.value_or(now);
        m_last = now;
        m_flowing = !Complete();
    }
}

void
SmptcpTopologyStream::Hold()
{
    m_held = true;
}

void
SmptcpTopologyStream::Release()
{
    m_held = false;
}

void
SmptcpTopologyStream::AddDue(uint64_t octets)
{
    m_due = m_due.value_or(m_written) + octets;
    m_due = m_total ? std::min(*m_due, *m_total) : *m_due;
    m_pending.emplace_back(*m_due, Simulator::Now());
}

double
SmptcpTopologyStream::GetMeanDelay() const
{
    return m_delivered > 0 ? m_delays / static_cast<double>(m_delivered) : 0;
}

void
SmptcpTopologyStream::StopWriting()
{
    m_total = m_written;
    m_flowing = m_flowing && !Complete();
}

bool
SmptcpTopologyStream::AllWritten() const
{
    return m_total && m_written >= *m_total;
}

bool
SmptcpTopologyStream::Complete() const
{
    return m_total && m_received >= *m_total;
}

uint64_t
SmptcpTopologyStream::GetReceived() const
{
    return m_received;
}

uint64_t
SmptcpTopologyStream::GetWritten() const
{
    return m_written;
}

bool
SmptcpTopologyStream::IsIntact() const
{
    return m_intact && m_received <= m_written;
}

std::optional<Time>
SmptcpTopologyStream::GetFirst() const
{
    return m_first;
}

Time
SmptcpTopologyStream::GetLast() const
{
    return m_last;
}

Time
SmptcpTopologyStream::GetLongestGap(Time from, Time to) const
{
    Time longest;
    auto look = [&](Time begin, Time end) {
        longest = begin < to && end > from ? std::max(longest, end - begin) : longest;
    };
    for (const auto& [begin, end] : m_gaps)
    {
        look(begin, end);
    }
    Time now = Simulator::Now();
    if (m_flowing && now - m_last >= LEAST_GAP)
    {
        look(m_last, now);
    }
    return longest;
}

uint64_t
SmptcpTopologyStream::GetMissing() const
{
    return m_total && *m_total > m_received ? *m_total - m_received : 0;
}

} // namespace ns3
