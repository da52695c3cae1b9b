/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// A subflow's life: set-up, phases, timers, what the connection asks of it. The two hooks are in
// smptcp-subflow-outgoing.cc and smptcp-subflow-incoming.cc.

#include "smptcp-subflow.h"

#include "smptcp-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-end-point.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-end-point.h"
#include "ns3/ipv6.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/rtt-estimator.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflow");
NS_OBJECT_ENSURE_REGISTERED(SmptcpSubflow);

using namespace smptcp;

namespace
{

constexpr uint32_t DEFAULT_MTU = 1500;        //!< When the interface is unknown
constexpr uint32_t SUBFLOW_BUFFER = 1u << 30; //!< The connection limits what is buffered, not the subflow
constexpr unsigned THIRD_TRIES = 5;           //!< Third ACKs of a JOIN (smptcp.md 6.3)
/// Octets by which MP_CAPABLE with data exceeds a DSS at the most, padded (RFC 8684, 3.1)
constexpr uint32_t FIRST_DATA_EXTRA = 8;
constexpr int CLOSE_LIMIT_S = 15;             //!< Seconds a subflow may take to close gracefully

constexpr std::size_t SMPTCP_DSS = 18;        //!< Octets of the DSS beside a MAC on data: A4M4 (smptcp.md 5.7)

/// Octets of options on a full-sized segment, padded (smptcp.md 4.6)
uint32_t
OptionReserve(Mode mode, bool timestamps, bool checksum, std::size_t tagOctets)
{
    auto padded = [](std::size_t octets) { return static_cast<uint32_t>((octets + 3) / 4 * 4); };
    switch (mode)
    {
    case Mode::SMPTCP:
    case Mode::STACKED:
        return padded(SMPTCP_DSS + MacOptionOctets(tagOctets)); // 40 with the longest tag
    case Mode::TCPCRYPT:
        return padded(MacOptionOctets(tagOctets));
    case Mode::MPTCP: // DSS of 20 with a checksum, 18 without
        return timestamps ? (checksum ? 32 : 28) : 20;
    case Mode::TCP:
        break;
    }
    return timestamps ? 12 : 0;
}

} // namespace

TypeId
SmptcpSubflow::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpSubflow")
                            .SetParent<HardenedTcpSocket>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpSubflow>();
    return tid;
}

SmptcpSubflow::SmptcpSubflow() = default;

SmptcpSubflow::SmptcpSubflow(const SmptcpSubflow& other)
    : InstanceType(other),
      m_parameters(other.m_parameters)
{
    // A forked child starts with a clean sheet: no listener's shutdown, no callbacks of the listener's owner.
    m_shutdownSend = false;
    m_shutdownRecv = false;
    m_closeOnEmpty = false;
    m_closeNotified = false;
    SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
}

SmptcpSubflow::~SmptcpSubflow()
{
    Unregister();
}

void
SmptcpSubflow::DoDispose()
{
    Detach();
    m_pendingOwner = nullptr;
    TcpSocketBase::DoDispose();
}

void
SmptcpSubflow::SetOwner(SmptcpSocket* owner, uint32_t id)
{
    m_owner = owner;
    m_id = id;
    m_state.ConnectWithoutContext(MakeCallback(&SmptcpSubflow::OnStateChange, this));
    m_tcb->m_cWnd.ConnectWithoutContext(MakeCallback(&SmptcpSubflow::OnWindowChange, this));
    m_tcb->m_ssThresh.ConnectWithoutContext(MakeCallback(&SmptcpSubflow::OnThresholdChange, this));
    m_tcb->m_lastRtt.ConnectWithoutContext(MakeCallback(&SmptcpSubflow::OnRttChange, this));
}

void
SmptcpSubflow::Detach()
{
    m_thirdTimer.Cancel();
    m_closeTimer.Cancel();
    m_probeTimer.Cancel();
    m_halfOpenTimer.Cancel();
    m_state.DisconnectWithoutContext(MakeCallback(&SmptcpSubflow::OnStateChange, this));
    if (m_coupled)
    {
        m_coupled->SetFlowSource(nullptr, 0);
    }
    m_owner = nullptr;
    Unregister();
    auto none = MakeNullCallback<void, Ptr<Socket>>();
    auto noneSize = MakeNullCallback<void, Ptr<Socket>, uint32_t>();
    SetConnectCallback(none, none);
    SetCloseCallbacks(none, none);
    SetRecvCallback(none);
    SetSendCallback(noneSize);
    SetDataSentCallback(noneSize);
}

