/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-joined-end.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t ADDRESS_ID = 98;      //!< Hardly one the victims use
constexpr int TIMER_MS = 400;           //!< More than a round trip to anybody near
constexpr std::size_t BURST = 8;        //!< Segments repeated at a time
constexpr unsigned MOST_REFUSALS = 10;  //!< Of the SYN, before it gives up
constexpr uint32_t MOST_FLYING = 30000; //!< Octets on the way

} // namespace

JoinedEnd::JoinedEnd(Setup setup, Hooks hooks)
    : m_setup(std::move(setup)),
      m_hooks(std::move(hooks)),
      m_join(MptcpJoin::Initiate(m_setup.keys, m_setup.token, ADDRESS_ID, m_setup.nonce)),
      m_exchange(m_setup.profile.form),
      m_next(m_setup.isn + 1)
{
}

JoinedEnd::~JoinedEnd()
{
    m_timer.Cancel();
}

bool
JoinedEnd::IsUp() const
{
    return m_state == State::UP;
}

bool
JoinedEnd::IsRefused() const
{
    return m_state == State::REFUSED;
}

// --- sending -------------------------------------------------------------------------------------------------

IpSegment
JoinedEnd::Make(uint8_t flags, uint32_t sequence) const
{
    return IpSegment::Make(m_setup.local,
                           m_setup.localPort,
                           m_setup.victim,
                           m_setup.victimPort,
                           flags,
                           sequence,
                           flags & TCP_ACK ? m_expected : 0);
}

void
JoinedEnd::Start()
{
    m_state = State::SYN_SENT;
    SendSyn();
    m_timer = Simulator::Schedule(MilliSeconds(TIMER_MS), &JoinedEnd::OnTimer, this);
}

void
JoinedEnd::SendSyn()
{
    IpSegment syn = Make(TCP_SYN, m_setup.isn);
    OptionBytes options;
    m_join.AppendSyn(options);
    if (m_setup.keyPair)
    {
        AppendCrypt(options, CryptOpcode::HELLO, m_setup.profile.form);
    }
    syn.PutOptions(options);
    m_hooks.send("JOIN from the attacker's own host", syn);
}

void
JoinedEnd::SendThird()
{
    IpSegment third = Make(TCP_ACK, m_next);
    OptionBytes options;
    m_join.AppendThird(options);
    third.PutOptions(options);
    m_hooks.send("third ACK of the JOIN, with an HMAC of the keys shared with this end", third);
}

void
JoinedEnd::SendInit1()
{
    if (m_init1.empty())
    {
        auto chosen = ChoosePublicCipher(m_pkconf, m_pkconf, m_setup.profile.form);
        auto pair = chosen ? m_setup.keyPair(KeyBitsOf(*chosen)) : nullptr;
        auto init1 = m_exchange.MakeInit1(m_pkconf, m_pkconf, pair, *m_setup.random);
        if (!init1)
        {
            m_state = State::REFUSED;
            return;
        }
        m_init1 = std::move(*init1);
        m_next += static_cast<uint32_t>(m_init1.size());
    }
    IpSegment segment = Make(TCP_ACK, m_setup.isn + 1);
    PutMessage(segment, CryptOpcode::INIT1, m_setup.profile.form, m_init1);
    m_hooks.send("INIT1: the joined subflow gets keys of its own", segment);
}

void
JoinedEnd::SendSealed(const char* why, IpSegment segment, const Dss& dss, const std::vector<uint8_t>& plain)
{
    FinishSegment(segment, dss, m_crypt ? m_setup.profile.TagOctets() : 0, m_crypt.get(), plain);
    m_hooks.send(why, segment);
}

void
JoinedEnd::SendAck()
{
    Dss dss;
    if (m_dataAck)
    {
        dss.dataAck = DssDataAck{static_cast<uint32_t>(*m_dataAck), false};
    }
    SendSealed("acknowledgment", Make(TCP_ACK, m_next), dss, {});
}

void
JoinedEnd::SendChunk(const Chunk& chunk, const char* why)
{
    Dss dss;
    DssMapping mapping;
    mapping.dsn = static_cast<uint32_t>(chunk.dsn);
    mapping.subflowSequence = chunk.sequence - m_setup.isn;
    mapping.length = static_cast<uint16_t>(chunk.plain.size());
    dss.mapping = mapping;
    if (m_dataAck)
    {
        dss.dataAck = DssDataAck{static_cast<uint32_t>(*m_dataAck), false};
    }
    SendSealed(why, Make(TCP_ACK, chunk.sequence), dss, chunk.plain);
}

void
JoinedEnd::Send(uint64_t dsn, const std::vector<uint8_t>& plain)
{
    m_waiting.push_back({0, dsn, plain});
    Push();
}

void
JoinedEnd::Push()
{
    while (m_state == State::UP && !m_waiting.empty())
    {
        uint32_t unacknowledged = m_flying.empty() ? m_next : m_flying.front().sequence;
        uint32_t flying = m_next - unacknowledged;
        auto size = static_cast<uint32_t>(m_waiting.front().plain.size());
        if (flying > 0 && flying + size > std::min(m_peerWindow, MOST_FLYING))
        {
            return;
        }
        m_flying.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
        m_flying.back().sequence = m_next;
        m_next += size;
        SendChunk(m_flying.back(), "what came from the other end, passed on under the keys of this one");
    }
}

