/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What a segment tells to someone who has the keys: HMACs, the MAC, the plaintext.

#include "segment-story.h"

#include "ns3/tcpcrypt-init.h"

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

constexpr std::size_t LOWER_HALF = 32;

std::string
Octets(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " octet" : " octets");
}

} // namespace

void
SegmentStory::UseLoggedKeys()
{
    bool each = KeysEachSubflow(m_connection.mode);
    if (!each)
    {
        m_connection.idsn = {};
        m_connection.nextDsn = {};
    }
    const LoggedKeys* keys = each ? m_subflow.logged : m_connection.logged;
    if (!keys)
    {
        TellKeys(m_log ? "not in the key log" : "unknown (no --keys)");
        return;
    }
    if (!keys->unknown.empty())
    {
        TellKeys("logged, but of a form not known here: " + keys->unknown);
        return;
    }
    TellKeys("from the key log");
    bool smptcp = m_connection.mode == Mode::SMPTCP;
    bool opensC = keys->initiator.value_or(TcpcryptRole::C) == TcpcryptRole::C;
    bool isC = opensC == (m_subflow.opener == SIDE_A);
    TcpcryptRole role = m_subflow.roleOfA.value_or(isC ? TcpcryptRole::C : TcpcryptRole::S);
    auto protection = std::make_unique<Protection>(*keys, role, smptcp, m_connection.application);
    (each ? m_subflow.ownKeys : m_connection.protection) = std::move(protection);
    for (unsigned side = SIDE_A; smptcp && side <= SIDE_B; ++side)
    {
        m_connection.idsn[side] = m_connection.protection->Idsn(side);
        m_connection.nextDsn[side] = *m_connection.idsn[side] + 1;
    }
}

/// Say where the keys are from; where subflows differ, of which one
void
SegmentStory::TellKeys(const std::string& words)
{
    std::string& told = m_connection.keyWords;
    bool more = !told.empty() && told != words;
    told = more ? told + ", of subflow " + std::to_string(m_subflow.number) + " " + words : words;
}

const Protection*
SegmentStory::Keys() const
{
    return m_subflow.ownKeys ? m_subflow.ownKeys.get() : m_connection.protection.get();
}

std::vector<uint8_t>
SegmentStory::JoinKeyOf(unsigned side) const
{
    if (m_connection.mode == Mode::SMPTCP)
    {
        return m_connection.protection ? m_connection.protection->JoinKey(side) : std::vector<uint8_t>();
    }
    return m_connection.keys[side] ? KeyOctets(*m_connection.keys[side]) : std::vector<uint8_t>();
}

/// Take the nonces of MP_JOIN and check the HMACs of MP_JOIN and ADD_ADDR (smptcp.md 6.2, 7.2)
void
SegmentStory::LearnJoin(const SegmentView& segment)
{
    std::vector<uint8_t> own = JoinKeyOf(m_side);
    std::vector<uint8_t> peer = JoinKeyOf(1 - m_side);
    MptcpVersion version = m_connection.mode == Mode::SMPTCP ? MptcpVersion::V0 : m_connection.version;
    bool known = !own.empty() && !peer.empty();
    if (m_options.joinSyn && segment.Has(TCP_SYN) && !m_subflow.join)
    {
        m_subflow.join = m_options.joinSyn;
    }
    if (m_options.joinSyn && m_options.joinSyn->hmac64 && known)
    {
        const MpJoinSyn& syn = *m_options.joinSyn;
        m_words.hmacRight = JoinSynHmac64(own, peer, syn.token, syn.nonce) == *syn.hmac64;
    }
    if (m_options.joinSynAck && m_subflow.join)
    {
        m_subflow.joinAnswer = m_subflow.joinAnswer.value_or(m_options.joinSynAck->nonce);
        if (known)
        {
            auto hmac = JoinHmac(own, peer, *m_subflow.joinAnswer, m_subflow.join->nonce, version);
            m_words.hmacRight = Leftmost64(hmac) == m_options.joinSynAck->hmac64;
        }
    }
    if (m_options.joinAck && m_subflow.join && m_subflow.joinAnswer && known)
    {
        m_words.hmacRight = JoinHmac(own, peer, m_subflow.join->nonce, *m_subflow.joinAnswer, version) ==
                            m_options.joinAck->hmac;
    }
    const auto& addAddr = m_options.addAddrV1;
    if (addAddr && addAddr->hmac64 && addAddr->address && known)
    {
        uint16_t port = addAddr->port.value_or(0);
        m_words.hmacRight = *addAddr->hmac64 ==
                            AddAddrHmac64(own, peer, addAddr->addressId, *addAddr->address, port, version);
    }
}

std::string
SegmentStory::WhyUnchecked(const Packet& packet) const
{
    return packet.cut              ? "segment not captured whole"
           : !m_subflow.synSeen    ? "SYN not captured"
           : !Keys()               ? "no keys"
                                   : "";
}

