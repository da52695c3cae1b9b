/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-patient-schedulers.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpBlestScheduler);
NS_OBJECT_ENSURE_REGISTERED(MptcpEcfScheduler);

namespace
{

constexpr double STEP_UP = 0.04;   //!< Of lambda, in a round-trip time with a full window
constexpr double STEP_DOWN = 0.01; //!< Of lambda, in one without

double
Segments(double octets, const MptcpPathState& path)
{
    return octets / std::max(1U, path.segment);
}

} // namespace

// --- BLEST ---------------------------------------------------------------------------------------------------

TypeId
MptcpBlestScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpBlestScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpBlestScheduler>()
                            .AddAttribute("Lambda",
                                          "Factor of the estimate of what the fast subflow sends, at the start",
                                          DoubleValue(1.2),
                                          MakeDoubleAccessor(&MptcpBlestScheduler::m_lambda),
                                          MakeDoubleChecker<double>(0))
                            .AddAttribute("LeastLambda",
                                          "Least value of the factor",
                                          DoubleValue(1.0),
                                          MakeDoubleAccessor(&MptcpBlestScheduler::m_least),
                                          MakeDoubleChecker<double>(0))
                            .AddAttribute("MostLambda",
                                          "Largest value of the factor",
                                          DoubleValue(1.3),
                                          MakeDoubleAccessor(&MptcpBlestScheduler::m_most),
                                          MakeDoubleChecker<double>(0));
    return tid;
}

double
MptcpBlestScheduler::GetFastOctets(const MptcpPathState& fast, const MptcpPathState& slow)
{
    double rounds = fast.rtt.IsStrictlyPositive() ? slow.rtt.GetSeconds() / fast.rtt.GetSeconds() : 1;
    return fast.segment * (Segments(fast.window, fast) + (rounds - 1) / 2) * rounds;
}

void
MptcpBlestScheduler::OnWindowFull()
{
    m_full = true;
}

void
MptcpBlestScheduler::Adapt(Time rtt)
{
    if (Simulator::Now() - m_adaptedAt >= rtt)
    {
        m_lambda += m_full ? STEP_UP : -STEP_DOWN;
        m_lambda = std::max(m_least, std::min(m_most, m_lambda));
        m_full = false;
        m_adaptedAt = Simulator::Now();
    }
}

std::optional<std::size_t>
MptcpBlestScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    auto fastest = Fastest(paths, 0);
    auto ready = Fastest(paths, send.size);
    if (!ready || ready == fastest || send.again)
    {
        return ready;
    }
    const MptcpPathState& fast = paths[*fastest];
    const MptcpPathState& slow = paths[*ready];
    Adapt(fast.rtt);
    double left = static_cast<double>(send.window) - slow.taken - slow.segment;
    return m_lambda * GetFastOctets(fast, slow) > left ? std::nullopt : ready;
}

// --- ECF -----------------------------------------------------------------------------------------------------

TypeId
MptcpEcfScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpEcfScheduler")
                            .SetParent<MptcpScheduler>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpEcfScheduler>()
                            .AddAttribute("Beta",
                                          "By how much the slow subflow must be better before a decision to wait is "
                                          "given up",
                                          DoubleValue(0.25),
                                          MakeDoubleAccessor(&MptcpEcfScheduler::m_beta),
                                          MakeDoubleChecker<double>(0));
    return tid;
}

std::optional<std::size_t>
MptcpEcfScheduler::Select(const MptcpPaths& paths, const MptcpSendState& send)
{
    auto fastest = Fastest(paths, 0);
    auto ready = Fastest(paths, send.size);
    if (!ready || ready == fastest || send.again)
    {
        return ready;
    }
    const MptcpPathState& fast = paths[*fastest];
    const MptcpPathState& slow = paths[*ready];
    auto unsent = static_cast<double>(send.unsent);
    double margin = std::max(fast.deviation, slow.deviation).GetSeconds();
    double fastRtt = fast.rtt.GetSeconds();
    double slowRtt = slow.rtt.GetSeconds();
    // Waiting: one round for the window to open, and one for each window that waits.
    double fastRounds = 1 + unsent / std::max(1U, fast.window);
    double slowRounds = std::max(1.0, unsent / std::max(1U, slow.window)); // a segment alone takes a whole round
    bool fastFirst = fastRounds * fastRtt < (1 + (m_waiting ? m_beta : 0)) * (slowRtt + margin);
    if (!fastFirst)
    {
        m_waiting = false;
        return ready;
    }
    // The slow subflow may still be through with its part before the fast one's next but one round.
    bool slowIsLate = slowRounds * slowRtt >= 2 * fastRtt + margin;
    if (!slowIsLate)
    {
        return ready;
    }
    m_waiting = true;
    return std::nullopt;
}

} // namespace ns3
