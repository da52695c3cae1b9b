/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The life of connections under profile rfc5961: set-up, numbers, transfers with every kind of peer, and ends.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/hardened-tcp-socket.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-impairment.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <tuple>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(rfc5961_life)

namespace
{

const std::vector<std::string> KINDS{"legacy", "mptcp", "mptcp-v1", "tcpcrypt", "smptcp", "mptcp-tcpcrypt"};
const std::string STOCK = "ns3-stock";
const std::string HARD = "rfc5961";
constexpr double SYN_ANSWERED = 0.105; //!< Seconds: the SYN has left, the SYN/ACK has not come

void
SetProfiles(TwoHosts& net, const std::string& client, const std::string& server)
{
    net.Stack(0)->SetAttribute("Profile", StringValue(client));
    net.Stack(1)->SetAttribute("Profile", StringValue(server));
    for (uint32_t host : {0u, 1u})
    {
        net.Stack(host)->SetAttribute("KeyBits", UintegerValue(512));
    }
}

const WireSegment&
First(const WireLog& log, bool client)
{
    for (const auto& segment : log.segments)
    {
        if (segment.fromClient == client)
        {
            return segment;
        }
    }
    BOOST_FAIL("nothing was sent");
    return log.segments.front();
}

/// An answer to the client's SYN as somebody else would forge it
WireSegment
AnswerToSyn(const WireLog& log, uint8_t flags, uint32_t beyond, const std::vector<uint8_t>& payload = {})
{
    const WireSegment& syn = First(log, true);
    WireSegment answer = MakeSegment("10.1.1.2", syn.DestinationPort(), "10.1.1.1", syn.SourcePort());
    answer = Forge(answer, flags, {}, payload);
    SetNumbers(answer, 777, syn.View().Sequence() + 1 + beyond);
    return answer;
}

/// ISNs of both hosts and the client's port
std::tuple<uint32_t, uint32_t, uint16_t>
Numbers(const std::string& kind, const std::string& profile, uint64_t run)
{
    RngSeedManager::SetRun(run);
    TwoHosts net(kind, kind, {FAST});
    SetProfiles(net, profile, profile);
    WireLog log(net);
    net.Transfer(1000, 0, 5);
    RngSeedManager::SetRun(1);
    const WireSegment& syn = First(log, true);
    return {syn.View().Sequence(), First(log, false).View().Sequence(), syn.SourcePort()};
}

/// Packets that arrive at a host are late or come twice now and then.
void
Impair(TwoHosts& net, uint32_t host)
{
    auto device = DynamicCast<PointToPointNetDevice>(net.devices[0].Get(host));
    Ptr<SmptcpImpairment> impairment = CreateObject<SmptcpImpairment>();
    impairment->SetDevice(device);
    impairment->SetProbabilities(0, 0.03, 0.03);
    impairment->AssignStreams(3000 + host);
    device->SetAttribute("ReceiveErrorModel", PointerValue(impairment));
}

} // namespace

// --- numbers -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(initial_numbers_and_ports_are_random_and_repeatable)
{
    for (const std::string& kind : KINDS)
    {
        const auto stock = Numbers(kind, STOCK, 1);
        BOOST_TEST((stock == std::make_tuple(0u, 0u, uint16_t{49153})), kind);
        std::set<uint32_t> isns;
        std::set<uint16_t> ports;
        for (uint64_t run = 1; run <= 4; ++run)
        {
            const auto numbers = Numbers(kind, HARD, run);
            BOOST_TEST((numbers == Numbers(kind, HARD, run)), kind); // the same seed, the same numbers
            isns.insert(std::get<0>(numbers));
            isns.insert(std::get<1>(numbers));
            ports.insert(std::get<2>(numbers));
            BOOST_TEST(std::get<2>(numbers) >= 49152u);
        }
        BOOST_TEST(isns.size() == 8u, kind);
        BOOST_TEST(ports.size() == 4u, kind);
    }
}

