/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-stack.h"

#include "smptcp-composed-header.h"
#include "smptcp-screen.h"
#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"
#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/rtt-estimator.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-header-screen.h"
#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpStack");
NS_OBJECT_ENSURE_REGISTERED(SmptcpStack);

using smptcp::Refusal;

namespace smptcp
{

FourTuple
MakeFourTuple(const Address& source, const Address& destination)
{
    FourTuple tuple;
    if (InetSocketAddress::IsMatchingType(source))
    {
        auto from = InetSocketAddress::ConvertFrom(source);
        auto to = InetSocketAddress::ConvertFrom(destination);
        tuple.source = ToOctets(from.GetIpv4());
        tuple.destination = ToOctets(to.GetIpv4());
        tuple.ports = static_cast<uint32_t>(from.GetPort()) << 16 | to.GetPort();
    }
    else
    {
        auto from = Inet6SocketAddress::ConvertFrom(source);
        auto to = Inet6SocketAddress::ConvertFrom(destination);
        tuple.source = ToOctets(from.GetIpv6());
        tuple.destination = ToOctets(to.GetIpv6());
        tuple.ports = static_cast<uint32_t>(from.GetPort()) << 16 | to.GetPort();
    }
    return tuple;
}

std::size_t
FourTupleHash::operator()(const FourTuple& tuple) const
{
    // FNV-1a over the octets that differ between the subflows of one node
    uint64_t hash = 14695981039346656037ULL;
    auto mix = [&hash](uint64_t value) { hash = (hash ^ value) * 1099511628211ULL; };
    uint64_t words[4];
    std::memcpy(words, tuple.source.data(), 16);
    std::memcpy(words + 2, tuple.destination.data(), 16);
    for (uint64_t word : words)
    {
        mix(word ^ word >> 32);
    }
    mix(tuple.ports);
    return hash ^ hash >> 29;
}

PeerAddress
MakePeerAddress(const Address& address)
{
    return MakeFourTuple(address, address).source;
}

} // namespace smptcp

namespace
{

constexpr uint16_t FIRST_DYNAMIC_PORT = 49152; //!< Ports nobody listens on (RFC 6335, 6)
constexpr uint32_t DYNAMIC_PORTS = 16384;      //!< How many there are

/// Make an object of the type an attribute of TcpL4Protocol names
template <typename T>
Ptr<T>
CreateByAttribute(Ptr<TcpL4Protocol> tcp, const std::string& attribute)
{
    TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create<T>();
}

} // namespace

SmptcpStack::SmptcpStack()
    : m_links(Create<SmptcpLinkWatch>([this](Ptr<NetDevice> device, bool up) { OnLinkChange(device, up); }))
{
    m_socketFactory.SetTypeId(SmptcpSocket::GetTypeId());
}

SmptcpStack::~SmptcpStack() = default;

smptcp::RstPolicy
SmptcpStack::GetRstPolicy(smptcp::Mode mode) const
{
    return mode == smptcp::Mode::SMPTCP ? m_rstPolicy : m_tcpcryptRstPolicy;
}

uint32_t
SmptcpStack::GetTestJoinNonce() const
{
    return m_testJoinNonce;
}

uint32_t
SmptcpStack::NextIsn()
{
    // With an ISN of zero the daemon's sequence numbers are positions, and a host of the other form would not notice.
    bool random = m_randomIsn || ((m_profile.daemonWire || m_hardened) && m_testIsn == 0);
    return random ? m_isnRandom.Next32() : m_testIsn;
}

bool
SmptcpStack::IsHardened() const
{
    return m_hardened;
}

uint16_t
SmptcpStack::NextEphemeralPort()
{
    return static_cast<uint16_t>(FIRST_DYNAMIC_PORT + m_isnRandom.Next32() % DYNAMIC_PORTS);
}

uint32_t
SmptcpStack::GetChallengeAckLimit() const
{
    return m_challengeAckLimit;
}

uint64_t
SmptcpStack::GetWideThreshold() const
{
    return m_wideThreshold;
}

void
SmptcpStack::NotifyNewAggregate()
{
    if (!m_node)
    {
        m_node = GetObject<Node>();
        if (m_node)
        {
            InstallScreen();
        }
    }
    Object::NotifyNewAggregate();
}

