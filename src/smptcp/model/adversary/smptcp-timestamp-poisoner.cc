/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-timestamp-poisoner.h"

#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TimestampPoisoner);

namespace
{

constexpr uint32_t LEAD = 1U << 30; // far ahead, yet ahead: less than 2^31

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
    SetAction(at, until);
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
    if (!target || !IsActing())
    {
        return;
    }
    ++m_seen;
    unsigned changed = segment.ChangeOptions([this](uint8_t* option, uint8_t length) {
        auto timestamps = smptcp::Timestamps::Parse({option[0], length, option});
        if (timestamps)
        {
            timestamps->value += m_lead;
            timestamps->WriteTo(option);
        }
        return timestamps.has_value();
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
