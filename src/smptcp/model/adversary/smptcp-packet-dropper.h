/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PACKET_DROPPER_H
#define SMPTCP_PACKET_DROPPER_H

#include "smptcp-attacker.h"

#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, lets segments of a kind not pass (A19): all, those with payload, those without, or those with MPTCP
 * options.
 */
class PacketDropper : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void DropBetween(Time at, Time until = Time::Max());
    /// Drop no more than so many. \param most segments
    void SetMost(uint64_t most);

    /// \return segments it has dropped
    uint64_t GetDropped() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    bool IsWanted(const smptcp::IpSegment& segment) const;
    void SetKind(std::string kind);
    std::string GetKind() const;

    /// What is dropped
    enum class Kind : uint8_t
    {
        ALL,   //!< Every segment
        DATA,  //!< Segments with payload
        ACKS,  //!< Segments without payload, SYN, FIN and RST
        MPTCP, //!< Segments with an MPTCP option
    };

    Kind m_kind{Kind::ALL};     //!< Attribute Kind
    uint64_t m_most{UINT64_MAX}; //!< Most segments dropped
    uint64_t m_dropped{0};      //!< Segments dropped
};

} // namespace ns3

#endif // SMPTCP_PACKET_DROPPER_H
