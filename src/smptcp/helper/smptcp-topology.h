/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_H
#define SMPTCP_TOPOLOGY_H

#include "smptcp-topology-statements.h"

#include "ns3/node.h"
#include "ns3/ptr.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/// What a run has measured, by name: "goodput(f1)", "goodput(f1,2)", "sent(L)"; doc/topologies.rst has the list
using TopologyQuantities = std::map<std::string, double>;

/**
 * \ingroup smptcp-helper
 * Hosts, links, paths and flows as a file describes them: it makes them, runs the simulation and measures. One object
 * for one run; `set` statements change ns-3's defaults, so a process that goes on calls Config::Reset afterwards.
 *
 * What is wrong in a file throws TopologyError from the constructor or from Build, with file and line; a value that only
 * an object of ns-3 can judge aborts as elsewhere in ns-3.
 */
class SmptcpTopology
{
  public:
    /**
     * \param statements as read
     * \param variables values that override the file's `default` statements
     * \param foreign keywords of statements that are the program's business; another unknown one is an error
     */
    explicit SmptcpTopology(const std::vector<TopologyStatement>& statements,
                            const TopologyVariables& variables = {},
                            const std::set<std::string>& foreign = {});
    ~SmptcpTopology();

    /// Make everything. Once, before Run.
    void Build();
    /// Run the simulation to its end: the duration, or earlier once flows that all have an end are over.
    void Run();
    /// \return what was measured, after Run
    const TopologyQuantities& GetQuantities() const;
    /// \return what went wrong in the run, one line each: a flow that failed or delivered other octets than were sent
    const std::vector<std::string>& GetErrors() const;

    /// \return names of flows, as in the file
    std::vector<std::string> GetFlows() const;
    /// \return names of the paths of a flow. \param flow its name
    std::vector<std::string> GetPaths(const std::string& flow) const;
    /// \return simulated seconds of the run at most, for progress
    double GetDuration() const;
    /// \return a node by name, null when there is none, after Build
    Ptr<Node> GetNode(const std::string& name) const;
    /// \return values of all variables: defaults of the file, overridden
    const TopologyVariables& GetVariables() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> m_parts; //!< What it is made of
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_H
