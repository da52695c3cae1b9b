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
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>

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

// --- the application's calls ---------------------------------------------------------------------------------

int
HardenedTcpSocket::Close()
{
    return m_tcb->m_rxBuffer->Available() > 0 ? TcpSocketBase::Close() : CloseOnceDrained();
}

int
HardenedTcpSocket::ShutdownSend()
{
    if (m_state != ESTABLISHED && m_state != CLOSE_WAIT)
    {
        return TcpSocketBase::ShutdownSend();
    }
    m_shutdownSend = true;
    return CloseOnceDrained();
}

int
HardenedTcpSocket::CloseOnceDrained()
{
    // In ns-3's own close a FIN rides on the last octets, and behind it no acknowledgment is looked at any more.
    m_finDue = m_txBuffer->Size() > 0;
    if (!m_finDue)
    {
        return DoClose();
    }
    if (m_state == CLOSE_WAIT)
    {
        SendEmptyPacket(TcpHeader::ACK); // the peer's FIN may have caused this, and ns-3 leaves its ACK to a close
    }
    return 0;
}

void
HardenedTcpSocket::TryClose()
{
    if (m_finDue && (m_state == ESTABLISHED || m_state == CLOSE_WAIT) && m_txBuffer->Size() == 0)
    {
        m_finDue = false;
        m_retxEvent.Cancel(); // or the FIN would not be repeated
        DoClose();
    }
}

Ptr<Packet>
HardenedTcpSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    uint32_t offered = ReceiveWindow();
    Ptr<Packet> octets = TcpSocketBase::Recv(maxSize, flags);
    AnnounceWindow(offered);
    return octets;
}

Ptr<Packet>
HardenedTcpSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& from)
{
    uint32_t offered = ReceiveWindow();
    Ptr<Packet> octets = TcpSocketBase::RecvFrom(maxSize, flags, from);
    AnnounceWindow(offered);
    return octets;
}

void
HardenedTcpSocket::AnnounceWindow(uint32_t offered)
{
    // A sender in ns-3 neither fills a window smaller than a segment nor probes it: without a word it would wait for
    // ever (RFC 9293, 3.8.6.2).
    uint32_t segment = m_tcb->m_segmentSize;
    bool open = m_state == ESTABLISHED || m_state == FIN_WAIT_1 || m_state == FIN_WAIT_2;
    if (open && offered < segment && ReceiveWindow() >= segment)
    {
        SendEmptyPacket(TcpHeader::ACK);
    }
}

// --- listening -----------------------------------------------------------------------------------------------

void
HardenedTcpSocket::PassToListener(Ptr<Packet> packet, const Address& from, const Address& to)
{
    // A SYN without one of these would switch it off for every later connection of the listener.
    bool sack = m_sackEnabled;
    bool scaling = m_winScalingEnabled;
    bool timestamps = m_timestampEnabled;
    EchoTimestampOf(packet);
    TcpSocketBase::DoForwardUp(packet, from, to);
    m_sackEnabled = sack;
    m_txBuffer->SetSackEnabled(sack);
    m_winScalingEnabled = scaling;
    m_timestampEnabled = timestamps;
}

void
HardenedTcpSocket::EchoTimestampOf(Ptr<const Packet> packet)
{
    // Stock TCP echoes the timestamp of a SYN only if its sequence number is 0; the peer would take the time of day for
    // a round-trip time.
    TcpHeader header;
    packet->PeekHeader(header);
    if (auto option = DynamicCast<const TcpOptionTS>(header.GetOption(TcpOption::TS)))
    {
        m_timestampToEcho = option->GetTimestamp();
    }
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
