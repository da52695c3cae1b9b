/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-wvegas.h"

#include "ns3/nstime.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MptcpWvegas);

namespace
{

constexpr double LEAST_TARGET = 2;      //!< Segments each subflow may keep in queues, however slow it is
constexpr uint32_t FEWEST_SAMPLES = 3;  //!< A round with fewer says too little
constexpr uint32_t LEAST_WINDOW = 2;    //!< Segments

} // namespace

TypeId
MptcpWvegas::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpWvegas")
                            .SetParent<MptcpCoupled>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpWvegas>()
                            .AddAttribute("TotalBacklog",
                                          "Segments all subflows together keep in queues",
                                          UintegerValue(10),
                                          MakeUintegerAccessor(&MptcpWvegas::m_total),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("Gamma",
                                          "Segments in queues that end slow start",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&MptcpWvegas::m_gamma),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

MptcpWvegas::MptcpWvegas() = default;

MptcpWvegas::MptcpWvegas(const MptcpWvegas& other)
    : MptcpCoupled(other),
      m_total(other.m_total),
      m_gamma(other.m_gamma)
{
}

double
MptcpWvegas::GetTarget(const MptcpFlows& flows, std::size_t own) const
{
    double rates = 0;
    for (const auto& flow : flows)
    {
        rates += flow.Rate();
    }
    double share = rates > 0 ? flows[own].Rate() / rates : 0;
    return std::max(LEAST_TARGET, m_total * share);
}

double
MptcpWvegas::GetGain(const MptcpFlows& flows, std::size_t own) const
{
    return 1 / flows[own].Segments(); // for rounds that measured too little
}

void
MptcpWvegas::PktsAcked(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked, const Time& rtt)
{
    MptcpCoupled::PktsAcked(tcb, segmentsAcked, rtt);
    double sample = rtt.GetSeconds();
    if (sample > 0)
    {
        m_baseRtt = m_baseRtt > 0 ? std::min(m_baseRtt, sample) : sample;
        m_sum += sample;
        ++m_samples;
    }
}

void
MptcpWvegas::Grow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked)
{
    if (tcb->m_congState != TcpSocketState::CA_OPEN)
    {
        TcpNewReno::IncreaseWindow(tcb, segmentsAcked);
    }
    else if (!m_inRound || tcb->m_lastAckedSeq >= m_roundEnd)
    {
        EndRound(tcb, segmentsAcked);
    }
    else if (tcb->m_cWnd < tcb->m_ssThresh)
    {
        SlowStart(tcb, segmentsAcked);
    }
}

void
MptcpWvegas::EndRound(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked)
{
    double rtt = m_samples > 0 ? m_sum / m_samples : 0;
    bool measured = m_samples >= FEWEST_SAMPLES;
    m_roundEnd = tcb->m_nextTxSequence;
    m_inRound = true;
    m_sum = 0;
    m_samples = 0;
    if (!measured)
    {
        TcpNewReno::IncreaseWindow(tcb, segmentsAcked);
        return;
    }
    double window = tcb->m_cWnd.Get();
    double backlog = window / tcb->m_segmentSize * (rtt - m_baseRtt) / rtt;
    bool slowStart = tcb->m_cWnd < tcb->m_ssThresh;
    if (slowStart && backlog <= m_gamma)
    {
        SlowStart(tcb, segmentsAcked);
        return;
    }
    if (slowStart)
    {
        Change(tcb, std::min(0.0, window * m_baseRtt / rtt + tcb->m_segmentSize - window));
    }
    else
    {
        Steer(tcb, rtt, backlog);
    }
    // Below the window from now on, or the next step down would be taken for slow start.
    uint32_t below = tcb->m_cWnd.Get() - std::min(tcb->m_segmentSize, tcb->m_cWnd.Get());
    tcb->m_ssThresh = std::max(LEAST_WINDOW * tcb->m_segmentSize, std::min(tcb->m_ssThresh.Get(), below));
}

void
MptcpWvegas::Steer(Ptr<TcpSocketState> tcb, double rtt, double backlog)
{
    std::size_t own;
    const MptcpFlows& flows = GetFlows(tcb, own);
    double target = GetTarget(flows, own);
    double step = backlog > target ? -1 : backlog < target ? 1 : 0;
    double queueing = rtt - m_baseRtt;
    m_leastQueueing = m_leastQueueing > 0 ? std::min(m_leastQueueing, queueing) : queueing;
    double change = step * tcb->m_segmentSize;
    // Below the target there is no queue of ours to drain, whatever the ratio of two tiny delays says.
    if (backlog >= target && queueing >= 2 * m_leastQueueing)
    {
        change = tcb->m_cWnd.Get() * (m_baseRtt / (2 * rtt) - 1);
        m_leastQueueing = 0;
    }
    double least = LEAST_WINDOW * tcb->m_segmentSize;
    Change(tcb, std::max(change, least - tcb->m_cWnd.Get()));
}

Ptr<TcpCongestionOps>
MptcpWvegas::Fork()
{
    return CopyObject<MptcpWvegas>(this);
}

} // namespace ns3
