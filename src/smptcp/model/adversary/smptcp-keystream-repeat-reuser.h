/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_KEYSTREAM_REPEAT_REUSER_H
#define SMPTCP_KEYSTREAM_REPEAT_REUSER_H

#include "smptcp-attacker.h"

#include <map>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Sees a tcpcrypt connection whose keystream is that of the public daemon, and waits until it repeats (A26v): the block
 * counter of a segment that begins n 2^24 octets further on is where the earlier segment's was n blocks behind its
 * beginning. It knows the plaintext of the beginning of the stream, and computes that of segments 16 MiB behind. It touches
 * nothing.
 */
class KeystreamRepeatReuser : public SmptcpAttacker
{
  public:
    /// Computed plaintext
    struct Computed
    {
        uint64_t offset;             //!< Of its first octet, in the opener's stream
        std::vector<uint8_t> octets; //!< The octets
    };

    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param stream what the opener sends, from its first octet on; used for the segments recorded at the beginning alone
    void SetKnown(std::vector<uint8_t> stream);
    /// Take note of what the opener sends. \param at from when on
    void WatchFrom(Time at);

    /// \return octets captured of the opener's stream, repetitions counted
    uint64_t GetCaptured() const;
    /// \return what it computes as plaintext of the segments behind, each with its place in the stream
    const std::vector<Computed>& GetComputed() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void Record(uint32_t sequence, const std::vector<uint8_t>& octets);
    void Compare(uint32_t sequence, const std::vector<uint8_t>& octets);

    /// A segment of the beginning
    struct Recorded
    {
        uint32_t sequence;              //!< Its sequence number
        std::vector<uint8_t> keystream; //!< From its first octet on
    };

    std::map<uint32_t, Recorded> m_recorded; //!< By what of the sequence number comes again
    std::vector<uint8_t> m_known;            //!< Plaintext it knows
    uint32_t m_most{0};                      //!< Attribute Segments
    std::optional<uint32_t> m_first;         //!< Sequence number of the stream's first octet
    std::vector<Computed> m_computed;        //!< Computed plaintext
    uint64_t m_octets{0};                    //!< Octets captured
};

} // namespace ns3

#endif // SMPTCP_KEYSTREAM_REPEAT_REUSER_H
