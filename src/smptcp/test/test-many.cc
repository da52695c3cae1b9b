/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Small writes, large writes, and many connections at once.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-socket.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(many)

namespace
{

const std::vector<std::string> KINDS{"smptcp", "mptcp", "tcpcrypt", "legacy"};

/// Several streams from client to server at once. The first octet of a stream names it.
class Streams
{
  public:
    Streams(TwoHosts& net, uint32_t count, uint32_t octets)
        : m_net(net),
          m_octets(octets)
    {
        Simulator::Schedule(Seconds(0.05), &Streams::Listen, this);
        for (uint32_t i = 0; i < count; ++i)
        {
            Simulator::Schedule(Seconds(0.1), &Streams::Connect, this, static_cast<uint8_t>(i));
        }
    }

    std::vector<Ptr<Socket>> accepted;          //!< The server's sockets
    std::vector<Ptr<Socket>> clients;           //!< The client's sockets
    std::map<uint8_t, uint32_t> received;       //!< Octets by name of the stream
    bool intact{true};                          //!< Each octet was the right one
    unsigned failures{0};                       //!< Failures and errors told

  private:
    uint8_t At(uint8_t name, uint64_t offset) const
    {
        return offset == 0 ? name : TwoHosts::PatternAt(name, offset);
    }

    void Listen()
    {
        m_listener = SmptcpHelper::CreateSocket(m_net.nodes.Get(1));
        m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_net.port));
        m_listener->Listen();
        m_listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> socket, const Address&) {
                accepted.push_back(socket);
                socket->SetRecvCallback(Callback<void, Ptr<Socket>>([this](Ptr<Socket> from) { Read(from); }));
                socket->SetCloseCallbacks(Callback<void, Ptr<Socket>>([](Ptr<Socket> s) { s->Close(); }),
                                          Callback<void, Ptr<Socket>>([this](Ptr<Socket>) { ++failures; }));
            }));
    }

    void Connect(uint8_t name)
    {
        Ptr<Socket> socket = SmptcpHelper::CreateSocket(m_net.nodes.Get(0));
        clients.push_back(socket);
        auto failed = Callback<void, Ptr<Socket>>([this](Ptr<Socket>) { ++failures; });
        socket->SetConnectCallback(
            Callback<void, Ptr<Socket>>([this, name](Ptr<Socket> s) { Fill(s, name); }),
            failed);
        socket->SetSendCallback(
            Callback<void, Ptr<Socket>, uint32_t>([this, name](Ptr<Socket> s, uint32_t) { Fill(s, name); }));
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(), failed);
        socket->Connect(InetSocketAddress("10.1.1.2", m_net.port));
    }

    void Fill(Ptr<Socket> socket, uint8_t name)
    {
        uint32_t& sent = m_sent[name];
        while (sent < m_octets && socket->GetTxAvailable() > 0)
        {
            std::vector<uint8_t> piece(std::min(m_octets - sent, socket->GetTxAvailable()));
            for (uint32_t i = 0; i < piece.size(); ++i)
            {
                piece[i] = At(name, sent + i);
            }
            if (socket->Send(Create<Packet>(piece.data(), static_cast<uint32_t>(piece.size()))) < 0)
            {
                return;
            }
            sent += static_cast<uint32_t>(piece.size());
        }
        if (sent == m_octets && m_closed.insert(name).second)
        {
            socket->Close();
        }
    }

    void Read(Ptr<Socket> socket)
    {
        Ptr<Packet> packet;
        while ((packet = socket->Recv()) && packet->GetSize() > 0)
        {
            std::vector<uint8_t> octets(packet->GetSize());
            packet->CopyData(octets.data(), packet->GetSize());
            auto name = m_names.emplace(socket, octets[0]).first->second;
            for (uint8_t octet : octets)
            {
                intact = intact && octet == At(name, received[name]);
                ++received[name];
            }
        }
    }

    TwoHosts& m_net;
    uint32_t m_octets;
    Ptr<Socket> m_listener;
    std::map<uint8_t, uint32_t> m_sent;
    std::set<uint8_t> m_closed;
    std::map<Ptr<Socket>, uint8_t> m_names;
};

} // namespace

