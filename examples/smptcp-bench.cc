/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What does one kind of host cost: CPU per delivered GB, memory of an idle connection, CPU of a handshake, or the raw
// cryptography? One configuration for each run, one CSV row on stdout. `./smptcp bench` runs the kinds interleaved and
// compares; stock TCP is ns-3's own socket, one connection for each path, with the bytes shared out among them.

#include "common/option-table.h"

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/queue-size.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-path-topology.h"
#include "ns3/smptcp-segment-mac.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stream-cipher.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcpcrypt-rsa.h"
#include "ns3/uinteger.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr const char* PROGRAM = "smptcp-bench";
constexpr uint16_t PORT = 40001;
constexpr double CONNECT_AT_S = 0.1;
constexpr uint32_t PATTERN = 1 << 20;        //!< The payload repeats after so many octets
constexpr uint32_t PATH_BUFFER = 512 * 1024; //!< Send and receive buffer for each path
constexpr uint32_t MESSAGE = 1000;           //!< Octets sent once on an idle connection or after a handshake
constexpr double LEAST_MEASURE_S = 0.2;      //!< Of one figure of the cryptography

/// What the command line asks for
struct Options
{
    std::string kind{"smptcp"};
    uint32_t paths{1};
    uint64_t bytes{0};
    uint32_t connections{0};
    uint32_t handshakes{0};
    bool crypto{false};
    bool nullCrypto{false};
    bool timestamps{false};
    uint32_t segment{1400};
    uint32_t write{65536};
};

/// \return CPU seconds of this process in user mode
double
UserSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

/// \return octets of heap in use
double
HeapOctets()
{
    auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

/// \return octets of memory the process occupies
double
ResidentOctets()
{
    std::ifstream in("/proc/self/statm");
    double size = 0;
    double resident = 0;
    in >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Column names and values of the row to print
class Row
{
  public:
    template <typename T>
    void Add(const std::string& name, const T& value)
    {
        m_names << (m_first ? "" : ",") << name;
        m_values << (m_first ? "" : ",") << std::setprecision(10) << value;
        m_first = false;
    }

    void Print() const
    {
        std::cout << m_names.str() << "\n" << m_values.str() << std::endl;
    }

  private:
    std::ostringstream m_names;
    std::ostringstream m_values;
    bool m_first{true};
};

/// \return the payload of every stream
const std::vector<uint8_t>&
Pattern()
{
    static const std::vector<uint8_t> octets = [] {
        std::vector<uint8_t> made(PATTERN);
        uint64_t state = 88172645463325252ULL;
        for (auto& octet : made)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            octet = static_cast<uint8_t>(state >> 32);
        }
        return made;
    }();
    return octets;
}

/// The sending end of a stream: keeps the socket full
class Source
{
  public:
    Source(Ptr<Socket> socket, uint64_t bytes, uint32_t write, bool close)
        : m_socket(socket),
          m_left(bytes),
          m_write(write),
          m_close(close)
    {
        socket->SetConnectCallback(MakeCallback(&Source::OnConnected, this),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeCallback(&Source::OnRoom, this));
    }

    Ptr<Socket> GetSocket() const
    {
        return m_socket;
    }

  private:
    void OnConnected(Ptr<Socket>)
    {
        m_connected = true;
        Write();
    }

    void OnRoom(Ptr<Socket>, uint32_t)
    {
        Write();
    }

    void Write()
    {
        while (m_connected && m_left > 0)
        {
            auto size = static_cast<uint32_t>(std::min<uint64_t>(
                {m_left, m_write, m_socket->GetTxAvailable(), PATTERN - m_at}));
            if (size == 0 || m_socket->Send(Create<Packet>(Pattern().data() + m_at, size)) < 0)
            {
                return;
            }
            m_left -= size;
            m_at = (m_at + size) % PATTERN;
        }
        if (m_connected && m_close)
        {
            m_close = false;
            m_socket->Close();
        }
    }

    Ptr<Socket> m_socket;
    uint64_t m_left;
    uint32_t m_write;
    uint32_t m_at{0};
    bool m_close;
    bool m_connected{false};
};

/// The receiving end of a stream: copies every octet out and compares it with what was sent
class Sink
{
  public:
    /// \param delivered sum over all sinks, kept up to date
    Sink(Ptr<Socket> socket, uint64_t& delivered)
        : m_socket(socket),
          m_delivered(delivered)
    {
        socket->SetRecvCallback(MakeCallback(&Sink::Read, this));
        socket->SetCloseCallbacks(MakeCallback(&Sink::OnEnd, this), MakeCallback(&Sink::OnEnd, this));
    }

    Ptr<Socket> GetSocket() const
    {
        return m_socket;
    }

    bool IsIntact() const
    {
        return m_intact;
    }

  private:
    void Read(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            uint32_t size = packet->GetSize();
            if (size == 0)
            {
                return;
            }
            m_octets.resize(std::max<std::size_t>(m_octets.size(), size));
            packet->CopyData(m_octets.data(), size);
            for (uint32_t at = 0; at < size;)
            {
                uint32_t run = std::min(size - at, PATTERN - m_at);
                m_intact = m_intact && std::memcmp(m_octets.data() + at, Pattern().data() + m_at, run) == 0;
                m_at = (m_at + run) % PATTERN;
                at += run;
            }
            m_delivered += size;
        }
    }

    void OnEnd(Ptr<Socket> socket)
    {
        socket->Close();
    }

    Ptr<Socket> m_socket;
    uint64_t& m_delivered;
    std::vector<uint8_t> m_octets;
    uint32_t m_at{0};
    bool m_intact{true};
};

