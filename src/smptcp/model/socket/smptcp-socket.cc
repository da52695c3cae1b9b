/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The application's side of a connection: ns-3's socket interface and the life of the connection. What concerns the
// data sequence space is in smptcp-socket-data.cc.

#include "smptcp-socket.h"

#include "smptcp-type-check.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSocket");
NS_OBJECT_ENSURE_REGISTERED(SmptcpSocket);

using namespace smptcp;

TypeId
SmptcpSocket::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpSocket")
            .SetParent<TcpSocket>()
            .SetGroupName("Smptcp")
            .AddConstructor<SmptcpSocket>()
            .AddAttribute("Scheduler",
                          "TypeId of the scheduler",
                          TypeIdValue(MptcpLowestRttScheduler::GetTypeId()),
                          MakeTypeIdAccessor(&SmptcpSocket::SetScheduler, &SmptcpSocket::GetScheduler),
                          MakeTypeIdChecker())
            .AddAttribute("CryptHandshakeTimeout",
                          "INIT2 must have come this long after INIT1 (INIT1 after PKCONF where the roles are swapped) "
                          "or the connection is aborted",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SmptcpSocket::m_cryptTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxSubflows",
                          "Most subflows of a connection, the initial one included",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SmptcpSocket::m_maxSubflows),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxHalfOpenJoins",
                          "Most JOINs under way at a time, either way (smptcp.md 6.4)",
                          UintegerValue(4),
                          MakeUintegerAccessor(&SmptcpSocket::m_maxHalfOpenJoins),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ProbeOnRemoveAddr",
                          "A REMOVE_ADDR ends only subflows that give no sign of life (RFC 8684, 3.4.2). Without, it "
                          "ends those of the address at once: to show an attack",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpSocket::m_probeOnRemoveAddr),
                          MakeBooleanChecker())
            .AddAttribute("MacFailureLimit",
                          "Segments with a wrong or missing MAC in a row, on one subflow, after which the peer is asked "
                          "for a sign of life (smptcp.md 8.2)",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SmptcpSocket::m_macFailureLimit),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("PathManager",
                          "TypeId of the path manager",
                          TypeIdValue(MptcpPairwisePathManager::GetTypeId()),
                          MakeTypeIdAccessor(&SmptcpSocket::m_pathManagerType),
                          MakeTypeIdChecker())
            .AddAttribute("ReconnectTimeout",
                          "How long a connection without any subflow waits for a new one (break before make); zero "
                          "ends it at once",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SmptcpSocket::m_reconnectTimeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("AppSupport",
                          "Announce application support to tcpcrypt's peer; accepted sockets do as their listener",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpSocket::m_appSupport),
                          MakeBooleanChecker())
            .AddTraceSource("Downgraded",
                            "A handshake led to less than was offered, for a cause that is no ordinary answer",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_downgradedTrace),
                            "ns3::SmptcpSocket::TextTracedCallback")
            .AddTraceSource("CryptState",
                            "tcpcrypt's handshake enters a state",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_cryptStateTrace),
                            "ns3::SmptcpSocket::CryptStateTracedCallback")
            .AddTraceSource("Fallback",
                            "An MPTCP connection falls back to TCP, with the cause",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_fallbackTrace),
                            "ns3::SmptcpSocket::TextTracedCallback")
            .AddTraceSource("Mode",
                            "The mode of the connection is settled",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_modeTrace),
                            "ns3::SmptcpSocket::ModeTracedCallback")
            .AddTraceSource("SubflowUp",
                            "A subflow may carry data",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_subflowUpTrace),
                            "ns3::SmptcpSocket::SubflowTracedCallback")
            .AddTraceSource("SubflowDown",
                            "A subflow is gone",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_subflowDownTrace),
                            "ns3::SmptcpSocket::SubflowTracedCallback")
            .AddTraceSource("Mapping",
                            "The scheduler gave octets to a subflow",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_mappingTrace),
                            "ns3::SmptcpSocket::MappingTracedCallback")
            .AddTraceSource("Decision",
                            "The scheduler, or what looks after subflows that hold up others, decided: new, reinjected, "
                            "copy, rescued, penalised, or wait",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_decisionTrace),
                            "ns3::SmptcpSocket::DecisionTracedCallback")
            .AddTraceSource("SubflowCongestionWindow",
                            "The congestion window of a subflow, in octets",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_windowTrace),
                            "ns3::SmptcpSocket::OctetsTracedCallback")
            .AddTraceSource("SubflowSlowStartThreshold",
                            "The slow start threshold of a subflow, in octets",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_thresholdTrace),
                            "ns3::SmptcpSocket::OctetsTracedCallback")
            .AddTraceSource("SubflowRtt",
                            "The round-trip time that a subflow's TCP has measured",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_rttTrace),
                            "ns3::SmptcpSocket::RttTracedCallback")
            .AddTraceSource("HeadOfLineWait",
                            "Octets that came before earlier ones can be read, and how long they have waited",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_waitTrace),
                            "ns3::SmptcpSocket::WaitTracedCallback")
            .AddTraceSource("DataAck",
                            "A data ack moved the lowest unacknowledged DSN",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_dataAckTrace),
                            "ns3::SmptcpSocket::DataAckTracedCallback")
            .AddTraceSource("Refused",
                            "A handshake or JOIN was refused or ended by the peer, or a subflow given up, with the cause",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_refusedTrace),
                            "ns3::SmptcpSocket::TextTracedCallback")
            .AddTraceSource("SegmentRefused",
                            "A segment or an option in it was refused, with the subflow and the cause",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_segmentRefusedTrace),
                            "ns3::SmptcpSocket::RefusalTracedCallback");
    return tid;
}

