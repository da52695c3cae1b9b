/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// A host that loses the link of a device, and has it again.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/mptcp-options.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/traced-callback.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(link_changes)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};
const TwoHosts::Link LINK{"10Mbps", "20ms"};

/// A device that tells when its link goes and comes
class TellingDevice : public PointToPointNetDevice
{
  public:
    void AddLinkChangeCallback(Callback<void> callback) override
    {
        m_told.ConnectWithoutContext(callback);
    }

    bool IsLinkUp() const override
    {
        return m_up;
    }

    void Tell(bool up)
    {
        m_up = up;
        m_told();
    }

  private:
    bool m_up{false};        ///< Link is up
    TracedCallback<> m_told; ///< Who is told
};

void
UseSinglePath(TwoHosts& net)
{
    net.prepareClient = [](Ptr<Socket> socket) {
        socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::MptcpSinglePathManager")));
    };
}

/// The link really fails or works again, and the client is told when \p told.
void
SwitchLink(TwoHosts& net, uint32_t link, bool up, double at, bool told = true)
{
    up ? net.RepairLink(link, at) : net.FailLink(link, at);
    if (told)
    {
        Simulator::Schedule(Seconds(at), [&net, link, up]() {
            net.Stack(0)->SetLink(net.devices[link].Get(0), up);
        });
    }
}

uint64_t
Carried(const WireLog& log, uint32_t interface, double from, double to)
{
    uint64_t sum = 0;
    for (const auto& segment : log.segments)
    {
        bool counts = segment.interface == interface && segment.time >= from && segment.time < to;
        sum += counts ? segment.View().PayloadSize() : 0;
    }
    return sum;
}

/// JOIN SYNs of the client on an interface between two times
std::vector<WireSegment>
Joins(const WireLog& log, uint32_t interface, double from, double to)
{
    return log.Select([&](const auto& s) {
        return s.fromClient && s.interface == interface && s.time >= from && s.time < to && s.Options().joinSyn;
    });
}

std::vector<WireSegment>
Removals(const WireLog& log, double from)
{
    return log.Select([from](const auto& s) { return s.time >= from && s.Options().removeAddr; });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_device_tells_of_its_link)
{
    for (bool follows : {true, false})
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper().Install(node);
        SmptcpHelper helper;
        helper.SetAttribute("FollowLinks", BooleanValue(follows));
        helper.Install(node, "mptcp");
        Ptr<SmptcpStack> stack = node->GetObject<SmptcpStack>();
        Ptr<TellingDevice> before = CreateObject<TellingDevice>();
        Ptr<TellingDevice> after = CreateObject<TellingDevice>();
        node->AddDevice(before);
        Ptr<Socket> socket = SmptcpHelper::CreateSocket(node);
        node->AddDevice(after);
        Simulator::Run(); // ns-3 tells of a new device in an event
        for (const auto& device : {before, after})
        {
            BOOST_TEST(!stack->IsLinkLost(device)); // not up, but it has not said so
            device->Tell(true);
            BOOST_TEST(!stack->IsLinkLost(device));
            device->Tell(false);
            device->Tell(false);
            BOOST_TEST(stack->IsLinkLost(device) == follows);
            device->Tell(true);
            BOOST_TEST(!stack->IsLinkLost(device));
            device->Tell(false);
        }
        stack->SetLink(after, false); // a script may say so in any case
        BOOST_TEST(stack->IsLinkLost(after));
        BOOST_TEST(stack->IsLinkLost(before) == follows);
        socket = nullptr;
        Simulator::Destroy();
        before->Tell(true); // nobody is left to hear it
    }
}

