/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_SCHEDULER_H
#define MPTCP_SCHEDULER_H

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-mptcp
 * Which subflow carries the next octets.
 */

namespace ns3
{

/// What a scheduler knows of a subflow that could send now
struct MptcpPathState
{
    uint32_t id{0};     //!< Id of the subflow
    Time rtt;           //!< Smoothed round-trip time
    uint32_t room{0};   //!< Octets its window takes beyond what it already holds
    bool backup{false}; //!< Use only when nothing else is left
    bool stale{false};  //!< Its retransmission timer has fired and nothing was acknowledged since
};

/**
 * \ingroup smptcp-mptcp
 * Base class of schedulers; a user derives from it and names the TypeId in SmptcpSocket's attribute Scheduler.
 */
class MptcpScheduler : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * \param paths every subflow that may carry data
     * \param size octets of the chunk to place
     * \return index into \p paths, or no value to wait
     */
    virtual std::optional<std::size_t> Select(const std::vector<MptcpPathState>& paths,
                                              uint32_t size) = 0;
};

/**
 * \ingroup smptcp-mptcp
 * The subflow with the lowest round-trip time among those with room. Stale subflows and backups are used only when
 * there is no other.
 */
class MptcpLowestRttScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const std::vector<MptcpPathState>& paths,
                                      uint32_t size) override;
};

} // namespace ns3

#endif // MPTCP_SCHEDULER_H
