/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SPLITTING_SCHEDULER_H
#define SMPTCP_SPLITTING_SCHEDULER_H

#include "ns3/mptcp-scheduler.h"

/**
 * \file
 * \ingroup smptcp-adversary
 * How an endpoint hides its stream from whoever watches one path.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * The scheduler of a malicious endpoint (A31): no two chunks in a row take the same subflow while there is another one, so
 * that none of them carries a signature whole.
 */
class SplittingScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;

  private:
    uint32_t m_last{0}; //!< Id of the subflow taken last
};

} // namespace ns3

#endif // SMPTCP_SPLITTING_SCHEDULER_H
