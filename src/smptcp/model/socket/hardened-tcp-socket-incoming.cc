/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What a HardenedTcpSocket does with a segment before TCP sees it, and its answers to those TCP is not to see.

#include "hardened-tcp-socket.h"
#include "smptcp-stack.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-header-screen.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("HardenedTcpSocketIncoming");

using namespace smptcp;

void
HardenedTcpSocket::DoForwardUp(Ptr<Packet> packet, const Address& from, const Address& to)
{
    Ptr<HardenedTcpSocket> self(this); // the segment may close the connection
    if (!IsHardened() || m_state == CLOSED)
    {
        TcpSocketBase::DoForwardUp(packet, from, to);
        return;
    }
    if (m_state == LISTEN)
    {
        PassToListener(packet, from, to);
        return;
    }
    std::array<uint8_t, TCP_LONGEST_HEADER> octets;
    packet->CopyData(octets.data(), octets.size());
    auto segment = SegmentView::Parse(octets.data(), packet->GetSize()); // whose payload nobody looks at
    if (!segment || !Admit(*segment, from, to))
    {
        return;
    }
    if (segment->Has(TCP_RST))
    {
        PassReset(packet, from, to);
        return;
    }
    if (segment->Has(TCP_FIN) || IsFinishing())
    {
        TcpHeader header;
        packet->RemoveHeader(header);
        if (PassFin(packet, header, from, to))
        {
            return;
        }
        packet->AddHeader(header);
    }
    if (m_state == SYN_SENT)
    {
        EchoTimestampOf(packet);
    }
    TcpSocketBase::DoForwardUp(packet, from, to);
    TryClose();
}

uint32_t
HardenedTcpSocket::ReceiveWindow() const
{
    Ptr<const TcpRxBuffer> received = m_tcb->m_rxBuffer;
    return static_cast<uint32_t>(std::max<int32_t>(0, received->MaxRxSequence() - received->NextRxSequence()));
}

Rfc5961State
HardenedTcpSocket::DescribeState()
{
    Rfc5961State state;
    Ptr<const TcpRxBuffer> received = m_tcb->m_rxBuffer;
    state.rcvNxt = received->NextRxSequence().GetValue();
    state.rcvWnd = ReceiveWindow();
    state.maxRcvWnd = received->MaxBufferSize();
    state.lastAckSent = m_highTxAck.GetValue();
    m_maxSendWindow = std::max(m_maxSendWindow, m_rWnd.Get());
    state.maxSndWnd = m_maxSendWindow;
    if (m_timestampEnabled)
    {
        state.tsRecent = m_tsRecent;
    }
    if (m_state == SYN_SENT || m_state == SYN_RCVD)
    {
        // ns-3 counts its SYN only once it is acknowledged.
        state.stage = m_state == SYN_SENT ? Rfc5961Stage::SYN_SENT : Rfc5961Stage::SYN_RECEIVED;
        state.sndUna = m_tcb->m_nextTxSequence.Get().GetValue();
        state.sndNxt = state.sndUna + 1;
        return state;
    }
    bool finSent = m_state == FIN_WAIT_1 || m_state == FIN_WAIT_2 || IsFinishing();
    SequenceNumber32 sent = m_tcb->m_highTxMark.Get() + SequenceNumber32(finSent ? 1 : 0);
    sent = std::max(sent, m_tcb->m_nextTxSequence.Get());
    state.sndUna = m_txBuffer->HeadSequence().GetValue();
    state.sndNxt = std::max(sent, m_probed.value_or(sent)).GetValue();
    return state;
}

bool
HardenedTcpSocket::Admit(const SegmentView& view, const Address& from, const Address& to)
{
    Rfc5961State state = DescribeState();
    Rfc5961Segment segment = Rfc5961Segment::From(view);
    Rfc5961Judgement judgement = Rfc5961Rules::Judge(state, segment);
    switch (judgement.verdict)
    {
    case Rfc5961Verdict::ACCEPT:
        break;
    case Rfc5961Verdict::CHALLENGE:
        SendChallengeAck();
        break;
    case Rfc5961Verdict::RESET:
        SendResetFor(view, from, to);
        break;
    case Rfc5961Verdict::DROP:
        break;
    }
    if (judgement.refusal)
    {
        NS_LOG_INFO("refused: " << RefusalName(*judgement.refusal));
        CountRefusal(*judgement.refusal);
        return false;
    }
    if (m_state == SYN_SENT && segment.Has(TCP_SYN))
    {
        NotePeerIsn(SequenceNumber32(segment.sequence));
        m_tsRecent = segment.timestamp.value_or(0);
    }
    else if (Rfc5961Rules::RenewsTimestamp(state, segment))
    {
        m_tsRecent = *segment.timestamp;
    }
    return true;
}