SmptcpSocket::SmptcpSocket()
    : m_addresses(*this)
{
}

SmptcpSocket::SmptcpSocket(const SmptcpSocket& other)
    : TcpSocket(other),
      m_stack(other.m_stack),
      m_node(other.m_node),
      m_parameters(other.m_parameters),
      m_schedulerType(other.m_schedulerType),
      m_cryptTimeout(other.m_cryptTimeout),
      m_maxSubflows(other.m_maxSubflows),
      m_maxHalfOpenJoins(other.m_maxHalfOpenJoins),
      m_probeOnRemoveAddr(other.m_probeOnRemoveAddr),
      m_pathManagerType(other.m_pathManagerType),
      m_reconnectTimeout(other.m_reconnectTimeout),
      m_addresses(*this),
      m_appSupport(other.m_appSupport),
      m_shutdownSend(other.m_shutdownSend),
      m_shutdownRecv(other.m_shutdownRecv),
      m_macFailureLimit(other.m_macFailureLimit),
      m_modeTrace(other.m_modeTrace),
      m_subflowUpTrace(other.m_subflowUpTrace),
      m_subflowDownTrace(other.m_subflowDownTrace),
      m_mappingTrace(other.m_mappingTrace),
      m_decisionTrace(other.m_decisionTrace),
      m_windowTrace(other.m_windowTrace),
      m_thresholdTrace(other.m_thresholdTrace),
      m_rttTrace(other.m_rttTrace),
      m_waitTrace(other.m_waitTrace),
      m_dataAckTrace(other.m_dataAckTrace),
      m_refusedTrace(other.m_refusedTrace),
      m_fallbackTrace(other.m_fallbackTrace),
      m_segmentRefusedTrace(other.m_segmentRefusedTrace),
      m_downgradedTrace(other.m_downgradedTrace),
      m_cryptStateTrace(other.m_cryptStateTrace)
{
    // As with ns-3's own sockets, an accepted socket keeps the listener's accept callbacks only.
    auto none = MakeNullCallback<void, Ptr<Socket>>();
    SetConnectCallback(none, none);
    SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    SetRecvCallback(none);
}

SmptcpSocket::~SmptcpSocket() = default;

void
SmptcpSocket::DoDispose()
{
    m_pushEvent.Cancel();
    m_finTimer.Cancel();
    m_probeTimer.Cancel();
    m_cryptTimer.Cancel();
    m_orphanTimer.Cancel();
    m_ackTimer.Cancel();
    StopPaths();
    m_paths = nullptr;
    for (const auto& subflow : m_subflows)
    {
        subflow->Detach();
    }
    m_subflows.clear();
    m_state = State::DONE;
    m_stack = nullptr;
    m_node = nullptr;
    TcpSocket::DoDispose();
}

void
SmptcpSocket::SetStack(Ptr<SmptcpStack> stack, Ptr<Node> node)
{
    m_stack = stack;
    m_node = node;
}