/// Two hosts of the kind, links that lose nothing, and any number of streams
class Bench
{
  public:
    explicit Bench(const Options& options)
        : m_options(options)
    {
        std::vector<SmptcpPath> paths(options.paths, {DataRate("1Gbps"), MicroSeconds(200)});
        m_topology.Build(paths, {});
        // Whatever the windows allow finds room: nothing is lost, so every kind sends the same segments once.
        Config::Set("/NodeList/*/DeviceList/*/$ns3::PointToPointNetDevice/TxQueue/MaxSize",
                    QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, 1000000)));
        if (!IsStock())
        {
            m_helper.SetAttribute("InsecureNullCipher", BooleanValue(options.nullCrypto));
            m_helper.SetAttribute("InsecureNullTag", BooleanValue(options.nullCrypto));
            m_helper.Install(m_topology.GetNodes(), options.kind);
            m_helper.AssignStreams(m_topology.GetNodes(), 1);
        }
        m_listener = MakeSocket(m_topology.GetServer());
        m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&Bench::Accept, this));
    }

    ~Bench()
    {
        m_sources.clear();
        m_sinks.clear();
        m_listener = nullptr;
        Simulator::Destroy();
    }

    /// One transfer of all bytes
    bool Transfer(Row& row)
    {
        uint32_t streams = IsStock() ? m_options.paths : 1;
        for (uint32_t i = 0; i < streams; ++i)
        {
            uint64_t share = m_options.bytes / streams + (i < m_options.bytes % streams ? 1 : 0);
            Open(CONNECT_AT_S, i, share, false);
        }
        m_markAt = m_options.bytes / 5;
        double start = UserSeconds();
        Simulator::Schedule(Seconds(CONNECT_AT_S), &Bench::Watch, this);
        Simulator::Run();
        double end = UserSeconds();
        auto gigabytes = static_cast<double>(m_options.bytes) / 1e9;
        double steady = (end - m_markUser) / static_cast<double>(m_delivered - m_markDelivered) * 1e9;
        row.Add("segment", m_options.segment);
        row.Add("timestamps", m_options.timestamps);
        row.Add("delivered", m_delivered);
        row.Add("subflows", Subflows());
        row.Add("least_share", LeastShare());
        row.Add("retransmissions", Retransmissions());
        row.Add("simulated_s", Simulator::Now().GetSeconds());
        row.Add("user_s", end - start);
        row.Add("user_s_per_gb", (end - start) / gigabytes);
        row.Add("steady_user_s_per_gb", steady);
        return m_delivered == m_options.bytes;
    }

    /// Memory of connections that are up and idle, both ends together
    bool Idle(Row& row)
    {
        uint32_t streams = IsStock() ? m_options.paths : 1;
        Open(CONNECT_AT_S, 0, MESSAGE, false); // what is needed once is there before it counts
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        uint64_t expected = m_delivered + uint64_t(MESSAGE) * m_options.connections * streams;
        double heap = HeapOctets();
        double resident = ResidentOctets();
        for (uint32_t i = 0; i < m_options.connections * streams; ++i)
        {
            Open(0.001 * i, i % streams, MESSAGE, false);
        }
        Simulator::Stop(Seconds(0.001 * m_options.connections * streams + 30));
        Simulator::Run();
        row.Add("connections", m_options.connections);
        row.Add("subflows", Subflows());
        row.Add("heap_octets_per_connection", (HeapOctets() - heap) / m_options.connections);
        row.Add("rss_octets_per_connection", (ResidentOctets() - resident) / m_options.connections);
        return m_delivered == expected;
    }

    /// CPU of connections that open, carry a message and close, one after another
    bool Handshakes(Row& row)
    {
        Open(CONNECT_AT_S, 0, MESSAGE, true); // makes the key pair
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        uint64_t expected = m_delivered + uint64_t(MESSAGE) * m_options.handshakes;
        for (uint32_t i = 0; i < m_options.handshakes; ++i)
        {
            Open(0.1 * i, 0, MESSAGE, true);
        }
        double start = UserSeconds();
        Simulator::Stop(Seconds(0.1 * m_options.handshakes + 10));
        Simulator::Run();
        double user = UserSeconds() - start;
        row.Add("handshakes", m_options.handshakes);
        row.Add("user_s", user);
        row.Add("handshakes_per_s", m_options.handshakes / user);
        return m_delivered == expected;
    }

    /// \return true when every octet that was looked at was the right one, in the right mode
    bool IsIntact() const
    {
        return std::all_of(m_sinks.begin(), m_sinks.end(), [](const Sink& s) { return s.IsIntact(); });
    }

    /// \return the mode of the connections, TCP for stock
    std::string Mode() const
    {
        Ptr<SmptcpSocket> ours = OursOf(m_sources.front().GetSocket());
        return ours && ours->GetMode() ? smptcp::ModeName(*ours->GetMode()) : "TCP";
    }

  private:
    bool IsStock() const
    {
        return m_options.kind == "legacy";
    }

    Ptr<Socket> MakeSocket(Ptr<Node> node) const
    {
        return IsStock() ? Socket::CreateSocket(node, TcpSocketFactory::GetTypeId())
                         : SmptcpHelper::CreateSocket(node);
    }

    static Ptr<SmptcpSocket> OursOf(Ptr<Socket> socket)
    {
        return DynamicCast<SmptcpSocket>(socket);
    }

    /// Open a stream \p delay seconds from now on path \p path
    void Open(double delay, uint32_t path, uint64_t bytes, bool close)
    {
        Simulator::Schedule(Seconds(delay), &Bench::Connect, this, path, bytes, close);
    }

    void Connect(uint32_t path, uint64_t bytes, bool close)
    {
        Ptr<Socket> socket = MakeSocket(m_topology.GetClient());
        m_sources.emplace_back(socket, bytes, m_options.write, close);
        std::string address = "10.1." + std::to_string(path + 1) + ".2";
        socket->Connect(InetSocketAddress(address.c_str(), PORT));
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        m_sinks.emplace_back(socket, m_delivered);
    }

    /// Note CPU after the start, and stop at the end
    void Watch()
    {
        if (m_markDelivered == 0 && m_delivered >= m_markAt)
        {
            m_markDelivered = m_delivered;
            m_markUser = UserSeconds();
        }
        if (m_delivered >= m_options.bytes || Simulator::Now() > Seconds(3600))
        {
            Simulator::Stop();
            return;
        }
        Simulator::Schedule(MilliSeconds(1), &Bench::Watch, this);
    }

    std::vector<SmptcpSubflowReport> Reports() const
    {
        Ptr<SmptcpSocket> ours = m_sinks.empty() ? nullptr : OursOf(m_sinks.back().GetSocket());
        return ours ? ours->GetSubflowReports() : std::vector<SmptcpSubflowReport>();
    }

    std::size_t Subflows() const
    {
        return IsStock() ? m_options.paths : Reports().size();
    }

    /// \return the smallest share of the bytes a subflow carried
    double LeastShare() const
    {
        double least = 1.0 / (IsStock() ? m_options.paths : 1);
        for (const auto& report : Reports())
        {
            least = std::min(least,
                             static_cast<double>(report.bytesReceived) / static_cast<double>(m_delivered));
        }
        return Reports().size() < 2 ? 1.0 / static_cast<double>(Subflows()) : least;
    }

    uint64_t Retransmissions() const
    {
        uint64_t sum = 0;
        if (Ptr<SmptcpSocket> ours = OursOf(m_sources.front().GetSocket()))
        {
            for (const auto& report : ours->GetSubflowReports())
            {
                sum += report.retransmissions;
            }
        }
        return sum;
    }

    const Options& m_options;
    SmptcpPathTopology m_topology;
    SmptcpHelper m_helper;
    Ptr<Socket> m_listener;
    std::deque<Source> m_sources;
    std::deque<Sink> m_sinks;
    uint64_t m_delivered{0};
    uint64_t m_markAt{0};
    uint64_t m_markDelivered{0};
    double m_markUser{0};
};