void
SmptcpSubflow::OnStateChange(TcpStates_t, TcpStates_t now)
{
    if (now == CLOSED && m_owner)
    {
        Simulator::ScheduleNow(&SmptcpSocket::OnSubflowGone, Ptr<SmptcpSocket>(m_owner), Ptr<Socket>(this));
    }
}

void
SmptcpSubflow::OnWindowChange(uint32_t before, uint32_t now)
{
    if (m_owner)
    {
        m_owner->OnWindowChange(m_id, before, now);
    }
}

void
SmptcpSubflow::OnThresholdChange(uint32_t before, uint32_t now)
{
    if (m_owner)
    {
        m_owner->OnThresholdChange(m_id, before, now);
    }
}

void
SmptcpSubflow::OnRttChange(Time before, Time now)
{
    if (m_owner)
    {
        m_owner->OnRttChange(m_id, before, now);
    }
}

void
SmptcpSubflow::BecomeForker()
{
    m_state = LISTEN;
}

void
SmptcpSubflow::Configure(const SmptcpSubflowParameters& parameters)
{
    m_parameters = parameters;
    SetSndBufSize(parameters.sndBufSize);
    m_tcb->m_rxBuffer->SetMaxBufferSize(GetBufferLimit()); // the window scale is made for it
    m_tcb->m_segmentSize = parameters.segmentSize;
    m_txBuffer->SetSegmentSize(parameters.segmentSize);
    m_tcb->m_initialSsThresh = parameters.initialSsThresh;
    m_tcb->m_initialCWnd = parameters.initialCwnd;
    SetConnTimeout(parameters.connTimeout);
    SetSynRetries(parameters.synRetries);
    SetDataRetries(parameters.dataRetries);
    SetDelAckTimeout(parameters.delAckTimeout);
    SetDelAckMaxCount(parameters.delAckCount);
    SetTcpNoDelay(parameters.noDelay);
    SetPersistTimeout(parameters.persistTimeout);
}

uint32_t
SmptcpSubflow::GetBufferLimit() const
{
    bool tunes = m_stack->TunesReceiveBuffer();
    return tunes ? std::max(m_parameters.rcvBufSize, m_stack->GetReceiveBufferMax()) : m_parameters.rcvBufSize;
}

void
SmptcpSubflow::BeginHandshake(std::shared_ptr<SmptcpHandshake> handshake)
{
    m_handshake = std::move(handshake);
    m_phase = Phase::HANDSHAKE;
}

void
SmptcpSubflow::BeginJoin(MptcpJoin join, Mode mode, std::shared_ptr<SmptcpHandshake> exchange)
{
    m_handshake = std::move(exchange);
    m_join = std::move(join);
    m_mode = mode;
    m_phase = Phase::JOINING;
    m_backup = m_join->Backup();
    m_noDelay = true;
    Couple();
    m_txBuffer->SetMaxBufferSize(SUBFLOW_BUFFER);
}

int
SmptcpSubflow::Connect(const Address& address)
{
    m_activeOpener = true;
    ApplySegmentSize(m_join ? m_mode : Mode::SMPTCP);
    return HardenedTcpSocket::Connect(address);
}

int
SmptcpSubflow::ConnectFrom(const Address& local, Ptr<NetDevice> device, const Address& remote)
{
    m_activeOpener = true;
    if (Bind(local) != 0)
    {
        return -1;
    }
    BindToNetDevice(device);
    if (m_endPoint)
    {
        auto peer = InetSocketAddress::ConvertFrom(remote);
        m_endPoint->SetPeer(peer.GetIpv4(), peer.GetPort());
    }
    else
    {
        auto peer = Inet6SocketAddress::ConvertFrom(remote);
        m_endPoint6->SetPeer(peer.GetIpv6(), peer.GetPort());
    }
    ChooseIsn();
    ApplySegmentSize(m_mode);
    m_rtt->Reset();
    m_synCount = m_synRetries;
    m_dataRetrCount = m_dataRetries;
    return DoConnect();
}

