/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDOVER_OPTIONS_H
#define SMPTCP_HANDOVER_OPTIONS_H

#include <string>
#include <vector>

namespace smptcp_handover
{

/// What the command line asks for, under the names of its options
struct Options
{
    std::string mode{"all"};
    std::string protocol{"smptcp"};
    std::string direction{"down"};
    double from{40};     //!< m
    double speed{2};     //!< m/s
    double turnBack{0};  //!< s, 0 never
    double duration{60}; //!< s
    double interval{0.25}; //!< s
    std::string congestion{"ns3::MptcpLia"};
    std::string scheduler{"ns3::MptcpLowestRttScheduler"};
    bool pcap{false};
    std::string out{"results/handover"};

    /// \return true when the phone sends
    bool Up() const;
    /// \return true when the server sends
    bool Down() const;
};

/// A way to use the two interfaces
struct Mode
{
    std::string name;        //!< As --mode has it
    std::string pathManager; //!< TypeId of the phone's path manager, empty where there is one path only
};

/// \return what the command line asks for; ends the program with one line for what is impossible
Options ParseCommandLine(int argc, char** argv);
/// \return the modes to run. Ends the program with one line when the protocol has none of that name
std::vector<Mode> ModesOf(const Options& options);

} // namespace smptcp_handover

#endif // SMPTCP_HANDOVER_OPTIONS_H
