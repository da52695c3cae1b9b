/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The key exchange of an additional subflow, in the mode where each subflow is a tcpcrypt connection of its own: HELLO
// and PKCONF ride on the SYNs of the JOIN, INIT1 follows the fourth segment.

#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowExchange");

using namespace smptcp;

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenJoinSynAck(const Incoming& in)
{
    m_peerIsn = in.segment.Sequence();
    m_receiveHigh = 1;
    m_peerMss = in.options.mss;
    if (!in.options.joinSynAck || !m_join->OnSynAck(*in.options.joinSynAck))
    {
        RefuseJoin("SYN/ACK without the right JOIN HMAC");
        return Verdict::REFUSE;
    }
    SetProtector(m_join->SubflowTag());
    ApplySegmentSize(m_mode);
    if (m_handshake)
    {
        bool taken = m_handshake->OnSynAck(in.options.handshake, m_tcb->m_segmentSize);
        if (!taken || !m_handshake->AwaitsInit2())
        {
            RefuseJoin("SYN/ACK of a JOIN without PKCONF that leads to a key exchange", Refusal::JOIN_CRYPT);
            return Verdict::REFUSE;
        }
    }
    m_backup = m_join->Backup();
    m_thirdTimer = Simulator::ScheduleNow(&SmptcpSubflow::RetransmitThird, this);
    return Verdict::PASS;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenJoinFourth(const Incoming& in)
{
    // No keys yet, so it is a bare ACK, and nothing of it counts but that the third segment has arrived.
    bool bare = in.segment.Flags() == TCP_ACK && in.segment.PayloadSize() == 0;
    if (!bare || in.segment.Acknowledgment() != m_localIsn + 1 || in.position.sequence != 1)
    {
        return Verdict::DROP;
    }
    BeginExchange();
    m_messageDue = true; // INIT1
    return Verdict::PASS;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenJoinInit1(const Incoming& in)
{
    if (IsRepeatedThird(in))
    {
        SendEmptyPacket(TcpHeader::ACK); // the fourth segment was lost
        return Verdict::DROP;
    }
    bool speaks = in.segment.PayloadSize() > 0 || in.segment.Has(TCP_FIN);
    const auto& crypt = in.options.handshake.crypt;
    if (!speaks || in.segment.Has(TCP_SYN) || in.position.sequence != 1 || in.options.tag)
    {
        return Verdict::DROP; // or something that overtook INIT1; the peer will repeat it
    }
    if (!crypt || !crypt->init1)
    {
        RefuseJoin("data in clear on a subflow that awaits INIT1", Refusal::JOIN_CRYPT);
        return Verdict::REFUSE;
    }
    if (!m_handshake->OnThird(in.options.handshake,
                              false,
                              in.segment.Payload(),
                              in.segment.PayloadSize(),
                              m_tcb->m_segmentSize))
    {
        RefuseExchange();
        return Verdict::REFUSE;
    }
    m_messageDue = true; // INIT2
    m_discard = static_cast<uint32_t>(in.segment.PayloadSize());
    return Verdict::PASS;
}

void
SmptcpSubflow::RefuseExchange()
{
    m_join ? RefuseJoin(m_handshake->Cause(), Refusal::JOIN_CRYPT) : Refuse(m_handshake->Cause());
}

void
SmptcpSubflow::BeginExchange()
{
    m_thirdTimer.Cancel();
    m_halfOpenTimer.Cancel();
    m_phase = Phase::HANDSHAKE;
    m_halfOpenTimer =
        Simulator::Schedule(m_owner->GetCryptTimeout(), &SmptcpSubflow::OnHalfOpenTimeout, this);
}

void
SmptcpSubflow::SettleKeys()
{
    if (!m_join)
    {
        EnterMode(*m_handshake->DecidedMode());
        return;
    }
    NS_LOG_INFO("subflow " << m_id << " has keys of its own");
    m_halfOpenTimer.Cancel();
    m_protector = std::make_unique<SegmentProtector>(*m_handshake->Session(), m_stack->GetProfile());
    m_phase = Phase::OPEN;
    m_readyDue = true;
    m_owner->OnSubflowKeys(*this);
}

} // namespace ns3
