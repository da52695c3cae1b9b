/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "catalogue.h"

#include "../common/fail.h"
#include "../common/words.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace smptcp_example
{

namespace
{

std::string
NameOf(const std::string& path)
{
    return std::filesystem::path(path).stem().string();
}

/// The build says where the files are; a program that was moved looks beside itself.
std::string
Directory()
{
    std::error_code error;
#ifdef SMPTCP_SCENARIO_DIR
    if (std::filesystem::is_directory(SMPTCP_SCENARIO_DIR, error))
    {
        return SMPTCP_SCENARIO_DIR;
    }
#endif
    return (std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "scenarios").string();
}

} // namespace

std::vector<std::string>
BuiltInScenarios()
{
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(Directory(), error))
    {
        if (entry.path().extension() == ".topo")
        {
            files.push_back(entry.path().string());
        }
    }
    if (files.empty())
    {
        Fail("no scenarios in " + Directory() + ": use --topology=FILE");
    }
    auto number = [](const std::string& file) { return std::atoi(NameOf(file).c_str() + 1); };
    std::sort(files.begin(), files.end(), [&number](const std::string& a, const std::string& b) {
        return std::pair(number(a), NameOf(a)) < std::pair(number(b), NameOf(b)); // S2 before S10
    });
    return files;
}

std::vector<std::string>
FindScenarios(const std::string& list)
{
    std::vector<std::string> known = BuiltInScenarios();
    if (list == "all")
    {
        return known;
    }
    std::vector<std::string> files;
    for (const auto& name : Words(list))
    {
        auto found = std::find_if(known.begin(), known.end(), [&name](const auto& file) { return NameOf(file) == name; });
        if (found == known.end())
        {
            std::string names = "all";
            for (const auto& file : known)
            {
                names += ", " + NameOf(file);
            }
            Fail("unknown --scenario=" + name + ": use " + names);
        }
        files.push_back(*found);
    }
    return files;
}

} // namespace smptcp_example
