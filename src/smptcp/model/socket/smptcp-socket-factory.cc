/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-socket-factory.h"

#include "smptcp-stack.h"

#include "ns3/abort.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmptcpSocketFactory);

TypeId
SmptcpSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmptcpSocketFactory")
                            .SetParent<SocketFactory>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SmptcpSocketFactory>();
    return tid;
}

Ptr<Socket>
SmptcpSocketFactory::CreateSocket()
{
    Ptr<SmptcpStack> stack = GetObject<SmptcpStack>();
    NS_ABORT_MSG_UNLESS(stack, "SmptcpSocketFactory without SmptcpStack: use SmptcpHelper::Install");
    return stack->CreateSocket();
}

} // namespace ns3
