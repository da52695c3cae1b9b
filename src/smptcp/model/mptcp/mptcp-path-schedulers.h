/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_PATH_SCHEDULERS_H
#define MPTCP_PATH_SCHEDULERS_H

#include "ns3/mptcp-scheduler.h"

/**
 * \file
 * \ingroup smptcp-mptcp
 * Schedulers that do not share the load: all subflows at once, or one at a time.
 */

namespace ns3
{

/**
 * \ingroup smptcp-mptcp
 * Everything on every subflow, at the pace of each: the peer gets each octet from whichever is first. What has been
 * acknowledged at data level before a slower subflow comes to it is left out there.
 */
class MptcpRedundantScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;
    bool SendsCopies() const override;
};

/**
 * \ingroup smptcp-mptcp
 * One subflow at a time: the first that works, regular ones before backups. The others stand by, and a regular one that
 * works again takes over from a backup.
 */
class MptcpBackupScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;
};

} // namespace ns3

#endif // MPTCP_PATH_SCHEDULERS_H
