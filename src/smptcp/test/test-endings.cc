/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// How connections end: in order, half, both at once, cut, refused, forgotten.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/config.h"
#include "ns3/object-ptr-container.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-subflow.h"
#include "ns3/string.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(endings)

namespace
{

const std::vector<std::string> KINDS{"smptcp", "mptcp", "tcpcrypt", "legacy"};
const std::vector<std::string> OUR_KINDS{"smptcp", "mptcp", "tcpcrypt"};

bool
IsDataFin(const WireSegment& segment)
{
    const auto dss = segment.Options().dss;
    return dss && dss->dataFin;
}

double
LastSegment(const WireLog& log)
{
    return log.segments.empty() ? 0 : log.segments.back().time;
}

/// \return the living subflow with that number of a host that has one connection
Ptr<SmptcpSubflow>
FindSubflow(const TwoHosts& net, uint32_t host, uint32_t id)
{
    ObjectPtrContainerValue sockets;
    net.nodes.Get(host)->GetObject<TcpL4Protocol>()->GetAttribute("SocketList", sockets);
    for (auto socket = sockets.Begin(); socket != sockets.End(); ++socket)
    {
        Ptr<SmptcpSubflow> subflow = DynamicCast<SmptcpSubflow>(socket->second);
        if (subflow && subflow->GetId() == id && subflow->IsUsable())
        {
            return subflow;
        }
    }
    BOOST_FAIL("there is no such subflow");
    return nullptr;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_half_closed_connection_goes_on_in_the_other_direction)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            for (bool clientCloses : {true, false})
            {
                if ((clientCloses ? server : client) == "legacy")
                {
                    continue; // stock TCP stalls when its buffer was full after a half-close
                }
                std::string what = client + " to " + server + (clientCloses ? ", client" : ", server") + " closes";
                for (uint32_t first : {0u, 10u}) // octets of the one that closes
                {
                    TwoHosts net(client, server, {FAST, SLOW});
                    (clientCloses ? net.server : net.client).sendFrom = 1;
                    net.Transfer(clientCloses ? first : 1000000, clientCloses ? 1000000 : first, 30);
                    CheckDelivered(net, what);
                    const auto& later = clientCloses ? net.server : net.client;
                    BOOST_TEST(later.peerClosed, what);
                    BOOST_TEST(later.endedAt < 0.5, what); // told before it began to send
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_half_closed_connection_may_take_its_time)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {{"500kbps", "10ms"}});
        net.server.sendFrom = 30;
        net.Transfer(0, 2000000, 120);
        CheckDelivered(net, kind);
        BOOST_TEST(net.client.peerClosed, kind);
        BOOST_TEST(net.client.lastDelivery > 60); // it did take its time
    }
}

