/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Does the simulated host understand a real one? ns-3 runs in real time on taps that it opens itself, sends one file to
// the kernel at the other side of the taps and receives another. Exits with 0 when both have crossed and the connection
// has closed cleanly. Writes one pcap for each tap, host.pcap with all of them, keys.log and live.csv to --out.

#include "common/stream-end.h"

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/config.h"
#include "ns3/fd-net-device-helper.h"
#include "ns3/fd-net-device.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-close-watch.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/smptcp-socket.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <linux/if_tun.h>
#include <memory>
#include <net/if.h>
#include <random>
#include <sstream>
#include <string>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr double START_S = 0.2;          //!< A SYN at time 0 would carry a timestamp of 0
constexpr double POLL_S = 0.02;          //!< Between two looks at the connection
constexpr double LINGER_S = 0.2;         //!< After the end, for what the peer repeats
constexpr uint32_t SEGMENT = 1448;       //!< Octets; our sockets take off what their options need
constexpr uint32_t BUFFER = 1 << 20;     //!< Send and receive buffers, octets
constexpr uint32_t FIRST_EPHEMERAL = 49152;
constexpr uint32_t EPHEMERAL_PORTS = 16384;
constexpr uint32_t MOST_CONNECTIONS = 1000;
constexpr const char* NETMASK = "255.255.255.0";
constexpr const char* TUN = "/dev/net/tun";

/// What the command line asks for
struct Options
{
    std::string tap;
    std::string address;
    std::string peer;
    uint32_t port{0};
    std::string role;
    std::string protocol{"mptcp-v1"};
    std::string send;
    std::string receive;
    std::string out{"results/live"};
    double timeout{30};
    uint64_t abortAfter{0};
    uint32_t connections{1};
};

/// One tap and the address of ns-3 there
struct Attachment
{
    std::string tap;
    Ipv4Address address;
};

/// Options once understood
struct Plan
{
    bool client{false};
    std::string kind;
    std::vector<Attachment> attachments;
    std::vector<uint8_t> content;
};

std::vector<std::string>
Split(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
    {
        parts.push_back(part);
    }
    return parts;
}

/// ns-3's own parser aborts at what is no address
bool
IsAddress(const std::string& text)
{
    in_addr parsed;
    return inet_pton(AF_INET, text.c_str(), &parsed) == 1 && Ipv4Address(text.c_str()).IsInitialized() &&
           !Ipv4Address(text.c_str()).IsAny() && !Ipv4Address(text.c_str()).IsMulticast();
}

/// What --protocol takes
std::string
DescribeProtocols()
{
    return "tcp, " + SmptcpHelper::DescribeKinds();
}

bool
OnSameLink(Ipv4Address a, Ipv4Address b)
{
    return a.CombineMask(NETMASK) == b.CombineMask(NETMASK);
}

std::vector<Attachment>
ParseAttachments(const Options& options)
{
    std::vector<std::string> taps = Split(options.tap);
    std::vector<std::string> addresses = Split(options.address);
    if (taps.empty() || taps.size() != addresses.size() || options.tap.back() == ',' ||
        options.address.back() == ',')
    {
        Fail("give as many --tap=NAME,NAME... as --address=A.B.C.D,A.B.C.D..., such as --tap=tap1,tap2 "
             "--address=10.90.1.33,10.90.2.33");
    }
    std::vector<Attachment> attachments;
    for (std::size_t i = 0; i < taps.size(); ++i)
    {
        if (taps[i].empty() || taps[i].size() >= IFNAMSIZ || taps[i].find('/') != std::string::npos)
        {
            Fail("impossible --tap=" + options.tap + ": give names of taps of 1 to 15 characters, such as tap1,tap2");
        }
        if (!IsAddress(addresses[i]))
        {
            Fail("impossible --address=" + options.address + ": give IPv4 addresses, such as 10.90.1.33,10.90.2.33");
        }
        Ipv4Address address(addresses[i].c_str());
        for (const auto& other : attachments)
        {
            if (OnSameLink(address, other.address) || taps[i] == other.tap)
            {
                Fail("impossible --tap or --address: each tap once, and its address in a /24 of its own");
            }
        }
        attachments.push_back({taps[i], address});
    }
    return attachments;
}

