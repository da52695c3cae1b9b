/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-path-schedulers.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpRedundantScheduler);
NS_OBJECT_ENSURE_REGISTERED(MptcpBackupScheduler);

TypeId
MptcpRedundantScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpRedundantScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpRedundantScheduler>();
    return tid;
}

bool
MptcpRedundantScheduler::SendsCopies() const
{
    return true;
}

std::optional<std::size_t>
MptcpRedundantScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    if (send.again)
    {
        return Fastest(paths, send.size);
    }
    int best = BestRank(paths);
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        const MptcpPathState& path = paths[i];
        uint32_t need = path.copy > 0 ? std::min(path.copy, path.segment) : send.size;
        bool usable = Rank(path) == best && need > 0 && path.room >= need;
        if (usable && (!chosen || path.rtt < paths[*chosen].rtt))
        {
            chosen = i;
        }
    }
    return chosen;
}

TypeId
MptcpBackupScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpBackupScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpBackupScheduler>();
    return tid;
}

std::optional<std::size_t>
MptcpBackupScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    int best = BestRank(paths);
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        if (Rank(paths[i]) == best && (!chosen || paths[i].id < paths[*chosen].id))
        {
            chosen = i;
        }
    }
    return chosen && paths[*chosen].room >= send.size ? chosen : std::nullopt;
}

} // namespace ns3
