/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-join-subverter.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(JoinSubverter);

using smptcp::IpSegment;
using smptcp::SegmentOptions;
using smptcp::TCP_ACK;
using smptcp::TCP_RST;
using smptcp::TCP_SYN;

TypeId
JoinSubverter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::JoinSubverter")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<JoinSubverter>();
    return tid;
}

JoinSubverter::JoinSubverter()
    : m_thief([this](const std::string& why, const IpSegment& segment) { SendFromHost(why, segment); })
{
}

void
JoinSubverter::SetInsertion(std::vector<uint8_t> octets)
{
    smptcp::SubflowThief::Insertion insertion;
    insertion.octets = std::move(octets);
    m_thief.SetInsertion(std::move(insertion));
}

void
JoinSubverter::OnSegment(SmptcpAttackerPlace& place,
                         const smptcp::FlowWatch::Sighting& sighting,
                         IpSegment& segment,
                         Ptr<const Packet> packet,
                         BoxSide from)
{
    bool join = segment.Tcp().Has(TCP_SYN) && SegmentOptions::Parse(segment.Tcp()).joinSyn;
    if (!m_relay && join)
    {
        Subvert(place, sighting.flow, segment, from);
    }
    else if (m_relay && m_relay->From(segment) == 0u)
    {
        Relay(place, segment, packet);
    }
    else
    {
        place.Pass(packet, from);
    }
}

void
JoinSubverter::Subvert(SmptcpAttackerPlace& place, const smptcp::WatchedFlow* flow, IpSegment& segment, BoxSide from)
{
    m_flow = flow;
    m_port = RandomPort();
    smptcp::RelayEnd opener{segment.Source(), segment.Tcp().SourcePort()};
    smptcp::RelayEnd listener{segment.Destination(), segment.Tcp().DestinationPort()};
    smptcp::RelayEnd own{GetHost()->GetAddress(), m_port};
    m_relay = std::make_unique<smptcp::SubflowRelay>(smptcp::SubflowRelay::Leg{opener, listener},
                                                     smptcp::SubflowRelay::Leg{listener, own});
    m_relay->Translate(segment, 0);
    // Without timestamps there is one thing less to imitate later.
    segment.StripOptions([](const smptcp::OptionView& option) { return option.kind == smptcp::KIND_TIMESTAMPS; });
    place.PassChanged("JOIN whose source is the attacker's host now", segment, from);
}

void
JoinSubverter::Relay(SmptcpAttackerPlace& place, IpSegment& segment, Ptr<const Packet> packet)
{
    auto crypt = SegmentOptions::Parse(segment.Tcp()).handshake.crypt;
    if (m_taken)
    {
        place.Block("from the opener of the subflow, which is the attacker's now", segment, packet);
    }
    else if (crypt && crypt->init1)
    {
        place.Block("INIT1 of the opener: the attacker sends one of its own", segment, packet);
        TakeOver();
        m_thief.BeginExchange(m_pkconf, [this] { return Random32(); });
    }
    else
    {
        place.Block("from the opener of the subflow: it goes on from the attacker's host", segment, packet);
        m_relay->Translate(segment, 0);
        SendFromHost("relayed", segment);
    }
}

void
JoinSubverter::OnHostSegment(const IpSegment& segment)
{
    if (!m_relay || m_relay->From(segment) != 1u)
    {
        return;
    }
    if (IsOnPath() && !m_taken)
    {
        auto crypt = SegmentOptions::Parse(segment.Tcp()).handshake.crypt;
        m_pkconf = crypt && crypt->pkconf ? *crypt->pkconf : m_pkconf;
        IpSegment relayed = segment;
        m_relay->Translate(relayed, 1);
        Watch().Observe(relayed);
        SendFromHost("relayed to the opener, as if from its peer", relayed);
        return;
    }
    if (!m_taken)
    {
        TakeOver();
    }
    if (segment.Tcp().Has(TCP_RST))
    {
        Tell("the victim gives the subflow up", &segment);
    }
    else
    {
        m_thief.Take(segment);
    }
}

void
JoinSubverter::TakeOver()
{
    m_taken = true;
    const smptcp::WatchedEnd& opener = m_flow->ends[0];
    const smptcp::WatchedEnd& listener = m_flow->ends[1];
    smptcp::SubflowThief::Place place;
    place.local = GetHost()->GetAddress();
    place.localPort = m_port;
    place.victim = listener.address;
    place.victimPort = listener.port;
    place.isn = opener.isn.value_or(0);
    // On the path it takes over in front of the opener's INIT1, its first octets.
    place.next = IsOnPath() ? place.isn + 1 : opener.next.value_or(place.isn + 1);
    place.expected = listener.next.value_or(0);
    if (opener.dataAck)
    {
        place.dataAck = static_cast<uint32_t>(*opener.dataAck);
    }
    place.tagOctets = std::max(opener.tagOctets, listener.tagOctets);
    m_thief.Open(place);
    Tell("it is the victim's peer on this subflow from now on");
}

bool
JoinSubverter::HasSubverted() const
{
    return m_relay != nullptr;
}

const std::vector<uint8_t>&
JoinSubverter::GetStolen() const
{
    return m_thief.GetStolen();
}

} // namespace ns3
