/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-flooder.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpFlooder);

namespace
{

constexpr uint32_t NOBODYS_NETWORK = 0xc6120000; //!< 198.18.0.0
constexpr uint32_t NOBODYS_HOSTS = 0x1ffff;      //!< 17 bits
constexpr uint32_t LOWEST_PORT = 1024;           //!< Of forged sources

} // namespace

TypeId
SmptcpFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpFlooder")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddAttribute("Interval",
                                          "Time between SYNs",
                                          TimeValue(MilliSeconds(20)),
                                          MakeTimeAccessor(&SmptcpFlooder::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)))
                            .AddAttribute("Segments",
                                          "SYNs it sends before it ends",
                                          UintegerValue(500),
                                          MakeUintegerAccessor(&SmptcpFlooder::m_most),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

SmptcpFlooder::SmptcpFlooder() = default;

void
SmptcpFlooder::DoDispose()
{
    m_event.Cancel();
    SmptcpAttacker::DoDispose();
}

void
SmptcpFlooder::FloodAt(Time at)
{
    m_event = Simulator::Schedule(at - Simulator::Now(), &SmptcpFlooder::Next, this);
}

void
SmptcpFlooder::Next()
{
    if (m_syns < m_most && SendSyn())
    {
        ++m_syns;
        m_event = Simulator::Schedule(m_interval, &SmptcpFlooder::Next, this);
    }
}

void
SmptcpFlooder::Count(const std::string& why, const smptcp::IpSegment& segment)
{
    m_octets += segment.Size();
    SendFromHost(why, segment);
}

smptcp::AddressOctets
SmptcpFlooder::ForgedAddress()
{
    return smptcp::ToOctets(Ipv4Address(NOBODYS_NETWORK | (Random32() & NOBODYS_HOSTS)));
}

uint16_t
SmptcpFlooder::ForgedPort()
{
    return static_cast<uint16_t>(LOWEST_PORT + Random32() % (0x10000 - LOWEST_PORT));
}

uint64_t
SmptcpFlooder::GetSent() const
{
    return m_syns;
}

uint64_t
SmptcpFlooder::GetSentOctets() const
{
    return m_octets;
}

} // namespace ns3
