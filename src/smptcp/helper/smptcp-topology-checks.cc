/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-checks.h"

#include <set>

namespace ns3
{

namespace
{

constexpr uint32_t LARGEST_PLAIN_SEGMENT = 1460; //!< MTU 1500 without the headers of IP and TCP
constexpr uint32_t TIMESTAMP_OCTETS = 12;        //!< Of the option, with padding

/// \return the value an attribute will have. \param own those of the object itself, which win over `set`
std::string
ValueOf(const TopologyPlan& plan, const std::string& type, const std::string& name, const TopologyAttributes& own)
{
    TypeId::AttributeInformation information;
    TypeId::LookupByName(type).LookupAttributeByName(name, &information);
    std::string value = information.initialValue->SerializeToString(information.checker);
    for (const auto& [statement, setting] : plan.settings)
    {
        value = setting[0] == type + "::" + name ? setting[1] : value;
    }
    for (const auto& attribute : own)
    {
        value = attribute.first == name ? attribute.second : value;
    }
    return value;
}

/// \return true when the text of a truth value says so
bool
IsTrue(const std::string& value)
{
    return value == "true" || value == "t" || value == "1";
}

void
CheckTimes(const TopologyPlan& plan, const TopologyFlow& flow)
{
    Time begun = flow.start + flow.jitter;
    if (begun + flow.ready >= plan.duration)
    {
        throw TopologyError(flow.statement, "start=, jitter= and ready= end before the run does, whose 'duration' is " +
                                                std::to_string(plan.duration.GetSeconds()) + " s");
    }
    if (flow.stop && (*flow.stop <= begun || *flow.stop > plan.duration))
    {
        throw TopologyError(flow.statement, "stop= comes after start= and jitter=, and within the run");
    }
}

/// A plain host has ns-3's TCP, which adds its options to a full segment: IP would make two packets of each.
void
CheckSegment(const TopologyPlan& plan, const TopologyFlow& flow)
{
    const auto& path = plan.paths[flow.paths[0]].nodes;
    bool stamps = IsTrue(ValueOf(plan, "ns3::TcpSocketBase", "Timestamp", flow.attributes));
    uint32_t most = LARGEST_PLAIN_SEGMENT - (stamps ? TIMESTAMP_OCTETS : 0);
    for (std::size_t way = 0; way < 2; ++way)
    {
        const TopologyNode& node = plan.nodes[way == 0 ? path.front() : path.back()];
        bool plain = node.kind == "legacy" && !IsTrue(ValueOf(plan, "ns3::SmptcpStack", "OwnPlainTcp", node.attributes));
        if (plain && flow.sends[way] && flow.segment > most)
        {
            throw TopologyError(flow.statement,
                                "impossible segment=" + std::to_string(flow.segment) + ": the legacy host '" + node.name +
                                    "' sends at most " + std::to_string(most) + " octets in a packet" +
                                    (stamps ? " with timestamps, 1460 without (set ns3::TcpSocketBase::Timestamp false)"
                                            : ""));
        }
    }
}

/// A quantity such as goodput(f) belongs to one flow or to one group.
void
CheckNames(const TopologyPlan& plan)
{
    std::set<std::string> groups;
    for (const auto& flow : plan.flows)
    {
        if (flow.name == "all" || flow.group == "all")
        {
            throw TopologyError(flow.statement, "the name 'all' is taken: it is the group of all flows");
        }
        groups.insert(flow.group);
    }
    for (const auto& flow : plan.flows)
    {
        if (groups.count(flow.name) > 0)
        {
            throw TopologyError(flow.statement, "the name '" + flow.name + "' is taken: it is a group of flows");
        }
    }
}

} // namespace

void
CheckTopologyPlan(const TopologyPlan& plan)
{
    CheckNames(plan);
    for (const auto& flow : plan.flows)
    {
        CheckTimes(plan, flow);
        CheckSegment(plan, flow);
    }
    for (const auto& node : plan.nodes)
    {
        if (node.kind == "smptcp" && ValueOf(plan, "ns3::SmptcpStack", "TcpcryptForm", node.attributes) == "B")
        {
            throw TopologyError(node.statement, "TcpcryptForm is A for hosts of kind smptcp; B is for kind=tcpcrypt");
        }
    }
}

} // namespace ns3