Ptr<SmptcpStack>
SmptcpSocket::GetStack() const
{
    return m_stack;
}

// --- ns-3's socket interface ---------------------------------------------------------------------------------

Socket::SocketErrno
SmptcpSocket::GetErrno() const
{
    return m_errno;
}

Socket::SocketType
SmptcpSocket::GetSocketType() const
{
    return NS3_SOCK_STREAM;
}

Ptr<Node>
SmptcpSocket::GetNode() const
{
    return m_node;
}

int
SmptcpSocket::Bind()
{
    return (Initial() ? Initial() : MakeSubflow())->Bind();
}

int
SmptcpSocket::Bind6()
{
    return (Initial() ? Initial() : MakeSubflow())->Bind6();
}

int
SmptcpSocket::Bind(const Address& address)
{
    Ptr<SmptcpSubflow> subflow = Initial() ? Initial() : MakeSubflow();
    int result = subflow->Bind(address);
    m_errno = result == 0 ? m_errno : subflow->GetErrno();
    return result;
}

int
SmptcpSocket::Connect(const Address& address)
{
    if (m_state != State::CLOSED)
    {
        m_errno = ERROR_ISCONN;
        return -1;
    }
    Ptr<SmptcpSubflow> subflow = Initial() ? Initial() : MakeSubflow();
    m_activeOpener = true;
    BeginConnection(subflow, nullptr, address);
    if (Simulator::GetContext() == Simulator::NO_CONTEXT && Simulator::Now().IsZero())
    {
        // Nothing runs yet, and a queue disc is not initialised before the start: the SYN waits for it.
        Simulator::ScheduleWithContext(m_node->GetId(),
                                       Time(0),
                                       &SmptcpSocket::ConnectAtStart,
                                       Ptr<SmptcpSocket>(this),
                                       address);
        return 0;
    }
    int result = subflow->Connect(address);
    if (result != 0)
    {
        m_errno = subflow->GetErrno();
        m_state = State::CLOSED;
        DropTicket(false);
        m_stack->Forget(this, m_token);
    }
    return result;
}

void
SmptcpSocket::ConnectAtStart(Address address)
{
    if (m_state != State::CONNECTING || Initial()->Connect(address) != 0)
    {
        Finish(true);
    }
}

int
SmptcpSocket::Listen()
{
    if (m_state != State::CLOSED || !Initial())
    {
        m_errno = ERROR_INVAL;
        return -1;
    }
    Initial()->SetAcceptCallback(MakeCallback(&SmptcpSocket::AcceptRequest, this),
                                 MakeNullCallback<void, Ptr<Socket>, const Address&>());
    if (Initial()->Listen() != 0)
    {
        m_errno = Initial()->GetErrno();
        return -1;
    }
    m_state = State::LISTENING;
    m_stack->Remember(this);
    return 0;
}

int
SmptcpSocket::Close()
{
    Ptr<SmptcpSocket> self(this);
    m_closed = true;
    m_shutdownSend = true;
    switch (m_state)
    {
    case State::LISTENING:
        m_state = State::DONE;
        m_stack->Forget(this, m_token);
        Initial()->Close();
        break;
    case State::CONNECTING:
        if (m_sender.Unassigned() == 0)
        {
            Initial()->Abort();
        }
        break; // with data waiting the close follows them
    case State::OPEN:
        if (GetRxAvailable() > 0 && IsMultipath())
        {
            Abort(); // as TCP, which answers a close over unread data with RST
            break;
        }
        ShutdownSend();
        break;
    case State::CLOSED:
    case State::DONE:
        break;
    }
    return 0;
}

bool
SmptcpSocket::IsClosed() const
{
    return m_closed;
}

int
SmptcpSocket::ShutdownSend()
{
    m_shutdownSend = true;
    if (m_state == State::OPEN && IsProxy() && Initial())
    {
        Initial()->CloseWhenDrained();
    }
    else if (m_state == State::OPEN && IsMultipath())
    {
        m_sender.Finish();
        SchedulePush();
    }
    return 0;
}

int
SmptcpSocket::ShutdownRecv()
{
    m_shutdownRecv = true;
    return 0;
}

