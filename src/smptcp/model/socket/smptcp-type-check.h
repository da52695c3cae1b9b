/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TYPE_CHECK_H
#define SMPTCP_TYPE_CHECK_H

#include "ns3/abort.h"
#include "ns3/type-id.h"

/**
 * \file
 * \ingroup smptcp-socket
 * Attributes whose value names a class.
 */

namespace ns3
{
namespace smptcp
{

/**
 * Abort readably unless \p type is a class of which objects can be made and that derives from \p base.
 * \param attribute the attribute, for the message \param type the value \param base what it must derive from
 * \return \p type
 */
inline TypeId
CheckedType(const char* attribute, TypeId type, TypeId base)
{
    NS_ABORT_MSG_UNLESS(type.IsChildOf(base) && type.HasConstructor(),
                        attribute << " names a class derived from " << base.GetName() << ", not " << type.GetName());
    return type;
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_TYPE_CHECK_H
