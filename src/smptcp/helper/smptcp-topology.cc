/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology.h"

#include "smptcp-topology-flow.h"
#include "smptcp-topology-meter.h"
#include "smptcp-topology-network.h"
#include "smptcp-topology-plan.h"

#include "ns3/config.h"
#include "ns3/mptcp-path-manager.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-key-store.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr int64_t FIRST_STREAM = 1000; //!< Random streams from here on are ours
const Time LOOK = MilliSeconds(100);   //!< Between looks whether all flows are over

/**
 * The congestion control of multipath connections is an attribute of the host that sends; that of a receiver is nothing.
 * \return by node; throws when a host sends in flows of different ones
 */
std::vector<std::optional<TypeId>>
CongestionOfHosts(const TopologyPlan& plan)
{
    std::vector<const TopologyFlow*> users(plan.nodes.size(), nullptr);
    std::vector<std::optional<TypeId>> congestion(plan.nodes.size());
    for (const auto& flow : plan.flows)
    {
        const auto& path = plan.paths[flow.paths[0]].nodes;
        for (std::size_t way = 0; way < 2; ++way)
        {
            std::size_t node = way == 0 ? path.front() : path.back();
            const std::string& kind = plan.nodes[node].kind;
            if (kind == "legacy" || kind == "tcpcrypt" || !flow.sends[way])
            {
                continue;
            }
            if (users[node] && users[node]->congestion != flow.congestion)
            {
                throw TopologyError(flow.statement,
                                    "host '" + plan.nodes[node].name + "' sends in flow '" + users[node]->name +
                                        "' with another cc=: the congestion control is one for all multipath "
                                        "connections of a host; use two hosts");
            }
            users[node] = &flow;
            congestion[node] = flow.congestion;
        }
    }
    return congestion;
}

} // namespace

/// What a topology is made of
struct SmptcpTopology::Parts
{
    TopologyVariables variables;                   //!< Values
    TopologyPlan plan;                             //!< The file, understood
    std::unique_ptr<SmptcpTopologyNetwork> network; //!< Nodes and links
    SmptcpTopologyMeter::Flows flows;              //!< Flows
    std::unique_ptr<SmptcpTopologyMeter> meter;    //!< Measures
    TopologyQuantities quantities;                 //!< What it measured
    std::vector<std::string> errors;               //!< What went wrong

    void InstallHosts(int64_t stream);
    void Schedule(const TopologyEvent& event);
    void StopWhenOver();
};

SmptcpTopology::SmptcpTopology(const std::vector<TopologyStatement>& statements,
                               const TopologyVariables& variables,
                               const std::set<std::string>& foreign)
    : m_parts(std::make_unique<Parts>())
{
    for (const auto& statement : statements)
    {
        if (statement.keyword == "default")
        {
            for (const auto& option : statement.options)
            {
                m_parts->variables.insert(option);
            }
        }
    }
    for (const auto& [name, value] : variables)
    {
        m_parts->variables[name] = value;
    }
    std::vector<TopologyStatement> own;
    for (const auto& statement : statements)
    {
        if (TopologyPlan::Knows(statement.keyword))
        {
            auto expanded = ExpandTopologyStatement(statement, m_parts->variables);
            own.insert(own.end(), expanded.begin(), expanded.end());
        }
        else if (statement.keyword != "default" && foreign.count(statement.keyword) == 0)
        {
            throw TopologyError(statement,
                                "unknown statement '" + statement.keyword +
                                    "': use default, set, duration, warmup, span, host, router, link, path, flow or at");
        }
    }
    m_parts->plan = TopologyPlan::Make(own);
    CongestionOfHosts(m_parts->plan);
}

SmptcpTopology::~SmptcpTopology()
{
    if (m_parts->network)
    {
        Simulator::Destroy();
    }
}

void
SmptcpTopology::Build()
{
    Parts& parts = *m_parts;
    for (const auto& [statement, setting] : parts.plan.settings)
    {
        if (!Config::SetDefaultFailSafe(setting[0], StringValue(setting[1])))
        {
            throw TopologyError(statement, "attribute " + setting[0] + " cannot be '" + setting[1] + "'");
        }
    }
    Ptr<UniformRandomVariable> jitter = CreateObject<UniformRandomVariable>();
    int64_t stream = FIRST_STREAM;
    jitter->SetStream(stream++);
    parts.network = std::make_unique<SmptcpTopologyNetwork>(parts.plan);
    stream += parts.network->Build(stream);
    parts.InstallHosts(stream);
    for (std::size_t i = 0; i < parts.plan.flows.size(); ++i)
    {
        parts.flows.push_back(std::make_unique<SmptcpTopologyFlow>(parts.plan, i, *parts.network));
        double most = parts.plan.flows[i].jitter.GetSeconds();
        parts.flows.back()->Start(Seconds(jitter->GetValue(0, 1) * most));
    }
    for (const auto& event : parts.plan.events)
    {
        parts.Schedule(event);
    }
    parts.meter = std::make_unique<SmptcpTopologyMeter>(parts.plan, *parts.network, parts.flows);
    parts.meter->Start();
}

