/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The outgoing hook of a subflow: every segment it sends, once TCP has completed the header.

#include "smptcp-composed-header.h"
#include "smptcp-socket.h"
#include "smptcp-subflow.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-octets.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-rx-buffer.h"

#include <algorithm>
#include <cstring>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSubflowOutgoing");

using namespace smptcp;

namespace
{

/// Room in front of the segment, so that a longer header finds place before the payload
constexpr std::size_t HEADROOM = MAX_OPTION_BYTES;

/// Overwrite the payload of a packet without header
void
ReplacePayload(Ptr<Packet> packet, std::size_t headerSize, const uint8_t* payload, std::size_t size)
{
    packet->RemoveAtEnd(packet->GetSize() - static_cast<uint32_t>(headerSize));
    packet->AddAtEnd(Create<Packet>(payload, static_cast<uint32_t>(size)));
}

} // namespace

void
SmptcpSubflow::Outgoing(Ptr<Packet> packet, const FourTuple& tuple)
{
    if (!m_owner)
    {
        return;
    }
    std::size_t size = packet->GetSize();
    std::vector<uint8_t>& buffer = m_stack->Scratch(size + HEADROOM);
    packet->CopyData(buffer.data() + HEADROOM, static_cast<uint32_t>(size));
    if (m_probing)
    {
        // A keep-alive: an octet the peer has acknowledged long ago, so that it must answer (smptcp.md 8.4).
        WriteBig(buffer.data() + HEADROOM + 4, m_tcb->m_highTxMark.Get().GetValue() - 1, 4);
    }
    auto segment = SegmentView::Parse(buffer.data() + HEADROOM, size);
    OptionWishes wishes;
    if (!segment || !ComposeOptions(*segment, wishes))
    {
        return;
    }
    PlannedOptions plan = PlanOptions(wishes);

    // The new header ends where the old one ended: header and payload stay contiguous for the MAC.
    std::size_t headerSize = TCP_FIXED_HEADER + plan.bytes.Size();
    uint8_t* header = buffer.data() + HEADROOM + segment->HeaderSize() - headerSize;
    std::size_t payloadSize = segment->PayloadSize();
    std::size_t oldHeaderSize = segment->HeaderSize();
    std::memmove(header, buffer.data() + HEADROOM, TCP_FIXED_HEADER);
    std::memcpy(header + TCP_FIXED_HEADER, plan.bytes.Data(), plan.bytes.Size());
    header[12] = static_cast<uint8_t>(headerSize / 4 << 4);
    if (!(header[13] & (TCP_SYN | TCP_RST)))
    {
        header[13] |= TCP_ACK; // stock zero-window probes lack it, and no other TCP would take them
    }
    header[16] = header[17] = 0;

    auto composed = SegmentView::Parse(header, headerSize + payloadSize);
    SegmentPosition position = SendPosition(*composed);
    bool handshake = false;
    if (const Mapping* mapping = m_sendMappings.Find(position.sequence))
    {
        handshake = payloadSize > 0 && mapping->handshake;
    }
    bool encrypt = EncryptsPayload() && payloadSize > 0 && !handshake && m_phase == Phase::OPEN;
    if (encrypt)
    {
        m_protector->Encrypt(position.sequence, composed->Sequence(), header + headerSize, payloadSize);
        ReplacePayload(packet, oldHeaderSize, header + headerSize, payloadSize);
    }
    if (plan.tagOffset)
    {
        std::optional<Dss> dss = plan.dss ? wishes.dss : std::nullopt;
        uint64_t dsn = dss && dss->mapping ? dss->mapping->dsn : 0;
        uint64_t dataAck = dss && dss->dataAck ? dss->dataAck->value : 0;
        m_protector->Seal(*composed,
                          position,
                          MacContext(dss, dsn, dataAck, m_peerIsn),
                          header + TCP_FIXED_HEADER + *plan.tagOffset);
    }
    if (plan.dss && wishes.dss->dataAck)
    {
        m_dataAckTold = wishes.dss->dataAck->value;
        m_dataAckOwed = false;
    }
    CountSent(*composed, position);
    if (m_stack->ChecksumEnabled())
    {
        WriteBig(header + 16, TcpChecksum(tuple.source, tuple.destination, header, headerSize + payloadSize), 2);
    }
    ReplaceTcpHeader(packet, oldHeaderSize, header, headerSize);
}

