/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Behind the incoming hook: what a segment says to the connection, and how it is handed to TCP.

#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-tx-buffer.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowData");

using namespace smptcp;

namespace
{

/// Window handed to TCP in MPTCP and SMPTCP mode, where the shared window is the connection's business
constexpr uint16_t OPEN_WINDOW = 0xffff;

} // namespace

bool
SmptcpSubflow::TakeData(Incoming& in)
{
    if (m_discard > 0)
    {
        return true; // INIT2: subflow space, but no data sequence space
    }
    ExpandDss(in);
    if (!HasMac())
    {
        m_receiveHigh = std::max(m_receiveHigh, in.position.sequence + in.segment.PayloadSize());
        OnAlive();
    }
    if (!TakeProof(in))
    {
        return m_owner && !UsesDss() && m_state != CLOSED;
    }
    if (!UsesDss())
    {
        TakePlainAck(in);
        if (ContradictsStream(in))
        {
            AbortFor(MpTcpRstReason::MIDDLEBOX_INTERFERENCE);
            return false;
        }
        return m_owner && m_state != CLOSED;
    }
    if (!TakeControl(in))
    {
        return false;
    }
    TakeFirstData(in);
    TakeDss(in);
    return m_owner && m_state != CLOSED && TakeUnmapped(in);
}

bool
SmptcpSubflow::ContradictsStream(const Incoming& in) const
{
    // A peer that has not fallen back sends octets again further behind, where they would be taken for new ones.
    if (m_mode != Mode::MPTCP || in.segment.PayloadSize() == 0 || !in.options.dss || !in.options.dss->mapping ||
        in.options.dss->mapping->length == 0)
    {
        return false;
    }
    uint64_t position = ExpandNear(in.options.dss->mapping->subflowSequence, in.position.sequence);
    const Mapping* known = m_receiveMappings.Find(position);
    return known && known->dsn + (position - known->position) != in.dsn;
}

bool
SmptcpSubflow::TakeProof(const Incoming& in)
{
    // The peer's first segment decides whether the path lets MPTCP options through (RFC 8684, 3.7).
    if (m_peerConfirmed || m_mode != Mode::MPTCP || !UsesDss())
    {
        return true;
    }
    const auto& mpc = in.options.handshake.mpCapable;
    if (in.options.dss || (mpc && mpc->dataLength))
    {
        ConfirmPeer();
        return true;
    }
    bool speaks = in.segment.PayloadSize() > 0 || in.position.acknowledgment > 1 || in.segment.Has(TCP_FIN);
    if (!speaks || in.options.mptcp)
    {
        return true;
    }
    m_owner->FallBack(*this, "no MPTCP option on the peer's first segment");
    if (m_owner && !UsesDss())
    {
        TakePlainAck(in);
    }
    return false;
}

bool
SmptcpSubflow::TakeControl(const Incoming& in)
{
    if (in.options.addAddrV0 || in.options.addAddrV1)
    {
        m_owner->OnAddAddr(in.options);
    }
    if (in.options.removeAddr)
    {
        m_owner->OnRemoveAddr(*in.options.removeAddr);
    }
    if (in.options.prio)
    {
        m_owner->OnPrio(*this, *in.options.prio);
    }
    if (in.options.fastclose)
    {
        m_owner->OnFastclose(*this, *in.options.fastclose, in.segment.Has(TCP_RST));
    }
    if (m_owner && in.options.fail)
    {
        m_owner->OnFail(*this, *in.options.fail);
    }
    return m_owner && m_state != CLOSED;
}

void
SmptcpSubflow::TakeFirstData(const Incoming& in)
{
    // MP_CAPABLE with a length stands for the first mapping (RFC 8684, 3.1)
    const auto& mpc = in.options.handshake.mpCapable;
    if (!mpc || !mpc->dataLength || !m_handshake || m_activeOpener || m_mode != Mode::MPTCP)
    {
        return;
    }
    DssMapping mapping;
    mapping.length = *mpc->dataLength;
    mapping.checksum = mpc->checksum;
    AddReceiveMapping(1, m_owner->GetFirstDsn(), mapping.length, mapping);
}

