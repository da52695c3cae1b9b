/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_PLAINTEXT_SEARCH_H
#define SMPTCP_TEST_PLAINTEXT_SEARCH_H

#include "wire-log.h"

/// \return true when 15 octets in a row of what either application has sent show up in a payload on the wire
bool ShowsPlaintext(const WireLog& log, const TwoHosts& net);

#endif // SMPTCP_TEST_PLAINTEXT_SEARCH_H
