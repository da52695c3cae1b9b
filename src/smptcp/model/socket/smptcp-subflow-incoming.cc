/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The incoming hook of a subflow: every segment, before TCP sees it.

#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowIncoming");

using namespace smptcp;

namespace
{

constexpr int HALF_OPEN_LIFETIME_S = 3; //!< Of an incoming JOIN without a third segment (smptcp.md 6.4)
/// \return \p header with an option area behind it; TcpHeader takes kinds it does not know only from octets
TcpHeader
WithOptions(const TcpHeader& header, OptionBytes area)
{
    area.PadWithNop();
    auto size = static_cast<uint32_t>(area.Size());
    Buffer octets;
    octets.AddAtStart(static_cast<uint32_t>(TCP_FIXED_HEADER) + size);
    header.Serialize(octets.Begin());
    Buffer::Iterator at = octets.Begin();
    at.Next(12);
    at.WriteU8(static_cast<uint8_t>((TCP_FIXED_HEADER + size) / 4 << 4));
    at.Next(TCP_FIXED_HEADER - 13);
    at.Write(area.Data(), size);
    TcpHeader composed;
    composed.Deserialize(octets.Begin());
    return composed;
}

/// The form of a control segment that may lack a MAC: a pure ACK with one MPTCP option (smptcp.md 7.1)
bool
IsLoneControl(const SegmentView& segment)
{
    unsigned count = 0;
    OptionWalker walker(segment.Options(), segment.OptionsSize());
    while (auto option = walker.Next())
    {
        count += option->kind == KIND_MPTCP ? 1 : 0;
    }
    return segment.Flags() == TCP_ACK && segment.PayloadSize() == 0 && count == 1;
}

/// The segment holds nothing above \p next: a repeat
bool
LiesBelow(const SegmentView& segment, const SegmentPosition& position, uint64_t next)
{
    return position.sequence + segment.PayloadSize() <= next;
}

} // namespace

void
SmptcpSubflow::DoForwardUp(Ptr<Packet> packet, const Address& from, const Address& to)
{
    Ptr<SmptcpSubflow> self(this); // the segment may close the connection
    Ptr<SmptcpSocket> owner(m_owner);
    if (!owner)
    {
        HardenedTcpSocket::DoForwardUp(packet, from, to);
        return;
    }
    IncomingOctets wire = m_stack->TakeIncoming(*this, packet);
    auto segment = SegmentView::Parse(wire.octets, wire.size);
    if (!segment)
    {
        return;
    }
    Incoming in{*segment, SegmentOptions::Parse(*segment, m_stack->GetProfile()), {}};
    if (m_state == LISTEN)
    {
        ForwardListen(packet, in, from, to);
        return;
    }
    in.position = ReceivePosition(*segment);
    in.tcpWindow = wire.tcpWindow;
    if (!PassesRules(in, from, to))
    {
        return;
    }
    switch (Screen(in))
    {
    case Verdict::DROP:
        return;
    case Verdict::REFUSE:
        return; // Refuse() has ended the subflow
    case Verdict::PASS:
        break;
    }
    if (TakeResetWithoutTimestamps(in))
    {
        return;
    }
    if (m_phase == Phase::OPEN && IsMultipath() && !TakeData(in))
    {
        return;
    }
    if (m_state == SYN_SENT)
    {
        EchoTimestampOf(packet);
    }
    m_ackDue = m_ackDue || (m_phase == Phase::OPEN && (HasMac() || UsesDss()) && IsKeepAlive(in));
    PassUp(packet, in, from, to);
    AfterPass();
}