BOOST_AUTO_TEST_CASE(every_connection_has_numbers_of_its_own)
{
    for (const std::string kind : {"legacy", "smptcp"})
    {
        TwoHosts net(kind, kind, {FAST});
        SetProfiles(net, HARD, HARD);
        WireLog log(net);
        net.Transfer(1000, 1000, 20);
        for (double until : {40.0, 60.0})
        {
            net.Again(1000, 1000, until);
        }
        std::set<uint32_t> isns;
        std::set<uint16_t> ports;
        for (const auto& segment : log.segments)
        {
            if (segment.View().Has(TCP_SYN))
            {
                isns.insert(segment.View().Sequence());
                ports.insert(segment.fromClient ? segment.SourcePort() : segment.DestinationPort());
            }
        }
        BOOST_TEST(isns.size() == 6u, kind);
        BOOST_TEST(ports.size() == 3u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_port_that_was_asked_for_is_kept)
{
    for (const std::string kind : {"legacy", "tcpcrypt"})
    {
        TwoHosts net(kind, kind, {FAST});
        SetProfiles(net, HARD, HARD);
        WireLog log(net);
        net.prepareClient = [](Ptr<Socket> socket) {
            BOOST_TEST(socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 1234)) == 0);
        };
        net.Transfer(1000, 0, 20);
        CheckDelivered(net, kind);
        BOOST_TEST(First(log, true).SourcePort() == 1234u, kind);
    }
}

BOOST_AUTO_TEST_CASE(sockets_bound_without_a_port_get_a_random_one)
{
    for (bool ipv6 : {false, true})
    {
        TwoHosts net("legacy", "legacy", {{"10Mbps", "10ms", 0, 1500, true, ipv6}});
        SetProfiles(net, HARD, HARD);
        std::set<uint16_t> ports;
        for (int i = 0; i < 50; ++i)
        {
            Ptr<Socket> socket = SmptcpHelper::CreateSocket(net.nodes.Get(0));
            BOOST_TEST((ipv6 ? socket->Bind6() : socket->Bind()) == 0);
            Address name;
            socket->GetSockName(name);
            ports.insert(ipv6 ? Inet6SocketAddress::ConvertFrom(name).GetPort()
                              : InetSocketAddress::ConvertFrom(name).GetPort());
        }
        BOOST_TEST(ports.size() == 50u); // none twice
        BOOST_TEST(*ports.rbegin() - *ports.begin() > 1000);
        BOOST_TEST(*ports.begin() >= 49152u);
    }
}

// --- set-up --------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(forged_answers_to_a_syn)
{
    struct Forgery
    {
        uint8_t flags;         //!< Of the forged answer
        uint32_t beyond;       //!< Its acknowledgment less the right one
        std::size_t payload;   //!< Octets of payload
        bool stopsStock;       //!< ns-3's socket does not connect any more
        Refusal refusal;       //!< Why the hardened one refuses it
    };
    const std::vector<Forgery> forgeries{{TCP_RST, 0, 0, true, Refusal::NO_ACK},
                                         {TCP_RST | TCP_ACK, 1, 0, false, Refusal::ACK_NUMBER},
                                         {TCP_SYN | TCP_ACK, 5, 0, true, Refusal::ACK_NUMBER},
                                         {TCP_FIN, 0, 0, true, Refusal::FLAGS},
                                         {0, 0, 100, true, Refusal::FLAGS}};
    for (const Forgery& forgery : forgeries)
    {
        for (const std::string& profile : {STOCK, HARD})
        {
            std::string what = profile + ", flags " + std::to_string(forgery.flags);
            TwoHosts net("legacy", "legacy", {FAST});
            SetProfiles(net, profile, profile);
            net.client.mayClose = net.server.mayClose = false;
            WireLog log(net);
            Simulator::Schedule(Seconds(SYN_ANSWERED), [&]() {
                std::vector<uint8_t> payload(forgery.payload, 'x');
                Inject(net, 0, 0, AnswerToSyn(log, forgery.flags, forgery.beyond, payload));
            });
            net.Transfer(10000, 10000, 30);
            bool good = net.server.received == 10000u && net.client.received == 10000u && net.client.intact;
            BOOST_TEST(good == !(forgery.stopsStock && profile == STOCK), what);
            if (profile == HARD)
            {
                CheckDelivered(net, what);
                BOOST_TEST(net.Stack(0)->GetRefusals().Get(forgery.refusal) == 1u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_old_connection_of_the_peer_is_told_to_go)
{
    // RFC 9293, 3.5.1: an ACK of something else in SYN-SENT is answered by an RST with that very number.
    for (const std::string kind : {"legacy", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST});
        SetProfiles(net, HARD, HARD);
        WireLog log(net);
        WireSegment stray;
        Simulator::Schedule(Seconds(SYN_ANSWERED), [&]() {
            stray = AnswerToSyn(log, TCP_ACK, 4321);
            Inject(net, 0, 0, stray);
        });
        net.Transfer(10000, 10000, 30);
        CheckDelivered(net, kind);
        auto resets = log.Select([](const WireSegment& s) { return s.fromClient && s.View().Has(TCP_RST); });
        BOOST_REQUIRE_MESSAGE(resets.size() == 1u, kind);
        BOOST_TEST(resets[0].View().Flags() == TCP_RST);
        BOOST_TEST(resets[0].View().Sequence() == stray.View().Acknowledgment());
        BOOST_TEST(resets[0].DestinationPort() == stray.SourcePort());
    }
}

BOOST_AUTO_TEST_CASE(a_refused_connection_fails_at_once)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST});
        SetProfiles(net, HARD, HARD);
        Simulator::Schedule(Seconds(0.06), [&net]() { net.listener->Close(); });
        net.Transfer(1000, 0, 10);
        BOOST_TEST(net.client.failed + net.client.peerClosed > 0, kind);
        BOOST_TEST(!net.client.connected, kind);
        BOOST_TEST(net.client.endedAt < 0.2, kind);
    }
}

