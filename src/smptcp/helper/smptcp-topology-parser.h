/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_PARSER_H
#define SMPTCP_TOPOLOGY_PARSER_H

#include "smptcp-topology-plan.h"
#include "smptcp-topology-words.h"

#include <map>
#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Makes a TopologyPlan of statements, one after the other; what a statement names must have come before it.
 */
class TopologyParser
{
  public:
    /// Take a statement; throws TopologyError.
    void Take(const TopologyStatement& statement);
    /// \return the plan, after the last statement
    TopologyPlan Finish();
    /// \return true when \p keyword is a statement it takes
    static bool Knows(const std::string& keyword);

  private:
    void Set(const TopologyStatement& statement);
    void Duration(const TopologyStatement& statement);
    void WarmUp(const TopologyStatement& statement);
    void Span(const TopologyStatement& statement);
    void Host(const TopologyStatement& statement);
    void Router(const TopologyStatement& statement);
    void Link(const TopologyStatement& statement);
    void Path(const TopologyStatement& statement);
    void Flow(const TopologyStatement& statement);
    void At(const TopologyStatement& statement);

    void AddNode(TopologyNode node, const TopologyWords& words);
    void AddHop(TopologyPath& path, std::size_t node, std::optional<std::size_t> link, const TopologyWords& words) const;
    void CheckPath(const TopologyPath& path, const TopologyWords& words) const;
    void TakeEnds(TopologyFlow& flow, TopologyWords& words) const;
    void TakeAmounts(TopologyFlow& flow, TopologyWords& words) const;
    void TakeTimes(TopologyFlow& flow, TopologyWords& words) const;
    void CheckFlowAttributes(const TopologyFlow& flow, const TopologyWords& words) const;
    void LinkEvent(TopologyEvent& event, TopologyWords& words) const;
    void HostEvent(TopologyEvent& event, TopologyWords& words) const;
    std::set<std::size_t> PathsOf(const TopologyFlow& flow, const std::string& option, TopologyWords& words) const;
    std::size_t Find(const std::map<std::string, std::size_t>& names,
                     const std::string& name,
                     const char* what,
                     const TopologyWords& words) const;

    TopologyPlan m_plan;                              //!< What has been understood
    std::vector<TopologyStatement> m_late;            //!< Those that the length of the run decides on
    std::map<std::string, std::size_t> m_nodes;       //!< By name
    std::map<std::string, std::size_t> m_links;       //!< By name
    std::map<std::string, std::size_t> m_paths;       //!< By name
    std::map<std::string, std::size_t> m_flows;       //!< By name
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_PARSER_H
