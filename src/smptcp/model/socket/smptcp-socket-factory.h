/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SOCKET_FACTORY_H
#define SMPTCP_SOCKET_FACTORY_H

#include "ns3/socket-factory.h"

namespace ns3
{

/**
 * \ingroup smptcp-socket
 * The factory unmodified applications name in their Protocol attribute: "ns3::SmptcpSocketFactory". SmptcpHelper
 * aggregates it to a node together with the SmptcpStack it asks.
 */
class SmptcpSocketFactory : public SocketFactory
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    /// \return a socket of the kind of host the node is
    Ptr<Socket> CreateSocket() override;
};

} // namespace ns3

#endif // SMPTCP_SOCKET_FACTORY_H
