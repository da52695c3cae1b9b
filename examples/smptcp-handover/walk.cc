/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "walk.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>

using namespace ns3;

namespace smptcp_handover
{

namespace
{

constexpr int64_t STREAM_HOSTS = 100;   //!< Random streams: hosts
constexpr uint16_t PORT = 40001;
constexpr double CONNECT_AT_S = 1;      //!< The phone has its access point by then
constexpr double WATCH_S = 0.1;         //!< Between two looks
constexpr double PATIENCE_S = 30;       //!< For what is under way when the senders stop
constexpr double LINGER_S = 2;          //!< For the close
constexpr uint32_t SEGMENT = 1448;      //!< Octets; our sockets take off what their options need
constexpr uint32_t BUFFER = 4 << 20;    //!< Octets: twice 40 Mbit/s for 0.4 s, with full queues

void
SetDefaults(const Options& options)
{
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(BUFFER));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(BUFFER));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    // Both as in Linux; a delayed ACK as long as the smallest RTO would turn each lone segment into a timeout.
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", StringValue("40ms"));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("200ms"));
    Config::SetDefault("ns3::SmptcpStack::CongestionControl", StringValue(options.congestion));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
}

/// \return seed of the stream in one direction, another for each run
uint64_t
SeedOf(bool up)
{
    return 2 * RngSeedManager::GetRun() + (up ? 0 : 1);
}

} // namespace

bool
Outcome::Good() const
{
    return connected && failedAt == 0 && intact && complete;
}

uint64_t
Outcome::Delivered() const
{
    return counts.empty() ? 0 : counts.back().delivered;
}

double
Outcome::WifiLostAt() const
{
    auto lost = std::find_if(wifi.begin(), wifi.end(), [](const auto& event) { return !event.second; });
    return lost == wifi.end() ? 0 : lost->first;
}

Walk::Walk(const Options& options, const Mode& mode, const std::string& directory)
    : m_options(options),
      m_mode(mode),
      m_prefix(directory + "/"),
      m_phone(SeedOf(true), SeedOf(false), options.Up() ? Seconds(options.duration) : Time()),
      m_server(SeedOf(false), SeedOf(true), options.Down() ? Seconds(options.duration) : Time())
{
}

Outcome
Walk::Run()
{
    SetDefaults(m_options);
    Network network(m_options.from, m_options.speed, m_options.turnBack);
    m_network = &network;
    network.WatchWifi([this]() { TakeCount(); });
    Install(network);
    SmptcpKeyLog keyLog(m_prefix + "keys.log");
    keyLog.Attach(network.GetHosts());
    std::unique_ptr<SmptcpHostCapture> captures[2];
    if (m_options.pcap)
    {
        captures[0] = std::make_unique<SmptcpHostCapture>(network.GetPhone(), m_prefix + "phone.pcap");
        captures[1] = std::make_unique<SmptcpHostCapture>(network.GetServer(), m_prefix + "server.pcap");
    }
    Simulator::Schedule(Seconds(CONNECT_AT_S / 2), &Walk::Listen, this);
    Simulator::Schedule(Seconds(CONNECT_AT_S), &Walk::Connect, this);
    Simulator::Schedule(Seconds(CONNECT_AT_S), &Walk::CountAgain, this);
    Simulator::Schedule(Seconds(m_options.duration), &Walk::Watch, this);
    Simulator::Stop(Seconds(m_options.duration + PATIENCE_S));
    Simulator::Run();
    if (m_phone.GetReceived() < m_server.GetSent())
    {
        m_phone.EndWait();
    }
    if (m_server.GetReceived() < m_phone.GetSent())
    {
        m_server.EndWait();
    }
    TakeCount();
    Outcome outcome = Judge();
    m_phone.Release();
    m_server.Release();
    m_listener = nullptr;
    Simulator::Destroy();
    return outcome;
}

