/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-handshake.h"

namespace ns3
{
namespace smptcp
{

namespace
{

/// What either of two tries offered: the answer may be to any of them
Offer
Union(const Offer& a, const Offer& b)
{
    return {a.mpc || b.mpc,
            a.h || b.h,
            a.g || b.g,
            a.hello || b.hello,
            a.pkconf || b.pkconf,
            a.mpcV1 || b.mpcV1};
}

} // namespace

SmptcpHandshake::SmptcpHandshake(HandshakeSettings settings)
    : m_settings(std::move(settings)),
      m_exchange(m_settings.profile.form),
      m_client(m_settings.initiator)
{
}

void
SmptcpHandshake::AppendMpCapable(OptionBytes& out, const Offer& offer) const
{
    MpCapable option;
    option.version = offer.mpcV1 ? 1 : 0;
    option.flags = (offer.h || offer.mpcV1 ? MPC_FLAG_HMAC : 0) |
                   (offer.g ? MPC_FLAG_TCPCRYPT : 0) |
                   (m_settings.checksum ? MPC_FLAG_CHECKSUM : 0);
    if (!m_client || !offer.mpcV1)
    {
        option.senderKey = m_settings.localKey; // the SYN of version 1 has none
    }
    option.AppendTo(out);
}

void
SmptcpHandshake::AppendSyn(OptionBytes& out, unsigned attempt)
{
    m_client = true;
    Offer offer = ComposeSynOffer(m_settings.policy, attempt);
    m_sent = Union(m_sent, offer);
    if (offer.AnyMpc())
    {
        AppendMpCapable(out, offer);
    }
    if (offer.hello)
    {
        AppendCrypt(out, CryptOpcode::HELLO);
    }
}

bool
SmptcpHandshake::OnSyn(const HandshakeOptions& syn)
{
    m_seen = syn.ToOffer();
    if (syn.mpCapable)
    {
        m_remoteKey = syn.mpCapable->senderKey.value_or(0); // version 1: comes with the third message
        m_peerFlags = syn.mpCapable->flags;
    }
    return !AnswerSyn(m_settings.policy, m_seen, 1).refuse;
}

void
SmptcpHandshake::AppendSynAck(OptionBytes& out, unsigned attempt)
{
    Offer offer = AnswerSyn(m_settings.policy, m_seen, attempt).offer;
    m_answered = Union(m_answered, offer);
    if (offer.AnyMpc())
    {
        AppendMpCapable(out, offer);
    }
    if (offer.pkconf)
    {
        AppendPkconf(out, DefaultPkconf(m_settings.keyBits, m_settings.profile.form));
    }
}

bool
SmptcpHandshake::OnSynAck(const HandshakeOptions& synAck, std::size_t segmentSize)
{
    Offer offer = synAck.ToOffer();
    std::optional<std::vector<uint8_t>> init1;
    if (offer.pkconf && m_sent.hello)
    {
        bool rsa = m_settings.profile.form == TcpcryptForm::A;
        init1 = m_exchange.MakeInit1(*synAck.crypt->pkconf,
                                     DefaultPkconf(m_settings.keyBits, m_settings.profile.form),
                                     rsa ? m_settings.keyPair() : nullptr,
                                     *m_settings.random);
    }
    bool possible = init1 && init1->size() <= segmentSize;
    ClientDecision decision = DecideOnSynAck(m_settings.policy, m_sent, offer, possible);
    if (decision.refuse)
    {
        return false;
    }
    m_mode = decision.mode;
    if (*m_mode == Mode::SMPTCP || *m_mode == Mode::TCPCRYPT)
    {
        m_message = std::move(*init1);
    }
    if (synAck.mpCapable)
    {
        m_remoteKey = synAck.mpCapable->senderKey.value_or(0);
        m_peerFlags = synAck.mpCapable->flags;
    }
    return true;
}

bool
SmptcpHandshake::OnThird(const HandshakeOptions& options,
                         bool hasDss,
                         const uint8_t* payload,
                         std::size_t size)
{
    ThirdMessage third;
    third.init1Mp = options.crypt && options.crypt->init1Mp;
    third.init1 = options.crypt && options.crypt->init1;
    third.mpCapable = ThirdProvesMptcp(options, hasDss);
    third.payloadLooksInit1 = Init1Message::Parse(payload, size, m_settings.profile.form).has_value();
    ServerDecision decision = DecideOnThird(m_settings.policy, m_answered, third);
    if (decision.refuse)
    {
        return false;
    }
    if (decision.mode == Mode::SMPTCP || decision.mode == Mode::TCPCRYPT)
    {
        auto init2 = m_exchange.OnInit1(DefaultPkconf(m_settings.keyBits, m_settings.profile.form),
                                        payload,
                                        size,
                                        *m_settings.random);
        if (!init2)
        {
            return false; // its octets would reach the application as data
        }
        m_message = std::move(*init2);
    }
    m_mode = decision.mode;
    return true;
}

bool
SmptcpHandshake::OnInit2(const uint8_t* payload, std::size_t size)
{
    return m_exchange.OnInit2(payload, size);
}

std::optional<Mode>
SmptcpHandshake::DecidedMode() const
{
    return m_mode;
}

const std::vector<uint8_t>&
SmptcpHandshake::Message() const
{
    return m_message;
}

CryptOpcode
SmptcpHandshake::MessageOpcode() const
{
    if (!m_client)
    {
        return CryptOpcode::INIT2;
    }
    return m_mode == Mode::SMPTCP ? CryptOpcode::INIT1_MP : CryptOpcode::INIT1;
}

bool
SmptcpHandshake::AwaitsInit2() const
{
    return m_client && !m_message.empty() && !m_exchange.Session();
}

const std::optional<TcpcryptSession>&
SmptcpHandshake::Session() const
{
    return m_exchange.Session();
}

uint64_t
SmptcpHandshake::LocalKey() const
{
    return m_settings.localKey;
}

uint64_t
SmptcpHandshake::RemoteKey() const
{
    return m_remoteKey;
}

void
SmptcpHandshake::AppendThirdMpCapable(OptionBytes& out,
                                      std::optional<uint16_t> dataLength,
                                      std::optional<uint16_t> dssChecksum) const
{
    MpCapable option;
    option.version = static_cast<uint8_t>(Version());
    option.flags = MPC_FLAG_HMAC | (UsesChecksum() ? MPC_FLAG_CHECKSUM : 0);
    option.senderKey = m_settings.localKey;
    option.receiverKey = m_remoteKey;
    option.dataLength = dataLength;
    option.checksum = dssChecksum;
    option.AppendTo(out);
}

MptcpVersion
SmptcpHandshake::Version() const
{
    bool v1 = m_client ? m_sent.mpcV1 || ComposeSynOffer(m_settings.policy, 1).mpcV1
                       : m_settings.policy.capabilities.mptcpV1 && m_seen.mpcV1;
    return v1 ? MptcpVersion::V1 : MptcpVersion::V0;
}

bool
SmptcpHandshake::UsesChecksum() const
{
    return m_settings.checksum || (m_peerFlags & MPC_FLAG_CHECKSUM);
}

bool
SmptcpHandshake::PeerForbidsJoin() const
{
    return Version() == MptcpVersion::V1 && (m_peerFlags & MPC_FLAG_NO_JOIN_HERE);
}

bool
SmptcpHandshake::ThirdProvesMptcp(const HandshakeOptions& options, bool hasDss)
{
    bool version1 = Version() == MptcpVersion::V1;
    const auto& mpc = options.mpCapable;
    if (!mpc || !mpc->receiverKey || *mpc->receiverKey != m_settings.localKey ||
        mpc->version != static_cast<uint8_t>(Version()))
    {
        return hasDss && !version1;
    }
    if (version1)
    {
        m_remoteKey = *mpc->senderKey;
    }
    return mpc->senderKey == m_remoteKey || hasDss;
}

} // namespace smptcp
} // namespace ns3
