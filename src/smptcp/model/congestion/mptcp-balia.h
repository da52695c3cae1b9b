/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_BALIA_H
#define MPTCP_BALIA_H

#include "mptcp-coupled.h"

/**
 * \file
 * \ingroup smptcp-congestion
 * The balanced linked adaptation.
 */

namespace ns3
{

/**
 * \ingroup smptcp-congestion
 * BALIA: between LIA and OLIA in friendliness and responsiveness. Both increase and decrease look at how much slower a
 * path is than the fastest of the connection.
 */
class MptcpBalia : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /**
     * \param flows the established subflows \param own index of this one
     * \return largest rate of any subflow over that of this one, at least 1
     */
    static double GetQuotient(const MptcpFlows& flows, std::size_t own);

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    double GetDecrease(const MptcpFlows& flows, std::size_t own) const override;
    Ptr<TcpCongestionOps> Fork() override;
};

} // namespace ns3

#endif // MPTCP_BALIA_H
