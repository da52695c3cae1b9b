/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Every trap of stock ns-3 TCP that the sockets have to step around, as a story.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(traps)

namespace
{

const std::vector<std::string> OUR_KINDS{"smptcp", "mptcp", "tcpcrypt"};

bool
IsSyn(const WireSegment& segment)
{
    return (segment.View().Flags() & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

bool
IsSynAck(const WireSegment& segment)
{
    return segment.View().Has(TCP_SYN | TCP_ACK);
}

bool
HasPayload(const WireSegment& segment)
{
    return segment.View().PayloadSize() > 0;
}

/// \return true when the segment carries INIT1, INIT1_MP or INIT2
bool
IsInit(const WireSegment& segment)
{
    const auto crypt = segment.Options().handshake.crypt;
    return crypt && (crypt->init1 || crypt->init1Mp || crypt->init2);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_poor_syn_does_not_spoil_the_listener)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST});
        WireLog log(net);
        Simulator::Schedule(Seconds(0.07), [&net]() {
            WireSegment syn = MakeSegment("10.1.1.1", 50000, "10.1.1.2", net.port);
            Inject(net, 0, 1, Forge(syn, TCP_SYN, {}));
        });
        net.Transfer(100000, 0, 20);
        CheckDelivered(net, kind);
        auto answers = log.Select(IsSynAck);
        BOOST_REQUIRE(answers.size() >= 2);
        BOOST_TEST(answers.front().DestinationPort() == 50000);
        BOOST_TEST(!answers.front().Has(KIND_WINDOW_SCALE));
        BOOST_TEST(!answers.front().Has(KIND_SACK_PERMITTED));
        const WireSegment& later = answers.back();
        BOOST_TEST(later.DestinationPort() != 50000);
        BOOST_TEST(later.Has(KIND_WINDOW_SCALE), kind);
        BOOST_TEST(later.Has(KIND_SACK_PERMITTED), kind);
        BOOST_TEST(later.Has(KIND_TIMESTAMPS) == (kind == "mptcp"), kind);
    }
}

BOOST_AUTO_TEST_CASE(a_syn_with_window_zero_does_not_harm_the_listener)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    // The peer of the poor SYN keeps its half of the handshake and never opens its window.
    SegmentFilter::Put(net, 0, 0, [](const WireSegment& segment) {
        return segment.DestinationPort() == 50000;
    });
    WireSegment syn = MakeSegment("10.1.1.1", 50000, "10.1.1.2", net.port);
    syn.octets[14] = syn.octets[15] = 0;
    WireSegment ack = Forge(syn, TCP_ACK, {});
    SetNumbers(ack, 1, 1);
    Simulator::Schedule(Seconds(0.07), [&net, syn]() { Inject(net, 0, 1, Forge(syn, TCP_SYN, {})); });
    Simulator::Schedule(Seconds(0.08), [&net, ack]() { Inject(net, 0, 1, ack); });
    net.Transfer(100000, 0, 60);
    BOOST_TEST(net.server.received == 100000u);
    BOOST_TEST(net.server.intact);
    BOOST_TEST(!net.client.failed); // the other one, accepted as plain TCP, may well fail
}

BOOST_AUTO_TEST_CASE(a_join_leaves_over_its_own_link_with_its_own_address)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.Transfer(300000, 0, 20);
        CheckDelivered(net, kind);
        auto joins = log.Select([](const auto& segment) { return IsSyn(segment) && segment.Options().joinSyn; });
        BOOST_REQUIRE_EQUAL(joins.size(), 1);
        BOOST_TEST(joins[0].ip.GetSource() == Ipv4Address("10.1.2.1"));
        BOOST_TEST(joins[0].ip.GetDestination() == Ipv4Address("10.1.2.2"));
        BOOST_TEST(joins[0].interface == 2u);
        for (const auto& segment : log.segments)
        {
            // Each address belongs to one link, and nothing leaves by the other.
            uint8_t network = static_cast<uint8_t>(segment.ip.GetSource().Get() >> 8);
            BOOST_REQUIRE(segment.interface == network);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_listener_that_is_shut_down_does_not_end_the_handshake)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST});
        WireLog log(net);
        net.prepareListener = [](Ptr<Socket> listener) { listener->ShutdownSend(); }; // as PacketSink does
        net.server.mayClose = false;
        net.Transfer(200000, 0, 20);
        CheckDelivered(net, kind);
        BOOST_TEST(net.client.connected);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == TwoHosts::ModeOf(net.client));
        BOOST_TEST(TwoHosts::ModeOf(net.client) != "TCP");
        BOOST_TEST(log.Count([](const auto& segment) {
            return IsInit(segment) && segment.View().Has(TCP_FIN);
        }) == 0u);
        auto firstFin = log.Select([](const auto& segment) { return segment.View().Has(TCP_FIN); });
        BOOST_REQUIRE(!firstFin.empty());
        BOOST_TEST(firstFin.front().time > 0.3); // the 200 kB take longer
    }
}