// --- raw cryptography ------------------------------------------------------------------------------------------------

/// \return seconds of user CPU of one call of \p work
template <typename T>
double
Measure(T work)
{
    uint64_t calls = 1;
    while (true)
    {
        double start = UserSeconds();
        for (uint64_t i = 0; i < calls; ++i)
        {
            work();
        }
        double used = UserSeconds() - start;
        if (used >= LEAST_MEASURE_S)
        {
            return used / static_cast<double>(calls);
        }
        calls *= used > LEAST_MEASURE_S / 10 ? 3 : 10;
    }
}

void
MeasureCrypto(const Options& options, Row& row)
{
    using namespace smptcp;
    StreamRandomSource random;
    std::vector<uint8_t> key(40, 0x42);
    // A data segment: 20 octets of header, MSS-free options of DSS and MAC (44, here as NOPs), payload.
    std::vector<uint8_t> octets(60 + options.segment, KIND_NOP);
    octets[12] = 15 << 4;
    octets[13] = TCP_ACK;
    auto segment = SegmentView::Parse(octets.data(), octets.size());
    StreamCipher cipher(key.data());
    SegmentMac mac(key.data());
    uint64_t position = 1;
    double encrypt = Measure([&] {
        cipher.Crypt(position, octets.data() + 60, options.segment);
        position += options.segment;
    });
    double tag = Measure([&] { mac.ComputeSmptcp(*segment, {}, {}); });
    double formA = Measure([&] { mac.ComputeFormA(*segment, {}); });
    RsaKeyPair pair(2048, random);
    std::vector<uint8_t> secret(32, 1);
    auto sealed = RsaOaepEncrypt(pair.Modulus(), secret, random);
    double rsaEncrypt = Measure([&] { RsaOaepEncrypt(pair.Modulus(), secret, random); });
    double rsaDecrypt = Measure([&] { pair.Decrypt(*sealed); });
    double rsaKey = Measure([&] { RsaKeyPair(2048, random); });
    row.Add("segment", options.segment);
    row.Add("aes_ctr_us_per_segment", encrypt * 1e6);
    row.Add("smptcp_tag_us_per_segment", tag * 1e6);
    row.Add("form_a_tag_us_per_segment", formA * 1e6);
    // Each octet is encrypted and decrypted, tagged and checked once.
    row.Add("smptcp_s_per_gb", 2 * (encrypt + tag) / options.segment * 1e9);
    row.Add("tcpcrypt_s_per_gb", 2 * (encrypt + formA) / options.segment * 1e9);
    row.Add("rsa2048_encrypt_ms", rsaEncrypt * 1e3);
    row.Add("rsa2048_decrypt_ms", rsaDecrypt * 1e3);
    row.Add("rsa2048_key_ms", rsaKey * 1e3);
}

