/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_PLAINTEXT_SEARCH_H
#define SMPTCP_TEST_PLAINTEXT_SEARCH_H

#include "two-hosts.h"
#include "wire-log.h"

/// \return true when a run of the plaintext of either stream shows up in a payload. \param log \param net what was seen
bool ShowsPlaintext(const WireLog& log, const TwoHosts& net);

#endif // SMPTCP_TEST_PLAINTEXT_SEARCH_H
