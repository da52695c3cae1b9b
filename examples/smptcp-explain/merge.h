/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_MERGE_H
#define SMPTCP_EXPLAIN_MERGE_H

#include "packet.h"

namespace smptcp_explain
{

/**
 * The packets of several captures in order of time. A packet that more than one of them saw is there once, with the
 * earliest time; numbers become places in the result. One capture comes back as it is.
 */
std::vector<Packet> Merge(std::vector<std::vector<Packet>> captures);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_MERGE_H