// --- where segments of this subflow are found ----------------------------------------------------------------

void
SmptcpSubflow::EnsureRegistered()
{
    if (m_tuple || (!m_endPoint && !m_endPoint6))
    {
        return;
    }
    Address local;
    Address peer;
    GetSockName(local);
    GetPeerName(peer);
    m_tuple = MakeFourTuple(local, peer);
    m_stack->AddSubflow(*m_tuple, this);
}

void
SmptcpSubflow::Unregister()
{
    if (m_tuple)
    {
        m_stack->RemoveSubflow(*m_tuple, this);
        m_tuple.reset();
    }
}

// --- phases --------------------------------------------------------------------------------------------------

bool
SmptcpSubflow::IsMultipath() const
{
    return smptcp::IsMultipath(m_mode);
}

bool
SmptcpSubflow::UsesDss() const
{
    return IsMultipath() && !m_owner->HasFallenBack();
}

bool
SmptcpSubflow::IsVersion1() const
{
    return m_owner->GetMptcpVersion() == MptcpVersion::V1;
}

bool
SmptcpSubflow::HasMac() const
{
    return m_protector != nullptr;
}

bool
SmptcpSubflow::EncryptsPayload() const
{
    return m_protector && m_protector->EncryptsPayload();
}

void
SmptcpSubflow::SetProtector(uint64_t subflowTag)
{
    const auto& session = m_owner->GetSession();
    if (session && !KeysEachSubflow(m_mode))
    {
        m_protector = std::make_unique<SegmentProtector>(*session,
                                                         m_stack->GetProfile(),
                                                         subflowTag);
    }
}

void
SmptcpSubflow::EnterMode(Mode mode)
{
    NS_LOG_INFO("subflow " << m_id << " enters " << ModeName(mode));
    m_mode = mode;
    m_phase = Phase::OPEN;
    m_readyDue = true;
    if (mode == Mode::SMPTCP)
    {
        m_protector = std::make_unique<SegmentProtector>(*m_handshake->Session(),
                                                         m_stack->GetProfile(),
                                                         0);
    }
    else if (IsEncrypted(mode) && !m_protector) // a resumed session has keyed it to verify the third segment
    {
        m_protector =
            std::make_unique<SegmentProtector>(*m_handshake->Session(), m_stack->GetProfile());
    }
    if (IsMultipath())
    {
        m_noDelay = true; // the connection decides what is sent when
        Couple();
        m_txBuffer->SetMaxBufferSize(SUBFLOW_BUFFER);
    }
    else
    {
        m_tcb->m_rxBuffer->SetMaxBufferSize(m_parameters.rcvBufSize); // ns-3's own TCP has one that does not grow
    }
    ApplySegmentSize(mode);
    m_owner->OnModeSettled(*this, mode, *m_handshake);
}

void
SmptcpSubflow::Couple()
{
    // Only now is the mode known; until here nothing has moved the window.
    Ptr<TcpCongestionOps> algorithm = m_stack->CreateCongestionControl();
    m_coupled = DynamicCast<MptcpCoupled>(algorithm);
    if (m_coupled)
    {
        m_coupled->SetFlowSource(m_owner, m_id);
    }
    SetCongestionControlAlgorithm(algorithm);
}

void
SmptcpSubflow::MeasureHandshake(const Incoming& in)
{
    bool answered = (m_state == SYN_SENT || m_state == SYN_RCVD) && in.segment.Has(TCP_ACK);
    if (answered && m_synsSent == 1)
    {
        m_handshakeRtt = Simulator::Now() - m_synAt;
        m_ackedAt = Simulator::Now();
    }
}

uint32_t
SmptcpSubflow::GetPathMtu() const
{
    if (m_endPoint)
    {
        Ptr<Ipv4> ipv4 = m_node->GetObject<Ipv4>();
        int32_t interface = ipv4->GetInterfaceForAddress(m_endPoint->GetLocalAddress());
        return interface < 0 ? DEFAULT_MTU : ipv4->GetMtu(interface);
    }
    if (m_endPoint6)
    {
        Ptr<Ipv6> ipv6 = m_node->GetObject<Ipv6>();
        int32_t interface = ipv6->GetInterfaceForAddress(m_endPoint6->GetLocalAddress());
        return interface < 0 ? DEFAULT_MTU : ipv6->GetMtu(interface);
    }
    return DEFAULT_MTU;
}

