/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "wire-log.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/smptcp-address-octets.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/ppp-header.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"

#include <algorithm>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint16_t PPP_IPV4 = 0x0021;
constexpr uint16_t PPP_IPV6 = 0x0057;

bool injecting = false; //!< The segment being received comes from Inject

void
Write32(uint8_t* at, uint32_t value)
{
    for (int i = 3; i >= 0; --i, value >>= 8)
    {
        at[i] = static_cast<uint8_t>(value);
    }
}

/// Put the right checksum into a segment that has one (RFC 9293, 3.1).
void
RepairChecksum(WireSegment& segment)
{
    uint8_t* field = segment.octets.data() + 16;
    if (field[0] == 0 && field[1] == 0)
    {
        return; // the simulation runs without
    }
    field[0] = field[1] = 0;
    AddressOctets source = segment.ip6 ? ToOctets(segment.ip6->GetSource()) : ToOctets(segment.ip.GetSource());
    AddressOctets destination =
        segment.ip6 ? ToOctets(segment.ip6->GetDestination()) : ToOctets(segment.ip.GetDestination());
    uint16_t sum = TcpChecksum(source, destination, segment.octets.data(), segment.octets.size());
    field[0] = static_cast<uint8_t>(sum >> 8);
    field[1] = static_cast<uint8_t>(sum);
}

} // namespace

// --- one segment ---------------------------------------------------------------------------------------------

std::optional<WireSegment>
WireSegment::Parse(Ptr<const Packet> packet)
{
    WireSegment segment;
    Ptr<Packet> copy = packet->Copy();
    uint8_t first = 0;
    copy->CopyData(&first, 1);
    if (first >> 4 == 6)
    {
        segment.ip6.emplace();
        copy->RemoveHeader(*segment.ip6);
        if (segment.ip6->GetNextHeader() != TCP_PROTOCOL)
        {
            return std::nullopt;
        }
    }
    else if (copy->RemoveHeader(segment.ip) == 0 || segment.ip.GetProtocol() != TCP_PROTOCOL)
    {
        return std::nullopt;
    }
    segment.time = Simulator::Now().GetSeconds();
    segment.octets.resize(copy->GetSize());
    copy->CopyData(segment.octets.data(), copy->GetSize());
    return segment;
}

SegmentView
WireSegment::View() const
{
    return SegmentView::Parse(octets.data(), octets.size()).value();
}

SegmentOptions
WireSegment::Options() const
{
    return SegmentOptions::Parse(View());
}

unsigned
WireSegment::OptionOctets(uint8_t kind) const
{
    SegmentView view = View();
    OptionWalker walker(view.Options(), view.OptionsSize());
    unsigned sum = 0;
    while (auto option = walker.Next())
    {
        sum += option->kind == kind ? option->length : 0;
    }
    return sum;
}

bool
WireSegment::Has(uint8_t kind) const
{
    return OptionOctets(kind) > 0;
}

bool
WireSegment::IsFragment() const
{
    return !ip6 && (ip.GetFragmentOffset() > 0 || !ip.IsLastFragment());
}

uint16_t
WireSegment::SourcePort() const
{
    return static_cast<uint16_t>(octets[0] << 8 | octets[1]);
}

uint16_t
WireSegment::DestinationPort() const
{
    return static_cast<uint16_t>(octets[2] << 8 | octets[3]);
}

unsigned
WireSegment::StripOptions(const std::function<bool(const OptionView&)>& wanted)
{
    constexpr uint8_t NOP = 1;
    unsigned stripped = 0;
    uint8_t* area = octets.data() + TCP_FIXED_HEADER;
    OptionWalker walker(area, View().OptionsSize());
    while (auto option = walker.Next())
    {
        if (wanted(*option))
        {
            std::fill_n(area + (option->data - area), option->length, NOP);
            stripped += option->length;
        }
    }
    return stripped;
}

unsigned
WireSegment::StripMptcp()
{
    return StripOptions([](const OptionView& option) { return option.kind == KIND_MPTCP; });
}

bool
WireSegment::FlipPayload(std::size_t offset)
{
    SegmentView view = View();
    if (offset >= view.PayloadSize())
    {
        return false;
    }
    octets[view.HeaderSize() + offset] ^= 0xff;
    return true;
}

// --- the log -------------------------------------------------------------------------------------------------

WireLog::WireLog(TwoHosts& net)
{
    net.nodes.Get(0)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&WireLog::OnClient, this));
    net.nodes.Get(1)->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&WireLog::OnServer, this));
    net.nodes.Get(0)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&WireLog::OnClient6, this));
    net.nodes.Get(1)->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        MakeCallback(&WireLog::OnServer6, this));
}

void
WireLog::OnClient6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t interface)
{
    Add(packet, interface, true);
}

void
WireLog::OnServer6(Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t interface)
{
    Add(packet, interface, false);
}

void
WireLog::OnClient(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t interface)
{
    Add(packet, interface, true);
}

void
WireLog::OnServer(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t interface)
{
    Add(packet, interface, false);
}

void
WireLog::Add(Ptr<const Packet> packet, uint32_t interface, bool fromClient)
{
    if (auto segment = WireSegment::Parse(packet))
    {
        segment->interface = interface;
        segment->fromClient = fromClient;
        segments.push_back(std::move(*segment));
    }
}

