/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-flow.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/mptcp-path-manager.h"
#include "ns3/mptcp-path-schedulers.h"
#include "ns3/ppp-header.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint16_t FIRST_PORT = 5001; //!< Of the first flow; each has one of its own
constexpr std::size_t MOST_PORTS = 40000;
constexpr uint32_t LARGEST_PACKET = 1500; //!< Octets
constexpr std::size_t CLIENT = 0;
constexpr std::size_t SERVER = 1;

/// \return true when a segment of \p port has payload. \param packet begins with its TCP header
bool
HasPayload(Ptr<const Packet> packet, uint16_t port)
{
    std::array<uint8_t, LARGEST_PACKET> octets{};
    auto view = smptcp::SegmentView::Parse(octets.data(), packet->CopyData(octets.data(), LARGEST_PACKET));
    return view && (view->SourcePort() == port || view->DestinationPort() == port) && view->PayloadSize() > 0;
}

} // namespace

SmptcpTopologyFlow::SmptcpTopologyFlow(const TopologyPlan& plan,
                                       std::size_t index,
                                       const SmptcpTopologyNetwork& network)
    : m_plan(plan),
      m_flow(plan.flows[index]),
      m_index(index),
      m_network(network),
      m_nodes{plan.paths[m_flow.paths[0]].nodes.front(), plan.paths[m_flow.paths[0]].nodes.back()},
      m_streams{SmptcpTopologyStream(m_flow.sends[0] ? m_flow.octets[0] : std::optional<uint64_t>(0), m_flow.segment),
                SmptcpTopologyStream(m_flow.sends[1] ? m_flow.octets[1] : std::optional<uint64_t>(0), m_flow.segment)},
      m_firsts(m_flow.paths.size())
{
}

uint16_t
SmptcpTopologyFlow::GetPort() const
{
    return static_cast<uint16_t>(FIRST_PORT + m_index % MOST_PORTS);
}

void
SmptcpTopologyFlow::Start(Time jitter)
{
    Simulator::ScheduleNow(&SmptcpTopologyFlow::Listen, this);
    Simulator::Schedule(m_flow.start + jitter, &SmptcpTopologyFlow::Connect, this);
    if (m_flow.stop)
    {
        Simulator::Schedule(*m_flow.stop, &SmptcpTopologyFlow::StopWriting, this);
    }
}

Ptr<Socket>
SmptcpTopologyFlow::MakeSocket(std::size_t node) const
{
    Ptr<Node> host = m_network.GetNode(node);
    // Multipath modes replace it by the host's CongestionControl; what ends as plain TCP or tcpcrypt keeps it.
    TypeId congestion = m_flow.congestion.value_or(TcpNewReno::GetTypeId());
    host->GetObject<TcpL4Protocol>()->SetAttribute("SocketType", TypeIdValue(congestion));
    Ptr<Socket> socket = SmptcpHelper::CreateSocket(host);
    UintegerValue buffer(m_plan.GetBuffer(m_flow));
    socket->SetAttribute("SndBufSize", buffer);
    socket->SetAttribute("RcvBufSize", buffer);
    socket->SetAttribute("SegmentSize", UintegerValue(m_flow.segment));
    if (DynamicCast<SmptcpSocket>(socket))
    {
        if (m_flow.scheduler)
        {
            socket->SetAttribute("Scheduler", TypeIdValue(*m_flow.scheduler));
        }
        UintegerValue subflows;
        socket->GetAttribute("MaxSubflows", subflows);
        socket->SetAttribute("MaxSubflows", UintegerValue(std::max<uint64_t>(subflows.Get(), m_flow.paths.size())));
    }
    for (const auto& [name, value] : m_flow.attributes)
    {
        socket->SetAttribute(name, StringValue(value));
    }
    return socket;
}

void
SmptcpTopologyFlow::Listen()
{
    Ptr<Socket> listener = MakeSocket(m_nodes[SERVER]);
    m_ends[SERVER].listener = listener;
    if (listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), GetPort())) != 0)
    {
        m_error = "the server's port is in use";
        return;
    }
    listener->Listen();
    listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                MakeCallback(&SmptcpTopologyFlow::OnAccepted, this));
    WatchPaths(true);
    WatchCopies();
}