void
SmptcpSubflow::ApplySegmentSize(Mode mode)
{
    // Options count against the MTU, or IP would fragment without a word (smptcp.md 4.6).
    uint32_t headers = (m_endPoint6 ? 40 : 20) + 20;
    uint32_t room = std::max<uint32_t>(GetPathMtu(), headers + 100) - headers;
    if (m_peerMss && *m_peerMss >= 100)
    {
        room = std::min<uint32_t>(room, *m_peerMss);
    }
    bool checksum = m_handshake ? m_handshake->UsesChecksum() : m_owner && m_owner->UsesChecksum();
    room -= OptionReserve(mode, m_timestampEnabled, checksum, m_stack->GetProfile().TagOctets());
    uint32_t size = std::min(m_parameters.segmentSize, room);
    m_tcb->m_segmentSize = size;
    m_txBuffer->SetSegmentSize(size);
    m_tcb->m_cWnd = std::max(m_tcb->m_initialCWnd * size, m_tcb->m_cWnd.Get() / size * size);
}

void
SmptcpSubflow::ConfirmJoin()
{
    m_thirdTimer.Cancel();
    m_halfOpenTimer.Cancel();
    m_phase = Phase::OPEN;
    m_peerConfirmed = true;
    m_readyDue = true;
}

void
SmptcpSubflow::OnHalfOpenTimeout()
{
    if (IsJoining())
    {
        AbortFor(MpTcpRstReason::UNSPECIFIED);
    }
}

void
SmptcpSubflow::RetransmitThird()
{
    if (m_phase != Phase::JOINING)
    {
        return;
    }
    if (++m_thirdTries > THIRD_TRIES)
    {
        Abort();
        return;
    }
    if (m_thirdTries > 1)
    {
        SendEmptyPacket(TcpHeader::ACK);
    }
    m_thirdTimer = Simulator::Schedule(m_rto.Get(), &SmptcpSubflow::RetransmitThird, this);
}

void
SmptcpSubflow::Abort(const OptionBytes& option)
{
    if (m_endPoint || m_endPoint6)
    {
        if (m_state == SYN_RCVD || m_state == SYN_SENT)
        {
            // Stock TCP counts its SYN only with the third segment; a RST must stand where the peer expects it, which
            // has acknowledged the SYN (RFC 9293, 3.10.7.3).
            m_tcb->m_nextTxSequence = SequenceNumber32(m_localIsn + 1);
        }
        m_control = option;
        SendRST();
        m_control = OptionBytes();
    }
    m_state = CLOSED;
}

void
SmptcpSubflow::CloseQuietly()
{
    Detach();
    CloseAndNotify();
}

void
SmptcpSubflow::AbortFor(MpTcpRstReason reason)
{
    OptionBytes option;
    if (m_owner && IsMultipath() && IsVersion1())
    {
        MpTcpRst reset;
        reset.reason = static_cast<uint8_t>(reason);
        reset.AppendTo(option);
    }
    Abort(option);
}

// --- fallback ------------------------------------------------------------------------------------------------

void
SmptcpSubflow::MapInfinitely(uint64_t dsn)
{
    m_receiveMappings.SetInfinite(m_readPosition, dsn);
}

void
SmptcpSubflow::SendInfiniteMapping(uint64_t dsn)
{
    Dss dss;
    dss.mapping.emplace();
    dss.mapping->dsn = dsn;
    dss.mapping->subflowSequence = static_cast<uint32_t>(m_sendTail);
    if (m_owner->UsesChecksum())
    {
        dss.mapping->checksum = 0; // nothing is checked from here on
    }
    m_infinite = dss;
    SendEmptyPacket(TcpHeader::ACK);
}

bool
SmptcpSubflow::HasAcked(uint64_t position) const
{
    return ExpandNear(m_txBuffer->HeadSequence().GetValue() - m_localIsn, m_sendHigh) >= position;
}

uint64_t
SmptcpSubflow::GetSendTail() const
{
    return m_sendTail;
}

bool
SmptcpSubflow::IsBackup() const
{
    return m_backup;
}

void
SmptcpSubflow::SetBackup(bool backup)
{
    m_backup = backup;
}

