/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-round-robin-scheduler.h"

#include "ns3/abort.h"
#include "ns3/string.h"

#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpRoundRobinScheduler);
NS_OBJECT_ENSURE_REGISTERED(MptcpWeightedRoundRobinScheduler);

TypeId
MptcpRoundRobinScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpRoundRobinScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpRoundRobinScheduler>();
    return tid;
}

uint32_t
MptcpRoundRobinScheduler::GetWeight(uint32_t) const
{
    return 1;
}

std::optional<std::size_t>
MptcpRoundRobinScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    int best = BestRank(paths);
    auto usable = [&](const MptcpPathState& path) { return Rank(path) == best && path.room >= send.size; };
    // The next number after the current one, or the lowest of all: that is the order of a circle.
    std::optional<std::size_t> next;
    auto distance = [this](const MptcpPathState& path) { return path.id - m_current - 1; }; // wraps on purpose
    for (std::size_t i = 0; i < paths.size(); ++i)
    {
        if (!usable(paths[i]))
        {
            continue;
        }
        if (m_left > 0 && paths[i].id == m_current)
        {
            --m_left;
            return i;
        }
        if (!next || distance(paths[i]) < distance(paths[*next]))
        {
            next = i;
        }
    }
    if (next)
    {
        m_current = paths[*next].id;
        m_left = GetWeight(m_current) - 1;
    }
    return next;
}

TypeId
MptcpWeightedRoundRobinScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpWeightedRoundRobinScheduler")
                            .SetParent<MptcpRoundRobinScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpWeightedRoundRobinScheduler>()
                            .AddAttribute("Weights",
                                          "Chunks each subflow sends in its turn, as numbers above 0 with commas "
                                          "between them: subflow 1, 2 and so on. Those beyond the list have the last one",
                                          StringValue("1"),
                                          MakeStringAccessor(&MptcpWeightedRoundRobinScheduler::SetWeights,
                                                             &MptcpWeightedRoundRobinScheduler::GetWeights),
                                          MakeStringChecker());
    return tid;
}

void
MptcpWeightedRoundRobinScheduler::SetWeights(std::string text)
{
    m_weights.clear();
    std::istringstream words(text);
    std::string word;
    while (std::getline(words, word, ','))
    {
        bool number = !word.empty() && word.size() <= 6 && word.find_first_not_of("0123456789") == std::string::npos;
        uint32_t weight = number ? static_cast<uint32_t>(std::stoul(word)) : 0;
        NS_ABORT_MSG_IF(weight == 0,
                        "MptcpWeightedRoundRobinScheduler::Weights is a list of numbers from 1 to 999999 with commas "
                        "between them, such as 3,1, not "
                            << text);
        m_weights.push_back(weight);
    }
    NS_ABORT_MSG_IF(m_weights.empty(), "MptcpWeightedRoundRobinScheduler::Weights names no number; such as 3,1");
}

std::string
MptcpWeightedRoundRobinScheduler::GetWeights() const
{
    std::ostringstream text;
    for (std::size_t i = 0; i < m_weights.size(); ++i)
    {
        text << (i > 0 ? "," : "") << m_weights[i];
    }
    return text.str();
}

uint32_t
MptcpWeightedRoundRobinScheduler::GetWeight(uint32_t id) const
{
    std::size_t index = id > 0 ? id - 1 : 0;
    return index < m_weights.size() ? m_weights[index] : m_weights.back();
}

} // namespace ns3
