/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Does a file cross the network whole, in which mode, and what does the wire show? Two hosts of chosen kinds, one link
// for each path, a stream up, down or both ways, once or in several connections one after the other. Writes
// transfer.csv, pcaps and the key log to --out.

#include "common/abort-guard.h"
#include "common/stream-end.h"

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mptcp-coupled.h"
#include "ns3/node.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/smptcp-key-store.h"
#include "ns3/smptcp-path-topology.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"
#include "ns3/smptcp-type-check.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <cryptopp/sha.h>

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr double CONNECT_AT_S = 0.1;
constexpr double LINGER_S = 3;            //!< After the last byte, for the close
constexpr int RANDOM_WRITES = -1;         //!< --writeSize
constexpr int64_t STREAM_HOSTS = 100;     //!< Random streams: hosts
constexpr int64_t STREAM_PATHS = 1000;    //!< Random streams: paths
constexpr int64_t STREAM_PROGRAM = 2000;  //!< Random streams: this program

/// What the command line asks for
struct Options
{
    std::string client{"smptcp"};
    std::string server{"smptcp"};
    std::string paths{"10Mbps/10ms,30Mbps/40ms"};
    std::string file;
    uint64_t bytes{0};
    std::string direction{"up"};
    SmptcpImpairments impairments;
    std::string failPath;
    uint32_t port{40001};
    std::string out{"results/transfer"};
    int writeSize{0};
    std::string congestion{"ns3::MptcpLia"};
    std::string minRto{"200ms"};
    uint32_t keyBits{2048};
    uint32_t buffer{0};
    double stop{600};
    uint32_t connections{1};
    std::string attributes;
    std::string clientAttributes;
    std::string serverAttributes;
};

using Attributes = std::vector<std::pair<std::string, std::string>>; //!< Names and values

/// Options once understood
struct Plan
{
    std::vector<SmptcpPath> paths;
    std::vector<uint8_t> up;
    std::vector<uint8_t> down;
    int failPath{-1};
    double failAt{0};
    Attributes client; //!< Of the client's stack
    Attributes server; //!< Of the server's stack
};

std::string
Sha256(const std::vector<uint8_t>& octets)
{
    std::string digest(CryptoPP::SHA256::DIGESTSIZE, '\0');
    CryptoPP::SHA256().CalculateDigest(reinterpret_cast<uint8_t*>(digest.data()),
                                       octets.data(),
                                       octets.size());
    return digest;
}

/// One end of the stream: checks, times and closes it
class Endpoint : public StreamEnd
{
  public:
    Endpoint(const std::vector<uint8_t>& toSend, std::size_t toReceive, int writeSize)
        : StreamEnd(toSend),
          m_toReceive(toReceive),
          m_writeSize(writeSize),
          m_sizes(CreateObject<UniformRandomVariable>())
    {
        m_received.reserve(toReceive);
    }

    void AssignStream(int64_t stream)
    {
        m_sizes->SetStream(stream);
    }

    /// A handshake was refused. \param why the cause
    void OnRefused(const std::string& why)
    {
        m_refusal = Connected() || !m_refusal.empty() ? m_refusal : why;
    }

    /// The host refused a handshake, perhaps while there was no socket for it yet. \param why the cause
    void OnHostRefused(Ptr<SmptcpSocket>, const std::string& why)
    {
        OnRefused(why);
    }

    /// \return why the handshake was refused, empty when it was not
    const std::string& Refusal() const
    {
        return m_refusal;
    }

    bool Complete() const
    {
        return Sent() == ToSend().size() && m_received.size() >= m_toReceive;
    }

    bool Ended() const
    {
        return m_closed && m_peerClosed;
    }

    bool Failed() const
    {
        return m_failed;
    }

    const std::vector<uint8_t>& Received() const
    {
        return m_received;
    }

    double FirstAt() const
    {
        return m_deliveries.empty() ? 0 : m_deliveries.front().first;
    }

    double LastAt() const
    {
        return m_deliveries.empty() ? 0 : m_deliveries.back().first;
    }

    double LongestGap() const
    {
        double longest = 0;
        for (std::size_t i = 1; i < m_deliveries.size(); ++i)
        {
            longest = std::max(longest, m_deliveries[i].first - m_deliveries[i - 1].first);
        }
        return longest;
    }