bool
SmptcpSubflow::IsJoining() const
{
    return m_join && m_phase != Phase::OPEN;
}

const std::optional<TcpcryptSession>&
SmptcpSubflow::GetSession() const
{
    static const std::optional<TcpcryptSession> none;
    return m_handshake ? m_handshake->Session() : none;
}

std::optional<uint32_t>
SmptcpSubflow::GetJoinNonce() const
{
    return m_join ? std::optional<uint32_t>(m_join->LocalNonce()) : std::nullopt;
}

uint8_t
SmptcpSubflow::GetRemoteAddressId() const
{
    return m_join ? m_join->RemoteAddressId() : 0;
}

// --- what the connection asks --------------------------------------------------------------------------------

uint32_t
SmptcpSubflow::GetId() const
{
    return m_id;
}

bool
SmptcpSubflow::IsUsable() const
{
    return m_phase == Phase::OPEN && !m_closing && !m_readyDue &&
           (m_state == ESTABLISHED || m_state == CLOSE_WAIT) && (m_endPoint || m_endPoint6);
}

bool
SmptcpSubflow::IsStale() const
{
    return m_stale;
}

bool
SmptcpSubflow::HasPeerClosed() const
{
    return m_state == CLOSE_WAIT || m_state == CLOSING || m_state == TIME_WAIT;
}

bool
SmptcpSubflow::IsClosing() const
{
    return m_closing;
}

bool
SmptcpSubflow::IsActiveOpener() const
{
    return m_activeOpener;
}

Time
SmptcpSubflow::GetRtt() const
{
    bool known = m_rtt->GetNSamples() > 0 || m_handshakeRtt.IsZero();
    return known ? m_rtt->GetEstimate() : m_handshakeRtt;
}

Time
SmptcpSubflow::GetExpectedRtt() const
{
    Time rtt = GetRtt();
    if (m_txBuffer->Size() > 0)
    {
        return rtt;
    }
    Time least = m_handshakeRtt.IsZero() ? m_tcb->m_minRtt : Min(m_handshakeRtt, m_tcb->m_minRtt);
    return Min(rtt, Max(least, rtt - (Simulator::Now() - m_ackedAt)));
}

Time
SmptcpSubflow::GetRttDeviation() const
{
    return m_rtt->GetNSamples() > 0 ? m_rtt->GetVariation() : GetRtt() / 2;
}

uint32_t
SmptcpSubflow::GetWindow() const
{
    return m_tcb->m_cWnd.Get();
}

uint32_t
SmptcpSubflow::GetTaken() const
{
    return BytesInFlight() + m_txBuffer->SizeFromSequence(m_tcb->m_highTxMark);
}

Time
SmptcpSubflow::GetRto() const
{
    return m_rto.Get();
}

uint32_t
SmptcpSubflow::GetSegmentSize() const
{
    uint32_t extra = CarriesFirstData() && m_sendTail == 1 ? FIRST_DATA_EXTRA : 0;
    return m_tcb->m_segmentSize - extra;
}

bool
SmptcpSubflow::CarriesFirstData() const
{
    return m_handshake && m_activeOpener && !m_peerConfirmed && m_mode == Mode::MPTCP &&
           m_phase == Phase::OPEN && UsesDss() && IsVersion1();
}

uint32_t
SmptcpSubflow::GetRoom() const
{
    uint32_t unsent = m_txBuffer->SizeFromSequence(m_tcb->m_highTxMark);
    uint32_t window = TcpSocketBase::AvailableWindow();
    return window > unsent ? window - unsent : 0;
}

bool
SmptcpSubflow::GetFlowState(MptcpFlowState& state) const
{
    bool established = m_phase == Phase::OPEN && (m_state == ESTABLISHED || m_state == CLOSE_WAIT);
    if (!established || (m_backup && m_txBuffer->Size() == 0))
    {
        return false;
    }
    bool recovering = m_tcb->m_congState == TcpSocketState::CA_RECOVERY;
    uint32_t window = m_tcb->m_cWnd.Get();
    state.id = m_id;
    state.window = recovering ? std::min(window, m_tcb->m_ssThresh.Get()) : window;
    state.threshold = m_tcb->m_ssThresh.Get();
    state.segment = m_tcb->m_segmentSize;
    bool timed = m_rtt->GetNSamples() > 0 || !m_handshakeRtt.IsZero();
    state.rtt = timed ? GetRtt().GetSeconds() : 0;
    state.lossInterval = m_coupled ? static_cast<double>(m_coupled->GetLossInterval()) : 0;
    return true;
}

