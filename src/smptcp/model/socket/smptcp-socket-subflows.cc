/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The subflows of a connection: how they come and go, and what they report of handshakes.

#include "smptcp-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSocketSubflows");

using namespace smptcp;

namespace
{

constexpr unsigned FRUITLESS_LIMIT = 3; //!< Joined subflows lost one after the other without new data getting through
constexpr std::size_t SYN_NONCES = 256; //!< JOIN SYNs with a valid HMAC that are remembered

} // namespace

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
    NoteLoss(*subflow);
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
        if (m_paths && m_state == State::OPEN && !m_closingSubflows)
        {
            m_paths->OnSubflowDown();
        }
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
    report.challengeAcks = subflow.GetChallengeAcks();
    report.refusals = subflow.GetRefusals();
    report.macFailures = report.refusals.MacFailures();
    if (const auto& session = subflow.GetSession())
    {
        report.sessionId.assign(session->keys.sid.begin(), session->keys.sid.end());
    }
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
                          uint8_t addressId,
                          bool backup)
{
    if (m_state != State::OPEN || m_closingSubflows || m_fallback || !IsMultipath() ||
        m_subflows.size() >= m_maxSubflows || !HasJoinSlot(true, addressId != 0))
    {
        return false;
    }
    Ptr<SmptcpSubflow> subflow = MakeSubflow();
    subflow->BeginJoin(MptcpJoin::Initiate(GetJoinKeys(),
                                           GetRemoteToken(),
                                           addressId,
                                           FreshNonce(),
                                           backup,
                                           UsesSynHmac()),
                       *m_mode,
                       MakeSubflowExchange(true));
    if (subflow->ConnectFrom(local, device, remote) != 0)
    {
        Remove(subflow);
        return false;
    }
    return true;
}

std::optional<Refusal>
SmptcpSocket::JudgeJoin(const MpJoinSyn& syn, const HandshakeOptions& options, const Address& from)
{
    if (m_state != State::OPEN || !IsMultipath() || m_closingSubflows || m_fallback)
    {
        return Refusal::JOIN_STATE;
    }
    if (KeysEachSubflow(*m_mode) && !options.ToOffer().hello)
    {
        return Refusal::JOIN_CRYPT; // no data in clear on any subflow
    }
    if (UsesSynHmac() != syn.hmac64.has_value())
    {
        return Refusal::JOIN_SYN_HMAC;
    }
    if (syn.hmac64)
    {
        JoinKeys keys = GetJoinKeys();
        if (*syn.hmac64 != JoinSynHmac64(keys.remote, keys.local, syn.token, syn.nonce))
        {
            return Refusal::JOIN_SYN_HMAC;
        }
        if (std::find(m_synNonces.begin(), m_synNonces.end(), syn.nonce) != m_synNonces.end())
        {
            return Refusal::JOIN_SYN_REPEAT;
        }
    }
    bool stranger = !m_addresses.IsRemote(from);
    if (m_subflows.size() >= m_maxSubflows || !HasJoinSlot(false, false))
    {
        return Refusal::JOIN_STATE;
    }
    if (stranger && !HasJoinSlot(false, true))
    {
        return Refusal::JOIN_STRANGER;
    }
    if (syn.hmac64)
    {
        m_synNonces.push_back(syn.nonce);
        if (m_synNonces.size() > SYN_NONCES)
        {
            m_synNonces.pop_front();
        }
    }
    return std::nullopt;
}

bool
SmptcpSocket::UsesSynHmac() const
{
    return m_mode == Mode::SMPTCP && m_stack->GetProfile().synHmac;
}

uint32_t
SmptcpSocket::GetHalfOpenJoins() const
{
    auto count = std::count_if(m_subflows.begin(), m_subflows.end(), [](const auto& subflow) {
        return subflow->IsJoining() && !subflow->IsActiveOpener();
    });
    return static_cast<uint32_t>(count);
}