// --- command line ----------------------------------------------------------------------------------------------------

void
CheckOptions(const Options& options)
{
    if (!SmptcpHelper::IsKind(options.kind))
    {
        Fail("unknown kind of host --kind=" + options.kind + ": use one of " + SmptcpHelper::DescribeKinds());
    }
    int jobs = (options.bytes > 0) + (options.connections > 0) + (options.handshakes > 0) + options.crypto;
    if (jobs != 1)
    {
        Fail("say what to measure: one of --bytes=N, --connections=N, --handshakes=N or --crypto=1");
    }
    if (options.paths < 1 || options.paths > 8)
    {
        Fail("impossible --paths: give 1 to 8");
    }
    if (options.bytes > 100000000000ULL || options.connections > 10000 || options.handshakes > 100000)
    {
        Fail("too much: --bytes up to 100000000000, --connections up to 10000, --handshakes up to 100000");
    }
    if (options.segment < 100 || options.segment > 1400)
    {
        Fail("impossible --segment: give 100 to 1400, which leaves room for every kind's options");
    }
    if (options.write == 0 || options.write > PATH_BUFFER)
    {
        Fail("impossible --write: give 1 to " + std::to_string(PATH_BUFFER));
    }
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("What one kind of host costs: one measurement, one CSV row on stdout.");
    OptionTable table(cmd);
    const std::string kinds = SmptcpHelper::DescribeKinds();
    table.Add("kind", "kind of both hosts: " + kinds, options.kind, ", one of " + kinds);
    table.Add("paths", "links between them, 1 to 8", options.paths);
    table.Add("bytes", "measure a transfer of so many bytes", options.bytes);
    table.Add("connections", "measure the memory of so many idle connections", options.connections);
    table.Add("handshakes", "measure so many connections that open and close", options.handshakes);
    table.Add("crypto", "measure the raw cryptography", options.crypto);
    table.Add("nullCrypto", "null cipher and null tag: the bytes stay, the work goes", options.nullCrypto);
    table.Add("timestamps", "TCP timestamps (tcpcrypt and smptcp never use them)", options.timestamps);
    table.Add("segment", "payload of a segment in bytes", options.segment);
    table.Add("write", "largest write of the application in bytes", options.write);
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    CheckOptions(options);
    return options;
}

