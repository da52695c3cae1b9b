/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The handshake of the initial subflow: what the segments up to the first MAC say to SmptcpHandshake, and how INIT1
// and INIT2 get onto the wire.

#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/log.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowHandshake");

using namespace smptcp;

// --- A waits for the SYN/ACK ---------------------------------------------------------------------------------

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenSynSent(Incoming& in)
{
    if (TakeRefusal(in))
    {
        return Verdict::DROP;
    }
    if (!in.segment.Has(TCP_SYN))
    {
        return Verdict::PASS;
    }
    if (!in.segment.Has(TCP_ACK) || in.segment.Has(TCP_RST) ||
        in.segment.Acknowledgment() != m_localIsn + 1)
    {
        return Verdict::DROP; // simultaneous open is not modelled by ns-3
    }
    m_peerIsn = in.segment.Sequence();
    m_receiveHigh = 1;
    m_peerMss = in.options.mss;
    m_handshakeWindow = in.segment.Window(); // never scaled in a SYN/ACK
    ApplySegmentSize(Mode::SMPTCP);
    if (!m_handshake->OnSynAck(in.options.handshake, m_tcb->m_segmentSize))
    {
        Refuse(m_handshake->Cause());
        return Verdict::REFUSE;
    }
    if (m_handshake->AwaitsInit1())
    {
        m_owner->OnExchangeBegun(); // TCP's bare ACK carries PKCONF
    }
    else if (m_handshake->AwaitsInit2())
    {
        m_messageDue = true;
    }
    else
    {
        EnterMode(*m_handshake->DecidedMode());
    }
    return Verdict::PASS;
}

bool
SmptcpSubflow::TakeRefusal(const Incoming& in)
{
    // Stock TCP overlooks RST with ACK in SYN-SENT, the usual answer where nobody listens (RFC 9293, 3.10.7.3).
    bool refused = in.segment.Has(TCP_RST | TCP_ACK) && !in.segment.Has(TCP_SYN) &&
                   in.segment.Acknowledgment() == m_localIsn + 1;
    if (refused)
    {
        m_owner->OnAbandoned(*this, "connection refused: RST in answer to the SYN");
        CloseAndNotify();
    }
    return refused;
}

// --- B waits for the third segment ---------------------------------------------------------------------------

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenSynReceived(Incoming& in)
{
    if (in.segment.Has(TCP_SYN))
    {
        // The SYN/ACK answers the latest SYN, unless it is one that a peer of ours would not send.
        return m_handshake->OnSyn(in.options.handshake) ? Verdict::PASS : Verdict::DROP;
    }
    if (in.segment.Has(TCP_RST) || !in.segment.Has(TCP_ACK) ||
        in.segment.Acknowledgment() != m_localIsn + 1)
    {
        return Verdict::PASS;
    }
    if (m_handshake->OfferedSession() && in.options.tag)
    {
        return TakeResumption(in);
    }
    if (m_handshake->Version() == MptcpVersion::V1 && in.options.dss &&
        !in.options.handshake.mpCapable)
    {
        return Verdict::DROP; // data that overtook the keys; the first data brings them again (RFC 8684, 3.1)
    }
    const auto& crypt = in.options.handshake.crypt;
    bool init1 = crypt && (crypt->init1 || crypt->init1Mp);
    bool pkconf = crypt && crypt->pkconf && in.segment.PayloadSize() > 0;
    if ((init1 && in.position.sequence != 1) || pkconf)
    {
        return Verdict::DROP; // INIT1 stands at the start of the stream, and PKCONF on a bare ACK
    }
    if (!m_handshake->OnThird(in.options.handshake,
                              in.options.dss.has_value(),
                              in.segment.Payload(),
                              in.segment.PayloadSize(),
                              m_tcb->m_segmentSize))
    {
        Refuse(m_handshake->Cause());
        return Verdict::REFUSE;
    }
    m_handshakeWindow = static_cast<uint32_t>(in.segment.Window()) << m_sndWindShift;
    return TakeDecision(in);
}

SmptcpSubflow::Verdict
SmptcpSubflow::TakeDecision(const Incoming& in)
{
    if (m_handshake->Message().empty())
    {
        EnterMode(*m_handshake->DecidedMode());
        return Verdict::PASS;
    }
    m_messageDue = true;
    m_discard = static_cast<uint32_t>(in.segment.PayloadSize());
    return Verdict::PASS;
}

SmptcpSubflow::Verdict
SmptcpSubflow::TakeResumption(const Incoming& in)
{
    m_protector = std::make_unique<SegmentProtector>(*m_handshake->OfferedSession(), m_stack->GetProfile());
    if (!VerifyMac(in))
    {
        m_protector.reset();
        return Verdict::DROP; // the peer repeats it in answer to the next SYN/ACK
    }
    m_handshake->OnResumed();
    EnterMode(*m_handshake->DecidedMode());
    ConfirmPeer();
    return Verdict::PASS;
}

