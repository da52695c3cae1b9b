/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "yardsticks.h"

#include "ns3/inet-socket-address.h"
#include "ns3/object-vector.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

std::vector<SmptcpSubflowReport>
ReportsOf(const Victim& victim)
{
    Ptr<SmptcpSocket> socket = victim.Ours();
    return socket ? socket->GetSubflowReports() : std::vector<SmptcpSubflowReport>();
}

bool
HasMac(Protocol protocol)
{
    return protocol != Protocol::TCP && protocol != Protocol::MPTCP && protocol != Protocol::MPTCP_V1;
}

bool
IsMultipath(Protocol protocol)
{
    return protocol != Protocol::TCP && protocol != Protocol::TCPCRYPT;
}

bool
DropCryptography(BenchSetup& setup)
{
    if (!HasMac(setup.protocol))
    {
        return false;
    }
    setup.attributes.emplace_back("InsecureNullCipher", "true");
    setup.attributes.emplace_back("InsecureNullTag", "true");
    return true;
}

double
Received(AttackBench& bench)
{
    return static_cast<double>(bench.A().Received() + bench.B().Received());
}

double
Wrong(AttackBench& bench)
{
    return static_cast<double>(bench.A().Wrong() + bench.B().Wrong());
}

double
PlaintextOf(AttackBench& bench, const PassiveEavesdropper& eavesdropper)
{
    StreamFinder up(AttackBench::StreamA(), bench.Setup().up.bytes);
    StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
    std::size_t plaintext = 0;
    for (const auto& run : eavesdropper.GetRuns())
    {
        plaintext += up.Count(run) + down.Count(run);
    }
    return static_cast<double>(plaintext);
}

double
SubflowsWith(const Victim& victim, const SmptcpAttacker& attacker)
{
    double count = 0;
    for (const auto& report : ReportsOf(victim))
    {
        Ipv4Address remote = InetSocketAddress::ConvertFrom(report.remote).GetIpv4();
        count += smptcp::ToOctets(remote) == attacker.GetHost()->GetAddress();
    }
    return count;
}

double
ForeignOctetsAtB(AttackBench& bench, uint64_t size)
{
    return static_cast<double>(StreamFinder(AttackBench::StreamX(), size).Count(bench.B().ReceivedOctets()));
}

double
DeliveredBetween(AttackBench& bench, double from, double to)
{
    return static_cast<double>(bench.A().ReceivedBetween(from, to) + bench.B().ReceivedBetween(from, to));
}

double
SentOnPath(const Victim& victim, Ipv4Address local)
{
    uint64_t octets = 0;
    for (const auto& report : ReportsOf(victim))
    {
        bool there = InetSocketAddress::ConvertFrom(report.local).GetIpv4() == local;
        octets += there ? report.bytesSent : 0;
    }
    return static_cast<double>(octets);
}

double
ReceivedOnPath(AttackBench& bench, unsigned path)
{
    if (!bench.B().Ours() || !IsMultipath(bench.Setup().protocol))
    {
        return path == 0 ? static_cast<double>(bench.B().Received()) : 0;
    }
    uint64_t octets = 0;
    for (const auto& report : ReportsOf(bench.B()))
    {
        bool here = InetSocketAddress::ConvertFrom(report.local).GetIpv4() == AttackBench::AddressB(path);
        octets += here ? report.bytesReceived : 0;
    }
    return static_cast<double>(octets);
}

double
MacFailures(AttackBench& bench)
{
    uint64_t failures = 0;
    for (Victim* victim : {&bench.A(), &bench.B()})
    {
        for (const auto& report : ReportsOf(*victim))
        {
            failures += report.macFailures;
        }
    }
    return static_cast<double>(failures);
}

std::string
Digits(const Measurements& measured, const char* name)
{
    return std::to_string(static_cast<long>(measured.Get(name)));
}

std::string
Percent(double share)
{
    return std::to_string(static_cast<int>(100 * share)) + " %";
}

void
CongestionWatch::Start(AttackBench& bench, unsigned path, double at)
{
    AttackBench::At(at, [this, &bench, path] { Attach(bench, path); });
}

void
CongestionWatch::Attach(AttackBench& bench, unsigned path)
{
    ObjectVectorValue sockets;
    bench.NodeA()->GetObject<TcpL4Protocol>()->GetAttribute("SocketList", sockets);
    for (auto entry = sockets.Begin(); entry != sockets.End(); ++entry)
    {
        auto socket = DynamicCast<TcpSocketBase>(entry->second);
        Address name;
        if (socket && socket->GetSockName(name) == 0 && InetSocketAddress::IsMatchingType(name) &&
            InetSocketAddress::ConvertFrom(name).GetIpv4() == AttackBench::AddressA(path))
        {
            socket->TraceConnectWithoutContext("CongestionWindow", MakeCallback(&CongestionWatch::OnChange, this));
            socket->TraceConnectWithoutContext("HighestRxAck", MakeCallback(&CongestionWatch::OnAcknowledged, this));
        }
    }
}

void
CongestionWatch::OnChange(uint32_t, uint32_t now)
{
    m_largest = std::max(m_largest, now);
}

void
CongestionWatch::OnAcknowledged(SequenceNumber32, SequenceNumber32)
{
    ++m_steps;
}

double
CongestionWatch::Steps() const
{
    return static_cast<double>(m_steps);
}

double
CongestionWatch::Largest() const
{
    return m_largest;
}

} // namespace smptcp_example