bool
SmptcpSubflow::PassesRules(const Incoming& in, const Address& from, const Address& to)
{
    if (!IsHardened() || m_state == CLOSED)
    {
        return true;
    }
    bool syn = in.segment.Has(TCP_SYN);
    bool repeat = m_activeOpener && m_state != SYN_SENT && in.segment.Flags() == (TCP_SYN | TCP_ACK) &&
                  in.segment.Sequence() == m_peerIsn;
    if (repeat)
    {
        return true; // our third segment was lost, and is sent again further on
    }
    if (m_phase == Phase::OPEN && HasMac() && !syn)
    {
        return true; // the MAC says more than any number; a reset without is looked at where RstPolicy is
    }
    uint64_t distance = in.position.sequence - NextReceivePosition();
    bool fastclose = m_phase == Phase::OPEN && UsesDss() && in.segment.Has(TCP_RST) && in.options.fastclose;
    if (fastclose && distance > 0 && distance < ReceiveWindow())
    {
        // Segments before it are lost, but the key in it proves more than its number.
        m_owner->OnFastclose(*this, *in.options.fastclose, true);
        if (!m_owner || m_state == CLOSED)
        {
            return false;
        }
    }
    return Admit(in.segment, from, to);
}

SegmentPosition
SmptcpSubflow::ReceivePosition(const SegmentView& segment) const
{
    SegmentPosition position;
    position.sequence = ExpandNear(segment.Sequence() - m_peerIsn, m_receiveHigh);
    if (segment.Has(TCP_ACK))
    {
        position.acknowledgment = ExpandNear(segment.Acknowledgment() - m_localIsn, m_sendHigh);
    }
    return position;
}

uint64_t
SmptcpSubflow::NextReceivePosition() const
{
    return ExpandNear(m_tcb->m_rxBuffer->NextRxSequence().GetValue() - m_peerIsn, m_receiveHigh);
}

// --- listening -----------------------------------------------------------------------------------------------

void
SmptcpSubflow::ForwardListen(Ptr<Packet> packet,
                             const Incoming& in,
                             const Address& from,
                             const Address& to)
{
    // A SYN with MP_JOIN does not come here (SmptcpStack::DispatchJoin).
    if (!in.segment.Has(TCP_SYN) || (in.segment.Flags() & (TCP_ACK | TCP_RST | TCP_FIN)))
    {
        return;
    }
    SynAnswer answer = AnswerSyn(m_stack->GetPolicy(), in.options.handshake.ToOffer(), 1);
    if (answer.refuse)
    {
        m_owner->OnSynRefused(answer.cause);
        RejectSyn(in.segment, from, to);
        return;
    }
    m_pendingSyn = in.options.handshake;
    m_pendingPeer = from;
    m_pendingIsn = in.segment.Sequence();
    m_pendingMss = in.options.mss;
    PassToListener(packet, from, to);
}

void
SmptcpSubflow::AcceptJoin(Ptr<Packet> packet,
                          const SegmentView& segment,
                          const SegmentOptions& options,
                          const Address& from,
                          const Address& to)
{
    Ptr<SmptcpSocket> owner = m_stack->FindToken(options.joinSyn->token);
    auto refusal = owner ? owner->JudgeJoin(*options.joinSyn, options.handshake, from) : Refusal::JOIN_TOKEN;
    if (refusal)
    {
        m_stack->CountRefusal(*refusal, owner);
        OptionBytes option;
        if (m_stack->GetPolicy().capabilities.mptcpV1)
        {
            MpTcpRst reset;
            reset.reason = static_cast<uint8_t>(owner ? MpTcpRstReason::ADMINISTRATIVELY_PROHIBITED
                                                      : MpTcpRstReason::MPTCP_SPECIFIC);
            reset.AppendTo(option);
        }
        RejectSyn(segment, from, to, option);
        return;
    }
    m_pendingOwner = owner;
    m_pendingJoin = options.joinSyn;
    m_pendingSyn = options.handshake;
    m_pendingIsn = segment.Sequence();
    m_pendingMss = options.mss;
    m_pendingLocal = to;
    PassToListener(packet, from, to);
    m_pendingJoin.reset();
    m_pendingOwner = nullptr;
}

