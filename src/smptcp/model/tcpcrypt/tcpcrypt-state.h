/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_STATE_H
#define TCPCRYPT_STATE_H

#include <cstdint>

/**
 * \file
 * \ingroup smptcp-tcpcrypt
 * States of tcpcrypt's handshake.
 */

namespace ns3
{
namespace smptcp
{

/// Where one end stands (tcpcrypt.md section 3). Which of them an end passes depends on who is role C.
enum class TcpcryptState : uint8_t
{
    CLOSED,      //!< Nothing sent or received
    HELLO_SENT,  //!< A: HELLO is on the SYN. B: HELLO is on the SYN/ACK, the roles are to be swapped
    HELLO_RCVD,  //!< The peer's HELLO has come
    PKCONF_SENT, //!< PKCONF has been sent, INIT1 is awaited
    PKCONF_RCVD, //!< PKCONF has come
    INIT1_SENT,  //!< INIT1 has been sent, INIT2 is awaited; no way back to TCP
    INIT1_RCVD,  //!< INIT1 has come
    INIT2_SENT,  //!< INIT2 has been sent, the keys exist; the peer has not shown that it has them
    NEXTK1_SENT, //!< A: a cached session is proposed on the SYN
    NEXTK1_RCVD, //!< B: a cached session is proposed
    NEXTK2_SENT, //!< B: the session is accepted, a segment with its MAC is awaited
    ENCRYPTING,  //!< Every segment has a MAC
    DISABLED,    //!< No tcpcrypt on this connection
};

/// \return HELLO_SENT, PKCONF_RCVD ...
const char* TcpcryptStateName(TcpcryptState state);

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_STATE_H
