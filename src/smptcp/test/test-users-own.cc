/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The scheduler of doc/schedulers.rst and the congestion control of doc/congestion.rst, word by word, carry a stream.

#include "two-hosts.h"

#include "ns3/config.h"
#include "ns3/mptcp-coupled.h"
#include "ns3/mptcp-scheduler.h"
#include "ns3/type-id.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;

namespace
{

/// Each subflow grows in proportion to its part of the connection's window.
class MptcpProportional : public MptcpCoupled
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::MptcpProportional")
                                .SetParent<MptcpCoupled>()
                                .AddConstructor<MptcpProportional>();
        return tid;
    }

    double GetGain(const MptcpFlows& flows, std::size_t own) const override
    {
        double total = 0;
        for (const auto& flow : flows)
        {
            total += flow.Segments();
        }
        return flows[own].Segments() / (total * total);
    }

    Ptr<TcpCongestionOps> Fork() override
    {
        return CopyObject<MptcpProportional>(this);
    }
};

NS_OBJECT_ENSURE_REGISTERED(MptcpProportional);

/// The subflow with the most room, so that all queues fill alike; a silent one or a backup only when there is no other.
class MptcpMostRoomScheduler : public MptcpScheduler
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::MptcpMostRoomScheduler")
                                .SetParent<MptcpScheduler>()
                                .AddConstructor<MptcpMostRoomScheduler>();
        return tid;
    }

    std::optional<std::size_t> Select(const MptcpPaths& paths, const MptcpSendState& send) override
    {
        int best = BestRank(paths);
        std::optional<std::size_t> chosen;
        for (std::size_t i = 0; i < paths.size(); ++i)
        {
            bool usable = Rank(paths[i]) == best && paths[i].room >= send.size;
            if (usable && (!chosen || paths[i].room > paths[*chosen].room))
            {
                chosen = i;
            }
        }
        return chosen;
    }
};

NS_OBJECT_ENSURE_REGISTERED(MptcpMostRoomScheduler);

} // namespace

BOOST_AUTO_TEST_SUITE(users_own)

BOOST_AUTO_TEST_CASE(a_scheduler_and_a_congestion_control_from_outside)
{
    for (const std::string kind : {"smptcp", "mptcp-v1"})
    {
        TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.001}, {"10Mbps", "30ms", 0.001}});
        Config::SetDefault("ns3::SmptcpSocket::Scheduler", TypeIdValue(MptcpMostRoomScheduler::GetTypeId()));
        net.Stack(0)->SetAttribute("CongestionControl", TypeIdValue(MptcpProportional::GetTypeId()));
        net.Transfer(2000000, 0, 100);
        CheckDelivered(net, kind);
        auto reports = TwoHosts::Ours(net.client)->GetSubflowReports();
        BOOST_REQUIRE(reports.size() == 2u);
        BOOST_TEST(reports[0].bytesSent > 300000u);
        BOOST_TEST(reports[1].bytesSent > 300000u);
    }
}

BOOST_AUTO_TEST_CASE(every_congestion_control_delivers)
{
    for (const std::string name : {"ns3::MptcpLia",
                                   "ns3::MptcpOlia",
                                   "ns3::MptcpBalia",
                                   "ns3::MptcpWvegas",
                                   "ns3::MptcpEwtcp",
                                   "ns3::MptcpReno",
                                   "ns3::TcpNewReno",
                                   "ns3::TcpCubic"})
    {
        TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms", 0.005}, {"10Mbps", "30ms", 0.005}});
        for (uint32_t host = 0; host < 2; ++host)
        {
            net.Stack(host)->SetAttribute("CongestionControl", TypeIdValue(TypeId::LookupByName(name)));
        }
        net.Transfer(1000000, 500000, 100);
        CheckDelivered(net, name);
        BOOST_TEST(net.client.peerClosed, name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