void
SegmentStory::JudgeMac(const Packet& packet, const SegmentView& segment)
{
    auto judge = [this](MacVerdict verdict, const std::string& words) {
        m_event.mac = verdict;
        m_event.macWords = words;
    };
    const auto& addAddr = m_options.addAddrV1;
    bool exempt = m_options.joinAck || (addAddr && addAddr->hmac64 && addAddr->address && addAddr->address->ipv6);
    std::string obstacle = WhyUnchecked(packet);
    if (m_options.tag && !obstacle.empty())
    {
        judge(MacVerdict::UNKNOWN, "MAC not checked: " + obstacle);
    }
    else if (m_options.tag)
    {
        if (!m_subflow.protection)
        {
            uint64_t x = m_subflow.join ? m_subflow.join->nonce : 0;
            m_subflow.protection =
                Keys()->MakeSubflow(x << LOWER_HALF | m_subflow.joinAnswer.value_or(0));
        }
        SmptcpMacContext context;
        context.sackBase = m_words.sackBase.value_or(0);
        context.dsnUpper = static_cast<uint32_t>(m_dsn >> LOWER_HALF);
        context.dataAckUpper = static_cast<uint32_t>(m_dataAck >> LOWER_HALF);
        bool right = m_subflow.protection->Verify(m_side, segment, m_position, context, m_options.tag);
        judge(right ? MacVerdict::RIGHT : MacVerdict::WRONG, right ? "MAC ok" : "MAC WRONG");
    }
    else if (!IsProtected() || segment.Has(TCP_SYN) || IsInit())
    {
        return;
    }
    else if (segment.Has(TCP_RST))
    {
        judge(MacVerdict::NOT_NEEDED, "RST without MAC");
    }
    else if (exempt)
    {
        judge(MacVerdict::NOT_NEEDED, "exempt from MAC");
    }
    else
    {
        judge(MacVerdict::MISSING, "MAC MISSING");
    }
}

void
SegmentStory::LearnMappings()
{
    Direction& direction = m_subflow.directions[m_side];
    if (m_options.dss && m_options.dss->mapping)
    {
        const DssMapping& wire = *m_options.dss->mapping;
        bool dataFin = m_options.dss->dataFin;
        Mapping mapping;
        mapping.position = ExpandNear(wire.subflowSequence, direction.high);
        mapping.length = wire.length - (dataFin ? 1u : 0u);
        mapping.dsn = m_dsn;
        if (wire.length > (dataFin ? 1 : 0))
        {
            direction.mappings.Add(mapping);
        }
        auto& next = m_connection.nextDsn[m_side];
        uint64_t end = m_dsn + wire.length;
        next = !next || DsnBefore(*next, end) ? end : *next;
    }
    const auto& capable = m_options.handshake.mpCapable;
    if (capable && capable->dataLength && m_connection.idsn[m_side])
    {
        Mapping mapping; // RFC 8684, 3.1: the first data counts as mapped from IDSN + 1
        mapping.position = 1;
        mapping.length = *capable->dataLength;
        mapping.dsn = *m_connection.idsn[m_side] + 1;
        direction.mappings.Add(mapping);
    }
}

void
SegmentStory::TellPayload(const SegmentView& segment)
{
    std::size_t size = segment.PayloadSize();
    if (size == 0)
    {
        return;
    }
    std::vector<uint8_t> payload(segment.Payload(), segment.Payload() + size);
    if (IsInit())
    {
        TcpcryptForm form = m_connection.profile.form;
        bool rsa = form == TcpcryptForm::A;
        auto init1 = Init1Message::Parse(payload.data(), size, form);
        auto init2 = Init2Message::Parse(payload.data(), size, form);
        std::string key = !init1 ? ""
                          : rsa  ? "RSA modulus of " + std::to_string(init1->publicKey.size() * 8) + " bits"
                                 : "ECDHE point of " + Octets(init1->publicKey.size());
        m_event.payload =
            init1   ? "INIT1: " + key + ", nonce " + Hex(init1->nonce.data(), init1->nonce.size())
            : init2 ? "INIT2: " + Octets(init2->ciphertext.size()) +
                          (rsa ? ", the nonce of role S encrypted" : ", nonce and ECDHE point of role S")
                    : "malformed INIT message of " + Octets(size);
        return;
    }
    bool encrypted = IsProtected();
    m_event.payload = Octets(size) + (encrypted ? Decrypted(segment.Sequence(), std::move(payload))
                                                : " in clear: " + Excerpt(payload.data(), size));
}

std::string
SegmentStory::Decrypted(uint32_t sequence, std::vector<uint8_t> payload)
{
    if (m_event.mac != MacVerdict::RIGHT || !m_subflow.protection)
    {
        return " encrypted";
    }
    if (m_subflow.protection->EncryptsPayload())
    {
        m_subflow.protection->Decrypt(m_side, m_position.sequence, sequence, payload);
    }
    else if (Keys()->IsSmptcp())
    {
        const Mapping* mapping = m_subflow.directions[m_side].mappings.Find(m_position.sequence);
        if (!mapping)
        {
            return " encrypted, its mapping not seen yet";
        }
        m_connection.protection->Decrypt(m_side, mapping->dsn + m_position.sequence - mapping->position, payload);
    }
    return " decrypted: " + Excerpt(payload.data(), payload.size());
}

} // namespace smptcp_explain