    /// Octets delivered in (from, to]
    uint64_t DeliveredIn(double from, double to) const
    {
        uint64_t sum = 0;
        for (const auto& [at, size] : m_deliveries)
        {
            sum += at > from && at <= to ? size : 0;
        }
        return sum;
    }

  private:
    void OnPeerEnd() override
    {
        m_peerClosed = true;
    }

    void OnError() override
    {
        m_failed = !Complete();
        m_peerClosed = true;
    }

    uint32_t NextSize() override
    {
        if (m_writeSize == RANDOM_WRITES)
        {
            return m_sizes->GetInteger(1, 8000);
        }
        return m_writeSize > 0 ? static_cast<uint32_t>(m_writeSize) : StreamEnd::NextSize();
    }

    void OnOctets(const std::vector<uint8_t>& octets) override
    {
        m_received.insert(m_received.end(), octets.begin(), octets.end());
        m_deliveries.emplace_back(Simulator::Now().GetSeconds(),
                                  static_cast<uint32_t>(octets.size()));
    }

    void OnProgress() override
    {
        // ns-3's own socket may lose data when it is half-closed in the middle of the peer's stream.
        bool received = m_received.size() >= m_toReceive;
        if (AllSent() && received && !m_closed)
        {
            m_closed = true;
            GetSocket()->Close();
        }
    }

    std::size_t m_toReceive;
    int m_writeSize;
    Ptr<UniformRandomVariable> m_sizes;
    std::vector<uint8_t> m_received;
    std::vector<std::pair<double, uint32_t>> m_deliveries;
    bool m_closed{false};
    bool m_peerClosed{false};
    bool m_failed{false};
    std::string m_refusal;
};

std::vector<uint8_t>
ReadInput(const std::string& name)
{
    std::vector<uint8_t> octets = ReadFile(name, "file");
    if (octets.empty())
    {
        Fail("the file '" + name + "' is empty: give --file=PATH of a file with at least one byte");
    }
    return octets;
}

std::vector<uint8_t>
MakeOctets(uint64_t count, uint64_t seed)
{
    std::vector<uint8_t> octets(count);
    uint64_t state = seed * 2685821657736338717ULL + 88172645463325252ULL;
    for (auto& octet : octets)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        octet = static_cast<uint8_t>(state >> 32);
    }
    return octets;
}

void
CheckKind(const std::string& option, const std::string& kind)
{
    if (!SmptcpHelper::IsKind(kind))
    {
        Fail("unknown kind of host --" + option + "=" + kind + ": use one of " +
             SmptcpHelper::DescribeKinds());
    }
}

void
CheckProbability(const std::string& option, double value)
{
    if (!(value >= 0 && value < 1))
    {
        Fail("impossible --" + option + ": give a probability from 0 to below 1");
    }
}

void
ParseFailPath(const Options& options, Plan& plan)
{
    if (options.failPath.empty())
    {
        return;
    }
    std::istringstream in(options.failPath);
    char at = 0;
    std::string rest;
    bool good = static_cast<bool>(in >> plan.failPath >> at >> plan.failAt) && at == '@';
    good = good && (!(in >> rest) || rest == "s") && plan.failPath >= 1 &&
           static_cast<std::size_t>(plan.failPath) <= plan.paths.size() && plan.failAt >= 0;
    if (!good)
    {
        Fail("impossible --failPath=" + options.failPath + ": give INDEX@TIME with INDEX from 1 to " +
             std::to_string(plan.paths.size()) + " and TIME in seconds, such as 1@10");
    }
}

