/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_ATTRIBUTES_H
#define SMPTCP_TOPOLOGY_ATTRIBUTES_H

#include "ns3/type-id.h"

#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Say what is wrong with the value of an attribute. An attribute knows its values only when it is set, and aborts for
 * another, so those of this module, and the kinds of values ns-3 has, are known here as well.
 * \param type class that has the attribute \param name of the attribute \param value as text
 * \return one line, empty when nothing is known to be wrong
 */
std::string FindAttributeFault(TypeId type, const std::string& name, const std::string& value);

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_ATTRIBUTES_H
