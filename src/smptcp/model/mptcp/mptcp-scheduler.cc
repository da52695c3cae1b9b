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

bool
MptcpScheduler::SendsCopies() const
{
    return false;
}

void
MptcpScheduler::OnWindowFull()
{
}

int
MptcpScheduler::Rank(const MptcpPathState& path)
{
    return (path.stale ? 2 : 0) + (path.backup ? 1 : 0);
}

int
MptcpScheduler::BestRank(const MptcpPaths& paths)
{
    int best = 4;
    for (const auto& path : paths)
    {
        best = std::min(best, Rank(path));
    }
    return best;
}

std::optional<std::size_t>
MptcpScheduler::Fastest(const MptcpPaths& paths, uint32_t room)
{
    int best = BestRank(paths);
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        bool usable = Rank(paths[i]) == best && paths[i].room >= room;
        if (usable && (!chosen || paths[i].rtt < paths[*chosen].rtt))
        {
            chosen = i;
        }
    }
    return chosen;
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
MptcpLowestRttScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    return Fastest(paths, send.size);
}

} // namespace ns3
