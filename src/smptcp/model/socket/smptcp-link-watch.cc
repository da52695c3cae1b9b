/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-link-watch.h"

#include <utility>

namespace ns3
{

SmptcpLinkWatch::SmptcpLinkWatch(Listener listener)
    : m_listener(std::move(listener))
{
}

void
SmptcpLinkWatch::Hear(Ptr<Node> node)
{
    // The node calls at once for each device it has.
    node->RegisterDeviceAdditionListener(MakeBoundCallback(&SmptcpLinkWatch::OnDevice, Ptr<SmptcpLinkWatch>(this)));
}

void
SmptcpLinkWatch::Stop()
{
    m_listener = nullptr;
    m_lost.clear();
}

void
SmptcpLinkWatch::OnDevice(Ptr<SmptcpLinkWatch> self, Ptr<NetDevice> device)
{
    // The device keeps the callback, so the callback must not keep the device.
    device->AddLinkChangeCallback(MakeBoundCallback(&SmptcpLinkWatch::OnChange, self, PeekPointer(device)));
}

void
SmptcpLinkWatch::OnChange(Ptr<SmptcpLinkWatch> self, NetDevice* device)
{
    self->Set(Ptr<NetDevice>(device), device->IsLinkUp());
}

void
SmptcpLinkWatch::Set(Ptr<NetDevice> device, bool up)
{
    if (!m_listener)
    {
        return;
    }
    if (up)
    {
        m_lost.erase(device); // tell in any case: before its first link nobody has called it lost
    }
    if (up || m_lost.insert(device).second)
    {
        m_listener(device, up);
    }
}

bool
SmptcpLinkWatch::IsLost(Ptr<NetDevice> device) const
{
    return m_lost.count(device) > 0;
}

} // namespace ns3
