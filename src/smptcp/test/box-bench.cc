/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "box-bench.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-box-helper.h"
#include "ns3/smptcp-ip-link.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

WithChecksums::WithChecksums()
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
}

WithChecksums::~WithChecksums()
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

bool
StockAccepts(Ptr<Packet> packet)
{
    uint8_t version = 0;
    packet->CopyData(&version, 1);
    Address from;
    Address to;
    if (version >> 4 == 6)
    {
        Ipv6Header ip;
        packet->RemoveHeader(ip);
        from = ip.GetSource();
        to = ip.GetDestination();
        if (ip.GetPayloadLength() != packet->GetSize())
        {
            return false;
        }
    }
    else
    {
        Ipv4Header ip;
        ip.EnableChecksum();
        packet->RemoveHeader(ip);
        from = ip.GetSource();
        to = ip.GetDestination();
        if (!ip.IsChecksumOk() || ip.GetPayloadSize() != packet->GetSize())
        {
            return false;
        }
    }
    TcpHeader tcp;
    tcp.EnableChecksums();
    tcp.InitializeChecksum(from, to, 6);
    packet->PeekHeader(tcp);
    return tcp.IsChecksumOk();
}

BoxBench::BoxBench(const std::vector<Ptr<SmptcpBoxRule>>& rules)
{
    m_ends.Create(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("1000Gbps"));
    m_devices = link.Install(m_ends);
    box = SmptcpBoxHelper::Insert(m_devices.Get(BOX_INSIDE));
    for (const auto& rule : rules)
    {
        box->AddRule(rule);
    }
    box->AssignStreams(1);
    for (BoxSide side : {BOX_INSIDE, BOX_OUTSIDE})
    {
        m_ends.Get(side)->RegisterProtocolHandler(
            Node::ProtocolHandler([this, side](Ptr<NetDevice>,
                                               Ptr<const Packet> packet,
                                               uint16_t,
                                               const Address&,
                                               const Address&,
                                               NetDevice::PacketType) { Receive(side, packet); }),
            0,
            m_devices.Get(side));
    }
}

BoxBench::~BoxBench()
{
    box = nullptr;
    Simulator::Destroy();
}

void
BoxBench::Receive(BoxSide side, Ptr<const Packet> packet)
{
    BOOST_TEST(StockAccepts(packet->Copy()));
    auto segment = IpSegment::Parse(packet);
    BOOST_REQUIRE(segment);
    m_received[side].push_back(*segment);
}

void
BoxBench::Send(BoxSide from, const IpSegment& segment)
{
    Ptr<NetDevice> device = m_devices.Get(from);
    Simulator::ScheduleNow([device, packet = segment.ToPacket()]() { SendIp(device, packet); });
    Wait(MicroSeconds(10));
}

void
BoxBench::Wait(Time time)
{
    Simulator::Stop(time);
    Simulator::Run();
}

std::vector<IpSegment>
BoxBench::Received(BoxSide side)
{
    std::vector<IpSegment> received;
    received.swap(m_received[side]);
    return received;
}

IpSegment
BoxBench::One(BoxSide side)
{
    auto received = Received(side);
    BOOST_REQUIRE(received.size() == 1U);
    return received.front();
}

IpSegment
SegmentFrom(BoxSide from,
            uint8_t flags,
            uint32_t sequence,
            uint32_t acknowledgment,
            const std::vector<uint8_t>& payload,
            const std::vector<uint8_t>& options,
            bool ipv6)
{
    const AddressOctets& inside = ipv6 ? INSIDE6 : INSIDE4;
    const AddressOctets& outside = ipv6 ? OUTSIDE6 : OUTSIDE4;
    bool out = from == BOX_INSIDE;
    IpSegment segment = IpSegment::Make(out ? inside : outside,
                                        out ? 1234 : 80,
                                        out ? outside : inside,
                                        out ? 80 : 1234,
                                        flags,
                                        sequence,
                                        acknowledgment);
    BOOST_REQUIRE(segment.SetOptions(options));
    BOOST_REQUIRE(segment.SetPayload(payload));
    return segment;
}
