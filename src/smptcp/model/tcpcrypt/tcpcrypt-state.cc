/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "tcpcrypt-state.h"

namespace ns3
{
namespace smptcp
{

const char*
TcpcryptStateName(TcpcryptState state)
{
    static const char* const names[] = {
        "CLOSED",     "HELLO_SENT", "HELLO_RCVD",  "PKCONF_SENT", "PKCONF_RCVD", "INIT1_SENT", "INIT1_RCVD",
        "INIT2_SENT", "NEXTK1_SENT", "NEXTK1_RCVD", "NEXTK2_SENT", "ENCRYPTING",  "DISABLED",
    };
    return names[static_cast<uint8_t>(state)];
}

} // namespace smptcp
} // namespace ns3
