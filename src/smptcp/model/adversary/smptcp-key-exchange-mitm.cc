/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-key-exchange-mitm.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(KeyExchangeMitm);

using namespace smptcp;

namespace
{

constexpr unsigned SMALLEST_KEY = 512; //!< Bits of an RSA key; form B has none

} // namespace

TypeId
KeyExchangeMitm::GetTypeId()
{
    static TypeId tid = TypeId("ns3::KeyExchangeMitm")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<KeyExchangeMitm>()
                            .AddAttribute("ReplaceKeys",
                                          "Show each end other keys in MP_CAPABLE than those of its peer, so that the "
                                          "tokens of the two ends have nothing to do with each other",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&KeyExchangeMitm::m_replaceKeys),
                                          MakeBooleanChecker());
    return tid;
}

KeyExchangeMitm::KeyExchangeMitm()
    : m_drawn([this] { return Random32(); })
{
}
KeyExchangeMitm::~KeyExchangeMitm() = default;

void
KeyExchangeMitm::DoDispose()
{
    m_joinEvent.Cancel();
    m_joined[0].reset();
    m_joined[1].reset();
    m_flows.clear();
    SmptcpAttacker::DoDispose();
}

void
KeyExchangeMitm::SetProfile(const ProtectionProfile& profile)
{
    m_profile = profile;
}

void
KeyExchangeMitm::SetAlteration(uint64_t offset, std::vector<uint8_t> octets)
{
    m_alterFrom = offset;
    m_alteration = std::move(octets);
}

bool
KeyExchangeMitm::IsBetween() const
{
    return m_joinable != nullptr;
}

const std::vector<uint8_t>&
KeyExchangeMitm::GetRead() const
{
    return m_read;
}

const std::vector<uint8_t>&
KeyExchangeMitm::GetReadAtHost() const
{
    return m_readAtHost;
}

uint64_t
KeyExchangeMitm::GetResealed() const
{
    return m_resealed;
}

bool
KeyExchangeMitm::HasJoined(unsigned end) const
{
    return m_joined[end] && m_joined[end]->IsUp();
}

// --- the handshake -------------------------------------------------------------------------------------------

void
KeyExchangeMitm::OnSegment(SmptcpAttackerPlace& place,
                           const FlowWatch::Sighting& sighting,
                           IpSegment& segment,
                           Ptr<const Packet> packet,
                           BoxSide from)
{
    auto isOwn = [this](const AddressOctets& address) { return GetHost() && GetHost()->GetAddress() == address; };
    Flow& flow = m_flows[sighting.flow];
    if (isOwn(segment.Source()) || isOwn(segment.Destination()))
    {
        place.Pass(packet, from);
    }
    else if (TakeHandshake(flow, sighting, segment))
    {
        place.PassChanged("handshake: the attacker's own part in the place of the peer's", segment, from);
    }
    else if (flow.end[sighting.from] && Reseal(flow, sighting.from, segment))
    {
        place.PassChanged("opened with the keys of the sender's end, sealed with those of the other", segment, from);
    }
    else
    {
        place.Pass(packet, from);
    }
}

bool
KeyExchangeMitm::TakeHandshake(Flow& flow, const FlowWatch::Sighting& sighting, IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    auto options = SegmentOptions::Parse(tcp, m_profile);
    const auto& crypt = options.handshake.crypt;
    bool changed = options.handshake.mpCapable && ShowOtherKeys(flow, sighting.from, segment);
    if (!crypt)
    {
        return changed;
    }
    if (crypt->pkconf && sighting.from == 1)
    {
        flow.pkconf = *crypt->pkconf;
    }
    bool init1 = sighting.from == 0 && (crypt->init1 || crypt->init1Mp);
    bool init2 = sighting.from == 1 && crypt->init2;
    if (init1 && TakeInit1(flow, segment.Tcp()))
    {
        // The slides taken literally have no code point of their own.
        flow.smptcp = crypt->init1Mp || (m_profile.seedLiteral && flow.key[0] && flow.key[1]);
        return segment.SetPayload(flow.message[1]);
    }
    if (init2 && TakeInit2(flow, sighting, segment.Tcp()))
    {
        return segment.SetPayload(flow.message[0]);
    }
    return changed;
}

