/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdlib>

using namespace ns3;

namespace
{

Ptr<RateErrorModel>
MakeLoss(double rate, int64_t stream)
{
    Ptr<RateErrorModel> model = CreateObject<RateErrorModel>();
    model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    model->SetRate(rate);
    model->AssignStreams(stream);
    return model;
}

/// Plain addresses, where the helper would make them of MAC addresses
void
AssignIpv6(const NetDeviceContainer& devices, std::size_t link)
{
    for (uint32_t host = 0; host < 2; ++host)
    {
        Ptr<Ipv6> ip = devices.Get(host)->GetNode()->GetObject<Ipv6>();
        int32_t interface = ip->GetInterfaceForDevice(devices.Get(host));
        auto at = static_cast<uint32_t>(interface < 0 ? ip->AddInterface(devices.Get(host)) : interface);
        auto address = Inet6SocketAddress::ConvertFrom(TwoHosts::AddressOf(static_cast<unsigned>(link), host, true));
        ip->AddAddress(at, Ipv6InterfaceAddress(address.GetIpv6(), Ipv6Prefix(64)));
        ip->SetMetric(at, 1);
        ip->SetUp(at);
    }
}

/// Make \p node a host of \p kind, or of TwoHosts::STACKED
void
InstallHost(SmptcpHelper& helper, Ptr<Node> node, const std::string& kind)
{
    bool stacked = kind == TwoHosts::STACKED;
    helper.Install(node, stacked ? "mptcp-tcpcrypt" : kind);
    if (stacked)
    {
        node->GetObject<SmptcpStack>()->SetAttribute("Prefer", StringValue("stacked"));
    }
}

} // namespace

TwoHosts::TwoHosts(const std::string& clientKind,
                   const std::string& serverKind,
                   std::vector<Link> links)
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(600000));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(600000));
    // Both as in Linux. A delayed ACK as long as the smallest RTO would turn each lone segment into a timeout.
    Config::SetDefault("ns3::TcpSocketBase::MinRto", StringValue("200ms"));
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", StringValue("40ms"));
    Config::SetDefault("ns3::Icmpv6L4Protocol::DAD", BooleanValue(false)); // or no address works for a second
    nodes.Create(2);
    InternetStackHelper stack;
    stack.Install(nodes);
    SmptcpHelper helper;
    InstallHost(helper, nodes.Get(0), clientKind);
    InstallHost(helper, nodes.Get(1), serverKind);
    helper.AssignStreams(nodes, 100);
    for (std::size_t i = 0; i < links.size(); ++i)
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(links[i].rate));
        link.SetChannelAttribute("Delay", StringValue(links[i].delay));
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100p"));
        devices.push_back(link.Install(nodes));
        devices.back().Get(0)->SetMtu(links[i].mtu);
        devices.back().Get(1)->SetMtu(links[i].mtu);
        for (uint32_t end = 0; end < 2 && links[i].loss > 0; ++end)
        {
            auto stream = static_cast<int64_t>(1000 + 2 * i + end);
            devices.back().Get(end)->SetAttribute(
                "ReceiveErrorModel",
                PointerValue(MakeLoss(links[i].loss, stream)));
        }
        if (const char* prefix = std::getenv("SMPTCP_TEST_PCAP"))
        {
            link.EnablePcap(prefix, devices.back());
        }
        if (links[i].ipv4)
        {
            Ipv4AddressHelper addresses;
            addresses.SetBase(("10.1." + std::to_string(i + 1) + ".0").c_str(), "255.255.255.0");
            addresses.Assign(devices.back());
            TrafficControlHelper().Uninstall(devices.back()); // what the helper has installed
        }
        if (links[i].ipv6)
        {
            AssignIpv6(devices.back(), i);
        }
    }
    client.seed = 1;
    server.seed = 77;
}

TwoHosts::~TwoHosts()
{
    client.socket = nullptr;
    server.socket = nullptr;
    listener = nullptr;
    prepareClient = prepareListener = nullptr;
    Simulator::Destroy();
    Config::Reset(); // what a story sets is its own
}

uint8_t
TwoHosts::PatternAt(uint8_t seed, uint64_t offset)
{
    // No period that hides a shift.
    return static_cast<uint8_t>((offset * 2654435761u >> 13) ^ offset ^ seed);
}

Ptr<SmptcpStack>
TwoHosts::Stack(uint32_t host) const
{
    return nodes.Get(host)->GetObject<SmptcpStack>();
}

void
TwoHosts::FailLink(unsigned index, double at)
{
    NetDeviceContainer link = devices[index];
    Simulator::Schedule(Seconds(at), [link]() {
        for (uint32_t end = 0; end < 2; ++end)
        {
            link.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(MakeLoss(1.0, 2000)));
        }
    });
}

void
TwoHosts::RepairLink(unsigned index, double at)
{
    NetDeviceContainer link = devices[index];
    Simulator::Schedule(Seconds(at), [link]() {
        for (uint32_t end = 0; end < 2; ++end)
        {
            link.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(MakeLoss(0, 2000)));
        }
    });
}

Address
TwoHosts::AddressOf(unsigned index, uint32_t host, bool ipv6)
{
    std::string link = std::to_string(index + 1);
    std::string end = std::to_string(host + 1);
    if (ipv6)
    {
        return Inet6SocketAddress(Ipv6Address(("2001:db8:" + link + "::" + end).c_str()), 0);
    }
    return InetSocketAddress(Ipv4Address(("10.1." + link + "." + end).c_str()), 0);
}

