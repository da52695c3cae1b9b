/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-meter.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <numeric>

namespace ns3
{

namespace
{

constexpr double MEGABIT = 1e6;                         //!< Bits
const std::array<std::string, 2> WAYS{"up", "down"};    //!< Names of directions of a flow

} // namespace

SmptcpTopologyMeter::SmptcpTopologyMeter(const TopologyPlan& plan,
                                         const SmptcpTopologyNetwork& network,
                                         const Flows& flows)
    : m_plan(plan),
      m_network(network),
      m_flows(flows),
      m_notes(plan.spans.size())
{
}

void
SmptcpTopologyMeter::Start()
{
    for (std::size_t span = 0; span < m_plan.spans.size(); ++span)
    {
        const std::array<Time, 2> times{m_plan.spans[span].from, m_plan.spans[span].to};
        for (std::size_t end = 0; end < 2; ++end)
        {
            if (times[end] < m_plan.duration)
            {
                Simulator::Schedule(times[end], &SmptcpTopologyMeter::Take, this, span, end);
            }
        }
    }
}

void
SmptcpTopologyMeter::Take(std::size_t span, std::size_t end)
{
    Note& note = m_notes[span][end];
    note.taken = true;
    note.events = Simulator::GetEventCount();
    for (const auto& flow : m_flows)
    {
        note.flows.push_back(flow->Count());
    }
    for (std::size_t link = 0; link < m_plan.links.size(); ++link)
    {
        note.links.push_back({m_network.GetCounts(link, 0), m_network.GetCounts(link, 1)});
    }
}

std::map<std::string, double>
SmptcpTopologyMeter::Finish()
{
    for (std::size_t span = 0; span < m_notes.size(); ++span)
    {
        for (std::size_t end = 0; end < 2; ++end)
        {
            if (!m_notes[span][end].taken)
            {
                Take(span, end);
            }
        }
        for (std::size_t flow = 0; flow < m_flows.size(); ++flow)
        {
            AddFlow(span, flow);
        }
        AddGroups(span);
        AddLinks(span);
        Put("events", "", span, static_cast<double>(m_notes[span][1].events - m_notes[span][0].events));
    }
    for (std::size_t flow = 0; flow < m_flows.size(); ++flow)
    {
        AddWhole(flow);
    }
    return m_quantities;
}

void
SmptcpTopologyMeter::Put(const std::string& name, const std::string& arguments, std::size_t span, double value)
{
    const std::string& label = m_plan.spans[span].name;
    std::string all = arguments + (!arguments.empty() && !label.empty() ? "," : "") + label;
    m_quantities[name + (all.empty() ? "" : "(" + all + ")")] = value;
}

double
SmptcpTopologyMeter::Seconds(std::size_t span, const SmptcpTopologyFlow& flow) const
{
    Time from = m_notes[span][0].flows.front().at;
    Time to = m_notes[span][1].flows.front().at;
    from = std::max(from, flow.GetStart().value_or(to));
    if (flow.IsOver())
    {
        to = std::min(to, std::max(flow.GetStream(0).GetLast(), flow.GetStream(1).GetLast()));
    }
    return std::max((to - from).GetSeconds(), 0.0);
}

void
SmptcpTopologyMeter::AddFlow(std::size_t span, std::size_t index)
{
    const SmptcpTopologyFlow& flow = *m_flows[index];
    const TopologyFlow& plan = flow.GetPlan();
    const TopologyFlowCounts& before = m_notes[span][0].flows[index];
    const TopologyFlowCounts& after = m_notes[span][1].flows[index];
    double seconds = Seconds(span, flow);
    auto rate = [seconds](double octets) { return seconds > 0 ? octets * 8 / seconds / MEGABIT : 0; };
    double octets = 0;
    std::vector<double> bySubflow(plan.paths.size(), 0);
    for (std::size_t way = 0; way < 2; ++way)
    {
        auto delivered = static_cast<double>(after.octets[way] - before.octets[way]);
        octets += delivered;
        if (plan.sends[0] && plan.sends[1])
        {
            Put("goodput", plan.name + "," + WAYS[way], span, rate(delivered));
        }
        for (std::size_t i = 0; i < bySubflow.size(); ++i)
        {
            bySubflow[i] += static_cast<double>(after.bySubflow[way][i] - before.bySubflow[way][i]);
        }
    }
    const TopologySpan& times = m_plan.spans[span];
    Time gap = std::max(flow.GetStream(0).GetLongestGap(times.from, times.to),
                        flow.GetStream(1).GetLongestGap(times.from, times.to));
    Put("longest-gap", plan.name, span, gap.GetSeconds());
    Put("goodput", plan.name, span, rate(octets));
    Put("bytes", plan.name, span, octets);
    Put("segments", plan.name, span, octets / plan.segment);
    Put("rate", plan.name, span, seconds > 0 ? octets / plan.segment / seconds : 0);
    for (std::size_t i = 0; i < bySubflow.size(); ++i)
    {
        std::string arguments = plan.name + "," + std::to_string(i + 1);
        Put("goodput", arguments, span, rate(bySubflow[i]));
        Put("bytes", arguments, span, bySubflow[i]);
        Put("rate", arguments, span, seconds > 0 ? bySubflow[i] / plan.segment / seconds : 0);
    }
}

void
SmptcpTopologyMeter::AddGroups(std::size_t span)
{
    std::map<std::string, std::vector<const TopologyFlow*>> groups;
    for (const auto& flow : m_flows)
    {
        const TopologyFlow& plan = flow->GetPlan();
        groups["all"].push_back(&plan);
        if (!plan.group.empty())
        {
            groups[plan.group].push_back(&plan);
        }
    }
    const std::string& label = m_plan.spans[span].name;
    auto rates = [&](const std::vector<const TopologyFlow*>& flows, const std::string& subflow) {
        std::vector<double> values;
        for (const TopologyFlow* flow : flows)
        {
            values.push_back(m_quantities.at("goodput(" + flow->name + subflow + (label.empty() ? "" : "," + label) + ")"));
        }
        return values;
    };
    for (const auto& [group, flows] : groups)
    {
        std::vector<double> values = rates(flows, "");
        double sum = std::accumulate(values.begin(), values.end(), 0.0);
        double squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
        auto count = static_cast<double>(values.size());
        Put("goodput", group, span, sum);
        Put("mean", group, span, sum / count);
        Put("min", group, span, *std::min_element(values.begin(), values.end()));
        Put("max", group, span, *std::max_element(values.begin(), values.end()));
        Put("jain", group, span, squares > 0 ? sum * sum / (count * squares) : 0);
        auto fewest = std::min_element(flows.begin(), flows.end(), [](const TopologyFlow* a, const TopologyFlow* b) {
            return a->paths.size() < b->paths.size();
        });
        for (std::size_t i = 1; i <= (*fewest)->paths.size(); ++i)
        {
            std::vector<double> parts = rates(flows, "," + std::to_string(i));
            Put("mean", group + "," + std::to_string(i), span, std::accumulate(parts.begin(), parts.end(), 0.0) / count);
        }
    }
}

void
SmptcpTopologyMeter::AddLinks(std::size_t span)
{
    for (std::size_t link = 0; link < m_plan.links.size(); ++link)
    {
        for (std::size_t side = 0; side < 2; ++side)
        {
            const TopologyLinkCounts& before = m_notes[span][0].links[link][side];
            const TopologyLinkCounts& after = m_notes[span][1].links[link][side];
            std::string arguments = m_plan.links[link].name + (side == 0 ? "" : ",back");
            auto sent = static_cast<double>(after.sent - before.sent);
            auto dropped = static_cast<double>(after.dropped - before.dropped);
            auto lost = static_cast<double>(after.lost - before.lost);
            Put("sent", arguments, span, sent);
            Put("dropped", arguments, span, dropped);
            Put("lost", arguments, span, lost);
            Put("loss", arguments, span, sent + dropped > 0 ? (dropped + lost) / (sent + dropped) : 0);
        }
    }
}

void
SmptcpTopologyMeter::AddWhole(std::size_t index)
{
    const SmptcpTopologyFlow& flow = *m_flows[index];
    const TopologyFlow& plan = flow.GetPlan();
    const std::optional<Time> start = flow.GetStart(); // none when the run was over before
    double missing = 0;
    for (std::size_t way = 0; way < 2; ++way)
    {
        const SmptcpTopologyStream& stream = flow.GetStream(way);
        missing += static_cast<double>(stream.GetMissing());
        bool both = plan.sends[0] && plan.sends[1];
        auto put = [&](const std::string& name, Time at) {
            double since = (at - *start).GetSeconds();
            m_quantities[name + "(" + plan.name + (both ? "," + WAYS[way] : "") + ")"] = since;
            auto whole = m_quantities.emplace(name + "(" + plan.name + ")", since).first;
            whole->second = std::max(whole->second, since);
        };
        if (start && plan.sends[way] && stream.GetFirst())
        {
            put("first-byte", *stream.GetFirst());
        }
        if (start && plan.sends[way] && stream.Complete())
        {
            put("finish", stream.GetLast());
        }
    }
    for (std::size_t i = 1; i < plan.paths.size(); ++i)
    {
        if (auto first = flow.GetFirst(i); first && start)
        {
            m_quantities["first-byte(" + plan.name + "," + std::to_string(i + 1) + ")"] =
                (*first - *start).GetSeconds();
        }
    }
    m_quantities["missing(" + plan.name + ")"] = missing;
    m_quantities["reordered-octets-max(" + plan.name + ")"] = static_cast<double>(flow.GetMostReordered());
    m_quantities["reordered-octets-mean(" + plan.name + ")"] = flow.GetMeanReordered();
    if (plan.pace)
    {
        std::size_t way = plan.sends[0] ? 0 : 1;
        m_quantities["delay(" + plan.name + ")"] = flow.GetStream(way).GetMeanDelay();
    }
    if (flow.GetCopies())
    {
        // Of all chunks, not of those carried by all: a chunk that arrives on one path may be left out on another, a
        // chunk that is lost is not.
        auto chunks = static_cast<double>(std::max<uint64_t>(1, flow.GetCopies()->GetChunks()));
        m_quantities["copied(" + plan.name + ")"] = static_cast<double>(flow.GetCopies()->GetCarriedByAll()) / chunks;
        m_quantities["residual(" + plan.name + ")"] = static_cast<double>(flow.GetCopies()->GetLostOnAll()) / chunks;
    }
    m_quantities["errors(" + plan.name + ")"] = flow.GetError().empty() ? 0 : 1;
}

} // namespace ns3