Ptr<TcpSocketBase>
SmptcpSubflow::Fork()
{
    Ptr<SmptcpSubflow> child = CopyObject<SmptcpSubflow>(this);
    child->m_peerIsn = m_pendingIsn;
    child->m_peerMss = m_pendingMss;
    child->m_receiveHigh = 1;
    if (m_pendingJoin)
    {
        m_pendingOwner->AdoptJoin(child, *m_pendingJoin, m_pendingSyn, m_pendingLocal);
        child->m_halfOpenTimer = Simulator::Schedule(Seconds(HALF_OPEN_LIFETIME_S),
                                                     &SmptcpSubflow::OnHalfOpenTimeout,
                                                     PeekPointer(child));
    }
    else
    {
        m_owner->Adopt(child, m_pendingSyn, m_pendingPeer);
    }
    return child;
}

void
SmptcpSubflow::CompleteFork(Ptr<Packet> packet,
                            const TcpHeader& header,
                            const Address& from,
                            const Address& to)
{
    ApplySegmentSize(m_join ? m_mode : Mode::SMPTCP);
    HardenedTcpSocket::CompleteFork(packet, header, from, to);
}

void
SmptcpSubflow::RejectSyn(const SegmentView& syn,
                         const Address& from,
                         const Address& to,
                         const OptionBytes& option)
{
    TcpHeader header;
    header.SetFlags(TcpHeader::RST | TcpHeader::ACK);
    header.SetSequenceNumber(SequenceNumber32(0));
    header.SetAckNumber(SequenceNumber32(syn.Sequence() + 1));
    SendApart(WithOptions(header, option), from, to);
}

// --- what may pass -------------------------------------------------------------------------------------------