void
SmptcpSubflow::TakeDss(const Incoming& in)
{
    const std::optional<Dss>& dss = in.options.dss;
    if (dss && dss->mapping)
    {
        uint32_t length = dss->mapping->length;
        m_owner->OnMappingWidth(dss->mapping->wide);
        if (length == 0)
        {
            if (HasMac())
            {
                CountRefusal(Refusal::INFINITE_MAPPING);
            }
            m_owner->OnInfiniteMapping(*this);
            return;
        }
        if (m_owner->UsesChecksum() && !dss->mapping->checksum)
        {
            m_owner->FallBack(*this, "a mapping without the checksum agreed on"); // RFC 8684, 3.3.1
            return;
        }
        if (dss->dataFin)
        {
            --length;
            m_ackDue = m_ackDue || in.segment.PayloadSize() == 0;
            m_owner->OnDataFin(in.dsn + length);
        }
        if (length > 0)
        {
            AddReceiveMapping(ExpandNear(dss->mapping->subflowSequence, in.position.sequence),
                              in.dsn,
                              length,
                              *dss->mapping);
        }
    }
    if (dss && dss->dataAck)
    {
        m_owner->OnDataAck(in.dataAck,
                           static_cast<uint32_t>(in.segment.Window()) << m_sndWindShift);
    }
}

void
SmptcpSubflow::AddReceiveMapping(uint64_t position,
                                 uint64_t dsn,
                                 uint32_t length,
                                 const DssMapping& from)
{
    Mapping mapping;
    mapping.position = position;
    mapping.length = length;
    mapping.dsn = dsn;
    mapping.dataFin = from.length != length;
    if (m_owner->UsesChecksum())
    {
        mapping.checksum = from.checksum;
    }
    if (position + length > m_readPosition)
    {
        m_receiveMappings.Add(mapping);
    }
}

bool
SmptcpSubflow::TakeUnmapped(Incoming& in)
{
    uint64_t end = in.position.sequence + in.segment.PayloadSize();
    bool fresh = in.segment.PayloadSize() > 0 && end > NextReceivePosition();
    uint64_t first = std::max(in.position.sequence, NextReceivePosition());
    if (!fresh || m_receiveMappings.Find(first))
    {
        CutUnmapped(in, first, end);
        return true;
    }
    if (m_stack->GetProfile().sparse > 1 && m_mode == Mode::SMPTCP && in.position.sequence > NextReceivePosition())
    {
        return true; // V-SPARSE: its mapping came with a segment that is missing, and comes again with that one
    }
    CountRefusal(Refusal::UNMAPPED);
    if (m_mode == Mode::MPTCP && in.position.sequence <= NextReceivePosition() && !in.options.mptcp)
    {
        // In order, and nobody says what it maps to: options are being stripped (RFC 8684, 3.7).
        m_owner->FallBack(*this, "data without a mapping");
        return m_owner && !UsesDss() && m_state != CLOSED;
    }
    return false;
}

void
SmptcpSubflow::CutUnmapped(Incoming& in, uint64_t first, uint64_t end)
{
    // A box has joined segments and kept one mapping. Octets without one would lie in TCP's way for ever; those that
    // are not acknowledged come again, with theirs.
    const Mapping* mapping = m_mode == Mode::MPTCP && first < end ? m_receiveMappings.Find(first) : nullptr;
    while (mapping && mapping->End() < end)
    {
        first = mapping->End();
        mapping = m_receiveMappings.Find(first);
    }
    if (m_mode == Mode::MPTCP && first < end && !mapping)
    {
        CountRefusal(Refusal::UNMAPPED);
        in.unmapped = static_cast<uint32_t>(end - first);
    }
}

void
SmptcpSubflow::TakePlainAck(const Incoming& in)
{
    // After a fallback TCP's acknowledgments stand for data acks.
    if (!in.segment.Has(TCP_ACK))
    {
        return;
    }
    uint64_t acked = std::min(in.position.acknowledgment, m_sendTail);
    const Mapping* last = acked > 1 ? m_sendMappings.Find(acked - 1) : nullptr;
    uint64_t dsn = last ? last->dsn + (acked - last->position) : m_owner->GetSendReference();
    m_owner->OnDataAck(dsn, static_cast<uint32_t>(in.segment.Window()) << m_sndWindShift);
    bool taken = m_infinite && acked > ExpandNear(m_infinite->mapping->subflowSequence, m_sendHigh);
    if (taken || acked == m_sendTail)
    {
        m_infinite.reset(); // the peer has what was sent with it
    }
}