/// Add NAME=VALUE,NAME=VALUE ... to \p attributes. \param option the option that has \p text
void
ParseAttributes(const std::string& option, const std::string& text, Attributes& attributes)
{
    std::istringstream in(text);
    std::string part;
    while (std::getline(in, part, ','))
    {
        auto equals = part.find('=');
        if (equals == 0 || equals == std::string::npos)
        {
            Fail("impossible --" + option + "=" + text +
                 ": give NAME=VALUE,NAME=VALUE ... with attributes of ns3::SmptcpStack");
        }
        OptionTable::CheckAttribute("--" + option + "=" + part, "ns3::SmptcpStack::" + part.substr(0, equals));
        attributes.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
}

Plan
MakePlan(const Options& options)
{
    Plan plan;
    CheckKind("client", options.client);
    CheckKind("server", options.server);
    std::string error;
    auto paths = SmptcpPathTopology::ParsePaths(options.paths, error);
    if (!paths)
    {
        Fail(error);
    }
    plan.paths = *paths;
    CheckProbability("loss", options.impairments.loss);
    CheckProbability("reorder", options.impairments.reorder);
    CheckProbability("duplicate", options.impairments.duplicate);
    ParseFailPath(options, plan);
    for (auto* attributes : {&plan.client, &plan.server})
    {
        ParseAttributes("attributes", options.attributes, *attributes);
    }
    ParseAttributes("clientAttributes", options.clientAttributes, plan.client);
    ParseAttributes("serverAttributes", options.serverAttributes, plan.server);
    if (options.connections < 1 || options.connections > 1000)
    {
        Fail("impossible --connections: give 1 to 1000");
    }
    bool up = options.direction == "up" || options.direction == "both";
    bool down = options.direction == "down" || options.direction == "both";
    if (!up && !down)
    {
        Fail("unknown --direction=" + options.direction + ": use up, down or both");
    }
    if (options.port < 1 || options.port > 65535)
    {
        Fail("impossible --port: give 1 to 65535");
    }
    if (options.file.empty() == (options.bytes == 0))
    {
        Fail("say what to send: either --file=PATH or --bytes=N with N from 1 to 2000000000");
    }
    if (options.bytes > 2000000000)
    {
        Fail("too much: --bytes=N with N from 1 to 2000000000");
    }
    if (options.writeSize < RANDOM_WRITES)
    {
        Fail("impossible --writeSize: give 0 (as much as fits), -1 (random) or a number of bytes");
    }
    if (!(options.stop > 1))
    {
        Fail("impossible --stop: give more than 1 second");
    }
    std::istringstream rto(options.minRto);
    double number = 0;
    std::string unit;
    if (!(rto >> number >> unit) || number <= 0 || (unit != "s" && unit != "ms"))
    {
        Fail("impossible --minRto=" + options.minRto + ": give a time such as 200ms or 1s");
    }
    if (options.keyBits < 512 || options.keyBits > 4096 || options.keyBits % 512 != 0)
    {
        Fail("impossible --keyBits: give a multiple of 512 from 512 to 4096");
    }
    TypeId congestion;
    if (!TypeId::LookupByNameFailSafe(options.congestion, &congestion) ||
        !smptcp::Makes<TcpCongestionOps>(congestion))
    {
        Fail("unknown --congestion=" + options.congestion +
             ": use the TypeId of a congestion control, such as ns3::MptcpLia or ns3::TcpNewReno");
    }
    uint64_t seed = RngSeedManager::GetRun();
    auto content = [&options](uint64_t s) {
        return options.file.empty() ? MakeOctets(options.bytes, s) : ReadInput(options.file);
    };
    plan.up = up ? content(seed) : std::vector<uint8_t>();
    plan.down = down ? content(seed + 1000003) : std::vector<uint8_t>();
    return plan;
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("A file crosses a simulated network between two hosts of chosen kinds.");
    OptionTable table(cmd);
    std::string kinds = SmptcpHelper::DescribeKinds();
    table.Add("client", "kind of the client: " + kinds, options.client, ", one of " + kinds);
    table.Add("server", "kind of the server: " + kinds, options.server, ", one of " + kinds);
    table.Add("paths", "links as RATE/DELAY,RATE/DELAY ...", options.paths,
              ", RATE/DELAY,RATE/DELAY ... such as 10Mbps/10ms,30Mbps/40ms");
    table.Add("file", "file to send", options.file);
    table.Add("bytes", "number of pseudo-random bytes to send instead of a file", options.bytes);
    table.Add("direction", "up (client sends), down or both", options.direction);
    table.Add("loss", "packet loss probability, each way", options.impairments.loss);
    table.Add("reorder", "probability that a packet is late", options.impairments.reorder);
    table.Add("duplicate", "probability of a second copy", options.impairments.duplicate);
    table.Add("failPath", "INDEX@TIME: path 1, 2 ... loses all from then", options.failPath);
    table.Add("port", "TCP port of the server", options.port);
    table.Add("out", "directory for results", options.out);
    table.Add("writeSize", "bytes per write, 0 as much as fits, -1 random", options.writeSize);
    table.Add("congestion",
              "TypeId of the congestion control; a coupled one is for MPTCP and SMPTCP, plain connections keep "
              "ns3::TcpNewReno",
              options.congestion);
    table.Add("minRto", "smallest retransmission timeout", options.minRto);
    table.Add("keyBits", "RSA key size; below 2048 for mass runs only", options.keyBits);
    table.Add("buffer", "send and receive buffers in bytes, 0 by rule", options.buffer);
    table.Add("stop", "give up after so many simulated seconds", options.stop);
    table.Add("connections", "connections one after the other, each with all bytes", options.connections);
    const std::string form = ", NAME=VALUE,NAME=VALUE ...";
    table.Add("attributes", "attributes of ns3::SmptcpStack at both hosts" + form, options.attributes, form);
    table.Add("clientAttributes", "the same at the client alone", options.clientAttributes, form);
    table.Add("serverAttributes", "the same at the server alone", options.serverAttributes, form);
    table.Know<uint64_t>("RngRun");
    table.Know<uint32_t>("RngSeed");
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    return options;
}

void
SetDefaults(const Options& options, const Plan& plan)
{
    uint32_t buffer =
        options.buffer > 0 ? options.buffer : SmptcpPathTopology::GetBufferRule(plan.paths);
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(buffer));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buffer));
    // With timestamps the largest payload of stock TCP; our sockets take off what their options need.
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    // A delayed ACK as long as the smallest RTO would turn each lone segment into a timeout.
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", StringValue("40ms"));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue(options.minRto));
    Config::SetDefault("ns3::SmptcpStack::CongestionControl", StringValue(options.congestion));
    if (!TypeId::LookupByName(options.congestion).IsChildOf(MptcpCoupled::GetTypeId()))
    {
        Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue(options.congestion));
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
}

