/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_REMOVE_ADDR_SPOOFER_H
#define SMPTCP_REMOVE_ADDR_SPOOFER_H

#include "smptcp-control-forger.h"

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Forges REMOVE_ADDR (A05): the impersonated end withdraws addresses that it goes on using.
 */
class RemoveAddrSpoofer : public ControlForger
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param ids address ids that are withdrawn, 37 at most
    void SetIds(const std::vector<uint8_t>& ids);

  private:
    std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) override;

    smptcp::RemoveAddr m_option; //!< What is forged
};

} // namespace ns3

#endif // SMPTCP_REMOVE_ADDR_SPOOFER_H
