/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_ROUND_ROBIN_SCHEDULER_H
#define MPTCP_ROUND_ROBIN_SCHEDULER_H

#include "ns3/mptcp-scheduler.h"

#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-mptcp
 * Schedulers that take turns.
 */

namespace ns3
{

/**
 * \ingroup smptcp-mptcp
 * One chunk to each subflow in turn, in the order of their numbers. One without room loses its turn.
 */
class MptcpRoundRobinScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;

  protected:
    /// \return chunks a subflow sends in one turn. \param id its number, from 1 on
    virtual uint32_t GetWeight(uint32_t id) const;

  private:
    uint32_t m_current{0}; //!< Whose turn it is
    uint32_t m_left{0};    //!< Chunks left of the turn
};

/**
 * \ingroup smptcp-mptcp
 * Round robin in which a subflow sends several chunks in its turn.
 */
class MptcpWeightedRoundRobinScheduler : public MptcpRoundRobinScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  protected:
    uint32_t GetWeight(uint32_t id) const override;

  private:
    void SetWeights(std::string text);
    std::string GetWeights() const;

    std::vector<uint32_t> m_weights; //!< By number of the subflow, the first is that of number 1
};

} // namespace ns3

#endif // MPTCP_ROUND_ROBIN_SCHEDULER_H
