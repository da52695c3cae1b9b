/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_LIA_H
#define MPTCP_LIA_H

#include "mptcp-coupled.h"

/**
 * \file
 * \ingroup smptcp-congestion
 * Linked increases, and a weighted TCP without coupling.
 */

namespace ns3
{

/**
 * \ingroup smptcp-congestion
 * LIA, the linked increases of RFC 6356: all subflows together take what the best single path would, and no subflow
 * grows faster than a TCP of its own.
 */
class MptcpLia : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /// \return alpha of RFC 6356, 3 (dimensionless). \param flows the established subflows
    static double GetAlpha(const MptcpFlows& flows);

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    Ptr<TcpCongestionOps> Fork() override;
};

/**
 * \ingroup smptcp-congestion
 * EWTCP: each of n subflows is a TCP of weight 1/n. The increase is 1/n^2 of NewReno's, so that n of them on one
 * bottleneck take what one TCP would. Windows are not coupled otherwise: nothing moves to the better path.
 */
class MptcpEwtcp : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    Ptr<TcpCongestionOps> Fork() override;
};

} // namespace ns3

#endif // MPTCP_LIA_H
