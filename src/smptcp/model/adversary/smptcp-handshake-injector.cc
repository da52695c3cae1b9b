/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-handshake-injector.h"

#include "smptcp-crypt-end.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/tcpcrypt-init.h"
#include "ns3/tcpcrypt-key-exchange.h"
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
                                          MakeBooleanChecker())
                            .AddAttribute("Init2",
                                          "Send INIT2 of form A, as for a key of 2048 bits, instead of SYN/ACKs",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&HandshakeInjector::m_init2),
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
    SendFromHost(m_init2 ? "forged INIT2, its cipher text random" : "forged SYN/ACK without MP_CAPABLE and CRYPT",
                 m_init2 ? MakeInit2() : MakeSynAck());
    m_event = Simulator::Schedule(m_interval, &HandshakeInjector::SendOne, this);
}

IpSegment
HandshakeInjector::MakeSynAck() const
{
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
    return synAck;
}

IpSegment
HandshakeInjector::MakeInit2()
{
    constexpr std::size_t CIPHERTEXT_OCTETS = 256;
    Init2Message message;
    message.symmetricCipher = DefaultSymmetricCiphers(TcpcryptForm::A).back(); // cipher and MAC in one entry
    message.ciphertext.resize(CIPHERTEXT_OCTETS);
    DrawnRandom([this] { return Random32(); }).Fill(message.ciphertext.data(), message.ciphertext.size());
    message.ciphertext.front() = 0; // below any modulus
    // Of INIT1 nothing is acknowledged: its length is the client's.
    IpSegment init2 = IpSegment::Make(m_server,
                                      m_serverPort,
                                      m_client,
                                      m_clientPort,
                                      TCP_ACK,
                                      m_serverIsn + 1,
                                      m_clientIsn + 1);
    PutMessage(init2, CryptOpcode::INIT2, TcpcryptForm::A, message.Serialize());
    return init2;
}

uint64_t
HandshakeInjector::GetSent() const
{
    return m_sent;
}

} // namespace ns3