bool
SmptcpSocket::HasJoinSlot(bool active, bool stranger) const
{
    // In SMPTCP mode strangers get half of the slots (smptcp.md 6.4). Of its own addresses an end takes the initial one
    // for known to the peer, and no other: an announcement may have been lost.
    uint32_t joining = 0;
    uint32_t strangers = 0;
    for (const auto& subflow : m_subflows)
    {
        bool counts = subflow->IsJoining() && (active || !subflow->IsActiveOpener());
        Address end;
        active ? subflow->GetSockName(end) : subflow->GetPeerName(end);
        bool known = active ? MptcpAddressBook::SameIp(end, m_localName) : m_addresses.IsRemote(end);
        joining += counts ? 1 : 0;
        strangers += counts && subflow->IsActiveOpener() == active && !known ? 1 : 0;
    }
    bool half = stranger && m_mode == Mode::SMPTCP;
    return joining < m_maxHalfOpenJoins &&
           (!half || strangers < std::max<uint32_t>(1, m_maxHalfOpenJoins / 2));
}

uint32_t
SmptcpSocket::FreshNonce() const
{
    if (uint32_t broken = m_stack->GetTestJoinNonce())
    {
        return broken;
    }
    // The subflow tag of the MAC is made of the two random numbers of a JOIN: one of them new is enough for the pair
    // never to come again in this connection (smptcp.md 6.6).
    auto taken = [this](uint32_t nonce) {
        return m_joinNonces.count(nonce) > 0 ||
               std::any_of(m_subflows.begin(), m_subflows.end(), [nonce](const auto& subflow) {
                   return subflow->GetJoinNonce() == nonce;
               });
    };
    uint32_t nonce;
    do
    {
        nonce = m_stack->NonceRandom().Next32();
    } while (taken(nonce));
    return nonce;
}

void
SmptcpSocket::AdoptJoin(Ptr<SmptcpSubflow> subflow,
                        const MpJoinSyn& syn,
                        const HandshakeOptions& options,
                        const Address& local)
{
    subflow->Configure(m_parameters);
    Attach(subflow);
    auto exchange = MakeSubflowExchange(false);
    if (exchange)
    {
        exchange->OnSyn(options);
    }
    subflow->BeginJoin(MptcpJoin::Accept(GetJoinKeys(),
                                         syn,
                                         m_addresses.GetId(local),
                                         FreshNonce()),
                       *m_mode,
                       std::move(exchange));
}

Ptr<SmptcpSocket>
SmptcpSocket::Adopt(Ptr<SmptcpSubflow> subflow, const HandshakeOptions& syn, const Address& peer)
{
    Ptr<SmptcpSocket> child = CopyObject<SmptcpSocket>(this);
    child->Attach(subflow);
    child->BeginConnection(subflow, &syn, peer);
    return child;
}

void
SmptcpSocket::BeginConnection(Ptr<SmptcpSubflow> subflow, const HandshakeOptions* syn, const Address& peer)
{
    m_state = State::CONNECTING;
    m_stack->Remember(this);
    m_peerAddress = MakePeerAddress(peer);
    HandshakeSettings settings = MakeHandshakeSettings();
    UseSessionCache(settings);
    m_handshake = std::make_shared<SmptcpHandshake>(std::move(settings));
    // Only a subflow that has an owner, this socket, drives the handshake.
    m_handshake->SetObserver([this](TcpcryptState state) { m_cryptStateTrace(TcpcryptStateName(state)); });
    if (syn)
    {
        m_handshake->OnSyn(*syn);
    }
    m_token = MptcpToken(m_handshake->LocalKey(), GetMptcpVersion());
    m_stack->AddToken(m_token, this);
    subflow->BeginHandshake(m_handshake);
}

HandshakeSettings
SmptcpSocket::MakeHandshakeSettings()
{
    HandshakeSettings settings;
    settings.policy = m_stack->GetPolicy();
    settings.localKey = m_stack->MakeKey();
    settings.checksum = m_stack->GetChecksum();
    settings.initiator = m_activeOpener;
    settings.firstAttempt = m_activeOpener ? m_stack->FirstSynAttempt(m_peerAddress) : 1;
    FillExchangeSettings(settings);
    return settings;
}

void
SmptcpSocket::FillExchangeSettings(HandshakeSettings& settings) const
{
    settings.keyBits = m_stack->GetKeyBits();
    settings.keyPair = [stack = m_stack](unsigned bits) { return stack->GetKeyStore()->GetKeyPair(bits); };
    settings.random = &m_stack->KeyRandom();
    settings.profile = m_stack->GetProfile();
    settings.appSupport = m_appSupport;
}