void
SetDefaults(const Options& options)
{
    // A stock connection has one path; a connection of ours has them all.
    uint32_t buffer = PATH_BUFFER * (options.kind == "legacy" ? 1 : options.paths);
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(buffer));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buffer));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(options.segment));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", StringValue("40ms"));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(options.timestamps));
    // The same for all: with a larger window ns-3 walks longer lists, whoever's connection it is.
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue("ns3::TcpCubic"));
    Config::SetDefault("ns3::SmptcpStack::CongestionControl", StringValue("ns3::TcpCubic"));
    // Closed connections leave at once, or stock TCP's list of endpoints would be what is measured.
    Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", StringValue("0.001"));
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = PROGRAM;
    Options options = ParseCommandLine(argc, argv);
    SetDefaults(options);
    Row row;
    if (options.crypto)
    {
        MeasureCrypto(options, row);
        row.Print();
        return 0;
    }
    row.Add("kind", options.kind);
    row.Add("paths", options.paths);
    row.Add("null_crypto", options.nullCrypto);
    Bench bench(options);
    bool complete = options.bytes > 0         ? bench.Transfer(row)
                    : options.connections > 0 ? bench.Idle(row)
                                              : bench.Handshakes(row);
    row.Add("mode", bench.Mode());
    row.Print();
    if (!complete || !bench.IsIntact())
    {
        std::cerr << PROGRAM << ": not every byte arrived, or not the right ones" << std::endl;
        return 1;
    }
    return 0;
}
