/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_INSTANCE_TYPE_H
#define SMPTCP_INSTANCE_TYPE_H

#include "ns3/tcp-socket-base.h"

#include <type_traits>

/**
 * \file
 * \ingroup smptcp-socket
 * Bridges a difference between ns-3 releases.
 */

/**
 * \defgroup smptcp-socket Sockets
 * \ingroup smptcp
 * What ns-3 sees: the socket of the application, the subflows below it, the node's object, the factory.
 */

namespace ns3
{
namespace smptcp
{

/// Up to ns-3.44 TcpSocketBase overrides GetInstanceTypeId, so subclasses must too; later it is final in Object.
inline constexpr bool BASE_HAS_INSTANCE_TYPE_ID =
    std::is_same_v<decltype(&TcpSocketBase::GetInstanceTypeId),
                   TypeId (TcpSocketBase::*)() const>;

/**
 * Adds the override of GetInstanceTypeId exactly when the base class has one; without it attributes of the
 * subclass would never be initialised there.
 */
template <typename Base, typename Self, bool needed = BASE_HAS_INSTANCE_TYPE_ID>
class InstanceType : public Base
{
  public:
    using Base::Base;

    /// \return TypeId of the subclass
    TypeId GetInstanceTypeId() const override
    {
        return Self::GetTypeId();
    }
};

/// Releases where Object does it itself
template <typename Base, typename Self>
class InstanceType<Base, Self, false> : public Base
{
  public:
    using Base::Base;
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_INSTANCE_TYPE_H