bool
KeyExchangeMitm::TakeInit1(Flow& flow, const SegmentView& tcp)
{
    if (flow.exchange[0])
    {
        return flow.message[1].size() == tcp.PayloadSize(); // a repeat
    }
    auto init1 = Init1Message::Parse(tcp.Payload(), tcp.PayloadSize(), m_profile.form);
    if (!init1 || flow.pkconf.empty())
    {
        return false;
    }
    TcpcryptKeyExchange towardsA(m_profile.form);
    TcpcryptKeyExchange towardsB(m_profile.form);
    auto answer = towardsA.OnInit1(flow.pkconf, tcp.Payload(), tcp.PayloadSize(), m_drawn);
    unsigned bits = m_profile.form == TcpcryptForm::A ? KeyBitsOf(init1->publicCipher) : 0;
    // Of the same length as the genuine one: the sequence numbers of the two halves stay the same.
    auto question = towardsB.MakeInit1(flow.pkconf,
                                       {init1->publicCipher},
                                       KeyPair(bits),
                                       m_drawn,
                                       init1->symmetricCiphers);
    if (!answer || !question || question->size() != tcp.PayloadSize())
    {
        Tell("INIT1 of a kind it cannot answer: it stays out");
        return false;
    }
    flow.exchange[0] = std::move(towardsA);
    flow.exchange[1] = std::move(towardsB);
    flow.message[0] = std::move(*answer);
    flow.message[1] = std::move(*question);
    return true;
}

std::shared_ptr<const RsaKeyPair>
KeyExchangeMitm::KeyPair(unsigned bits)
{
    std::shared_ptr<const RsaKeyPair>& pair = m_pairs[bits];
    if (!pair && bits >= SMALLEST_KEY)
    {
        pair = std::make_shared<RsaKeyPair>(bits, m_drawn);
    }
    return pair;
}

bool
KeyExchangeMitm::TakeInit2(Flow& flow, const FlowWatch::Sighting& sighting, const SegmentView& tcp)
{
    if (flow.end[0] || !flow.exchange[1])
    {
        return flow.end[0] && flow.message[0].size() == tcp.PayloadSize();
    }
    if (!flow.exchange[1]->OnInit2(tcp.Payload(), tcp.PayloadSize()) || flow.message[0].size() != tcp.PayloadSize())
    {
        return false;
    }
    uint32_t isn[2] = {sighting.flow->ends[0].isn.value_or(0), sighting.flow->ends[1].isn.value_or(0)};
    for (unsigned i : {0u, 1u})
    {
        const TcpcryptSession& session = *flow.exchange[i]->Session();
        // Towards each end it plays the other one.
        if (flow.smptcp)
        {
            flow.spaces[i] = DataSpaces::Of(session, m_profile);
            flow.end[i] = std::make_unique<CryptEnd>(session, m_profile, flow.spaces[i], 0, isn[1 - i], isn[i]);
        }
        else
        {
            flow.end[i] = std::make_unique<CryptEnd>(session, m_profile, isn[1 - i], isn[i]);
        }
    }
    m_joinable = m_joinable ? m_joinable : sighting.flow;
    Tell("it shares keys with both ends: they have different session ids, and do not know");
    return true;
}

bool
KeyExchangeMitm::ShowOtherKeys(Flow& flow, unsigned from, IpSegment& segment)
{
    return segment.ChangeOptions([&](uint8_t* option, uint8_t length) {
        auto mpc = MpCapable::Parse({option[0], length, option});
        if (!mpc || !mpc->senderKey)
        {
            return false;
        }
        flow.key[from] = mpc->senderKey;
        if (!flow.shownKey[from])
        {
            flow.shownKey[from] =
                m_replaceKeys ? static_cast<uint64_t>(Random32()) << 32 | Random32() : *mpc->senderKey;
        }
        if (!m_replaceKeys)
        {
            return false;
        }
        mpc->senderKey = flow.shownKey[from];
        if (mpc->receiverKey)
        {
            mpc->receiverKey = flow.key[1 - from];
        }
        OptionBytes area = AreaOf(*mpc);
        std::copy(area.Data(), area.Data() + area.Size(), option);
        return true;
    }) > 0;
}

// --- segments ------------------------------------------------------------------------------------------------