BOOST_AUTO_TEST_CASE(no_bare_ack_takes_the_place_of_init1_or_init2)
{
    // Each handshake segment is lost once, so that repeats are seen as well.
    using Lose = std::function<bool(const WireSegment&)>;
    const std::map<std::string, Lose> LOSSES{
        {"nothing", [](const WireSegment&) { return false; }},
        {"SYN", IsSyn},
        {"SYN/ACK", IsSynAck},
        {"INIT1", [](const WireSegment& s) { return IsInit(s) && !s.Options().handshake.crypt->init2; }},
        {"INIT2", [](const WireSegment& s) { return IsInit(s) && s.Options().handshake.crypt->init2; }},
        {"fifth",
         [](const WireSegment& s) { return s.Has(KIND_MAC) && !HasPayload(s) && s.ip.GetSource() == "10.1.1.1"; }},
    };
    using Host = std::pair<std::string, std::string>; // kind, TcpcryptWire
    for (const auto& [kind, wire] : {Host{"smptcp", "clean"}, Host{"tcpcrypt", "clean"}, Host{"tcpcrypt", "daemon"}})
    {
        for (const auto& [name, lose] : LOSSES)
        {
            TwoHosts net(kind, kind, {FAST});
            net.Stack(0)->SetAttribute("TcpcryptWire", StringValue(wire));
            net.Stack(1)->SetAttribute("TcpcryptWire", StringValue(wire));
            net.client.mayClose = net.server.mayClose = false;
            WireLog log(net);
            bool lost = false;
            auto once = [&lost, lose = lose](const WireSegment& segment) {
                bool now = !lost && lose(segment);
                lost = lost || now;
                return now;
            };
            SegmentFilter::Put(net, 0, 0, once);
            SegmentFilter::Put(net, 0, 1, once);
            net.Transfer(50000, 50000, 60);
            CheckDelivered(net, kind + " without " + name);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == TwoHosts::ModeOf(net.server));
            BOOST_TEST(TwoHosts::ModeOf(net.client) != "TCP", kind << " without " << name);
            BOOST_TEST((lost || name == "nothing" || (kind == "tcpcrypt" && name == "fifth")), kind << name);
            auto sealed = log.Select([](const WireSegment& s) { return s.Has(KIND_MAC); });
            // Nothing overtakes INIT2 on the way to a daemon, which would take it for the end of tcpcrypt.
            BOOST_TEST((wire != "daemon" || sealed.front().fromClient), kind << " without " << name);
            for (const auto& segment : log.segments)
            {
                // Until there are keys a segment is a SYN, an INIT message, or nothing at all.
                bool known = segment.View().Has(TCP_SYN) || IsInit(segment) || segment.Has(KIND_MAC);
                BOOST_TEST(known, kind << " without " << name << " at " << segment.time);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_opening_window_is_announced_at_once)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.readLimit = 0;
        net.readFrom = 10;
        net.ReadAgainAt(10.5);
        net.Transfer(2000000, 0, 60);
        CheckDelivered(net, kind);
        // Window zero was reached, and both subflows hear of the new one in the instant of reading.
        auto server = log.Select([](const auto& segment) { return !segment.fromClient; });
        bool closed = false;
        std::map<uint32_t, bool> announced;
        for (const auto& segment : server)
        {
            closed = closed || (segment.time < 10 && segment.View().Window() == 0);
            if (segment.time >= 10.5 && segment.time < 10.501 && segment.View().Window() > 100)
            {
                announced[segment.interface] = true;
            }
        }
        BOOST_TEST(closed);
        BOOST_TEST(announced.size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(idle_subflows_keep_quiet_at_window_zero)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.readLimit = 0;
        net.readFrom = 50;
        net.ReadAgainAt(50.1);
        net.Transfer(650000, 0, 80); // a little more than the receive buffer
        CheckDelivered(net, kind);
        auto probes = log.Select([](const auto& segment) {
            return segment.fromClient && segment.time > 5 && segment.time < 50 && HasPayload(segment);
        });
        // The connection asks after 6, 12, 24 s with one new octet each time; a subflow on its own asks nothing.
        BOOST_TEST(probes.size() >= 1u);
        BOOST_TEST(probes.size() <= 12u);
        for (const auto& probe : probes)
        {
            BOOST_TEST(probe.View().PayloadSize() == 1u);
            BOOST_REQUIRE(probe.Options().dss && probe.Options().dss->mapping);
            BOOST_TEST(probe.Options().dss->mapping->length == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_peer_without_sack_is_served)
{
    for (const std::string& kind : OUR_KINDS)
    {
        for (bool active : {true, false})
        {
            for (double loss : {0.0, 0.005})
            {
                std::string what = kind + (active ? " to" : " from") + " legacy without SACK, loss " +
                                   std::to_string(loss);
                TwoHosts net(active ? kind : "legacy", active ? "legacy" : kind, {{"10Mbps", "10ms", loss}});
                WireLog log(net);
                // Not global: the side that is ours offers SACK all the same. The legacy host only receives, as
                // stock TCP that sends without SACK is the one that crashes.
                auto off = [](Ptr<Socket> socket) { socket->SetAttribute("Sack", BooleanValue(false)); };
                (active ? net.prepareListener : net.prepareClient) = off;
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(active ? 1000000 : 0, active ? 0 : 1000000, 120);
                CheckDelivered(net, what);
                BOOST_TEST(log.Count([](const auto& segment) { return segment.Has(KIND_SACK); }) == 0u, what);
                BOOST_TEST(TwoHosts::ModeOf(active ? net.client : net.server) == "TCP", what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(our_own_kinds_speak_without_sack)
{
    // Both directions at once, limited by congestion and by the window: what trips stock TCP.
    for (uint32_t window : {20000u, 64000u, 600000u})
    {
        for (const std::string& kind : OUR_KINDS)
        {
            for (double loss : {0.0, 0.005})
            {
                TwoHosts net(kind, kind, {{"10Mbps", "10ms", loss}, {"10Mbps", "30ms", loss}});
                Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(false));
                Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(window));
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(1000000, 1000000, 200);
                CheckDelivered(net, kind + " without SACK, loss " + std::to_string(loss));
                BOOST_TEST(log.Count([](const auto& segment) { return segment.Has(KIND_SACK_PERMITTED); }) == 0u);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_of_ours_is_ever_fragmented)
{
    for (uint32_t wanted : {1460u, 9000u})
    {
        for (uint16_t mtu : {1500, 1280})
        {
            for (const std::string& client : OUR_KINDS)
            {
                for (const std::string& server : OUR_KINDS)
                {
                    TwoHosts net(client, server, {{"10Mbps", "10ms", 0, mtu}, {"10Mbps", "20ms", 0, 1500}});
                    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(wanted));
                    WireLog log(net);
                    net.Transfer(150000, 100000, 20);
                    std::string what = client + " to " + server + " wants " + std::to_string(wanted);
                    CheckDelivered(net, what);
                    std::map<uint32_t, uint32_t> largest;
                    for (const auto& segment : log.segments)
                    {
                        BOOST_TEST(!segment.IsFragment(), what);
                        uint32_t& size = largest[segment.interface];
                        size = std::max<uint32_t>(size, segment.octets.size() + 20);
                    }
                    // It is full-sized all the same: no more than the padding and option room is left.
                    BOOST_TEST(largest[1] <= mtu, what);
                    BOOST_TEST(largest[1] + 40 >= mtu, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_small_mtu_announced_by_the_peer_alone_is_respected)
{
    // Only the server's link end is small: the client learns it from the MSS option.
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST});
        net.devices[0].Get(1)->SetMtu(1000);
        WireLog log(net);
        net.Transfer(100000, 0, 20);
        CheckDelivered(net, kind);
        for (const auto& segment : log.segments)
        {
            BOOST_TEST(segment.octets.size() + 20 <= 1000u, kind);
        }
    }
}

BOOST_AUTO_TEST_CASE(connecting_before_the_simulation_starts_works)
{
    for (const std::string& kind : OUR_KINDS)
    {
        // With ns-3's default queue disc, which is not initialised before the start.
        NodeContainer nodes(2);
        InternetStackHelper().Install(nodes);
        SmptcpHelper().Install(nodes, kind);
        PointToPointHelper link;
        Ipv4AddressHelper addresses("10.1.1.0", "255.255.255.0");
        addresses.Assign(link.Install(nodes));
        Ptr<Socket> listener = SmptcpHelper::CreateSocket(nodes.Get(1));
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        listener->Listen();
        uint32_t received = 0;
        Ptr<Socket> accepted;
        listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([&](Ptr<Socket> socket, const Address&) {
                accepted = socket;
                socket->SetRecvCallback(Callback<void, Ptr<Socket>>([&received](Ptr<Socket> from) {
                    while (Ptr<Packet> packet = from->Recv())
                    {
                        if (packet->GetSize() == 0)
                        {
                            break;
                        }
                        received += packet->GetSize();
                    }
                }));
            }));
        Ptr<Socket> client = SmptcpHelper::CreateSocket(nodes.Get(0));
        BOOST_TEST(client->Connect(InetSocketAddress("10.1.1.2", 9)) == 0);
        BOOST_TEST(client->Send(Create<Packet>(1000)) == 1000);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        BOOST_TEST(received == 1000u, kind);
        client = listener = accepted = nullptr;
        Simulator::Destroy();
    }
}

BOOST_AUTO_TEST_CASE(syn_retransmissions_descend_the_ladder)
{
    // A box that loses SYNs it does not like (smptcp.md 3.7): what it lets pass decides the mode.
    struct Row
    {
        const char* prefer;
        std::vector<uint8_t> hated;
        const char* mode;
        unsigned syns;
    };
    for (const Row& row : std::vector<Row>{{"encryption", {KIND_MPTCP}, "TCPCRYPT", 3},
                                           {"multipath", {KIND_CRYPT}, "MPTCP", 3},
                                           {"encryption", {KIND_MPTCP, KIND_CRYPT}, "TCP", 4},
                                           {"multipath", {KIND_MPTCP, KIND_CRYPT}, "TCP", 4}})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        for (uint32_t host : {0u, 1u})
        {
            net.Stack(host)->SetAttribute("Prefer", StringValue(row.prefer));
        }
        WireLog log(net);
        SegmentFilter::Put(net, 0, 1, [&row](const WireSegment& segment) {
            bool hated = false;
            for (uint8_t kind : row.hated)
            {
                hated = hated || segment.Has(kind);
            }
            return IsSyn(segment) && hated;
        });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(50000, 50000, 120);
        CheckDelivered(net, row.mode);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == row.mode);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == row.mode);
        BOOST_TEST(log.Count(IsSyn) == row.syns);
    }
}

BOOST_AUTO_TEST_CASE(with_require_every_syn_carries_everything_and_the_attempt_ends)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    net.Stack(0)->SetAttribute("Require", StringValue("evidence"));
    Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(4));
    WireLog log(net);
    SegmentFilter::Put(net, 0, 1, [](const WireSegment& segment) { return segment.Has(KIND_MPTCP); });
    net.Transfer(1000, 0, 200);
    BOOST_TEST(net.client.failed);
    BOOST_TEST(!net.client.connected);
    auto syns = log.Select(IsSyn);
    BOOST_TEST(syns.size() >= 4u);
    for (const auto& syn : syns)
    {
        BOOST_TEST(syn.OptionOctets(KIND_MPTCP) == 12u);
        BOOST_TEST(syn.OptionOctets(KIND_CRYPT) == 3u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
