/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_KEYSTREAM_REUSER_H
#define SMPTCP_KEYSTREAM_REUSER_H

#include "smptcp-attacker.h"

#include <array>
#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Sees the subflows of a connection and looks for a two-time pad (A26): the octets that two subflows carry at the same
 * place of their sequence spaces, XORed, are the XOR of two plaintexts if both were encrypted with the same keystream.
 * It knows the plaintext of one subflow, the one at its second place, and computes that of the other. It touches nothing.
 */
class KeystreamReuser : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param stream what the opener sends, from its first octet on; used for what crosses the second place alone
    void SetKnown(std::vector<uint8_t> stream);
    /// Take note from now on of what the opener sends. \param at when
    void WatchFrom(Time at);

    /// \return octets captured of the opener's stream, repetitions counted
    uint64_t GetCaptured() const;
    /// \return what it computes as plaintext of the subflow at its first place: runs of octets in order
    std::vector<std::vector<uint8_t>> Recover() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    /// An octet on the wire
    struct Captured
    {
        uint64_t dsn{0};  //!< Its data sequence number
        uint8_t octet{0}; //!< As it passed
    };

    std::array<std::map<uint32_t, Captured>, 2> m_captured; //!< By place and distance from the ISN
    std::vector<uint8_t> m_known;                           //!< Plaintext it knows
    std::optional<uint64_t> m_firstDsn;                     //!< Of the stream
    uint64_t m_octets{0};                                   //!< Octets captured
};

} // namespace ns3

#endif // SMPTCP_KEYSTREAM_REUSER_H
