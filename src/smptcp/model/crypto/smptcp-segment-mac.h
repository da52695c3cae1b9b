/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_MAC_H
#define SMPTCP_SEGMENT_MAC_H

#include "smptcp-hmac.h"

#include "ns3/smptcp-segment-view.h"

#include <array>
#include <cstdint>
#include <memory>

/**
 * \file
 * \ingroup smptcp-crypto
 * The tag of the MAC option: tcpcrypt's forms A and B (tcpcrypt.md section 6) and SMPTCP's (smptcp.md 5.4).
 */

namespace ns3
{
namespace smptcp
{

/// Where a segment stands: offsets from the ISNs, SYN = 0, wraps counted
struct SegmentPosition
{
    uint64_t sequence{0};       //!< 64-bit position of the sequence number
    uint64_t acknowledgment{0}; //!< 64-bit position of the acknowledgment; ignored without the ACK flag
    bool raw{false};            //!< Numbers of the wire instead, the acknowledgment whatever the flags say
};

/// \return the numbers of the wire, upper halves 0: what the public daemon of form A has in place of positions
SegmentPosition RawPosition(const SegmentView& segment);

/**
 * What the public daemon of form B has in place of positions: wire numbers minus ISNs, which it takes for signed, so
 * that an ISN of 2^31 or more adds 2^32. It counts no wraps.
 * \param segment the segment
 * \param position its true position, from which the ISNs follow
 */
SegmentPosition SignedIsnPosition(const SegmentView& segment, const SegmentPosition& position);

/// What SMPTCP binds beside form A's input (smptcp.md 5.4)
struct SmptcpMacContext
{
    bool coverWindow{true};   //!< Is the window field covered
    uint32_t dsnUpper{0};     //!< Upper half of the 64-bit DSN of the mapping, 0 without one
    uint32_t dataAckUpper{0}; //!< Upper half of the 64-bit data ack, 0 without one
    uint64_t subflowTag{0};   //!< 0 on the initial subflow, R_X || R_Y of the JOIN otherwise
    uint32_t sackBase{0};     //!< ISN of the side that sent the SACKed data (the receiver of this segment)
};

/**
 * \ingroup smptcp-crypto
 * Computes tags of form A and of SMPTCP for one direction under its key kac or kas.
 *
 * The segment is given as it is on the wire (ciphertext payload); its MAC option, checksum, ports, padding and
 * timestamps do not enter.
 */
class SegmentMac
{
  public:
    /// \param key 40 octets (kac or kas)
    explicit SegmentMac(const uint8_t* key);

    /// \return tcpcrypt form A: F(M | options | payload) xor G(A)
    Sha1Digest ComputeFormA(const SegmentView& segment, const SegmentPosition& position);

    /// \return SMPTCP: HMAC-SHA1(key, P | M | options | payload), SACK edges as positions
    Sha1Digest ComputeSmptcp(const SegmentView& segment,
                             const SegmentPosition& position,
                             const SmptcpMacContext& context);

  private:
    HmacSha1 m_hmac; //!< Keyed once
};

/// A tag of form B
using FormBTag = std::array<uint8_t, 16>;

/**
 * \ingroup smptcp-crypto
 * Computes tags of form B for one direction: HMAC-SHA256 over what form A covers, cut to 16 octets, xor one AES block
 * under a key of its own over the acknowledgment.
 */
class FormBMac
{
  public:
    /**
     * \param macKey key of the HMAC, 32 octets
     * \param ackKey key of the block over the acknowledgment, its first 16 octets
     */
    FormBMac(const uint8_t* macKey, const uint8_t* ackKey);
    ~FormBMac();
    FormBMac(FormBMac&&) noexcept;
    FormBMac& operator=(FormBMac&&) noexcept;

    /// \return F(M | options | payload) xor G(A)
    FormBTag Compute(const SegmentView& segment, const SegmentPosition& position);

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl; //!< The library's objects, keyed once
};

/// \return true when both tags are equal, in constant time
bool TagsEqual(const uint8_t* a, const uint8_t* b, std::size_t size);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SEGMENT_MAC_H
