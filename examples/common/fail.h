/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_FAIL_H
#define SMPTCP_EXAMPLE_FAIL_H

#include <cstdlib>
#include <iostream>
#include <string>

namespace smptcp_example
{

/// \return the name of the program, set once by main for messages
inline std::string&
ProgramName()
{
    static std::string name;
    return name;
}

/// End with status 1 after one line. \param line what is wrong and what is allowed
[[noreturn]] inline void
Fail(const std::string& line)
{
    std::cerr << ProgramName() << ": " << line << std::endl;
    std::exit(1);
}

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_FAIL_H
