/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-rule-ack-proxy.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-mapping.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

using namespace smptcp;

NS_OBJECT_ENSURE_REGISTERED(SmptcpAckProxyRule);

namespace
{

constexpr uint64_t ORIGIN = uint64_t{1} << 32; //!< Positions begin here: there is room for what is before

} // namespace

TypeId
SmptcpAckProxyRule::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpAckProxyRule")
                            .SetParent<SmptcpDirectedRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpAckProxyRule>()
                            .AddAttribute("Genuine",
                                          "The receiver's own pure ACKs pass; otherwise they lose their options and "
                                          "say what the proxy has said",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&SmptcpAckProxyRule::m_genuine),
                                          MakeBooleanChecker())
                            .AddAttribute("RetransmitTimeout",
                                          "What it has acknowledged goes again after that, then twice as long, ...",
                                          TimeValue(MilliSeconds(500)),
                                          MakeTimeAccessor(&SmptcpAckProxyRule::m_timeout),
                                          MakeTimeChecker(MilliSeconds(1)))
                            .AddAttribute("Tries",
                                          "How often it goes again before the proxy forgets it",
                                          UintegerValue(8),
                                          MakeUintegerAccessor(&SmptcpAckProxyRule::m_tries),
                                          MakeUintegerChecker<uint32_t>(0, 20));
    return tid;
}

SmptcpAckProxyRule::SmptcpAckProxyRule() = default;

void
SmptcpAckProxyRule::DoDispose()
{
    for (auto& [flow, ends] : m_flows)
    {
        for (auto& end : ends)
        {
            end.timer.Cancel();
        }
    }
    m_flows.clear();
    SmptcpDirectedRule::DoDispose();
}

void
SmptcpAckProxyRule::OnSegment(IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    BoxFlow flow = BoxFlow::Of(segment, from);
    bool opens = segment.Tcp().Has(TCP_SYN);
    if (segment.Tcp().Has(TCP_RST) || (!opens && m_flows.find(flow) == m_flows.end()))
    {
        auto over = m_flows.find(flow);
        if (over != m_flows.end())
        {
            over->second[0].timer.Cancel();
            over->second[1].timer.Cancel();
            m_flows.erase(over);
        }
        Forward(packet, from);
        return;
    }
    Ends& ends = m_flows[flow];
    if (opens)
    {
        NoteSyn(ends, segment, from);
    }
    NoteClock(ends[from], segment);
    NoteAck(flow, ends, segment, from);
    bool more = NotePayload(flow, ends[from], segment, packet, from);
    if (!m_genuine && TakeOver(ends, segment, from))
    {
        ForwardChanged("ACK without options in place of the receiver's", segment.ToPacket(), from);
        return;
    }
    Forward(packet, from);
    if (more)
    {
        Acknowledge(ends, segment, from);
    }
}

// --- what it learns ------------------------------------------------------------------------------------------

void
SmptcpAckProxyRule::NoteSyn(Ends& ends, const IpSegment& segment, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    End& end = ends[from];
    uint64_t first = ORIGIN + tcp.Sequence() + 1;
    if (end.first == first)
    {
        return; // a repeat
    }
    end.timer.Cancel();
    end = End();
    end.first = end.next = end.acked = end.promised = first;
    end.shift = WindowShift(tcp);
}

void
SmptcpAckProxyRule::NoteClock(End& end, const IpSegment& segment)
{
    auto timestamps = Timestamps::Of(segment.Tcp());
    if (timestamps && (segment.Tcp().Has(TCP_SYN) || end.clock))
    {
        end.clock = timestamps->value;
    }
}

OptionBytes
SmptcpAckProxyRule::OptionsOf(const Ends& ends, BoxSide side)
{
    OptionBytes area;
    // Without timestamps where both ends use them a segment would be dropped (RFC 7323, 3.2).
    if (ends[0].clock && ends[1].clock)
    {
        Timestamps{*ends[side].clock, *ends[1 - side].clock}.AppendAligned(area);
    }
    return area;
}

unsigned
SmptcpAckProxyRule::ShiftOf(const Ends& ends, BoxSide side)
{
    return ends[0].shift && ends[1].shift ? *ends[side].shift : 0;
}

void
SmptcpAckProxyRule::NoteAck(const BoxFlow& flow, Ends& ends, const IpSegment& segment, BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    BoxSide other = 1 - from;
    End& sender = ends[other];
    if (!tcp.Has(TCP_ACK) || sender.next == 0)
    {
        return;
    }
    uint64_t acked = ExpandNear(tcp.Acknowledgment(), sender.next);
    unsigned shift = tcp.Has(TCP_SYN) ? 0 : ShiftOf(ends, from);
    sender.edge = std::max(sender.edge, acked + (uint64_t{tcp.Window()} << shift));
    if (acked <= sender.acked)
    {
        return;
    }
    sender.acked = acked;
    while (!sender.kept.empty() && sender.kept.begin()->second.end <= acked)
    {
        sender.kept.erase(sender.kept.begin());
    }
    sender.tries = 0;
    sender.timer.Cancel();
    StartTimer(flow, sender, other);
}