SegmentPosition
SmptcpSubflow::SendPosition(const SegmentView& segment) const
{
    SegmentPosition position;
    position.sequence = ExpandNear(segment.Sequence() - m_localIsn, m_sendHigh);
    if (segment.Has(TCP_ACK))
    {
        position.acknowledgment = ExpandNear(segment.Acknowledgment() - m_peerIsn, m_receiveHigh);
    }
    return position;
}

SmptcpMacContext
SmptcpSubflow::MacContext(const std::optional<Dss>& dss,
                          uint64_t dsn,
                          uint64_t dataAck,
                          uint32_t sackBase) const
{
    SmptcpMacContext context;
    context.sackBase = sackBase;
    if (dss && dss->mapping)
    {
        context.dsnUpper = static_cast<uint32_t>(dsn >> 32);
    }
    if (dss && dss->dataAck)
    {
        context.dataAckUpper = static_cast<uint32_t>(dataAck >> 32);
    }
    return context;
}

void
SmptcpSubflow::CountSent(const SegmentView& segment, const SegmentPosition& position)
{
    uint64_t end = position.sequence + segment.PayloadSize();
    if (segment.PayloadSize() > 0)
    {
        const Mapping* mapping = m_sendMappings.Find(position.sequence);
        if (position.sequence < m_sendHigh)
        {
            ++m_retransmissions;
        }
        else if (!mapping || !mapping->handshake)
        {
            m_bytesSent += segment.PayloadSize();
        }
    }
    if (segment.Has(TCP_SYN) || segment.Has(TCP_FIN))
    {
        ++end;
    }
    m_sendHigh = std::max(m_sendHigh, end);
}

bool
SmptcpSubflow::ComposeOptions(const SegmentView& segment, OptionWishes& wishes)
{
    wishes.base.Append(segment.Options(), segment.OptionsSize());
    wishes.tagOctets = m_stack->GetProfile().TagOctets();
    if (segment.Has(TCP_SYN))
    {
        m_localIsn = segment.Sequence();
        m_synAt = Simulator::Now();
        ++m_synsSent;
        ComposeSyn(segment, wishes);
        return true;
    }
    SegmentPosition position = SendPosition(segment);
    if (segment.Has(TCP_RST))
    {
        wishes.mac = HasMac();
        wishes.control = m_control;
        return wishes.mac || wishes.control.Size() > 0;
    }
    const Mapping* mapping =
        segment.PayloadSize() > 0 ? m_sendMappings.Find(position.sequence) : nullptr;
    if (mapping && mapping->handshake)
    {
        m_handshake->AppendMessageOptions(wishes.control);
        return true;
    }
    if (m_phase == Phase::JOINING && m_join->IsInitiator())
    {
        m_join->AppendThird(wishes.control);
        return true;
    }
    if (m_phase == Phase::HANDSHAKE && m_handshake->AwaitsInit1())
    {
        m_handshake->AppendThirdPkconf(wishes.control);
        return true;
    }
    if (m_phase != Phase::OPEN)
    {
        return false;
    }
    ComposeOpen(segment, position, wishes);
    return true;
}

void
SmptcpSubflow::ComposeSyn(const SegmentView& segment, OptionWishes& wishes)
{
    uint32_t headers = (m_endPoint6 ? 40 : 20) + TCP_FIXED_HEADER;
    uint16_t mss = static_cast<uint16_t>(std::min<uint32_t>(GetPathMtu() - headers, 65535));
    const uint8_t option[4] = {KIND_MSS,
                               4,
                               static_cast<uint8_t>(mss >> 8),
                               static_cast<uint8_t>(mss)};
    OptionBytes base;
    base.Append(option, sizeof(option));
    OptionWalker walker(wishes.base.Data(), wishes.base.Size());
    while (auto own = walker.Next())
    {
        base.Append(own->data, own->length);
    }
    wishes.base = base;
    bool answer = segment.Has(TCP_ACK);
    if (m_join)
    {
        answer ? m_join->AppendSynAck(wishes.control) : m_join->AppendSyn(wishes.control);
    }
    if (m_handshake)
    {
        answer ? m_handshake->AppendSynAck(wishes.control, m_synAttempts)
               : m_handshake->AppendSyn(wishes.control, m_synAttempts);
    }
}