int
SmptcpSocket::Send(Ptr<Packet> packet, uint32_t flags)
{
    if (flags != 0)
    {
        m_errno = ERROR_OPNOTSUPP;
        return -1;
    }
    if (m_state != State::CONNECTING && m_state != State::OPEN)
    {
        m_errno = ERROR_NOTCONN;
        return -1;
    }
    if (m_shutdownSend)
    {
        m_errno = ERROR_SHUTDOWN;
        return -1;
    }
    m_writeRefused = packet->GetSize() > GetTxAvailable();
    if (m_writeRefused)
    {
        m_errno = ERROR_MSGSIZE;
        return -1;
    }
    if (m_state == State::OPEN && IsProxy())
    {
        int sent = Initial()->TcpSocketBase::Send(packet, 0);
        m_errno = sent < 0 ? Initial()->GetErrno() : m_errno;
        return sent;
    }
    m_sender.Enqueue(packet->Copy());
    SchedulePush();
    return static_cast<int>(packet->GetSize());
}

int
SmptcpSocket::SendTo(Ptr<Packet> packet, uint32_t flags, const Address&)
{
    return Send(packet, flags);
}

uint32_t
SmptcpSocket::GetTxAvailable() const
{
    if (m_state == State::OPEN && IsProxy())
    {
        return Initial() ? Initial()->GetTxAvailable() : 0;
    }
    uint32_t used = m_sender.Buffered();
    return used < m_parameters.sndBufSize ? m_parameters.sndBufSize - used : 0;
}

uint32_t
SmptcpSocket::GetRxAvailable() const
{
    if (m_state == State::OPEN && IsProxy())
    {
        return Initial() ? Initial()->GetRxAvailable() : 0;
    }
    return m_receiver.Readable();
}

Ptr<Packet>
SmptcpSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    if (flags != 0)
    {
        m_errno = ERROR_OPNOTSUPP;
        return nullptr;
    }
    if (IsProxy() && Initial())
    {
        return Initial()->Recv(maxSize, 0);
    }
    Ptr<Packet> packet = m_receiver.Read(maxSize);
    if (packet)
    {
        if (m_stack && m_stack->TunesReceiveBuffer())
        {
            TuneReceiveBuffer(packet->GetSize());
        }
        AnnounceWindow();
    }
    else if (m_receiver.Finished())
    {
        packet = Create<Packet>(); // end of stream
    }
    return packet;
}

Ptr<Packet>
SmptcpSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& from)
{
    from = m_peerName;
    return Recv(maxSize, flags);
}

int
SmptcpSocket::GetSockName(Address& address) const
{
    if (m_mode)
    {
        address = m_localName;
        return 0;
    }
    if (Initial())
    {
        return Initial()->GetSockName(address);
    }
    address = InetSocketAddress(Ipv4Address::GetZero(), 0);
    return 0;
}

int
SmptcpSocket::GetPeerName(Address& address) const
{
    if (m_mode)
    {
        address = m_peerName;
        return 0;
    }
    if (!Initial())
    {
        m_errno = ERROR_NOTCONN;
        return -1;
    }
    return Initial()->GetPeerName(address);
}

void
SmptcpSocket::BindToNetDevice(Ptr<NetDevice> device)
{
    Socket::BindToNetDevice(device);
    if (Initial())
    {
        Initial()->BindToNetDevice(device);
    }
}

bool
SmptcpSocket::SetAllowBroadcast(bool allow)
{
    return !allow;
}

bool
SmptcpSocket::GetAllowBroadcast() const
{
    return false;
}

// --- reports -------------------------------------------------------------------------------------------------

std::optional<Mode>
SmptcpSocket::GetMode() const
{
    return m_fallback ? std::optional<Mode>(Mode::TCP) : m_mode;
}

const std::optional<TcpcryptSession>&
SmptcpSocket::GetSession() const
{
    // While the initial handshake finishes, the subflow asks before the mode is settled.
    return m_session;
}

std::vector<uint8_t>
SmptcpSocket::GetSessionId() const
{
    if (!m_session)
    {
        return {};
    }
    return {m_session->keys.sid.begin(), m_session->keys.sid.end()};
}

bool
SmptcpSocket::IsOver() const
{
    return m_state == State::DONE;
}

bool
SmptcpSocket::IsActiveOpener() const
{
    return m_activeOpener;
}

TcpcryptState
SmptcpSocket::GetCryptState() const
{
    return m_handshake ? m_handshake->State() : TcpcryptState::CLOSED;
}

