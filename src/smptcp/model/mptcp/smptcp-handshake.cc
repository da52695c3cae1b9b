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
            a.mpcV1 || b.mpcV1,
            a.nextk1 || b.nextk1,
            a.nextk2 || b.nextk2,
            a.checksum || b.checksum};
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
SmptcpHandshake::SetObserver(std::function<void(TcpcryptState)> observer)
{
    m_observer = std::move(observer);
}

void
SmptcpHandshake::SetState(TcpcryptState state)
{
    if (state == m_state)
    {
        return;
    }
    m_state = state;
    if (m_observer)
    {
        m_observer(state);
    }
}

bool
SmptcpHandshake::Refuse(const std::string& cause)
{
    m_cause = cause;
    SetState(TcpcryptState::DISABLED);
    return false;
}

void
SmptcpHandshake::Decide(Mode mode, const std::string& cause)
{
    m_mode = mode;
    m_cause = cause;
    if (!IsEncrypted(mode))
    {
        SetState(TcpcryptState::DISABLED);
    }
}

void
SmptcpHandshake::NoteCrypt(const std::optional<CryptOption>& crypt)
{
    if (crypt && (crypt->hello || crypt->pkconf || crypt->nextk1 || crypt->nextk2))
    {
        m_remoteAppSupport = crypt->appSupport;
    }
}

uint8_t
SmptcpHandshake::Application(TcpcryptRole role) const
{
    bool c = role == TcpcryptRole::C ? m_settings.appSupport : m_remoteAppSupport;
    bool s = role == TcpcryptRole::C ? m_remoteAppSupport : m_settings.appSupport;
    return static_cast<uint8_t>((c ? 1 : 0) | (s ? 2 : 0));
}

TcpcryptSession
SmptcpHandshake::WithApplication(TcpcryptSession session) const
{
    if (session.form == TcpcryptForm::B)
    {
        session.keys = DeriveKeys(session.ss, Application(session.role));
    }
    return session;
}

bool
SmptcpHandshake::LooksInit1(const uint8_t* payload, std::size_t size) const
{
    return Init1Message::Parse(payload, size, m_settings.profile.form).has_value();
}

std::vector<PublicCipher>
SmptcpHandshake::OwnPkconf() const
{
    return m_settings.pkconf.empty() ? DefaultPkconf(m_settings.keyBits, m_settings.profile.form) : m_settings.pkconf;
}

// --- options that go out -------------------------------------------------------------------------------------

void
SmptcpHandshake::AppendSyn(OptionBytes& out, unsigned attempt)
{
    m_client = true;
    Offer offer = ComposeSynOffer(m_settings.policy,
                                  attempt + m_settings.firstAttempt - 1,
                                  m_settings.resume.has_value());
    m_sent = Union(m_sent, offer);
    if (offer.AnyMpc())
    {
        AppendMpCapable(out, offer);
    }
    if (offer.nextk1)
    {
        AppendNextk1(out, NameOf(*m_settings.resume), m_settings.appSupport);
    }
    else if (offer.hello)
    {
        AppendCrypt(out, m_settings.appSupport ? CryptOpcode::HELLO_APP : CryptOpcode::HELLO, m_settings.profile.form);
    }
    if (!m_mode)
    {
        SetState(offer.nextk1   ? TcpcryptState::NEXTK1_SENT
                 : m_sent.hello ? TcpcryptState::HELLO_SENT
                                : TcpcryptState::DISABLED);
    }
}

