/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-flow-watch.h"

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
    return known && static_cast<int32_t>(number - *known) < 0 ? *known : number;
}

bool
IsFrom(const WatchedEnd& end, const AddressOctets& address, uint16_t port)
{
    return end.port == port && end.address == address;
}

} // namespace

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
    }
    flow.mptcp = flow.mptcp || options.joinSynAck;
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
