/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The smallest script: does an unmodified BulkSend reach an unmodified PacketSink over two paths at once?

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/smptcp-helper.h"

#include <iostream>

using namespace ns3;

int
main(int argc, char** argv)
{
    CommandLine(__FILE__).Parse(argc, argv);
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    SmptcpHelper().Install(nodes, "smptcp");
    for (std::string network : {"10.1.1.0", "10.1.2.0"})
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        Ipv4AddressHelper(network.c_str(), "255.255.255.0").Assign(link.Install(nodes));
    }
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1000000)); // enough for both queues when full
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1000000));
    BulkSendHelper source("ns3::SmptcpSocketFactory", InetSocketAddress("10.1.1.2", 40001));
    PacketSinkHelper sink("ns3::SmptcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 40001));
    source.Install(nodes.Get(0)).Start(Seconds(0.1));
    Ptr<PacketSink> received = DynamicCast<PacketSink>(sink.Install(nodes.Get(1)).Get(0));
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    std::cout << received->GetTotalRx() << " bytes in 10 s over two links of 10 Mbit/s\n";
    Simulator::Destroy();
    return received->GetTotalRx() > 0 ? 0 : 1;
}
