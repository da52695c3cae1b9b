/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-window-spoofer.h"

#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WindowSpoofer);

TypeId
WindowSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WindowSpoofer")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<WindowSpoofer>()
                            .AddAttribute("Window",
                                          "Window field it writes",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&WindowSpoofer::m_window),
                                          MakeUintegerChecker<uint16_t>());
    return tid;
}

void
WindowSpoofer::SpoofBetween(Time at, Time until)
{
    SetAction(at, until);
}

void
WindowSpoofer::OnSegment(SmptcpAttackerPlace& place,
                         const smptcp::FlowWatch::Sighting& sighting,
                         smptcp::IpSegment& segment,
                         Ptr<const Packet> packet,
                         BoxSide from)
{
    bool target = sighting.flow->EndOfConnection(sighting.from) == 1 && !segment.Tcp().Has(smptcp::TCP_SYN) &&
                  !segment.Tcp().Has(smptcp::TCP_RST);
    if (!target || !IsActing())
    {
        place.Pass(packet, from);
        return;
    }
    ++m_spoofed;
    segment.SetWindow(m_window);
    place.PassChanged("window field overwritten with " + std::to_string(m_window), segment, from);
}

uint64_t
WindowSpoofer::GetSpoofed() const
{
    return m_spoofed;
}

} // namespace ns3
