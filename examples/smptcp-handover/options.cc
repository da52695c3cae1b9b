/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "options.h"

#include "../common/option-table.h"

#include "ns3/command-line.h"
#include "ns3/mptcp-scheduler.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-type-check.h"
#include "ns3/tcp-congestion-ops.h"

#include <algorithm>

using namespace ns3;
using smptcp_example::Fail;
using smptcp_example::OptionTable;

namespace smptcp_handover
{

namespace
{

constexpr double LONGEST_S = 3600; //!< Of a transfer

const std::vector<Mode> MODES{{"fullmesh", "ns3::MptcpFullMeshPathManager"},
                              {"backup", "ns3::MptcpBackupPathManager"},
                              {"break-before-make", "ns3::MptcpSinglePathManager"}};

/// Refuse a number outside a range. \param unit of it
void
CheckRange(const std::string& option, double value, double low, double high, const std::string& unit)
{
    if (!(value >= low && value <= high))
    {
        std::ostringstream line;
        line << "impossible --" << option << "=" << value << ": give " << low << " to " << high << " " << unit;
        Fail(line.str());
    }
}

/// Refuse a name that is no TypeId of a kind. \param kind in words
template <typename T>
void
CheckType(const std::string& option, const std::string& name, const std::string& kind)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(name, &type) || !smptcp::Makes<T>(type))
    {
        Fail("unknown --" + option + "=" + name + ": use the TypeId of a " + kind);
    }
}

void
Check(const Options& options)
{
    if (!SmptcpHelper::IsKind(options.protocol))
    {
        Fail("unknown --protocol=" + options.protocol + ": use one of " + SmptcpHelper::DescribeKinds());
    }
    if (!options.Up() && !options.Down())
    {
        Fail("unknown --direction=" + options.direction + ": use up, down or both");
    }
    CheckRange("from", options.from, 1, 10000, "m");
    CheckRange("speed", options.speed, 0, 100, "m/s");
    CheckRange("duration", options.duration, 5, LONGEST_S, "s");
    CheckRange("turnBack", options.turnBack, 0, LONGEST_S, "s");
    CheckRange("interval", options.interval, 0.01, 10, "s");
    CheckType<TcpCongestionOps>("congestion", options.congestion, "congestion control, such as ns3::MptcpLia");
    CheckType<MptcpScheduler>("scheduler", options.scheduler, "scheduler, such as ns3::MptcpLowestRttScheduler");
}

} // namespace

bool
Options::Up() const
{
    return direction == "up" || direction == "both";
}

bool
Options::Down() const
{
    return direction == "down" || direction == "both";
}

std::vector<Mode>
ModesOf(const Options& options)
{
    bool onePath = options.protocol == "legacy" || options.protocol == "tcpcrypt";
    if (onePath && options.mode != "all")
    {
        Fail("impossible --mode=" + options.mode + ": " + options.protocol + " has one path, leave --mode away");
    }
    if (onePath)
    {
        return {{"one-path", ""}};
    }
    if (options.mode == "all")
    {
        return MODES;
    }
    auto found = std::find_if(MODES.begin(), MODES.end(), [&](const auto& mode) { return mode.name == options.mode; });
    if (found == MODES.end())
    {
        Fail("unknown --mode=" + options.mode + ": use fullmesh, backup, break-before-make or all");
    }
    return {*found};
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd("smptcp-handover.cc");
    cmd.Usage("A phone with Wi-Fi and LTE walks out of Wi-Fi range while a transfer runs.");
    OptionTable table(cmd);
    std::string kinds = SmptcpHelper::DescribeKinds();
    table.Add("mode", "fullmesh, backup (LTE waits), break-before-make (LTE only when Wi-Fi is lost) or all", options.mode);
    table.Add("protocol", "kind of both hosts: " + kinds, options.protocol, ", one of " + kinds);
    table.Add("direction", "down (to the phone), up or both", options.direction);
    table.Add("from", "distance from the access point at the start, m", options.from);
    table.Add("speed", "of the phone, away from the access point, m/s", options.speed);
    table.Add("turnBack", "time at which the phone turns round, s; 0 never", options.turnBack);
    table.Add("duration", "time at which the senders stop, s", options.duration);
    table.Add("interval", "between two lines of handover.csv, s", options.interval);
    table.Add("congestion", "TypeId of the congestion control of MPTCP and SMPTCP", options.congestion);
    table.Add("scheduler", "TypeId of the scheduler", options.scheduler);
    table.Add("pcap", "1: write phone.pcap and server.pcap, all interfaces of each", options.pcap, ", 1 or 0");
    table.Add("out", "directory for results", options.out);
    table.Know<uint64_t>("RngRun");
    table.Know<uint32_t>("RngSeed");
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    Check(options);
    return options;
}

} // namespace smptcp_handover
