/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "exchange.h"

#include "ns3/inet-socket-address.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-stack.h"

#include <cryptopp/sha.h>

#include <iomanip>
#include <iostream>
#include <sstream>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LINGER_S = 3; //!< After the last byte, for the close

std::string
Sha256(const std::vector<uint8_t>& octets)
{
    std::string digest(CryptoPP::SHA256::DIGESTSIZE, '\0');
    CryptoPP::SHA256().CalculateDigest(reinterpret_cast<uint8_t*>(digest.data()), octets.data(), octets.size());
    return digest;
}

void
WatchRefusals(Ptr<Socket> socket, Endpoint& end)
{
    if (Ptr<SmptcpSocket> ours = DynamicCast<SmptcpSocket>(socket))
    {
        ours->TraceConnectWithoutContext("Refused", MakeCallback(&Endpoint::OnRefused, &end));
    }
}

/// \return goodput of one direction over all of its time and over its second half, bit/s
std::pair<double, double>
Goodput(const Endpoint& receiver)
{
    double from = receiver.FirstAt();
    double to = receiver.LastAt();
    if (to <= from)
    {
        return {0, 0};
    }
    double middle = (from + to) / 2;
    return {8.0 * receiver.DeliveredIn(from, to) / (to - from),
            8.0 * receiver.DeliveredIn(middle, to) / (to - middle)};
}

} // namespace

Exchange::Exchange(const Options& options, const Plan& plan, int64_t stream)
    : m_options(options),
      m_plan(plan),
      m_client(plan.up, plan.down.size(), options.writeSize),
      m_server(plan.down, plan.up.size(), options.writeSize)
{
    m_client.AssignStream(stream);
    m_server.AssignStream(stream + 1);
}

void
Exchange::Connect(Ptr<Node> node)
{
    m_startedAt = Simulator::Now().GetSeconds();
    Ptr<Socket> socket = SmptcpHelper::CreateSocket(node);
    m_client.Use(socket);
    WatchRefusals(socket, m_client);
    socket->Connect(InetSocketAddress("10.1.1.2", static_cast<uint16_t>(m_options.port)));
}

void
Exchange::Expect(Ptr<Socket> listener)
{
    WatchRefusals(listener, m_server);
    if (Ptr<SmptcpStack> stack = listener->GetNode()->GetObject<SmptcpStack>())
    {
        stack->TraceConnectWithoutContext("Refused", MakeCallback(&Endpoint::OnHostRefused, &m_server));
    }
}

void
Exchange::Accept(Ptr<Socket> socket)
{
    if (!m_server.GetSocket())
    {
        m_server.Use(socket);
        m_server.OnConnected(socket);
    }
}

bool
Exchange::Complete() const
{
    return m_client.Complete() && m_server.Complete();
}

bool
Exchange::Over()
{
    double now = Simulator::Now().GetSeconds();
    m_completeAt = Complete() && m_completeAt == 0 ? now : m_completeAt;
    bool ended = m_client.Ended() && m_server.Ended();
    return Complete() && now > m_completeAt + (ended ? 1 : LINGER_S);
}

bool
Exchange::Broken() const
{
    return !Complete() && m_client.Told() && (m_server.Told() || !m_server.GetSocket());
}

void
Exchange::Release()
{
    m_client.Release();
    m_server.Release();
}

Exchange::Octets
Exchange::Judge(const std::vector<uint8_t>& sent, const std::vector<uint8_t>& received) const
{
    if (received == sent)
    {
        return Octets::EXACT;
    }
    bool begins = received.size() <= sent.size() && std::equal(received.begin(), received.end(), sent.begin());
    if (begins)
    {
        return Octets::SHORT;
    }
    if (m_plan.boxes.GetEdits().Explain(sent, received))
    {
        return received.size() < sent.size() ? Octets::SHORT : Octets::ALTERED;
    }
    return Octets::WRONG;
}

Exchange::Octets
Exchange::Judge() const
{
    return std::max(Judge(m_plan.up, m_server.Received()), Judge(m_plan.down, m_client.Received()));
}

double
Exchange::Seconds() const
{
    return std::max({m_client.LastAt() - m_startedAt, m_server.LastAt() - m_startedAt, 0.0});
}

uint64_t
Exchange::Bytes() const
{
    return m_server.Received().size() + m_client.Received().size();
}

void
Exchange::WriteHeader(std::ostream& csv)
{
    csv << "client,server,mode_client,mode_server,bytes,sha256_ok,seconds,goodput_bps,goodput_second_half_bps,subflows,"
           "bytes_subflow_1,bytes_subflow_2,retransmissions,mac_failures,octets,end_client,end_server\n";
}

