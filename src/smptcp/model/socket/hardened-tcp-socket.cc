/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hardened-tcp-socket.h"

#include "smptcp-socket.h"
#include "smptcp-stack.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-end-point.h"
#include "ns3/ipv6-end-point.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-header-screen.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("HardenedTcpSocket");
NS_OBJECT_ENSURE_REGISTERED(HardenedTcpSocket);

using namespace smptcp;

namespace
{

constexpr unsigned PORT_TRIES = 100;      //!< Random ports tried before ns-3 picks one that is free
constexpr int LONGEST_PROBE_INTERVAL = 60; //!< Seconds between zero-window probes

} // namespace

TypeId
HardenedTcpSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HardenedTcpSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<HardenedTcpSocket>();
    return tid;
}

HardenedTcpSocket::HardenedTcpSocket()
{
    m_txBuffer->SetRWndCallback(MakeCallback(&HardenedTcpSocket::WindowForNextSegment, this));
}

HardenedTcpSocket::HardenedTcpSocket(const HardenedTcpSocket& other)
    : InstanceType(other),
      m_stack(other.m_stack)
{
    m_txBuffer->SetRWndCallback(MakeCallback(&HardenedTcpSocket::WindowForNextSegment, this));
}

void
HardenedTcpSocket::SetStack(SmptcpStack* stack)
{
    m_stack = stack;
}

bool
HardenedTcpSocket::IsHardened() const
{
    return m_stack && m_stack->IsHardened();
}

const RefusalCounters&
HardenedTcpSocket::GetRefusals() const
{
    return m_refusals;
}

uint64_t
HardenedTcpSocket::GetChallengeAcks() const
{
    return m_challengeAcks;
}

uint64_t
HardenedTcpSocket::GetSuppressedChallengeAcks() const
{
    return m_suppressedChallengeAcks;
}

void
HardenedTcpSocket::CountRefusal(Refusal refusal)
{
    m_refusals.Count(refusal);
    m_stack->CountRefusal(refusal, nullptr);
}

// --- numbers that are hard to guess --------------------------------------------------------------------------

void
HardenedTcpSocket::ChooseIsn()
{
    if (!m_stack)
    {
        return; // made without a host of this module
    }
    SequenceNumber32 isn(m_stack->NextIsn());
    m_tcb->m_nextTxSequence = isn;
    m_tcb->m_highTxMark = isn;
    m_tcb->m_lastAckedSeq = isn;
    m_txBuffer->SetHeadSequence(isn);
    m_highRxAckMark = isn;
    m_recover = isn;
}

int
HardenedTcpSocket::Bind()
{
    return IsHardened() ? BindRandomPort(InetSocketAddress(Ipv4Address::GetAny(), 0)) : TcpSocketBase::Bind();
}

int
HardenedTcpSocket::Bind6()
{
    return IsHardened() ? BindRandomPort(Inet6SocketAddress(Ipv6Address::GetAny(), 0)) : TcpSocketBase::Bind6();
}

int
HardenedTcpSocket::Bind(const Address& address)
{
    bool any = (InetSocketAddress::IsMatchingType(address) && InetSocketAddress::ConvertFrom(address).GetPort() == 0) ||
               (Inet6SocketAddress::IsMatchingType(address) && Inet6SocketAddress::ConvertFrom(address).GetPort() == 0);
    return any && IsHardened() ? BindRandomPort(address) : TcpSocketBase::Bind(address);
}

int
HardenedTcpSocket::BindRandomPort(const Address& address)
{
    uint8_t tos = GetIpTos(); // ns-3.37 takes it from the address
    int result = -1;
    for (unsigned tries = 0; tries < PORT_TRIES && result != 0; ++tries)
    {
        uint16_t port = m_stack->NextEphemeralPort();
        if (InetSocketAddress::IsMatchingType(address))
        {
            result = TcpSocketBase::Bind(InetSocketAddress(InetSocketAddress::ConvertFrom(address).GetIpv4(), port));
        }
        else
        {
            result = TcpSocketBase::Bind(Inet6SocketAddress(Inet6SocketAddress::ConvertFrom(address).GetIpv6(), port));
        }
    }
    if (result != 0)
    {
        return TcpSocketBase::Bind(address);
    }
    SetIpTos(tos);
    m_errno = ERROR_NOTERROR;
    return 0;
}

int
HardenedTcpSocket::Connect(const Address& address)
{
    if (m_state == CLOSED)
    {
        ChooseIsn();
    }
    return TcpSocketBase::Connect(address);
}

// --- listening -----------------------------------------------------------------------------------------------

void
HardenedTcpSocket::PassToListener(Ptr<Packet> packet, const Address& from, const Address& to)
{
    // A SYN without one of these would switch it off for every later connection of the listener.
    bool sack = m_sackEnabled;
    bool scaling = m_winScalingEnabled;
    bool timestamps = m_timestampEnabled;
    TcpSocketBase::DoForwardUp(packet, from, to);
    m_sackEnabled = sack;
    m_txBuffer->SetSackEnabled(sack);
    m_winScalingEnabled = scaling;
    m_timestampEnabled = timestamps;
}

