/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_PROTECTION_H
#define SMPTCP_EXPLAIN_PROTECTION_H

#include "key-log.h"

#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-segment-protector.h"

#include <array>

namespace smptcp_explain
{

/// Sides of a connection: A opened it, B answered
constexpr unsigned SIDE_A = 0;
constexpr unsigned SIDE_B = 1;

/// Both directions of one protected subflow, seen by someone who has the keys
class SubflowProtection
{
  public:
    /// \param toB what B checks A's segments with \param toA what A checks B's with
    SubflowProtection(ns3::smptcp::SegmentProtector toB, ns3::smptcp::SegmentProtector toA);

    /// \return true when \p tag is that of the segment which \p side sent
    bool Verify(unsigned side,
                const ns3::smptcp::SegmentView& segment,
                const ns3::smptcp::SegmentPosition& position,
                const ns3::smptcp::SmptcpMacContext& context,
                const uint8_t* tag);

    /// \return true when payload is encrypted by its place on the subflow, not by DSN
    bool EncryptsPayload() const;
    /// Decrypt, in place, payload that \p side sent. \param position of its first octet \param sequence on the wire
    void Decrypt(unsigned side, uint64_t position, uint32_t sequence, std::vector<uint8_t>& payload);

  private:
    std::array<ns3::smptcp::SegmentProtector, 2> m_receivers; //!< By sender
};

/// What follows from the secret of one connection
class Protection
{
  public:
    /**
     * \param keys what the log says
     * \param roleOfA tcpcrypt role of A
     * \param smptcp the connection is in SMPTCP mode, not in tcpcrypt mode
     * \param application which side announced application support
     */
    Protection(const LoggedKeys& keys,
               ns3::smptcp::TcpcryptRole roleOfA,
               bool smptcp,
               const std::array<bool, 2>& application);

    /// \return IDSN of a side in SMPTCP mode
    uint64_t Idsn(unsigned side) const;
    /// \return key of a side for the HMACs of MP_JOIN and ADD_ADDR in SMPTCP mode
    std::vector<uint8_t> JoinKey(unsigned side) const;
    /// \param tag R_X || R_Y of the JOIN, 0 for the initial subflow
    SubflowProtection MakeSubflow(uint64_t tag) const;
    /// Decrypt, in place, payload that \p side sent in SMPTCP mode. \param dsn of its first octet
    void Decrypt(unsigned side, uint64_t dsn, std::vector<uint8_t>& payload);
    /// \return true in SMPTCP mode
    bool IsSmptcp() const;

  private:
    /// \return the session as the end on \p side holds it
    const ns3::smptcp::TcpcryptSession& SessionOf(unsigned side) const;

    LoggedKeys m_log;                                        //!< What the log says
    bool m_smptcp;                                           //!< Mode
    std::array<ns3::smptcp::TcpcryptSession, 2> m_sessions;  //!< By side
    std::array<ns3::smptcp::StreamCipher, 2> m_ciphers;      //!< By sender
};

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_PROTECTION_H