void
SmptcpStack::InstallScreen()
{
    Ptr<SmptcpScreen> screen = m_node->GetObject<SmptcpScreen>();
    if (!screen)
    {
        screen = CreateObject<SmptcpScreen>();
        if (!m_screen)
        {
            screen->SetAttribute("Enabled", BooleanValue(false)); // it still takes SYNs with MP_JOIN
        }
        m_node->AggregateObject(screen);
    }
    if (SpeaksMptcp())
    {
        screen->SetSynHandler(MakeCallback(&SmptcpStack::DispatchJoin, this));
    }
}

bool
SmptcpStack::SpeaksMptcp() const
{
    return m_capabilities.AnyMptcp();
}

bool
SmptcpStack::GetChecksum() const
{
    return m_checksum;
}

bool
SmptcpStack::DispatchJoin(Ptr<Packet> packet, const Address& from, const Address& to)
{
    if (m_subflows.count(smptcp::MakeFourTuple(to, from)) > 0)
    {
        return false; // a repeated SYN, whose octets are kept for its subflow (BeforeTcp)
    }
    smptcp::IncomingOctets wire = CopyIncoming(packet);
    auto segment = smptcp::SegmentView::Parse(wire.octets, wire.size);
    if (!segment)
    {
        return false;
    }
    auto options = smptcp::SegmentOptions::Parse(*segment);
    if (!options.joinSyn)
    {
        return false;
    }
    InstallShim();
    if (!m_joinForker)
    {
        m_joinForker = CreateSubflow();
        m_joinForker->BecomeForker();
    }
    m_joinForker->AcceptJoin(packet, *segment, options, from, to);
    return true;
}

void
SmptcpStack::DoDispose()
{
    m_links->Stop();
    auto sockets = std::move(m_sockets);
    m_sockets.clear();
    m_tokens.clear();
    for (const auto& socket : sockets)
    {
        socket->Dispose();
    }
    m_subflows.clear();
    m_joinForker = nullptr;
    if (Ptr<SmptcpScreen> screen = m_node ? m_node->GetObject<SmptcpScreen>() : nullptr)
    {
        screen->SetSegmentHandler(SmptcpScreen::SegmentHandler());
    }
    m_down4.Nullify();
    m_down6.Nullify();
    m_tcp = nullptr;
    m_node = nullptr;
    m_keyStore = nullptr;
    Object::DoDispose();
}

void
SmptcpStack::SetCapabilities(smptcp::Capabilities capabilities)
{
    m_capabilities = capabilities;
    CheckForm();
}

smptcp::HandshakePolicy
SmptcpStack::GetPolicy() const
{
    return {m_capabilities, m_prefer, m_require, m_roleSwap, m_profile.seedLiteral, m_checksum};
}

const smptcp::ProtectionProfile&
SmptcpStack::GetProfile() const
{
    return m_profile;
}

unsigned
SmptcpStack::GetKeyBits() const
{
    return m_keyBits;
}

Ptr<SmptcpKeyStore>
SmptcpStack::GetKeyStore() const
{
    return m_keyStore;
}

void
SmptcpStack::SetKeyStore(Ptr<SmptcpKeyStore> store)
{
    m_keyStore = store;
}

smptcp::StreamRandomSource&
SmptcpStack::KeyRandom()
{
    return m_keyRandom;
}

smptcp::StreamRandomSource&
SmptcpStack::NonceRandom()
{
    return m_nonceRandom;
}

int64_t
SmptcpStack::AssignStreams(int64_t stream)
{
    m_keyRandom.SetStream(stream);
    m_nonceRandom.SetStream(stream + 1);
    m_isnRandom.SetStream(stream + 2);
    return 3;
}

template <typename T>
Ptr<T>
SmptcpStack::CreateTcp()
{
    Ptr<T> socket = CreateObject<T>();
    socket->SetNode(m_node);
    socket->SetTcp(m_tcp);
    socket->SetRtt(CreateByAttribute<RttEstimator>(m_tcp, "RttEstimatorType"));
    socket->SetCongestionControlAlgorithm(CreateByAttribute<TcpCongestionOps>(m_tcp, "SocketType"));
    socket->SetRecoveryAlgorithm(CreateByAttribute<TcpRecoveryOps>(m_tcp, "RecoveryType"));
    socket->SetStack(this);
    m_tcp->AddSocket(socket);
    return socket;
}