bool
SmptcpSubflow::Penalise()
{
    Time now = Simulator::Now();
    bool open = m_tcb->m_congState == TcpSocketState::CA_OPEN || m_tcb->m_congState == TcpSocketState::CA_DISORDER;
    bool lately = !m_penalisedAt.IsZero() && now - m_penalisedAt < GetRtt();
    uint32_t half = std::max(m_tcb->m_cWnd.Get() / 2, m_tcb->m_segmentSize);
    if (!open || lately || half == m_tcb->m_cWnd.Get())
    {
        return false;
    }
    m_penalisedAt = now;
    m_tcb->m_ssThresh = std::max(half, 2 * m_tcb->m_segmentSize);
    m_tcb->m_cWnd = half;
    m_tcb->m_cWndInfl = half;
    return true;
}

uint32_t
SmptcpSubflow::GetHandshakeWindow() const
{
    return m_handshakeWindow;
}

uint32_t
SmptcpSubflow::GetUnacked() const
{
    return m_txBuffer->Size();
}

bool
SmptcpSubflow::SendChunk(const DataChunk& chunk)
{
    Mapping mapping;
    mapping.position = m_sendTail;
    mapping.length = chunk.payload->GetSize();
    mapping.dsn = chunk.dsn;
    if (m_owner->UsesChecksum())
    {
        std::vector<uint8_t>& octets = m_stack->Scratch(mapping.length);
        chunk.payload->CopyData(octets.data(), mapping.length);
        mapping.checksum = DssChecksum(mapping.dsn,
                                       static_cast<uint32_t>(mapping.position),
                                       static_cast<uint16_t>(mapping.length),
                                       octets.data(),
                                       mapping.length);
    }
    m_sendMappings.Add(mapping);
    m_sendTail += mapping.length;
    return TcpSocketBase::Send(chunk.payload, 0) >= 0;
}

void
SmptcpSubflow::SendAck()
{
    SendEmptyPacket(TcpHeader::ACK);
}

void
SmptcpSubflow::SendControl(const OptionBytes& control)
{
    m_control = control;
    SendEmptyPacket(TcpHeader::ACK);
    m_control = OptionBytes();
}

void
SmptcpSubflow::SendDataFin(uint64_t dsn)
{
    m_dataFin = dsn;
    SendEmptyPacket(TcpHeader::ACK);
    m_dataFin.reset();
    if (m_dataAckOwed)
    {
        SendEmptyPacket(TcpHeader::ACK);
    }
}

void
SmptcpSubflow::CloseWhenDrained()
{
    if (m_closing)
    {
        return;
    }
    m_closing = true;
    m_closeTimer =
        Simulator::Schedule(Seconds(CLOSE_LIMIT_S), &SmptcpSubflow::OnCloseTimeout, this);
    TryDrainedClose();
}

void
SmptcpSubflow::TryDrainedClose()
{
    bool established = m_state == ESTABLISHED || m_state == CLOSE_WAIT;
    if (m_closing && !m_finSent && established && m_txBuffer->Size() == 0)
    {
        m_finSent = true;
        m_retxEvent.Cancel();
        // Stock TCP resets whenever its receive buffer holds something, were it only what lies behind a lost segment.
        // The reset is for an application that goes without having read everything (RFC 1122, 4.2.2.13).
        bool unread = m_owner && m_owner->IsClosed() && !IsMultipath() && m_tcb->m_rxBuffer->Available() > 0;
        unread ? Close() : DoClose();
    }
    if (m_closing && m_txBuffer->Size() > 0)
    {
        // Still moving: the limit counts from the last sign of progress in a proxy's stream.
        m_closeTimer.Cancel();
        m_closeTimer = Simulator::Schedule(IsMultipath() ? Seconds(CLOSE_LIMIT_S) : Seconds(600),
                                           &SmptcpSubflow::OnCloseTimeout,
                                           this);
    }
}

