/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-lia.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpLia);
NS_OBJECT_ENSURE_REGISTERED(MptcpEwtcp);

namespace
{

/// \return octets of all windows that have a round-trip time
double
TotalWindow(const MptcpFlows& flows)
{
    double total = 0;
    for (const auto& flow : flows)
    {
        total += flow.IsUntimed() ? 0 : flow.window;
    }
    return total;
}

} // namespace

TypeId
MptcpLia::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpLia").SetParent<MptcpCoupled>().SetGroupName("Smptcp").AddConstructor<MptcpLia>();
    return tid;
}

double
MptcpLia::GetAlpha(const MptcpFlows& flows)
{
    double best = 0;
    double rates = 0;
    for (const auto& flow : flows)
    {
        if (!flow.IsUntimed())
        {
            best = std::max(best, flow.window / (flow.rtt * flow.rtt));
            rates += flow.window / flow.rtt;
        }
    }
    return rates > 0 ? TotalWindow(flows) * best / (rates * rates) : 1;
}

double
MptcpLia::GetGain(const MptcpFlows& flows, std::size_t own) const
{
    // In octets, as the windows of subflows with different segment sizes are summed.
    const MptcpFlowState& flow = flows[own];
    double alone = 1 / flow.Segments();
    double total = TotalWindow(flows);
    return total > 0 ? std::min(GetAlpha(flows) * flow.segment / total, alone) : alone;
}

Ptr<TcpCongestionOps>
MptcpLia::Fork()
{
    return CopyObject<MptcpLia>(this);
}

TypeId
MptcpEwtcp::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpEwtcp").SetParent<MptcpCoupled>().SetGroupName("Smptcp").AddConstructor<MptcpEwtcp>();
    return tid;
}

double
MptcpEwtcp::GetGain(const MptcpFlows& flows, std::size_t own) const
{
    auto n = static_cast<double>(flows.size());
    return 1 / (n * n * flows[own].Segments());
}

Ptr<TcpCongestionOps>
MptcpEwtcp::Fork()
{
    return CopyObject<MptcpEwtcp>(this);
}

} // namespace ns3
