/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_MP_PRIO_DIVERTER_H
#define SMPTCP_MP_PRIO_DIVERTER_H

#include "smptcp-control-forger.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Forges MP_PRIO with an address id on a path it is on (A20): the subflows of that address, elsewhere, become backups,
 * and the traffic comes to this path.
 */
class MpPrioDiverter : public ControlForger
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) override;

    uint8_t m_addressId{0}; //!< Attribute AddressId
};

} // namespace ns3

#endif // SMPTCP_MP_PRIO_DIVERTER_H