void
SmptcpSubflow::OnCloseTimeout()
{
    if (m_state == FIN_WAIT_2 && m_owner && !UsesDss())
    {
        return; // half-closed, and the peer has all the time it wants
    }
    if (m_state != TIME_WAIT && m_state != CLOSED)
    {
        NS_LOG_INFO("subflow " << m_id << " does not close, aborting");
        Abort();
    }
}

uint64_t
SmptcpSubflow::GetBytesReceived() const
{
    return m_bytesReceived;
}

uint64_t
SmptcpSubflow::GetBytesSent() const
{
    return m_bytesSent;
}

uint64_t
SmptcpSubflow::GetRetransmissions() const
{
    return m_retransmissions;
}

// --- what TCP asks and reports -------------------------------------------------------------------------------

uint16_t
SmptcpSubflow::AdvertisedWindowSize(bool scale) const
{
    if (!m_owner || m_phase != Phase::OPEN || !IsMultipath() || !scale)
    {
        uint32_t buffer = m_parameters.rcvBufSize >> (scale ? m_rcvWindShift : 0);
        return static_cast<uint16_t>(std::min<uint32_t>(TcpSocketBase::AdvertisedWindowSize(scale), buffer));
    }
    uint32_t window = m_owner->GetReceiveWindow() >> m_rcvWindShift;
    return static_cast<uint16_t>(std::min<uint32_t>(window, m_maxWinSize));
}

bool
SmptcpSubflow::AwaitsAckOfInit2() const
{
    // The public daemon in role C takes whatever overtakes INIT2 for the end of tcpcrypt, and the stream breaks.
    return m_mode == Mode::TCPCRYPT && m_phase == Phase::OPEN && m_stack->GetProfile().daemonWire &&
           HasUnackedInit2();
}

uint32_t
SmptcpSubflow::AvailableWindow() const
{
    if (AwaitsAckOfInit2())
    {
        return 0;
    }
    // Asked when something may be sent. Without an answer of zero TCP would walk all it has sent to find that there is
    // nothing, twice for each ACK: the connection fills a subflow only after TCP has looked. In recovery it would even
    // find something: for lack of new data it repeats what is merely not acknowledged (RFC 6675, NextSeg rule 3), and
    // new data is about to come.
    bool recovering = m_tcb->m_congState != TcpSocketState::CA_OPEN && m_tcb->m_congState != TcpSocketState::CA_DISORDER;
    bool back = !m_sackEnabled && m_tcb->m_nextTxSequence < m_tcb->m_highTxMark; // without SACK no more is known
    bool lost = back || m_txBuffer->GetLost() > m_txBuffer->GetRetransmitsCount();
    bool waits = !recovering || (m_owner && m_owner->HasSendable());
    bool nothing = !lost && waits && m_txBuffer->SizeFromSequence(m_tcb->m_highTxMark) == 0;
    return m_owner && IsMultipath() && nothing ? 0 : TcpSocketBase::AvailableWindow();
}

void
SmptcpSubflow::NewAck(const SequenceNumber32& seq, bool resetRTO)
{
    m_stale = false;
    m_ackedAt = Simulator::Now();
    TcpSocketBase::NewAck(seq, resetRTO);
    m_sendMappings.DropBelow(ExpandNear(seq.GetValue() - m_localIsn, m_sendHigh));
}

void
SmptcpSubflow::ReTxTimeout()
{
    Ptr<SmptcpSubflow> self(this);
    bool outstanding = m_txBuffer->Size() > 0 && m_state != SYN_SENT;
    bool open = m_phase == Phase::OPEN && m_state != CLOSED && m_state != TIME_WAIT && (!HasMac() || m_peerConfirmed);
    if (outstanding && open && m_owner && m_dataRetrCount == 0)
    {
        // Stock TCP gives up without a word, and a peer that only reads would wait for ever. What comes next at the
        // peer is what it has not acknowledged.
        m_tcb->m_nextTxSequence = m_txBuffer->HeadSequence();
        AbortFor(MpTcpRstReason::UNACCEPTABLE_PERFORMANCE);
        return;
    }
    TcpSocketBase::ReTxTimeout();
    if (outstanding && m_owner && IsMultipath() && m_phase == Phase::OPEN)
    {
        m_stale = true;
        m_owner->OnTimeout(*this);
    }
}

} // namespace ns3