SmptcpSubflow::Verdict
SmptcpSubflow::Screen(Incoming& in)
{
    switch (m_phase)
    {
    case Phase::HANDSHAKE:
        if (m_state == SYN_SENT)
        {
            return ScreenSynSent(in);
        }
        if (m_state == SYN_RCVD)
        {
            return ScreenSynReceived(in);
        }
        return ScreenExchange(in);
    case Phase::JOINING:
        return ScreenJoining(in);
    case Phase::OPEN:
        return ScreenOpen(in);
    case Phase::IDLE:
        break;
    }
    return Verdict::PASS;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenJoining(Incoming& in)
{
    bool synAck = in.segment.Has(TCP_SYN | TCP_ACK);
    if (in.segment.Has(TCP_RST))
    {
        bool refused = m_join->IsInitiator() && m_state == SYN_SENT && TakeRefusal(in);
        if (refused)
        {
            m_owner->OnJoinRefused(*this);
        }
        return refused ? Verdict::DROP : Verdict::PASS;
    }
    if (m_join->IsInitiator() && m_state == SYN_SENT)
    {
        if (!synAck || in.segment.Acknowledgment() != m_localIsn + 1)
        {
            return Verdict::DROP;
        }
        m_peerIsn = in.segment.Sequence();
        m_receiveHigh = 1;
        m_peerMss = in.options.mss;
        return ScreenJoinSynAck(in);
    }
    if (m_join->IsInitiator())
    {
        if (synAck)
        {
            SendEmptyPacket(TcpHeader::ACK); // our third segment was lost
            return Verdict::DROP;
        }
        if (m_handshake)
        {
            return ScreenJoinFourth(in);
        }
        ExpandDss(in);
        if (HasMac() && !VerifyMac(in))
        {
            return Verdict::DROP;
        }
        if (!HasMac() && !in.options.mptcp)
        {
            RefuseJoin("fourth segment without an MPTCP option");
            return Verdict::REFUSE;
        }
        ConfirmJoin();
        return Verdict::PASS;
    }
    if (in.segment.Has(TCP_SYN))
    {
        return Verdict::PASS; // our SYN/ACK was lost
    }
    if (in.segment.Acknowledgment() != m_localIsn + 1)
    {
        return Verdict::DROP;
    }
    if (m_mode == Mode::SMPTCP && (!in.options.joinAck || !IsLoneControl(in.segment)))
    {
        CountRefusal(Refusal::MAC_MISSING); // or data that overtook the third segment; the peer will repeat it
        return Verdict::DROP;
    }
    if (!in.options.joinAck || in.segment.PayloadSize() > 0)
    {
        if (in.segment.PayloadSize() > 0)
        {
            return Verdict::DROP; // data that overtook the third segment; the peer will repeat it
        }
        RefuseJoin("third segment without MP_JOIN");
        return Verdict::REFUSE;
    }
    if (!m_join->OnThird(*in.options.joinAck))
    {
        RefuseJoin("third segment with a wrong JOIN HMAC");
        return Verdict::REFUSE;
    }
    SetProtector(m_join->SubflowTag());
    m_handshake ? BeginExchange() : ConfirmJoin();
    m_ackDue = true; // the fourth segment
    return Verdict::PASS;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenOpen(Incoming& in)
{
    if (in.segment.Has(TCP_SYN))
    {
        // A repeated SYN/ACK means our answer was lost; stock TCP would stay silent.
        bool repeat = m_activeOpener && in.segment.Has(TCP_ACK) && !in.segment.Has(TCP_RST) &&
                      in.segment.Sequence() == m_peerIsn;
        if (repeat)
        {
            SendEmptyPacket(TcpHeader::ACK);
        }
        return m_state == SYN_RCVD ? Verdict::PASS : Verdict::DROP;
    }
    if (IsMultipath())
    {
        ExpandDss(in);
    }
    if (!HasMac())
    {
        return ScreenClear(in);
    }
    if (!in.options.tag)
    {
        return ScreenUnprotected(in);
    }
    if (!VerifyMac(in))
    {
        if (in.segment.Has(TCP_RST))
        {
            TakeUnprotectedReset(in); // a wrong MAC says no more than none
        }
        return Verdict::DROP;
    }
    if (LacksMptcp(in))
    {
        m_owner->OnSubflowFailed(*this, "the peer speaks tcpcrypt without MPTCP: MP_CAPABLE has been stripped");
        return Verdict::DROP;
    }
    ConfirmPeer();
    return Verdict::PASS;
}

bool
SmptcpSubflow::LacksMptcp(const Incoming& in) const
{
    // Without MP_CAPABLE beside INIT1 the peer takes a stacked connection for one of tcpcrypt alone. In STACKED mode its
    // first word has a data ack.
    return !m_peerConfirmed && KeysEachSubflow(m_mode) && !in.options.mptcp && !in.segment.Has(TCP_RST);
}

bool
SmptcpSubflow::TakeResetWithoutTimestamps(const Incoming& in)
{
    // Stock TCP drops whatever has an ACK and lacks them; RFC 7323, 3.2 exempts RST, and an end without a socket, as
    // ns-3's and Linux's, sends them bare.
    bool open = m_phase == Phase::OPEN && m_state != CLOSED && m_state != TIME_WAIT && m_state != SYN_RCVD;
    bool bare = in.segment.Has(TCP_RST | TCP_ACK) && m_timestampEnabled && !in.options.timestamps;
    if (!open || !bare)
    {
        return false;
    }
    if (in.position.sequence == NextReceivePosition())
    {
        CloseAndNotify();
    }
    return true;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenClear(const Incoming& in)
{
    if (TakeLateHandshake(in))
    {
        return Verdict::REFUSE;
    }
    if (!UsesDss())
    {
        return Verdict::PASS;
    }
    if (in.segment.Has(TCP_RST) && in.options.fastclose)
    {
        m_owner->OnFastclose(*this, *in.options.fastclose, true);
    }
    else if (in.segment.Has(TCP_RST) && in.options.fail)
    {
        NS_LOG_INFO("subflow " << m_id << " reset for a wrong DSS checksum");
    }
    return m_owner ? Verdict::PASS : Verdict::DROP;
}

SmptcpSubflow::Verdict
SmptcpSubflow::ScreenUnprotected(const Incoming& in)
{
    if (in.segment.Has(TCP_RST))
    {
        TakeUnprotectedReset(in);
        return Verdict::DROP;
    }
    if (TakeExempt(in))
    {
        return Verdict::DROP;
    }
    if (LiesBelow(in.segment, in.position, NextReceivePosition()))
    {
        if (IsPkconfRepeat(in))
        {
            return Verdict::DROP; // INIT1 has answered it
        }
        if (IsHandshakeRepeat(in))
        {
            RepeatHandshakeAnswer();
            return Verdict::DROP;
        }
        if (IsRepeatedThird(in))
        {
            SendEmptyPacket(TcpHeader::ACK); // the fourth segment was lost
            return Verdict::DROP;
        }
    }
    CountMacFailure(Refusal::MAC_MISSING);
    return Verdict::DROP;
}

bool
SmptcpSubflow::IsRepeatedThird(const Incoming& in) const
{
    return m_join && !m_join->IsInitiator() && in.options.joinAck && IsLoneControl(in.segment) &&
           m_join->OnThird(*in.options.joinAck);
}

bool
SmptcpSubflow::IsHandshakeRepeat(const Incoming& in) const
{
    // What this end has taken: INIT2 as the client of tcpcrypt, INIT1 as its server. The sequence number of a window
    // probe is one less than that of the message.
    const auto& crypt = in.options.handshake.crypt;
    const auto& session = GetSession();
    bool flags = (in.segment.Flags() & (TCP_SYN | TCP_FIN | TCP_RST | TCP_ACK)) == TCP_ACK;
    if (!m_handshake || !crypt || !session || !flags || in.segment.PayloadSize() == 0 || in.position.sequence > 1)
    {
        return false;
    }
    return session->role == TcpcryptRole::C ? crypt->init2 : crypt->init1 || crypt->init1Mp;
}

bool
SmptcpSubflow::IsPkconfRepeat(const Incoming& in) const
{
    // The third segment of exchanged roles: PKCONF on a pure ACK
    const auto& crypt = in.options.handshake.crypt;
    const auto& session = GetSession();
    return crypt && crypt->pkconf && session && session->role == TcpcryptRole::C && !m_activeOpener &&
           in.segment.Flags() == TCP_ACK && in.segment.PayloadSize() == 0 && in.position.sequence == 1;
}

bool
SmptcpSubflow::TakeExempt(const Incoming& in)
{
    // ADD_ADDR of an IPv6 address has no room for a MAC: its HMAC counts, and nothing else of the segment does
    // (smptcp.md 7.1).
    const auto& announced = in.options.addAddrV1;
    bool exempt = m_mode == Mode::SMPTCP && announced && !announced->echo && announced->address->ipv6;
    if (!exempt || !IsLoneControl(in.segment))
    {
        return false;
    }
    SegmentOptions alone;
    alone.addAddrV1 = announced;
    m_owner->OnAddAddr(alone);
    return true;
}

bool
SmptcpSubflow::VerifyMac(const Incoming& in)
{
    bool good = in.options.tag && m_protector &&
                m_protector->Verify(in.segment,
                                    in.position,
                                    MacContext(in.options.dss, in.dsn, in.dataAck, m_localIsn),
                                    in.options.tag);
    if (!good)
    {
        NS_LOG_INFO("subflow " << m_id << ": MAC failure at position " << in.position.sequence);
        CountMacFailure(in.options.tag ? Refusal::MAC_WRONG : Refusal::MAC_MISSING);
        return false;
    }
    OnAlive();
    m_receiveHigh = std::max(m_receiveHigh, in.position.sequence + in.segment.PayloadSize());
    return true;
}

// --- the connection's part of a segment ----------------------------------------------------------------------

void
SmptcpSubflow::ExpandDss(Incoming& in) const
{
    if (!in.options.dss || in.expanded)
    {
        return;
    }
    in.expanded = true;
    const Dss& dss = *in.options.dss;
    if (dss.mapping)
    {
        in.dsn = dss.mapping->wide ? dss.mapping->dsn
                                   : ExpandNear(static_cast<uint32_t>(dss.mapping->dsn),
                                                m_owner->GetDataAck());
    }
    if (dss.dataAck)
    {
        in.dataAck = dss.dataAck->wide ? dss.dataAck->value
                                       : ExpandNear(static_cast<uint32_t>(dss.dataAck->value),
                                                    m_owner->GetSendReference());
    }
}

} // namespace ns3
