/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_PATIENT_SCHEDULERS_H
#define MPTCP_PATIENT_SCHEDULERS_H

#include "ns3/mptcp-scheduler.h"

/**
 * \file
 * \ingroup smptcp-mptcp
 * Schedulers that may wait for a faster subflow although a slower one has room.
 */

namespace ns3
{

/**
 * \ingroup smptcp-mptcp
 * BLEST: a slow subflow gets nothing when, in the time it takes, the fast one could fill what is left of the peer's
 * window: the fast one would stand still for it. How much the fast one sends in that time is an estimate, and a factor
 * lambda corrects it: each round-trip time it grows if the window was full, and shrinks if it was not.
 */
class MptcpBlestScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /**
     * \param fast \param slow two subflows
     * \return octets \p fast can send in one round-trip time of \p slow, its window growing by a segment in each of its
     *         own
     */
    static double GetFastOctets(const MptcpPathState& fast, const MptcpPathState& slow);

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;
    void OnWindowFull() override;

  private:
    void Adapt(Time rtt);

    double m_lambda{0};  //!< Attribute Lambda, and what has become of it
    double m_least{0};   //!< Attribute LeastLambda
    double m_most{0};    //!< Attribute MostLambda
    bool m_full{false};  //!< The window was full since the latest adaptation
    Time m_adaptedAt;    //!< When that was
};

/**
 * \ingroup smptcp-mptcp
 * ECF, earliest completion first: with the fast subflow full, the slow one is used only if everything that waits would
 * be complete later without it. What waits is counted in windows of each subflow.
 */
class MptcpEcfScheduler : public MptcpScheduler
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override;

  private:
    double m_beta{0};      //!< Attribute Beta
    bool m_waiting{false}; //!< It has decided to wait
};

} // namespace ns3

#endif // MPTCP_PATIENT_SCHEDULERS_H