/// One connection: its two ends, and what came of it
class Exchange
{
  public:
    /// \param stream first of two random streams
    Exchange(const Options& options, const Plan& plan, int64_t stream)
        : m_options(options),
          m_plan(plan),
          m_client(plan.up, plan.down.size(), options.writeSize),
          m_server(plan.down, plan.up.size(), options.writeSize)
    {
        m_client.AssignStream(stream);
        m_server.AssignStream(stream + 1);
    }

    void Connect(Ptr<Node> node)
    {
        m_startedAt = Simulator::Now().GetSeconds();
        Ptr<Socket> socket = SmptcpHelper::CreateSocket(node);
        m_client.Use(socket);
        WatchRefusals(socket, m_client);
        socket->Connect(InetSocketAddress("10.1.1.2", static_cast<uint16_t>(m_options.port)));
    }

    /// Watch for refusals at the server before it has a socket of its own. \param listener the listening socket
    void Expect(Ptr<Socket> listener)
    {
        WatchRefusals(listener, m_server);
        if (Ptr<SmptcpStack> stack = listener->GetNode()->GetObject<SmptcpStack>())
        {
            stack->TraceConnectWithoutContext("Refused", MakeCallback(&Endpoint::OnHostRefused, &m_server));
        }
    }

    void Accept(Ptr<Socket> socket)
    {
        if (!m_server.GetSocket())
        {
            m_server.Use(socket);
            m_server.OnConnected(socket);
        }
    }

    /// \return true once everything has arrived and both ends are closed, or some time after the last byte
    bool Over()
    {
        double now = Simulator::Now().GetSeconds();
        bool complete = m_client.Complete() && m_server.Complete();
        m_completeAt = complete && m_completeAt == 0 ? now : m_completeAt;
        bool ended = m_client.Ended() && m_server.Ended();
        return complete && now > m_completeAt + (ended ? 1 : LINGER_S);
    }

    bool Failed() const
    {
        return m_client.Failed() || m_server.Failed();
    }

    void Release()
    {
        m_client.Release();
        m_server.Release();
    }

