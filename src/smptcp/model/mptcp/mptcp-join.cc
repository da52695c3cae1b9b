/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-join.h"

#include "ns3/smptcp-segment-mac.h"

namespace ns3
{
namespace smptcp
{

MptcpJoin::MptcpJoin(JoinKeys keys, bool initiator, uint8_t addressId, uint32_t nonce)
    : m_keys(std::move(keys)),
      m_initiator(initiator),
      m_addressId(addressId),
      m_localNonce(nonce)
{
}

MptcpJoin
MptcpJoin::Initiate(JoinKeys keys,
                    uint32_t token,
                    uint8_t addressId,
                    uint32_t nonce,
                    bool backup,
                    bool synHmac)
{
    MptcpJoin join(std::move(keys), true, addressId, nonce);
    join.m_token = token;
    join.m_synHmac = synHmac;
    join.m_backup = backup;
    return join;
}

MptcpJoin
MptcpJoin::Accept(JoinKeys keys, const MpJoinSyn& syn, uint8_t addressId, uint32_t nonce)
{
    MptcpJoin join(std::move(keys), false, addressId, nonce);
    join.m_remoteAddressId = syn.addressId;
    join.m_remoteNonce = syn.nonce;
    join.m_backup = syn.backup;
    return join;
}

JoinHmacOctets
MptcpJoin::LocalHmac() const
{
    return JoinHmac(m_keys.local, m_keys.remote, m_localNonce, m_remoteNonce, m_keys.version);
}

JoinHmacOctets
MptcpJoin::RemoteHmac(uint32_t remoteNonce) const
{
    return JoinHmac(m_keys.remote, m_keys.local, remoteNonce, m_localNonce, m_keys.version);
}

bool
MptcpJoin::IsInitiator() const
{
    return m_initiator;
}

void
MptcpJoin::AppendSyn(OptionBytes& out) const
{
    MpJoinSyn option;
    option.backup = m_backup;
    option.addressId = m_addressId;
    option.token = m_token;
    option.nonce = m_localNonce;
    if (m_synHmac)
    {
        option.hmac64 = JoinSynHmac64(m_keys.local, m_keys.remote, m_token, m_localNonce);
    }
    option.AppendTo(out);
}

void
MptcpJoin::AppendSynAck(OptionBytes& out) const
{
    MpJoinSynAck option;
    option.addressId = m_addressId;
    option.hmac64 = Leftmost64(LocalHmac());
    option.nonce = m_localNonce;
    option.AppendTo(out);
}

bool
MptcpJoin::OnSynAck(const MpJoinSynAck& synAck)
{
    if (Leftmost64(RemoteHmac(synAck.nonce)) != synAck.hmac64)
    {
        return false;
    }
    m_remoteNonce = synAck.nonce;
    m_remoteAddressId = synAck.addressId;
    m_backup = m_backup || synAck.backup;
    return true;
}

void
MptcpJoin::AppendThird(OptionBytes& out) const
{
    MpJoinAck option;
    option.hmac = LocalHmac();
    option.AppendTo(out);
}

bool
MptcpJoin::OnThird(const MpJoinAck& third) const
{
    JoinHmacOctets expected = RemoteHmac(m_remoteNonce);
    return TagsEqual(expected.data(), third.hmac.data(), expected.size());
}

uint64_t
MptcpJoin::SubflowTag() const
{
    uint64_t first = m_initiator ? m_localNonce : m_remoteNonce;
    return first << 32 | (m_initiator ? m_remoteNonce : m_localNonce);
}

uint32_t
MptcpJoin::LocalNonce() const
{
    return m_localNonce;
}

uint8_t
MptcpJoin::RemoteAddressId() const
{
    return m_remoteAddressId;
}

bool
MptcpJoin::Backup() const
{
    return m_backup;
}

} // namespace smptcp
} // namespace ns3
