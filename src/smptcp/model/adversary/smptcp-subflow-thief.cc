/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-subflow-thief.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/tcpcrypt-options.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

SubflowThief::SubflowThief(Send send)
    : m_send(std::move(send))
{
}

void
SubflowThief::Open(const Place& place)
{
    m_place = place;
}

void
SubflowThief::SetInsertion(Insertion insertion)
{
    m_insertion = std::move(insertion);
}

const SubflowThief::Place&
SubflowThief::At() const
{
    return m_place;
}

bool
SubflowThief::IsMine(const IpSegment& segment) const
{
    SegmentView tcp = segment.Tcp();
    return segment.Source() == m_place.victim && tcp.SourcePort() == m_place.victimPort &&
           tcp.DestinationPort() == m_place.localPort;
}

IpSegment
SubflowThief::Make(uint8_t flags) const
{
    return IpSegment::Make(m_place.local,
                           m_place.localPort,
                           m_place.victim,
                           m_place.victimPort,
                           flags,
                           m_place.next,
                           flags & TCP_ACK ? m_place.expected : 0);
}

IpSegment
SubflowThief::MakeSyn(const MptcpJoin& join, bool hello) const
{
    IpSegment syn = Make(TCP_SYN);
    OptionBytes options;
    join.AppendSyn(options);
    if (hello)
    {
        AppendCrypt(options, CryptOpcode::HELLO);
    }
    syn.PutOptions(options);
    return syn;
}

IpSegment
SubflowThief::MakeThird(const MptcpJoin& join, const IpSegment& synAck)
{
    ++m_place.next;
    m_place.expected = synAck.Tcp().Sequence() + 1;
    IpSegment third = Make(TCP_ACK);
    OptionBytes proof;
    join.AppendThird(proof);
    third.PutOptions(proof);
    return third;
}

void
SubflowThief::BeginExchange(const std::vector<PublicCipher>& pkconf, const std::function<uint32_t()>& draw)
{
    DrawnRandom random(draw);
    m_exchange = std::make_unique<TcpcryptKeyExchange>();
    auto chosen = ChoosePublicCipher(pkconf, pkconf);
    auto pair = chosen ? std::make_shared<RsaKeyPair>(KeyBitsOf(*chosen), random) : nullptr;
    auto init1 = m_exchange->MakeInit1(pkconf, pkconf, pair, random);
    if (!init1)
    {
        return;
    }
    IpSegment segment = Make(TCP_ACK);
    PutMessage(segment, CryptOpcode::INIT1, TcpcryptForm::A, *init1);
    m_send("INIT1 of the attacker's own: the key exchange authenticates nobody", segment);
    m_place.next += static_cast<uint32_t>(init1->size());
}

bool
SubflowThief::AwaitsInit2() const
{
    return m_exchange && !m_crypt;
}

void
SubflowThief::TakeInit2(const SegmentView& tcp)
{
    auto crypt = SegmentOptions::Parse(tcp).handshake.crypt;
    if (!crypt || !crypt->init2 || !m_exchange->OnInit2(tcp.Payload(), tcp.PayloadSize()))
    {
        return;
    }
    ProtectionProfile profile;
    m_crypt = std::make_unique<CryptEnd>(*m_exchange->Session(), profile, m_place.isn, m_place.expected - 1);
    m_place.tagOctets = profile.TagOctets();
    m_place.expected += static_cast<uint32_t>(tcp.PayloadSize());
    if (m_place.dataAck)
    {
        Acknowledge(); // the first word on the subflow has a data ack; without, the victim's first octets bring one
    }
}

void
SubflowThief::Take(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    if (AwaitsInit2())
    {
        TakeInit2(tcp);
        return;
    }
    auto plain = m_crypt ? m_crypt->Open(segment) : segment.Payload();
    if (!plain)
    {
        return;
    }
    auto options = SegmentOptions::Parse(tcp);
    if (!plain->empty() && tcp.Sequence() == m_place.expected)
    {
        m_place.expected += segment.SequenceLength();
        m_stolen.insert(m_stolen.end(), plain->begin(), plain->end());
        if (options.dss && options.dss->mapping)
        {
            m_place.dataAck = static_cast<uint32_t>(options.dss->mapping->dsn) + options.dss->mapping->length;
        }
    }
    if (!plain->empty())
    {
        Acknowledge();
    }
    if (options.dss && options.dss->dataAck && m_inserted < m_insertion.octets.size())
    {
        Insert(static_cast<uint32_t>(options.dss->dataAck->value));
    }
}

void
SubflowThief::Acknowledge()
{
    IpSegment ack = Make(TCP_ACK);
    Dss dss;
    if (m_place.dataAck)
    {
        dss.dataAck = DssDataAck{*m_place.dataAck, false};
    }
    FinishSegment(ack, dss, m_place.tagOctets, m_crypt.get(), {});
    m_send("octets taken: acknowledged at both levels, so that nobody else gets them", ack);
}

void
SubflowThief::Insert(uint32_t dataAck)
{
    // Where it went on last, unless the stream has caught up.
    if (!m_insertAt || SequenceBefore(*m_insertAt, dataAck + m_insertion.lead / 2))
    {
        m_insertAt = dataAck + m_insertion.lead;
    }
    uint32_t dsn = *m_insertAt;
    std::size_t size = std::min(m_insertion.segmentSize, m_insertion.octets.size() - m_inserted);
    auto from = m_insertion.octets.begin() + static_cast<std::ptrdiff_t>(m_inserted);
    std::vector<uint8_t> payload(from, from + static_cast<std::ptrdiff_t>(size));
    uint32_t relative = m_place.next - m_place.isn;
    Dss dss;
    DssMapping mapping;
    mapping.dsn = dsn;
    mapping.subflowSequence = relative;
    mapping.length = static_cast<uint16_t>(size);
    if (m_place.checksum)
    {
        uint64_t whole = ExpandNear(dsn, m_place.idsn.value_or(dsn));
        mapping.checksum = DssChecksum(whole, relative, mapping.length, payload.data(), size);
    }
    dss.mapping = mapping;
    if (m_place.dataAck && m_place.tagOctets == 0)
    {
        dss.dataAck = DssDataAck{*m_place.dataAck, false};
    }
    IpSegment data = Make(TCP_ACK);
    FinishSegment(data, dss, m_place.tagOctets, m_crypt.get(), payload);
    m_send("octets of the attacker's own, ahead of the rightful peer's", data);
    m_place.next += static_cast<uint32_t>(size);
    m_inserted += size;
    *m_insertAt += static_cast<uint32_t>(size);
}

const std::vector<uint8_t>&
SubflowThief::GetStolen() const
{
    return m_stolen;
}

std::size_t
SubflowThief::GetInserted() const
{
    return m_inserted;
}

} // namespace smptcp
} // namespace ns3