bool
SmptcpAckProxyRule::NotePayload(const BoxFlow& flow,
                                End& end,
                                const IpSegment& segment,
                                Ptr<const Packet> packet,
                                BoxSide from)
{
    if (!IsPlainData(segment) || end.next == 0 || !ActsOn(from))
    {
        return false;
    }
    uint64_t position = ExpandNear(segment.Tcp().Sequence(), end.next);
    uint64_t behind = position + segment.Tcp().PayloadSize();
    if (behind <= end.next)
    {
        return false;
    }
    auto kept = end.kept.insert_or_assign(position, Kept{behind, packet}).first;
    uint64_t before = end.next;
    for (; kept != end.kept.end() && kept->first <= end.next; ++kept)
    {
        end.next = std::max(end.next, kept->second.end);
    }
    StartTimer(flow, end, from);
    return end.next > before;
}

// --- what it does --------------------------------------------------------------------------------------------

void
SmptcpAckProxyRule::Acknowledge(Ends& ends, const IpSegment& segment, BoxSide from)
{
    End& sender = ends[from];
    BoxSide other = 1 - from;
    uint64_t room = sender.edge > sender.next ? sender.edge - sender.next : 0;
    uint64_t window = std::min<uint64_t>(room >> ShiftOf(ends, other), UINT16_MAX);
    if (window == 0 || ends[other].next == 0)
    {
        return; // to promise what the receiver has no room for would be a lie
    }
    if (!ends[other].kept.empty())
    {
        return; // its payload has older acknowledgments, and would be ignored as old by ns-3's TCP
    }
    sender.promised = sender.next;
    SegmentView tcp = segment.Tcp();
    IpSegment ack = IpSegment::Make(segment.Destination(),
                                    tcp.DestinationPort(),
                                    segment.Source(),
                                    tcp.SourcePort(),
                                    TCP_ACK,
                                    static_cast<uint32_t>(ends[other].next),
                                    static_cast<uint32_t>(sender.next));
    ack.SetWindow(static_cast<uint16_t>(window));
    ack.PutOptions(OptionsOf(ends, other));
    ForwardMade("acknowledged on behalf of the receiver", ack.ToPacket(), other);
}

bool
SmptcpAckProxyRule::TakeOver(const Ends& ends, IpSegment& segment, BoxSide from) const
{
    const End& sender = ends[1 - from];
    bool pure = segment.SequenceLength() == 0 && segment.Tcp().Flags() == TCP_ACK;
    // Before it has promised anything ACKs belong to handshakes; one of more than that is of a FIN.
    uint64_t acked = ExpandNear(segment.Tcp().Acknowledgment(), sender.next);
    bool mine = sender.promised > sender.first && acked <= sender.promised;
    if (!pure || !mine)
    {
        return false;
    }
    uint64_t room = sender.edge > sender.promised ? sender.edge - sender.promised : 0;
    segment.PutOptions(OptionsOf(ends, from));
    segment.SetAcknowledgment(static_cast<uint32_t>(sender.promised));
    segment.SetWindow(static_cast<uint16_t>(std::min<uint64_t>(room >> ShiftOf(ends, from), UINT16_MAX)));
    return true;
}

void
SmptcpAckProxyRule::StartTimer(const BoxFlow& flow, End& end, BoxSide from)
{
    if (end.timer.IsExpired() && !end.kept.empty() && end.tries < m_tries)
    {
        end.timer = Simulator::Schedule(m_timeout * (1 << end.tries), &SmptcpAckProxyRule::SendAgain, this, flow, from);
    }
}

Ptr<const Packet>
SmptcpAckProxyRule::WithAck(Ptr<const Packet> packet, const End& other)
{
    auto segment = IpSegment::Parse(packet);
    uint64_t acked = std::max(other.acked, other.promised);
    if (!segment || acked == 0)
    {
        return packet;
    }
    segment->SetAcknowledgment(static_cast<uint32_t>(acked));
    return segment->ToPacket();
}

void
SmptcpAckProxyRule::SendAgain(BoxFlow flow, BoxSide from)
{
    Ends& ends = m_flows.at(flow);
    End& end = ends[from];
    if (end.kept.empty())
    {
        return;
    }
    if (end.kept.begin()->first < end.promised) // the rest is the sender's own business
    {
        Ptr<const Packet> packet = end.kept.begin()->second.packet;
        // ns-3's TCP ignores payload beside an acknowledgment that has become old; a MAC wants the old one.
        ForwardMade("sent again", end.tries % 2 == 0 ? packet : WithAck(packet, ends[1 - from]), from);
    }
    if (++end.tries >= m_tries)
    {
        end.kept.clear();
        return;
    }
    StartTimer(flow, end, from);
}

} // namespace ns3