// --- INIT1 and INIT2 -----------------------------------------------------------------------------------------

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenExchange(const Incoming& in)
{
    if (in.segment.Has(TCP_RST))
    {
        if (in.position.sequence != NextReceivePosition())
        {
            return Verdict::DROP;
        }
        m_owner->OnAbandoned(*this, "RST"); // no keys yet: as in plain TCP (smptcp.md 3.10)
        return Verdict::PASS;
    }
    // The peer's first word: payload, or an end without any
    bool first = in.position.sequence == 1 && (in.segment.PayloadSize() > 0 || in.segment.Has(TCP_FIN)) &&
                 !in.segment.Has(TCP_SYN);
    const auto& crypt = in.options.handshake.crypt;
    if (m_join && !m_handshake->DecidedMode())
    {
        return ScreenJoinInit1(in);
    }
    if (m_handshake->AwaitsInit1())
    {
        return first ? ScreenInit1(in) : RepeatThird(in);
    }
    if (!m_handshake->AwaitsInit2())
    {
        return Verdict::DROP;
    }
    if (first && crypt && crypt->init2)
    {
        if (!m_handshake->OnInit2(in.segment.Payload(), in.segment.PayloadSize()))
        {
            RefuseExchange();
            return Verdict::REFUSE;
        }
        m_discard = static_cast<uint32_t>(in.segment.PayloadSize());
        m_delAckCount = m_delAckMaxCount; // the fifth segment leaves at once (smptcp.md 3.5)
        SettleKeys();
        return Verdict::PASS;
    }
    if (first && !in.options.tag && !crypt)
    {
        m_handshake->OnClearData(in.segment.Payload(), in.segment.PayloadSize());
        RefuseExchange();
        return Verdict::REFUSE;
    }
    return Verdict::DROP; // MACed data that overtook INIT2, a repeated SYN/ACK: silence (smptcp.md 5.8)
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenInit1(const Incoming& in)
{
    const auto& crypt = in.options.handshake.crypt;
    bool init1 = crypt && crypt->init1;
    if (!init1 && (crypt || in.options.tag))
    {
        return Verdict::DROP;
    }
    bool taken = init1 ? m_handshake->OnInit1(in.segment.Payload(), in.segment.PayloadSize())
                       : m_handshake->OnClearData(in.segment.Payload(), in.segment.PayloadSize());
    if (!taken)
    {
        Refuse(m_handshake->Cause());
        return Verdict::REFUSE;
    }
    return TakeDecision(in);
}

SmptcpSubflow::Verdict
SmptcpSubflow::RepeatThird(const Incoming& in)
{
    if (in.segment.Has(TCP_SYN | TCP_ACK) && in.segment.Sequence() == m_peerIsn)
    {
        SendEmptyPacket(TcpHeader::ACK); // our PKCONF was lost
    }
    return Verdict::DROP;
}

bool
SmptcpSubflow::TakeLateHandshake(const Incoming& in)
{
    // B has gone back to TCP after a segment that said nothing of tcpcrypt, which may have been somebody else's. Now A
    // shows that it believes in tcpcrypt: INIT1 or ciphertext must not reach the application (smptcp.md 3.9).
    const auto& crypt = in.options.handshake.crypt;
    bool believes = (crypt && (crypt->init1 || crypt->init1Mp)) || in.options.tag;
    bool late = believes && m_handshake && !m_activeOpener && m_handshake->HasAnsweredCrypt() &&
                in.segment.PayloadSize() > 0 && in.position.sequence + in.segment.PayloadSize() > NextReceivePosition();
    if (late)
    {
        Refuse("the peer goes on with tcpcrypt after a third segment without it");
    }
    return late;
}

void
SmptcpSubflow::SendHandshakeMessage()
{
    m_messageDue = false;
    const std::vector<uint8_t>& message = m_handshake->Message();
    Mapping mapping;
    mapping.position = m_sendTail;
    mapping.length = static_cast<uint32_t>(message.size());
    mapping.handshake = true;
    m_sendMappings.Add(mapping);
    m_sendTail += mapping.length;
    m_txBuffer->Add(Create<Packet>(message.data(), mapping.length));
    SendPendingData(true);
    if (!m_handshake->AwaitsInit2())
    {
        SettleKeys(); // role S knows the keys once INIT2 has left
    }
    else if (!m_join)
    {
        m_owner->OnExchangeBegun();
    }
}

bool
SmptcpSubflow::HasUnackedInit2() const
{
    const Mapping* message = m_sendMappings.Find(1);
    return message && message->handshake && m_handshake->MessageOpcode() == CryptOpcode::INIT2 &&
           m_txBuffer->HeadSequence().GetValue() - m_localIsn == 1;
}

void
SmptcpSubflow::RepeatHandshakeAnswer()
{
    if (HasUnackedInit2())
    {
        SendDataPacket(m_txBuffer->HeadSequence(), static_cast<uint32_t>(m_handshake->Message().size()), true);
        return;
    }
    bool sentInit1 = m_handshake->MessageOpcode() != CryptOpcode::INIT2;
    if (sentInit1 && !m_peerConfirmed && ++m_unprovenRepeats > 1)
    {
        // The peer has taken nothing of ours: lost, or it computes other tags. A keep-alive is an ACK as well.
        Suspect("the peer repeats INIT2 and has sent no valid MAC yet");
        return;
    }
    SendEmptyPacket(TcpHeader::ACK);
}

void
SmptcpSubflow::DiscardHandshake()
{
    if (m_discard > 0 && m_tcb->m_rxBuffer->Available() > 0)
    {
        Ptr<Packet> gone = m_tcb->m_rxBuffer->Extract(m_discard);
        m_readPosition += gone->GetSize();
        m_discard -= gone->GetSize();
    }
}

void
SmptcpSubflow::ConfirmPeer()
{
    if (m_peerConfirmed)
    {
        return;
    }
    m_peerConfirmed = true;
    if (m_handshake)
    {
        m_handshake->OnConfirmed();
    }
    m_owner->OnPeerConfirmed(*this);
}

} // namespace ns3
