/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-timestamp-poisoner.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TimestampPoisoner);

namespace
{

constexpr uint8_t TIMESTAMPS_OCTETS = 10; // of the option (RFC 7323, 3.2)
constexpr uint32_t LEAD = 1U << 30;       // far ahead, yet ahead: less than 2^31

} // namespace

TypeId
TimestampPoisoner::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TimestampPoisoner")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<TimestampPoisoner>()
                            .AddAttribute("Lead",
                                          "How far ahead of the genuine TSval its own is, in ticks of the sender's clock",
                                          UintegerValue(LEAD),
                                          MakeUintegerAccessor(&TimestampPoisoner::m_lead),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

void
TimestampPoisoner::PoisonBetween(Time at, Time until)
{
    m_at = at;
    m_until = until;
}

void
TimestampPoisoner::OnSegment(SmptcpAttackerPlace& place,
                             const smptcp::FlowWatch::Sighting& sighting,
                             smptcp::IpSegment& segment,
                             Ptr<const Packet> packet,
                             BoxSide from)
{
    place.Pass(packet, from);
    uint8_t flags = segment.Tcp().Flags();
    bool target = sighting.flow->EndOfConnection(sighting.from) == 0 && flags & smptcp::TCP_ACK &&
                  (flags & (smptcp::TCP_SYN | smptcp::TCP_FIN | smptcp::TCP_RST)) == 0;
    if (!target || Simulator::Now() < m_at || Simulator::Now() >= m_until)
    {
        return;
    }
    ++m_seen;
    unsigned changed = segment.ChangeOptions([this](uint8_t* option, uint8_t length) {
        bool timestamps = option[0] == smptcp::KIND_TIMESTAMPS && length == TIMESTAMPS_OCTETS;
        if (timestamps)
        {
            smptcp::WriteBig(option + 2, smptcp::ReadBig(option + 2, 4) + m_lead, 4);
        }
        return timestamps;
    });
    if (changed > 0)
    {
        ++m_poisoned;
        place.Inject("the same segment again with a TSval far ahead", segment, from);
    }
}

uint64_t
TimestampPoisoner::GetPoisoned() const
{
    return m_poisoned;
}

uint64_t
TimestampPoisoner::GetSeen() const
{
    return m_seen;
}

} // namespace ns3
