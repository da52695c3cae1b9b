/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_WINDOW_SPOOFER_H
#define SMPTCP_WINDOW_SPOOFER_H

#include "smptcp-attacker.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path, sets the window field of what the accepting end of a connection sends to a value of its choice (A17),
 * so that the opener stops sending.
 */
class WindowSpoofer : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void SpoofBetween(Time at, Time until);

    /// \return segments whose window it has changed
    uint64_t GetSpoofed() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;

    uint16_t m_window{0};      //!< Attribute Window
    uint64_t m_spoofed{0};     //!< Segments changed
};

} // namespace ns3

#endif // SMPTCP_WINDOW_SPOOFER_H
