/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-early-drop-queue.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpEarlyDropQueue);

TypeId
SmptcpEarlyDropQueue::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpEarlyDropQueue")
                            .SetParent<DropTailQueue<Packet>>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpEarlyDropQueue>();
    return tid;
}

SmptcpEarlyDropQueue::SmptcpEarlyDropQueue()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

double
SmptcpEarlyDropQueue::GetDropProbability(uint32_t length, uint32_t size)
{
    constexpr double AT_HALF = 0.1;
    double filled = static_cast<double>(length) / size;
    if (filled < 0.25)
    {
        return 0;
    }
    return filled < 0.5 ? AT_HALF * (filled - 0.25) / 0.25 : AT_HALF + (1 - AT_HALF) * (filled - 0.5) / 0.5;
}

int64_t
SmptcpEarlyDropQueue::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

bool
SmptcpEarlyDropQueue::Enqueue(Ptr<Packet> packet)
{
    double probability = GetDropProbability(GetNPackets(), GetMaxSize().GetValue());
    if (probability > 0 && m_uniform->GetValue() < probability)
    {
        DropBeforeEnqueue(packet);
        return false;
    }
    return DropTailQueue<Packet>::Enqueue(packet);
}

} // namespace ns3
