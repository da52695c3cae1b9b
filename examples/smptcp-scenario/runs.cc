/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "runs.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-topology.h"

#include <cstdlib>
#include <ctime>
#include <exception>
#include <iomanip>
#include <limits>
#include <sstream>

using namespace ns3;

namespace smptcp_example
{

std::string
RunOnce(const Scenario& scenario, const Variant& variant, uint32_t seed)
{
    std::ostringstream text;
    text << std::setprecision(std::numeric_limits<double>::max_digits10);
    try
    {
        RngSeedManager::SetRun(seed);
        SmptcpTopology topology(scenario.GetTopology(), variant.variables);
        topology.Build();
        topology.Run();
        if (!topology.GetErrors().empty())
        {
            return "! " + topology.GetErrors().front();
        }
        for (const auto& [name, value] : topology.GetQuantities())
        {
            text << name << " " << value << "\n";
        }
    }
    catch (const std::exception& error)
    {
        return std::string("! ") + error.what();
    }
    text << "cpu " << static_cast<double>(std::clock()) / CLOCKS_PER_SEC << "\n";
    return text.str();
}

std::string
TryBuild(const Scenario& scenario, const Variant& variant)
{
    try
    {
        SmptcpTopology(scenario.GetTopology(), variant.variables).Build();
    }
    catch (const std::exception& error)
    {
        return error.what();
    }
    return "";
}

RunResult
ReadResult(const Workers::Answer& answer)
{
    RunResult result;
    if (!answer)
    {
        result.error = "the simulation died";
        return result;
    }
    if (answer->rfind("! ", 0) == 0)
    {
        result.error = answer->substr(2);
        return result;
    }
    std::istringstream in(*answer);
    for (std::string line; std::getline(in, line);)
    {
        auto blank = line.rfind(' ');
        const char* text = blank == std::string::npos ? "" : line.c_str() + blank + 1;
        char* end = nullptr;
        double value = std::strtod(text, &end); // reads nan and inf as well
        if (*text == '\0' || *end != '\0')
        {
            result.error = "no name and number: '" + line + "'";
            return result;
        }
        std::string name = line.substr(0, blank);
        (name == "cpu" ? result.cpu : result.quantities[name]) = value;
    }
    return result;
}

} // namespace smptcp_example
