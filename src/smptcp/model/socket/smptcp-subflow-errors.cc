/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What a subflow refuses, and how it finds out whether the peer is still there (smptcp.md section 8).

#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowErrors");

using namespace smptcp;

namespace
{

constexpr unsigned PROBE_TRIES = 3; //!< Keep-alives of a probe (smptcp.md 8.4)

} // namespace

// --- refusals ------------------------------------------------------------------------------------------------

void
SmptcpSubflow::CountRefusal(Refusal refusal)
{
    m_refusals.Count(refusal);
    if (m_owner)
    {
        m_owner->OnSegmentRefused(m_id, refusal);
    }
}

void
SmptcpSubflow::Refuse(const std::string& why)
{
    m_owner->OnRefused(*this, why);
    Abort();
}

void
SmptcpSubflow::RefuseJoin(const std::string& why, Refusal refusal)
{
    CountRefusal(refusal);
    m_owner->OnRefused(*this, why);
    AbortFor(MpTcpRstReason::MPTCP_SPECIFIC);
}

void
SmptcpSubflow::CountMacFailure(Refusal refusal)
{
    CountRefusal(refusal);
    if (m_owner && ++m_failuresInRow >= m_owner->GetMacFailureLimit())
    {
        Suspect("no segment with a valid MAC comes any more"); // or somebody forges (smptcp.md 8.2)
    }
}

void
SmptcpSubflow::TakeUnprotectedReset(const Incoming& in)
{
    switch (m_stack->GetRstPolicy(m_mode))
    {
    case RstPolicy::ACCEPT:
        if (in.position.sequence == NextReceivePosition())
        {
            NS_LOG_INFO("subflow " << m_id << " obeys an RST without a valid MAC");
            CloseAndNotify();
            return;
        }
        if (IsHardened() && in.position.sequence - NextReceivePosition() < ReceiveWindow())
        {
            SendChallengeAck();
        }
        break;
    case RstPolicy::PROBE:
        Suspect("an RST without a valid MAC, and the peer does not answer");
        break;
    case RstPolicy::REQUIRE:
        break;
    }
    CountRefusal(Refusal::RESET_UNPROTECTED);
}

// --- signs of life -------------------------------------------------------------------------------------------

void
SmptcpSubflow::Suspect(const std::string& cause)
{
    m_suspicion = cause;
    Probe();
}

void
SmptcpSubflow::Probe()
{
    if (m_probeTimer.IsExpired())
    {
        m_probes = 0;
        OnProbeTimer();
    }
}

void
SmptcpSubflow::OnProbeTimer()
{
    bool half = m_state == FIN_WAIT_1 || m_state == FIN_WAIT_2;
    if (m_phase != Phase::OPEN || (m_state != ESTABLISHED && m_state != CLOSE_WAIT && !half))
    {
        return;
    }
    if (m_probes == PROBE_TRIES)
    {
        NS_LOG_INFO("subflow " << m_id << " gives no sign of life");
        if (m_suspicion.empty())
        {
            AbortFor(MpTcpRstReason::UNACCEPTABLE_PERFORMANCE);
        }
        else
        {
            m_owner->OnSubflowFailed(*this, m_suspicion);
        }
        return;
    }
    ++m_probes;
    m_probing = true;
    SendEmptyPacket(TcpHeader::ACK);
    m_probing = false;
    m_probeTimer = Simulator::Schedule(m_rto.Get(), &SmptcpSubflow::OnProbeTimer, this);
}

void
SmptcpSubflow::OnAlive()
{
    m_probeTimer.Cancel();
    m_suspicion.clear();
    m_failuresInRow = 0;
}

bool
SmptcpSubflow::IsKeepAlive(const Incoming& in) const
{
    // Behind a FIN a peer's ACKs may carry the number of that FIN: as keep-alives they would be answered for ever, so
    // its keep-alives have the octet before.
    bool pureAck = (in.segment.Flags() & (TCP_ACK | TCP_SYN | TCP_FIN | TCP_RST)) == TCP_ACK;
    if (in.segment.PayloadSize() > 0 || !pureAck)
    {
        return false;
    }
    bool peerClosed = HasPeerClosed() || m_state == LAST_ACK;
    return in.position.sequence + (peerClosed ? 2 : 1) == NextReceivePosition();
}

} // namespace ns3
