/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-handshake-injector.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HandshakeInjector);

using namespace smptcp;

TypeId
HandshakeInjector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HandshakeInjector")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<HandshakeInjector>()
                            .AddAttribute("ClientIsn",
                                          "Its guess of the client's initial sequence number; ns-3's own TCP has 0",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&HandshakeInjector::m_clientIsn),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("ServerIsn",
                                          "The server's initial sequence number as the client is to believe it",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&HandshakeInjector::m_serverIsn),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("Timestamps",
                                          "Send timestamps, without which a client would send none either, and a server "
                                          "that has agreed to them takes nothing that lacks them",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&HandshakeInjector::m_timestamps),
                                          MakeBooleanChecker());
    return tid;
}

HandshakeInjector::HandshakeInjector() = default;

void
HandshakeInjector::DoDispose()
{
    m_event.Cancel();
    SmptcpAttacker::DoDispose();
}

void
HandshakeInjector::Answer(const AddressOctets& server,
                          uint16_t serverPort,
                          const AddressOctets& client,
                          uint16_t clientPort,
                          Time at,
                          Time interval,
                          uint32_t count)
{
    m_server = server;
    m_serverPort = serverPort;
    m_client = client;
    m_clientPort = clientPort;
    m_interval = interval;
    m_left = count;
    m_event = Simulator::Schedule(at - Simulator::Now(), &HandshakeInjector::SendOne, this);
}

void
HandshakeInjector::SendOne()
{
    if (m_left == 0)
    {
        return;
    }
    --m_left;
    ++m_sent;
    IpSegment synAck = IpSegment::Make(m_server,
                                       m_serverPort,
                                       m_client,
                                       m_clientPort,
                                       TCP_SYN | TCP_ACK,
                                       m_serverIsn,
                                       m_clientIsn + 1);
    if (m_timestamps)
    {
        synAck.PutOptions(AreaOf(Timestamps{1, 0}));
    }
    SendFromHost("forged SYN/ACK without MP_CAPABLE and CRYPT", synAck);
    m_event = Simulator::Schedule(m_interval, &HandshakeInjector::SendOne, this);
}

uint64_t
HandshakeInjector::GetSent() const
{
    return m_sent;
}

} // namespace ns3