Ptr<Socket>
SmptcpStack::CreateSocket()
{
    CheckForm();
    InstallShim();
    if (!SpeaksMptcp() && !m_capabilities.tcpcrypt && !m_ownPlainTcp)
    {
        return m_hardened ? Ptr<Socket>(CreateTcp<HardenedTcpSocket>()) : m_tcp->CreateSocket();
    }
    if (!m_keyStore)
    {
        m_keyStore = CreateObject<SmptcpKeyStore>();
    }
    Ptr<SmptcpSocket> socket = m_socketFactory.Create<SmptcpSocket>();
    socket->SetStack(this, m_node);
    return socket;
}

void
SmptcpStack::SetSocketAttribute(const std::string& name, const AttributeValue& value)
{
    m_socketFactory.Set(name, value);
}

void
SmptcpStack::SetSocketFactory(const ObjectFactory& factory)
{
    m_socketFactory = factory;
}

Ptr<TcpCongestionOps>
SmptcpStack::CreateCongestionControl() const
{
    ObjectFactory factory;
    factory.SetTypeId(m_congestionControl);
    return factory.Create<TcpCongestionOps>();
}

bool
SmptcpStack::UsesOpportunisticRetransmission() const
{
    return m_opportunistic;
}

bool
SmptcpStack::TunesReceiveBuffer() const
{
    return m_tunesBuffer;
}

uint32_t
SmptcpStack::GetReceiveBufferMax() const
{
    return m_bufferMax;
}

bool
SmptcpStack::UsesPenalisation() const
{
    return m_penalisation;
}

Ptr<SmptcpSubflow>
SmptcpStack::CreateSubflow()
{
    return CreateTcp<SmptcpSubflow>();
}

bool
SmptcpStack::IsTokenTaken(uint32_t token) const
{
    if (m_testTokenBits == 32)
    {
        return m_tokens.count(token) > 0;
    }
    // Fewer bits for a test that wants tokens to meet early; without end if it has used them all.
    bool any = m_testTokenBits > 0 && m_tokens.size() < 1U << m_testTokenBits;
    return any && std::any_of(m_tokens.begin(), m_tokens.end(), [this, token](const auto& entry) {
               return (entry.first ^ token) >> (32 - m_testTokenBits) == 0;
           });
}

uint64_t
SmptcpStack::MakeKey()
{
    uint64_t key = m_keyRandom.Next64();
    while (IsTokenTaken(smptcp::MptcpToken(key, smptcp::MptcpVersion::V0)) ||
           IsTokenTaken(smptcp::MptcpToken(key, smptcp::MptcpVersion::V1)))
    {
        ++m_keyRegenerations;
        key = m_keyRandom.Next64();
    }
    return key;
}

uint64_t
SmptcpStack::GetKeyRegenerations() const
{
    return m_keyRegenerations;
}

void
SmptcpStack::Remember(Ptr<SmptcpSocket> socket)
{
    m_sockets.insert(socket);
}

void
SmptcpStack::Forget(Ptr<SmptcpSocket> socket, uint32_t token)
{
    m_sockets.erase(socket);
    auto found = m_tokens.find(token);
    if (found != m_tokens.end() && found->second == socket)
    {
        m_tokens.erase(found);
    }
}

void
SmptcpStack::AddToken(uint32_t token, Ptr<SmptcpSocket> socket)
{
    m_tokens[token] = socket;
}

Ptr<SmptcpSocket>
SmptcpStack::FindToken(uint32_t token) const
{
    auto found = m_tokens.find(token);
    return found == m_tokens.end() ? nullptr : found->second;
}

void
SmptcpStack::AddSubflow(const smptcp::FourTuple& tuple, SmptcpSubflow* subflow)
{
    m_subflows[tuple] = subflow;
}

