/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The application's side of a connection: ns-3's socket interface and the life of the connection. What concerns the
// data sequence space is in smptcp-socket-data.cc.

#include "smptcp-socket.h"

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
                          MakeTypeIdAccessor(&SmptcpSocket::m_schedulerType),
                          MakeTypeIdChecker())
            .AddAttribute("CryptHandshakeTimeout",
                          "INIT2 must have come this long after INIT1 or the connection is aborted",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SmptcpSocket::m_cryptTimeout),
                          MakeTimeChecker())
            .AddAttribute("MaxSubflows",
                          "Most subflows of a connection, the initial one included",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SmptcpSocket::m_maxSubflows),
                          MakeUintegerChecker<uint32_t>(1))
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
            .AddTraceSource("DataAck",
                            "A data ack moved the lowest unacknowledged DSN",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_dataAckTrace),
                            "ns3::SmptcpSocket::DataAckTracedCallback")
            .AddTraceSource("Refused",
                            "A handshake or JOIN was refused, with the cause",
                            MakeTraceSourceAccessor(&SmptcpSocket::m_refusedTrace),
                            "ns3::SmptcpSocket::TextTracedCallback");
    return tid;
}

SmptcpSocket::SmptcpSocket()
    : m_paths(*this)
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
      m_paths(*this),
      m_shutdownSend(other.m_shutdownSend),
      m_shutdownRecv(other.m_shutdownRecv),
      m_listensOnAll(other.m_listensOnAll),
      m_modeTrace(other.m_modeTrace),
      m_subflowUpTrace(other.m_subflowUpTrace),
      m_subflowDownTrace(other.m_subflowDownTrace),
      m_mappingTrace(other.m_mappingTrace),
      m_dataAckTrace(other.m_dataAckTrace),
      m_refusedTrace(other.m_refusedTrace)
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
    m_paths.Stop();
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

// --- subflows ------------------------------------------------------------------------------------------------

Ptr<SmptcpSubflow>
SmptcpSocket::MakeSubflow()
{
    Ptr<SmptcpSubflow> subflow = m_stack->CreateSubflow();
    subflow->Configure(m_parameters);
    Attach(subflow);
    if (m_boundnetdevice)
    {
        subflow->BindToNetDevice(m_boundnetdevice);
    }
    return subflow;
}

void
SmptcpSocket::Attach(Ptr<SmptcpSubflow> subflow)
{
    subflow->SetOwner(this, m_nextSubflowId++);
    subflow->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                MakeCallback(&SmptcpSocket::OnSubflowConnectFailed, this));
    subflow->SetCloseCallbacks(MakeCallback(&SmptcpSocket::OnSubflowNormalClose, this),
                               MakeCallback(&SmptcpSocket::OnSubflowErrorClose, this));
    subflow->SetRecvCallback(MakeCallback(&SmptcpSocket::ReadSubflow, this));
    subflow->SetSendCallback(MakeCallback(&SmptcpSocket::OnSubflowSend, this));
    subflow->SetDataSentCallback(MakeCallback(&SmptcpSocket::OnSubflowDataSent, this));
    m_subflows.push_back(subflow);
}

void
SmptcpSocket::Remove(Ptr<Socket> socket)
{
    auto found = std::find(m_subflows.begin(), m_subflows.end(), socket);
    if (found == m_subflows.end())
    {
        return;
    }
    Ptr<SmptcpSubflow> subflow = *found;
    m_subflows.erase(found);
    auto report = std::find_if(m_reports.begin(), m_reports.end(), [&subflow](const auto& known) {
        return known.id == subflow->GetId();
    });
    if (report != m_reports.end())
    {
        FillReport(*report, *subflow);
        m_subflowDownTrace(report->id, report->local, report->remote);
    }
    subflow->Detach();
    if (IsMultipath())
    {
        m_sender.Reinject(subflow->GetId());
        SchedulePush();
    }
}

Ptr<SmptcpSubflow>
SmptcpSocket::Initial() const
{
    return m_subflows.empty() ? nullptr : m_subflows.front();
}

void
SmptcpSocket::AddReport(const SmptcpSubflow& subflow)
{
    SmptcpSubflowReport report;
    report.id = subflow.GetId();
    subflow.GetSockName(report.local);
    subflow.GetPeerName(report.remote);
    m_reports.push_back(report);
    m_subflowUpTrace(report.id, report.local, report.remote);
}