void
SmptcpSubflow::ComposeOpen(const SegmentView& segment,
                           const SegmentPosition& position,
                           OptionWishes& wishes)
{
    wishes.mac = HasMac();
    if (!IsMultipath())
    {
        return;
    }
    if (!UsesDss())
    {
        wishes.dss = m_infinite;
        wishes.control = m_control;
        return;
    }
    wishes.dss.emplace();
    wishes.dss->dataAck = DssDataAck{m_owner->GetDataAck(), m_owner->NeedsWideDataAck()};
    if (segment.PayloadSize() > 0)
    {
        ComposeMapping(segment, position, wishes);
        DropAckBesideWide(wishes);
        return;
    }
    if (m_dataFin && !segment.Has(TCP_FIN))
    {
        wishes.dss->dataFin = true;
        wishes.dss->mapping = MakeDataFin().mapping;
        DropAckBesideWide(wishes);
    }
    if (m_control.Size() > 0)
    {
        wishes.control = m_control;
        std::size_t mac = wishes.MacOctets();
        std::size_t base = wishes.base.Size() - SizeOf(wishes.base, KIND_SACK); // which takes what is left
        std::size_t octets = base + wishes.dss->Size() + m_control.Size() + mac;
        bool tight = octets > MAX_OPTION_BYTES && !wishes.dss->dataFin; // ADD_ADDR of an IPv6 address
        bool address = m_control.Data()[2] >> 4 == static_cast<uint8_t>(MptcpSubtype::ADD_ADDR);
        if ((m_mode == Mode::SMPTCP && address) || tight)
        {
            wishes.dss.reset(); // ADD_ADDR goes on a pure ACK of its own, others beside a data ack (smptcp.md 5.7)
        }
        if (m_mode == Mode::SMPTCP && m_control.Size() + mac > MAX_OPTION_BYTES)
        {
            wishes.mac = false; // its HMAC protects it (smptcp.md 7.1)
        }
    }
    else if (!wishes.dss->dataFin && m_mode == Mode::MPTCP && m_handshake && m_activeOpener &&
             !m_peerConfirmed)
    {
        // DATA_FIN proves as well that this end is in MPTCP mode, and must not wait.
        m_handshake->AppendThirdMpCapable(wishes.control);
        wishes.dss.reset();
    }
    else if (!wishes.dss->dataFin)
    {
        TakeTurnsWithSack(wishes);
    }
}

void
SmptcpSubflow::TakeTurnsWithSack(OptionWishes& wishes)
{
    // Beside a MAC and a data ack of 8 octets there is no room for a SACK block (smptcp.md 4.4), and a sender that
    // never sees one repairs no loss before its timer fires. The block goes first, as often as it takes to tell of a
    // loss (RFC 6675); then a data ack that has moved has its turn.
    bool holes = m_sackEnabled && m_tcb->m_rxBuffer->GetSackListSize() > 0;
    if (!holes || SACK_BLOCK_OCTETS + wishes.dss->Size() + wishes.MacOctets() <= MAX_OPTION_BYTES)
    {
        m_sacksInTurn = 0;
        return;
    }
    bool moved = wishes.dss->dataAck->value != m_dataAckTold;
    if (moved && m_sacksInTurn >= m_retxThresh)
    {
        m_sacksInTurn = 0;
        return;
    }
    ++m_sacksInTurn;
    wishes.dss.reset();
}

void
SmptcpSubflow::DropAckBesideWide(OptionWishes& wishes)
{
    // With 8 octets either way there is room for one of the two: the mapping goes alone, the data ack follows on a pure
    // ACK (smptcp.md 5.7).
    const auto& dss = wishes.dss;
    if (dss && dss->mapping && dss->dataAck && (dss->mapping->wide || dss->dataAck->wide))
    {
        m_dataAckOwed = dss->dataAck->value != m_dataAckTold;
        wishes.dss->dataAck.reset();
    }
}

void
SmptcpSubflow::AppendSack(OptionBytes& base) const
{
    // Stock TCP puts SACK on pure ACKs only. One block beside a data ack takes what a mapping would have: the segment
    // size counts on that.
    auto blocks = m_tcb->m_rxBuffer->GetSackList();
    if (!m_sackEnabled || blocks.empty())
    {
        return;
    }
    uint8_t option[SACK_BLOCK_OCTETS] = {KIND_SACK, sizeof(option)};
    WriteBig(option + 2, blocks.front().first.GetValue(), 4);
    WriteBig(option + 6, blocks.front().second.GetValue(), 4);
    base.Append(option, sizeof(option));
}

