/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_FASTCLOSE_SPOOFER_H
#define SMPTCP_FASTCLOSE_SPOOFER_H

#include "smptcp-control-forger.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Forges MP_FASTCLOSE (A21) with the receiver's key, which passed in clear in the handshake it saw: on an ACK in version
 * 0, on a RST in version 1.
 */
class FastcloseSpoofer : public ControlForger
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// Tell it what the option must carry, where no packet showed it. \param field the value
    void SetField(uint64_t field);

  private:
    std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) override;

    std::optional<uint64_t> m_field; //!< What it was told
};

} // namespace ns3

#endif // SMPTCP_FASTCLOSE_SPOOFER_H