void
SmptcpHandshake::AppendSynAck(OptionBytes& out, unsigned attempt)
{
    if (m_client)
    {
        return; // simultaneous open: TCP and nothing else
    }
    Offer offer = AnswerSyn(m_settings.policy, m_seen, attempt, m_offered.has_value()).offer;
    m_answered = Union(m_answered, offer);
    m_latestAnswer = offer;
    bool app = m_settings.appSupport;
    if (offer.AnyMpc())
    {
        AppendMpCapable(out, offer);
    }
    if (offer.pkconf)
    {
        AppendPkconf(out, OwnPkconf(), app);
    }
    else if (offer.nextk2)
    {
        AppendCrypt(out, app ? CryptOpcode::NEXTK2_APP : CryptOpcode::NEXTK2, m_settings.profile.form);
    }
    else if (offer.hello)
    {
        AppendCrypt(out, app ? CryptOpcode::HELLO_APP : CryptOpcode::HELLO, m_settings.profile.form);
    }
    if (!m_mode && offer.pkconf)
    {
        SetState(TcpcryptState::PKCONF_SENT);
    }
    else if (!m_mode && offer.nextk2)
    {
        SetState(TcpcryptState::NEXTK2_SENT);
    }
    else if (!m_mode && offer.hello)
    {
        SetState(TcpcryptState::HELLO_SENT);
    }
}

void
SmptcpHandshake::AppendThirdPkconf(OptionBytes& out) const
{
    if (AwaitsInit1())
    {
        AppendPkconf(out, OwnPkconf(), m_settings.appSupport);
    }
}

// --- what comes in -------------------------------------------------------------------------------------------

bool
SmptcpHandshake::OnSyn(const HandshakeOptions& syn)
{
    if (m_mode)
    {
        return true; // too late to change anything
    }
    if (m_client)
    {
        if (IsRefused(m_settings.policy.require, Mode::TCP))
        {
            return Refuse("simultaneous open, where Require demands more than TCP");
        }
        Decide(Mode::TCP, "simultaneous open");
        return true;
    }
    Offer seen = syn.ToOffer();
    SynAnswer answer = AnswerSyn(m_settings.policy, seen, 1);
    if (answer.refuse)
    {
        if (m_state == TcpcryptState::CLOSED)
        {
            SetState(TcpcryptState::DISABLED);
        }
        m_cause = answer.cause;
        return false; // with Require every SYN of a genuine peer carries everything, so this one changes nothing
    }
    m_seen = seen;
    m_cause = answer.cause;
    NoteCrypt(syn.crypt);
    if (syn.mpCapable)
    {
        m_remoteKey = syn.mpCapable->senderKey.value_or(0); // version 1: comes with the third message
        m_peerFlags = syn.mpCapable->flags;
    }
    bool crypt = answer.offer.pkconf || answer.offer.hello;
    bool resumable = seen.nextk1 && answer.offer.IsCryptOnly() && m_settings.findSession;
    if (resumable && !(m_offered && m_offeredName == *syn.crypt->nextk1))
    {
        m_offeredName = *syn.crypt->nextk1;
        m_offered = m_settings.findSession(m_offeredName);
    }
    if (m_offered)
    {
        m_offered = WithApplication(*m_offered);
    }
    SetState(!crypt         ? TcpcryptState::DISABLED
             : seen.nextk1  ? TcpcryptState::NEXTK1_RCVD
                            : TcpcryptState::HELLO_RCVD);
    return true;
}

bool
SmptcpHandshake::OnSynAck(const HandshakeOptions& synAck, std::size_t segmentSize)
{
    if (m_mode || !m_client)
    {
        return true;
    }
    Offer offer = synAck.ToOffer();
    std::optional<std::vector<uint8_t>> init1;
    m_cause.clear();
    if (offer.pkconf && m_sent.hello)
    {
        init1 = PrepareInit1(*synAck.crypt->pkconf, segmentSize);
    }
    ClientDecision decision = DecideOnSynAck(m_settings.policy, m_sent, offer, init1.has_value());
    std::string cause = m_cause.empty() ? decision.cause : m_cause;
    if (decision.refuse)
    {
        return Refuse(cause);
    }
    NoteCrypt(synAck.crypt);
    if (synAck.mpCapable)
    {
        m_remoteKey = synAck.mpCapable->senderKey.value_or(0);
        m_peerFlags = synAck.mpCapable->flags;
    }
    Decide(decision.mode, cause);
    if (decision.resume)
    {
        m_session = WithApplication(*m_settings.resume);
        SetState(TcpcryptState::ENCRYPTING);
    }
    else if (decision.swap)
    {
        SetState(TcpcryptState::HELLO_RCVD);
        SetState(TcpcryptState::PKCONF_SENT);
    }
    else if (IsEncrypted(decision.mode))
    {
        SendInit1(std::move(*init1));
    }
    return true;
}