void
SmptcpStack::RemoveSubflow(const smptcp::FourTuple& tuple, SmptcpSubflow* subflow)
{
    auto found = m_subflows.find(tuple);
    if (found != m_subflows.end() && found->second == subflow)
    {
        m_subflows.erase(found);
    }
}

std::vector<uint8_t>&
SmptcpStack::Scratch(std::size_t size)
{
    m_scratch.resize(std::max(m_scratch.size(), size));
    return m_scratch;
}

bool
SmptcpStack::ChecksumEnabled()
{
    if (!m_checksums)
    {
        m_checksums = Node::ChecksumEnabled(); // a look-up by name
    }
    return *m_checksums;
}

smptcp::IncomingOctets
SmptcpStack::CopyIncoming(Ptr<const Packet> packet)
{
    std::size_t size = packet->GetSize();
    m_receiveScratch.resize(std::max(m_receiveScratch.size(), size));
    packet->CopyData(m_receiveScratch.data(), static_cast<uint32_t>(size));
    smptcp::IncomingOctets segment{m_receiveScratch.data(), size, 0};
    if (auto view = smptcp::SegmentView::Parse(segment.octets, size))
    {
        segment.tcpWindow = view->Window();
    }
    return segment;
}

smptcp::IncomingOctets
SmptcpStack::TakeIncoming(const SmptcpSubflow& subflow, Ptr<const Packet> packet)
{
    bool ready = m_incomingFor == &subflow;
    m_incomingFor = nullptr;
    return ready ? m_incoming : CopyIncoming(packet); // without a screen the packet is still whole
}

void
SmptcpStack::BeforeTcp(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination)
{
    smptcp::FourTuple tuple;
    destination.GetBytes(tuple.source.data()); // a subflow is known by what it sends
    source.GetBytes(tuple.destination.data());
    uint8_t ports[4];
    packet->CopyData(ports, sizeof(ports));
    tuple.ports = static_cast<uint32_t>(smptcp::ReadBig(ports + 2, 2) << 16 | smptcp::ReadBig(ports, 2));
    auto found = m_subflows.find(tuple);
    m_incomingFor = nullptr;
    if (found == m_subflows.end() || !found->second->IsOwned())
    {
        return;
    }
    m_incoming = CopyIncoming(packet);
    auto segment = smptcp::SegmentView::Parse(m_incoming.octets, m_incoming.size);
    if (!segment)
    {
        return;
    }
    m_incomingFor = found->second;
    m_incoming.tcpWindow = found->second->WindowForTcp(segment->Window());
    uint8_t header[smptcp::TCP_LONGEST_HEADER];
    std::size_t size = smptcp::CopyPlainTcpHeader(*segment,
                                                  m_incoming.tcpWindow,
                                                  found->second->HasOutstanding(),
                                                  ChecksumEnabled(),
                                                  header);
    smptcp::ReplaceTcpHeader(packet, segment->HeaderSize(), header, size);
}

smptcp::TcpcryptSessionCache&
SmptcpStack::GetSessionCache()
{
    return m_sessions;
}

void
SmptcpStack::RememberBroken(const smptcp::PeerAddress& destination)
{
    if (m_fallbackCache)
    {
        m_broken.Remember(destination, Simulator::Now().GetNanoSeconds(), m_fallbackLifetime.GetNanoSeconds());
    }
}

unsigned
SmptcpStack::FirstSynAttempt(const smptcp::PeerAddress& destination) const
{
    bool bare = m_fallbackCache && m_require == smptcp::Require::NONE &&
                m_broken.Holds(destination, Simulator::Now().GetNanoSeconds());
    return bare ? smptcp::BARE_SYN_ATTEMPT : 1;
}

void
SmptcpStack::NoteRefused(Ptr<SmptcpSocket> socket, const std::string& why)
{
    m_refusedTrace(socket, why);
}

void
SmptcpStack::CountRefusedSyn()
{
    ++m_refusedSyns;
}

uint64_t
SmptcpStack::GetRefusedSyns() const
{
    return m_refusedSyns;
}

void
SmptcpStack::CountRefusal(Refusal refusal, Ptr<SmptcpSocket> socket)
{
    m_refusals.Count(refusal);
    m_segmentRefusedTrace(socket, 0, smptcp::RefusalName(refusal));
}

