/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-scheduler.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpScheduler);
NS_OBJECT_ENSURE_REGISTERED(MptcpLowestRttScheduler);

TypeId
MptcpScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpScheduler").SetParent<Object>().SetGroupName("Smptcp");
    return tid;
}

TypeId
MptcpLowestRttScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpLowestRttScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpLowestRttScheduler>();
    return tid;
}

std::optional<std::size_t>
MptcpLowestRttScheduler::Select(const std::vector<MptcpPathState>& paths, uint32_t size)
{
    // Rank: working before stale, regular before backup. A lower class is not touched while a better one exists
    // at all, even if its window is full just now.
    auto rank = [](const MptcpPathState& path) {
        return (path.stale ? 2 : 0) + (path.backup ? 1 : 0);
    };
    int best = 4;
    for (const auto& path : paths)
    {
        best = std::min(best, rank(path));
    }
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        bool usable = rank(paths[i]) == best && paths[i].room >= size;
        if (usable && (!chosen || paths[i].rtt < paths[*chosen].rtt))
        {
            chosen = i;
        }
    }
    return chosen;
}

} // namespace ns3
