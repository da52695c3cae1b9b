/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "stream.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <vector>

using namespace ns3;

namespace smptcp_handover
{

namespace
{

constexpr uint32_t LARGEST_WRITE = 65536; //!< Octets

} // namespace

StreamEnd::StreamEnd(uint64_t seed, uint64_t peerSeed, Time until)
    : m_sends(seed),
      m_receives(peerSeed),
      m_until(until)
{
}

void
StreamEnd::Use(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&StreamEnd::Read, this));
    socket->SetSendCallback(MakeCallback(&StreamEnd::OnRoom, this));
    socket->SetCloseCallbacks(MakeCallback(&StreamEnd::OnPeerEnd, this), MakeCallback(&StreamEnd::OnError, this));
    socket->SetConnectCallback(MakeCallback(&StreamEnd::OnConnected, this), MakeCallback(&StreamEnd::OnError, this));
}

void
StreamEnd::OnConnected(Ptr<Socket>)
{
    m_connected = true;
    Write();
}

void
StreamEnd::Close()
{
    if (!m_closed && m_socket)
    {
        m_closed = true;
        m_socket->Close();
    }
}

void
StreamEnd::EndWait()
{
    NoteDelivery();
}

void
StreamEnd::Release()
{
    m_socket = nullptr;
}

Ptr<SmptcpSocket>
StreamEnd::Ours() const
{
    return m_socket ? DynamicCast<SmptcpSocket>(m_socket) : nullptr;
}

std::string
StreamEnd::ModeName() const
{
    if (Ptr<SmptcpSocket> ours = Ours())
    {
        return ours->GetMode() ? smptcp::ModeName(*ours->GetMode()) : "none";
    }
    return m_connected ? "TCP" : "none";
}

bool
StreamEnd::IsConnected() const
{
    return m_connected;
}

bool
StreamEnd::HasFailed() const
{
    return m_failed;
}

double
StreamEnd::GetFailedAt() const
{
    return m_failedAt;
}

uint64_t
StreamEnd::GetSent() const
{
    return m_sent;
}

uint64_t
StreamEnd::GetReceived() const
{
    return m_received;
}

bool
StreamEnd::IsIntact() const
{
    return m_intact;
}

double
StreamEnd::GetLongestGap() const
{
    return m_gap;
}

double
StreamEnd::GetLongestGapAt() const
{
    return m_gapAt;
}

void
StreamEnd::OnRoom(Ptr<Socket>, uint32_t)
{
    Write();
}

void
StreamEnd::OnPeerEnd(Ptr<Socket>)
{
    // Nobody closes before everything has arrived: stock TCP calls an RST a normal end as well.
    if (!m_closed)
    {
        OnError(m_socket);
    }
}

void
StreamEnd::OnError(Ptr<Socket>)
{
    if (!m_failed && !m_closed)
    {
        m_failed = true;
        m_failedAt = Simulator::Now().GetSeconds();
    }
}

void
StreamEnd::Write()
{
    while (m_connected && !m_failed && !m_closed && Simulator::Now() < m_until)
    {
        uint32_t size = std::min(LARGEST_WRITE, m_socket->GetTxAvailable());
        std::vector<uint8_t> octets = m_sends.Octets(m_sent, size);
        if (size == 0 || m_socket->Send(Create<Packet>(octets.data(), size)) < 0)
        {
            return;
        }
        m_sent += size;
    }
}

void
StreamEnd::Read(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        uint32_t size = packet->GetSize();
        if (size == 0)
        {
            return;
        }
        std::vector<uint8_t> octets(size);
        packet->CopyData(octets.data(), size);
        m_intact = m_intact && octets == m_receives.Octets(m_received, size);
        m_received += size;
        NoteDelivery();
    }
}

void
StreamEnd::NoteDelivery()
{
    double now = Simulator::Now().GetSeconds();
    if (m_latest >= 0 && now - m_latest > m_gap)
    {
        m_gap = now - m_latest;
        m_gapAt = m_latest;
    }
    m_latest = now;
}

} // namespace smptcp_handover
