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

SegmentProtector::SegmentProtector(const TcpcryptSession& session, const ProtectionProfile& profile)
    : m_smptcp(false),
      m_profile(profile),
      m_sendMac(SendMacKey(session).data()),
      m_receiveMac(ReceiveMacKey(session).data())
{
    if (!profile.nullCipher)
    {
        m_encrypt.emplace(SendEncryptionKey(session).data());
        m_decrypt.emplace(ReceiveEncryptionKey(session).data());
    }
}

SegmentProtector::SegmentProtector(const TcpcryptSession& session,
                                   const ProtectionProfile& profile,
                                   uint64_t subflowTag)
    : m_smptcp(true),
      m_subflowTag(subflowTag),
      m_profile(profile),
      m_sendMac(SendMacKey(session).data()),
      m_receiveMac(ReceiveMacKey(session).data())
{
}

Sha1Digest
SegmentProtector::Tag(SegmentMac& mac,
                      const SegmentView& segment,
                      const SegmentPosition& position,
                      SmptcpMacContext context) const
{
    if (m_profile.nullTag)
    {
        return {};
    }
    context.coverWindow = m_profile.coverWindow;
    context.subflowTag = m_subflowTag;
    Sha1Digest digest = m_smptcp ? mac.ComputeSmptcp(segment, position, context)
                                 : mac.ComputeFormA(segment, position);
    if (m_profile.nullCipher)
    {
        // A host with this stub and one without must not take each other's octets for plaintext.
        std::transform(digest.begin(), digest.end(), digest.begin(), [](uint8_t octet) {
            return static_cast<uint8_t>(~octet);
        });
    }
    return digest;
}

void
SegmentProtector::Seal(const SegmentView& segment,
                       const SegmentPosition& position,
                       SmptcpMacContext context,
                       uint8_t* tag)
{
    Sha1Digest digest = Tag(m_sendMac, segment, position, context);
    std::copy(digest.begin(), digest.end(), tag);
}

bool
SegmentProtector::Verify(const SegmentView& segment,
                         const SegmentPosition& position,
                         SmptcpMacContext context,
                         const uint8_t* tag)
{
    Sha1Digest digest = Tag(m_receiveMac, segment, position, context);
    return TagsEqual(digest.data(), tag, digest.size());
}

bool
SegmentProtector::EncryptsPayload() const
{
    return m_encrypt.has_value();
}

void
SegmentProtector::Encrypt(uint64_t position, uint8_t* data, std::size_t size)
{
    m_encrypt->Crypt(position, data, size);
}

void
SegmentProtector::Decrypt(uint64_t position, uint8_t* data, std::size_t size)
{
    m_decrypt->Crypt(position, data, size);
}

} // namespace smptcp
} // namespace ns3
