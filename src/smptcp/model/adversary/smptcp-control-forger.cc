/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-control-forger.h"

#include "ns3/simulator.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ControlForger);

using smptcp::IpSegment;
using smptcp::WatchedFlow;

namespace
{

/// Its host may be nearer to the victim than the impersonated one: without a lead it would be behind what has arrived.
constexpr int64_t CLOCK_LEAD_MS = 10;

} // namespace

TypeId
ControlForger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ControlForger")
            .SetParent<SmptcpAttacker>()
            .SetGroupName("Smptcp")
            .AddAttribute("Repeat",
                          "Time between repetitions on the path, zero: it forges once",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ControlForger::m_repeat),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("SweepInterval",
                          "Time between the segments of a sweep from the host",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&ControlForger::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("SweepStep",
                          "Distance of the numbers of a sweep: less than a receive window",
                          UintegerValue(30000),
                          MakeUintegerAccessor(&ControlForger::m_step),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SweepSteps",
                          "So many sequence numbers are tried, each with as many acknowledgment numbers",
                          UintegerValue(16),
                          MakeUintegerAccessor(&ControlForger::m_steps),
                          MakeUintegerChecker<uint32_t>(1, 256));
    return tid;
}

ControlForger::ControlForger() = default;

void
ControlForger::DoDispose()
{
    m_event.Cancel();
    m_crossings.clear();
    SmptcpAttacker::DoDispose();
}

void
ControlForger::ForgeOnPath(Time at, Impersonation ends)
{
    m_ends = ends;
    m_event = Simulator::Schedule(at - Simulator::Now(), &ControlForger::InjectAll, this);
}

void
ControlForger::ForgeFromHost(Time at, Impersonation ends)
{
    m_ends = ends;
    m_event = Simulator::Schedule(at - Simulator::Now(), &ControlForger::PlanSweep, this);
}

uint64_t
ControlForger::GetSent() const
{
    return m_sent;
}

void
ControlForger::OnSegment(SmptcpAttackerPlace& place,
                         const smptcp::FlowWatch::Sighting& sighting,
                         IpSegment&,
                         Ptr<const Packet> packet,
                         BoxSide from)
{
    if (sighting.fresh)
    {
        m_crossings.push_back({sighting.flow, &place, sighting.from == 0 ? from : 1 - from, {}});
    }
    if (Crossing* crossing = FindCrossing(*sighting.flow))
    {
        crossing->seenAt[sighting.from] = Simulator::Now();
    }
    place.Pass(packet, from);
}

ControlForger::Crossing*
ControlForger::FindCrossing(const WatchedFlow& flow)
{
    auto crossing = std::find_if(m_crossings.begin(), m_crossings.end(), [&flow](const auto& known) {
        return known.flow == &flow;
    });
    return crossing == m_crossings.end() ? nullptr : &*crossing;
}

// --- on the path ---------------------------------------------------------------------------------------------

void
ControlForger::Inject(const WatchedFlow& flow, unsigned from)
{
    Crossing* crossing = FindCrossing(flow);
    auto forged = Make(flow, from);
    if (crossing && forged)
    {
        ++m_sent;
        crossing->place->Inject("forged: it seems to come from the other end",
                                *forged,
                                from == 0 ? crossing->opener : 1 - crossing->opener);
    }
}

void
ControlForger::InjectAll()
{
    for (const auto& crossing : std::vector<Crossing>(m_crossings))
    {
        for (unsigned from : {0u, 1u})
        {
            if (crossing.flow->mptcp && (m_ends & (from == 0 ? OPENER : LISTENER)))
            {
                Inject(*crossing.flow, from);
            }
        }
    }
    if (m_repeat.IsStrictlyPositive())
    {
        m_event = Simulator::Schedule(m_repeat, &ControlForger::InjectAll, this);
    }
}

// --- from the host -------------------------------------------------------------------------------------------

void
ControlForger::AdvanceClock(IpSegment& segment, Time since) const
{
    // Timestamps go on by a tick each millisecond, seen or not; older ones would be refused (RFC 7323, 5).
    auto ticks = static_cast<uint32_t>((Simulator::Now() - since).GetMilliSeconds());
    segment.ChangeOptions([ticks](uint8_t* option, uint8_t length) {
        auto timestamps = smptcp::Timestamps::Parse({option[0], length, option});
        if (timestamps)
        {
            timestamps->value += ticks;
            timestamps->WriteTo(option);
        }
        return timestamps.has_value();
    });
}

void
ControlForger::PlanSweep()
{
    m_plannedAt = Simulator::Now();
    for (const auto& flow : Watch().Flows())
    {
        for (unsigned from : {0u, 1u})
        {
            auto forged = flow.mptcp && (m_ends & (from == 0 ? OPENER : LISTENER)) ? Make(flow, from) : std::nullopt;
            const Crossing* crossing = FindCrossing(flow);
            if (forged && crossing)
            {
                AdvanceClock(*forged, crossing->seenAt[from] - MilliSeconds(CLOCK_LEAD_MS));
            }
            for (uint32_t i = 0; forged && i < m_steps * m_steps; ++i)
            {
                IpSegment& segment = m_sweep.emplace_back(*forged);
                segment.SetSequence(segment.Tcp().Sequence() + i / m_steps * m_step);
                if (segment.Tcp().Has(smptcp::TCP_ACK))
                {
                    segment.SetAcknowledgment(segment.Tcp().Acknowledgment() + i % m_steps * m_step);
                }
            }
        }
    }
    if (m_sweep.empty())
    {
        Tell("nothing passed from which the segment could be made");
        return;
    }
    std::reverse(m_sweep.begin(), m_sweep.end());
    SweepNext();
}

void
ControlForger::SweepNext()
{
    AdvanceClock(m_sweep.back(), m_plannedAt);
    SendFromHost("forged, numbers guessed from those seen last", m_sweep.back());
    m_sweep.pop_back();
    ++m_sent;
    if (!m_sweep.empty())
    {
        m_event = Simulator::Schedule(m_interval, &ControlForger::SweepNext, this);
    }
}

} // namespace ns3