bool
SmptcpHandshake::OnThird(const HandshakeOptions& options,
                         bool hasDss,
                         const uint8_t* payload,
                         std::size_t size,
                         std::size_t segmentSize)
{
    if (m_mode || m_client)
    {
        return true;
    }
    ThirdMessage third;
    third.init1Mp = options.crypt && options.crypt->init1Mp;
    third.init1 = options.crypt && options.crypt->init1;
    third.mpCapable = ThirdProvesMptcp(options, hasDss);
    third.payloadLooksInit1 = LooksInit1(payload, size);
    third.pkconf = options.crypt && options.crypt->pkconf;
    third.awaitsMac = m_latestAnswer.nextk2;
    std::optional<std::vector<uint8_t>> init1;
    m_cause.clear();
    if (third.pkconf && m_answered.hello)
    {
        init1 = PrepareInit1(*options.crypt->pkconf, segmentSize);
        third.exchangePossible = init1.has_value();
    }
    ServerDecision decision = DecideOnThird(m_settings.policy, m_answered, third);
    std::string cause = m_cause.empty() ? decision.cause : m_cause;
    if (decision.refuse)
    {
        return Refuse(cause);
    }
    bool encrypted = IsEncrypted(decision.mode);
    if (encrypted && init1)
    {
        NoteCrypt(options.crypt);
        Decide(decision.mode, cause);
        SendInit1(std::move(*init1));
        return true;
    }
    if (encrypted && !AnswerInit1(payload, size))
    {
        return false;
    }
    Decide(decision.mode, cause);
    return true;
}

void
SmptcpHandshake::OnResumed()
{
    if (!m_mode && m_offered)
    {
        m_session = m_offered;
        Decide(Mode::TCPCRYPT, "");
        SetState(TcpcryptState::ENCRYPTING);
    }
}

bool
SmptcpHandshake::OnInit1(const uint8_t* payload, std::size_t size)
{
    return !AwaitsInit1() || AnswerInit1(payload, size);
}

bool
SmptcpHandshake::OnInit2(const uint8_t* payload, std::size_t size)
{
    if (!AwaitsInit2())
    {
        return true;
    }
    m_exchange.SetApplication(Application(TcpcryptRole::C));
    if (!m_exchange.OnInit2(payload, size))
    {
        return Refuse("INIT2 is malformed or not for our key");
    }
    m_session = m_exchange.Session();
    SetState(TcpcryptState::ENCRYPTING);
    return true;
}

bool
SmptcpHandshake::OnClearData(const uint8_t* payload, std::size_t size)
{
    if (AwaitsInit2())
    {
        return Refuse("the peer sent something else than INIT2: going back would corrupt the stream");
    }
    if (!AwaitsInit1())
    {
        return true;
    }
    if (LooksInit1(payload, size))
    {
        return Refuse("INIT1 as payload without its option: CRYPT has been stripped");
    }
    if (IsRefused(m_settings.policy.require, Mode::TCP))
    {
        return Refuse("the peer did not answer PKCONF by INIT1, where Require demands encryption");
    }
    Decide(Mode::TCP, "the peer did not answer PKCONF by INIT1");
    return true;
}

void
SmptcpHandshake::OnConfirmed()
{
    if (m_session)
    {
        SetState(TcpcryptState::ENCRYPTING);
    }
}

void
SmptcpHandshake::OnAbandoned(const std::string& how)
{
    if (!m_cause.empty() && m_state == TcpcryptState::DISABLED)
    {
        return; // refused by this end
    }
    if (AwaitsInit2())
    {
        m_cause = how + " after INIT1: the peer refused it, or its CRYPT option has been stripped on the path";
    }
    else if (AwaitsInit1())
    {
        m_cause = how + " after PKCONF: the peer refused it, or INIT1 was lost";
    }
    else
    {
        m_cause = how;
    }
}

