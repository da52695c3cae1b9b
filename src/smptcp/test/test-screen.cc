/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Hostile segments against hosts with and without the screen, each in a process of its own: without it they hang,
// abort, crash or mislead ns-3 (which is what these tests are about), with it the transfer beside them completes.

#include "child-process.h"
#include "raw-segment.h"
#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/queue-disc.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-safe-queues.h"
#include "ns3/smptcp-screen.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using ns3::smptcp::ScreenVerdict;

BOOST_AUTO_TEST_SUITE(screen)

namespace
{

using Octets = std::vector<uint8_t>;

const char* const CLIENT = "10.1.1.1";
const char* const SERVER = "10.1.1.2";
const uint32_t DOWN = 1000000;  //!< Octets the server sends beside the attack
const double HANG = 1;          //!< Processor seconds after which a child hangs

/// What a child tells
struct Report
{
    uint32_t toServer;      //!< Octets the server's application got
    uint32_t toClient;      //!< Octets the client's application got
    bool intact;            //!< They were the client's right ones
    uint64_t dropped[smptcp::SCREEN_VERDICTS]; //!< By verdict, both hosts
    uint64_t droppedAtAll;  //!< Both hosts
    uint64_t droppedTraced; //!< Calls of the trace
    uint64_t mended;        //!< Both hosts
};

/// An attack: what happens in a running network
using Attack = std::function<void(TwoHosts&)>;

/// Send octets as a TCP segment from a node, as if its TCP had made them.
void
Inject(Ptr<Node> node, const char* source, const char* destination, const Octets& octets)
{
    node->GetObject<Ipv4>()->Send(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                                  source,
                                  destination,
                                  6,
                                  nullptr);
}

/// Send a segment from the client's node to the server's port.
void
InjectUp(TwoHosts& net, RawSegment segment)
{
    segment.destination = net.port;
    Inject(net.nodes.Get(0), CLIENT, SERVER, segment.Octets());
}

/// \return the client's port
uint16_t
ClientPort(const TwoHosts& net)
{
    Address name;
    net.client.socket->GetSockName(name);
    return InetSocketAddress::ConvertFrom(name).GetPort();
}

/// An attack of one segment with these options, from a stranger's port
Attack
FromStranger(const Octets& options)
{
    return [options](TwoHosts& net) {
        RawSegment segment;
        segment.source = 1234;
        segment.options = options;
        InjectUp(net, segment);
    };
}

/// An attack of one segment in the client's name, next in sequence: a legacy client sends nothing and its ISN is 0
Attack
InClientsName(const Octets& options, const Octets& payload)
{
    return [options, payload](TwoHosts& net) {
        RawSegment segment;
        segment.source = ClientPort(net);
        segment.sequence = 1;
        segment.acknowledgment = 1 + net.client.received;
        segment.options = options;
        segment.payload = payload;
        InjectUp(net, segment);
    };
}

/// How a run is set up
struct Run
{
    std::string kind{"legacy"}; //!< Kind of both hosts
    bool screen{true};          //!< Screens are enabled
    double at{0.5};             //!< When the attack comes, seconds; the transfer takes from 0.1 to 1.1
    bool stayOpen{false};       //!< Neither end closes
    bool timestamps{false};     //!< TCP timestamps
    uint32_t up{0};             //!< Octets the client sends
    uint32_t down{DOWN};        //!< Octets the server sends
};

/// A run whose attack comes when everything is transferred: stock TCP takes no segment any more that acknowledges what
/// it did not send, and that is what follows when somebody else sends in its name.
Run
AfterTransfer()
{
    Run run;
    run.at = 5;
    run.stayOpen = true;
    return run;
}

Report
Tell(const TwoHosts& net, uint64_t traced)
{
    Report report{};
    report.toServer = net.server.received;
    report.toClient = net.client.received;
    report.intact = net.client.intact;
    report.droppedTraced = traced;
    for (uint32_t i = 0; i < net.nodes.GetN(); ++i)
    {
        Ptr<SmptcpScreen> screen = net.nodes.Get(i)->GetObject<SmptcpScreen>();
        report.droppedAtAll += screen->GetDropped();
        report.mended += screen->GetMended();
        for (std::size_t verdict = 0; verdict < smptcp::SCREEN_VERDICTS; ++verdict)
        {
            report.dropped[verdict] += screen->GetDropped(static_cast<ScreenVerdict>(verdict));
        }
    }
    return report;
}

/// Run a transfer with an attack beside it in a child.
ChildEnd
Try(const Run& run, const Attack& attack, Report& report, const Attack& prepare = nullptr)
{
    return RunInChild<Report>(
        [&]() {
            Config::SetDefault("ns3::SmptcpScreen::Enabled", BooleanValue(run.screen));
            Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(run.timestamps));
            TwoHosts net(run.kind, run.kind, {{"10Mbps", "10ms"}});
            if (prepare)
            {
                prepare(net);
            }
            uint64_t traced = 0;
            for (uint32_t i = 0; i < 2; ++i)
            {
                net.nodes.Get(i)->GetObject<SmptcpScreen>()->TraceConnectWithoutContext(
                    "Dropped",
                    Callback<void, const std::string&, Ptr<const Packet>>(
                        [&traced](const std::string& reason, Ptr<const Packet>) { traced += reason != "pass"; }));
            }
            net.client.mayClose = net.server.mayClose = false;
            if (run.stayOpen)
            {
                Simulator::Schedule(Seconds(0.2), [&net]() {
                    ++net.client.toReceive;
                    ++net.server.toReceive;
                });
            }
            Simulator::Schedule(Seconds(run.at), [&]() { attack(net); });
            net.Transfer(run.up, run.down, 60);
            return Tell(net, traced);
        },
        report,
        run.screen ? 60 : HANG);
}

