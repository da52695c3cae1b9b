/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Coupled congestion control against windows computed by hand.

#include "ns3/boolean.h"
#include "ns3/mptcp-balia.h"
#include "ns3/mptcp-coupled.h"
#include "ns3/mptcp-lia.h"
#include "ns3/mptcp-olia.h"
#include "ns3/mptcp-wvegas.h"
#include "ns3/object-factory.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(congestion, *boost::unit_test::tolerance(1e-6))

namespace
{

constexpr uint32_t MSS = 1000;

/// A flow with a window in segments, a round-trip time in seconds and the octets between its losses
MptcpFlowState
Flow(double segments, double rtt, double lossInterval = 0, double segment = MSS)
{
    MptcpFlowState flow;
    flow.window = segments * segment;
    flow.rtt = rtt;
    flow.segment = segment;
    flow.lossInterval = lossInterval;
    return flow;
}

/// A short path with a small window and a long one with a large window: 1000 and 200 segments per second
const MptcpFlows SHORT_AND_LONG{Flow(10, 0.01, 50000), Flow(20, 0.1, 1000000)};

template <typename Algorithm>
double
Gain(const MptcpFlows& flows, std::size_t own)
{
    return CreateObject<Algorithm>()->GetGain(flows, own);
}

/// A socket's state in congestion avoidance, its window in flight
Ptr<TcpSocketState>
Avoiding(uint32_t window)
{
    Ptr<TcpSocketState> tcb = CreateObject<TcpSocketState>();
    tcb->m_segmentSize = MSS;
    tcb->m_cWnd = window;
    tcb->m_ssThresh = window;
    tcb->m_bytesInFlight = window;
    tcb->m_lastRtt = MilliSeconds(100);
    tcb->m_congState = TcpSocketState::CA_OPEN;
    return tcb;
}

/// Siblings as a connection hands them out
struct Siblings : MptcpFlowSource
{
    explicit Siblings(MptcpFlows list)
        : flows(std::move(list))
    {
        for (std::size_t i = 0; i < flows.size(); ++i)
        {
            flows[i].id = static_cast<uint32_t>(i + 1);
        }
    }

    const MptcpFlows& GetFlows() const override
    {
        return flows;
    }

    MptcpFlows flows;
};

const char* const NEW_RENO_ALONE[] = {"ns3::MptcpReno",
                                      "ns3::MptcpLia",
                                      "ns3::MptcpOlia",
                                      "ns3::MptcpBalia",
                                      "ns3::MptcpEwtcp"};

Ptr<MptcpCoupled>
Make(const std::string& name)
{
    ObjectFactory factory(name);
    return factory.Create<MptcpCoupled>();
}

} // namespace

BOOST_AUTO_TEST_CASE(lia_alpha_and_increase)
{
    // alpha = 30000 x 10000/0.01^2 / (10000/0.01 + 20000/0.1)^2 = 3e12 / 1.44e12
    BOOST_TEST(MptcpLia::GetAlpha(SHORT_AND_LONG) == 25.0 / 12);
    BOOST_TEST(Gain<MptcpLia>(SHORT_AND_LONG, 0) == 25.0 / 12 / 30);
    BOOST_TEST(Gain<MptcpLia>(SHORT_AND_LONG, 1) == 1.0 / 20); // a TCP of its own grows no faster
    // Two equal flows: each has a quarter of its own NewReno.
    BOOST_TEST(MptcpLia::GetAlpha({Flow(10, 0.1), Flow(10, 0.1)}) == 0.5);
    BOOST_TEST(Gain<MptcpLia>({Flow(10, 0.1), Flow(10, 0.1)}, 0) == 1.0 / 40);
}

BOOST_AUTO_TEST_CASE(lia_counts_octets_where_segments_differ)
{
    // 10000 and 5000 octets, both 0.1 s: alpha = 15000 x 1e6 / (1e5 + 5e4)^2 = 2/3
    const MptcpFlows flows{Flow(10, 0.1, 0, 1000), Flow(10, 0.1, 0, 500)};
    BOOST_TEST(MptcpLia::GetAlpha(flows) == 2.0 / 3);
    BOOST_TEST(Gain<MptcpLia>(flows, 0) == 2.0 / 3 * 1000 / 15000);
    BOOST_TEST(Gain<MptcpLia>(flows, 1) == 2.0 / 3 * 500 / 15000);
}