void
CheckPeer(const Options& options, const Plan& plan)
{
    if (options.peer.empty() && !plan.client)
    {
        return;
    }
    if (!IsAddress(options.peer))
    {
        Fail("impossible --peer=" + options.peer + ": give the IPv4 address of the other end, such as 10.90.1.2");
    }
    Ipv4Address peer(options.peer.c_str());
    for (const auto& attachment : plan.attachments)
    {
        if (attachment.address == peer)
        {
            Fail("impossible --peer=" + options.peer + ": that is this host, give the address of the other end");
        }
        if (OnSameLink(attachment.address, peer))
        {
            return;
        }
    }
    Fail("impossible --peer=" + options.peer + ": give an address in the /24 of one of --address=" + options.address);
}

Plan
MakePlan(const Options& options)
{
    Plan plan;
    plan.kind = options.protocol == "tcp" ? "legacy" : options.protocol;
    if (!SmptcpHelper::IsKind(plan.kind))
    {
        Fail("unknown --protocol=" + options.protocol + ": use one of " + DescribeProtocols());
    }
    plan.client = options.role == "client";
    if (!plan.client && options.role != "server")
    {
        Fail("unknown --role=" + options.role + ": use client or server");
    }
    if (options.port < 1 || options.port > 65535)
    {
        Fail("impossible --port: give 1 to 65535");
    }
    if (!(options.timeout > 0 && options.timeout <= 86400))
    {
        Fail("impossible --timeout: give more than 0 and at most 86400 seconds");
    }
    if (options.connections < 1 || options.connections > MOST_CONNECTIONS)
    {
        Fail("impossible --connections: give 1 to " + std::to_string(MOST_CONNECTIONS));
    }
    plan.attachments = ParseAttachments(options);
    CheckPeer(options, plan);
    if (options.send.empty() || options.receive.empty())
    {
        Fail("say what to send and where to put what comes: --send=FILE --receive=FILE, /dev/null for nothing");
    }
    plan.content = ReadFile(options.send, "send");
    return plan;
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("ns-3 talks to the real kernel over taps, in real time.");
    OptionTable table(cmd);
    std::string protocols = DescribeProtocols();
    table.Add("tap", "taps to open, made before, as NAME,NAME ...", options.tap);
    table.Add("address", "IPv4 address of ns-3 on each of them, /24", options.address);
    table.Add("peer", "IPv4 address of the kernel; a server does not need it", options.peer);
    table.Add("port", "TCP port of the server", options.port, ", 1 to 65535");
    table.Add("role", "client or server", options.role, ", client or server");
    table.Add("protocol", "what ns-3 speaks: " + protocols, options.protocol, ", one of " + protocols);
    table.Add("send", "file to send, may be empty", options.send);
    table.Add("receive", "file to write what comes to", options.receive);
    table.Add("out", "directory for pcaps, keys.log and live.csv", options.out);
    table.Add("timeout", "seconds after which to give up", options.timeout, ", seconds such as 30");
    table.Add("abortAfter", "reset the connection after so many received bytes", options.abortAfter,
              ", a number of bytes");
    table.Add("connections", "do it so many times, one connection after the other", options.connections, ", 1 to 1000");
    table.Know<uint64_t>("RngRun");
    table.Know<uint32_t>("RngSeed");
    table.Check(argc, argv);
    // Unlike a simulation, two runs must not use the same keys and ports: a real peer remembers them.
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof(seed), 0) == sizeof(seed))
    {
        RngSeedManager::SetRun(seed);
    }
    // A real peer of tcpcrypt is the public daemon. Where a kind of host speaks SMPTCP, that mode does not know the form.
    Config::SetDefault("ns3::SmptcpStack::TcpcryptWire", StringValue("daemon"));
    cmd.Parse(argc, argv);
    return options;
}