std::string
SmptcpSocket::GetHandshakeCause() const
{
    return m_cause.empty() && m_handshake ? m_handshake->Cause() : m_cause;
}

bool
SmptcpSocket::GetLocalAppSupport() const
{
    return m_appSupport;
}

bool
SmptcpSocket::GetRemoteAppSupport() const
{
    return m_handshake && m_handshake->RemoteAppSupport();
}

uint64_t
SmptcpSocket::GetJoinHmacFailures() const
{
    return m_refusals.Get(Refusal::JOIN_HMAC);
}

uint64_t
SmptcpSocket::GetAddAddrHmacFailures() const
{
    return m_refusals.Get(Refusal::ADD_ADDR_HMAC);
}

const RefusalCounters&
SmptcpSocket::GetRefusals() const
{
    return m_refusals;
}

Time
SmptcpSocket::GetCryptTimeout() const
{
    return m_cryptTimeout;
}

uint32_t
SmptcpSocket::GetOutOfOrderOctets() const
{
    return m_receiver.OutOfOrder();
}

// --- TcpSocket's attributes, handed to every subflow ---------------------------------------------------------

void
SmptcpSocket::SetSndBufSize(uint32_t size)
{
    m_parameters.sndBufSize = size;
}

uint32_t
SmptcpSocket::GetSndBufSize() const
{
    return m_parameters.sndBufSize;
}

void
SmptcpSocket::SetRcvBufSize(uint32_t size)
{
    m_parameters.rcvBufSize = size;
}

uint32_t
SmptcpSocket::GetRcvBufSize() const
{
    return m_parameters.rcvBufSize;
}

void
SmptcpSocket::SetSegSize(uint32_t size)
{
    m_parameters.segmentSize = size;
}

uint32_t
SmptcpSocket::GetSegSize() const
{
    return Initial() && m_mode ? Initial()->GetSegmentSize() : m_parameters.segmentSize;
}

void
SmptcpSocket::SetInitialSSThresh(uint32_t threshold)
{
    m_parameters.initialSsThresh = threshold;
}

uint32_t
SmptcpSocket::GetInitialSSThresh() const
{
    return m_parameters.initialSsThresh;
}

void
SmptcpSocket::SetInitialCwnd(uint32_t cwnd)
{
    m_parameters.initialCwnd = cwnd;
}

void
SmptcpSocket::SetScheduler(TypeId type)
{
    m_schedulerType = CheckedType<MptcpScheduler>("SmptcpSocket::Scheduler", type);
}

TypeId
SmptcpSocket::GetScheduler() const
{
    return m_schedulerType;
}

uint32_t
SmptcpSocket::GetInitialCwnd() const
{
    return m_parameters.initialCwnd;
}

void
SmptcpSocket::SetConnTimeout(Time timeout)
{
    m_parameters.connTimeout = timeout;
}

Time
SmptcpSocket::GetConnTimeout() const
{
    return m_parameters.connTimeout;
}

void
SmptcpSocket::SetSynRetries(uint32_t count)
{
    m_parameters.synRetries = count;
}

uint32_t
SmptcpSocket::GetSynRetries() const
{
    return m_parameters.synRetries;
}

void
SmptcpSocket::SetDataRetries(uint32_t retries)
{
    m_parameters.dataRetries = retries;
}

uint32_t
SmptcpSocket::GetDataRetries() const
{
    return m_parameters.dataRetries;
}

void
SmptcpSocket::SetDelAckTimeout(Time timeout)
{
    m_parameters.delAckTimeout = timeout;
}

Time
SmptcpSocket::GetDelAckTimeout() const
{
    return m_parameters.delAckTimeout;
}

void
SmptcpSocket::SetDelAckMaxCount(uint32_t count)
{
    m_parameters.delAckCount = count;
}

uint32_t
SmptcpSocket::GetDelAckMaxCount() const
{
    return m_parameters.delAckCount;
}

void
SmptcpSocket::SetTcpNoDelay(bool noDelay)
{
    m_parameters.noDelay = noDelay;
}

bool
SmptcpSocket::GetTcpNoDelay() const
{
    return m_parameters.noDelay;
}

void
SmptcpSocket::SetPersistTimeout(Time timeout)
{
    m_parameters.persistTimeout = timeout;
}

Time
SmptcpSocket::GetPersistTimeout() const
{
    return m_parameters.persistTimeout;
}

} // namespace ns3