void
SmptcpSocket::FillReport(SmptcpSubflowReport& report, const SmptcpSubflow& subflow)
{
    report.bytesSent = subflow.GetBytesSent();
    report.bytesReceived = subflow.GetBytesReceived();
    report.retransmissions = subflow.GetRetransmissions();
    report.macFailures = subflow.GetMacFailures();
}

std::vector<SmptcpSubflowReport>
SmptcpSocket::GetSubflowReports() const
{
    std::vector<SmptcpSubflowReport> reports = m_reports;
    for (auto& report : reports)
    {
        for (const auto& subflow : m_subflows)
        {
            if (subflow->GetId() == report.id)
            {
                FillReport(report, *subflow);
            }
        }
    }
    return reports;
}

std::vector<std::pair<Address, Address>>
SmptcpSocket::GetSubflowAddresses() const
{
    std::vector<std::pair<Address, Address>> addresses;
    for (const auto& subflow : m_subflows)
    {
        Address local;
        Address remote;
        if (subflow->GetSockName(local) == 0 && subflow->GetPeerName(remote) == 0)
        {
            addresses.emplace_back(local, remote);
        }
    }
    return addresses;
}

bool
SmptcpSocket::OpenSubflow(const Address& local,
                          Ptr<NetDevice> device,
                          const Address& remote,
                          uint8_t addressId)
{
    if (m_state != State::OPEN || m_closingSubflows || m_subflows.size() >= m_maxSubflows)
    {
        return false;
    }
    Ptr<SmptcpSubflow> subflow = MakeSubflow();
    subflow->BeginJoin(MptcpJoin::Initiate(GetJoinKeys(),
                                           GetRemoteToken(),
                                           addressId,
                                           m_stack->NonceRandom().Next32()),
                       *m_mode);
    if (subflow->ConnectFrom(local, device, remote) != 0)
    {
        Remove(subflow);
        return false;
    }
    return true;
}

bool
SmptcpSocket::CanAcceptJoin() const
{
    if (m_state != State::OPEN || !IsMultipath() || m_closingSubflows)
    {
        return false;
    }
    return m_subflows.size() < m_maxSubflows;
}

void
SmptcpSocket::AdoptJoin(Ptr<SmptcpSubflow> subflow, const MpJoinSyn& syn, const Address& local)
{
    Attach(subflow);
    subflow->BeginJoin(MptcpJoin::Accept(GetJoinKeys(),
                                         syn,
                                         m_paths.GetAddressId(local),
                                         m_stack->NonceRandom().Next32()),
                       *m_mode);
}

Ptr<SmptcpSocket>
SmptcpSocket::Adopt(Ptr<SmptcpSubflow> subflow)
{
    Ptr<SmptcpSocket> child = CopyObject<SmptcpSocket>(this);
    child->Attach(subflow);
    child->BeginConnection(subflow);
    return child;
}

void
SmptcpSocket::BeginConnection(Ptr<SmptcpSubflow> subflow)
{
    m_state = State::CONNECTING;
    m_stack->Remember(this);
    m_handshake = std::make_shared<SmptcpHandshake>(MakeHandshakeSettings());
    m_token = MptcpToken(m_handshake->LocalKey(), MptcpVersion::V0);
    m_stack->AddToken(m_token, this);
    subflow->BeginHandshake(m_handshake);
}

HandshakeSettings
SmptcpSocket::MakeHandshakeSettings()
{
    HandshakeSettings settings;
    settings.policy = m_stack->GetPolicy();
    settings.keyBits = m_stack->GetKeyBits();
    settings.keyPair = [stack = m_stack]() {
        return stack->GetKeyStore()->GetKeyPair(stack->GetKeyBits());
    };
    settings.random = &m_stack->KeyRandom();
    settings.localKey = m_stack->MakeKey();
    return settings;
}