BOOST_AUTO_TEST_CASE(a_subflow_without_a_round_trip_time_has_no_part)
{
    const MptcpFlows flows{Flow(10, 0.1), Flow(10, 0)};
    BOOST_TEST(MptcpLia::GetAlpha(flows) == 1.0);
    for (std::size_t own : {0, 1})
    {
        BOOST_TEST(Gain<MptcpLia>(flows, own) == 0.1);
        BOOST_TEST(Gain<MptcpOlia>(flows, own) == 0.1);
        BOOST_TEST(Gain<MptcpBalia>(flows, own) == 0.1);
    }
    BOOST_TEST(Gain<MptcpLia>({Flow(10, 0)}, 0) == 0.1);
}

BOOST_AUTO_TEST_CASE(olia_epsilon_moves_windows_to_the_best_path)
{
    struct Row
    {
        const char* what;
        MptcpFlows flows;
        std::vector<double> epsilon;
    };

    // Quality: octets between losses over the square of the round-trip time
    const Row table[] = {
        {"one flow", {Flow(10, 0.1, 1000)}, {0}},
        {"the best has the largest window", {Flow(20, 0.1, 2000), Flow(10, 0.1, 1000)}, {0, 0}},
        {"the best has the small window", {Flow(20, 0.1, 1000), Flow(10, 0.1, 2000)}, {-0.5, 0.5}},
        {"better by its shorter time", {Flow(20, 0.2, 3000), Flow(10, 0.1, 1000)}, {-0.5, 0.5}},
        {"one in the middle is left alone",
         {Flow(30, 0.1, 1000), Flow(10, 0.1, 2000), Flow(20, 0.1, 1500)},
         {-1.0 / 3, 1.0 / 3, 0}},
        {"two largest share the loss",
         {Flow(30, 0.1, 1000), Flow(30, 0.1, 1000), Flow(20, 0.1, 1500)},
         {-1.0 / 6, -1.0 / 6, 1.0 / 3}},
        {"two best share the gain",
         {Flow(30, 0.1, 1000), Flow(10, 0.1, 1500), Flow(20, 0.1, 1500)},
         {-1.0 / 3, 1.0 / 6, 1.0 / 6}},
        {"equal in all", {Flow(10, 0.1, 1000), Flow(10, 0.1, 1000)}, {0, 0}},
        {"no loss yet anywhere", {Flow(20, 0.1), Flow(10, 0.1)}, {-0.5, 0.5}},
    };
    for (const Row& row : table)
    {
        for (std::size_t i = 0; i < row.flows.size(); ++i)
        {
            BOOST_TEST(MptcpOlia::GetEpsilon(row.flows, i) == row.epsilon[i], row.what << ", flow " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(olia_increase)
{
    // (w/r^2) / (sum w/r)^2 = 1e5 / 1.44e6 and 2e3 / 1.44e6; epsilon is +1/2 and -1/2
    BOOST_TEST(Gain<MptcpOlia>(SHORT_AND_LONG, 0) == 1e5 / 1.44e6 + 0.5 / 10);
    BOOST_TEST(Gain<MptcpOlia>(SHORT_AND_LONG, 1) == 2e3 / 1.44e6 - 0.5 / 20);
}

BOOST_AUTO_TEST_CASE(balia_increase_and_decrease)
{
    Ptr<MptcpBalia> balia = CreateObject<MptcpBalia>();
    BOOST_TEST(MptcpBalia::GetQuotient(SHORT_AND_LONG, 0) == 1.0);
    BOOST_TEST(MptcpBalia::GetQuotient(SHORT_AND_LONG, 1) == 5.0);
    BOOST_TEST(balia->GetGain(SHORT_AND_LONG, 0) == 1e5 / 1.44e6);
    BOOST_TEST(balia->GetGain(SHORT_AND_LONG, 1) == 2e3 / 1.44e6 * 6 / 2 * 9 / 5);
    BOOST_TEST(balia->GetDecrease(SHORT_AND_LONG, 0) == 0.5);
    BOOST_TEST(balia->GetDecrease(SHORT_AND_LONG, 1) == 0.25);              // 1 - 1.5/2: the quotient counts up to 1.5
    BOOST_TEST(balia->GetDecrease({Flow(12, 0.1), Flow(10, 0.1)}, 1) == 0.4); // 1 - 1.2/2
}

BOOST_AUTO_TEST_CASE(ewtcp_increase)
{
    BOOST_TEST(Gain<MptcpEwtcp>(SHORT_AND_LONG, 0) == 1.0 / 4 / 10);
    BOOST_TEST(Gain<MptcpEwtcp>(SHORT_AND_LONG, 1) == 1.0 / 4 / 20);
    BOOST_TEST(Gain<MptcpEwtcp>({Flow(10, 1), Flow(10, 1), Flow(10, 1)}, 2) == 1.0 / 9 / 10);
}

BOOST_AUTO_TEST_CASE(wvegas_target)
{
    Ptr<MptcpWvegas> wvegas = CreateObject<MptcpWvegas>();
    BOOST_TEST(wvegas->GetTarget(SHORT_AND_LONG, 0) == 10.0 * 1000 / 1200);
    BOOST_TEST(wvegas->GetTarget(SHORT_AND_LONG, 1) == 2.0); // 1.67 would be its share
    BOOST_TEST(wvegas->GetTarget({Flow(10, 0.1)}, 0) == 10.0);
}

BOOST_AUTO_TEST_CASE(alone_all_are_new_reno)
{
    // 10000 octets: one segment acknowledged adds 1000 x 1000 / 10000, then 10100, then 10199.01
    for (const std::string name : NEW_RENO_ALONE)
    {
        Ptr<MptcpCoupled> algorithm = Make(name);
        Ptr<TcpSocketState> tcb = Avoiding(10000);
        for (uint32_t window : {10100, 10199, 10297})
        {
            algorithm->IncreaseWindow(tcb, 1);
            BOOST_TEST(tcb->m_cWnd.Get() == window, name);
        }
        BOOST_TEST(algorithm->GetSsThresh(tcb, 10000) == 5000u, name);
        BOOST_TEST(algorithm->GetSsThresh(tcb, 3000) == 2000u, name); // two segments at least
        Ptr<TcpSocketState> starting = Avoiding(10000);
        starting->m_ssThresh = 50000;
        algorithm->IncreaseWindow(starting, 1);
        BOOST_TEST(starting->m_cWnd.Get() == 11000u, name);
    }
}

BOOST_AUTO_TEST_CASE(alone_the_windows_are_those_of_stock_new_reno)
{
    for (const std::string name : NEW_RENO_ALONE)
    {
        Ptr<MptcpCoupled> ours = Make(name);
        Ptr<TcpNewReno> stock = CreateObject<TcpNewReno>();
        Ptr<TcpSocketState> a = Avoiding(2000);
        Ptr<TcpSocketState> b = Avoiding(2000);
        a->m_ssThresh = b->m_ssThresh = 20000;
        for (int ack = 0; ack < 300; ++ack)
        {
            a->m_bytesInFlight = a->m_cWnd.Get();
            ours->IncreaseWindow(a, 1);
            stock->IncreaseWindow(b, 1);
        }
        // Stock ns-3 forgets a fraction of an octet with each ACK.
        double windows[] = {static_cast<double>(a->m_cWnd.Get()), static_cast<double>(b->m_cWnd.Get())};
        BOOST_TEST(windows[0] == windows[1], tt::tolerance(0.01));
        BOOST_TEST(windows[0] > 25000.0);
    }
}

BOOST_AUTO_TEST_CASE(growth_counts_octets_unless_told_to_count_acks)
{
    Ptr<MptcpCoupled> octets = Make("ns3::MptcpReno");
    Ptr<MptcpCoupled> acks = Make("ns3::MptcpReno");
    acks->SetAttribute("CountAcks", BooleanValue(true));
    Ptr<TcpSocketState> a = Avoiding(10000);
    Ptr<TcpSocketState> b = Avoiding(10000);
    octets->IncreaseWindow(a, 2);
    acks->IncreaseWindow(b, 2);
    BOOST_TEST(a->m_cWnd.Get() == 10200u);
    BOOST_TEST(b->m_cWnd.Get() == 10100u);
}

BOOST_AUTO_TEST_CASE(with_siblings_the_window_follows_the_formula)
{
    Siblings siblings({Flow(10, 0.1), Flow(10, 0.1)});
    Ptr<MptcpLia> lia = CreateObject<MptcpLia>();
    lia->SetFlowSource(&siblings, 2);
    Ptr<TcpSocketState> tcb = Avoiding(10000);
    lia->IncreaseWindow(tcb, 1); // 1000 / 40
    BOOST_TEST(tcb->m_cWnd.Get() == 10025u);
    lia->SetFlowSource(&siblings, 7); // not among them
    lia->IncreaseWindow(tcb, 1);
    BOOST_TEST(tcb->m_cWnd.Get() == 10025u + 99u);
    lia->SetFlowSource(nullptr, 2);
    Ptr<TcpSocketState> other = Avoiding(10000);
    DynamicCast<MptcpLia>(lia->Fork())->IncreaseWindow(other, 1);
    BOOST_TEST(other->m_cWnd.Get() == 10100u);
}

BOOST_AUTO_TEST_CASE(olia_shrinks_a_window_but_never_below_a_segment)
{
    Siblings siblings({Flow(20, 0.1, 1000), Flow(2, 0.1, 2000)});
    Ptr<MptcpOlia> olia = CreateObject<MptcpOlia>();
    olia->SetFlowSource(&siblings, 1);
    Ptr<TcpSocketState> tcb = Avoiding(20000);
    olia->IncreaseWindow(tcb, 1);
    // 2000 / 220^2 - 1/2/20 = 0.04132 - 0.025 of a segment
    BOOST_TEST(tcb->m_cWnd.Get() == 20016u);
    siblings.flows[0] = Flow(20, 1, 1000);
    siblings.flows[0].id = 1;
    olia->IncreaseWindow(tcb, 4); // 4 (20 / 40^2 - 0.025) = -0.05 of a segment, with 0.32 of an octet in hand
    BOOST_TEST(tcb->m_cWnd.Get() == 20016u - 49u);
    Ptr<TcpSocketState> small = Avoiding(MSS);
    olia->IncreaseWindow(small, 40);
    BOOST_TEST(small->m_cWnd.Get() == MSS);
    BOOST_TEST(olia->GetSsThresh(small, 1000) == MSS); // a path beside others may fall to one segment
}

BOOST_AUTO_TEST_CASE(an_unused_window_does_not_grow)
{
    Ptr<MptcpCoupled> algorithm = Make("ns3::MptcpReno");
    Ptr<TcpSocketState> tcb = Avoiding(10000);
    tcb->m_bytesInFlight = 6000;
    algorithm->IncreaseWindow(tcb, 1);
    BOOST_TEST(tcb->m_cWnd.Get() == 10000u);
    tcb->m_bytesInFlight = 7000; // with the segment just acknowledged, no more than two are unused
    algorithm->IncreaseWindow(tcb, 1);
    BOOST_TEST(tcb->m_cWnd.Get() == 10100u);
}

BOOST_AUTO_TEST_CASE(the_ack_that_ends_a_recovery_counts_once)
{
    Ptr<MptcpCoupled> algorithm = Make("ns3::MptcpReno");
    Ptr<TcpSocketState> tcb = Avoiding(10000);
    tcb->m_congState = TcpSocketState::CA_RECOVERY;
    algorithm->CongestionStateSet(tcb, TcpSocketState::CA_OPEN);
    tcb->m_congState = TcpSocketState::CA_OPEN;
    algorithm->IncreaseWindow(tcb, 9);
    BOOST_TEST(tcb->m_cWnd.Get() == 10100u);
    algorithm->IncreaseWindow(tcb, 2);
    BOOST_TEST(tcb->m_cWnd.Get() == 10298u);
}

BOOST_AUTO_TEST_CASE(the_loss_interval_is_the_longer_of_the_last_two)
{
    Ptr<MptcpCoupled> algorithm = Make("ns3::MptcpOlia");
    Ptr<TcpSocketState> tcb = Avoiding(10000);
    auto acknowledge = [&](uint32_t upTo) {
        tcb->m_lastAckedSeq = SequenceNumber32(upTo);
        algorithm->PktsAcked(tcb, 1, MilliSeconds(100));
    };
    algorithm->Init(tcb);
    acknowledge(4000000000u); // the first only says where the sequence space begins
    BOOST_TEST(algorithm->GetLossInterval() == 0u);
    acknowledge(4000005000u);
    acknowledge(4000005000u); // a duplicate
    BOOST_TEST(algorithm->GetLossInterval() == 5000u);
    algorithm->GetSsThresh(tcb, 10000);
    acknowledge(4000007000u);
    BOOST_TEST(algorithm->GetLossInterval() == 5000u);
    acknowledge(1000u); // past the end of the sequence space
    BOOST_TEST(algorithm->GetLossInterval() == 294967296u - 5000u + 1000u);
}

BOOST_AUTO_TEST_CASE(wvegas_steps_once_a_round_towards_its_target)
{
    struct Row
    {
        const char* what;
        double rttMs;      //!< In the round; the smallest is 100
        uint32_t threshold;
        double window;     //!< After it, of 50000 before
    };

    // Backlog: 50 (rtt - 100) / rtt segments
    const Row table[] = {
        {"backlog 4.5 below the target of 10", 110, 40000, 51000},
        {"backlog 12.5 above it", 133.3333333, 40000, 49000},
        {"slow start goes on with backlog 0.5", 101, 90000, 51000},
        {"slow start ends with backlog 4.5: the window falls to what the path takes, and one", 110, 90000, 46454},
    };
    for (const Row& row : table)
    {
        for (uint32_t isn : {0U, 4000000000U}) // below and above half of the sequence space
        {
            Ptr<MptcpWvegas> wvegas = CreateObject<MptcpWvegas>();
            Ptr<TcpSocketState> tcb = Avoiding(50000);
            tcb->m_ssThresh = 40000;
            wvegas->PktsAcked(tcb, 1, MilliSeconds(100)); // the round before has seen the path without a queue
            tcb->m_lastAckedSeq = SequenceNumber32(isn + 1000);
            tcb->m_nextTxSequence = SequenceNumber32(isn + 51000);
            wvegas->IncreaseWindow(tcb, 1);
            tcb->m_cWnd = 50000;
            tcb->m_ssThresh = row.threshold;
            for (int sample = 0; sample < 4; ++sample)
            {
                wvegas->PktsAcked(tcb, 1, Seconds(row.rttMs / 1000));
            }
            tcb->m_lastAckedSeq = SequenceNumber32(isn + 51000);
            tcb->m_nextTxSequence = SequenceNumber32(isn + 101000);
            wvegas->IncreaseWindow(tcb, 1);
            uint32_t window = tcb->m_cWnd;
            BOOST_TEST(static_cast<double>(window) == row.window, tt::tolerance(1e-4));
            wvegas->IncreaseWindow(tcb, 1); // the next of the round: a step in slow start only
            bool slowStart = row.threshold == 90000 && row.rttMs < 102;
            BOOST_TEST(tcb->m_cWnd.Get() == window + (slowStart ? MSS : 0), row.what);
        }
    }
}

BOOST_AUTO_TEST_CASE(balia_cuts_by_the_window_before_the_loss)
{
    // TCP asks for the threshold when it is in recovery already; two equal windows, one of which loses: half is left.
    Siblings siblings({Flow(20, 0.1), Flow(10, 0.1)}); // as the connection sees the second then: at its old threshold
    Ptr<MptcpBalia> balia = CreateObject<MptcpBalia>();
    balia->SetFlowSource(&siblings, 2);
    Ptr<TcpSocketState> tcb = Avoiding(20000);
    tcb->m_ssThresh = 10000;
    tcb->m_congState = TcpSocketState::CA_RECOVERY;
    BOOST_TEST(balia->GetSsThresh(tcb, 20000) == 10000U);
    siblings.flows[0] = Flow(30, 0.1);
    siblings.flows[0].id = 1;
    BOOST_TEST(balia->GetSsThresh(tcb, 20000) == 5000U); // 1 - 1.5 / 2
}

BOOST_AUTO_TEST_SUITE_END()
