/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-attacker.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpAttacker");
NS_OBJECT_ENSURE_REGISTERED(SmptcpAttackerPlace);
NS_OBJECT_ENSURE_REGISTERED(SmptcpAttacker);

namespace
{

std::string
AddressInWords(const smptcp::AddressOctets& address, bool ipv6)
{
    std::ostringstream out;
    if (ipv6)
    {
        out << Ipv6Address::Deserialize(address.data());
    }
    else
    {
        out << Ipv4Address::Deserialize(address.data() + 12);
    }
    return out.str();
}

} // namespace

// --- a place -------------------------------------------------------------------------------------------------

TypeId
SmptcpAttackerPlace::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpAttackerPlace")
                            .SetParent<SmptcpSegmentRule>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpAttackerPlace>();
    return tid;
}

void
SmptcpAttackerPlace::DoDispose()
{
    m_attacker = nullptr;
    SmptcpSegmentRule::DoDispose();
}

void
SmptcpAttackerPlace::SetAttacker(Ptr<SmptcpAttacker> attacker, std::size_t index)
{
    m_attacker = attacker;
    m_index = index;
}

std::size_t
SmptcpAttackerPlace::GetIndex() const
{
    return m_index;
}

void
SmptcpAttackerPlace::Tell(const std::string& why, const smptcp::IpSegment& segment) const
{
    if (m_attacker)
    {
        m_attacker->Tell(why, &segment);
    }
}

void
SmptcpAttackerPlace::Pass(Ptr<const Packet> packet, BoxSide from)
{
    Forward(packet, from);
}

void
SmptcpAttackerPlace::PassChanged(const std::string& why, const smptcp::IpSegment& segment, BoxSide from)
{
    Tell(why, segment);
    ForwardChanged(why, segment.ToPacket(), from);
}

void
SmptcpAttackerPlace::Inject(const std::string& why, const smptcp::IpSegment& segment, BoxSide from)
{
    Tell(why, segment);
    ForwardMade(why, segment.ToPacket(), from);
}

void
SmptcpAttackerPlace::Block(const std::string& why, const smptcp::IpSegment& segment, Ptr<const Packet> packet)
{
    Tell(why, segment);
    Drop(why, packet);
}

void
SmptcpAttackerPlace::OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from)
{
    if (m_attacker)
    {
        m_attacker->TakeSegment(*this, segment, packet, from);
    }
    else
    {
        Forward(packet, from);
    }
}

// --- an attacker ---------------------------------------------------------------------------------------------

TypeId
SmptcpAttacker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpAttacker")
            .SetParent<Object>()
            .SetGroupName("Smptcp")
            .AddAttribute("Start",
                          "From then on it is on the path; before, everything passes unseen",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&SmptcpAttacker::m_start),
                          MakeTimeChecker())
            .AddAttribute("Stop",
                          "From then on it is not on the path any more: everything passes unseen",
                          TimeValue(Time::Max()),
                          MakeTimeAccessor(&SmptcpAttacker::m_stop),
                          MakeTimeChecker())
            .AddAttribute("MaxStory",
                          "Deeds kept in the story; the trace Deed tells of all",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&SmptcpAttacker::m_mostDeeds),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Deed",
                            "It did something",
                            MakeTraceSourceAccessor(&SmptcpAttacker::m_deed),
                            "ns3::SmptcpAttacker::DeedTracedCallback");
    return tid;
}

SmptcpAttacker::SmptcpAttacker()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

SmptcpAttacker::~SmptcpAttacker() = default;

void
SmptcpAttacker::DoDispose()
{
    for (const auto& place : m_places)
    {
        place->SetAttacker(nullptr, 0);
    }
    m_places.clear();
    if (m_host)
    {
        m_host->SetReceiver(MakeNullCallback<void, const smptcp::IpSegment&>());
    }
    m_host = nullptr;
    Object::DoDispose();
}

void
SmptcpAttacker::AddPlace(Ptr<SmptcpBox> box)
{
    Ptr<SmptcpAttackerPlace> place = CreateObject<SmptcpAttackerPlace>();
    place->SetAttribute("Start", TimeValue(m_start));
    place->SetAttribute("Stop", TimeValue(m_stop));
    place->SetAttacker(this, m_places.size());
    m_places.push_back(place);
    box->AddRule(place);
}

