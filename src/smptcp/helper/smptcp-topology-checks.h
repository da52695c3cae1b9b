/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_CHECKS_H
#define SMPTCP_TOPOLOGY_CHECKS_H

#include "smptcp-topology-plan.h"

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Check what only the whole file tells: times against the length of the run, names that would stand for two things,
 * and attributes that a later line may set.
 * \param plan of all statements; throws TopologyError with the line of what is wrong
 */
void CheckTopologyPlan(const TopologyPlan& plan);

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_CHECKS_H
