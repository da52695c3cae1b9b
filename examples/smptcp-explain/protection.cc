/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "protection.h"

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

TcpcryptRole
Other(TcpcryptRole role)
{
    return role == TcpcryptRole::C ? TcpcryptRole::S : TcpcryptRole::C;
}

TcpcryptSession
MakeSession(const LoggedKeys& keys, TcpcryptRole role, uint8_t application)
{
    TcpcryptSession session;
    session.form = keys.profile.form;
    session.role = role;
    session.ss = *keys.secret;
    session.keys = DeriveKeys(session.ss, application);
    return session;
}

/// \return who announced application support as DeriveKeys wants it: 1 role C, 2 role S
uint8_t
ApplicationOf(TcpcryptRole roleOfA, const std::array<bool, 2>& application)
{
    unsigned c = roleOfA == TcpcryptRole::C ? SIDE_A : SIDE_B;
    return static_cast<uint8_t>((application[c] ? 1 : 0) + (application[1 - c] ? 2 : 0));
}

} // namespace

SubflowProtection::SubflowProtection(SegmentProtector toB, SegmentProtector toA)
    : m_receivers{std::move(toB), std::move(toA)}
{
}

bool
SubflowProtection::Verify(unsigned side,
                          const SegmentView& segment,
                          const SegmentPosition& position,
                          const SmptcpMacContext& context,
                          const uint8_t* tag)
{
    return m_receivers[side].Verify(segment, position, context, tag);
}

bool
SubflowProtection::EncryptsPayload() const
{
    return m_receivers[SIDE_A].EncryptsPayload();
}

void
SubflowProtection::Decrypt(unsigned side, uint64_t position, uint32_t sequence, std::vector<uint8_t>& payload)
{
    m_receivers[side].Decrypt(position, sequence, payload.data(), payload.size());
}

Protection::Protection(const LoggedKeys& keys,
                       TcpcryptRole roleOfA,
                       bool smptcp,
                       const std::array<bool, 2>& application)
    : m_log(keys),
      m_smptcp(smptcp),
      m_sessions{MakeSession(keys, roleOfA, ApplicationOf(roleOfA, application)),
                 MakeSession(keys, Other(roleOfA), ApplicationOf(roleOfA, application))},
      m_ciphers{StreamCipher(SendEncryptionKey(m_sessions[SIDE_A]).data()),
                StreamCipher(SendEncryptionKey(m_sessions[SIDE_B]).data())}
{
}

const TcpcryptSession&
Protection::SessionOf(unsigned side) const
{
    return m_sessions[side];
}

uint64_t
Protection::Idsn(unsigned side) const
{
    const TcpcryptSession& session = SessionOf(side);
    uint64_t idsn = SmptcpIdsn(SendMacKey(session), session.keys.sid, m_log.profile.sidOctets);
    return m_log.idsnLow ? (idsn >> 32 << 32 | *m_log.idsnLow) : idsn;
}

std::vector<uint8_t>
Protection::JoinKey(unsigned side) const
{
    return SendMacKey(SessionOf(side));
}

SubflowProtection
Protection::MakeSubflow(uint64_t tag) const
{
    auto make = [this, tag](unsigned side) {
        return m_smptcp ? SegmentProtector(SessionOf(side), m_log.profile, tag)
                        : SegmentProtector(SessionOf(side), m_log.profile);
    };
    return SubflowProtection(make(SIDE_B), make(SIDE_A));
}

void
Protection::Decrypt(unsigned side, uint64_t dsn, std::vector<uint8_t>& payload)
{
    m_ciphers[side].Crypt(dsn, payload.data(), payload.size());
}

bool
Protection::IsSmptcp() const
{
    return m_smptcp;
}

} // namespace smptcp_explain
