/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-host-capture.h"

#include "ns3/abort.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3
{

namespace
{

constexpr uint32_t LINKTYPE_RAW = 101;

} // namespace

SmptcpHostCapture::SmptcpHostCapture(Ptr<Node> node, const std::string& fileName)
    : m_file(CreateObject<PcapFileWrapper>()) // an Object: its capture size is an attribute
{
    m_file->Open(fileName, std::ios::out);
    NS_ABORT_MSG_IF(m_file->Fail(), "cannot write the capture " << fileName);
    m_file->Init(LINKTYPE_RAW);
    if (Ptr<Ipv4L3Protocol> ipv4 = node->GetObject<Ipv4L3Protocol>())
    {
        for (const char* direction : {"Tx", "Rx"})
        {
            ipv4->TraceConnectWithoutContext(direction,
                                             MakeCallback(&SmptcpHostCapture::OnPacket4, this));
        }
    }
    if (Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>())
    {
        for (const char* direction : {"Tx", "Rx"})
        {
            ipv6->TraceConnectWithoutContext(direction,
                                             MakeCallback(&SmptcpHostCapture::OnPacket6, this));
        }
    }
}

void
SmptcpHostCapture::OnPacket4(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Write(packet);
}

void
SmptcpHostCapture::OnPacket6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t)
{
    Write(packet);
}

void
SmptcpHostCapture::Write(Ptr<const Packet> packet)
{
    m_file->Write(Simulator::Now(), packet);
}

} // namespace ns3