BOOST_AUTO_TEST_CASE(forged_segments_to_a_half_open_connection)
{
    for (const std::string kind : {"legacy", "mptcp", "tcpcrypt"})
    {
        for (int forgery = 0; forgery < 4; ++forgery)
        {
            std::string what = kind + ", forgery " + std::to_string(forgery);
            TwoHosts net(kind, kind, {FAST});
            SetProfiles(net, HARD, HARD);
            WireLog log(net);
            // The server has sent its SYN/ACK at about 0.11 and gets the third segment 20 ms later.
            Simulator::Schedule(Seconds(0.12), [&]() {
                const WireSegment& syn = First(log, true);
                uint32_t next = syn.View().Sequence() + 1;
                uint32_t isn = First(log, false).View().Sequence();
                const uint8_t flags[] = {TCP_RST, TCP_ACK, TCP_SYN, 0};
                WireSegment forged = Forge(syn, flags[forgery], {}, std::vector<uint8_t>(forgery == 3 ? 100 : 0, 'x'));
                SetNumbers(forged, forgery == 1 || forgery == 3 ? next : next + 1000, isn + 7);
                Inject(net, 0, 1, forged);
            });
            net.Transfer(10000, 10000, 30);
            CheckDelivered(net, what);
            std::size_t synAcks = log.Count([](const WireSegment& s) { return s.View().Has(TCP_SYN | TCP_ACK); });
            BOOST_TEST(synAcks == 1u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_poor_syn_does_not_spoil_a_hardened_legacy_listener)
{
    for (const std::string& profile : {STOCK, HARD})
    {
        TwoHosts net("legacy", "legacy", {FAST});
        SetProfiles(net, profile, profile);
        WireLog log(net);
        Simulator::Schedule(Seconds(0.07), [&net]() {
            WireSegment syn = MakeSegment("10.1.1.1", 50000, "10.1.1.2", net.port);
            Inject(net, 0, 1, Forge(syn, TCP_SYN, {}));
        });
        net.Transfer(100000, 0, 20);
        CheckDelivered(net, profile);
        auto answers = log.Select([](const WireSegment& s) { return s.View().Has(TCP_SYN | TCP_ACK); });
        BOOST_REQUIRE(answers.size() >= 2);
        BOOST_TEST(answers.back().DestinationPort() != 50000);
        for (uint8_t kind : {KIND_WINDOW_SCALE, KIND_SACK_PERMITTED, KIND_TIMESTAMPS})
        {
            BOOST_TEST(!answers.front().Has(kind));
            BOOST_TEST(answers.back().Has(kind) == (profile == HARD));
        }
    }
}

// --- transfers -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_pair_of_kinds_survives_losses)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            std::vector<std::pair<std::string, std::string>> profiles{{HARD, HARD}};
            if (client == "legacy" || server == "legacy")
            {
                profiles.insert(profiles.end(), {{HARD, STOCK}, {STOCK, HARD}});
            }
            for (const auto& [first, second] : profiles)
            {
                TwoHosts net(client, server, {{"10Mbps", "10ms", 0.02}});
                SetProfiles(net, first, second);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(150000, 150000, 120);
                CheckDelivered(net, client + " " + first + " to " + server + " " + second);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(reordering_and_duplicates_are_no_attack)
{
    for (const std::string& kind : KINDS)
    {
        for (const std::string& other : {STOCK, HARD})
        {
            TwoHosts net(kind, kind, {FAST});
            SetProfiles(net, HARD, other);
            for (uint32_t host : {0u, 1u})
            {
                Impair(net, host);
            }
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(300000, 300000, 120);
            CheckDelivered(net, kind + ", other " + other);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_sack_and_without_timestamps)
{
    for (const std::string& kind : KINDS)
    {
        for (const char* option : {"Sack", "Timestamp", "WindowScaling"})
        {
            Config::SetDefault(std::string("ns3::TcpSocketBase::") + option, BooleanValue(false));
            TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.02}});
            SetProfiles(net, HARD, HARD);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(300000, 300000, 120);
            CheckDelivered(net, kind + " without " + option);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_closed_window_opens_again)
{
    // A buffer of whole segments closes the window, another one leaves a rest too small for a segment.
    for (const auto& [kind, buffer] : std::vector<std::pair<std::string, uint32_t>>{{"legacy", 40 * 1448},
                                                                                     {"legacy", 60000},
                                                                                     {"mptcp", 60000},
                                                                                     {"mptcp-v1", 60000},
                                                                                     {"tcpcrypt", 60000},
                                                                                     {"smptcp", 60000},
                                                                                     {"mptcp-tcpcrypt", 60000}})
    {
        for (const auto& [client, server] :
             std::vector<std::pair<std::string, std::string>>{{HARD, HARD}, {HARD, STOCK}, {STOCK, HARD}})
        {
            std::string what = kind + ", " + std::to_string(buffer) + ": " + client + " to " + server;
            bool closes = buffer != 60000 || (kind != "legacy" && kind.find("crypt") == std::string::npos);
            if (!closes && kind == "legacy" && server == STOCK)
            {
                continue; // whose window opens without a word
            }
            TwoHosts net(kind, kind, {FAST});
            SetProfiles(net, client, server);
            // Small enough for no losses: with them and a window used up ns3-stock crashes by itself.
            Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(buffer));
            WireLog log(net);
            net.readLimit = 0;
            net.readFrom = 30;
            net.ReadAgainAt(30);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(700000, 0, 200);
            CheckDelivered(net, what);
            BOOST_TEST(net.server.lastDelivery > 30, what);
            std::size_t probes = log.Count([](const WireSegment& s) {
                bool waiting = s.time > 5 && s.time < 30;
                return s.fromClient && waiting && s.View().PayloadSize() == 1 && s.View().Has(TCP_ACK);
            });
            BOOST_TEST((probes > 0) == (closes && (kind != "legacy" || client == HARD)), what);
        }
    }
}

// --- ends ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(half_closes_in_both_orders)
{
    for (const std::string& kind : KINDS)
    {
        for (bool clientCloses : {true, false})
        {
            for (uint32_t first : {0u, 1000u}) // octets of the one that closes
            {
                std::string what = kind + (clientCloses ? ", client" : ", server") + " closes after " +
                                   std::to_string(first);
                TwoHosts net(kind, kind, {FAST});
                SetProfiles(net, HARD, HARD);
                (clientCloses ? net.server : net.client).sendFrom = 1;
                net.Transfer(clientCloses ? first : 500000, clientCloses ? 500000 : first, 30);
                CheckDelivered(net, what);
                BOOST_TEST((clientCloses ? net.server : net.client).peerClosed, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_abort_reaches_the_peer)
{
    for (const std::string& kind : KINDS)
    {
        for (const auto& [client, server] :
             std::vector<std::pair<std::string, std::string>>{{HARD, HARD}, {HARD, STOCK}, {STOCK, HARD}})
        {
            // In the midst of its own stream, so that the reset comes behind segments under way, and by losses too
            TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.02}});
            SetProfiles(net, client, server);
            net.client.mayClose = net.server.mayClose = false;
            Simulator::Schedule(Seconds(0.5), [&net]() {
                net.client.socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            });
            Simulator::Schedule(Seconds(0.8), [&net]() {
                net.client.sent = net.client.toSend;
                net.client.socket->Close(); // with octets unread
            });
            net.Transfer(20000000, 20000000, 60);
            std::string what = kind + ": " + client + " to " + server;
            BOOST_TEST(net.server.peerClosed + net.server.failed > 0, what);
            BOOST_TEST(net.server.endedAt < 5, what);
            BOOST_TEST(net.server.intact, what);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