void
SmptcpTopologyFlow::Connect()
{
    m_start = Simulator::Now();
    if (m_flow.ready.IsStrictlyPositive())
    {
        m_streams[0].Hold();
        m_streams[1].Hold();
        Simulator::Schedule(m_flow.ready, &SmptcpTopologyFlow::Release, this);
    }
    Ptr<Socket> socket = MakeSocket(m_nodes[CLIENT]);
    Wire(CLIENT, socket);
    GivePaths(socket);
    std::size_t path = m_flow.paths[0];
    socket->Bind(InetSocketAddress(SmptcpTopologyNetwork::GetAddress(path, CLIENT), 0));
    if (socket->Connect(InetSocketAddress(SmptcpTopologyNetwork::GetAddress(path, SERVER), GetPort())) != 0)
    {
        m_error = "it cannot connect";
    }
}

void
SmptcpTopologyFlow::GivePaths(Ptr<Socket> socket) const
{
    Ptr<SmptcpSocket> ours = DynamicCast<SmptcpSocket>(socket);
    if (!ours)
    {
        return;
    }
    using Use = MptcpListedPathManager::Use;
    Ptr<MptcpListedPathManager> manager = CreateObject<MptcpListedPathManager>();
    for (std::size_t path : m_flow.paths)
    {
        manager->Add(InetSocketAddress(SmptcpTopologyNetwork::GetAddress(path, CLIENT), 0),
                     InetSocketAddress(SmptcpTopologyNetwork::GetAddress(path, SERVER), GetPort()),
                     m_flow.backups.count(path) > 0  ? Use::BACKUP
                     : m_flow.spares.count(path) > 0 ? Use::SPARE
                                                     : Use::REGULAR);
    }
    ours->SetPathManager(manager);
}

void
SmptcpTopologyFlow::Wire(std::size_t end, Ptr<Socket> socket)
{
    m_ends[end].socket = socket;
    socket->SetRecvCallback(MakeCallback(&SmptcpTopologyFlow::OnReadable, this));
    socket->SetSendCallback(MakeCallback(&SmptcpTopologyFlow::OnRoom, this));
    socket->SetCloseCallbacks(MakeCallback(&SmptcpTopologyFlow::OnPeerClosed, this),
                              MakeCallback(&SmptcpTopologyFlow::OnFailed, this));
    socket->SetConnectCallback(MakeCallback(&SmptcpTopologyFlow::OnConnected, this),
                               MakeCallback(&SmptcpTopologyFlow::OnFailed, this));
    if (DynamicCast<SmptcpSocket>(socket))
    {
        socket->TraceConnectWithoutContext("HeadOfLineWait", MakeCallback(&SmptcpTopologyFlow::OnWait, this));
    }
}

std::size_t
SmptcpTopologyFlow::EndOf(Ptr<Socket> socket) const
{
    return socket == m_ends[CLIENT].socket ? CLIENT : SERVER;
}

void
SmptcpTopologyFlow::OnAccepted(Ptr<Socket> socket, const Address&)
{
    if (m_ends[SERVER].socket)
    {
        socket->Close(); // a repeated SYN of the same client
        return;
    }
    Wire(SERVER, socket);
    OnConnected(socket);
    OnReadable(socket);
}

void
SmptcpTopologyFlow::OnConnected(Ptr<Socket> socket)
{
    std::size_t end = EndOf(socket);
    m_ends[end].connected = true;
    bool paced = m_flow.pace && !m_flow.ready.IsStrictlyPositive();
    paced ? Tick(end) : m_streams[end].Write(socket);
}

void
SmptcpTopologyFlow::OnReadable(Ptr<Socket> socket)
{
    m_streams[1 - EndOf(socket)].Read(socket);
    MayClose();
}

void
SmptcpTopologyFlow::OnRoom(Ptr<Socket> socket, uint32_t)
{
    std::size_t end = EndOf(socket);
    if (m_ends[end].connected)
    {
        m_streams[end].Write(socket);
    }
}

void
SmptcpTopologyFlow::OnFailed(Ptr<Socket> socket)
{
    if (!IsOver() && m_error.empty())
    {
        m_error = std::string("the ") + (EndOf(socket) == CLIENT ? "client" : "server") + "'s connection failed";
    }
}

void
SmptcpTopologyFlow::OnPeerClosed(Ptr<Socket> socket)
{
    OnReadable(socket);
    std::size_t end = EndOf(socket);
    if (!m_streams[1 - end].Complete() && m_error.empty())
    {
        m_error = std::string("the ") + (end == CLIENT ? "server" : "client") + " ended before everything had come";
    }
}

