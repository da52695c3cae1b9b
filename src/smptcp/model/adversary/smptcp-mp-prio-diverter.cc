/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-mp-prio-diverter.h"

#include "smptcp-forgery.h"

#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MpPrioDiverter);

using smptcp::IpSegment;
using smptcp::WatchedFlow;

TypeId
MpPrioDiverter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MpPrioDiverter")
                            .SetParent<ControlForger>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<MpPrioDiverter>()
                            .AddAttribute("AddressId",
                                          "Address whose subflows become backups: 0 is the one of the initial subflow",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&MpPrioDiverter::m_addressId),
                                          MakeUintegerChecker<uint8_t>());
    return tid;
}

std::optional<IpSegment>
MpPrioDiverter::Make(const WatchedFlow& flow, unsigned from)
{
    smptcp::MpPrio prio;
    prio.backup = true;
    prio.addressId = m_addressId;
    return smptcp::ForgeControl(flow, from, smptcp::AreaOf(prio));
}

} // namespace ns3
