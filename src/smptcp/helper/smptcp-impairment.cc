/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-impairment.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpImpairment);

TypeId
SmptcpImpairment::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpImpairment")
                            .SetParent<ErrorModel>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpImpairment>();
    return tid;
}

SmptcpImpairment::SmptcpImpairment()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

void
SmptcpImpairment::DoDispose()
{
    m_device = nullptr;
    ErrorModel::DoDispose();
}

void
SmptcpImpairment::SetDevice(Ptr<PointToPointNetDevice> device)
{
    m_device = device;
}

void
SmptcpImpairment::SetProbabilities(double loss, double reorder, double duplicate)
{
    m_loss = loss;
    m_reorder = reorder;
    m_duplicate = duplicate;
}

int64_t
SmptcpImpairment::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

bool
SmptcpImpairment::DoCorrupt(Ptr<Packet> packet)
{
    if (m_again)
    {
        return m_loss >= 1; // a path that has failed meanwhile swallows late copies too
    }
    auto happens = [this](double probability) {
        return probability > 0 && m_uniform->GetValue() < probability;
    };
    if (happens(m_loss))
    {
        return true;
    }
    if (happens(m_duplicate))
    {
        Schedule(packet);
    }
    if (happens(m_reorder))
    {
        Schedule(packet);
        return true;
    }
    return false;
}

void
SmptcpImpairment::Schedule(Ptr<const Packet> packet)
{
    Simulator::Schedule(MicroSeconds(m_uniform->GetInteger(500, 8000)),
                        &SmptcpImpairment::ReceiveAgain,
                        this,
                        packet->Copy());
}

void
SmptcpImpairment::ReceiveAgain(Ptr<Packet> packet)
{
    if (m_device)
    {
        m_again = true;
        m_device->Receive(packet);
        m_again = false;
    }
}

void
SmptcpImpairment::DoReset()
{
}

} // namespace ns3