void
Exchange::WriteRow(std::ostream& csv, bool shaOk, const Sums& sums) const
{
    static const char* const OCTETS[] = {"exact", "altered", "short", "wrong"};
    auto [upAll, upLate] = Goodput(m_server);
    auto [downAll, downLate] = Goodput(m_client);
    csv << m_options.client << "," << m_options.server << "," << m_client.ModeName() << "," << m_server.ModeName() << ","
        << Bytes() << "," << (shaOk ? 1 : 0) << "," << std::fixed << std::setprecision(6) << Seconds() << ","
        << std::setprecision(0) << upAll + downAll << "," << upLate + downLate << "," << sums.subflows << ","
        << sums.bytes[0] << "," << sums.bytes[1] << "," << sums.retransmissions << "," << sums.macFailures << ","
        << OCTETS[static_cast<int>(Judge())] << "," << m_client.HowEnded() << "," << m_server.HowEnded() << "\n";
}

void
Exchange::Tell(bool shaOk, const Sums& sums) const
{
    std::cout << m_options.client << " -> " << m_options.server << ": mode " << m_client.ModeName();
    if (m_client.ModeName() != m_server.ModeName())
    {
        std::cout << " at the client but " << m_server.ModeName() << " at the server";
    }
    std::cout << "\n  " << Bytes() << " of " << m_plan.up.size() + m_plan.down.size() << " bytes arrived, sha256 "
              << (shaOk ? "equal" : "DIFFERS") << ", " << std::setprecision(3) << std::fixed << Seconds() << " s, "
              << (Goodput(m_server).first + Goodput(m_client).first) / 1e6 << " Mbit/s\n  subflows " << sums.subflows
              << " (";
    for (std::size_t i = 0; i < sums.subflows; ++i)
    {
        std::cout << (i ? ", " : "") << (i < sums.bytes.size() ? sums.bytes[i] : 0) << " bytes";
    }
    std::cout << "), retransmissions " << sums.retransmissions << ", MAC failures " << sums.macFailures << ", longest gap "
              << std::max(m_client.LongestGap(), m_server.LongestGap()) << " s\n";
}

bool
Exchange::Report(std::ostream& csv) const
{
    bool shaOk = Sha256(m_server.Received()) == Sha256(m_plan.up) && Sha256(m_client.Received()) == Sha256(m_plan.down);
    Sums sums = Sum();
    if (m_client.ModeName() == "TCP" || m_client.ModeName() == "TCPCRYPT")
    {
        sums.bytes[0] = Bytes();
    }
    WriteRow(csv, shaOk, sums);
    Tell(shaOk, sums);
    if (!shaOk)
    {
        std::cerr << "smptcp-transfer: " << Complaint(Judge()) << "\n";
    }
    return shaOk && m_client.ModeName() == m_server.ModeName() && m_client.ModeName() != "none";
}

std::string
Exchange::Complaint(Octets octets) const
{
    std::ostringstream out;
    out << std::setprecision(3) << std::fixed;
    if (octets == Octets::WRONG)
    {
        return "WRONG bytes arrived";
    }
    if (octets == Octets::ALTERED)
    {
        return "bytes arrived as a middlebox has changed them";
    }
    if (!m_client.Connected())
    {
        for (auto [name, end] : {std::make_pair("client", &m_client), std::make_pair("server", &m_server)})
        {
            if (!end->Refusal().empty())
            {
                return std::string("no connection: the ") + name + " refused the handshake (" + end->Refusal() + ")";
            }
        }
        out << "no connection within " << Simulator::Now().GetSeconds() - m_startedAt << " s";
        return out.str();
    }
    if (m_client.FailedAt() > 0 || m_server.FailedAt() > 0)
    {
        out << "the connection broke: error at";
        for (auto [name, end] : {std::make_pair("client", &m_client), std::make_pair("server", &m_server)})
        {
            if (end->FailedAt() > 0)
            {
                out << " the " << name << " after " << end->FailedAt() - m_startedAt << " s";
            }
        }
        return out.str();
    }
    out << "not every byte arrived within " << m_options.stop << " s";
    return out.str();
}

Exchange::Sums
Exchange::Sum() const
{
    Sums sums;
    for (const Endpoint* end : {&m_client, &m_server})
    {
        Ptr<SmptcpSocket> ours = end->Ours();
        if (!ours)
        {
            continue;
        }
        auto reports = ours->GetSubflowReports();
        sums.subflows = std::max(sums.subflows, reports.size());
        for (const auto& report : reports)
        {
            sums.retransmissions += report.retransmissions;
            sums.macFailures += report.macFailures;
            sums.bytes.resize(std::max<std::size_t>(sums.bytes.size(), report.id));
            sums.bytes[report.id - 1] += report.bytesReceived;
        }
    }
    return sums;
}

} // namespace smptcp_example