    /// Write a row of transfer.csv and tell the result. \return true when all is well
    bool Report(std::ostream& csv) const
    {
        bool shaOk = Sha256(m_server.Received()) == Sha256(m_plan.up) &&
                     Sha256(m_client.Received()) == Sha256(m_plan.down);
        uint64_t bytes = m_server.Received().size() + m_client.Received().size();
        auto [upAll, upLate] = Goodput(m_server);
        auto [downAll, downLate] = Goodput(m_client);
        double seconds = std::max({m_client.LastAt() - m_startedAt, m_server.LastAt() - m_startedAt, 0.0});
        Sums sums = Sum();
        bool single = m_client.ModeName() == "TCP" || m_client.ModeName() == "TCPCRYPT";
        if (single)
        {
            sums.bytes[0] = bytes;
        }
        csv << m_options.client << "," << m_options.server << "," << m_client.ModeName() << ","
            << m_server.ModeName() << "," << bytes << "," << (shaOk ? 1 : 0) << "," << std::fixed
            << std::setprecision(6) << seconds << "," << std::setprecision(0) << upAll + downAll
            << "," << upLate + downLate << "," << sums.subflows << "," << sums.bytes[0] << ","
            << sums.bytes[1] << "," << sums.retransmissions << "," << sums.macFailures << "\n";

        bool modesAgree = m_client.ModeName() == m_server.ModeName();
        std::cout << m_options.client << " -> " << m_options.server << ": mode "
                  << m_client.ModeName();
        if (!modesAgree)
        {
            std::cout << " at the client but " << m_server.ModeName() << " at the server";
        }
        std::cout << "\n  " << bytes << " of " << m_plan.up.size() + m_plan.down.size()
                  << " bytes arrived, sha256 " << (shaOk ? "equal" : "DIFFERS") << ", "
                  << std::setprecision(3) << std::fixed << seconds << " s, "
                  << (upAll + downAll) / 1e6 << " Mbit/s\n  subflows " << sums.subflows << " (";
        for (std::size_t i = 0; i < sums.subflows; ++i)
        {
            std::cout << (i ? ", " : "") << (i < sums.bytes.size() ? sums.bytes[i] : 0) << " bytes";
        }
        std::cout << "), retransmissions " << sums.retransmissions << ", MAC failures "
                  << sums.macFailures << ", longest gap "
                  << std::max(m_client.LongestGap(), m_server.LongestGap()) << " s\n";
        if (!shaOk)
        {
            std::cerr << "smptcp-transfer: " << Complaint() << "\n";
        }
        return shaOk && modesAgree && m_client.ModeName() != "none";
    }

  private:
    static void WatchRefusals(Ptr<Socket> socket, Endpoint& end)
    {
        if (Ptr<SmptcpSocket> ours = DynamicCast<SmptcpSocket>(socket))
        {
            ours->TraceConnectWithoutContext("Refused", MakeCallback(&Endpoint::OnRefused, &end));
        }
    }

    /// \return true when \p sent begins with \p received
    static bool Begins(const std::vector<uint8_t>& sent, const std::vector<uint8_t>& received)
    {
        return received.size() <= sent.size() && std::equal(received.begin(), received.end(), sent.begin());
    }

    /// \return why not every byte arrived
    std::string Complaint() const
    {
        std::ostringstream out;
        out << std::setprecision(3) << std::fixed;
        if (!Begins(m_plan.up, m_server.Received()) || !Begins(m_plan.down, m_client.Received()))
        {
            return "WRONG bytes arrived";
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
        if (Failed())
        {
            out << "the connection broke at " << Simulator::Now().GetSeconds() << " s or shortly before";
            return out.str();
        }
        out << "not every byte arrived within " << m_options.stop << " s";
        return out.str();
    }

    /// Goodput of one direction over all of its time and over its second half, bit/s
    static std::pair<double, double> Goodput(const Endpoint& receiver)
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

    struct Sums
    {
        std::size_t subflows{1};
        std::vector<uint64_t> bytes{0, 0};
        uint64_t retransmissions{0};
        uint64_t macFailures{0};
    };

    Sums Sum() const
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

    const Options& m_options;
    const Plan& m_plan;
    Endpoint m_client;
    Endpoint m_server;
    double m_startedAt{0};
    double m_completeAt{0};
};

/// The run: a network, and one exchange after the other
class Transfer
{
  public:
    Transfer(const Options& options, const Plan& plan)
        : m_options(options),
          m_plan(plan)
    {
    }