BOOST_AUTO_TEST_CASE(an_end_with_a_gap_in_what_came_is_no_reset)
{
    for (const std::string& kind : OUR_KINDS)
    {
        for (bool close : {true, false})
        {
            std::string what = kind + (close ? ", close" : ", shutdown");
            TwoHosts net(kind, kind, {FAST});
            WireLog log(net);
            // The first data of the server are lost for a second; what follows them waits at the client.
            uint32_t missing = 0;
            SegmentFilter::Put(net, 0, 0, [&missing](const WireSegment& s) {
                bool data = s.View().PayloadSize() > 1000;
                missing = data && missing == 0 ? s.View().Sequence() : missing;
                return data && s.View().Sequence() == missing && s.time < 1.1;
            });
            net.client.mayClose = close;
            if (!close)
            {
                Simulator::Schedule(Seconds(0.5), [&net]() { net.client.socket->ShutdownSend(); });
            }
            net.Transfer(2000, 20000, 30);
            CheckDelivered(net, what);
            BOOST_TEST(missing != 0u, what);
            BOOST_TEST(net.server.peerClosed, what);
            BOOST_TEST(log.Count([](const WireSegment& s) { return s.View().Has(TCP_RST); }) == 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(data_flow_as_soon_as_the_handshake_is_done)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            for (bool up : {true, false})
            {
                TwoHosts net(client, server, {FAST});
                net.Transfer(up ? 1000 : 0, up ? 0 : 1000, 10);
                CheckDelivered(net, client + " to " + server);
                BOOST_TEST((up ? net.server : net.client).lastDelivery < 0.25, client << " to " << server);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(both_ends_hear_of_the_end_and_the_wire_falls_silent)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            if (client == "legacy" && server == "legacy")
            {
                continue; // stock TCP has its own troubles with crossing FINs
            }
            for (bool together : {true, false})
            {
                std::string what = client + " to " + server + (together ? " at once" : " in turn");
                TwoHosts net(client, server, {FAST, SLOW});
                WireLog log(net);
                if (together)
                {
                    net.client.sendFrom = net.server.sendFrom = 1;
                }
                else
                {
                    net.client.mayClose = net.server.mayClose = false;
                }
                net.Transfer(5000, 5000, 60);
                CheckDelivered(net, what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                if (client != "legacy" && server != "legacy")
                {
                    BOOST_TEST(LastSegment(log) < 3, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_data_fin_ends_each_direction_and_fins_follow)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.Transfer(200000, 300000, 20);
        CheckDelivered(net, kind);
        for (bool client : {true, false})
        {
            auto fins = log.Select([client](const auto& s) { return s.fromClient == client && IsDataFin(s); });
            BOOST_REQUIRE(!fins.empty());
            // No subflow closes before both streams are done.
            auto tcpFins = log.Select([](const auto& s) { return s.View().Has(TCP_FIN); });
            BOOST_REQUIRE(!tcpFins.empty());
            BOOST_TEST(tcpFins.front().time > fins.front().time);
        }
    }
}

BOOST_AUTO_TEST_CASE(lost_ends_are_repeated)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        for (bool dataLevel : {true, false})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            std::map<std::pair<uint32_t, uint32_t>, int> lost;
            for (uint32_t link : {0u, 1u})
            {
                for (uint32_t host : {0u, 1u})
                {
                    SegmentFilter::Put(net, link, host, [&lost, link, host, dataLevel](const WireSegment& s) {
                        bool end = dataLevel ? IsDataFin(s) : s.View().Has(TCP_FIN);
                        return end && lost[{link, host}]++ < 2;
                    });
                }
            }
            net.Transfer(100000, 100000, 60);
            CheckDelivered(net, kind);
            BOOST_TEST(!lost.empty());
            BOOST_TEST(net.client.peerClosed);
            BOOST_TEST(net.server.peerClosed);
            BOOST_TEST(LastSegment(log) < 30);
        }
    }
}

BOOST_AUTO_TEST_CASE(connection_refused)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : OUR_KINDS)
        {
            TwoHosts net(client, server, {FAST});
            Simulator::Schedule(Seconds(0.06), [&net]() { net.listener->Close(); });
            net.Transfer(1000, 0, 30);
            BOOST_TEST(!net.client.connected, client << " to " << server);
            if (client != "legacy") // stock TCP takes no notice of RST with ACK
            {
                BOOST_TEST(net.client.failed, client << " to " << server);
                BOOST_TEST(net.client.endedAt < 1);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_never_answers)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        Config::SetDefault("ns3::TcpSocket::ConnCount", UintegerValue(3));
        net.FailLink(0, 0);
        net.Transfer(1000, 0, 120);
        BOOST_TEST(net.client.failed);
        BOOST_TEST(!net.client.connected);
        BOOST_TEST(net.client.endedAt < 60);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_disappears)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        net.FailLink(0, 1);
        net.FailLink(1, 1);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(5000000, 0, 400);
        BOOST_TEST(net.client.connected);
        BOOST_TEST(net.client.failed, kind);
        BOOST_TEST(!net.client.peerClosed, kind);
        BOOST_TEST(net.client.endedAt < 200, kind);
        BOOST_TEST(net.server.intact);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_disappears_during_the_key_exchange)
{
    for (const std::string kind : {"smptcp", "tcpcrypt"})
    {
        TwoHosts net(kind, kind, {FAST});
        SegmentFilter::Put(net, 0, 0, [](const WireSegment& s) {
            auto crypt = s.Options().handshake.crypt;
            return crypt && crypt->init2;
        });
        net.Transfer(1000, 0, 300);
        BOOST_TEST(!net.client.connected);
        BOOST_TEST(net.client.failed);
        BOOST_TEST(net.client.endedAt < 12); // CryptHandshakeTimeout
        BOOST_TEST(net.server.received == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_path_that_dies_silently_costs_nothing)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        for (unsigned dead : {0u, 1u})
        {
            TwoHosts net(kind, kind, {{"10Mbps", "10ms"}, {"10Mbps", "20ms"}});
            net.FailLink(dead, 2);
            net.Transfer(4000000, 1000000, 60);
            CheckDelivered(net, kind);
            BOOST_TEST(net.server.longestGap < 1.5);
            BOOST_TEST(net.client.peerClosed);
            BOOST_TEST(net.server.peerClosed);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_subflow_that_is_reset_is_left_behind)
{
    // In MPTCP any RST in sequence does it, with timestamps or, as this one, without (RFC 7323, 3.2). The forged
    // segment stands for a middlebox that loses its state.
    for (uint32_t link : {0u, 1u})
    {
        TwoHosts net("mptcp", "mptcp", {FAST, SLOW});
        WireLog log(net);
        uint16_t port = 0; // of the client
        auto reset = [&net, &log, &port, link](bool fromClient) {
            auto sent = log.Select([link, fromClient](const auto& s) {
                return s.interface == link + 1 && s.fromClient == fromClient;
            });
            BOOST_REQUIRE(!sent.empty());
            // Its next octet as the receiver sees it: what the other side acknowledged last.
            auto back = log.Select([link, fromClient](const auto& s) {
                return s.interface == link + 1 && s.fromClient != fromClient;
            });
            port = fromClient ? sent.back().View().SourcePort() : sent.back().View().DestinationPort();
            WireSegment rst = Forge(sent.back(), TCP_RST | TCP_ACK, {});
            SetNumbers(rst, back.back().View().Acknowledgment(), sent.back().View().Acknowledgment());
            Inject(net, link, fromClient ? 1 : 0, rst);
        };
        Simulator::Schedule(Seconds(1), [&reset]() {
            reset(true);
            reset(false);
        });
        net.Transfer(8000000, 1000000, 60); // goes on well after the reset
        CheckDelivered(net, "mptcp, reset of link " + std::to_string(link + 1));
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() >= 2u);
        BOOST_TEST(net.client.peerClosed);
        BOOST_TEST(net.server.peerClosed);
        // Nothing but late echoes on the dead subflow's ports afterwards; a new one may take its link.
        auto later = log.Select([link, port](const auto& s) {
            return s.interface == link + 1 && s.time > 1.3 && s.View().PayloadSize() > 0 &&
                   (s.fromClient ? s.View().SourcePort() : s.View().DestinationPort()) == port;
        });
        BOOST_TEST(later.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_subflow_given_up_by_one_end_is_left_behind)
{
    // One direction of a link dies: that end's data time out until it gives the subflow up.
    for (uint32_t link : {0u, 1u})
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        Config::SetDefault("ns3::TcpSocket::DataRetries", UintegerValue(2));
        WireLog log(net);
        SegmentFilter::Put(net, link, 1, [](const WireSegment& s) { return s.time > 1; });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(6000000, 3000000, 100);
        CheckDelivered(net, "smptcp, link " + std::to_string(link + 1));
        BOOST_TEST(net.server.longestGap < 3);
        BOOST_TEST(net.client.peerClosed);
        BOOST_TEST(net.server.peerClosed);
    }
}

BOOST_AUTO_TEST_CASE(a_reset_under_mac_ends_its_subflow_and_nothing_else)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        for (uint32_t host : {0u, 1u})
        {
            for (uint32_t id : {1u, 2u})
            {
                std::string what = kind + ", host " + std::to_string(host) + ", subflow " + std::to_string(id);
                TwoHosts net(kind, kind, {FAST, SLOW});
                Config::SetDefault("ns3::MptcpPathManager::RetryInterval", StringValue("1000s")); // no new one
                WireLog log(net);
                Simulator::Schedule(Seconds(1), [&net, host, id]() { FindSubflow(net, host, id)->Abort(); });
                net.Transfer(4000000, 2000000, 60);
                CheckDelivered(net, what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                BOOST_TEST(net.server.longestGap < 0.5, what);
                auto resets = log.Select([host](const auto& s) {
                    return s.View().Has(TCP_RST) && s.fromClient == (host == 0) && s.time < 1.001;
                });
                BOOST_REQUIRE(!resets.empty()); // ns-3 itself answers what is still under way
                BOOST_TEST(resets[0].interface == id);
                BOOST_TEST(resets[0].Has(KIND_MAC) == (kind == "smptcp"));
                BOOST_TEST(log.Count([id](const auto& s) {
                    return s.interface == id && s.time > 1.2 && s.View().PayloadSize() > 0;
                }) == 0u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(closing_with_unread_data_tells_the_peer)
{
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        net.readLimit = 100000;
        net.readFrom = 1000;
        net.server.mayClose = false;
        // The application goes away without having read everything.
        Simulator::Schedule(Seconds(4), [&net]() { net.server.socket->Close(); });
        net.Transfer(3000000, 0, 200);
        BOOST_TEST(net.client.failed, kind);
        BOOST_TEST(!net.client.peerClosed, kind);
        BOOST_TEST(net.client.endedAt > 4);
        BOOST_TEST(net.client.endedAt < 30, kind);
        BOOST_TEST(net.server.intact);
    }
}

BOOST_AUTO_TEST_CASE(closing_before_the_handshake_is_done)
{
    for (const std::string& kind : OUR_KINDS)
    {
        for (double at : {0.1001, 0.115, 0.125, 0.135})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            Simulator::Schedule(Seconds(at), [&net]() { net.client.socket->Close(); });
            net.client.mayClose = false;
            net.server.mayClose = true;
            net.Transfer(0, 1000, 60);
            BOOST_TEST(net.server.received == 0u);
            BOOST_TEST((!net.client.connected || net.client.received == 1000u), kind << " at " << at);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_dropped_socket_goes_on_by_itself)
{
    // The application forgets its socket after Close: the stack keeps it until all is sent.
    for (const std::string& kind : OUR_KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        Simulator::Schedule(Seconds(0.5), [&net]() { net.client.socket = nullptr; });
        net.Transfer(500000, 0, 30);
        BOOST_TEST(net.server.received == 500000u, kind);
        BOOST_TEST(net.server.intact);
        BOOST_TEST(net.server.peerClosed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
