/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "segment-story.h"

#include <algorithm>

namespace smptcp_explain
{

using namespace ns3::smptcp;

SegmentStory::SegmentStory(Connection& connection, Subflow& subflow, bool log)
    : m_connection(connection),
      m_subflow(subflow),
      m_log(log)
{
}

void
SegmentStory::Tell(const Packet& packet, const SegmentView& segment)
{
    LearnForm(segment);
    m_options = SegmentOptions::Parse(segment, m_connection.profile);
    m_words.form = m_connection.profile.form;
    m_side = m_subflow.directions[SIDE_A].from == packet.source ? SIDE_A : SIDE_B;
    m_event.timeNs = packet.timeNs;
    m_event.number = packet.number;
    m_event.subflow = m_subflow.number;
    m_event.side = m_side;
    Place(segment);
    LearnHandshake(segment);
    ExpandDataNumbers();
    LearnJoin(segment);
    JudgeMac(packet, segment);
    m_event.headline = Headline(segment);
    m_event.options = OptionsInWords(segment, m_words);
    if (m_event.mac != MacVerdict::WRONG && m_event.mac != MacVerdict::MISSING)
    {
        LearnMappings();
        TellPayload(segment);
        m_event.kind = KindOf(segment);
        Advance(segment);
    }
    else
    {
        m_event.kind = KindOf(segment);
        m_event.payload = segment.PayloadSize() > 0 ? "not decrypted" : "";
    }
    m_connection.events.push_back(std::move(m_event));
}

bool
SegmentStory::IsInit() const
{
    const auto& crypt = m_options.handshake.crypt;
    return crypt && (crypt->init1 || crypt->init1Mp || crypt->init2);
}

/// \return true when segments of this subflow need a MAC
bool
SegmentStory::IsProtected() const
{
    return KeysEachSubflow(m_connection.mode) ? m_subflow.protectedNow : m_connection.protectedNow;
}

/// Find the 64-bit position behind the sequence numbers on the wire
void
SegmentStory::Place(const SegmentView& segment)
{
    Direction& own = m_subflow.directions[m_side];
    Direction& other = m_subflow.directions[1 - m_side];
    if (segment.Has(TCP_SYN) && !own.isn)
    {
        own.isn = segment.Sequence();
    }
    else if (!own.isn && !segment.Has(TCP_RST))
    {
        own.isn = segment.Sequence() - 1; // the capture lacks the SYN
        own.high = 1;
    }
    m_words.sackBase = other.isn;
    m_position.sequence = ExpandNear(segment.Sequence() - own.isn.value_or(0), own.high);
    if (segment.Has(TCP_ACK))
    {
        m_position.acknowledgment = ExpandNear(segment.Acknowledgment() - other.isn.value_or(0), other.high);
    }
    m_repeat = segment.PayloadSize() > 0 && m_position.sequence + segment.PayloadSize() <= own.high;
}

void
SegmentStory::LearnKey(unsigned side, uint64_t key, uint8_t version)
{
    if (m_connection.keys[side])
    {
        return;
    }
    m_connection.version = version == 0 ? MptcpVersion::V0 : MptcpVersion::V1;
    m_connection.keys[side] = key;
    m_connection.tokens[side] = MptcpToken(key, m_connection.version);
    if (m_connection.mode == Mode::TCP || m_connection.mode == Mode::MPTCP)
    {
        m_connection.idsn[side] = MptcpIdsn(key, m_connection.version);
        m_connection.nextDsn[side] = *m_connection.idsn[side] + 1;
    }
}

/// The form of tcpcrypt shows in PKCONF's list (tcpcrypt.md 2), and without a log the length of tags in the tags.
void
SegmentStory::LearnForm(const SegmentView& segment)
{
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    while (auto option = walker.Next())
    {
        auto crypt = CryptOption::Parse(*option);
        if (crypt && crypt->pkconf)
        {
            bool b = crypt->pkconf->front().algorithm == 0;
            m_connection.profile.form = b ? TcpcryptForm::B : TcpcryptForm::A;
        }
        if (option->kind == KIND_MAC && option->length <= MAC_OPTION_OCTETS && !m_connection.profileLogged)
        {
            m_connection.profile.macTagOctets = option->length - 2u;
        }
    }
}

/// Take keys from MP_CAPABLE and see which mode the third segment chooses (smptcp.md 3.6)
void
SegmentStory::LearnHandshake(const SegmentView& segment)
{
    const auto& capable = m_options.handshake.mpCapable;
    if (capable && capable->senderKey)
    {
        LearnKey(m_side, *capable->senderKey, capable->version);
        if (capable->receiverKey)
        {
            LearnKey(1 - m_side, *capable->receiverKey, capable->version);
            m_connection.mode = m_connection.mode == Mode::TCP ? Mode::MPTCP : m_connection.mode;
        }
    }
    if (segment.Has(TCP_SYN | TCP_ACK))
    {
        m_connection.answeredG = capable && capable->flags & MPC_FLAG_TCPCRYPT;
    }
    if (m_options.handshake.crypt)
    {
        LearnExchange(segment);
    }
}

/// Follow tcpcrypt's exchange to where segments have MACs
void
SegmentStory::LearnExchange(const SegmentView& segment)
{
    const CryptOption& crypt = *m_options.handshake.crypt;
    if (segment.Has(TCP_SYN))
    {
        m_connection.application[m_side] = crypt.appSupport;
    }
    if (crypt.init1 || crypt.init1Mp)
    {
        bool literal = m_connection.profile.seedLiteral && m_connection.answeredG; // the slides have no INIT1_MP
        const auto& capable = m_options.handshake.mpCapable;
        bool stacked = m_connection.mode == Mode::STACKED || (capable && capable->receiverKey);
        m_connection.mode = crypt.init1Mp || literal ? Mode::SMPTCP : stacked ? Mode::STACKED : Mode::TCPCRYPT;
        m_subflow.roleOfA = m_side == SIDE_A ? TcpcryptRole::C : TcpcryptRole::S;
    }
    bool resumed = crypt.nextk2 && segment.Has(TCP_SYN | TCP_ACK);
    if (resumed)
    {
        m_connection.mode = m_connection.answeredG ? Mode::SMPTCP : Mode::TCPCRYPT;
        m_connection.resumed = true;
    }
    if ((resumed || crypt.init2) && !IsProtected())
    {
        m_connection.protectedNow = m_subflow.protectedNow = true;
        UseLoggedKeys();
    }
}

/// Enlarge DSN and data ack to 64 bits, and take them relative to the IDSNs where those are known
void
SegmentStory::ExpandDataNumbers()
{
    auto expand = [this](uint64_t value, bool wide, unsigned side, std::optional<uint64_t>& relative) {
        const auto& next = m_connection.nextDsn[side];
        uint64_t whole = wide || !next ? value : ExpandNear(static_cast<uint32_t>(value), *next);
        relative = m_connection.idsn[side] ? std::make_optional(whole - *m_connection.idsn[side]) : std::nullopt;
        return whole;
    };
    if (m_options.dss && m_options.dss->mapping)
    {
        const DssMapping& mapping = *m_options.dss->mapping;
        m_dsn = expand(mapping.dsn, mapping.wide, m_side, m_words.dsn);
    }
    if (m_options.dss && m_options.dss->dataAck)
    {
        const DssDataAck& ack = *m_options.dss->dataAck;
        m_dataAck = expand(ack.value, ack.wide, 1 - m_side, m_words.dataAck);
    }
}

std::string
SegmentStory::Headline(const SegmentView& segment) const
{
    std::string text = FlagsInWords(segment.Flags()) + " seq " + std::to_string(m_position.sequence);
    text += segment.Has(TCP_ACK) ? " ack " + std::to_string(m_position.acknowledgment) : "";
    text += segment.PayloadSize() > 0 ? " len " + std::to_string(segment.PayloadSize()) : "";
    return text + (m_repeat ? " (repeat)" : "");
}

EventKind
SegmentStory::KindOf(const SegmentView& segment)
{
    Direction& direction = m_subflow.directions[m_side];
    const auto& handshake = m_options.handshake;
    bool third = !m_subflow.thirdSeen && m_side == m_subflow.opener && m_subflow.synSeen && !segment.Has(TCP_SYN);
    m_subflow.thirdSeen = m_subflow.thirdSeen || third;
    bool firstMac = m_event.mac == MacVerdict::RIGHT && !direction.macSeen;
    direction.macSeen = direction.macSeen || firstMac;
    bool firstData = segment.PayloadSize() > 0 && !IsInit() && !direction.dataSeen;
    direction.dataSeen = direction.dataSeen || firstData;

    if (segment.Has(TCP_RST) || segment.Has(TCP_FIN) || m_options.fastclose ||
        (m_options.dss && m_options.dss->dataFin))
    {
        return EventKind::END;
    }
    if (segment.Has(TCP_SYN) || third || firstMac || firstData || handshake.crypt || handshake.mpCapable ||
        m_options.joinSyn || m_options.joinSynAck || m_options.joinAck)
    {
        return EventKind::HANDSHAKE;
    }
    bool infinite = m_options.dss && m_options.dss->mapping && m_options.dss->mapping->length == 0;
    if (m_options.addAddrV0 || m_options.addAddrV1 || m_options.removeAddr || m_options.prio || m_options.fail ||
        infinite)
    {
        return EventKind::CONTROL;
    }
    return segment.PayloadSize() > 0 ? EventKind::DATA : EventKind::ACK;
}

void
SegmentStory::Advance(const SegmentView& segment)
{
    Direction& direction = m_subflow.directions[m_side];
    m_subflow.ended = m_subflow.ended || segment.Has(TCP_RST) || segment.Has(TCP_FIN);
    if (segment.Has(TCP_RST))
    {
        return; // its numbers need not be in order
    }
    uint64_t end = m_position.sequence + segment.PayloadSize();
    if (!IsInit() && end > direction.high)
    {
        m_connection.octets[m_side] += std::min<uint64_t>(segment.PayloadSize(), end - direction.high);
    }
    end += segment.Has(TCP_SYN) || segment.Has(TCP_FIN) ? 1 : 0;
    direction.high = std::max(direction.high, end);
}

} // namespace smptcp_explain
