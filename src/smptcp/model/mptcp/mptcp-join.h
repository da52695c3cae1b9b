/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_JOIN_H
#define MPTCP_JOIN_H

#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-options.h"

#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-mptcp
 * The handshake of an additional subflow without I/O (RFC 6824, 3.2; RFC 8684, 3.2; smptcp.md section 6).
 */

namespace ns3
{
namespace smptcp
{

/// Keys that authenticate JOINs and address advertisements: Key A / Key B of MPTCP, kac / kas of SMPTCP
struct JoinKeys
{
    std::vector<uint8_t> local;  //!< Key of this end
    std::vector<uint8_t> remote; //!< Key of the peer
    MptcpVersion version{MptcpVersion::V0}; //!< Whose hash is used; SMPTCP uses that of version 0
};

/**
 * \ingroup smptcp-mptcp
 * One MP_JOIN handshake, as X (sender of the SYN) or Y.
 */
class MptcpJoin
{
  public:
    /// X: \param keys keys \param token token of the peer \param addressId own address id \param nonce R_X
    /// \param backup ask for a backup subflow \param synHmac the SYN carries an HMAC (V-SYNHMAC)
    static MptcpJoin Initiate(JoinKeys keys,
                              uint32_t token,
                              uint8_t addressId,
                              uint32_t nonce,
                              bool backup = false,
                              bool synHmac = false);
    /// Y: \param keys keys \param syn the option received \param addressId own address id \param nonce R_Y
    static MptcpJoin Accept(JoinKeys keys, const MpJoinSyn& syn, uint8_t addressId, uint32_t nonce);

    /// \return true for X
    bool IsInitiator() const;
    /// X: option of the SYN
    void AppendSyn(OptionBytes& out) const;
    /// Y: option of the SYN/ACK
    void AppendSynAck(OptionBytes& out) const;
    /// X: \return true when the HMAC of the SYN/ACK is right; R_Y is taken then
    bool OnSynAck(const MpJoinSynAck& synAck);
    /// X: option of the third ACK
    void AppendThird(OptionBytes& out) const;
    /// Y: \return true when the HMAC of the third ACK is right
    bool OnThird(const MpJoinAck& third) const;
    /// \return R_X || R_Y, the subflow tag of SMPTCP's MAC (smptcp.md 5.4)
    uint64_t SubflowTag() const;
    /// \return own random number
    uint32_t LocalNonce() const;
    /// \return address id of the peer
    uint8_t RemoteAddressId() const;
    /// \return true when either end asks for a backup subflow
    bool Backup() const;

  private:
    /// \return 160 bits of the HMAC this end computes
    JoinHmacOctets LocalHmac() const;
    /// \return 160 bits of the HMAC the peer computes if its nonce is \p remoteNonce
    JoinHmacOctets RemoteHmac(uint32_t remoteNonce) const;
    MptcpJoin(JoinKeys keys, bool initiator, uint8_t addressId, uint32_t nonce);

    JoinKeys m_keys;             //!< Keys
    bool m_initiator;            //!< X
    uint8_t m_addressId;         //!< Own address id
    uint8_t m_remoteAddressId{0}; //!< The peer's
    uint32_t m_localNonce;       //!< Own random number
    uint32_t m_remoteNonce{0};   //!< The peer's
    uint32_t m_token{0};         //!< X: token of the peer
    bool m_backup{false};        //!< Asked for by the peer
    bool m_synHmac{false};       //!< X: the SYN carries an HMAC
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_JOIN_H
