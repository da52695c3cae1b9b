/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_OPTIONS_H
#define SMPTCP_SEGMENT_OPTIONS_H

#include "ns3/mptcp-options.h"
#include "ns3/smptcp-negotiation.h"
#include "ns3/smptcp-protection-profile.h"
#include "ns3/smptcp-segment-view.h"

#include <optional>

/**
 * \file
 * \ingroup smptcp-socket
 * Every option of an incoming segment that concerns this module, parsed once.
 */

namespace ns3
{
namespace smptcp
{

/// The options of one segment; what does not parse is absent
struct SegmentOptions
{
    HandshakeOptions handshake;               //!< MP_CAPABLE and CRYPT
    std::optional<MpJoinSyn> joinSyn;         //!< MP_JOIN of a SYN
    std::optional<MpJoinSynAck> joinSynAck;   //!< MP_JOIN of a SYN/ACK
    std::optional<MpJoinAck> joinAck;         //!< MP_JOIN of a third ACK
    std::optional<Dss> dss;                   //!< DSS
    std::optional<AddAddrV0> addAddrV0;       //!< ADD_ADDR, RFC 6824
    std::optional<AddAddrV1> addAddrV1;       //!< ADD_ADDR, RFC 8684 and smptcp.md 7.2
    std::optional<RemoveAddr> removeAddr;     //!< REMOVE_ADDR
    std::optional<MpPrio> prio;               //!< MP_PRIO
    std::optional<MpFail> fail;               //!< MP_FAIL
    std::optional<MpFastclose> fastclose;     //!< MP_FASTCLOSE
    std::optional<MpTcpRst> tcpRst;           //!< MP_TCPRST
    std::optional<uint16_t> mss;              //!< Maximum segment size
    bool timestamps{false};                   //!< Timestamps are there
    bool mptcp{false};                        //!< Any MPTCP option at all
    const uint8_t* tag{nullptr};              //!< Tag of the MAC option of the agreed length, inside the segment

    /**
     * \param segment the segment
     * \param profile the form of CRYPT's codes and the length of tags; a MAC option of another length is no MAC option
     * \return its options, the first of each kind and subtype that parses counting
     */
    static SegmentOptions Parse(const SegmentView& segment, const ProtectionProfile& profile = {});
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SEGMENT_OPTIONS_H