void
CheckTransfer(const Report& report, uint32_t toServer = 0)
{
    BOOST_TEST(report.toClient == DOWN);
    BOOST_TEST(report.intact);
    BOOST_TEST(report.toServer == toServer);
}

const Octets ZERO_LENGTH{30, 0, 1, 1};
const Octets WRONG_MSS{2, 3, 1, 1};

} // namespace

BOOST_AUTO_TEST_CASE(without_attack_nothing_is_touched)
{
    for (const std::string& kind : SmptcpHelper::GetKinds())
    {
        BOOST_TEST_CONTEXT(kind)
        {
            Run run;
            run.kind = kind;
            run.timestamps = true;
            Report report{};
            BOOST_TEST(Try(run, [](TwoHosts&) {}, report) == "returned");
            CheckTransfer(report);
            BOOST_TEST(report.droppedAtAll == 0);
            BOOST_TEST(report.mended == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(options_that_hang_or_abort)
{
    struct Fault
    {
        std::string name;
        Octets options;
        const char* end;
        ScreenVerdict verdict;
    };

    const std::vector<Fault> faults{
        {"zero length", ZERO_LENGTH, "hung", ScreenVerdict::OPTION_BOUNDS},
        {"MSS too short", WRONG_MSS, "aborted", ScreenVerdict::OPTION_LENGTH},
        {"MSS too long", {2, 6, 1, 1, 1, 1, 1, 1}, "aborted", ScreenVerdict::OPTION_LENGTH},
        {"MSS of zero length", {2, 0, 1, 1}, "aborted", ScreenVerdict::OPTION_BOUNDS},
        {"last kind takes its length from the payload", {1, 1, 1, 2}, "aborted", ScreenVerdict::OPTION_BOUNDS},
    };
    for (const auto& fault : faults)
    {
        BOOST_TEST_CONTEXT(fault.name)
        {
            Run run;
            run.screen = false;
            Report report{};
            BOOST_TEST(Try(run, FromStranger(fault.options), report) == fault.end);
            run.screen = true;
            BOOST_TEST(Try(run, FromStranger(fault.options), report) == "returned");
            CheckTransfer(report);
            BOOST_TEST(report.dropped[std::size_t(fault.verdict)] == 1);
            BOOST_TEST(report.droppedAtAll == 1);
            BOOST_TEST(report.droppedTraced == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(hosts_of_every_kind_need_it)
{
    for (const std::string& kind : SmptcpHelper::GetKinds())
    {
        BOOST_TEST_CONTEXT(kind)
        {
            Run run;
            run.kind = kind;
            run.screen = false;
            Report report{};
            BOOST_TEST(Try(run, FromStranger(WRONG_MSS), report) == "aborted");
            run.screen = true;
            Attack both = [](TwoHosts& net) {
                FromStranger(WRONG_MSS)(net);
                FromStranger(ZERO_LENGTH)(net);
            };
            BOOST_TEST(Try(run, both, report) == "returned");
            CheckTransfer(report);
            BOOST_TEST(report.droppedAtAll == 2);
        }
    }
}

BOOST_AUTO_TEST_CASE(options_that_become_payload)
{
    const std::map<std::string, std::pair<Octets, ScreenVerdict>> faults{
        {"overlong", {{30, 9, 1, 1, 1, 1, 1, 1}, ScreenVerdict::OPTION_BOUNDS}},
        {"far overlong", {{30, 255, 1, 1, 1, 1, 1, 1}, ScreenVerdict::OPTION_BOUNDS}},
        {"length 1", {{30, 1, 1, 1}, ScreenVerdict::OPTION_BOUNDS}},
        {"window scale", {{3, 4, 7, 1}, ScreenVerdict::OPTION_LENGTH}},
        {"SACK permitted", {{4, 3, 7, 1}, ScreenVerdict::OPTION_LENGTH}},
        {"timestamps", {{8, 4, 7, 1}, ScreenVerdict::OPTION_LENGTH}},
        {"SACK overlong", {{5, 34, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1}, ScreenVerdict::OPTION_BOUNDS}},
    };
    for (const auto& [name, fault] : faults)
    {
        BOOST_TEST_CONTEXT(name)
        {
            Run run;
            run.screen = false;
            Report report{};
            BOOST_TEST(Try(run, InClientsName(fault.first, {}), report) == "returned");
            BOOST_TEST(report.toServer > 0);
            run.screen = true;
            BOOST_TEST(Try(run, InClientsName(fault.first, {}), report) == "returned");
            CheckTransfer(report);
            BOOST_TEST(report.dropped[std::size_t(fault.second)] == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(impossible_headers_are_dropped)
{
    const Octets good = RawSegment{1234, 40001}.Octets();
    std::vector<std::pair<Octets, ScreenVerdict>> headers;
    for (std::size_t size : {0, 1, 12, 19})
    {
        headers.emplace_back(Octets(good.begin(), good.begin() + long(size)), ScreenVerdict::CUT_HEADER);
    }
    for (uint8_t offset : {0, 4, 6, 15})
    {
        headers.emplace_back(good, ScreenVerdict::DATA_OFFSET);
        headers.back().first[12] = static_cast<uint8_t>(offset << 4);
    }
    Attack all = [&headers](TwoHosts& net) {
        for (const auto& header : headers)
        {
            Inject(net.nodes.Get(0), CLIENT, SERVER, header.first);
        }
    };
    Report report{};
    BOOST_TEST(Try(Run{}, all, report) == "returned");
    CheckTransfer(report);
    BOOST_TEST(report.dropped[std::size_t(ScreenVerdict::CUT_HEADER)] == 4);
    BOOST_TEST(report.dropped[std::size_t(ScreenVerdict::DATA_OFFSET)] == 4);
}

BOOST_AUTO_TEST_CASE(legal_options_pass)
{
    const std::vector<Octets> areas{
        {},
        {30, 4, 0x30, 0},
        {253, 2, 1, 1, 254, 4, 0, 0},
        {1, 1, 1, 0},
        {1, 0, 77, 0},
        {8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1},
    };
    for (const auto& options : areas)
    {
        Report report{};
        BOOST_TEST(Try(AfterTransfer(), InClientsName(options, Octets(9, 0x42)), report) == "returned");
        CheckTransfer(report, 9);
        BOOST_TEST(report.droppedAtAll == 0);
        BOOST_TEST(report.mended == 0);
    }
}

BOOST_AUTO_TEST_CASE(padding_behind_end_is_no_payload)
{
    const Octets options{30, 3, 1, 0, 0, 0, 0, 30, 0, 2, 77, 0};
    Run run = AfterTransfer();
    Report report{};
    run.screen = false;
    BOOST_TEST(Try(run, InClientsName(options, Octets(9, 0x42)), report) == "returned");
    BOOST_TEST(report.toServer == 9 + 8);
    run.screen = true;
    BOOST_TEST(Try(run, InClientsName(options, Octets(9, 0x42)), report) == "returned");
    CheckTransfer(report, 9);
    BOOST_TEST(report.mended == 1);
    BOOST_TEST(report.droppedAtAll == 0);
}

BOOST_AUTO_TEST_CASE(a_mended_segment_keeps_its_checksum)
{
    for (bool right : {true, false})
    {
        Attack attack = [right](TwoHosts& net) {
            RawSegment segment;
            segment.source = ClientPort(net);
            segment.destination = net.port;
            segment.sequence = 1;
            segment.acknowledgment = 1 + net.client.received;
            segment.options = {0, 0, 0, 0, 0, 0, 0, 0};
            segment.payload = Octets(9, 0x42);
            Octets octets = segment.Octets();
            const Octets pseudoHeader{10, 1, 1, 1, 10, 1, 1, 2, 0, 6, 0, static_cast<uint8_t>(octets.size())};
            SetChecksum(octets, OnesComplementSum(pseudoHeader));
            octets.back() ^= right ? 0 : 1;
            Inject(net.nodes.Get(0), CLIENT, SERVER, octets);
        };
        Report report{};
        ChildEnd end = Try(
            AfterTransfer(),
            attack,
            report,
            [](TwoHosts&) { GlobalValue::Bind("ChecksumEnabled", BooleanValue(true)); });
        BOOST_TEST(end == "returned");
        CheckTransfer(report, right ? 9 : 0);
        BOOST_TEST(report.mended == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_syn_with_window_zero_to_a_listener)
{
    Attack attack = [](TwoHosts& net) {
        RawSegment syn;
        syn.source = 1234;
        syn.flags = smptcp::TCP_SYN;
        syn.window = 0;
        InjectUp(net, syn);
    };
    for (const std::string& kind : SmptcpHelper::GetKinds())
    {
        for (bool screen : {false, true})
        {
            BOOST_TEST_CONTEXT(kind << (screen ? " with" : " without") << " screen")
            {
                bool stock = kind == "legacy";
                Run run;
                run.kind = kind;
                run.screen = screen;
                Report report{};
                BOOST_TEST(Try(run, attack, report) == (stock && !screen ? "crashed" : "returned"));
                if (screen)
                {
                    CheckTransfer(report);
                    BOOST_TEST(report.mended == (stock ? 1 : 0)); // a subflow guards itself
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_window_of_zero_for_an_idle_connection)
{
    Attack attack = [](TwoHosts& net) {
        RawSegment segment;
        segment.source = net.port;
        segment.destination = ClientPort(net);
        segment.sequence = 1 + DOWN + 1000;
        segment.acknowledgment = 1;
        segment.window = 0;
        Inject(net.nodes.Get(1), SERVER, CLIENT, segment.Octets());
    };
    Run run = AfterTransfer();
    run.screen = false;
    Report report{};
    BOOST_TEST(Try(run, attack, report) == "crashed");
    run.screen = true;
    BOOST_TEST(Try(run, attack, report) == "returned");
    CheckTransfer(report);
    BOOST_TEST(report.mended == 1);
}

BOOST_AUTO_TEST_CASE(a_closed_window_still_stops_a_sender_with_data)
{
    // Whole segments, lest stock TCP wait for ever for a window that is neither closed nor large enough.
    const uint32_t read = 70 * 1448;
    Attack slow = [read](TwoHosts& net) {
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(40 * 1448));
        net.readLimit = read;
        net.readFrom = 20;
        net.ReadAgainAt(20.1);
    };
    bool closed = false;
    Attack watch = [read, &closed](TwoHosts& net) {
        net.client.socket->TraceConnectWithoutContext(
            "RWND",
            Callback<void, uint32_t, uint32_t>([&closed](uint32_t, uint32_t now) { closed = closed || now == 0; }));
        Simulator::Schedule(Seconds(18), [read, &closed, &net]() {
            net.client.intact = net.client.intact && closed && net.server.received == read;
        });
    };
    Run run;
    run.at = 0.15;
    run.down = 0;
    run.up = 300000;
    Report report{};
    BOOST_TEST(Try(run, watch, report, slow) == "returned");
    BOOST_TEST(report.toServer == run.up);
    BOOST_TEST(report.intact);
    BOOST_TEST(report.mended == 0);
}

BOOST_AUTO_TEST_CASE(the_screen_stands_below_tcp_for_both_ip_versions)
{
    NodeContainer nodes;
    nodes.Create(2);
    InternetStackHelper().Install(nodes);
    SmptcpHelper().Install(nodes.Get(0), "legacy");
    SmptcpHelper without;
    without.SetAttribute("Screen", BooleanValue(false));
    without.Install(nodes.Get(1), "smptcp");

    Ptr<SmptcpScreen> screen = nodes.Get(0)->GetObject<SmptcpScreen>();
    BOOST_REQUIRE(screen);
    BOOST_TEST((nodes.Get(0)->GetObject<Ipv4>()->GetProtocol(6) == screen));
    BOOST_TEST((nodes.Get(0)->GetObject<Ipv6>()->GetProtocol(6) == screen));
    BooleanValue enabled;
    screen->GetAttribute("Enabled", enabled);
    BOOST_TEST(enabled.Get());
    nodes.Get(1)->GetObject<SmptcpScreen>()->GetAttribute("Enabled", enabled);
    BOOST_TEST(!enabled.Get());

    Simulator::ScheduleNow([&nodes]() {
        for (const Octets& options : {ZERO_LENGTH, WRONG_MSS, Octets{}})
        {
            RawSegment segment;
            segment.options = options;
            Octets octets = segment.Octets();
            nodes.Get(0)->GetObject<Ipv6>()->Send(
                Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                Ipv6Address::GetLoopback(),
                Ipv6Address::GetLoopback(),
                6,
                nullptr);
        }
    });
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    BOOST_TEST(screen->GetDropped() == 2);
    Simulator::Destroy();
}

BOOST_AUTO_TEST_CASE(an_ip_version_added_later_is_screened_too)
{
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(node);
    SmptcpHelper().Install(node, "mptcp");
    node->AggregateObject(CreateObject<Ipv6L3Protocol>());
    SmptcpHelper::CreateSocket(node);
    Ptr<SmptcpScreen> screen = node->GetObject<SmptcpScreen>();
    BOOST_TEST((node->GetObject<Ipv4>()->GetProtocol(6) == screen));
    BOOST_TEST((node->GetObject<Ipv6>()->GetProtocol(6) == screen));
    Simulator::Destroy();
}

BOOST_AUTO_TEST_CASE(icmp_errors_reach_the_socket)
{
    unsigned errors = 0;
    {
        TwoHosts net("legacy", "legacy", {{"10Mbps", "10ms"}});
        Simulator::Schedule(Seconds(0.15), [&net, &errors]() {
            net.client.socket->SetAttribute(
                "IcmpCallback",
                CallbackValue(Callback<void, Ipv4Address, uint8_t, uint8_t, uint8_t, uint32_t>(
                    [&errors](Ipv4Address, uint8_t, uint8_t type, uint8_t, uint32_t) { errors += type == 3; })));
            RawSegment sent;
            sent.source = ClientPort(net);
            sent.destination = net.port;
            Octets start = sent.Octets();
            net.nodes.Get(0)->GetObject<Ipv4>()->GetProtocol(6)->ReceiveIcmp(
                Ipv4Address(SERVER), 64, 3, 1, 0, Ipv4Address(CLIENT), Ipv4Address(SERVER), start.data());
        });
        net.Transfer(1000, 1000, 10);
    }
    BOOST_TEST(errors == 1);
}

BOOST_AUTO_TEST_CASE(a_sender_with_the_default_queue_disc)
{
    Attack defaultDiscs = [](TwoHosts& net) { TrafficControlHelper::Default().Install(net.devices[0]); };
    Attack safeDiscs = [&defaultDiscs](TwoHosts& net) {
        defaultDiscs(net);
        SmptcpSafeQueues::Install(net.nodes);
    };
    Run run;
    Report report{};
    BOOST_TEST(Try(run, FromStranger(WRONG_MSS), report, defaultDiscs) == "aborted");
    BOOST_TEST(Try(run, FromStranger(WRONG_MSS), report, safeDiscs) == "returned");
    CheckTransfer(report);
    BOOST_TEST(report.droppedAtAll == 1);
}

BOOST_AUTO_TEST_CASE(a_router_with_the_default_queue_disc)
{
    // attacker - router - host; the attacker's own queues are safe
    auto route = [](const Octets& options, bool safe) {
        NodeContainer nodes;
        nodes.Create(3);
        InternetStackHelper().Install(nodes);
        SmptcpHelper().Install(nodes.Get(2), "legacy");
        SmptcpSafeQueues::Install(NodeContainer(nodes.Get(0)));
        for (uint32_t i = 0; i < 2; ++i)
        {
            NetDeviceContainer devices = PointToPointHelper().Install(nodes.Get(i), nodes.Get(i + 1));
            Ipv4AddressHelper addresses(i == 0 ? "10.2.1.0" : "10.2.2.0", "255.255.255.0");
            if (i == 0)
            {
                SmptcpSafeQueues::Install(NetDeviceContainer(devices.Get(0))); // before an address is there
            }
            addresses.Assign(devices);
        }
        if (safe)
        {
            SmptcpSafeQueues::Install(NodeContainer(nodes.Get(1))); // after
        }
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        RawSegment segment;
        segment.options = options;
        Simulator::Schedule(Seconds(1), [&]() {
            Inject(nodes.Get(0), "10.2.1.1", "10.2.2.2", segment.Octets());
        });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        return nodes.Get(2)->GetObject<SmptcpScreen>()->GetDropped();
    };
    const std::vector<std::pair<Octets, const char*>> faults{{ZERO_LENGTH, "hung"}, {WRONG_MSS, "aborted"}};
    for (const auto& [options, end] : faults)
    {
        const Octets& hostile = options;
        uint64_t dropped = 0;
        BOOST_TEST(RunInChild<uint64_t>([&]() { return route(hostile, false); }, dropped, HANG) == end);
        BOOST_TEST(RunInChild<uint64_t>([&]() { return route(hostile, true); }, dropped) == "returned");
        BOOST_TEST(dropped == 1);
    }
}

BOOST_AUTO_TEST_CASE(which_queue_discs_are_replaced)
{
    const std::map<std::string, bool> parse{
        {"ns3::FqCoDelQueueDisc", true},
        {"ns3::FqPieQueueDisc", true},
        {"ns3::FqCobaltQueueDisc", true},
        {"ns3::CoDelQueueDisc", false},
        {"ns3::PfifoFastQueueDisc", false},
        {"ns3::FifoQueueDisc", false},
    };
    for (const auto& [type, replaced] : parse)
    {
        BOOST_TEST_CONTEXT(type)
        {
            NodeContainer nodes;
            nodes.Create(2);
            InternetStackHelper().Install(nodes);
            NetDeviceContainer devices = PointToPointHelper().Install(nodes);
            Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(devices);
            TrafficControlHelper control;
            control.Uninstall(devices);
            BOOST_TEST(SmptcpSafeQueues::Install(devices) == 0); // none, and none is coming
            control.SetRootQueueDisc(type);
            control.Install(devices.Get(0));
            BOOST_TEST(SmptcpSafeQueues::Install(nodes) == (replaced ? 1 : 0));
            auto layer = nodes.Get(0)->GetObject<TrafficControlLayer>();
            Ptr<QueueDisc> disc = layer->GetRootQueueDiscOnDevice(devices.Get(0));
            BOOST_REQUIRE(disc);
            BOOST_TEST(disc->GetInstanceTypeId().GetName() == (replaced ? "ns3::FifoQueueDisc" : type));
            BOOST_TEST(!SmptcpSafeQueues::ParsesTcp(disc));
            BOOST_TEST(SmptcpSafeQueues::Install(nodes) == 0);
            Simulator::Destroy();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
