/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_FUZZ_OPTIONS_ENTRY_H
#define SMPTCP_TEST_FUZZ_OPTIONS_ENTRY_H

#include <cstddef>
#include <cstdint>
#include <string>

/**
 * Feed octets from nowhere to everything that reads the network without keeping state: the walk of an option area,
 * every option codec, the option planner, tcpcrypt's INIT messages, and the segment MAC. Shared by the fuzzer and by
 * the test that replays the corpus.
 *
 * \param data the octets, taken as an option area, as a TCP segment and as an INIT payload in turn
 * \param size number of octets
 * \return empty when all properties hold, else which one does not
 */
std::string FuzzOptions(const uint8_t* data, std::size_t size);

#endif // SMPTCP_TEST_FUZZ_OPTIONS_ENTRY_H
