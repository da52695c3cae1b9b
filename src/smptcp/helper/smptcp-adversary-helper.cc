/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-adversary-helper.h"

#include "smptcp-box-helper.h"
#include "smptcp-safe-queues.h"

#include "ns3/abort.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"

#include <iomanip>

namespace ns3
{

Ptr<SmptcpBox>
SmptcpAdversaryHelper::Place(Ptr<SmptcpAttacker> attacker, Ptr<NetDevice> device)
{
    Ptr<SmptcpBox> box = SmptcpBoxHelper::Insert(device);
    attacker->AddPlace(box);
    return box;
}

Ptr<SmptcpRawHost>
SmptcpAdversaryHelper::AttachHost(Ptr<SmptcpAttacker> attacker,
                                  Ptr<Node> router,
                                  Ipv4Address network,
                                  Ipv4Mask mask,
                                  DataRate rate,
                                  Time delay)
{
    Ptr<Ipv4> ipv4 = router->GetObject<Ipv4>();
    NS_ABORT_MSG_UNLESS(ipv4, "node " << router->GetId() << " is no router: it has no IPv4");
    Ptr<Node> node = CreateObject<Node>();
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(rate));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    NetDeviceContainer devices = link.Install(router, node);
    // The router forwards whatever the host makes up: its queue must not look into TCP headers.
    SmptcpSafeQueues::Install(NetDeviceContainer(devices.Get(0)));
    Ipv4AddressHelper addresses(network, mask);
    addresses.Assign(NetDeviceContainer(devices.Get(0)));
    Ptr<SmptcpRawHost> host = CreateObject<SmptcpRawHost>();
    node->AggregateObject(host);
    host->SetDevice(devices.Get(1), smptcp::ToOctets(addresses.NewAddress()));
    attacker->SetHost(host);
    return host;
}

void
SmptcpAdversaryHelper::EnablePcap(Ptr<SmptcpAttacker> attacker, const std::string& prefix)
{
    for (const auto& place : attacker->GetPlaces())
    {
        SmptcpBoxHelper::EnablePcap(place->GetBox(), prefix + "-place" + std::to_string(place->GetIndex() + 1));
    }
    if (attacker->GetHost())
    {
        PointToPointHelper().EnablePcap(prefix + "-host.pcap", attacker->GetHost()->GetDevice(), false, true);
    }
}

void
SmptcpAdversaryHelper::WriteStory(const SmptcpAttacker& attacker, std::ostream& out)
{
    auto flags = out.flags();
    for (const auto& deed : attacker.GetStory())
    {
        out << std::fixed << std::setprecision(6) << std::setw(12) << deed.at.GetSeconds() << "  " << deed.what;
        if (deed.segment)
        {
            out << "  [" << SmptcpAttacker::InWords(*deed.segment) << "]";
        }
        out << "\n";
    }
    out.flags(flags);
}

} // namespace ns3