Ptr<TcpSocketBase>
HardenedTcpSocket::Fork()
{
    return CopyObject<HardenedTcpSocket>(this);
}

void
HardenedTcpSocket::CompleteFork(Ptr<Packet> packet,
                                const TcpHeader& header,
                                const Address& from,
                                const Address& to)
{
    Ptr<HardenedTcpSocket> self(this);
    ChooseIsn();
    if (IsHardened())
    {
        NotePeerIsn(header.GetSequenceNumber());
        auto timestamps = DynamicCast<const TcpOptionTS>(header.GetOption(TcpOption::TS));
        m_tsRecent = timestamps ? timestamps->GetTimestamp() : 0;
    }
    TcpSocketBase::CompleteFork(packet, header, from, to);
    if (!m_endPoint && !m_endPoint6)
    {
        m_state = CLOSED; // the same SYN twice at the same instant: the first one has the endpoint
    }
}

void
HardenedTcpSocket::NotePeerIsn(SequenceNumber32 isn)
{
    // ns-3 leaves these at 0, and from there half of all numbers look old.
    m_highTxAck = isn;
    m_highRxMark = isn;
    m_ecnCESeq = isn;
}

// --- incoming segments ---------------------------------------------------------------------------------------

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
    TcpSocketBase::DoForwardUp(packet, from, to);
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

// --- sending -------------------------------------------------------------------------------------------------

uint32_t
HardenedTcpSocket::SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck)
{
    uint32_t sent = TcpSocketBase::SendDataPacket(seq, maxSize, withAck);
    if (withAck && IsHardened())
    {
        m_highTxAck = std::max(m_highTxAck, m_tcb->m_rxBuffer->NextRxSequence()); // ns-3 notes it on pure ACKs only
    }
    return sent;
}

uint32_t
HardenedTcpSocket::WindowForNextSegment() const
{
    // With a window that is exactly used up the transmit buffer proposes a segment of no octets, which stock TCP
    // does not survive. Without SACK this happens: duplicate ACKs make room that the window does not have.
    uint32_t sent = m_tcb->m_highTxMark.Get() - m_txBuffer->HeadSequence();
    uint32_t window = m_rWnd.Get();
    return window > 0 && window == sent ? window - 1 : window;
}

void
HardenedTcpSocket::PersistTimeout()
{
    // Stock TCP probes with the first unsent octet whether or not there is one. Nothing unsent, no probe.
    if (m_txBuffer->SizeFromSequence(m_tcb->m_nextTxSequence) == 0)
    {
        if (m_txBuffer->Size() > 0 && m_retxEvent.IsExpired())
        {
            m_retxEvent = Simulator::Schedule(m_rto.Get(), &HardenedTcpSocket::ReTxTimeout, this);
        }
        return;
    }
    m_persistTimeout = std::min(Seconds(LONGEST_PROBE_INTERVAL), Time(2 * m_persistTimeout));
    SendProbe();
    m_persistEvent = Simulator::Schedule(m_persistTimeout, &HardenedTcpSocket::PersistTimeout, this);
}

void
HardenedTcpSocket::SendProbe()
{
    SequenceNumber32 next = m_tcb->m_nextTxSequence;
    Ptr<Packet> octet = m_txBuffer->CopyFromSequence(1, next)->GetPacketCopy();
    m_txBuffer->ResetLastSegmentSent();
    m_probed = next + SequenceNumber32(1); // the peer may take it, and acknowledge what ns-3 does not count as sent
    TcpHeader header;
    header.SetFlags(TcpHeader::ACK); // ns-3's own probes lack it, and no other TCP would take them
    header.SetSequenceNumber(next);
    header.SetAckNumber(m_tcb->m_rxBuffer->NextRxSequence());
    header.SetWindowSize(AdvertisedWindowSize());
    header.SetSourcePort(m_endPoint ? m_endPoint->GetLocalPort() : m_endPoint6->GetLocalPort());
    header.SetDestinationPort(m_endPoint ? m_endPoint->GetPeerPort() : m_endPoint6->GetPeerPort());
    AddOptions(header);
    m_txTrace(octet, header, this);
    if (m_endPoint)
    {
        m_tcp->SendPacket(octet,
                          header,
                          m_endPoint->GetLocalAddress(),
                          m_endPoint->GetPeerAddress(),
                          m_boundnetdevice);
    }
    else
    {
        m_tcp->SendPacket(octet,
                          header,
                          m_endPoint6->GetLocalAddress(),
                          m_endPoint6->GetPeerAddress(),
                          m_boundnetdevice);
    }
}

} // namespace ns3