bool
KeyExchangeMitm::Reseal(Flow& flow, unsigned from, IpSegment& segment)
{
    auto plain = flow.end[from]->Open(segment);
    if (!plain)
    {
        return false;
    }
    uint64_t position = flow.end[from]->PeerPosition(segment);
    uint64_t end = position + plain->size();
    if (end > flow.readTo[from])
    {
        uint64_t known = std::min<uint64_t>(plain->size(), flow.readTo[from] > position ? flow.readTo[from] - position : 0);
        m_read.insert(m_read.end(), plain->begin() + static_cast<std::ptrdiff_t>(known), plain->end());
        flow.readTo[from] = end;
    }
    if (from == 0 && !plain->empty())
    {
        // Where it stands in the opener's stream: by DSN, which all subflows share, or behind SYN and INIT1.
        auto options = SegmentOptions::Parse(segment.Tcp(), m_profile);
        bool mapped = flow.spaces[0] && options.dss && options.dss->mapping;
        uint64_t offset = position - 1 - flow.message[1].size();
        if (mapped)
        {
            offset = static_cast<uint32_t>(options.dss->mapping->dsn) -
                     static_cast<uint32_t>(flow.spaces[0]->receiveIdsn + 1);
        }
        Alter(offset, *plain);
    }
    if (flow.spaces[0] || Delta(flow, 0) != 0 || Delta(flow, 1) != 0)
    {
        Move(flow, from, segment);
    }
    ++m_resealed;
    return flow.end[1 - from]->Seal(segment, *plain);
}

void
KeyExchangeMitm::Alter(uint64_t offset, std::vector<uint8_t>& plain)
{
    for (std::size_t i = 0; i < plain.size(); ++i)
    {
        uint64_t at = offset + i;
        if (at >= m_alterFrom && at - m_alterFrom < m_alteration.size())
        {
            plain[i] = m_alteration[at - m_alterFrom];
        }
    }
}

uint64_t
KeyExchangeMitm::Delta(const Flow& flow, unsigned sender) const
{
    // From the DSN space of the sender to the one its peer believes in.
    if (flow.spaces[0])
    {
        return flow.spaces[1 - sender]->sendIdsn - flow.spaces[sender]->receiveIdsn;
    }
    if (!flow.key[sender] || flow.key[sender] == flow.shownKey[sender])
    {
        return 0;
    }
    return MptcpIdsn(*flow.shownKey[sender], MptcpVersion::V0) - MptcpIdsn(*flow.key[sender], MptcpVersion::V0);
}

void
KeyExchangeMitm::Move(Flow& flow, unsigned from, IpSegment& segment) const
{
    segment.ChangeOptions([&](uint8_t* option, uint8_t length) {
        OptionView view{option[0], length, option};
        OptionBytes area;
        if (auto dss = Dss::Parse(view))
        {
            auto moved = [](uint64_t value, uint64_t delta, bool wide) {
                return wide ? value + delta : static_cast<uint32_t>(value + delta);
            };
            if (dss->mapping)
            {
                dss->mapping->dsn = moved(dss->mapping->dsn, Delta(flow, from), dss->mapping->wide);
            }
            if (dss->dataAck)
            {
                dss->dataAck->value = moved(dss->dataAck->value, 0 - Delta(flow, 1 - from), dss->dataAck->wide);
            }
            area = AreaOf(*dss);
        }
        else if (auto announced = AddAddrV1::Parse(view); announced && announced->hmac64 && announced->address)
        {
            JoinKeys keys = KeysTowards(flow, 1 - from);
            announced->hmac64 = AddAddrHmac64(keys.local,
                                              keys.remote,
                                              announced->addressId,
                                              *announced->address,
                                              announced->port.value_or(0),
                                              keys.version);
            area = AreaOf(*announced);
        }
        else if (auto fastclose = MpFastclose::Parse(view); fastclose && flow.spaces[0])
        {
            JoinKeys keys = KeysTowards(flow, 1 - from);
            uint32_t token = MptcpToken(flow.key[1 - from].value_or(0), MptcpVersion::V0);
            fastclose->receiverKey = SmptcpFastcloseHmac64(keys.local, keys.remote, token);
            area = AreaOf(*fastclose);
        }
        if (area.Size() != length)
        {
            return false;
        }
        std::copy(area.Data(), area.Data() + length, option);
        return true;
    });
}

JoinKeys
KeyExchangeMitm::KeysTowards(const Flow& flow, unsigned end) const
{
    if (flow.spaces[0])
    {
        const TcpcryptSession& session = *flow.exchange[end]->Session();
        return {SendMacKey(session), ReceiveMacKey(session), MptcpVersion::V0};
    }
    return {KeyOctets(flow.shownKey[1 - end].value_or(0)), KeyOctets(flow.key[end].value_or(0)), MptcpVersion::V0};
}

} // namespace ns3