void
TwoHosts::ReadAgainAt(double at)
{
    Simulator::Schedule(Seconds(at), [this]() {
        if (server.socket)
        {
            Drain(server);
        }
    });
}

void
TwoHosts::Transfer(uint32_t up, uint32_t down, double seconds)
{
    Start(up, down);
    Run(seconds);
}

void
TwoHosts::Start(uint32_t up, uint32_t down)
{
    client.toSend = server.toReceive = up;
    server.toSend = client.toReceive = down;
    Simulator::Schedule(Seconds(0.05), &TwoHosts::Listen, this);
    Simulator::Schedule(Seconds(0.1), &TwoHosts::Connect, this);
    for (End* end : {&client, &server})
    {
        if (end->sendFrom > 0)
        {
            Simulator::Schedule(Seconds(end->sendFrom), [this, end]() { Fill(*end); });
        }
    }
}

void
TwoHosts::Run(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

void
TwoHosts::Again(uint32_t up, uint32_t down, double seconds)
{
    for (End* end : {&client, &server})
    {
        End fresh;
        fresh.seed = end->seed;
        fresh.mayClose = end->mayClose;
        *end = fresh;
    }
    client.toSend = server.toReceive = up;
    server.toSend = client.toReceive = down;
    Simulator::ScheduleNow(&TwoHosts::Connect, this);
    Run(seconds);
}

void
TwoHosts::Listen()
{
    listener = SmptcpHelper::CreateSocket(nodes.Get(1));
    if (prepareListener)
    {
        prepareListener(listener);
    }
    if (connectIpv6)
    {
        listener->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), port));
    }
    else
    {
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    }
    listener->Listen();
    listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> socket, const Address&) {
            server.socket = socket;
            server.connected = true;
            Wire(server);
            Fill(server);
        }));
}

void
TwoHosts::Connect()
{
    client.socket = SmptcpHelper::CreateSocket(nodes.Get(0));
    if (prepareClient)
    {
        prepareClient(client.socket);
    }
    client.socket->SetConnectCallback(Callback<void, Ptr<Socket>>([this](Ptr<Socket>) {
                                          client.connected = true;
                                          Fill(client);
                                      }),
                                      Callback<void, Ptr<Socket>>(
                                          [this](Ptr<Socket>) { Ended(client, client.failed); }));
    Wire(client);
    if (connectIpv6)
    {
        client.socket->Connect(Inet6SocketAddress("2001:db8:1::2", port));
    }
    else
    {
        client.socket->Connect(InetSocketAddress("10.1.1.2", port));
    }
}

void
TwoHosts::Wire(End& end)
{
    End* at = &end;
    end.socket->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this, at](Ptr<Socket>) { Drain(*at); }));
    end.socket->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([this, at](Ptr<Socket>, uint32_t) { Fill(*at); }));
    end.socket->SetCloseCallbacks(
        Callback<void, Ptr<Socket>>([at](Ptr<Socket>) { Ended(*at, at->peerClosed); }),
        Callback<void, Ptr<Socket>>([at](Ptr<Socket>) { Ended(*at, at->failed); }));
}

void
TwoHosts::Ended(End& end, bool& how)
{
    how = true;
    end.endedAt = end.endedAt > 0 ? end.endedAt : Simulator::Now().GetSeconds();
}

void
TwoHosts::Fill(End& end)
{
    if (Simulator::Now().GetSeconds() < end.sendFrom)
    {
        return;
    }
    while (end.connected && end.sent < end.toSend)
    {
        uint32_t size = std::min({end.toSend - end.sent, end.socket->GetTxAvailable(), writeSize});
        if (size == 0)
        {
            return;
        }
        std::vector<uint8_t> octets(size);
        for (uint32_t i = 0; i < size; ++i)
        {
            octets[i] = PatternAt(end.seed, end.sent + i);
        }
        if (end.socket->Send(Create<Packet>(octets.data(), size)) < 0)
        {
            return;
        }
        end.sent += size;
    }
    MaybeClose(end);
}

void
TwoHosts::Drain(End& end)
{
    const End& peer = &end == &client ? server : client;
    bool limited = &end == &server && Simulator::Now().GetSeconds() < readFrom;
    while (true)
    {
        uint32_t most = limited ? readLimit - std::min(readLimit, end.received) : UINT32_MAX;
        Ptr<Packet> packet = most > 0 ? end.socket->Recv(most, 0) : nullptr;
        if (!packet || packet->GetSize() == 0)
        {
            break;
        }
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        for (uint8_t octet : octets)
        {
            end.wrong += octet == PatternAt(peer.seed, end.received) ? 0 : 1;
            end.intact = end.wrong == 0;
            ++end.received;
        }
        double now = Simulator::Now().GetSeconds();
        end.longestGap =
            end.lastDelivery > 0 ? std::max(end.longestGap, now - end.lastDelivery) : 0;
        end.lastDelivery = now;
    }
    MaybeClose(end);
}

void
TwoHosts::MaybeClose(End& end)
{
    bool all = end.sent == end.toSend && Simulator::Now().GetSeconds() >= end.sendFrom && (end.mayClose || end.received == end.toReceive);
    if (end.connected && all && !end.closed)
    {
        end.closed = true;
        end.socket->Close();
    }
}

std::string
TwoHosts::ModeOf(const End& end)
{
    Ptr<SmptcpSocket> ours = Ours(end);
    if (!ours)
    {
        return "TCP";
    }
    return ours->GetMode() ? smptcp::ModeName(*ours->GetMode()) : "none";
}

Ptr<SmptcpSocket>
TwoHosts::Ours(const End& end)
{
    return DynamicCast<SmptcpSocket>(end.socket);
}
