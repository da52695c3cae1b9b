/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-coupled.h"

#include "ns3/boolean.h"
#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MptcpCoupled");
NS_OBJECT_ENSURE_REGISTERED(MptcpCoupled);
NS_OBJECT_ENSURE_REGISTERED(MptcpReno);

namespace
{

constexpr double HALF = 0.5;                   //!< What NewReno leaves after a loss
constexpr uint32_t LEAST_THRESHOLD = 2;        //!< Segments (RFC 5681, 3.1)
constexpr double ROUNDING = 1e-6;              //!< Octets that a sum of fractions may be off
constexpr uint32_t UNUSED_SEGMENTS = 2;        //!< A window with no more than this left is used up

} // namespace

TypeId
MptcpCoupled::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpCoupled")
                            .SetParent<TcpNewReno>()
                            .SetGroupName("Smptcp")
                            .AddAttribute("CountAcks",
                                          "Count one segment for each ACK, as ns-3's TcpNewReno does, and not the "
                                          "octets it acknowledges: for a comparison with stock flows under delayed ACKs",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&MptcpCoupled::m_byAcks),
                                          MakeBooleanChecker());
    return tid;
}

MptcpCoupled::MptcpCoupled() = default;

MptcpCoupled::MptcpCoupled(const MptcpCoupled& other)
    : TcpNewReno(other),
      m_byAcks(other.m_byAcks)
{
}

MptcpCoupled::~MptcpCoupled() = default;

std::string
MptcpCoupled::GetName() const
{
    return GetInstanceTypeId().GetName().substr(5); // without "ns3::"
}

void
MptcpCoupled::SetFlowSource(const MptcpFlowSource* source, uint32_t id)
{
    m_source = source;
    m_id = id;
}

uint64_t
MptcpCoupled::GetLossInterval() const
{
    return std::max(m_sinceLoss, m_betweenLosses);
}

const MptcpFlows&
MptcpCoupled::GetFlows(Ptr<const TcpSocketState> tcb, std::size_t& own) const
{
    if (m_source)
    {
        const MptcpFlows& flows = m_source->GetFlows();
        for (own = 0; own < flows.size(); ++own)
        {
            if (flows[own].id == m_id)
            {
                return flows;
            }
        }
    }
    m_alone.resize(1);
    own = 0;
    m_alone[0].id = m_id;
    m_alone[0].window = tcb->m_cWnd.Get();
    m_alone[0].threshold = tcb->m_ssThresh.Get();
    m_alone[0].segment = tcb->m_segmentSize;
    m_alone[0].rtt = std::max(1e-9, tcb->m_lastRtt.Get().GetSeconds());
    m_alone[0].lossInterval = static_cast<double>(GetLossInterval());
    return m_alone;
}

void
MptcpCoupled::Init(Ptr<TcpSocketState> tcb)
{
    m_lastAcked = tcb->m_lastAckedSeq;
    m_counts = false; // the sequence space may yet be moved
}

void
MptcpCoupled::PktsAcked(Ptr<TcpSocketState> tcb, uint32_t, const Time&)
{
    // By sequence number: what ns-3 reports here counts segments that SACK has announced twice.
    int32_t step = tcb->m_lastAckedSeq - m_lastAcked;
    m_lastAcked = tcb->m_lastAckedSeq;
    m_sinceLoss += m_counts && step > 0 ? static_cast<uint64_t>(step) : 0;
    m_counts = true;
}

void
MptcpCoupled::CongestionStateSet(Ptr<TcpSocketState> tcb, const TcpSocketState::TcpCongState_t newState)
{
    bool recovering = tcb->m_congState == TcpSocketState::CA_RECOVERY || tcb->m_congState == TcpSocketState::CA_LOSS;
    m_leavingRecovery = recovering && newState == TcpSocketState::CA_OPEN;
}

bool
MptcpCoupled::IsUsedUp(Ptr<const TcpSocketState> tcb, uint32_t segmentsAcked)
{
    if (tcb->m_congState == TcpSocketState::CA_LOSS)
    {
        return true; // what is in flight is a guess then
    }
    uint32_t used = tcb->m_bytesInFlight.Get() + segmentsAcked * tcb->m_segmentSize;
    uint32_t window = tcb->m_cWnd.Get();
    // In slow start what follows an ACK is two segments, and half the window in flight is enough to prove it.
    bool slowStart = window < tcb->m_ssThresh.Get();
    return (slowStart ? 2 * used : used) + UNUSED_SEGMENTS * tcb->m_segmentSize >= window;
}

void
MptcpCoupled::IncreaseWindow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked)
{
    bool leaving = m_leavingRecovery;
    m_leavingRecovery = false;
    if (!leaving && !IsUsedUp(tcb, segmentsAcked))
    {
        return;
    }
    if (leaving || m_byAcks)
    {
        // The ACK that ends a recovery covers what arrived during it, for which the window has been set already.
        segmentsAcked = std::min(segmentsAcked, 1U);
    }
    Grow(tcb, segmentsAcked);
}

void
MptcpCoupled::Grow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked)
{
    TcpNewReno::IncreaseWindow(tcb, segmentsAcked);
}

void
MptcpCoupled::CongestionAvoidance(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked)
{
    if (segmentsAcked == 0)
    {
        return;
    }
    std::size_t own;
    const MptcpFlows& flows = GetFlows(tcb, own);
    Change(tcb, GetGain(flows, own) * segmentsAcked * tcb->m_segmentSize);
}

void
MptcpCoupled::Change(Ptr<TcpSocketState> tcb, double change)
{
    m_fraction += change;
    double whole = std::trunc(m_fraction + std::copysign(ROUNDING, m_fraction));
    m_fraction -= whole;
    double window = std::max<double>(tcb->m_segmentSize, tcb->m_cWnd.Get() + whole);
    if (whole != 0)
    {
        tcb->m_cWnd = static_cast<uint32_t>(std::min<double>(window, UINT32_MAX));
    }
}

double
MptcpCoupled::GetDecrease(const MptcpFlows&, std::size_t) const
{
    return HALF;
}

uint32_t
MptcpCoupled::GetLeastThreshold(const MptcpFlows&) const
{
    return LEAST_THRESHOLD;
}

uint32_t
MptcpCoupled::GetSsThresh(Ptr<const TcpSocketState> tcb, uint32_t bytesInFlight)
{
    std::size_t own;
    MptcpFlows flows = GetFlows(tcb, own);
    // TCP is in recovery already when it asks, and the threshold still that of the loss before.
    flows[own].window = tcb->m_cWnd.Get();
    auto left = static_cast<uint32_t>(GetDecrease(flows, own) * bytesInFlight);
    m_betweenLosses = m_sinceLoss;
    m_sinceLoss = 0;
    m_fraction = 0;
    return std::max(GetLeastThreshold(flows) * tcb->m_segmentSize, left);
}

TypeId
MptcpReno::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MptcpReno")
                            .SetParent<MptcpCoupled>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MptcpReno>();
    return tid;
}

double
MptcpReno::GetGain(const MptcpFlows& flows, std::size_t own) const
{
    return 1 / flows[own].Segments();
}

Ptr<TcpCongestionOps>
MptcpReno::Fork()
{
    return CopyObject<MptcpReno>(this);
}

} // namespace ns3
