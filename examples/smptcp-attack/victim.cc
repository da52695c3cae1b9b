/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "victim.h"

#include "ns3/simulator.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

double
NowSeconds()
{
    return Simulator::Now().GetSeconds();
}

} // namespace

Victim::Victim(const KnownStream& send, const KnownStream& receive, const Load& load)
    : StreamEnd(send.Octets(0, load.bytes)),
      m_receive(receive),
      m_load(load)
{
}

uint32_t
Victim::NextSize()
{
    if (m_load.rate == 0)
    {
        return UINT32_MAX;
    }
    if (!m_writeEvent.IsExpired())
    {
        return 0;
    }
    m_writeEvent = Simulator::Schedule(Seconds(m_load.tick), &Victim::Write, this);
    // What is due by the next tick, counted from the start of the simulation.
    auto due = static_cast<uint64_t>((NowSeconds() + m_load.tick) * m_load.rate);
    return static_cast<uint32_t>(std::min<uint64_t>(due - std::min<uint64_t>(due, Sent()), UINT32_MAX));
}

void
Victim::OnOctets(const std::vector<uint8_t>& octets)
{
    for (uint8_t octet : octets)
    {
        m_wrong += octet != m_receive.At(m_received.size());
        m_received.push_back(octet);
    }
    m_deliveries.emplace_back(NowSeconds(), m_received.size());
}

void
Victim::OnProgress()
{
}

void
Victim::OnPeerEnd()
{
    End(Ending::NORMAL);
}

void
Victim::OnError()
{
    End(Ending::ERROR);
}

void
Victim::End(Ending how)
{
    m_writeEvent.Cancel();
    if (m_ending == Ending::NONE)
    {
        m_ending = how;
        m_endedAt = NowSeconds();
    }
}

uint64_t
Victim::Received() const
{
    return m_received.size();
}

uint64_t
Victim::Wrong() const
{
    return m_wrong;
}

const std::vector<uint8_t>&
Victim::ReceivedOctets() const
{
    return m_received;
}

uint64_t
Victim::ReceivedBetween(double from, double to) const
{
    uint64_t before = 0;
    uint64_t until = 0;
    for (const auto& [time, octets] : m_deliveries)
    {
        before = time < from ? octets : before;
        until = time < to ? octets : until;
    }
    return until - before;
}

Ending
Victim::GetEnding() const
{
    return m_ending;
}

double
Victim::EndedAt() const
{
    return m_endedAt;
}

} // namespace smptcp_example
