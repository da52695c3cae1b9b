/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Every scheduler carries a stream each way, octet by octet; and what schedulers are for, seen from outside.

#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(scheduler_transfers)

namespace
{

const char* const SCHEDULERS[] = {"ns3::MptcpLowestRttScheduler",
                                  "ns3::MptcpRoundRobinScheduler",
                                  "ns3::MptcpWeightedRoundRobinScheduler",
                                  "ns3::MptcpRedundantScheduler",
                                  "ns3::MptcpBlestScheduler",
                                  "ns3::MptcpEcfScheduler",
                                  "ns3::MptcpBackupScheduler"};

void
UseScheduler(const std::string& name)
{
    Config::SetDefault("ns3::SmptcpSocket::Scheduler", StringValue(name));
}

/// What the connection of the client decided, counted by word
class Decisions
{
  public:
    explicit Decisions(TwoHosts& net)
    {
        net.prepareClient = [this](Ptr<Socket> socket) {
            socket->TraceConnectWithoutContext("Decision", MakeCallback(&Decisions::Count, this));
        };
    }

    int Of(const std::string& why) const
    {
        auto found = m_counts.find(why);
        return found == m_counts.end() ? 0 : found->second;
    }

  private:
    void Count(uint32_t, uint64_t, uint32_t, const std::string& why)
    {
        ++m_counts[why];
    }

    std::map<std::string, int> m_counts;
};

/// An application that writes a little now and then once the transfer is done, on the same connection
class Trickle
{
  public:
    /// \param net the hosts \param from when it begins, seconds \param count how often \param size octets each time
    Trickle(TwoHosts& net, double from, uint32_t count, uint32_t size, Time interval)
        : m_net(net)
    {
        net.client.mayClose = net.server.mayClose = false; // and something is to come still, so nobody closes
        for (uint32_t i = 0; i < count; ++i)
        {
            Simulator::Schedule(Seconds(from) + interval * i, [this, size]() { Write(size); });
        }
        Simulator::ScheduleNow([&net, count, size]() {
            net.server.toReceive += count * size;
            net.client.toReceive = 1;
        });
    }

  private:
    void Write(uint32_t size)
    {
        std::vector<uint8_t> octets(size);
        for (uint32_t i = 0; i < size; ++i)
        {
            octets[i] = TwoHosts::PatternAt(m_net.client.seed, m_net.client.sent + i);
        }
        m_net.client.toSend += size;
        m_net.client.sent += size;
        BOOST_TEST(m_net.client.socket->Send(Create<Packet>(octets.data(), size)) == static_cast<int>(size));
    }

    TwoHosts& m_net; //!< The hosts
};

uint64_t
BytesOn(const TwoHosts& net, uint32_t subflow)
{
    for (const auto& report : TwoHosts::Ours(net.client)->GetSubflowReports())
    {
        if (report.id == subflow)
        {
            return report.bytesSent;
        }
    }
    return 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_scheduler_delivers_under_loss)
{
    for (const std::string name : SCHEDULERS)
    {
        for (const std::string kind : {"smptcp", "mptcp"})
        {
            TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.01}, {"30Mbps", "40ms", 0.01}});
            UseScheduler(name);
            net.Transfer(1000000, 500000, 200);
            CheckDelivered(net, name + " " + kind);
            BOOST_TEST(net.client.peerClosed, name + " " + kind);
            BOOST_TEST(net.server.peerClosed, name + " " + kind);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_scheduler_survives_the_death_of_a_path)
{
    for (const std::string name : SCHEDULERS)
    {
        TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms"}, {"10Mbps", "20ms"}});
        UseScheduler(name);
        net.FailLink(0, 1);
        net.Transfer(3000000, 0, 100);
        CheckDelivered(net, name);
        BOOST_TEST(net.server.longestGap < 0.6, name);
    }
}

BOOST_AUTO_TEST_CASE(round_robin_shares_by_its_weights)
{
    for (const auto& [weights, share] : std::map<std::string, double>{{"1", 0.5}, {"3,1", 0.75}, {"1,4", 0.2}})
    {
        TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}, {"10Mbps", "10ms"}});
        UseScheduler("ns3::MptcpWeightedRoundRobinScheduler");
        Config::SetDefault("ns3::MptcpWeightedRoundRobinScheduler::Weights", StringValue(weights));
        Trickle trickle(net, 1.0, 400, 1400, MilliSeconds(5));
        net.Start(1400, 0);
        net.Run(10);
        BOOST_TEST(net.server.received == 401u * 1400u, weights);
        BOOST_TEST(net.server.intact, weights);
        BOOST_TEST(static_cast<double>(BytesOn(net, 1)) / (401 * 1400) == share, boost::test_tools::tolerance(0.03));
    }
}

BOOST_AUTO_TEST_CASE(redundant_sends_everything_on_both_paths)
{
    // An application slower than either path, so that nothing is acknowledged before both have sent it.
    TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms"}, {"10Mbps", "30ms"}});
    UseScheduler("ns3::MptcpRedundantScheduler");
    Decisions decisions(net);
    Trickle trickle(net, 1.0, 300, 1400, MilliSeconds(10));
    net.Start(1400, 0);
    net.Run(10);
    BOOST_TEST(net.server.received == 301u * 1400u);
    BOOST_TEST(net.server.intact);
    BOOST_TEST(decisions.Of("copy") == 300);
    BOOST_TEST(BytesOn(net, 1) == 301u * 1400u);
    BOOST_TEST(BytesOn(net, 2) == 300u * 1400u);
}