    bool Run()
    {
        SmptcpPathTopology topology;
        topology.Build(m_plan.paths, m_options.impairments);
        Install(topology);
        if (m_plan.failPath > 0)
        {
            topology.FailPath(static_cast<std::size_t>(m_plan.failPath) - 1,
                              Seconds(m_plan.failAt));
        }
        std::string prefix = m_options.out + "/";
        topology.EnablePcap(prefix);
        SmptcpHostCapture clientCapture(topology.GetClient(), prefix + "client.pcap");
        SmptcpHostCapture serverCapture(topology.GetServer(), prefix + "server.pcap");
        SmptcpKeyLog keyLog(prefix + "keys.log");
        keyLog.Attach(topology.GetNodes());

        m_clientNode = topology.GetClient();
        Simulator::Schedule(Seconds(CONNECT_AT_S / 2), &Transfer::Listen, this, topology.GetServer());
        Simulator::Schedule(Seconds(CONNECT_AT_S), &Transfer::Start, this);
        Simulator::Schedule(Seconds(0.25), &Transfer::Watch, this);
        Simulator::Stop(Seconds(m_options.stop));
        Simulator::Run();
        bool good = Report();
        for (auto& exchange : m_exchanges)
        {
            exchange->Release();
        }
        m_listener = nullptr;
        Simulator::Destroy();
        return good;
    }

  private:
    /// Make both nodes hosts; they share one store of key pairs.
    void Install(SmptcpPathTopology& topology) const
    {
        AbortGuard guard;
        Ptr<SmptcpKeyStore> keys = CreateObject<SmptcpKeyStore>();
        for (bool client : {true, false})
        {
            SmptcpHelper helper;
            helper.SetKeyStore(keys);
            helper.SetAttribute("KeyBits", UintegerValue(m_options.keyBits));
            for (const auto& [name, value] : client ? m_plan.client : m_plan.server)
            {
                helper.SetAttribute(name, StringValue(value));
            }
            helper.Install(client ? topology.GetClient() : topology.GetServer(),
                           client ? m_options.client : m_options.server);
        }
        SmptcpHelper both;
        both.SetKeyStore(keys);
        both.AssignStreams(topology.GetNodes(), STREAM_HOSTS);
        topology.AssignStreams(STREAM_PATHS);
    }

    void Listen(Ptr<Node> node)
    {
        m_listener = SmptcpHelper::CreateSocket(node);
        m_listener->Bind(
            InetSocketAddress(Ipv4Address::GetAny(), static_cast<uint16_t>(m_options.port)));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&Transfer::Accept, this));
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        m_exchanges.back()->Accept(socket);
    }

    /// Begin the next exchange.
    void Start()
    {
        auto stream = STREAM_PROGRAM + 2 * static_cast<int64_t>(m_exchanges.size());
        m_exchanges.push_back(std::make_unique<Exchange>(m_options, m_plan, stream));
        m_exchanges.back()->Expect(m_listener);
        m_exchanges.back()->Connect(m_clientNode);
    }

    void Watch()
    {
        bool over = m_exchanges.back()->Over();
        if (m_exchanges.back()->Failed() || (over && m_exchanges.size() == m_options.connections))
        {
            Simulator::Stop();
            return;
        }
        if (over)
        {
            Start();
        }
        Simulator::Schedule(Seconds(0.25), &Transfer::Watch, this);
    }

    bool Report() const
    {
        std::ofstream csv(m_options.out + "/transfer.csv");
        csv << "client,server,mode_client,mode_server,bytes,sha256_ok,seconds,goodput_bps,"
               "goodput_second_half_bps,subflows,bytes_subflow_1,bytes_subflow_2,retransmissions,"
               "mac_failures\n";
        bool good = m_exchanges.size() == m_options.connections;
        for (const auto& exchange : m_exchanges)
        {
            good = exchange->Report(csv) && good;
        }
        csv.close();
        std::cout << "  files in " << m_options.out << ": transfer.csv, client.pcap, server.pcap, keys.log\n";
        if (!csv)
        {
            std::cerr << "smptcp-transfer: cannot write " << m_options.out << "/transfer.csv\n";
        }
        return good && csv;
    }

    const Options& m_options;
    const Plan& m_plan;
    std::vector<std::unique_ptr<Exchange>> m_exchanges;
    Ptr<Socket> m_listener;
    Ptr<Node> m_clientNode;
};

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-transfer";
    Options options = ParseCommandLine(argc, argv);
    Plan plan = MakePlan(options);
    MakeOutputDirectory(options.out, "transfer.csv");
    SetDefaults(options, plan);
    return Transfer(options, plan).Run() ? 0 : 1;
}
