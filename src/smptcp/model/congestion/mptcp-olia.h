/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_OLIA_H
#define MPTCP_OLIA_H

#include "mptcp-coupled.h"

/**
 * \file
 * \ingroup smptcp-congestion
 * The opportunistic linked increases.
 */

namespace ns3
{

/**
 * \ingroup smptcp-congestion
 * OLIA: the window moves to the best paths only, and from the largest windows to best paths with small ones. A path's
 * quality is the octets it carries between losses over the square of its round-trip time.
 */
class MptcpOlia : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /**
     * The part of the increase that moves windows between subflows.
     * \param flows the established subflows \param own index of this one
     * \return epsilon, segments per round-trip time: above 0 for a best path whose window is not the largest, below 0
     *         for one of the largest windows while there is such a path, else 0
     */
    static double GetEpsilon(const MptcpFlows& flows, std::size_t own);

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    Ptr<TcpCongestionOps> Fork() override;

  protected:
    uint32_t GetLeastThreshold(const MptcpFlows& flows) const override;
};

} // namespace ns3

#endif // MPTCP_OLIA_H
