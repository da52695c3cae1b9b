/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-flow-watch.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/smptcp-plain-options.h"

namespace ns3
{
namespace smptcp
{

namespace
{

/// \return the later of a number known and a new one, in sequence space (RFC 9293, 3.4)
uint32_t
Later(const std::optional<uint32_t>& known, uint32_t number)
{
    return known && SequenceBefore(number, *known) ? *known : number;
}

bool
IsFrom(const WatchedEnd& end, const AddressOctets& address, uint16_t port)
{
    return end.port == port && end.address == address;
}

/// \return the flow that has what is known of the whole connection
const WatchedFlow&
InitialOf(const WatchedFlow& flow)
{
    return flow.initial ? *flow.initial : flow;
}

/// Move a 64-bit number on, never back. \param known the number \param candidate a new one
void
Advance(std::optional<uint64_t>& known, uint64_t candidate)
{
    if (!known || static_cast<int64_t>(candidate - *known) > 0)
    {
        known = candidate;
    }
}

/// Note what is in options that SegmentOptions says little of: timestamps and tags of whatever length.
void
NoteForeignOptions(WatchedEnd& end, const SegmentView& tcp)
{
    constexpr std::size_t KIND_AND_LENGTH = 2;
    if (tcp.Has(TCP_RST))
    {
        return;
    }
    auto timestamps = Timestamps::Of(tcp);
    end.timestamp = timestamps ? std::optional(timestamps->value) : std::nullopt;
    if (auto mac = FindOption(tcp, KIND_MAC))
    {
        end.tagOctets = mac->length - KIND_AND_LENGTH;
    }
}

} // namespace

JoinKeys
WatchedFlow::ClearKeys() const
{
    return {KeyOctets(*ends[0].key), KeyOctets(*ends[1].key), version};
}

uint32_t
WatchedFlow::Token(unsigned end) const
{
    return MptcpToken(*ends[end].key, version);
}

IpSegment
WatchedFlow::Forge(unsigned from, uint8_t flags) const
{
    const WatchedEnd& sender = ends[from];
    const WatchedEnd& receiver = ends[1 - from];
    // What the receiver expects next: what it acknowledged last, or what has been seen of the sender.
    uint32_t sequence = sender.next.value_or(receiver.ack.value_or(0));
    uint32_t acknowledgment = sender.ack.value_or(receiver.next.value_or(0));
    IpSegment segment = IpSegment::Make(sender.address,
                                        sender.port,
                                        receiver.address,
                                        receiver.port,
                                        flags,
                                        sequence,
                                        flags & TCP_ACK ? acknowledgment : 0);
    segment.SetWindow(sender.window);
    return segment;
}

FlowWatch::Sighting
FlowWatch::Observe(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    AddressOctets source = segment.Source();
    AddressOctets destination = segment.Destination();
    bool opening = tcp.Has(TCP_SYN) && !tcp.Has(TCP_ACK);
    // From the back: an address and port may serve again.
    for (auto flow = m_flows.rbegin(); flow != m_flows.rend(); ++flow)
    {
        for (unsigned from : {0u, 1u})
        {
            if (!IsFrom(flow->ends[from], source, tcp.SourcePort()) ||
                !IsFrom(flow->ends[1 - from], destination, tcp.DestinationPort()))
            {
                continue;
            }
            if (opening && flow->ends[from].isn && *flow->ends[from].isn != tcp.Sequence())
            {
                break; // a new connection in the same place
            }
            Note(*flow, from, segment);
            return {&*flow, from, false};
        }
    }
    WatchedFlow& flow = m_flows.emplace_back();
    unsigned from = tcp.Has(TCP_SYN) && tcp.Has(TCP_ACK) ? 1 : 0;
    flow.ends[from].address = source;
    flow.ends[from].port = tcp.SourcePort();
    flow.ends[1 - from].address = destination;
    flow.ends[1 - from].port = tcp.DestinationPort();
    Note(flow, from, segment);
    return {&flow, from, true};
}

void
FlowWatch::Note(WatchedFlow& flow, unsigned from, const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    WatchedEnd& end = flow.ends[from];
    if (tcp.Has(TCP_SYN))
    {
        end.isn = tcp.Sequence();
    }
    if (!tcp.Has(TCP_RST))
    {
        end.next = Later(end.next, tcp.Sequence() + segment.SequenceLength());
        end.window = tcp.Window();
    }
    if (tcp.Has(TCP_ACK))
    {
        end.ack = Later(end.ack, tcp.Acknowledgment());
    }
    NoteOptions(flow, from, segment);
}

void
FlowWatch::NoteOptions(WatchedFlow& flow, unsigned from, const IpSegment& segment)
{
    SegmentOptions options = SegmentOptions::Parse(segment.Tcp());
    WatchedEnd& end = flow.ends[from];
    WatchedEnd& other = flow.ends[1 - from];
    if (const auto& mpc = options.handshake.mpCapable)
    {
        flow.version = mpc->version == 0 ? MptcpVersion::V0 : MptcpVersion::V1;
        flow.checksum = flow.checksum || (mpc->flags & MPC_FLAG_CHECKSUM);
        flow.mptcp = flow.mptcp || segment.Tcp().Has(TCP_ACK);
        if (mpc->senderKey)
        {
            end.key = mpc->senderKey;
        }
        if (mpc->receiverKey)
        {
            other.key = mpc->receiverKey;
        }
        if (mpc->dataLength && mpc->senderKey)
        {
            // The first data of version 1 has no DSS (RFC 8684, 3.1).
            Advance(end.dsnNext, MptcpIdsn(*mpc->senderKey, flow.version) + 1 + *mpc->dataLength);
        }
    }
    NoteJoin(flow, from, options);
    if (options.dss)
    {
        NoteDss(flow, from, *options.dss);
    }
    NoteForeignOptions(end, segment.Tcp());
}

void
FlowWatch::NoteJoin(WatchedFlow& flow, unsigned from, const SegmentOptions& options)
{
    if (options.joinSynAck)
    {
        flow.mptcp = true;
        flow.ends[from].joinNonce = options.joinSynAck->nonce;
    }
    if (!options.joinSyn)
    {
        return;
    }
    flow.ends[from].joinToken = options.joinSyn->token;
    flow.ends[from].joinNonce = options.joinSyn->nonce;
    for (const auto& other : m_flows)
    {
        for (unsigned end : {0u, 1u})
        {
            const auto& key = other.ends[end].key;
            if (!other.initial && key && MptcpToken(*key, other.version) == options.joinSyn->token)
            {
                // The token is that of the JOIN's receiver.
                flow.initial = &other;
                flow.opener = end ^ 1 ^ from;
                flow.version = other.version;
                flow.checksum = other.checksum;
            }
        }
    }
}

void
FlowWatch::NoteDss(WatchedFlow& flow, unsigned from, const Dss& dss) const
{
    WatchedEnd& end = flow.ends[from];
    const WatchedFlow& initial = InitialOf(flow);
    // The 64-bit number nearest to where the numbers of the end that sends the data are known to be, or have their start.
    auto widen = [&](uint64_t value, bool wide, unsigned sender) {
        auto reference = Latest(flow, sender, &WatchedEnd::dsnNext);
        if (!reference)
        {
            reference = Latest(flow, 1 - sender, &WatchedEnd::dataAck);
        }
        const auto& key = initial.ends[flow.EndOfConnection(sender)].key;
        if (!reference && key)
        {
            reference = MptcpIdsn(*key, initial.version);
        }
        return wide || !reference ? value : ExpandNear(static_cast<uint32_t>(value), *reference);
    };
    if (dss.mapping && dss.mapping->length > 0)
    {
        uint64_t dsn = widen(dss.mapping->dsn, dss.mapping->wide, from);
        Advance(end.dsnNext, dsn + dss.mapping->length);
        end.wideDsn = dss.mapping->wide;
    }
    if (dss.dataAck)
    {
        Advance(end.dataAck, widen(dss.dataAck->value, dss.dataAck->wide, 1 - from));
        end.wideDataAck = dss.dataAck->wide;
    }
}

std::optional<uint64_t>
FlowWatch::Latest(const WatchedFlow& flow, unsigned from, std::optional<uint64_t> WatchedEnd::*number) const
{
    std::optional<uint64_t> latest;
    unsigned side = flow.EndOfConnection(from);
    for (const auto& other : m_flows)
    {
        const auto& value = other.ends[other.EndOfConnection(side)].*number;
        if (&InitialOf(other) == &InitialOf(flow) && value)
        {
            Advance(latest, *value);
        }
    }
    return latest;
}

std::optional<uint64_t>
FlowWatch::DsnNext(const WatchedFlow& flow, unsigned from) const
{
    return Latest(flow, from, &WatchedEnd::dsnNext);
}

std::optional<uint64_t>
FlowWatch::DataAck(const WatchedFlow& flow, unsigned from) const
{
    return Latest(flow, from, &WatchedEnd::dataAck);
}

std::list<WatchedFlow>&
FlowWatch::Flows()
{
    return m_flows;
}

WatchedFlow*
FlowWatch::WithKeys()
{
    for (auto& flow : m_flows)
    {
        if (flow.ends[0].key && flow.ends[1].key)
        {
            return &flow;
        }
    }
    return nullptr;
}

} // namespace smptcp
} // namespace ns3