void
HardenedTcpSocket::SendChallengeAck()
{
    if (!m_budget.Take(Simulator::Now().GetNanoSeconds(), m_stack->GetChallengeAckLimit()))
    {
        ++m_suppressedChallengeAcks;
        return;
    }
    ++m_challengeAcks;
    SequenceNumber32 isn = m_tcb->m_nextTxSequence;
    bool half = m_state == SYN_RCVD; // ns-3 counts its SYN later
    m_tcb->m_nextTxSequence = half ? isn + SequenceNumber32(1) : isn;
    SendEmptyPacket(TcpHeader::ACK);
    if (half)
    {
        m_tcb->m_nextTxSequence = isn;
    }
}

void
HardenedTcpSocket::SendResetFor(const SegmentView& segment, const Address& from, const Address& to)
{
    TcpHeader header;
    header.SetFlags(TcpHeader::RST);
    header.SetSequenceNumber(SequenceNumber32(segment.Acknowledgment()));
    SendApart(header, from, to);
}

void
HardenedTcpSocket::SendApart(TcpHeader header, const Address& from, const Address& to)
{
    if (InetSocketAddress::IsMatchingType(from))
    {
        auto peer = InetSocketAddress::ConvertFrom(from);
        auto local = InetSocketAddress::ConvertFrom(to);
        header.SetSourcePort(local.GetPort());
        header.SetDestinationPort(peer.GetPort());
        m_tcp->SendPacket(Create<Packet>(), header, local.GetIpv4(), peer.GetIpv4());
    }
    else
    {
        auto peer = Inet6SocketAddress::ConvertFrom(from);
        auto local = Inet6SocketAddress::ConvertFrom(to);
        header.SetSourcePort(local.GetPort());
        header.SetDestinationPort(peer.GetPort());
        m_tcp->SendPacket(Create<Packet>(), header, local.GetIpv6(), peer.GetIpv6());
    }
}

void
HardenedTcpSocket::PassReset(Ptr<Packet> packet, const Address& from, const Address& to)
{
    if (m_state == SYN_SENT)
    {
        NotifyConnectionFailed(); // ns-3 overlooks RST with ACK here, the usual answer where nobody listens
        m_state = CLOSED;
        DeallocateEndPoint();
        return;
    }
    TcpHeader header;
    packet->RemoveHeader(header);
    packet->RemoveAtEnd(packet->GetSize());
    header.SetFlags(TcpHeader::RST);
    packet->AddHeader(header);
    TcpSocketBase::DoForwardUp(packet, from, to);
}

bool
HardenedTcpSocket::IsFinishing() const
{
    return m_state == LAST_ACK || m_state == CLOSING || m_state == TIME_WAIT;
}

bool
HardenedTcpSocket::PassFin(Ptr<Packet> packet, TcpHeader& header, const Address& from, const Address& to)
{
    bool ownFinAcked = header.GetAckNumber() == m_tcb->m_highTxMark + SequenceNumber32(1);
    bool fin = header.GetFlags() & TcpHeader::FIN;
    if (!fin)
    {
        bool waits = (m_state == LAST_ACK || m_state == CLOSING) && !ownFinAcked &&
                     (header.GetFlags() & ~(TcpHeader::PSH | TcpHeader::URG)) == TcpHeader::ACK;
        return waits;
    }
    SequenceNumber32 next = m_tcb->m_rxBuffer->NextRxSequence();
    SequenceNumber32 end = header.GetSequenceNumber() + SequenceNumber32(packet->GetSize());
    uint8_t withoutFin = header.GetFlags() & ~TcpHeader::FIN;
    if (end < next)
    {
        if ((m_state == LAST_ACK || m_state == CLOSING) && ownFinAcked)
        {
            packet->RemoveAtEnd(packet->GetSize());
            header.SetSequenceNumber(next);
            header.SetFlags(withoutFin);
            return false;
        }
        SendEmptyPacket(m_state == LAST_ACK ? TcpHeader::FIN : TcpHeader::ACK);
        return true;
    }
    if (header.GetSequenceNumber() > next)
    {
        header.SetFlags(withoutFin); // out of order: the peer will repeat it
        return packet->GetSize() == 0;
    }
    packet->RemoveAtStart(static_cast<uint32_t>(next - header.GetSequenceNumber()));
    header.SetSequenceNumber(next);
    if (packet->GetSize() > 0)
    {
        Ptr<Packet> data = packet->Copy();
        TcpHeader dataHeader = header;
        dataHeader.SetFlags(withoutFin);
        data->AddHeader(dataHeader);
        TcpSocketBase::DoForwardUp(data, from, to);
        packet->RemoveAtEnd(packet->GetSize());
        header.SetSequenceNumber(end);
        return m_state == CLOSED || m_tcb->m_rxBuffer->NextRxSequence() != end;
    }
    return false;
}

} // namespace ns3
