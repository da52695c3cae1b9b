/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-join-hijacker.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/tcpcrypt-options.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(JoinHijacker);

using smptcp::IpSegment;
using smptcp::OptionBytes;
using smptcp::SegmentOptions;
using smptcp::SegmentView;
using smptcp::TCP_ACK;
using smptcp::TCP_RST;
using smptcp::TCP_SYN;

namespace
{

constexpr uint8_t ADDRESS_ID = 99;         //!< Hardly one the victims use

} // namespace

TypeId
JoinHijacker::GetTypeId()
{
    static TypeId tid = TypeId("ns3::JoinHijacker")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<JoinHijacker>()
                            .AddAttribute("SegmentSize",
                                          "Octets it inserts in one segment",
                                          UintegerValue(500),
                                          MakeUintegerAccessor(&JoinHijacker::m_segmentSize),
                                          MakeUintegerChecker<uint16_t>(1, 1400))
                            .AddAttribute("Hello",
                                          "The JOIN offers tcpcrypt, too, and a key exchange follows it: for victims "
                                          "whose subflows run one each",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&JoinHijacker::m_hello),
                                          MakeBooleanChecker())
                            .AddAttribute("Lead",
                                          "Octets between what the victim has acknowledged and what is inserted: more "
                                          "than the rightful peer sends in a round trip",
                                          UintegerValue(4000),
                                          MakeUintegerAccessor(&JoinHijacker::m_lead),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

JoinHijacker::JoinHijacker()
    : m_thief([this](const std::string& why, const IpSegment& segment) { SendFromHost(why, segment); })
{
}

void
JoinHijacker::DoDispose()
{
    m_event.Cancel();
    SmptcpAttacker::DoDispose();
}

void
JoinHijacker::JoinAt(Time at)
{
    m_event = Simulator::Schedule(at - Simulator::Now(), &JoinHijacker::Join, this);
}

void
JoinHijacker::SetInsertion(std::vector<uint8_t> octets)
{
    m_insertion = std::move(octets);
}

void
JoinHijacker::Join()
{
    const smptcp::WatchedFlow* flow = Watch().WithKeys();
    if (!flow)
    {
        Tell("no keys passed in clear: there is nothing to join");
        return;
    }
    m_flow = *flow;
    m_join = smptcp::MptcpJoin::Initiate(m_flow.ClearKeys(), m_flow.Token(1), ADDRESS_ID, Random32());
    smptcp::SubflowThief::Place place;
    place.local = GetHost()->GetAddress();
    place.localPort = RandomPort();
    place.victim = m_flow.ends[1].address;
    place.victimPort = m_flow.ends[1].port;
    place.isn = place.next = Random32();
    place.idsn = smptcp::MptcpIdsn(*m_flow.ends[0].key, m_flow.version);
    place.checksum = m_flow.checksum;
    m_thief.SetInsertion({m_insertion, m_segmentSize, m_lead});
    m_thief.Open(place);
    m_state = State::SYN_SENT;
    SendFromHost("JOIN with the token of the key that was overheard", m_thief.MakeSyn(*m_join, m_hello));
}

void
JoinHijacker::OnHostSegment(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    if (!m_join || !m_thief.IsMine(segment) || m_state == State::REFUSED)
    {
        return;
    }
    if (tcp.Has(TCP_RST))
    {
        Tell("the victim refuses", &segment);
        m_state = State::REFUSED;
    }
    else if (m_state == State::SYN_SENT && tcp.Has(TCP_SYN | TCP_ACK))
    {
        TakeSynAck(segment);
    }
    else if (m_state >= State::PROVED && !tcp.Has(TCP_SYN))
    {
        TakeOpen(segment);
    }
}

void
JoinHijacker::TakeSynAck(const IpSegment& segment)
{
    auto options = SegmentOptions::Parse(segment.Tcp());
    if (!options.joinSynAck)
    {
        Tell("SYN/ACK without MP_JOIN", &segment);
        return;
    }
    bool right = m_join->OnSynAck(*options.joinSynAck);
    Tell(right ? "SYN/ACK, and its HMAC is of the keys that were overheard"
               : "SYN/ACK, but its HMAC is of other keys than those that were overheard",
         &segment);
    const auto& crypt = options.handshake.crypt;
    m_pkconf = crypt && crypt->pkconf ? *crypt->pkconf : m_pkconf;
    m_state = State::PROVED;
    SendFromHost("third ACK with an HMAC of those keys", m_thief.MakeThird(*m_join, segment));
}

void
JoinHijacker::TakeOpen(const IpSegment& segment)
{
    if (m_state == State::PROVED)
    {
        m_state = State::JOINED;
        Tell("the victim goes on: the attacker is part of the connection", &segment);
        if (m_hello)
        {
            m_thief.BeginExchange(m_pkconf, [this] { return Random32(); });
            return;
        }
    }
    m_thief.Take(segment);
}

const std::vector<uint8_t>&
JoinHijacker::GetStolen() const
{
    return m_thief.GetStolen();
}

uint64_t
JoinHijacker::GetInserted() const
{
    return m_thief.GetInserted();
}

bool
JoinHijacker::HasJoined() const
{
    return m_state == State::JOINED;
}

bool
JoinHijacker::WasRefused() const
{
    return m_state == State::REFUSED;
}

bool
JoinHijacker::HasTried() const
{
    return m_state != State::IDLE;
}

} // namespace ns3
