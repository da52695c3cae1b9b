/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-remove-addr-spoofer.h"

#include "smptcp-forgery.h"

#include "ns3/abort.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RemoveAddrSpoofer);

using smptcp::IpSegment;
using smptcp::WatchedFlow;

TypeId
RemoveAddrSpoofer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RemoveAddrSpoofer")
                            .SetParent<ControlForger>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<RemoveAddrSpoofer>();
    return tid;
}

void
RemoveAddrSpoofer::SetIds(const std::vector<uint8_t>& ids)
{
    m_option = {};
    for (uint8_t id : ids)
    {
        NS_ABORT_MSG_UNLESS(m_option.Add(id), "RemoveAddrSpoofer: no room for " << ids.size() << " ids");
    }
}

std::optional<IpSegment>
RemoveAddrSpoofer::Make(const WatchedFlow& flow, unsigned from)
{
    if (m_option.count == 0)
    {
        return std::nullopt;
    }
    return smptcp::ForgeControl(flow, from, smptcp::AreaOf(m_option));
}

} // namespace ns3