std::shared_ptr<SmptcpHandshake>
SmptcpSocket::MakeSubflowExchange(bool initiator) const
{
    if (!KeysEachSubflow(*m_mode))
    {
        return nullptr;
    }
    // tcpcrypt and nothing else, for its results only: a joined subflow in clear is not to be.
    HandshakeSettings settings;
    settings.policy.capabilities = {false, true, false};
    settings.policy.require = Require::ENCRYPTION;
    settings.initiator = initiator;
    FillExchangeSettings(settings);
    return std::make_shared<SmptcpHandshake>(std::move(settings));
}

void
SmptcpSocket::UseSessionCache(HandshakeSettings& settings)
{
    if (!m_activeOpener)
    {
        settings.findSession = [this](const SessionName& name) -> std::optional<TcpcryptSession> {
            DropTicket(false); // a SYN with another name came before
            auto taken = m_stack->GetSessionCache().TakeNamed(m_peerAddress, name);
            m_ticket = taken ? taken->ticket : 0;
            return taken ? std::optional<TcpcryptSession>(taken->session) : std::nullopt;
        };
    }
    else if (settings.firstAttempt == 1 && ComposeSynOffer(settings.policy, 1, true).nextk1)
    {
        if (auto taken = m_stack->GetSessionCache().TakeFor(m_peerAddress))
        {
            m_ticket = taken->ticket;
            settings.resume = taken->session;
        }
    }
}

void
SmptcpSocket::DropTicket(bool keysUsed)
{
    if (m_ticket != 0)
    {
        TcpcryptSessionCache& cache = m_stack->GetSessionCache();
        keysUsed ? cache.Forget(m_ticket) : cache.Release(m_ticket);
        m_ticket = 0;
    }
}

JoinKeys
SmptcpSocket::GetJoinKeys() const
{
    JoinKeys keys;
    if (m_session && !UsesClearKeys(*m_mode))
    {
        keys.local = SendMacKey(*m_session);
        keys.remote = ReceiveMacKey(*m_session);
    }
    else
    {
        keys.version = GetMptcpVersion();
        keys.local = KeyOctets(m_handshake->LocalKey());
        keys.remote = KeyOctets(m_handshake->RemoteKey());
    }
    return keys;
}

uint32_t
SmptcpSocket::GetRemoteToken() const
{
    return MptcpToken(m_handshake->RemoteKey(), GetMptcpVersion());
}

MptcpVersion
SmptcpSocket::GetMptcpVersion() const
{
    return m_handshake->Version();
}

bool
SmptcpSocket::PeerForbidsJoin() const
{
    return m_handshake->PeerForbidsJoin();
}

bool
SmptcpSocket::UsesChecksum() const
{
    return m_mode == Mode::MPTCP && m_handshake->UsesChecksum();
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
    if (!m_session || !m_session->resumed)
    {
        DropTicket(true); // the peer does not have that session
    }
    if (!handshake.Cause().empty())
    {
        NS_LOG_INFO("subflow " << subflow.GetId() << " " << ModeName(mode) << ": " << handshake.Cause());
        m_downgradedTrace(handshake.Cause());
    }
}

void
SmptcpSocket::OnExchangeBegun()
{
    m_cryptTimer = Simulator::Schedule(m_cryptTimeout, &SmptcpSocket::OnCryptTimer, this);
}