const std::vector<Ptr<SmptcpAttackerPlace>>&
SmptcpAttacker::GetPlaces() const
{
    return m_places;
}

void
SmptcpAttacker::SetHost(Ptr<SmptcpRawHost> host)
{
    m_host = host;
    host->SetReceiver(MakeCallback(&SmptcpAttacker::OnHostSegment, Ptr<SmptcpAttacker>(this)));
}

Ptr<SmptcpRawHost>
SmptcpAttacker::GetHost() const
{
    return m_host;
}

const std::vector<SmptcpAttacker::Deed>&
SmptcpAttacker::GetStory() const
{
    return m_story;
}

int64_t
SmptcpAttacker::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
SmptcpAttacker::TakeSegment(SmptcpAttackerPlace& place,
                            smptcp::IpSegment& segment,
                            Ptr<const Packet> packet,
                            BoxSide from)
{
    auto sighting = m_watch.Observe(segment);
    OnSegment(place, sighting, segment, packet, from);
}

void
SmptcpAttacker::OnSegment(SmptcpAttackerPlace& place,
                          const smptcp::FlowWatch::Sighting&,
                          smptcp::IpSegment&,
                          Ptr<const Packet> packet,
                          BoxSide from)
{
    place.Pass(packet, from);
}

void
SmptcpAttacker::OnHostSegment(const smptcp::IpSegment&)
{
}

void
SmptcpAttacker::SendFromHost(const std::string& why, const smptcp::IpSegment& segment)
{
    Tell(why, &segment);
    m_host->Send(segment);
}

void
SmptcpAttacker::Tell(const std::string& what, const smptcp::IpSegment* segment)
{
    Deed deed{Simulator::Now(), what, segment ? std::optional(*segment) : std::nullopt};
    NS_LOG_INFO(deed.at.As(Time::S) << " " << what << (segment ? ": " + InWords(*segment) : ""));
    m_deed(deed);
    if (m_story.size() < m_mostDeeds)
    {
        m_story.push_back(deed);
    }
}

std::string
SmptcpAttacker::InWords(const smptcp::IpSegment& segment)
{
    smptcp::SegmentView tcp = segment.Tcp();
    std::ostringstream out;
    out << AddressInWords(segment.Source(), segment.IsIpv6()) << ":" << tcp.SourcePort() << " > "
        << AddressInWords(segment.Destination(), segment.IsIpv6()) << ":" << tcp.DestinationPort() << " ";
    const std::pair<uint8_t, const char*> names[] = {{smptcp::TCP_SYN, "SYN "},
                                                     {smptcp::TCP_FIN, "FIN "},
                                                     {smptcp::TCP_RST, "RST "},
                                                     {smptcp::TCP_ACK, "ACK "}};
    for (const auto& [flag, name] : names)
    {
        out << (tcp.Has(flag) ? name : "");
    }
    out << "seq " << tcp.Sequence() << " ack " << tcp.Acknowledgment() << " len " << tcp.PayloadSize();
    return out.str();
}

bool
SmptcpAttacker::IsOnPath() const
{
    return m_start <= Simulator::Now() && Simulator::Now() < m_stop;
}

smptcp::FlowWatch&
SmptcpAttacker::Watch()
{
    return m_watch;
}

uint32_t
SmptcpAttacker::Random32()
{
    return static_cast<uint32_t>(m_random->GetValue(0, 4294967296.0));
}

uint16_t
SmptcpAttacker::RandomPort()
{
    constexpr uint32_t LOWEST = 1024;
    constexpr uint32_t PORTS = 30000;
    return static_cast<uint16_t>(LOWEST + Random32() % PORTS);
}

void
SmptcpAttacker::SetAction(Time at, Time until)
{
    m_actAt = at;
    m_actUntil = until;
}

bool
SmptcpAttacker::HasBegun() const
{
    return Simulator::Now() >= m_actAt;
}

bool
SmptcpAttacker::IsActing() const
{
    return HasBegun() && Simulator::Now() < m_actUntil;
}

} // namespace ns3
