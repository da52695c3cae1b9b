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
    uint32_t id{0};      //!< Number of the subflow, 1 is the initial one
    Time rtt;            //!< Round-trip time that a segment sent now may expect
    uint32_t room{0};    //!< Octets its window takes beyond what it already holds
    bool backup{false};  //!< Use only when nothing else is left
    bool stale{false};   //!< Its retransmission timer has fired and nothing was acknowledged since
    Time deviation;      //!< Mean deviation of the round-trip time
    uint32_t window{0};  //!< Congestion window, octets
    uint32_t taken{0};   //!< Octets in flight on it, or waiting in it
    uint32_t segment{0}; //!< Largest payload of a segment, octets
    uint32_t copy{0};    //!< Octets of the next chunk that others have sent and it has not; only with SendsCopies
};

/// Every subflow that may carry data
using MptcpPaths = std::vector<MptcpPathState>;

/// What is to be sent
struct MptcpSendState
{
    uint32_t size{0};   //!< Room it takes, octets: the chunk, or its first segment; 0 when there are only copies
    uint64_t unsent{0}; //!< Octets the application has written that no subflow has, this chunk included
    uint64_t window{0}; //!< The peer's window from the lowest octet not acknowledged at data level, octets
    bool again{false};  //!< Some subflow has had it, and it goes to another
};

/**
 * \ingroup smptcp-mptcp
 * Base class of schedulers; a user derives from it and names the TypeId in SmptcpSocket's attribute Scheduler
 * (doc/schedulers.rst has one in full). Each connection has an object of its own, so that a scheduler may remember.
 */
class MptcpScheduler : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * Asked for every chunk, and again after each acknowledgment as long as something waits.
     * \param paths every subflow that may carry data, in the order in which they came
     * \param send what is to be placed
     * \return index into \p paths, or no value to wait
     */
    virtual std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) = 0;
    /// \return true when every subflow is to send what any of them has sent. Select is then asked for copies as well
    virtual bool SendsCopies() const;
    /// The peer's window is full while the application has more to send.
    virtual void OnWindowFull();

  protected:
    /// \return 0 for a regular subflow, 1 for a backup, 2 more for a stale one. \param path the subflow
    static int Rank(const MptcpPathState& path);
    /// \return the best rank of all: a path with another is not touched, even if those with this one are full just now
    static int BestRank(const MptcpPaths& paths);
    /**
     * \param paths the subflows \param room least room, 0 for any
     * \return the fastest path of the best rank with that room, or no value
     */
    static std::optional<std::size_t> Fastest(const MptcpPaths& paths, uint32_t room);
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

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;
};

} // namespace ns3

#endif // MPTCP_SCHEDULER_H
