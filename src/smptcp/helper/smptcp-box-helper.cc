/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-box-helper.h"

#include "ns3/abort.h"
#include "ns3/data-rate.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"

namespace ns3
{

namespace
{

/// The hosts' devices decide how fast a path is: a box adds 12 ns to a packet of 1500 octets, and queues next to nothing.
constexpr uint64_t BOX_RATE = 1000000000000; // bit/s
const char* const BOX_QUEUE = "100000p";

Ptr<PointToPointNetDevice>
MakeDevice(Ptr<Node> node, uint16_t mtu)
{
    Ptr<PointToPointNetDevice> device = CreateObject<PointToPointNetDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetMtu(mtu);
    device->SetDataRate(DataRate(BOX_RATE));
    Ptr<DropTailQueue<Packet>> queue = CreateObject<DropTailQueue<Packet>>();
    queue->SetMaxSize(QueueSize(BOX_QUEUE));
    device->SetQueue(queue);
    node->AddDevice(device);
    return device;
}

Ptr<PointToPointChannel>
MakeLink(Ptr<PointToPointNetDevice> one, Ptr<PointToPointNetDevice> other, Time delay)
{
    Ptr<PointToPointChannel> channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", TimeValue(delay));
    one->Attach(channel);
    other->Attach(channel);
    return channel;
}

} // namespace

Ptr<SmptcpBox>
SmptcpBoxHelper::Insert(Ptr<NetDevice> device)
{
    Ptr<PointToPointNetDevice> inner = DynamicCast<PointToPointNetDevice>(device);
    NS_ABORT_MSG_UNLESS(inner, "a box goes into a point-to-point link: this is no PointToPointNetDevice");
    Ptr<Channel> link = inner->GetChannel();
    NS_ABORT_MSG_UNLESS(link && link->GetNDevices() == 2, "a box goes into a link: this device has none");
    Ptr<NetDevice> far = link->GetDevice(0) == device ? link->GetDevice(1) : link->GetDevice(0);
    Ptr<PointToPointNetDevice> outer = DynamicCast<PointToPointNetDevice>(far);
    TimeValue delay;
    link->GetAttribute("Delay", delay);

    Ptr<Node> node = CreateObject<Node>();
    Ptr<PointToPointNetDevice> inside = MakeDevice(node, inner->GetMtu());
    Ptr<PointToPointNetDevice> outside = MakeDevice(node, inner->GetMtu());
    MakeLink(inner, inside, Time(0));
    MakeLink(outside, outer, delay.Get());
    Ptr<SmptcpBox> box = CreateObject<SmptcpBox>();
    node->AggregateObject(box);
    box->SetDevices(inside, outside);
    return box;
}

void
SmptcpBoxHelper::EnablePcap(Ptr<SmptcpBox> box, const std::string& prefix)
{
    PointToPointHelper helper;
    helper.EnablePcap(prefix + "-inside.pcap", box->GetDevice(BOX_INSIDE), false, true);
    helper.EnablePcap(prefix + "-outside.pcap", box->GetDevice(BOX_OUTSIDE), false, true);
}

} // namespace ns3