BOOST_AUTO_TEST_CASE(writes_of_one_octet)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.writeSize = 1;
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(5000, 5000, 60);
        CheckDelivered(net, kind);
        // They are gathered: not a segment for each octet.
        BOOST_TEST(log.Count([](const auto& s) { return s.View().PayloadSize() > 0; }) < 5000u, kind);
    }
}

BOOST_AUTO_TEST_CASE(writes_of_a_megabyte)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1500000));
        net.writeSize = 1000000;
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(3000000, 1000000, 60);
        CheckDelivered(net, kind);
    }
}

BOOST_AUTO_TEST_CASE(sixteen_connections_at_once)
{
    for (const std::string& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        Streams streams(net, 16, 60000);
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        BOOST_TEST(streams.accepted.size() == 16u, kind);
        BOOST_TEST(streams.received.size() == 16u, kind);
        BOOST_TEST(streams.intact, kind);
        BOOST_TEST(streams.failures == 0u, kind);
        for (const auto& [name, octets] : streams.received)
        {
            BOOST_TEST(octets == 60000u, kind << " stream " << int(name));
        }
    }
}

BOOST_AUTO_TEST_CASE(two_connections_are_joined_each_by_its_own_token)
{
    for (const std::string kind : {"smptcp", "mptcp"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        Streams streams(net, 2, 1000000);
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        BOOST_TEST(streams.intact);
        BOOST_TEST(streams.received.size() == 2u);
        BOOST_TEST(streams.failures == 0u);
        for (const auto& side : {streams.accepted, streams.clients})
        {
            for (const auto& socket : side)
            {
                Ptr<SmptcpSocket> ours = DynamicCast<SmptcpSocket>(socket);
                auto reports = ours->GetSubflowReports();
                BOOST_REQUIRE_EQUAL(reports.size(), 2);
                BOOST_TEST(reports[1].bytesSent + reports[1].bytesReceived > 100000u);
                BOOST_TEST(reports[1].macFailures == 0u);
                BOOST_TEST(ours->GetJoinHmacFailures() == 0u);
            }
        }
        // Each JOIN names the key of one server side, and no two name the same.
        std::set<uint32_t> offered;
        std::set<uint32_t> named;
        for (const auto& segment : log.segments)
        {
            SegmentOptions options = segment.Options();
            if (segment.View().Has(TCP_SYN | TCP_ACK) && options.handshake.mpCapable)
            {
                offered.insert(MptcpToken(*options.handshake.mpCapable->senderKey, MptcpVersion::V0));
            }
            if (options.joinSyn)
            {
                named.insert(options.joinSyn->token);
            }
        }
        BOOST_TEST(offered.size() == 2u);
        BOOST_TEST((named == offered));
    }
}

BOOST_AUTO_TEST_CASE(tokens_end_with_their_connections)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    WireLog log(net);
    Streams streams(net, 3, 200000);
    unsigned alive = 0;
    auto look = [&]() {
        alive = 0;
        for (const auto& segment : log.segments)
        {
            auto options = segment.Options();
            bool answer = segment.View().Has(TCP_SYN | TCP_ACK) && options.handshake.mpCapable;
            if (answer && net.Stack(1)->FindToken(MptcpToken(*options.handshake.mpCapable->senderKey, MptcpVersion::V0)))
            {
                ++alive;
            }
        }
    };
    unsigned during = 0;
    Simulator::Schedule(Seconds(0.3), [&]() {
        look();
        during = alive;
    });
    Simulator::Stop(Seconds(300)); // longer than TIME-WAIT
    Simulator::Run();
    look();
    BOOST_TEST(during == 3u);
    BOOST_TEST(alive == 0u);
    BOOST_TEST(streams.intact);
}

BOOST_AUTO_TEST_SUITE_END()