JoinKeys
SmptcpSocket::GetJoinKeys() const
{
    JoinKeys keys;
    if (m_session)
    {
        const TcpcryptKey& local = SendMacKey(*m_session);
        const TcpcryptKey& remote = ReceiveMacKey(*m_session);
        keys.local.assign(local.begin(), local.end());
        keys.remote.assign(remote.begin(), remote.end());
    }
    else
    {
        keys.local = KeyOctets(m_handshake->LocalKey());
        keys.remote = KeyOctets(m_handshake->RemoteKey());
    }
    return keys;
}

uint32_t
SmptcpSocket::GetRemoteToken() const
{
    return MptcpToken(m_handshake->RemoteKey(), MptcpVersion::V0);
}

bool
SmptcpSocket::ListensOnAll() const
{
    return m_listensOnAll;
}

// --- what a subflow reports about handshakes -----------------------------------------------------------------

void
SmptcpSocket::OnModeSettled(SmptcpSubflow& subflow, Mode mode, const SmptcpHandshake& handshake)
{
    m_mode = mode;
    m_session = handshake.Session();
    subflow.GetSockName(m_localName);
    subflow.GetPeerName(m_peerName);
    AddReport(subflow);
    if (IsMultipath())
    {
        StartDataSpaces(handshake, mode);
        // A peer with nothing to say sends no DSS before it has been sent data: start with the handshake's window.
        m_sender.OnDataAck(m_sender.Unacked(), subflow.GetHandshakeWindow());
    }
    m_modeTrace(ModeName(mode));
    m_stack->m_modeTrace(this, ModeName(mode));
    if (m_session)
    {
        m_stack->m_keysTrace(this);
    }
}

void
SmptcpSocket::OnInit1Sent()
{
    m_cryptTimer = Simulator::Schedule(m_cryptTimeout, &SmptcpSocket::OnCryptTimer, this);
}

void
SmptcpSocket::OnCryptTimer()
{
    if (m_state == State::CONNECTING && Initial())
    {
        m_refusedTrace("INIT2 did not come in time");
        Initial()->Abort();
    }
}

void
SmptcpSocket::OnReady(SmptcpSubflow&)
{
    m_cryptTimer.Cancel();
    m_state = State::OPEN;
    if (IsProxy())
    {
        FlushToProxy();
    }
    if (m_activeOpener)
    {
        NotifyConnectionSucceeded();
    }
    else
    {
        NotifyNewConnectionCreated(this, m_peerName);
    }
    if (m_state == State::OPEN && GetTxAvailable() > 0)
    {
        NotifySend(GetTxAvailable());
    }
    if (m_state == State::OPEN && GetRxAvailable() > 0 && !m_shutdownRecv)
    {
        NotifyDataRecv();
    }
    SchedulePush();
}

void
SmptcpSocket::OnPeerConfirmed(SmptcpSubflow& subflow)
{
    if (IsMultipath() && !m_confirmed && subflow.GetId() == 1)
    {
        m_confirmed = true;
        Simulator::ScheduleNow(&SmptcpSocket::StartPaths, Ptr<SmptcpSocket>(this));
    }
}

void
SmptcpSocket::StartPaths()
{
    if (m_state == State::OPEN && !m_closingSubflows)
    {
        m_paths.Start();
    }
}

void
SmptcpSocket::OnJoined(SmptcpSubflow& subflow)
{
    AddReport(subflow);
    Address local;
    subflow.GetSockName(local);
    m_paths.OnJoinedAt(local);
    SchedulePush();
}

void
SmptcpSocket::OnJoinHmacFailure()
{
    ++m_joinHmacFailures;
}

void
SmptcpSocket::OnRefused(SmptcpSubflow& subflow, const std::string& why)
{
    NS_LOG_INFO("subflow " << subflow.GetId() << " refused: " << why);
    m_refusedTrace(why);
}

void
SmptcpSocket::OnAddAddr(const SegmentOptions& options)
{
    m_paths.OnAddAddr(options);
}

bool
SmptcpSocket::SendControl(const OptionBytes& control)
{
    Ptr<SmptcpSubflow> subflow = BestSubflow();
    if (!subflow)
    {
        return false;
    }
    subflow->SendControl(control);
    return true;
}

// --- what a subflow reports through ns-3's callbacks ---------------------------------------------------------

bool
SmptcpSocket::AcceptRequest(Ptr<Socket> listener, const Address& from)
{
    // A JOIN is no new connection: the application is not asked.
    return DynamicCast<SmptcpSubflow>(listener)->IsForkingJoin() || NotifyConnectionRequest(from);
}

