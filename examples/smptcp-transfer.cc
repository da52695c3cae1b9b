/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Does a file cross the network whole, in which mode, and what does the wire show? Two hosts of chosen kinds, one link
// for each path, a stream up, down or both ways, once or in several connections one after the other. Writes
// transfer.csv, pcaps and the key log to --out.

#include "common/abort-guard.h"
#include "common/files.h"
#include "smptcp-transfer/exchange.h"
#include "smptcp-transfer/options.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mptcp-coupled.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/smptcp-key-store.h"
#include "ns3/smptcp-path-topology.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr double CONNECT_AT_S = 0.1;
constexpr int64_t STREAM_HOSTS = 100;     //!< Random streams: hosts
constexpr int64_t STREAM_PATHS = 1000;    //!< Random streams: paths
constexpr int64_t STREAM_PROGRAM = 2000;  //!< Random streams: this program, two for each connection
constexpr int64_t STREAM_BOXES = 5000;    //!< Random streams: middleboxes

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
    bool coupled = TypeId::LookupByName(options.congestion).IsChildOf(MptcpCoupled::GetTypeId());
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue(coupled ? "ns3::TcpNewReno" : options.congestion));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
}

/// The run: a network, and one exchange after the other
class Transfer
{
  public:
    Transfer(const Options& options, Plan& plan)
        : m_options(options),
          m_plan(plan)
    {
    }

    bool Run()
    {
        SmptcpPathTopology topology;
        topology.Build(m_plan.paths, m_options.impairments);
        Install(topology);
        m_plan.boxes.Insert(topology, STREAM_BOXES);
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
        m_plan.boxes.Tell(std::cout);
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
        if (m_exchanges.back()->Broken() || (over && m_exchanges.size() == m_options.connections))
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
        Exchange::WriteHeader(csv);
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
    Plan& m_plan;
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
