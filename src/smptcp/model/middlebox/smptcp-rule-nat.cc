/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-nat.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpNatRule);

namespace
{

constexpr uint8_t USUAL_HOST = 77;       //!< Last octet of a chosen external address
constexpr int64_t IDLE_SECONDS = 7440;   //!< RFC 5382, REQ-5: at least 2 hours and 4 minutes
constexpr uint32_t LAST_PORT = 65535;

} // namespace

TypeId
SmptcpNatRule::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpNatRule")
            .SetParent<SmptcpSegmentRule>()
            .SetGroupName("Smptcp")
            .AddConstructor<SmptcpNatRule>()
            .AddAttribute("ExternalAddress",
                          "Address seen on the outside; its packets must be routed to the box. 0.0.0.0: an unused one "
                          "of the /24 of the first host seen on the inside, which is right on a point-to-point link",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&SmptcpNatRule::m_external),
                          MakeIpv4AddressChecker())
            .AddAttribute("MappingTimeout",
                          "A connection that is idle for longer loses its port",
                          TimeValue(Seconds(IDLE_SECONDS)),
                          MakeTimeAccessor(&SmptcpNatRule::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("FirstPort",
                          "Lowest external port",
                          UintegerValue(20000),
                          MakeUintegerAccessor(&SmptcpNatRule::m_firstPort),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Ports",
                          "Number of external ports; those above 65535 do not exist",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&SmptcpNatRule::m_ports),
                          MakeUintegerChecker<uint32_t>(1, LAST_PORT));
    return tid;
}

SmptcpNatRule::SmptcpNatRule()
    : m_choice(CreateObject<UniformRandomVariable>())
{
}

int64_t
SmptcpNatRule::AssignStreams(int64_t stream)
{
    m_choice->SetStream(stream);
    return 1;
}

Ipv4Address
SmptcpNatRule::GetExternalAddress() const
{
    return m_external;
}

std::optional<uint16_t>
SmptcpNatRule::GetPort(const BoxFlow& flow) const
{
    auto known = m_byFlow.find(flow);
    if (known == m_byFlow.end() || !Lives(m_byPort.at(known->second)))
    {
        return std::nullopt;
    }
    return known->second;
}

bool
SmptcpNatRule::Lives(const Mapping& mapping) const
{
    return Simulator::Now() - mapping.used <= m_timeout;
}

void
SmptcpNatRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    if (segment.IsIpv6())
    {
        Forward(packet, from);
        return;
    }
    if (from == BOX_INSIDE)
    {
        Out(segment, packet);
        return;
    }
    In(segment, packet);
}

void
SmptcpNatRule::Out(IpSegment& segment, Ptr<const Packet> packet)
{
    BoxFlow flow = BoxFlow::Of(segment, BOX_INSIDE);
    auto port = GetPort(flow);
    if (!port && !segment.Tcp().Has(TCP_RST))
    {
        ChooseAddress(segment);
        port = TakePort(flow);
    }
    if (!port)
    {
        Drop(segment.Tcp().Has(TCP_RST) ? "a reset opens nothing" : "no external port is free", packet);
        return;
    }
    m_byPort.at(*port).used = Simulator::Now();
    segment.SetSource(ToOctets(m_external));
    segment.SetSourcePort(*port);
    ForwardChanged("source translated", segment.ToPacket(), BOX_INSIDE);
}

void
SmptcpNatRule::In(IpSegment& segment, Ptr<const Packet> packet)
{
    SegmentView tcp = segment.Tcp();
    auto known = m_byPort.find(tcp.DestinationPort());
    bool belongs = known != m_byPort.end() && Lives(known->second) && segment.Destination() == ToOctets(m_external) &&
                   segment.Source() == known->second.flow.outside && tcp.SourcePort() == known->second.flow.outsidePort;
    if (!belongs)
    {
        Drop("belongs to no connection from the inside", packet);
        return;
    }
    known->second.used = Simulator::Now();
    segment.SetDestination(known->second.flow.inside);
    segment.SetDestinationPort(known->second.flow.insidePort);
    ForwardChanged("destination translated", segment.ToPacket(), BOX_OUTSIDE);
}

void
SmptcpNatRule::ChooseAddress(const IpSegment& segment)
{
    if (m_external != Ipv4Address::GetAny())
    {
        return;
    }
    AddressOctets chosen = segment.Source();
    chosen.back() = USUAL_HOST;
    while (chosen == segment.Source() || chosen == segment.Destination())
    {
        ++chosen.back();
    }
    m_external = Ipv4Address(static_cast<uint32_t>(ReadBig(&chosen[12], 4)));
}

std::optional<uint16_t>
SmptcpNatRule::TakePort(const BoxFlow& flow)
{
    uint32_t ports = std::min(m_ports, LAST_PORT + 1 - m_firstPort);
    uint32_t begin = m_choice->GetInteger(0, ports - 1);
    for (uint32_t tried = 0; tried < ports; ++tried)
    {
        auto port = static_cast<uint16_t>(m_firstPort + (begin + tried) % ports);
        auto used = m_byPort.find(port);
        if (used != m_byPort.end() && Lives(used->second))
        {
            continue;
        }
        if (used != m_byPort.end())
        {
            m_byFlow.erase(used->second.flow);
            m_byPort.erase(used);
        }
        auto former = m_byFlow.find(flow);
        if (former != m_byFlow.end()) // its own that expired
        {
            m_byPort.erase(former->second);
        }
        m_byFlow[flow] = port;
        m_byPort[port] = {flow, Simulator::Now()};
        return port;
    }
    return std::nullopt;
}

} // namespace ns3