void
SmptcpSocket::OnSubflowConnectFailed(Ptr<Socket> socket)
{
    Ptr<SmptcpSocket> self(this);
    Remove(socket);
    if (m_subflows.empty())
    {
        Finish(true);
    }
}

void
SmptcpSocket::OnSubflowNormalClose(Ptr<Socket> socket)
{
    Ptr<SmptcpSocket> self(this);
    Ptr<SmptcpSubflow> subflow = DynamicCast<SmptcpSubflow>(socket);
    if (m_state != State::OPEN || !subflow->HasPeerClosed())
    {
        return; // stock TCP calls an RST a normal close as well; OnSubflowGone tells the application the truth
    }
    if (IsMultipath())
    {
        subflow->CloseWhenDrained(); // a subflow's FIN closes that subflow only (smptcp.md 8.5)
        return;
    }
    if (!m_endDelivered)
    {
        m_endDelivered = true;
        NotifyNormalClose();
        if (m_shutdownSend)
        {
            subflow->CloseWhenDrained();
        }
    }
}

void
SmptcpSocket::OnSubflowErrorClose(Ptr<Socket> socket)
{
    Simulator::ScheduleNow(&SmptcpSocket::OnSubflowLost, Ptr<SmptcpSocket>(this), socket);
}

void
SmptcpSocket::OnSubflowLost(Ptr<Socket> socket)
{
    bool known = std::find(m_subflows.begin(), m_subflows.end(), socket) != m_subflows.end();
    Remove(socket);
    if (known && m_subflows.empty())
    {
        Finish(!m_closingSubflows);
    }
}

void
SmptcpSocket::OnSubflowGone(Ptr<Socket> socket)
{
    bool known = std::find(m_subflows.begin(), m_subflows.end(), socket) != m_subflows.end();
    Remove(socket);
    if (known && m_subflows.empty())
    {
        // A stream that was to go on has been cut; a proxy's FINs or both DATA_FINs end it in peace.
        bool cut = m_state == State::CONNECTING || (IsMultipath() && !m_closingSubflows) ||
                   (IsProxy() && !m_endDelivered);
        Finish(cut);
    }
}

void
SmptcpSocket::Finish(bool error)
{
    if (m_state == State::DONE || m_state == State::CLOSED)
    {
        return;
    }
    Ptr<SmptcpSocket> self(this);
    bool connecting = m_state == State::CONNECTING;
    m_state = State::DONE;
    m_pushEvent.Cancel();
    m_finTimer.Cancel();
    m_probeTimer.Cancel();
    m_cryptTimer.Cancel();
    m_paths.Stop();
    m_stack->Forget(this, m_token);
    if (connecting)
    {
        m_errno = ERROR_NOTCONN;
        if (m_activeOpener)
        {
            NotifyConnectionFailed();
        }
    }
    else if (error)
    {
        m_errno = ERROR_NOTCONN;
        NotifyErrorClose();
    }
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
    if (InetSocketAddress::IsMatchingType(address))
    {
        m_listensOnAll =
            InetSocketAddress::ConvertFrom(address).GetIpv4() == Ipv4Address::GetAny();
    }
    else if (Inet6SocketAddress::IsMatchingType(address))
    {
        m_listensOnAll =
            Inet6SocketAddress::ConvertFrom(address).GetIpv6() == Ipv6Address::GetAny();
    }
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
    BeginConnection(subflow);
    int result = subflow->Connect(address);
    if (result != 0)
    {
        m_errno = subflow->GetErrno();
        m_state = State::CLOSED;
        m_stack->Forget(this, m_token);
    }
    return result;
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
        ShutdownSend();
        break;
    case State::CLOSED:
    case State::DONE:
        break;
    }
    return 0;
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
    if (packet->GetSize() > GetTxAvailable())
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
    return m_mode;
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
SmptcpSocket::IsActiveOpener() const
{
    return m_activeOpener;
}

uint64_t
SmptcpSocket::GetJoinHmacFailures() const
{
    return m_joinHmacFailures;
}

uint64_t
SmptcpSocket::GetAddAddrHmacFailures() const
{
    return m_paths.GetHmacFailures();
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
