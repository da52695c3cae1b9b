/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_FUZZ_SOCKET_ENTRY_H
#define SMPTCP_TEST_FUZZ_SOCKET_ENTRY_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

/// What came of one input
struct FuzzSocketResult
{
    std::string failed;                      //!< Empty when all properties hold, else which one does not
    unsigned injected{0};                    //!< Segments that reached a host
    unsigned lost{0};                        //!< Segments of the hosts that were taken away
    std::array<std::string, 2> mode;         //!< Mode at client and server, empty without a socket
    std::array<uint32_t, 2> received{};      //!< Octets delivered to client and server
    std::array<bool, 2> intact{{true, true}}; //!< They are a prefix of what the other side was to send
};

/**
 * Two hosts send each other a few thousand octets while somebody on the links injects segments: octets from nowhere,
 * and real segments repeated, altered, cut, with other options or sent over the other link. Nothing may crash or go on
 * for ever, and an end whose connection is encrypted delivers a prefix of what was sent and nothing else.
 *
 * An input is: kinds of the hosts (1 octet), shape of the transfer (1), attributes (1), then operations of
 * 4 octets - time since the one before in half milliseconds, where and what, how far back the model lies, length -
 * and as many octets as the length says.
 *
 * \param data the input
 * \param size number of octets
 * \return what came of it; the same input gives the same result
 */
FuzzSocketResult FuzzSocket(const uint8_t* data, std::size_t size);

#endif // SMPTCP_TEST_FUZZ_SOCKET_ENTRY_H