BOOST_AUTO_TEST_CASE(a_lost_link_is_left_at_once)
{
    for (const auto& kind : KINDS)
    {
        for (uint32_t link : {0u, 1u})
        {
            for (bool up : {true, false})
            {
                std::string what = kind + " link " + std::to_string(link) + (up ? " up" : " down");
                TwoHosts net(kind, kind, {LINK, LINK});
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                SwitchLink(net, link, false, 1);
                net.Transfer(up ? 4000000 : 0, up ? 0 : 4000000, 60);
                CheckDelivered(net, what);
                auto removals = Removals(log, 0);
                BOOST_TEST_REQUIRE(removals.size() == 1u, what);
                BOOST_TEST(removals[0].fromClient, what);
                BOOST_TEST(removals[0].interface == 2 - link, what);
                BOOST_TEST(removals[0].time < 1.001, what);
                BOOST_TEST(removals[0].Options().removeAddr->ids[0] == link, what);
                BOOST_TEST((removals[0].Options().dss && removals[0].Options().dss->dataAck), what); // smptcp.md 5.7
                BOOST_TEST((Joins(log, link + 1, 1, 60).empty()), what);
                if (up)
                {
                    // What was under way goes the other way at once: half a round trip and the queue there.
                    BOOST_TEST(net.server.longestGap < 0.19, what << " gap " << net.server.longestGap);
                    BOOST_TEST(Carried(log, link + 1, 1.001, 60) == 0u, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_back_is_used_again)
{
    for (const auto& kind : KINDS)
    {
        for (uint32_t link : {0u, 1u})
        {
            std::string what = kind + " link " + std::to_string(link);
            TwoHosts net(kind, kind, {LINK, LINK});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            SwitchLink(net, link, false, 1);
            SwitchLink(net, link, true, 2);
            net.Transfer(2000000, 8000000, 60);
            CheckDelivered(net, what);
            auto joins = Joins(log, link + 1, 1, 60);
            BOOST_TEST_REQUIRE(joins.size() == 1u, what);
            BOOST_TEST(joins[0].time >= 2, what);
            BOOST_TEST(joins[0].time < 2.001, what);
            BOOST_TEST(joins[0].Options().joinSyn->addressId == link, what);
            BOOST_TEST(Carried(log, link + 1, 2, 60) > 500000u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_subflow_replaces_the_other)
{
    for (const auto& kind : KINDS)
    {
        for (bool up : {true, false})
        {
            std::string what = kind + (up ? " up" : " down");
            TwoHosts net(kind, kind, {LINK, LINK});
            WireLog log(net);
            UseSinglePath(net);
            net.client.mayClose = net.server.mayClose = false;
            SwitchLink(net, 0, false, 1);
            SwitchLink(net, 0, true, 2);
            SwitchLink(net, 1, false, 3);
            net.Transfer(up ? 5000000 : 0, up ? 0 : 5000000, 60);
            CheckDelivered(net, what);
            BOOST_TEST(Carried(log, 2, 0, 1) == 0u, what);
            BOOST_TEST((Joins(log, 2, 0, 1).empty()), what);
            auto joins = Joins(log, 2, 1, 60);
            BOOST_TEST_REQUIRE(joins.size() == 1u, what);
            BOOST_TEST(joins[0].time < 1.001, what);
            // The link that is back is not needed before the other goes.
            auto back = Joins(log, 1, 1, 60);
            BOOST_TEST_REQUIRE(back.size() == 1u, what);
            BOOST_TEST(back[0].time >= 3, what);
            BOOST_TEST(back[0].time < 3.001, what);
            // The peer is told on the new subflow, and not before there is one; the dead one may have taken it as well.
            auto told = log.Select([](const auto& s) { return s.interface == 2 && s.Options().removeAddr; });
            BOOST_TEST_REQUIRE(!told.empty(), what);
            BOOST_TEST(told[0].Options().removeAddr->ids[0] == 0u, what);
            BOOST_TEST(told[0].time > joins[0].time, what);
            BOOST_TEST(told[0].time < joins[0].time + 0.2, what);
            if (up)
            {
                // 2.5 RTT for JOIN and data, of 40 ms each, and the queue that TCP has filled
                BOOST_TEST(net.server.longestGap < 0.35, what << " gap " << net.server.longestGap);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(who_is_not_told_waits_for_tcp)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {LINK, LINK});
        WireLog log(net);
        UseSinglePath(net);
        net.client.mayClose = net.server.mayClose = false;
        SwitchLink(net, 0, false, 1, false);
        net.Transfer(4000000, 0, 120);
        CheckDelivered(net, kind);
        BOOST_TEST((Joins(log, 2, 0, 4).empty()), kind);
        BOOST_TEST(net.server.longestGap > 3, kind);
    }
}

BOOST_AUTO_TEST_CASE(an_address_in_use_again_is_not_removed)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {LINK, LINK});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SwitchLink(net, 1, false, 1);
        SwitchLink(net, 0, false, 1.2);
        SwitchLink(net, 0, true, 2);
        net.Transfer(4000000, 0, 60);
        CheckDelivered(net, kind);
        BOOST_TEST(Joins(log, 1, 2, 60).size() == 1u, kind);
        BOOST_TEST(Removals(log, 1.3).empty(), kind);
    }
}

BOOST_AUTO_TEST_CASE(a_connection_of_one_path_stays)
{
    for (const std::string kind : {"tcpcrypt", "legacy", "mptcp"})
    {
        TwoHosts net(kind, kind == "mptcp" ? "tcpcrypt" : kind, {LINK, LINK});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.Start(2000000, 2000000);
        Simulator::Schedule(Seconds(1), [&net]() { net.Stack(0)->SetLink(net.devices[0].Get(0), false); });
        net.Run(60);
        CheckDelivered(net, kind);
        BOOST_TEST(log.Count([](const auto& s) { return s.View().Has(TCP_RST) || (s.Has(KIND_MPTCP) && s.time > 0.5); }) == 0u,
                   kind);
    }
}

BOOST_AUTO_TEST_SUITE_END()