void
SmptcpTopology::Parts::InstallHosts(int64_t stream)
{
    std::vector<std::optional<TypeId>> congestion = CongestionOfHosts(plan);
    Ptr<SmptcpKeyStore> keys = CreateObject<SmptcpKeyStore>();
    for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    {
        const TopologyNode& node = plan.nodes[i];
        if (node.kind.empty())
        {
            continue;
        }
        SmptcpHelper helper;
        helper.SetKeyStore(keys);
        // Which subflows there are is the flow's business, see SmptcpTopologyFlow::GivePaths.
        helper.SetSocketAttribute("PathManager", TypeIdValue(MptcpNullPathManager::GetTypeId()));
        if (congestion[i])
        {
            helper.SetAttribute("CongestionControl", TypeIdValue(*congestion[i]));
        }
        for (const auto& [name, value] : node.attributes)
        {
            helper.SetAttribute(name, StringValue(value));
        }
        helper.Install(network->GetNode(i), node.kind);
        stream += helper.AssignStreams(network->GetNode(i), stream);
    }
}

void
SmptcpTopology::Parts::Schedule(const TopologyEvent& event)
{
    for (std::size_t side = 0; side < 2; ++side)
    {
        if (event.kind == TopologyEvent::Kind::LOSS)
        {
            Simulator::Schedule(event.at,
                                &SmptcpTopologyNetwork::SetLoss,
                                network.get(),
                                event.link,
                                side,
                                event.loss[side]);
        }
        else if (event.kind == TopologyEvent::Kind::RATE)
        {
            Simulator::Schedule(event.at,
                                &SmptcpTopologyNetwork::SetRate,
                                network.get(),
                                event.link,
                                side,
                                event.rates[side]);
        }
    }
    if (event.kind == TopologyEvent::Kind::ADDRESS_DOWN)
    {
        for (const auto& flow : flows)
        {
            Simulator::Schedule(event.at, &SmptcpTopologyFlow::AddressDown, flow.get(), event.host, event.path);
        }
    }
}

void
SmptcpTopology::Parts::StopWhenOver()
{
    if (std::all_of(flows.begin(), flows.end(), [](const auto& flow) { return flow->IsOver(); }))
    {
        Simulator::Stop();
        return;
    }
    Simulator::Schedule(LOOK, &Parts::StopWhenOver, this);
}

void
SmptcpTopology::Run()
{
    Parts& parts = *m_parts;
    if (!parts.flows.empty() &&
        std::all_of(parts.flows.begin(), parts.flows.end(), [](const auto& flow) { return flow->HasEnd(); }))
    {
        Simulator::ScheduleNow(&Parts::StopWhenOver, &parts);
    }
    Simulator::Stop(parts.plan.duration);
    Simulator::Run();
    parts.quantities = parts.meter->Finish();
    for (const auto& flow : parts.flows)
    {
        std::string error = flow->GetError();
        if (!error.empty())
        {
            parts.errors.push_back(error);
        }
    }
}

const TopologyQuantities&
SmptcpTopology::GetQuantities() const
{
    return m_parts->quantities;
}

const std::vector<std::string>&
SmptcpTopology::GetErrors() const
{
    return m_parts->errors;
}

std::vector<std::string>
SmptcpTopology::GetFlows() const
{
    std::vector<std::string> names;
    for (const auto& flow : m_parts->plan.flows)
    {
        names.push_back(flow.name);
    }
    return names;
}

std::vector<std::string>
SmptcpTopology::GetPaths(const std::string& flow) const
{
    std::vector<std::string> names;
    for (const auto& plan : m_parts->plan.flows)
    {
        for (std::size_t path : plan.name == flow ? plan.paths : std::vector<std::size_t>())
        {
            names.push_back(m_parts->plan.paths[path].name);
        }
    }
    return names;
}

double
SmptcpTopology::GetDuration() const
{
    return m_parts->plan.duration.GetSeconds();
}

Ptr<Node>
SmptcpTopology::GetNode(const std::string& name) const
{
    for (std::size_t i = 0; m_parts->network && i < m_parts->plan.nodes.size(); ++i)
    {
        if (m_parts->plan.nodes[i].name == name)
        {
            return m_parts->network->GetNode(i);
        }
    }
    return nullptr;
}

const TopologyVariables&
SmptcpTopology::GetVariables() const
{
    return m_parts->variables;
}

} // namespace ns3
