/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_CRYPT_END_H
#define SMPTCP_CRYPT_END_H

#include "ns3/mptcp-options.h"
#include "ns3/smptcp-ip-segment.h"
#include "ns3/smptcp-random.h"
#include "ns3/smptcp-segment-options.h"
#include "ns3/smptcp-segment-protector.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * One end of a protected subflow, made of packets and keys alone.
 */

namespace ns3
{
namespace smptcp
{

/// Random octets that an attacker draws from its own stream
class DrawnRandom : public RandomSource
{
  public:
    /// \param draw gives a random number below 2^32
    explicit DrawnRandom(std::function<uint32_t()> draw);
    void Fill(uint8_t* out, std::size_t size) override;

  private:
    std::function<uint32_t()> m_draw; //!< Source
};

/// The data sequence spaces of a connection of SMPTCP, as one of its ends has them; its subflows share it
struct DataSpaces
{
    uint64_t sendIdsn{0};    //!< IDSN of this end
    uint64_t receiveIdsn{0}; //!< IDSN of the peer
    uint64_t sent{0};        //!< Highest DSN this end has used; data acks are near it
    uint64_t received{0};    //!< Highest DSN seen of the peer

    /// \return the spaces that belong to a session (smptcp.md 2.2)
    static std::shared_ptr<DataSpaces> Of(const TcpcryptSession& session, const ProtectionProfile& profile);
};

/**
 * \ingroup smptcp-adversary
 * An end of a tcpcrypt connection, or of a subflow of SMPTCP, whoever plays it: opens what the peer sends, and seals what
 * is to look like this end's. It keeps positions and nothing else of TCP.
 */
class CryptEnd
{
  public:
    /**
     * tcpcrypt alone.
     * \param session keys \param profile forms of tag and cipher
     * \param localIsn of the end that is played \param peerIsn of the other
     */
    CryptEnd(const TcpcryptSession& session, const ProtectionProfile& profile, uint32_t localIsn, uint32_t peerIsn);
    /**
     * A subflow of SMPTCP. One mapping for each segment is understood, V-SPARSE is not.
     * \param spaces of the connection \param subflowTag 0, or R_X || R_Y of the JOIN
     */
    CryptEnd(const TcpcryptSession& session,
             const ProtectionProfile& profile,
             std::shared_ptr<DataSpaces> spaces,
             uint64_t subflowTag,
             uint32_t localIsn,
             uint32_t peerIsn);

    /// \return the plaintext of a segment of the peer, or no value when it has no right tag
    std::optional<std::vector<uint8_t>> Open(const IpSegment& segment);
    /**
     * Give a segment its payload and its tag.
     * \param segment with all its options, a MAC option among them \param plain the payload in clear
     * \return false when there is no MAC option, or the payload does not fit
     */
    bool Seal(IpSegment& segment, const std::vector<uint8_t>& plain);
    /// \return how many octets before \p segment this end's peer has sent on the subflow (SYN = 0)
    uint64_t PeerPosition(const IpSegment& segment) const;

  private:
    /// Where a segment stands at both levels
    struct Place
    {
        SegmentPosition position;
        SmptcpMacContext context;
        uint64_t dsn{0}; //!< Of the first octet of payload
    };

    Place PlaceOf(const SegmentView& tcp, const SegmentOptions& options, bool sending) const;
    void Note(const Place& place, const SegmentView& tcp, const SegmentOptions& options, bool sending);
    void Crypt(const Place& place, uint32_t sequence, bool sending, std::vector<uint8_t>& octets);

    ProtectionProfile m_profile;          //!< Forms
    SegmentProtector m_protector;         //!< Tags, and ciphers by position
    std::shared_ptr<DataSpaces> m_spaces; //!< SMPTCP; null with tcpcrypt
    std::optional<StreamCipher> m_send;   //!< By DSN
    std::optional<StreamCipher> m_receive; //!< By DSN
    uint32_t m_localIsn;                  //!< Of the end played
    uint32_t m_peerIsn;                   //!< Of the other
    uint64_t m_sent{1};                   //!< Highest position sent
    uint64_t m_received{1};               //!< Highest position received
};

/**
 * \ingroup smptcp-adversary
 * Complete a segment of an open subflow, as an attacker's end sends it.
 * \param segment without options and payload \param dss nothing in it: no DSS
 * \param tagOctets of a MAC option, 0 for none; its tag stays zeros without \p crypt
 * \param crypt seals it, or null \param plain the payload in clear
 */
void FinishSegment(IpSegment& segment,
                   const Dss& dss,
                   std::size_t tagOctets,
                   CryptEnd* crypt,
                   const std::vector<uint8_t>& plain);

/**
 * \ingroup smptcp-adversary
 * Give a segment a handshake message and the CRYPT option that says which.
 * \param segment the segment \param opcode INIT1 or INIT2 \param form numbering of the codes \param message the payload
 */
void PutMessage(IpSegment& segment, CryptOpcode opcode, TcpcryptForm form, const std::vector<uint8_t>& message);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_CRYPT_END_H
