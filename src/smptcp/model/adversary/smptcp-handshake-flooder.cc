/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-handshake-flooder.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcpcrypt-options.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HandshakeFlooder);

using namespace smptcp;

namespace
{

constexpr uint64_t OWN_KEY = 0x0123456789abcdef; //!< Of MP_CAPABLE; any will do

} // namespace

TypeId
HandshakeFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HandshakeFlooder")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<HandshakeFlooder>()
                            .AddAttribute("Offer",
                                          "What its SYNs offer: crypt, mp-capable or mp-capable-v1",
                                          StringValue("crypt"),
                                          MakeStringAccessor(&HandshakeFlooder::SetOffer, &HandshakeFlooder::GetOffer),
                                          MakeStringChecker());
    return tid;
}

HandshakeFlooder::HandshakeFlooder()
    : m_drawn([this] { return Random32(); })
{
}

void
HandshakeFlooder::DoDispose()
{
    m_event.Cancel();
    SmptcpAttacker::DoDispose();
}

void
HandshakeFlooder::SetOffer(std::string offer)
{
    NS_ABORT_MSG_UNLESS(offer == "crypt" || offer == "mp-capable" || offer == "mp-capable-v1",
                        "HandshakeFlooder::Offer is crypt, mp-capable or mp-capable-v1, not " << offer);
    m_offer = std::move(offer);
}

std::string
HandshakeFlooder::GetOffer() const
{
    return m_offer;
}

void
HandshakeFlooder::Flood(const AddressOctets& server, uint16_t port, Time at, Time interval, uint32_t connections)
{
    m_server = server;
    m_port = port;
    m_interval = interval;
    m_left = connections;
    m_event = Simulator::Schedule(at - Simulator::Now(), &HandshakeFlooder::SendSyn, this);
}

IpSegment
HandshakeFlooder::Make(uint16_t ownPort, uint8_t flags, uint32_t sequence, uint32_t acknowledgment) const
{
    return IpSegment::Make(GetHost()->GetAddress(), ownPort, m_server, m_port, flags, sequence, acknowledgment);
}

void
HandshakeFlooder::SendSyn()
{
    if (m_left == 0)
    {
        return;
    }
    --m_left;
    IpSegment syn = Make(m_nextPort++, TCP_SYN, 0, 0);
    OptionBytes options;
    if (m_offer == "crypt")
    {
        AppendCrypt(options, CryptOpcode::HELLO);
    }
    else
    {
        MpCapable mpc;
        mpc.version = m_offer == "mp-capable" ? 0 : 1;
        if (mpc.version == 0)
        {
            mpc.senderKey = OWN_KEY;
        }
        mpc.AppendTo(options);
    }
    syn.PutOptions(options);
    ++m_sent;
    SendFromHost("SYN of a connection that leads nowhere", syn);
    m_event = Simulator::Schedule(m_interval, &HandshakeFlooder::SendSyn, this);
}

void
HandshakeFlooder::OnHostSegment(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    if (segment.Source() != m_server || tcp.SourcePort() != m_port || m_answered.count(tcp.DestinationPort()) > 0)
    {
        return;
    }
    auto options = SegmentOptions::Parse(tcp);
    if (tcp.Has(TCP_SYN | TCP_ACK))
    {
        SendThird(segment);
    }
    else if (options.handshake.crypt && options.handshake.crypt->init2)
    {
        m_answered.insert(tcp.DestinationPort());
        Tell("INIT2: the server has encrypted for a key that is none", &segment);
    }
}

void
HandshakeFlooder::SendThird(const IpSegment& synAck)
{
    SegmentView tcp = synAck.Tcp();
    auto options = SegmentOptions::Parse(tcp);
    IpSegment third = Make(tcp.DestinationPort(), TCP_ACK, 1, tcp.Sequence() + 1);
    const auto& crypt = options.handshake.crypt;
    const auto& mpc = options.handshake.mpCapable;
    if (m_offer == "crypt" && crypt && crypt->pkconf && !crypt->pkconf->empty())
    {
        Init1Message init1;
        init1.symmetricCiphers = DefaultSymmetricCiphers(TcpcryptForm::A);
        init1.publicCipher = crypt->pkconf->front();
        m_modulus.resize(KeyBitsOf(init1.publicCipher) / 8);
        if (m_modulus.front() == 0)
        {
            m_drawn.Fill(m_modulus.data(), m_modulus.size());
            m_modulus.front() |= 0x80;
            m_modulus.back() |= 0x01;
        }
        init1.publicKey = m_modulus;
        init1.nonce.resize(TCPCRYPT_NONCE_OCTETS);
        PutMessage(third, CryptOpcode::INIT1, TcpcryptForm::A, init1.Serialize());
    }
    else if (m_offer != "crypt" && mpc && mpc->senderKey)
    {
        m_answered.insert(tcp.DestinationPort());
        m_keys.push_back(*mpc->senderKey);
        MpCapable both;
        both.version = mpc->version;
        both.senderKey = OWN_KEY;
        both.receiverKey = mpc->senderKey;
        third.PutOptions(AreaOf(both));
    }
    else
    {
        return;
    }
    ++m_sent;
    SendFromHost(m_offer == "crypt" ? "INIT1 with an arbitrary number for a public key" : "third ACK: the connection lives", third);
}

uint64_t
HandshakeFlooder::GetSent() const
{
    return m_sent;
}

uint64_t
HandshakeFlooder::GetAnswered() const
{
    return m_answered.size();
}

const std::vector<uint64_t>&
HandshakeFlooder::GetKeys() const
{
    return m_keys;
}

} // namespace ns3
