/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "victim.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr uint32_t LARGEST_WRITE = 65536; //!< Octets
constexpr double TICK_S = 0.01;           //!< Between paced writes

double
NowSeconds()
{
    return Simulator::Now().GetSeconds();
}

} // namespace

Victim::Victim(const KnownStream& send, const KnownStream& receive, const Load& load)
    : m_send(send),
      m_receive(receive),
      m_load(load)
{
}

void
Victim::Use(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&Victim::Read, this));
    socket->SetSendCallback(MakeCallback(&Victim::OnRoom, this));
    socket->SetCloseCallbacks(MakeCallback(&Victim::OnNormalClose, this), MakeCallback(&Victim::OnErrorClose, this));
    socket->SetConnectCallback(MakeCallback(&Victim::OnConnected, this), MakeCallback(&Victim::OnErrorClose, this));
}

void
Victim::OnConnected(Ptr<Socket>)
{
    m_connected = true;
    Write();
}

void
Victim::Read(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break;
        }
        std::size_t before = m_received.size();
        m_received.resize(before + packet->GetSize());
        packet->CopyData(&m_received[before], packet->GetSize());
        for (std::size_t i = before; i < m_received.size(); ++i)
        {
            m_wrong += m_received[i] != m_receive.At(i);
        }
        m_deliveries.emplace_back(NowSeconds(), m_received.size());
    }
}

void
Victim::OnRoom(Ptr<Socket>, uint32_t)
{
    Write();
}

void
Victim::Write()
{
    if (!m_connected || m_ending != Ending::NONE || m_sent == m_load.bytes || !m_writeEvent.IsExpired())
    {
        return;
    }
    double begin = m_load.from;
    if (NowSeconds() < begin)
    {
        m_writeEvent = Simulator::Schedule(Seconds(begin) - Simulator::Now(), &Victim::Write, this);
        return;
    }
    uint64_t due = m_load.bytes;
    if (m_load.rate > 0)
    {
        due = std::min<uint64_t>(due, static_cast<uint64_t>((NowSeconds() - begin + TICK_S) * m_load.rate));
    }
    while (m_sent < due)
    {
        auto size = static_cast<uint32_t>(
            std::min<uint64_t>({due - m_sent, LARGEST_WRITE, m_socket->GetTxAvailable()}));
        std::vector<uint8_t> octets = m_send.Octets(m_sent, size);
        if (size == 0 || m_socket->Send(Create<Packet>(octets.data(), size)) < 0)
        {
            return; // the socket will call when there is room
        }
        m_sent += size;
    }
    if (m_sent == m_load.bytes)
    {
        if (m_load.closeWhenSent)
        {
            m_socket->Close();
        }
        return;
    }
    m_writeEvent = Simulator::Schedule(Seconds(TICK_S), &Victim::Write, this);
}

void
Victim::End(Ending how)
{
    if (m_ending == Ending::NONE)
    {
        m_ending = how;
        m_endedAt = NowSeconds();
    }
}

void
Victim::OnNormalClose(Ptr<Socket>)
{
    End(Ending::NORMAL);
}

void
Victim::OnErrorClose(Ptr<Socket>)
{
    End(Ending::ERROR);
}

Ptr<Socket>
Victim::GetSocket() const
{
    return m_socket;
}

Ptr<SmptcpSocket>
Victim::Ours() const
{
    return m_socket ? DynamicCast<SmptcpSocket>(m_socket) : nullptr;
}

std::string
Victim::ModeName() const
{
    Ptr<SmptcpSocket> ours = Ours();
    if (!ours)
    {
        return m_connected ? "TCP" : "none";
    }
    return ours->GetMode() ? smptcp::ModeName(*ours->GetMode()) : "none";
}

uint64_t
Victim::Sent() const
{
    return m_sent;
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

double
Victim::LastDelivery() const
{
    return m_deliveries.empty() ? 0 : m_deliveries.back().first;
}

double
Victim::LongestGap(double from, double to) const
{
    double last = from;
    double longest = 0;
    for (const auto& delivery : m_deliveries)
    {
        double time = std::clamp(delivery.first, from, to);
        longest = std::max(longest, time - last);
        last = time;
    }
    return std::max(longest, to - last);
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
