/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "fuzz-socket-entry.h"

#include <cstdio>
#include <cstdlib>

/// Entry point of libFuzzer
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    std::string failed = FuzzSocket(data, size).failed;
    if (!failed.empty())
    {
        std::fprintf(stderr, "property does not hold: %s\n", failed.c_str());
        std::abort();
    }
    return 0;
}