const smptcp::RefusalCounters&
SmptcpStack::GetRefusals() const
{
    return m_refusals;
}

uint64_t
SmptcpStack::GetRefusedJoins() const
{
    uint64_t sum = 0;
    for (auto cause : {Refusal::JOIN_TOKEN,
                       Refusal::JOIN_STATE,
                       Refusal::JOIN_STRANGER,
                       Refusal::JOIN_SYN_HMAC,
                       Refusal::JOIN_SYN_REPEAT})
    {
        sum += m_refusals.Get(cause);
    }
    return sum;
}

void
SmptcpStack::SetLink(Ptr<NetDevice> device, bool up)
{
    m_links->Set(device, up);
}

bool
SmptcpStack::IsLinkLost(Ptr<NetDevice> device) const
{
    return m_links->IsLost(device);
}

void
SmptcpStack::OnLinkChange(Ptr<NetDevice> device, bool up)
{
    NS_LOG_INFO("node " << m_node->GetId() << " device " << device->GetIfIndex() << (up ? " has" : " has lost")
                        << " its link");
    std::vector<Ptr<SmptcpSocket>> sockets; // in the order of tokens, which is that of the seed and not of memory
    for (const auto& [token, socket] : std::map<uint32_t, Ptr<SmptcpSocket>>(m_tokens.begin(), m_tokens.end()))
    {
        sockets.push_back(socket);
    }
    for (const auto& socket : sockets)
    {
        socket->OnLinkChange(device, up);
    }
}

void
SmptcpStack::InstallShim()
{
    if (m_tcp)
    {
        return;
    }
    m_tcp = m_node->GetObject<TcpL4Protocol>();
    NS_ABORT_MSG_UNLESS(m_tcp,
                        "node " << m_node->GetId()
                                << " has no TCP: install InternetStackHelper before SmptcpHelper");
    if (Ptr<SmptcpScreen> screen = m_node->GetObject<SmptcpScreen>())
    {
        screen->SetSegmentHandler(MakeCallback(&SmptcpStack::BeforeTcp, this));
    }
    if (m_followLinks)
    {
        m_links->Hear(m_node);
    }
    m_down4 = m_tcp->GetDownTarget();
    if (!m_down4.IsNull())
    {
        m_tcp->SetDownTarget(MakeCallback(&SmptcpStack::Send4, this));
    }
    m_down6 = m_tcp->GetDownTarget6();
    if (!m_down6.IsNull())
    {
        m_tcp->SetDownTarget6(MakeCallback(&SmptcpStack::Send6, this));
    }
}

SmptcpSubflow*
SmptcpStack::FindSender(Ptr<const Packet> packet, smptcp::FourTuple& tuple) const
{
    uint8_t ports[4];
    if (packet->CopyData(ports, sizeof(ports)) != sizeof(ports))
    {
        return nullptr;
    }
    tuple.ports = static_cast<uint32_t>(smptcp::ReadBig(ports, sizeof(ports)));
    auto found = m_subflows.find(tuple);
    return found == m_subflows.end() ? nullptr : found->second;
}

void
SmptcpStack::Send4(Ptr<Packet> packet,
                   Ipv4Address source,
                   Ipv4Address destination,
                   uint8_t protocol,
                   Ptr<Ipv4Route> route)
{
    smptcp::FourTuple tuple;
    tuple.source = smptcp::ToOctets(source);
    tuple.destination = smptcp::ToOctets(destination);
    if (SmptcpSubflow* subflow = FindSender(packet, tuple))
    {
        subflow->Outgoing(packet, tuple);
    }
    m_down4(packet, source, destination, protocol, route);
}

void
SmptcpStack::Send6(Ptr<Packet> packet,
                   Ipv6Address source,
                   Ipv6Address destination,
                   uint8_t protocol,
                   Ptr<Ipv6Route> route)
{
    smptcp::FourTuple tuple;
    source.GetBytes(tuple.source.data());
    destination.GetBytes(tuple.destination.data());
    if (SmptcpSubflow* subflow = FindSender(packet, tuple))
    {
        subflow->Outgoing(packet, tuple);
    }
    m_down6(packet, source, destination, protocol, route);
}

} // namespace ns3