void
SmptcpTopologyFlow::OnWait(uint32_t octets, Time wait)
{
    m_waits.emplace_back(Simulator::Now() - wait, octets);
    m_waits.emplace_back(Simulator::Now(), -static_cast<int64_t>(octets));
}

void
SmptcpTopologyFlow::OnDelivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t)
{
    for (std::size_t i = 1; i < m_flow.paths.size(); ++i)
    {
        bool here = header.GetDestination() == SmptcpTopologyNetwork::GetAddress(m_flow.paths[i], CLIENT) ||
                    header.GetDestination() == SmptcpTopologyNetwork::GetAddress(m_flow.paths[i], SERVER);
        if (here && !m_firsts[i] && HasPayload(packet, GetPort()))
        {
            m_firsts[i] = Simulator::Now();
            if (std::all_of(m_firsts.begin() + 1, m_firsts.end(), [](const auto& first) { return first.has_value(); }))
            {
                Simulator::ScheduleNow(&SmptcpTopologyFlow::WatchPaths, this, false); // not within the trace
            }
        }
    }
}

void
SmptcpTopologyFlow::WatchPaths(bool watch)
{
    for (std::size_t way = 0; way < 2; ++way)
    {
        if (m_flow.sends[way] && m_flow.paths.size() > 1)
        {
            Ptr<Ipv4L3Protocol> ip = m_network.GetNode(m_nodes[1 - way])->GetObject<Ipv4L3Protocol>();
            auto sink = MakeCallback(&SmptcpTopologyFlow::OnDelivered, this);
            watch ? ip->TraceConnectWithoutContext("LocalDeliver", sink)
                  : ip->TraceDisconnectWithoutContext("LocalDeliver", sink);
        }
    }
}

void
SmptcpTopologyFlow::WatchCopies()
{
    bool copies = m_flow.scheduler && m_flow.scheduler->IsChildOf(MptcpRedundantScheduler::GetTypeId());
    copies = copies || m_flow.scheduler == MptcpRedundantScheduler::GetTypeId();
    if (copies && m_flow.paths.size() > 1 && m_flow.sends[0] != m_flow.sends[1])
    {
        std::size_t receiver = m_flow.sends[0] ? SERVER : CLIENT;
        m_copies.emplace(m_flow.paths.size());
        m_network.WatchLosses(MakeCallback(&SmptcpTopologyFlow::OnLost, this));
        m_network.GetNode(m_nodes[receiver])
            ->GetObject<Ipv4L3Protocol>()
            ->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&SmptcpTopologyFlow::OnCopy, this));
    }
}

void
SmptcpTopologyFlow::OnLost(Ptr<const Packet> packet)
{
    Ptr<Packet> rest = packet->Copy();
    PppHeader ppp;
    Ipv4Header header;
    rest->RemoveHeader(ppp);
    rest->RemoveHeader(header);
    NoteCopy(header, rest, true);
}

void
SmptcpTopologyFlow::OnCopy(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t)
{
    NoteCopy(header, packet, false);
}

void
SmptcpTopologyFlow::NoteCopy(const Ipv4Header& header, Ptr<const Packet> packet, bool lost)
{
    std::size_t receiver = m_flow.sends[0] ? SERVER : CLIENT;
    for (std::size_t i = 0; i < m_flow.paths.size(); ++i)
    {
        if (header.GetDestination() == SmptcpTopologyNetwork::GetAddress(m_flow.paths[i], receiver) &&
            HasPayload(packet, GetPort()))
        {
            m_copies->Note(packet, i, lost);
        }
    }
}

void
SmptcpTopologyFlow::Tick(std::size_t end)
{
    if (m_streams[end].AllWritten())
    {
        return;
    }
    m_streams[end].AddDue(m_flow.segment);
    m_streams[end].Write(m_ends[end].socket);
    Simulator::Schedule(m_flow.pace->CalculateBytesTxTime(m_flow.segment), &SmptcpTopologyFlow::Tick, this, end);
}

void
SmptcpTopologyFlow::Release()
{
    for (std::size_t end = 0; end < 2; ++end)
    {
        m_streams[end].Release();
        if (m_ends[end].connected)
        {
            m_flow.pace ? Tick(end) : m_streams[end].Write(m_ends[end].socket);
        }
    }
}

void
SmptcpTopologyFlow::StopWriting()
{
    m_streams[0].StopWriting();
    m_streams[1].StopWriting();
    MayClose();
}