void
SmptcpSubflow::ComposeMapping(const SegmentView& segment,
                              const SegmentPosition& position,
                              OptionWishes& wishes)
{
    const Mapping* mapping = m_sendMappings.Find(position.sequence);
    if (!mapping)
    {
        return;
    }
    bool sparse = m_mode == Mode::SMPTCP && m_stack->GetProfile().sparse > 1;
    if (sparse && position.sequence != mapping->position && position.sequence >= m_sendHigh)
    {
        // V-SPARSE: the mapping left with the first of its segments. Every repeat brings it again, so that nothing the
        // peer has is without one for longer than TCP takes to repair the loss.
        AppendSack(wishes.base);
        return;
    }
    wishes.dss->mapping.emplace();
    DssMapping& out = *wishes.dss->mapping;
    out.wide = m_owner->NeedsWideDsn();
    if (MapsEachSegment(m_mode) && !sparse)
    {
        // Exactly this segment's payload (smptcp.md 5.7)
        out.dsn = mapping->dsn + (position.sequence - mapping->position);
        out.subflowSequence = static_cast<uint32_t>(position.sequence);
        out.length = static_cast<uint16_t>(segment.PayloadSize());
        return;
    }
    // The whole mapping, so that every copy of it says the same and its checksum is computed once
    out.dsn = mapping->dsn;
    out.subflowSequence = static_cast<uint32_t>(mapping->position);
    out.length = static_cast<uint16_t>(mapping->length);
    out.checksum = mapping->checksum;
    if (CarriesFirstData() && mapping->position == 1)
    {
        // The first data repeats the keys, in case the third ACK was lost (RFC 8684, 3.1)
        m_handshake->AppendThirdMpCapable(wishes.control, out.length, out.checksum);
        wishes.dss.reset();
    }
}

Dss
SmptcpSubflow::MakeDataFin() const
{
    // DATA_FIN on its own: subflow sequence 0, length 1 (RFC 6824 and RFC 8684, 3.3.3; smptcp.md 5.7)
    Dss dss;
    dss.dataFin = true;
    dss.mapping.emplace();
    dss.mapping->dsn = *m_dataFin;
    dss.mapping->wide = m_owner->NeedsWideDsn();
    dss.mapping->length = 1;
    if (m_owner->UsesChecksum())
    {
        dss.mapping->checksum = DssChecksum(*m_dataFin, 0, 1, nullptr, 0);
    }
    return dss;
}

uint32_t
SmptcpSubflow::SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck)
{
    // One mapping per segment: never let a segment straddle two of them.
    uint64_t position = ExpandNear(seq.GetValue() - m_localIsn, m_sendHigh);
    if (const Mapping* mapping = m_sendMappings.Find(position))
    {
        maxSize = static_cast<uint32_t>(std::min<uint64_t>(maxSize, mapping->End() - position));
    }
    if (position == 1)
    {
        maxSize = std::min(maxSize, GetSegmentSize());
    }
    uint32_t sent = HardenedTcpSocket::SendDataPacket(seq, maxSize, withAck);
    if (m_dataAckOwed)
    {
        SendEmptyPacket(TcpHeader::ACK);
    }
    return sent;
}

void
SmptcpSubflow::SendEmptyPacket(uint8_t flags)
{
    if (m_owner)
    {
        EnsureRegistered();
        if (flags & TcpHeader::SYN)
        {
            ++m_synAttempts;
            if (m_stack->GetPolicy().capabilities.tcpcrypt)
            {
                m_timestampEnabled = false; // no room beside MAC and mapping (smptcp.md 4.3)
            }
        }
        else if (!(flags & (TcpHeader::RST | TcpHeader::FIN)) && AckIsSuppressed())
        {
            return;
        }
        else if (flags == TcpHeader::ACK && AwaitsAckOfInit2())
        {
            RepeatHandshakeAnswer(); // carries the acknowledgment
            return;
        }
    }
    TcpSocketBase::SendEmptyPacket(flags);
}

bool
SmptcpSubflow::AckIsSuppressed() const
{
    // INIT1 and INIT2 take the place of the bare ACK (smptcp.md 3.4); before INIT2 A repeats INIT1 or is silent.
    return m_phase == Phase::HANDSHAKE && m_handshake && m_handshake->DecidedMode() &&
           (m_messageDue || m_handshake->AwaitsInit2());
}

} // namespace ns3
