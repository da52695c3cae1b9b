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

#include <array>
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
 * Keys of one connection set up for one subflow. With tcpcrypt alone it uses the tag of the session's form and
 * encrypts by position or as the public daemon does. With SMPTCP it uses the tag of smptcp.md 5.4 and leaves the
 * payload to the connection, where the DSNs are; but V-SUBKEY's joined subflows have keys of their own and encrypt by
 * position, and SeedLiteral treats every subflow as a tcpcrypt connection under the same keys.
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
     * \param tag ProtectionProfile::TagOctets octets to write
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

    /// \return true when the payload is encrypted here, false when that is the connection's business or not done
    bool EncryptsPayload() const;
    /**
     * Encrypt payload going out.
     * \param position 64-bit position of its first octet
     * \param sequence sequence number of its segment, which the daemon form goes by
     * \param data payload, changed in place
     * \param size octets of it
     */
    void Encrypt(uint64_t position, uint32_t sequence, uint8_t* data, std::size_t size);
    /// Decrypt payload coming in, parameters as above.
    void Decrypt(uint64_t position, uint32_t sequence, uint8_t* data, std::size_t size);

  private:
    /// What one direction is keyed with
    struct Direction
    {
        std::optional<SegmentMac> mac;      //!< Form A and SMPTCP
        std::optional<FormBMac> formB;      //!< Form B
        std::optional<StreamCipher> cipher; //!< Unless the connection encrypts, or nobody
    };

    /// Room for the longest tag
    using Tag = std::array<uint8_t, MAC_TAG_OCTETS>;

    void Key(const TcpcryptSession& session, bool cipher);
    Tag ComputeTag(Direction& direction,
                   const SegmentView& segment,
                   const SegmentPosition& position,
                   SmptcpMacContext context) const;

    bool m_smptcp;               //!< SMPTCP's tag instead of tcpcrypt's
    bool m_daemon;               //!< Tag and keystream as the public daemon's
    uint64_t m_subflowTag{0};    //!< R_X || R_Y or 0
    ProtectionProfile m_profile; //!< Forms of tag and cipher
    Direction m_send;            //!< Own direction
    Direction m_receive;         //!< Peer's direction
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