void
SmptcpTopologyFlow::MayClose()
{
    for (std::size_t end = 0; end < 2; ++end)
    {
        End& own = m_ends[end];
        if (own.socket && !own.closed && m_streams[0].Complete() && m_streams[1].Complete())
        {
            own.closed = true;
            own.socket->Close();
        }
    }
}

void
SmptcpTopologyFlow::AddressDown(std::size_t host, std::size_t path)
{
    for (std::size_t end = 0; end < 2; ++end)
    {
        bool concerned = m_nodes[end] == host && std::find(m_flow.paths.begin(), m_flow.paths.end(), path) !=
                                                     m_flow.paths.end();
        Ptr<SmptcpSocket> ours = concerned ? DynamicCast<SmptcpSocket>(m_ends[end].socket) : nullptr;
        if (ours)
        {
            ours->WithdrawAddress(InetSocketAddress(SmptcpTopologyNetwork::GetAddress(path, end), 0));
        }
    }
}

std::vector<uint64_t>
SmptcpTopologyFlow::CountSubflows(Ptr<Socket> socket, bool client, uint64_t octets) const
{
    std::vector<uint64_t> counts(m_flow.paths.size(), 0);
    Ptr<SmptcpSocket> ours = DynamicCast<SmptcpSocket>(socket);
    auto mode = ours ? ours->GetMode() : std::nullopt;
    if (!mode || *mode == smptcp::Mode::TCP || *mode == smptcp::Mode::TCPCRYPT)
    {
        counts[0] = octets;
        return counts;
    }
    for (const auto& report : ours->GetSubflowReports())
    {
        auto address = InetSocketAddress::ConvertFrom(client ? report.local : report.remote).GetIpv4();
        for (std::size_t i = 0; i < counts.size(); ++i)
        {
            counts[i] += address == SmptcpTopologyNetwork::GetAddress(m_flow.paths[i], CLIENT) ? report.bytesReceived : 0;
        }
    }
    return counts;
}

TopologyFlowCounts
SmptcpTopologyFlow::Count() const
{
    TopologyFlowCounts counts;
    counts.at = Simulator::Now();
    for (std::size_t way = 0; way < 2; ++way)
    {
        counts.octets[way] = m_streams[way].GetReceived();
        counts.bySubflow[way] = CountSubflows(m_ends[1 - way].socket, way == 1, counts.octets[way]);
    }
    return counts;
}

const TopologyFlow&
SmptcpTopologyFlow::GetPlan() const
{
    return m_flow;
}

const SmptcpTopologyStream&
SmptcpTopologyFlow::GetStream(std::size_t way) const
{
    return m_streams[way];
}

std::optional<Time>
SmptcpTopologyFlow::GetStart() const
{
    return m_start;
}

std::optional<Time>
SmptcpTopologyFlow::GetFirst(std::size_t path) const
{
    return m_firsts[path];
}

uint64_t
SmptcpTopologyFlow::GetMostReordered() const
{
    auto changes = m_waits;
    std::sort(changes.begin(), changes.end());
    int64_t most = 0;
    int64_t held = 0;
    for (const auto& change : changes)
    {
        held += change.second;
        most = std::max(most, held);
    }
    return static_cast<uint64_t>(most);
}

double
SmptcpTopologyFlow::GetMeanReordered() const
{
    double area = 0; // octets times seconds
    for (const auto& [at, change] : m_waits)
    {
        area -= static_cast<double>(change) * at.GetSeconds();
    }
    double seconds = m_start ? (Simulator::Now() - *m_start).GetSeconds() : 0;
    return seconds > 0 ? area / seconds : 0;
}

const std::optional<SmptcpTopologyCopies>&
SmptcpTopologyFlow::GetCopies() const
{
    return m_copies;
}

bool
SmptcpTopologyFlow::HasEnd() const
{
    return m_flow.stop || ((!m_flow.sends[0] || m_flow.octets[0]) && (!m_flow.sends[1] || m_flow.octets[1]));
}

bool
SmptcpTopologyFlow::IsOver() const
{
    return m_start && m_streams[0].Complete() && m_streams[1].Complete();
}

std::string
SmptcpTopologyFlow::GetError() const
{
    bool intact = m_streams[0].IsIntact() && m_streams[1].IsIntact();
    std::string what = !intact ? "octets arrived that were not sent" : m_error;
    return what.empty() ? "" : m_flow.statement.file + ":" + std::to_string(m_flow.statement.line) + ": flow " +
                                   m_flow.name + ": " + what;
}

} // namespace ns3
