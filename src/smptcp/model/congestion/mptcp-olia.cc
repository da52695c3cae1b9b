/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-olia.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpOlia);

namespace
{

/// Quality and window of a flow, as they are compared: windows by whole segments, or two would never be equal
struct Standing
{
    double quality{0}; //!< Octets between losses over the square of the round-trip time
    double window{0};  //!< Whole segments
};

Standing
StandingOf(const MptcpFlowState& flow)
{
    return {flow.IsUntimed() ? 0 : flow.lossInterval / (flow.rtt * flow.rtt), std::floor(flow.Segments())};
}

/// \return the best of each of the two, over all flows
Standing
Best(const MptcpFlows& flows)
{
    Standing best;
    for (const auto& flow : flows)
    {
        Standing standing = StandingOf(flow);
        best.quality = std::max(best.quality, standing.quality);
        best.window = std::max(best.window, standing.window);
    }
    return best;
}

} // namespace

TypeId
MptcpOlia::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpOlia").SetParent<MptcpCoupled>().SetGroupName("Smptcp").AddConstructor<MptcpOlia>();
    return tid;
}

double
MptcpOlia::GetEpsilon(const MptcpFlows& flows, std::size_t own)
{
    Standing best = Best(flows);
    double largest = 0;   // how many have the largest window
    double promising = 0; // how many best paths have not
    for (const auto& flow : flows)
    {
        Standing standing = StandingOf(flow);
        bool isLargest = standing.window >= best.window;
        largest += isLargest ? 1 : 0;
        promising += !isLargest && standing.quality >= best.quality ? 1 : 0;
    }
    if (promising == 0)
    {
        return 0;
    }
    auto n = static_cast<double>(flows.size());
    Standing standing = StandingOf(flows[own]);
    if (standing.window >= best.window)
    {
        return -1 / (n * largest);
    }
    return standing.quality >= best.quality ? 1 / (n * promising) : 0;
}

double
MptcpOlia::GetGain(const MptcpFlows& flows, std::size_t own) const
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
    double common = flow.Rate() / flow.rtt / (rates * rates);
    return common + GetEpsilon(flows, own) / flow.Segments();
}

uint32_t
MptcpOlia::GetLeastThreshold(const MptcpFlows& flows) const
{
    return flows.size() > 1 ? 1 : MptcpCoupled::GetLeastThreshold(flows); // a bad path is to carry next to nothing
}

Ptr<TcpCongestionOps>
MptcpOlia::Fork()
{
    return CopyObject<MptcpOlia>(this);
}

} // namespace ns3
