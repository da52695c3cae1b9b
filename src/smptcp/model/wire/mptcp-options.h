/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_OPTIONS_H
#define MPTCP_OPTIONS_H

#include "mptcp-address-options.h"
#include "mptcp-control-options.h"
#include "mptcp-dss-option.h"
#include "mptcp-handshake-options.h"

/**
 * \file
 * \ingroup smptcp-wire
 * All MPTCP options (TCP option kind 30) of version 0 (RFC 6824, section 3) and version 1 (RFC 8684, section 3).
 * The ADD_ADDR of SMPTCP has the version 1 layout with a SHA-1 HMAC (smptcp.md 7.2).
 *
 * A Parse function takes one option as found by OptionWalker and returns no value when kind, subtype or
 * length do not belong to it. AppendTo returns false, with nothing appended, when the room does not do.
 */

#endif // MPTCP_OPTIONS_H
