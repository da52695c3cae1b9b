/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-splitting-scheduler.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SplittingScheduler);

TypeId
SplittingScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SplittingScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SplittingScheduler>();
    return tid;
}

std::optional<std::size_t>
SplittingScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        bool another = !chosen || paths[*chosen].id == m_last;
        if (paths[i].room >= send.size && another && (paths[i].id != m_last || paths.size() == 1))
        {
            chosen = i;
        }
    }
    if (chosen)
    {
        m_last = paths[*chosen].id;
    }
    return chosen;
}

} // namespace ns3
