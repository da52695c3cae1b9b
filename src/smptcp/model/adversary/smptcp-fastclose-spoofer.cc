/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-fastclose-spoofer.h"

#include "smptcp-forgery.h"


namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FastcloseSpoofer);

using smptcp::IpSegment;
using smptcp::WatchedFlow;

TypeId
FastcloseSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FastcloseSpoofer")
                            .SetParent<ControlForger>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<FastcloseSpoofer>();
    return tid;
}

void
FastcloseSpoofer::SetField(uint64_t field)
{
    m_field = field;
}

std::optional<IpSegment>
FastcloseSpoofer::Make(const WatchedFlow& flow, unsigned from)
{
    const auto& key = flow.ends[1 - from].key;
    if (!key && !m_field)
    {
        return std::nullopt;
    }
    smptcp::MpFastclose option;
    option.receiverKey = m_field.value_or(key.value_or(0));
    IpSegment segment = smptcp::ForgeControl(flow, from, smptcp::AreaOf(option));
    if (flow.version == smptcp::MptcpVersion::V1)
    {
        segment.SetFlags(smptcp::TCP_RST | smptcp::TCP_ACK);
    }
    return segment;
}

} // namespace ns3