Ptr<Packet>
SmptcpSubflow::ReadMapped(Mapping& mapping, bool& intact)
{
    DiscardHandshake();
    const Mapping* found = m_receiveMappings.Find(m_readPosition);
    uint32_t available = m_tcb->m_rxBuffer->Available();
    if (!found || available == 0)
    {
        return nullptr;
    }
    mapping = *found;
    bool checked = mapping.checksum && mapping.position == m_readPosition && UsesDss();
    if (checked && available < mapping.length)
    {
        return nullptr; // cannot be checked yet
    }
    mapping.dsn += m_readPosition - mapping.position;
    mapping.length -= static_cast<uint32_t>(m_readPosition - mapping.position);
    mapping.position = m_readPosition;
    Ptr<Packet> octets = m_tcb->m_rxBuffer->Extract(mapping.length);
    m_readPosition += octets->GetSize();
    m_bytesReceived += octets->GetSize();
    m_receiveMappings.DropBelow(m_readPosition);
    intact = true;
    if (checked)
    {
        std::vector<uint8_t>& buffer = m_stack->Scratch(octets->GetSize());
        octets->CopyData(buffer.data(), octets->GetSize());
        intact = *mapping.checksum ==
                 DssChecksum(mapping.dsn,
                             static_cast<uint32_t>(mapping.position),
                             static_cast<uint16_t>(mapping.length + (mapping.dataFin ? 1 : 0)),
                             buffer.data(),
                             octets->GetSize());
    }
    return octets;
}

// --- to TCP --------------------------------------------------------------------------------------------------

bool
SmptcpSubflow::IsOwned() const
{
    return m_owner != nullptr;
}

bool
SmptcpSubflow::HasOutstanding() const
{
    return UnAckDataCount() > 0 && m_txBuffer->Size() > 0;
}

uint16_t
SmptcpSubflow::WindowForTcp(uint16_t window) const
{
    return m_owner && m_phase == Phase::OPEN && UsesDss() ? OPEN_WINDOW : window;
}

void
SmptcpSubflow::PassUp(Ptr<Packet> packet,
                      const Incoming& in,
                      const Address& from,
                      const Address& to)
{
    if (IsHardened() && in.segment.Has(TCP_RST))
    {
        PassReset(packet, from, to);
        return;
    }
    bool decrypt = m_phase == Phase::OPEN && EncryptsPayload() && in.segment.PayloadSize() > m_discard;
    MeasureHandshake(in);
    bool fin = in.segment.Has(TCP_FIN) && in.unmapped == 0;
    bool closing = IsFinishing();
    if (decrypt)
    {
        auto size = static_cast<uint32_t>(in.segment.PayloadSize());
        std::vector<uint8_t>& plain = m_stack->Scratch(size);
        std::copy(in.segment.Payload(), in.segment.Payload() + size, plain.begin());
        m_protector->Decrypt(in.position.sequence, in.segment.Sequence(), plain.data(), size);
        packet->RemoveAtEnd(size);
        packet->AddAtEnd(Create<Packet>(plain.data(), size));
    }
    uint16_t window = WindowForTcp(in.segment.Window()); // the mode may have changed with this very segment
    packet->RemoveAtEnd(in.unmapped);
    bool loseFin = in.segment.Has(TCP_FIN) && !fin;
    if (!fin && !loseFin && !closing && window == in.tcpWindow)
    {
        TcpSocketBase::DoForwardUp(packet, from, to);
        return;
    }
    TcpHeader header;
    packet->RemoveHeader(header);
    header.SetWindowSize(window);
    header.SetFlags(header.GetFlags() & ~(loseFin ? TcpHeader::FIN : 0));
    if ((fin || closing) && PassFin(packet, header, from, to))
    {
        return;
    }
    packet->AddHeader(header);
    TcpSocketBase::DoForwardUp(packet, from, to);
}

void
SmptcpSubflow::AfterPass()
{
    Ptr<SmptcpSocket> owner(m_owner);
    if (!owner)
    {
        return;
    }
    if (m_messageDue && m_state == ESTABLISHED)
    {
        DiscardHandshake();
        SendHandshakeMessage();
    }
    if (m_readyDue && m_phase == Phase::OPEN && m_state != SYN_SENT && m_state != SYN_RCVD)
    {
        m_readyDue = false;
        DiscardHandshake();
        m_join ? owner->OnJoined(*this) : owner->OnReady(*this);
    }
    if (m_ackDue)
    {
        m_ackDue = false;
        SendEmptyPacket(TcpHeader::ACK);
    }
    TryDrainedClose();
    owner->OnAdvance();
}

} // namespace ns3