std::vector<WireSegment>
WireLog::Select(const std::function<bool(const WireSegment&)>& wanted) const
{
    std::vector<WireSegment> selected;
    std::copy_if(segments.begin(), segments.end(), std::back_inserter(selected), wanted);
    return selected;
}

std::size_t
WireLog::Count(const std::function<bool(const WireSegment&)>& wanted) const
{
    return static_cast<std::size_t>(std::count_if(segments.begin(), segments.end(), wanted));
}

// --- losing and forging --------------------------------------------------------------------------------------

TypeId
SegmentFilter::GetTypeId()
{
    static TypeId tid = TypeId("SegmentFilter").SetParent<ErrorModel>();
    return tid;
}

void
SegmentFilter::Put(TwoHosts& net,
                   uint32_t link,
                   uint32_t host,
                   std::function<bool(const WireSegment&)> lost)
{
    PutBox(net, link, host, [lost = std::move(lost)](WireSegment& segment) {
        if (lost(segment))
        {
            segment.octets.clear();
        }
    });
}

void
SegmentFilter::PutBox(TwoHosts& net,
                      uint32_t link,
                      uint32_t host,
                      std::function<void(WireSegment&)> change)
{
    Ptr<SegmentFilter> filter = CreateObject<SegmentFilter>();
    filter->m_change = std::move(change);
    net.devices[link].Get(host)->SetAttribute("ReceiveErrorModel", PointerValue(filter));
}

bool
SegmentFilter::DoCorrupt(Ptr<Packet> packet)
{
    if (injecting)
    {
        return false;
    }
    Ptr<Packet> copy = packet->Copy();
    PppHeader ppp;
    copy->RemoveHeader(ppp);
    if (ppp.GetProtocol() != PPP_IPV4 && ppp.GetProtocol() != PPP_IPV6)
    {
        return false;
    }
    auto segment = WireSegment::Parse(copy);
    if (!segment)
    {
        return false;
    }
    std::vector<uint8_t> before = segment->octets;
    m_change(*segment);
    if (segment->octets.empty() || segment->octets == before)
    {
        return segment->octets.empty();
    }
    RepairChecksum(*segment);
    packet->RemoveAtEnd(static_cast<uint32_t>(before.size()));
    packet->AddAtEnd(Create<Packet>(segment->octets.data(), static_cast<uint32_t>(segment->octets.size())));
    return false;
}

void
SegmentFilter::DoReset()
{
}

void
SegmentFilter::DoDispose()
{
    m_change = nullptr;
    ErrorModel::DoDispose();
}

void
Inject(TwoHosts& net, uint32_t link, uint32_t host, const WireSegment& segment)
{
    Ptr<Packet> packet =
        Create<Packet>(segment.octets.data(), static_cast<uint32_t>(segment.octets.size()));
    Ipv4Header ip = segment.ip;
    ip.SetPayloadSize(static_cast<uint16_t>(segment.octets.size()));
    packet->AddHeader(ip);
    PppHeader ppp;
    ppp.SetProtocol(PPP_IPV4);
    packet->AddHeader(ppp);
    // Past the filter, which is to see what the peer sends only.
    injecting = true;
    DynamicCast<PointToPointNetDevice>(net.devices[link].Get(host))->Receive(packet);
    injecting = false;
}

WireSegment
MakeSegment(const char* from, uint16_t fromPort, const char* to, uint16_t toPort)
{
    WireSegment segment;
    segment.ip.SetSource(from);
    segment.ip.SetDestination(to);
    segment.ip.SetProtocol(TCP_PROTOCOL);
    segment.ip.SetTtl(64);
    segment.octets.resize(TCP_FIXED_HEADER);
    segment.octets[2] = static_cast<uint8_t>(toPort >> 8);
    segment.octets[3] = static_cast<uint8_t>(toPort);
    segment.octets[12] = TCP_FIXED_HEADER / 4 << 4;
    segment.octets[14] = segment.octets[15] = 0xff; // window
    SetSourcePort(segment, fromPort);
    return segment;
}

WireSegment
Forge(const WireSegment& like,
      uint8_t flags,
      const std::vector<uint8_t>& options,
      const std::vector<uint8_t>& payload)
{
    WireSegment forged = like;
    forged.octets.resize(TCP_FIXED_HEADER);
    forged.octets[12] = static_cast<uint8_t>((TCP_FIXED_HEADER + options.size()) / 4 << 4);
    forged.octets[13] = flags;
    forged.octets.insert(forged.octets.end(), options.begin(), options.end());
    forged.octets.insert(forged.octets.end(), payload.begin(), payload.end());
    return forged;
}

void
SetNumbers(WireSegment& segment, uint32_t sequence, uint32_t acknowledgment)
{
    Write32(segment.octets.data() + 4, sequence);
    Write32(segment.octets.data() + 8, acknowledgment);
}

void
SetSourcePort(WireSegment& segment, uint16_t port)
{
    segment.octets[0] = static_cast<uint8_t>(port >> 8);
    segment.octets[1] = static_cast<uint8_t>(port);
}