void
SmptcpSocket::OnCryptTimer()
{
    if (m_state == State::CONNECTING && Initial())
    {
        OnAbandoned(*Initial(), "no answer within CryptHandshakeTimeout");
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
    if (m_mode == Mode::TCPCRYPT && m_session)
    {
        TcpcryptSessionCache& cache = m_stack->GetSessionCache();
        m_session->resumed ? cache.Advance(m_ticket) : cache.Add(m_peerAddress, m_activeOpener, *m_session);
        m_ticket = 0;
    }
    if (IsMultipath() && !m_confirmed && subflow.GetId() == 1)
    {
        m_confirmed = true;
        Simulator::ScheduleNow(&SmptcpSocket::StartPaths, Ptr<SmptcpSocket>(this));
    }
}

void
SmptcpSocket::OnSubflowKeys(SmptcpSubflow& subflow)
{
    SmptcpSubflowKeys keys;
    subflow.GetSockName(keys.local);
    subflow.GetPeerName(keys.remote);
    keys.activeOpener = subflow.IsActiveOpener();
    keys.session = *subflow.GetSession();
    m_stack->m_subflowKeysTrace(this, keys);
}

void
SmptcpSocket::SetPathManager(Ptr<MptcpPathManager> manager)
{
    m_paths = manager;
}

void
SmptcpSocket::StartPaths()
{
    if (m_state == State::OPEN && !m_closingSubflows && !m_fallback)
    {
        if (!m_paths)
        {
            ObjectFactory factory;
            factory.SetTypeId(m_pathManagerType);
            m_paths = factory.Create<MptcpPathManager>();
        }
        m_addresses.Start();
        m_paths->Start(this);
    }
}

void
SmptcpSocket::OnJoined(SmptcpSubflow& subflow)
{
    AddReport(subflow);
    m_upSince[subflow.GetId()] = m_sender.Unacked();
    m_joinNonces.insert(*subflow.GetJoinNonce());
    m_orphanTimer.Cancel();
    Address local;
    subflow.GetSockName(local);
    m_addresses.OnJoinedAt(local);
    RemoveAddr owed = m_addresses.TakeOwedRemovals();
    if (owed.count > 0)
    {
        subflow.SendControl(AreaOf(owed));
    }
    if (m_paths)
    {
        m_paths->OnSubflowUp();
    }
    SchedulePush();
}

void
SmptcpSocket::OnRefused(SmptcpSubflow& subflow, const std::string& why)
{
    NS_LOG_INFO("subflow " << subflow.GetId() << " refused: " << why);
    if (m_state == State::CONNECTING)
    {
        m_cause = why;
        m_stack->NoteRefused(this, why);
    }
    m_refusedTrace(why);
}

void
SmptcpSocket::OnAbandoned(SmptcpSubflow& subflow, const std::string& how)
{
    if (m_state == State::CONNECTING && subflow.GetId() == 1)
    {
        bool broken = m_handshake->AwaitsInit2() || m_handshake->AwaitsInit1();
        m_handshake->OnAbandoned(how);
        OnRefused(subflow, m_handshake->Cause());
        if (broken && m_activeOpener)
        {
            m_stack->RememberBroken(m_peerAddress);
        }
    }
}

void
SmptcpSocket::OnSynRefused(const std::string& why)
{
    NS_LOG_INFO("SYN refused: " << why);
    m_stack->CountRefusedSyn();
    m_stack->NoteRefused(this, why);
    m_refusedTrace(why);
}

void
SmptcpSocket::OnSegmentRefused(uint32_t subflow, Refusal refusal)
{
    m_refusals.Count(refusal);
    m_segmentRefusedTrace(subflow, RefusalName(refusal));
    m_stack->m_segmentRefusedTrace(this, subflow, RefusalName(refusal));
}

uint32_t
SmptcpSocket::GetMacFailureLimit() const
{
    return m_macFailureLimit;
}

void
SmptcpSocket::OnSubflowFailed(SmptcpSubflow& subflow, const std::string& cause)
{
    Ptr<SmptcpSocket> self(this);
    NS_LOG_INFO("subflow " << subflow.GetId() << " given up: " << cause);
    m_refusedTrace(cause);
    bool others = std::any_of(m_subflows.begin(), m_subflows.end(), [&subflow](const auto& other) {
        return other->GetId() != subflow.GetId() && !other->IsJoining();
    });
    subflow.AbortFor(MpTcpRstReason::UNACCEPTABLE_PERFORMANCE);
    if (!others)
    {
        // Whoever cannot show the keys on the last way there is will not show them on another (smptcp.md 8.2).
        AbortSubflows();
        Finish(true);
    }
}

// --- what a subflow reports through ns-3's callbacks ---------------------------------------------------------

bool
SmptcpSocket::AcceptRequest(Ptr<Socket>, const Address& from)
{
    return NotifyConnectionRequest(from);
}

void
SmptcpSocket::OnSubflowConnectFailed(Ptr<Socket> socket)
{
    Ptr<SmptcpSocket> self(this);
    if (m_cause.empty() && Initial() == socket)
    {
        OnAbandoned(*Initial(), "no answer to the SYN");
    }
    Remove(socket);
    CheckSubflows(true);
}

void
SmptcpSocket::OnJoinRefused(SmptcpSubflow&)
{
    // The peer may be short of room for another subflow; while there is none, it does not know the connection.
    m_joinRefused = !HasWorkingSubflow();
}

bool
SmptcpSocket::HasWorkingSubflow() const
{
    return std::any_of(m_subflows.begin(), m_subflows.end(), [](const auto& subflow) {
        return !subflow->IsJoining();
    });
}

void
SmptcpSocket::NoteLoss(const SmptcpSubflow& subflow)
{
    auto up = m_upSince.find(subflow.GetId());
    if (up == m_upSince.end())
    {
        return;
    }
    bool fruitless = m_sender.Oldest() && up->second == m_sender.Unacked();
    m_fruitless += fruitless ? 1 : 0;
    m_upSince.erase(up);
}

void
SmptcpSocket::CheckSubflows(bool cut)
{
    if (m_fruitless >= FRUITLESS_LIMIT && m_state == State::OPEN)
    {
        // Something lets joins through and spoils data: without this the connection would go on joining for ever.
        m_refusedTrace("subflow after subflow is lost and no data get through");
        AbortSubflows();
        Finish(true);
        return;
    }
    if (HasWorkingSubflow() || m_state == State::DONE)
    {
        return;
    }
    bool reconnects = cut && m_state == State::OPEN && m_confirmed && m_paths && !m_fallback &&
                      !m_joinRefused && m_reconnectTimeout.IsStrictlyPositive();
    if (!reconnects)
    {
        AbortSubflows();
        Finish(cut);
    }
    else if (m_orphanTimer.IsExpired())
    {
        // Break before make: the connection outlives its subflows for a while (RFC 8684, 3.3.3).
        m_orphanTimer = Simulator::Schedule(m_reconnectTimeout, &SmptcpSocket::OnOrphanTimeout, this);
    }
}

void
SmptcpSocket::OnOrphanTimeout()
{
    if (!HasWorkingSubflow())
    {
        Ptr<SmptcpSocket> self(this);
        AbortSubflows();
        Finish(true);
    }
}

void
SmptcpSocket::AbortSubflows(const OptionBytes& option)
{
    for (const auto& subflow : std::vector<Ptr<SmptcpSubflow>>(m_subflows))
    {
        subflow->Abort(option);
        subflow->Detach();
    }
    m_subflows.clear();
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
    if (IsMultipath() && !m_fallback)
    {
        subflow->CloseWhenDrained(); // a subflow's FIN closes that subflow only (smptcp.md 8.5)
        return;
    }
    if (!m_endDelivered)
    {
        m_endDelivered = true;
        NotifyNormalClose();
        if (m_shutdownSend && !m_fallback)
        {
            subflow->CloseWhenDrained();
        }
        else if (m_shutdownSend)
        {
            m_sender.Finish();
            SchedulePush();
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
    if (known)
    {
        CheckSubflows(!m_closingSubflows);
    }
}

void
SmptcpSocket::OnSubflowGone(Ptr<Socket> socket)
{
    bool known = std::find(m_subflows.begin(), m_subflows.end(), socket) != m_subflows.end();
    Remove(socket);
    if (known)
    {
        // A stream that was to go on has been cut; a proxy's FINs or both DATA_FINs end it in peace.
        bool plain = IsProxy() || m_fallback;
        bool cut = m_state == State::CONNECTING || (IsMultipath() && !m_fallback && !m_closingSubflows) ||
                   (plain && !m_endDelivered);
        CheckSubflows(cut);
    }
}

void
SmptcpSocket::StopPaths()
{
    m_addresses.Stop();
    if (m_paths)
    {
        m_paths->Stop();
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
    m_orphanTimer.Cancel();
    m_ackTimer.Cancel();
    StopPaths();
    DropTicket(m_session.has_value());
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

} // namespace ns3
