/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-segment-protector.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

const TcpcryptKey&
SendEncryptionKey(const TcpcryptSession& session)
{
    return session.role == TcpcryptRole::C ? session.keys.kec : session.keys.kes;
}

const TcpcryptKey&
ReceiveEncryptionKey(const TcpcryptSession& session)
{
    return session.role == TcpcryptRole::C ? session.keys.kes : session.keys.kec;
}

const TcpcryptKey&
SendMacKey(const TcpcryptSession& session)
{
    return session.role == TcpcryptRole::C ? session.keys.kac : session.keys.kas;
}

const TcpcryptKey&
ReceiveMacKey(const TcpcryptSession& session)
{
    return session.role == TcpcryptRole::C ? session.keys.kas : session.keys.kac;
}

namespace
{

/// \return the session with every key replaced by that of a joined subflow (V-SUBKEY)
TcpcryptSession
SubflowSession(const TcpcryptSession& session, uint64_t subflowTag)
{
    TcpcryptSession derived = session;
    for (TcpcryptKey* key : {&derived.keys.kec, &derived.keys.kes, &derived.keys.kac, &derived.keys.kas})
    {
        *key = DeriveSubflowKey(*key, subflowTag);
    }
    return derived;
}

} // namespace

SegmentProtector::SegmentProtector(const TcpcryptSession& session, const ProtectionProfile& profile)
    : m_smptcp(false),
      m_daemon(profile.daemonWire),
      m_profile(profile)
{
    Key(session, true);
}

SegmentProtector::SegmentProtector(const TcpcryptSession& session,
                                   const ProtectionProfile& profile,
                                   uint64_t subflowTag)
    : m_smptcp(!profile.seedLiteral),
      m_daemon(false),
      m_subflowTag(subflowTag),
      m_profile(profile)
{
    bool own = profile.subflowKeys && !profile.seedLiteral && subflowTag != 0;
    Key(own ? SubflowSession(session, subflowTag) : session, own || profile.seedLiteral);
}

void
SegmentProtector::Key(const TcpcryptSession& session, bool cipher)
{
    if (session.form == TcpcryptForm::B)
    {
        bool c = session.role == TcpcryptRole::C;
        const TcpcryptKey& sendAck = c ? session.keys.kgc : session.keys.kgs;
        const TcpcryptKey& receiveAck = c ? session.keys.kgs : session.keys.kgc;
        m_send.formB.emplace(SendMacKey(session).data(), sendAck.data());
        m_receive.formB.emplace(ReceiveMacKey(session).data(), receiveAck.data());
    }
    else
    {
        m_send.mac.emplace(SendMacKey(session).data());
        m_receive.mac.emplace(ReceiveMacKey(session).data());
    }
    if (cipher && !m_profile.nullCipher)
    {
        CounterForm form = m_daemon ? CounterForm::DAEMON : CounterForm::CLEAN;
        m_send.cipher.emplace(SendEncryptionKey(session).data(), form);
        m_receive.cipher.emplace(ReceiveEncryptionKey(session).data(), form);
    }
}

SegmentProtector::Tag
SegmentProtector::ComputeTag(Direction& direction,
                             const SegmentView& segment,
                             const SegmentPosition& position,
                             SmptcpMacContext context) const
{
    Tag tag{};
    if (m_profile.nullTag)
    {
        return tag;
    }
    if (direction.formB)
    {
        FormBTag formB =
            direction.formB->Compute(segment, m_daemon ? SignedIsnPosition(segment, position) : position);
        std::copy(formB.begin(), formB.end(), tag.begin());
    }
    else if (m_smptcp)
    {
        context.coverWindow = m_profile.coverWindow;
        context.subflowTag = m_subflowTag;
        tag = direction.mac->ComputeSmptcp(segment, position, context);
    }
    else
    {
        tag = direction.mac->ComputeFormA(segment, m_daemon ? RawPosition(segment) : position);
    }
    if (m_profile.nullCipher)
    {
        // A host with this stub and one without must not take each other's octets for plaintext.
        std::transform(tag.begin(), tag.end(), tag.begin(), [](uint8_t octet) {
            return static_cast<uint8_t>(~octet);
        });
    }
    return tag;
}

void
SegmentProtector::Seal(const SegmentView& segment,
                       const SegmentPosition& position,
                       SmptcpMacContext context,
                       uint8_t* tag)
{
    Tag whole = ComputeTag(m_send, segment, position, context);
    std::copy_n(whole.begin(), m_profile.TagOctets(), tag);
}

bool
SegmentProtector::Verify(const SegmentView& segment,
                         const SegmentPosition& position,
                         SmptcpMacContext context,
                         const uint8_t* tag)
{
    Tag whole = ComputeTag(m_receive, segment, position, context);
    return TagsEqual(whole.data(), tag, m_profile.TagOctets());
}

bool
SegmentProtector::EncryptsPayload() const
{
    return m_send.cipher.has_value();
}

void
SegmentProtector::Encrypt(uint64_t position, uint32_t sequence, uint8_t* data, std::size_t size)
{
    m_send.cipher->Crypt(m_daemon ? sequence : position, data, size);
}

void
SegmentProtector::Decrypt(uint64_t position, uint32_t sequence, uint8_t* data, std::size_t size)
{
    m_receive.cipher->Crypt(m_daemon ? sequence : position, data, size);
}

} // namespace smptcp
} // namespace ns3
