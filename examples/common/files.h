/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_FILES_H
#define SMPTCP_EXAMPLE_FILES_H

#include "option-table.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace smptcp_example
{

/// \param name a file \param option the option that named it, for the message \return all of it
inline std::vector<uint8_t>
ReadFile(const std::string& name, const std::string& option)
{
    std::ifstream in(name, std::ios::binary);
    if (!in || std::filesystem::is_directory(name))
    {
        Fail("cannot read the file '" + name + "': give --" + option + "=PATH of a readable file");
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Make the directory of results. \param out its name, as --out gave it \param probe a file that will be written there
inline void
MakeOutputDirectory(const std::string& out, const std::string& probe)
{
    std::error_code error;
    std::filesystem::create_directories(out, error);
    if (error || !std::ofstream(out + "/" + probe))
    {
        Fail("cannot write to --out=" + out + ": give a directory that can be made and written");
    }
}

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_FILES_H