void
JoinedEnd::Acknowledge(uint64_t dataAck)
{
    if (m_dataAck && !DsnBefore(*m_dataAck, dataAck))
    {
        return;
    }
    m_dataAck = dataAck;
    if (m_state == State::UP)
    {
        SendAck();
    }
}

void
JoinedEnd::OnTimer()
{
    m_timer = Simulator::Schedule(MilliSeconds(TIMER_MS), &JoinedEnd::OnTimer, this);
    if (m_state == State::SYN_SENT)
    {
        SendSyn();
    }
    else if (m_state == State::PROVED)
    {
        SendThird();
    }
    else if (m_state == State::EXCHANGING)
    {
        SendInit1();
    }
    else if (m_state == State::UP)
    {
        for (std::size_t i = 0; i < std::min(BURST, m_flying.size()); ++i)
        {
            SendChunk(m_flying[i], "repeated: it was not acknowledged");
        }
    }
}

// --- receiving -----------------------------------------------------------------------------------------------

bool
JoinedEnd::Take(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    bool mine = m_state != State::IDLE && segment.Source() == m_setup.victim && tcp.SourcePort() == m_setup.victimPort &&
                tcp.DestinationPort() == m_setup.localPort;
    if (!mine || m_state == State::REFUSED)
    {
        return mine;
    }
    if (tcp.Has(TCP_RST))
    {
        // The victim may have had no place for another JOIN just now; the timer asks again.
        bool again = m_state == State::SYN_SENT && m_refusals++ < MOST_REFUSALS;
        if (!again)
        {
            m_state = State::REFUSED;
            m_timer.Cancel();
        }
    }
    else if (tcp.Has(TCP_SYN | TCP_ACK))
    {
        TakeSynAck(tcp);
    }
    else if (m_state == State::PROVED && m_setup.keyPair)
    {
        m_state = State::EXCHANGING; // the fourth segment
        SendInit1();
    }
    else if (m_state == State::EXCHANGING)
    {
        TakeInit2(tcp);
    }
    else if (m_state >= State::PROVED)
    {
        TakeOpen(segment);
    }
    return true;
}

void
JoinedEnd::TakeSynAck(const SegmentView& tcp)
{
    auto options = SegmentOptions::Parse(tcp, m_setup.profile);
    if (m_state == State::SYN_SENT && options.joinSynAck)
    {
        m_join.OnSynAck(*options.joinSynAck);
        m_peerIsn = tcp.Sequence();
        m_expected = m_peerIsn + 1;
        if (options.handshake.crypt && options.handshake.crypt->pkconf)
        {
            m_pkconf = *options.handshake.crypt->pkconf;
        }
        if (m_setup.session)
        {
            m_crypt = std::make_unique<CryptEnd>(*m_setup.session,
                                                 m_setup.profile,
                                                 m_setup.spaces,
                                                 m_join.SubflowTag(),
                                                 m_setup.isn,
                                                 m_peerIsn);
        }
        m_state = State::PROVED;
        SendThird();
    }
}

void
JoinedEnd::TakeInit2(const SegmentView& tcp)
{
    auto options = SegmentOptions::Parse(tcp, m_setup.profile);
    const auto& crypt = options.handshake.crypt;
    if (!crypt || !crypt->init2 || !m_exchange.OnInit2(tcp.Payload(), tcp.PayloadSize()))
    {
        return;
    }
    m_expected += static_cast<uint32_t>(tcp.PayloadSize());
    m_peerWindow = tcp.Window();
    m_crypt = std::make_unique<CryptEnd>(*m_exchange.Session(), m_setup.profile, m_setup.isn, m_peerIsn);
    m_state = State::UP;
    SendAck();
    Push();
}

void
JoinedEnd::TakeOpen(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    std::optional<std::vector<uint8_t>> plain = m_crypt ? m_crypt->Open(segment) : segment.Payload();
    if (!plain)
    {
        return;
    }
    bool fresh = m_state == State::PROVED;
    m_state = State::UP;
    TakeAck(tcp);
    auto options = SegmentOptions::Parse(tcp, m_setup.profile);
    DataSpaces& spaces = *m_setup.spaces;
    if (options.dss && options.dss->dataAck)
    {
        const DssDataAck& ack = *options.dss->dataAck;
        m_hooks.acked(ack.wide ? ack.value : ExpandNear(static_cast<uint32_t>(ack.value), spaces.sent));
    }
    if (!plain->empty() && tcp.Sequence() == m_expected && options.dss && options.dss->mapping)
    {
        const DssMapping& mapping = *options.dss->mapping;
        uint64_t dsn = mapping.wide ? mapping.dsn : ExpandNear(static_cast<uint32_t>(mapping.dsn), spaces.received);
        m_expected += static_cast<uint32_t>(plain->size());
        m_hooks.taken(dsn, *plain);
    }
    if (!plain->empty() || fresh)
    {
        SendAck();
    }
    Push();
}

void
JoinedEnd::TakeAck(const SegmentView& tcp)
{
    m_peerWindow = tcp.Window();
    while (!m_flying.empty() &&
           !SequenceBefore(tcp.Acknowledgment(), m_flying.front().sequence + static_cast<uint32_t>(m_flying.front().plain.size())))
    {
        m_flying.pop_front();
    }
}

} // namespace smptcp
} // namespace ns3
