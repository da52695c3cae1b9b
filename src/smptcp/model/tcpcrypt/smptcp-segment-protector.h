/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_PROTECTOR_H
#define SMPTCP_SEGMENT_PROTECTOR_H

#include "smptcp-protection-profile.h"
#include "tcpcrypt-key-exchange.h"

#include "ns3/smptcp-segment-mac.h"
#include "ns3/smptcp-stream-cipher.h"

#include <optional>

/**
 * \file
 * \ingroup smptcp-tcpcrypt
 * The MAC of a subflow's segments, and tcpcrypt's payload cipher.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-tcpcrypt
 * Keys of one connection set up for one subflow. With tcpcrypt alone it uses form A's tag and encrypts by
 * position; with SMPTCP it uses the tag of smptcp.md 5.4 and leaves the payload to the connection, where the DSNs
 * are.
 */
class SegmentProtector
{
  public:
    /// tcpcrypt alone
    SegmentProtector(const TcpcryptSession& session, const ProtectionProfile& profile);
    /// A subflow of SMPTCP with its tag (0 for the initial one)
    SegmentProtector(const TcpcryptSession& session,
                     const ProtectionProfile& profile,
                     uint64_t subflowTag);

    /**
     * \param segment the segment as it will leave, with any tag
     * \param position where it stands
     * \param context upper halves and SACK base; the rest is filled in here
     * \param tag 20 octets to write
     */
    void Seal(const SegmentView& segment,
              const SegmentPosition& position,
              SmptcpMacContext context,
              uint8_t* tag);

    /// \return true when \p tag is the one of this segment of the peer
    bool Verify(const SegmentView& segment,
                const SegmentPosition& position,
                SmptcpMacContext context,
                const uint8_t* tag);

    /// \return true when the payload is encrypted by position here (tcpcrypt alone, no null cipher)
    bool EncryptsPayload() const;
    /// Encrypt payload going out, in place, \p position being that of its first octet
    void Encrypt(uint64_t position, uint8_t* data, std::size_t size);
    /// Decrypt payload coming in
    void Decrypt(uint64_t position, uint8_t* data, std::size_t size);

  private:
    Sha1Digest Tag(SegmentMac& mac,
                   const SegmentView& segment,
                   const SegmentPosition& position,
                   SmptcpMacContext context) const;

    bool m_smptcp;                         //!< SMPTCP's tag instead of form A's
    uint64_t m_subflowTag{0};              //!< R_X || R_Y or 0
    ProtectionProfile m_profile;           //!< Forms of tag and cipher
    SegmentMac m_sendMac;                  //!< Own direction
    SegmentMac m_receiveMac;               //!< Peer's direction
    std::optional<StreamCipher> m_encrypt; //!< Own direction, tcpcrypt alone
    std::optional<StreamCipher> m_decrypt; //!< Peer's direction, tcpcrypt alone
};

/// \return the encryption key (kec or kes) with which the end of \p role sends
const TcpcryptKey& SendEncryptionKey(const TcpcryptSession& session);
/// \return the encryption key with which the peer sends
const TcpcryptKey& ReceiveEncryptionKey(const TcpcryptSession& session);
/// \return the MAC key (kac or kas) with which the end of \p role sends
const TcpcryptKey& SendMacKey(const TcpcryptSession& session);
/// \return the MAC key with which the peer sends
const TcpcryptKey& ReceiveMacKey(const TcpcryptSession& session);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SEGMENT_PROTECTOR_H