// --- the key exchange ----------------------------------------------------------------------------------------

std::optional<std::vector<uint8_t>>
SmptcpHandshake::PrepareInit1(const std::vector<PublicCipher>& pkconf, std::size_t segmentSize)
{
    const std::vector<PublicCipher> own = OwnPkconf();
    const TcpcryptForm form = m_settings.profile.form;
    auto chosen = ChoosePublicCipher(pkconf, own, form);
    if (!chosen)
    {
        m_cause = "no public-key algorithm in common with the peer's PKCONF";
        return std::nullopt;
    }
    auto init1 = m_exchange.MakeInit1(pkconf,
                                      own,
                                      form == TcpcryptForm::A ? m_settings.keyPair(KeyBitsOf(*chosen)) : nullptr,
                                      *m_settings.random,
                                      m_settings.symmetric);
    if (!init1)
    {
        m_cause = "no key of " + std::to_string(KeyBitsOf(*chosen)) + " bits";
    }
    else if (init1->size() > segmentSize)
    {
        m_cause = "INIT1 of " + std::to_string(init1->size()) + " octets does not fit a segment of " +
                  std::to_string(segmentSize);
        init1.reset();
    }
    return init1;
}

void
SmptcpHandshake::SendInit1(std::vector<uint8_t> init1)
{
    m_message = std::move(init1);
    m_roleC = true;
    SetState(TcpcryptState::PKCONF_RCVD);
    SetState(TcpcryptState::INIT1_SENT);
}

bool
SmptcpHandshake::AnswerInit1(const uint8_t* payload, std::size_t size)
{
    m_exchange.SetApplication(Application(TcpcryptRole::S));
    auto init2 = m_exchange.OnInit1(OwnPkconf(), payload, size, *m_settings.random);
    if (!init2)
    {
        // Its octets would reach the application as data.
        return Refuse("INIT1 is malformed or asks for what PKCONF does not list");
    }
    m_message = std::move(*init2);
    m_session = m_exchange.Session();
    SetState(TcpcryptState::INIT1_RCVD);
    SetState(TcpcryptState::INIT2_SENT);
    return true;
}

// --- what there is to know -----------------------------------------------------------------------------------

TcpcryptState
SmptcpHandshake::State() const
{
    return m_state;
}

const std::string&
SmptcpHandshake::Cause() const
{
    return m_cause;
}

bool
SmptcpHandshake::AwaitsInit1() const
{
    return m_client && m_state == TcpcryptState::PKCONF_SENT;
}

bool
SmptcpHandshake::AwaitsInit2() const
{
    return m_state == TcpcryptState::INIT1_SENT;
}

const std::optional<TcpcryptSession>&
SmptcpHandshake::OfferedSession() const
{
    static const std::optional<TcpcryptSession> none;
    return !m_mode && m_answered.nextk2 ? m_offered : none;
}

bool
SmptcpHandshake::HasAnsweredCrypt() const
{
    return m_answered.pkconf || m_answered.nextk2;
}

bool
SmptcpHandshake::LocalAppSupport() const
{
    return m_settings.appSupport;
}

bool
SmptcpHandshake::RemoteAppSupport() const
{
    return m_remoteAppSupport;
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
    if (!m_roleC)
    {
        return CryptOpcode::INIT2;
    }
    bool marked = m_mode == Mode::SMPTCP && !m_settings.policy.seedLiteral;
    return marked ? CryptOpcode::INIT1_MP : CryptOpcode::INIT1;
}

void
SmptcpHandshake::AppendMessageOptions(OptionBytes& out) const
{
    if (m_mode == Mode::STACKED && m_roleC)
    {
        AppendThirdMpCapable(out);
    }
    AppendCrypt(out, MessageOpcode(), m_settings.profile.form);
}

const std::optional<TcpcryptSession>&
SmptcpHandshake::Session() const
{
    return m_session;
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
