/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TYPE_CHECK_H
#define SMPTCP_TYPE_CHECK_H

#include "ns3/abort.h"
#include "ns3/object-factory.h"
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
 * \param type a class
 * \return true when objects can be made of it, and are of class \p Base. The object is asked, not the TypeId: that of
 *         ns3::TcpCubic names the wrong parent
 */
template <typename Base>
bool
Makes(TypeId type)
{
    if (!type.HasConstructor())
    {
        return false;
    }
    ObjectFactory factory;
    factory.SetTypeId(type);
    return DynamicCast<Base>(factory.Create()) != nullptr;
}

/**
 * Abort readably unless objects of \p type can be made and are of class \p Base.
 * \param attribute the attribute, for the message \param type its value
 * \return \p type
 */
template <typename Base>
TypeId
CheckedType(const char* attribute, TypeId type)
{
    NS_ABORT_MSG_UNLESS(Makes<Base>(type),
                        attribute << " names a class derived from " << Base::GetTypeId().GetName() << ", not "
                                  << type.GetName());
    return type;
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_TYPE_CHECK_H