BOOST_AUTO_TEST_CASE(redundant_leaves_out_what_a_slower_path_comes_too_late_for)
{
    TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms"}, {"2Mbps", "80ms"}});
    UseScheduler("ns3::MptcpRedundantScheduler");
    net.Transfer(5000000, 0, 100);
    CheckDelivered(net, "redundant");
    BOOST_TEST(BytesOn(net, 1) > 4900000u);
    BOOST_TEST(BytesOn(net, 2) < 1500000u);
    BOOST_TEST(net.server.lastDelivery < 1.1 * 5000000 * 8 / 10e6); // the pace of the better path
}

BOOST_AUTO_TEST_CASE(backup_leaves_the_second_subflow_idle)
{
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}, {"10Mbps", "10ms"}});
    UseScheduler("ns3::MptcpBackupScheduler");
    net.Transfer(1000000, 0, 100);
    CheckDelivered(net, "backup");
    BOOST_TEST(BytesOn(net, 1) == 1000000u);
    BOOST_TEST(BytesOn(net, 2) == 0u);
}

BOOST_AUTO_TEST_CASE(patient_schedulers_keep_a_short_transfer_on_the_fast_path)
{
    // Fifteen segments, a window of ten, round trips of 20 and 200 ms: five go at once on the slow path, or in the next
    // round on the fast one. Paced by the bottleneck, the last octet arrives after some 105 or 38 ms.
    auto milliseconds = [](const std::string& name) {
        TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}, {"10Mbps", "100ms"}});
        UseScheduler(name);
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(130000)); // BLEST looks at the window
        Trickle trickle(net, 3.0, 1, 21000, Seconds(1));
        net.Start(1400, 0);
        net.Run(10);
        BOOST_TEST(net.server.received == 22400u, name);
        BOOST_TEST_MESSAGE(name << ": " << (net.server.lastDelivery - 3.0) * 1000 << " ms");
        return (net.server.lastDelivery - 3.0) * 1000;
    };
    BOOST_TEST(milliseconds("ns3::MptcpEcfScheduler") < 45);
    BOOST_TEST(milliseconds("ns3::MptcpBlestScheduler") < 45);
    BOOST_TEST(milliseconds("ns3::MptcpLowestRttScheduler") > 95);
    BOOST_TEST(milliseconds("ns3::MptcpRoundRobinScheduler") > 95);
}

BOOST_AUTO_TEST_CASE(a_small_window_is_not_left_to_the_slow_path)
{
    // A window that the slow path alone could hold for a round: what it holds is sent again on the fast one.
    auto seconds = [](bool on, int& rescued, int& penalised) {
        TwoHosts net("smptcp", "smptcp", {{"8Mbps", "10ms"}, {"2Mbps", "75ms"}});
        Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(100000));
        auto device = DynamicCast<PointToPointNetDevice>(net.devices[0].Get(0));
        device->GetQueue()->SetMaxSize(QueueSize("20p")); // losses keep the fast one from taking the whole window
        for (uint32_t host = 0; host < 2; ++host)
        {
            net.Stack(host)->SetAttribute("OpportunisticRetransmission", BooleanValue(on));
            net.Stack(host)->SetAttribute("Penalisation", BooleanValue(on));
        }
        Decisions decisions(net);
        net.Transfer(5000000, 0, 100);
        CheckDelivered(net, on ? "rescue" : "no rescue");
        rescued = decisions.Of("rescued");
        penalised = decisions.Of("penalised");
        return net.server.lastDelivery;
    };
    int rescued = 0;
    int penalised = 0;
    double without = seconds(false, rescued, penalised);
    BOOST_TEST(rescued == 0);
    BOOST_TEST(penalised == 0);
    double with = seconds(true, rescued, penalised);
    BOOST_TEST(rescued > 0);
    BOOST_TEST(penalised > 0);
    BOOST_TEST_MESSAGE("with " << with << " s, without " << without << " s, " << rescued << " rescued, " << penalised
                               << " penalised");
    BOOST_TEST(with < 0.9 * without);
    BOOST_TEST(with < 1.1 * 5000000 * 8 / 8e6);
}

BOOST_AUTO_TEST_CASE(a_subflow_whose_queue_has_drained_is_used_again)
{
    // Path 1 is measured while its queue is full, then rests. What comes later fits into the window of path 2, so that
    // nothing but the time gone by says that path 1 is the fast one again.
    TwoHosts net("mptcp", "mptcp", {{"2Mbps", "10ms"}, {"50Mbps", "60ms"}});
    Trickle trickle(net, 20, 50, 7000, MilliSeconds(300));
    uint64_t before = 0;
    Simulator::Schedule(Seconds(19), [&]() { before = BytesOn(net, 1); });
    net.Start(6000000, 0);
    net.Run(40);
    BOOST_TEST(net.server.received == 6000000u + 50u * 7000u);
    BOOST_TEST(net.server.intact);
    BOOST_TEST(before > 200000u);
    BOOST_TEST(BytesOn(net, 1) - before > 50u * 7000u * 7 / 10);
}

BOOST_AUTO_TEST_SUITE_END()
