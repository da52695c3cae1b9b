/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-balia.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpBalia);

namespace
{

constexpr double MOST_QUOTIENT = 1.5; //!< Most of the quotient that a loss counts

} // namespace

TypeId
MptcpBalia::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpBalia").SetParent<MptcpCoupled>().SetGroupName("Smptcp").AddConstructor<MptcpBalia>();
    return tid;
}

double
MptcpBalia::GetQuotient(const MptcpFlows& flows, std::size_t own)
{
    double most = 0;
    for (const auto& flow : flows)
    {
        most = std::max(most, flow.Rate());
    }
    double rate = flows[own].Rate();
    return rate > 0 ? most / rate : 1;
}

double
MptcpBalia::GetGain(const MptcpFlows& flows, std::size_t own) const
{
    const MptcpFlowState& flow = flows[own];
    double rates = 0;
    for (const auto& other : flows)
    {
        rates += other.Rate();
    }
    if (flow.IsUntimed() || rates <= 0)
    {
        return 1 / flow.Segments();
    }
    double q = GetQuotient(flows, own);
    return flow.Rate() / flow.rtt / (rates * rates) * (1 + q) / 2 * (4 + q) / 5;
}

double
MptcpBalia::GetDecrease(const MptcpFlows& flows, std::size_t own) const
{
    return 1 - std::min(GetQuotient(flows, own), MOST_QUOTIENT) / 2;
}

Ptr<TcpCongestionOps>
MptcpBalia::Fork()
{
    return CopyObject<MptcpBalia>(this);
}

} // namespace ns3