void
Walk::Install(Network& network) const
{
    SmptcpHelper helper;
    helper.SetSocketAttribute("Scheduler", StringValue(m_options.scheduler));
    helper.Install(network.GetServer(), m_options.protocol);
    if (!m_mode.pathManager.empty())
    {
        helper.SetSocketAttribute("PathManager", StringValue(m_mode.pathManager));
    }
    helper.Install(network.GetPhone(), m_options.protocol);
    helper.AssignStreams(network.GetHosts(), STREAM_HOSTS);
}

void
Walk::Listen()
{
    m_listener = SmptcpHelper::CreateSocket(m_network->GetServer());
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&Walk::Accept, this));
}

void
Walk::Accept(Ptr<Socket> socket, const Address&)
{
    m_server.Use(socket);
    m_server.OnConnected(socket);
}

void
Walk::Connect()
{
    Ptr<Socket> socket = SmptcpHelper::CreateSocket(m_network->GetPhone());
    m_phone.Use(socket);
    socket->Connect(InetSocketAddress(m_network->GetServerAddress(), PORT));
}

void
Walk::TakeCount()
{
    double now = Simulator::Now().GetSeconds();
    bool first = m_counts.empty() || m_counts.back().time < now;
    if (first && now >= CONNECT_AT_S)
    {
        uint64_t delivered = m_phone.GetReceived() + m_server.GetReceived();
        m_counts.push_back({now, m_network->GetDistance(), Carried(), delivered});
    }
}

void
Walk::CountAgain()
{
    TakeCount();
    Simulator::Schedule(Seconds(m_options.interval), &Walk::CountAgain, this);
}

std::array<uint64_t, 2>
Walk::Carried() const
{
    std::array<uint64_t, 2> sums{};
    for (const StreamEnd* end : {&m_phone, &m_server})
    {
        Ptr<SmptcpSocket> ours = end->Ours();
        if (!ours)
        {
            sums[WIFI] += end->GetReceived(); // stock TCP has one path, and that is the route of its SYN
            continue;
        }
        for (const auto& report : ours->GetSubflowReports())
        {
            const Address& phone = end == &m_phone ? report.local : report.remote;
            bool wifi = InetSocketAddress::ConvertFrom(phone).GetIpv4() == m_network->GetWifiAddress();
            sums[wifi ? WIFI : LTE] += report.bytesReceived;
        }
    }
    return sums;
}

bool
Walk::IsComplete() const
{
    return m_phone.IsConnected() && m_server.GetReceived() == m_phone.GetSent() &&
           m_phone.GetReceived() == m_server.GetSent();
}

void
Walk::Watch()
{
    if (IsComplete() || m_phone.HasFailed() || m_server.HasFailed())
    {
        m_phone.Close();
        m_server.Close();
        Simulator::Stop(Seconds(LINGER_S));
        return;
    }
    Simulator::Schedule(Seconds(WATCH_S), &Walk::Watch, this);
}

Outcome
Walk::Judge() const
{
    Outcome outcome;
    outcome.mode = m_mode.name;
    outcome.agreed = m_phone.ModeName();
    outcome.connected = m_phone.IsConnected() && m_server.IsConnected();
    for (const StreamEnd* end : {&m_phone, &m_server})
    {
        bool earlier = outcome.failedAt == 0 || end->GetFailedAt() < outcome.failedAt;
        outcome.failedAt = end->HasFailed() && earlier ? end->GetFailedAt() : outcome.failedAt;
        outcome.sent += end->GetSent();
        if (end->GetLongestGap() > outcome.longestGap)
        {
            outcome.longestGap = end->GetLongestGap();
            outcome.longestGapAt = end->GetLongestGapAt();
        }
        if (Ptr<SmptcpSocket> ours = end->Ours())
        {
            outcome.subflows = std::max(outcome.subflows, ours->GetSubflowReports().size());
        }
    }
    outcome.intact = m_phone.IsIntact() && m_server.IsIntact();
    outcome.complete = IsComplete();
    outcome.wifi = m_network->GetWifiEvents();
    outcome.counts = m_counts;
    return outcome;
}

} // namespace smptcp_handover
