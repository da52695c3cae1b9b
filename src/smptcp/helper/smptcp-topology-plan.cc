/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-plan.h"

#include "smptcp-topology-parser.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

constexpr double MTU = 1500;              //!< Octets of a packet in a queue
constexpr double LEAST_BUFFER = 262144;   //!< Octets
constexpr double LARGEST_QUEUE = 1e8;     //!< Packets
constexpr double LARGEST_BUFFER = 256e6;  //!< Octets: window scaling ends at four times that

} // namespace

TopologyPlan
TopologyPlan::Make(const std::vector<TopologyStatement>& statements)
{
    TopologyParser parser;
    for (const auto& statement : statements)
    {
        parser.Take(statement);
    }
    return parser.Finish();
}

bool
TopologyPlan::Knows(const std::string& keyword)
{
    return TopologyParser::Knows(keyword);
}

QueueSize
TopologyPlan::GetQueueSize(const TopologyLink& link, std::size_t side) const
{
    const TopologyQueue& queue = link.sides[side].queue;
    if (queue.kind != TopologyQueue::Kind::BDP)
    {
        return queue.size;
    }
    double roundTrip = (link.sides[0].delay + link.sides[1].delay).GetSeconds();
    double packets = std::min(std::ceil(link.sides[side].rate.GetBitRate() * roundTrip / 8 / MTU), LARGEST_QUEUE);
    return QueueSize(QueueSizeUnit::PACKETS, std::max(queue.size.GetValue(), static_cast<uint32_t>(packets)));
}

uint32_t
TopologyPlan::GetBuffer(const TopologyFlow& flow) const
{
    double rates = 0;
    double longest = 0;
    for (std::size_t index : flow.paths)
    {
        double rate = 1e12;
        double roundTrip = 0;
        for (const TopologyHop& hop : paths[index].hops)
        {
            const TopologyLink& link = links[hop.link];
            double worst = 0; // the queues of one direction fill, that of the data
            for (std::size_t side = 0; side < 2; ++side)
            {
                QueueSize size = GetQueueSize(link, side);
                double octets = size.GetValue() * (size.GetUnit() == QueueSizeUnit::PACKETS ? MTU : 1);
                double sideRate = link.sides[side].rate.GetBitRate() / 8.0;
                rate = std::min(rate, std::max(link.sides[0].rate, link.sides[1].rate).GetBitRate() / 8.0);
                worst = std::max(worst, octets / sideRate);
                roundTrip += link.sides[side].delay.GetSeconds();
            }
            roundTrip += worst;
        }
        rates += rate;
        longest = std::max(longest, roundTrip);
    }
    return static_cast<uint32_t>(std::clamp(4 * rates * longest, LEAST_BUFFER, LARGEST_BUFFER));
}

} // namespace ns3
