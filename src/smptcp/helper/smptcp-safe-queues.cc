/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-safe-queues.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/loopback-net-device.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/node.h"
#include "ns3/queue-disc.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"

#include <string>

namespace ns3
{

namespace
{

/// \return true when an IP has the device already, so that no default queue disc will be added to it any more
bool
HasInterface(Ptr<NetDevice> device)
{
    Ptr<Node> node = device->GetNode();
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    return (ipv4 && ipv4->GetInterfaceForDevice(device) >= 0) || (ipv6 && ipv6->GetInterfaceForDevice(device) >= 0);
}

/// \return true when the device has, or might be given, a queue disc that parses TCP headers
bool
NeedsSafeQueue(Ptr<NetDevice> device)
{
    Ptr<TrafficControlLayer> control = device->GetNode()->GetObject<TrafficControlLayer>();
    if (!control || DynamicCast<LoopbackNetDevice>(device))
    {
        return false;
    }
    Ptr<QueueDisc> disc = control->GetRootQueueDiscOnDevice(device);
    return disc ? SmptcpSafeQueues::ParsesTcp(disc)
                : !HasInterface(device) && device->GetObject<NetDeviceQueueInterface>();
}

} // namespace

bool
SmptcpSafeQueues::ParsesTcp(Ptr<const QueueDisc> disc)
{
    // All queue discs that hash flows themselves, and only these, are called fair: FqCoDel, FqPie, FqCobalt.
    if (disc->GetInstanceTypeId().GetName().rfind("ns3::Fq", 0) == 0)
    {
        return true;
    }
    for (std::size_t i = 0; i < disc->GetNQueueDiscClasses(); ++i)
    {
        if (ParsesTcp(disc->GetQueueDiscClass(i)->GetQueueDisc()))
        {
            return true;
        }
    }
    return false;
}

uint32_t
SmptcpSafeQueues::Install(const NetDeviceContainer& devices, QueueSize size)
{
    TrafficControlHelper plain;
    plain.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", QueueSizeValue(size));
    uint32_t changed = 0;
    for (auto device = devices.Begin(); device != devices.End(); ++device)
    {
        if (!NeedsSafeQueue(*device))
        {
            continue;
        }
        if ((*device)->GetNode()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(*device))
        {
            plain.Uninstall(*device);
        }
        plain.Install(*device);
        ++changed;
    }
    return changed;
}

uint32_t
SmptcpSafeQueues::Install(const NodeContainer& nodes, QueueSize size)
{
    NetDeviceContainer devices;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        for (uint32_t i = 0; i < (*node)->GetNDevices(); ++i)
        {
            devices.Add((*node)->GetDevice(i));
        }
    }
    return Install(devices, size);
}

} // namespace ns3