/// Attach to a tap that exists. \param name the tap \return descriptor that reads and writes its frames
int
OpenTap(const std::string& name)
{
    std::string recipe = ": make it with 'ip tuntap add dev " + name + " mode tap' and run as root in its namespace";
    if (if_nametoindex(name.c_str()) == 0)
    {
        Fail("no tap " + name + " here" + recipe); // the kernel would make one that nobody has configured
    }
    int descriptor = open(TUN, O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
    {
        Fail(std::string("cannot open ") + TUN + " (" + std::strerror(errno) + ")" + recipe);
    }
    ifreq request{};
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    if (ioctl(descriptor, TUNSETIFF, &request) != 0)
    {
        std::string why = std::strerror(errno);
        close(descriptor);
        Fail("cannot attach to the tap " + name + " (" + why + ")" + recipe);
    }
    return descriptor;
}

/// A locally administered address that tells hosts of different addresses apart
Mac48Address
MacFor(Ipv4Address address)
{
    uint8_t octets[6] = {0x02, 0x00};
    address.Serialize(octets + 2);
    Mac48Address mac;
    mac.CopyFrom(octets);
    return mac;
}

/// This end: sends the file, ends its own direction at once, receives until the peer ends
class LiveEnd : public StreamEnd
{
  public:
    /// \param content what it sends \param receive file to write what comes to \param again add to it
    /// \param abortAfter octets after which to reset, 0 for never
    LiveEnd(std::vector<uint8_t> content, const std::string& receive, bool again, uint64_t abortAfter)
        : StreamEnd(std::move(content)),
          m_file(receive, std::ios::binary | (again ? std::ios::app : std::ios::trunc)),
          m_abortAfter(abortAfter)
    {
        if (!m_file)
        {
            Fail("cannot write to --receive=" + receive + ": give a file that can be written");
        }
    }

    /// \return octets received
    uint64_t Received() const
    {
        return m_received;
    }

    /// \return true once the peer has ended its direction, or stock TCP calls a reset that
    bool PeerEnded() const
    {
        return m_peerEnded;
    }

    /// \return true when the socket reported an error
    bool Failed() const
    {
        return m_failed;
    }

    /// \return true once this end has reset the connection
    bool Aborted() const
    {
        return m_aborted;
    }

    /// \return true when everything has crossed, both ways, and both ends are content
    bool Finished() const
    {
        return Connected() && AllSent() && m_peerEnded && !m_failed && !m_aborted;
    }

    /// Bring what came to the disk. \return false when it could not be written
    bool Flush()
    {
        m_file.flush();
        return static_cast<bool>(m_file);
    }

  private:
    uint32_t Appetite() const override
    {
        if (m_abortAfter == 0)
        {
            return StreamEnd::Appetite();
        }
        // What is left unread makes Close a reset (RFC 1122, 4.2.2.13).
        return m_received < m_abortAfter ? static_cast<uint32_t>(m_abortAfter - m_received) : 0;
    }

    void OnOctets(const std::vector<uint8_t>& octets) override
    {
        m_file.write(reinterpret_cast<const char*>(octets.data()),
                     static_cast<std::streamsize>(octets.size()));
        m_received += octets.size();
    }

    void OnProgress() override
    {
        if (m_abortAfter > 0 && m_received >= m_abortAfter && !m_aborted &&
            GetSocket()->GetRxAvailable() > 0)
        {
            m_aborted = true;
            GetSocket()->Close();
        }
        EndIfSent();
    }

    void OnPeerEnd() override
    {
        Read(GetSocket());
        m_peerEnded = true;
        EndIfSent();
    }

    void OnError() override
    {
        m_failed = true;
    }

    /// Sent means over: the peer need not have finished, nor need this end have received anything.
    void EndIfSent()
    {
        if (!AllSent() || m_aborted || m_closed)
        {
            return;
        }
        if (m_peerEnded)
        {
            m_closed = true;
            GetSocket()->Close();
        }
        else if (!m_shut)
        {
            m_shut = true;
            GetSocket()->ShutdownSend();
        }
    }

    std::ofstream m_file;         //!< --receive
    uint64_t m_abortAfter;        //!< --abortAfter
    uint64_t m_received{0};       //!< Octets
    bool m_peerEnded{false};      //!< The peer's direction is over
    bool m_failed{false};         //!< Error of the socket
    bool m_aborted{false};        //!< Reset by this end
    bool m_shut{false};           //!< Own direction ended
    bool m_closed{false};         //!< Socket closed
};

/// The run and its result
class Live
{
  public:
    Live(const Options& options, const Plan& plan)
        : m_options(options),
          m_plan(plan)
    {
        AddEnd();
    }

    bool Run()
    {
        std::vector<int> descriptors;
        for (const auto& attachment : m_plan.attachments)
        {
            descriptors.push_back(OpenTap(attachment.tap));
        }
        auto node = m_node = CreateObject<Node>();
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(node);
        for (std::size_t i = 0; i < descriptors.size(); ++i)
        {
            Attach(node, m_plan.attachments[i], descriptors[i]);
        }
        AddRoutesToPeer(node);
        SmptcpHelper helper;
        // ns-3's own socket loses the end, and sometimes data, of a connection that is half-closed first: it serves
        // as --protocol=legacy only.
        helper.SetAttribute("OwnPlainTcp", BooleanValue(m_options.protocol == "tcp"));
        helper.Install(node, m_plan.kind);
        SmptcpHostCapture capture(node, m_options.out + "/host.pcap");
        SmptcpKeyLog keyLog(m_options.out + "/keys.log");
        keyLog.Attach(NodeContainer(node));
        m_watch = std::make_unique<SmptcpCloseWatch>(node);

        Simulator::Schedule(Seconds(START_S), m_plan.client ? &Live::Connect : &Live::Listen, this, node);
        Simulator::Schedule(Seconds(START_S), &Live::Poll, this);
        Simulator::Stop(Seconds(m_options.timeout));
        Simulator::Run();
        bool good = Report();
        for (auto& end : m_ends)
        {
            end->Release();
        }
        m_listener = nullptr;
        m_node = nullptr;
        Simulator::Destroy();
        return good;
    }

  private:
    /// \return the end of the latest connection
    LiveEnd& Latest() const
    {
        return *m_ends.back();
    }

    void AddEnd()
    {
        if (!m_ends.empty())
        {
            Latest().Flush(); // the next end writes behind it
        }
        bool again = !m_ends.empty();
        m_ends.push_back(std::make_unique<LiveEnd>(m_plan.content, m_options.receive, again, m_options.abortAfter));
    }

    /// \return true when the latest connection has done its work and another one is to follow
    bool WantsAnother() const
    {
        return m_ends.size() < m_options.connections && Latest().Finished();
    }

    void Attach(Ptr<Node> node, const Attachment& attachment, int descriptor)
    {
        FdNetDeviceHelper devices;
        Ptr<FdNetDevice> device = DynamicCast<FdNetDevice>(devices.Install(node).Get(0));
        device->SetFileDescriptor(descriptor);
        device->SetAddress(MacFor(attachment.address));
        devices.EnablePcap(m_options.out + "/" + attachment.tap + ".pcap", device, false, true);
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(attachment.address, NETMASK));
        ipv4->SetMetric(interface, 1);
        ipv4->SetUp(interface);
    }

    /// The peer answers for each of its addresses on every tap, so each tap is a way to it
    void AddRoutesToPeer(Ptr<Node> node)
    {
        if (m_options.peer.empty())
        {
            return;
        }
        Ipv4Address peer(m_options.peer.c_str());
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        Ptr<Ipv4StaticRouting> routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        for (const auto& attachment : m_plan.attachments)
        {
            auto interface = static_cast<uint32_t>(ipv4->GetInterfaceForAddress(attachment.address));
            routing->AddHostRouteTo(peer, interface, OnSameLink(attachment.address, peer) ? 0 : interface);
        }
    }

    InetSocketAddress ServerAddress(Ipv4Address address) const
    {
        return {address, static_cast<uint16_t>(m_options.port)};
    }

    void Connect(Ptr<Node> node)
    {
        Ptr<Socket> socket = SmptcpHelper::CreateSocket(node);
        Latest().Use(socket);
        // ns-3 gives every run the same port, and the kernel remembers the connection of the run before.
        uint64_t drawn = RngSeedManager::GetRun() + m_ends.size() - 1;
        uint16_t port = static_cast<uint16_t>(FIRST_EPHEMERAL + drawn % EPHEMERAL_PORTS);
        if (socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port)) != 0 || socket->Connect(ServerAddress(Ipv4Address(m_options.peer.c_str()))) != 0)
        {
            m_refused = true;
        }
    }

    void Listen(Ptr<Node> node)
    {
        m_listener = SmptcpHelper::CreateSocket(node);
        m_listener->Bind(ServerAddress(Ipv4Address::GetAny()));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeCallback(&Live::IsWanted, this),
                                      MakeCallback(&Live::Accept, this));
        std::cout << "listening on " << m_plan.attachments.front().address << " port " << m_options.port
                  << std::endl;
    }

    /// One connection at a time is enough
    bool IsWanted(Ptr<Socket>, const Address&)
    {
        return !Latest().GetSocket() || WantsAnother();
    }

    void Accept(Ptr<Socket> socket, const Address& from)
    {
        if (!IsWanted(socket, from))
        {
            return;
        }
        if (Latest().GetSocket())
        {
            AddEnd();
        }
        Latest().Use(socket);
        Latest().OnConnected(socket);
    }

    /// Everything that this program claims
    bool Success() const
    {
        auto tally = m_watch->Count();
        // A stream over several subflows is over with its DATA_FINs; afterwards a subflow may end in any way.
        bool multipath = Latest().ModeName() != "TCP" && Latest().ModeName() != "TCPCRYPT";
        return m_ends.size() == m_options.connections && Latest().Finished() && tally.open == 0 &&
               (multipath || tally.reset == 0);
    }

    /// Nothing more can come of it
    bool Failure() const
    {
        auto tally = m_watch->Count();
        bool cut = tally.reset > 0 && tally.open == 0;
        return m_refused || Latest().Failed() || Latest().Aborted() || (cut && !Success());
    }

    void Poll()
    {
        if (m_plan.client && WantsAnother() && m_watch->Count().open == 0)
        {
            AddEnd();
            Connect(m_node);
        }
        bool over = Success() || Failure();
        double now = Simulator::Now().GetSeconds();
        m_overAt = over && m_overAt == 0 ? now : m_overAt;
        if (over && now >= m_overAt + LINGER_S)
        {
            Simulator::Stop();
            return;
        }
        Simulator::Schedule(Seconds(POLL_S), &Live::Poll, this);
    }

    std::string Verdict() const
    {
        auto tally = m_watch->Count();
        if (Success())
        {
            return "closed cleanly";
        }
        if (Latest().Aborted())
        {
            return "reset by this end as --abortAfter asks";
        }
        if (!Latest().Connected())
        {
            return m_refused || Latest().Failed() || tally.reset > 0
                       ? "the connection was refused"
                       : "no connection within " + Text(m_options.timeout) + " s";
        }
        if (Latest().Failed() || tally.reset > 0)
        {
            return "the connection was cut before both ends had closed it";
        }
        return std::string("not over after ") + Text(m_options.timeout) + " s" +
               (Latest().AllSent() ? "" : ", not everything sent") +
               (Latest().PeerEnded() ? "" : ", the peer has not ended") +
               (tally.open > 0 ? ", TCP connections left open: " + std::to_string(tally.open) : "");
    }

    static std::string Text(double value)
    {
        std::ostringstream text;
        text << value;
        return text.str();
    }

    static std::size_t Subflows(const LiveEnd& end)
    {
        Ptr<SmptcpSocket> ours = end.Ours();
        return ours ? ours->GetSubflowReports().size() : (end.Connected() ? 1 : 0);
    }

    bool Report()
    {
        bool written = std::all_of(m_ends.begin(), m_ends.end(), [](const auto& end) { return end->Flush(); });
        bool good = Success() && written;
        auto tally = m_watch->Count();
        std::ofstream csv(m_options.out + "/live.csv");
        csv << "role,protocol,mode,bytes_sent,bytes_received,subflows,tcp_closed,tcp_reset,tcp_open,clean\n";
        for (const auto& end : m_ends)
        {
            csv << m_options.role << "," << m_options.protocol << "," << end->ModeName() << "," << end->Sent() << ","
                << end->Received() << "," << Subflows(*end) << "," << tally.closed << "," << tally.reset << ","
                << tally.open << "," << (good ? 1 : 0) << "\n";
        }
        std::cout << m_options.role << ": mode " << Latest().ModeName() << ", subflows " << Subflows(Latest())
                  << "\n  sent " << Latest().Sent() << " of " << Latest().ToSend().size() << " bytes, received "
                  << Latest().Received() << " bytes, " << Verdict() << "\n  files in " << m_options.out
                  << ": live.csv, host.pcap, keys.log and a pcap for each tap" << std::endl;
        if (!good)
        {
            std::cerr << ProgramName() << ": "
                      << (written ? Verdict() : "cannot write to --receive=" + m_options.receive) << std::endl;
        }
        return good;
    }

    const Options& m_options;
    const Plan& m_plan;
    std::vector<std::unique_ptr<LiveEnd>> m_ends; //!< One for each connection
    Ptr<Node> m_node; //!< The host
    Ptr<Socket> m_listener;
    std::unique_ptr<SmptcpCloseWatch> m_watch;
    bool m_refused{false};
    double m_overAt{0};
};

void
SetDefaults()
{
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(SEGMENT));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(BUFFER));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(BUFFER));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", StringValue("40ms"));
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("200ms"));
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-live";
    SetDefaults(); // before the command line, which may say otherwise with --ns3::...
    Options options = ParseCommandLine(argc, argv);
    Plan plan = MakePlan(options);
    MakeOutputDirectory(options.out, "live.csv");
    return Live(options, plan).Run() ? 0 : 1;
}
