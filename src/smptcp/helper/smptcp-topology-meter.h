/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_METER_H
#define SMPTCP_TOPOLOGY_METER_H

#include "smptcp-topology-flow.h"
#include "smptcp-topology-network.h"
#include "smptcp-topology-plan.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Notes what flows and links have done at the ends of each span, and makes quantities of it (doc/topologies.rst).
 */
class SmptcpTopologyMeter
{
  public:
    using Flows = std::vector<std::unique_ptr<SmptcpTopologyFlow>>; //!< In the order of the plan

    /// \param plan the topology \param network its links \param flows its flows; all outlive this
    SmptcpTopologyMeter(const TopologyPlan& plan, const SmptcpTopologyNetwork& network, const Flows& flows);

    /// Schedule notes.
    void Start();
    /// The simulation has ended: note the end of spans that are not over. \return the quantities by name
    std::map<std::string, double> Finish();

  private:
    /// What had happened at a time
    struct Note
    {
        bool taken{false};                                     //!< It has been written
        std::vector<TopologyFlowCounts> flows;                 //!< By flow
        std::vector<std::array<TopologyLinkCounts, 2>> links;  //!< By link and direction
        uint64_t events{0};                                    //!< Executed by the simulator
    };

    void Take(std::size_t span, std::size_t end);
    void AddFlow(std::size_t span, std::size_t index);
    void AddGroups(std::size_t span);
    void AddLinks(std::size_t span);
    void AddWhole(std::size_t index);
    void Put(const std::string& name, const std::string& arguments, std::size_t span, double value);
    double Seconds(std::size_t span, const SmptcpTopologyFlow& flow) const;

    const TopologyPlan& m_plan;                 //!< The topology
    const SmptcpTopologyNetwork& m_network;     //!< Its links
    const Flows& m_flows;                       //!< Its flows
    std::vector<std::array<Note, 2>> m_notes;   //!< By span: begin, end
    std::map<std::string, double> m_quantities; //!< By name
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_METER_H
