/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-parser.h"

#include "smptcp-topology-attributes.h"
#include "smptcp-topology-checks.h"

#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"
#include "ns3/smptcp-type-check.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-socket-base.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr const char* RATES = "a rate from 1kbps to 1000Gbps such as 10Mbps";
constexpr const char* TIMES = "a time from 0s to 86400s in us, ms or s such as 10ms";
constexpr const char* QUEUES = "droptail:100p, droptail:64KB, bdp, bdp:LEASTp or red:100p";
constexpr const char* LOSSES = "a probability from 0 to 1";
constexpr const char* OCTETS = "whole octets such as 1400, 80KiB or 16MiB, 1 to 1e12";
constexpr uint64_t LARGEST_SEGMENT = 65000;
constexpr std::size_t MOST_PATHS = 32; //!< Of a flow

/// Throw unless objects of \p type have attribute \p name and it can have \p value.
void
CheckAttribute(TypeId type, const std::string& name, const std::string& value, const TopologyWords& words)
{
    std::string fault = FindAttributeFault(type, name, value);
    if (!fault.empty())
    {
        words.Fail(fault);
    }
}

} // namespace

bool
TopologyParser::Knows(const std::string& keyword)
{
    static const std::set<std::string> KEYWORDS{
        "set", "duration", "warmup", "span", "host", "router", "link", "path", "flow", "at"};
    return KEYWORDS.count(keyword) > 0;
}

void
TopologyParser::Take(const TopologyStatement& statement)
{
    using Method = void (TopologyParser::*)(const TopologyStatement&);
    static const std::map<std::string, Method> METHODS{{"set", &TopologyParser::Set},
                                                       {"duration", &TopologyParser::Duration},
                                                       {"host", &TopologyParser::Host},
                                                       {"router", &TopologyParser::Router},
                                                       {"link", &TopologyParser::Link},
                                                       {"path", &TopologyParser::Path},
                                                       {"flow", &TopologyParser::Flow},
                                                       {"at", &TopologyParser::At}};
    if (statement.keyword == "warmup" || statement.keyword == "span")
    {
        m_late.push_back(statement);
        return;
    }
    (this->*METHODS.at(statement.keyword))(statement);
}

TopologyPlan
TopologyParser::Finish()
{
    for (const auto& statement : m_late)
    {
        if (statement.keyword == "warmup")
        {
            WarmUp(statement);
        }
    }
    m_plan.spans.push_back({"", m_plan.warmUp, m_plan.duration});
    for (const auto& statement : m_late)
    {
        if (statement.keyword == "span")
        {
            Span(statement);
        }
    }
    CheckTopologyPlan(m_plan);
    return m_plan;
}

std::size_t
TopologyParser::Find(const std::map<std::string, std::size_t>& names,
                     const std::string& name,
                     const char* what,
                     const TopologyWords& words) const
{
    auto found = names.find(name);
    if (found == names.end())
    {
        words.Fail(std::string("no ") + what + " '" + name + "' so far");
    }
    return found->second;
}

void
TopologyParser::Set(const TopologyStatement& statement)
{
    TopologyWords words(statement, "set ns3::CLASS::ATTRIBUTE VALUE");
    words.NeedWords(2);
    words.Finish();
    const std::string& name = words.Word(0);
    auto colons = name.rfind("::");
    TypeId type;
    if (colons == std::string::npos || !TypeId::LookupByNameFailSafe(name.substr(0, colons), &type))
    {
        words.Fail("no class with attribute '" + name + "'");
    }
    CheckAttribute(type, name.substr(colons + 2), words.Word(1), words);
    m_plan.settings.push_back({statement, {name, words.Word(1)}});
}

void
TopologyParser::Duration(const TopologyStatement& statement)
{
    TopologyWords words(statement, "duration TIME");
    words.NeedWords(1);
    words.Finish();
    m_plan.duration = words.Parsed("duration", words.Word(0), ParseTopologyTime, TIMES);
    if (!m_plan.duration.IsStrictlyPositive())
    {
        words.Fail("the run must be longer than nothing");
    }
}

void
TopologyParser::WarmUp(const TopologyStatement& statement)
{
    TopologyWords words(statement, "warmup TIME");
    words.NeedWords(1);
    words.Finish();
    m_plan.warmUp = words.Parsed("warmup", words.Word(0), ParseTopologyTime, TIMES);
    if (m_plan.warmUp >= m_plan.duration)
    {
        words.Fail("the warm-up must be shorter than the run");
    }
}

void
TopologyParser::Span(const TopologyStatement& statement)
{
    TopologyWords words(statement, "span NAME from=TIME to=TIME");
    words.NeedWords(1);
    TopologySpan span{words.Name(0), Time(), m_plan.duration};
    span.from = words.Value<Time>("from", m_plan.warmUp, ParseTopologyTime, TIMES);
    span.to = words.Value<Time>("to", m_plan.duration, ParseTopologyTime, TIMES);
    words.Finish();
    if (span.from >= span.to || span.to > m_plan.duration)
    {
        words.Fail("a span begins before it ends, and ends within the run");
    }
    // goodput(f,NAME) stands beside goodput(f,up), sent(L,back) and goodput(f,2), events(NAME) beside goodput(all)
    bool taken = std::any_of(m_plan.spans.begin(), m_plan.spans.end(), [&](const auto& s) { return s.name == span.name; });
    if (taken || span.name == "all" || IsTopologyPart(span.name))
    {
        words.Fail("the name '" + span.name + "' is taken");
    }
    m_plan.spans.push_back(span);
}

void
TopologyParser::AddNode(TopologyNode node, const TopologyWords& words)
{
    if (m_links.count(node.name) > 0 || !m_nodes.emplace(node.name, m_plan.nodes.size()).second)
    {
        words.Fail("the name '" + node.name + "' is taken");
    }
    m_plan.nodes.push_back(std::move(node));
}

void
TopologyParser::Host(const TopologyStatement& statement)
{
    TopologyWords words(statement, "host NAME kind=" + SmptcpHelper::DescribeKinds() + " [Attribute=VALUE ...]");
    words.NeedWords(1);
    TopologyNode node{statement, words.Name(0), words.Option("kind").value_or("smptcp"), words.Attributes()};
    words.Finish();
    if (!SmptcpHelper::IsKind(node.kind))
    {
        words.Fail("unknown kind of host '" + node.kind + "'");
    }
    for (const auto& [name, value] : node.attributes)
    {
        CheckAttribute(SmptcpStack::GetTypeId(), name, value, words);
    }
    AddNode(node, words);
}

void
TopologyParser::Router(const TopologyStatement& statement)
{
    TopologyWords words(statement, "router NAME");
    words.NeedWords(1);
    words.Finish();
    AddNode({statement, words.Name(0), "", {}}, words);
}

void
TopologyParser::Link(const TopologyStatement& statement)
{
    TopologyWords words(statement,
                        "link NODE NODE rate=RATE delay=TIME [queue=QUEUE] [loss=PROBABILITY] [jitter=TIME] "
                        "[name=NAME]; "
                        "values may be FORWARD/BACK");
    words.NeedWords(2);
    TopologyLink link;
    link.statement = statement;
    for (std::size_t end = 0; end < 2; ++end)
    {
        link.nodes[end] = Find(m_nodes, words.Word(end), "host or router", words);
    }
    if (link.nodes[0] == link.nodes[1])
    {
        words.Fail("a link has two different ends");
    }
    link.name = words.CheckedName(words.Option("name").value_or(words.Word(0) + "-" + words.Word(1)));
    auto rates = words.Values<DataRate>("rate", DataRate(10000000), ParseTopologyRate, RATES);
    auto delays = words.Values<Time>("delay", MilliSeconds(10), ParseTopologyTime, TIMES);
    auto queues = words.Values<TopologyQueue>("queue", TopologyQueue(), ParseTopologyQueue, QUEUES);
    auto losses = words.Values<double>("loss", 0, ParseTopologyProbability, LOSSES);
    auto jitters = words.Values<Time>("jitter", Time(), ParseTopologyTime, TIMES);
    for (std::size_t side = 0; side < 2; ++side)
    {
        link.sides[side] = {rates[side], delays[side], queues[side], losses[side], jitters[side]};
    }
    words.Finish();
    if (m_nodes.count(link.name) > 0 || !m_links.emplace(link.name, m_plan.links.size()).second)
    {
        words.Fail("the name '" + link.name + "' is taken: give name=");
    }
    m_plan.links.push_back(link);
}

void
TopologyParser::AddHop(TopologyPath& path,
                       std::size_t node,
                       std::optional<std::size_t> link,
                       const TopologyWords& words) const
{
    std::vector<TopologyHop> ways;
    for (std::size_t i = 0; !path.nodes.empty() && i < m_plan.links.size(); ++i)
    {
        const auto& ends = m_plan.links[i].nodes;
        std::size_t side = ends[0] == path.nodes.back() ? 0 : 1;
        if (ends[side] == path.nodes.back() && ends[1 - side] == node && link.value_or(i) == i)
        {
            ways.push_back({i, side});
        }
    }
    if (!path.nodes.empty() && ways.size() != 1)
    {
        words.Fail(std::string(ways.empty() ? "no link" : "several links") + " from '" +
                   m_plan.nodes[path.nodes.back()].name + "' to '" + m_plan.nodes[node].name +
                   (ways.empty() ? "'" : "': put the name of one between them"));
    }
    path.hops.insert(path.hops.end(), ways.begin(), ways.end());
    path.nodes.push_back(node);
}

void
TopologyParser::CheckPath(const TopologyPath& path, const TopologyWords& words) const
{
    if (path.nodes.size() < 2)
    {
        words.Fail("a path has two ends");
    }
    for (std::size_t i = 0; i < path.nodes.size(); ++i)
    {
        bool end = i == 0 || i + 1 == path.nodes.size();
        const TopologyNode& node = m_plan.nodes[path.nodes[i]];
        if (end == node.kind.empty())
        {
            words.Fail("'" + node.name + "' is a " + (end ? "router" : "host") +
                       ": a path goes from a host by routers to a host");
        }
        if (std::count(path.nodes.begin(), path.nodes.end(), path.nodes[i]) > 1)
        {
            words.Fail("a path passes '" + node.name + "' once");
        }
    }
}

void
TopologyParser::Path(const TopologyStatement& statement)
{
    TopologyWords words(statement, "path NAME HOST [LINK] ROUTER ... [LINK] HOST");
    TopologyPath path;
    path.statement = statement;
    path.name = words.Name(0);
    std::optional<std::size_t> link;
    for (std::size_t i = 1; i < statement.words.size(); ++i)
    {
        auto named = m_links.find(words.Word(i));
        if (named != m_links.end() && !link && !path.nodes.empty())
        {
            link = named->second;
            continue;
        }
        AddHop(path, Find(m_nodes, words.Word(i), "host, router or link", words), link, words);
        link = std::nullopt;
    }
    words.Finish();
    if (link)
    {
        words.Fail("nothing behind the link");
    }
    CheckPath(path, words);
    if (!m_paths.emplace(path.name, m_plan.paths.size()).second)
    {
        words.Fail("the name '" + path.name + "' is taken");
    }
    m_plan.paths.push_back(path);
}

std::set<std::size_t>
TopologyParser::PathsOf(const TopologyFlow& flow, const std::string& option, TopologyWords& words) const
{
    std::set<std::size_t> paths;
    auto text = words.Option(option);
    for (const auto& name : text && !text->empty() ? SplitTopologyList(*text) : std::vector<std::string>())
    {
        std::size_t path = Find(m_paths, name, "path", words);
        if (std::find(flow.paths.begin() + 1, flow.paths.end(), path) == flow.paths.end())
        {
            words.Fail(option + "= names paths= other than the first");
        }
        paths.insert(path);
    }
    return paths;
}

void
TopologyParser::TakeEnds(TopologyFlow& flow, TopologyWords& words) const
{
    auto names = words.Option("paths");
    for (const auto& name : SplitTopologyList(names.value_or("")))
    {
        std::size_t path = Find(m_paths, name, "path", words);
        const auto& nodes = m_plan.paths[path].nodes;
        const auto& first = m_plan.paths[flow.paths.empty() ? path : flow.paths[0]].nodes;
        if (nodes.front() != first.front() || nodes.back() != first.back())
        {
            words.Fail("all paths of a flow lead from one host to another");
        }
        if (std::find(flow.paths.begin(), flow.paths.end(), path) != flow.paths.end())
        {
            words.Fail("path '" + name + "' twice");
        }
        flow.paths.push_back(path);
    }
    if (flow.paths.size() > MOST_PATHS)
    {
        words.Fail("a flow has at most " + std::to_string(MOST_PATHS) + " paths");
    }
    const TopologyPath& path = m_plan.paths[flow.paths[0]];
    for (const auto& [option, node] : {std::pair("from", path.nodes.front()), std::pair("to", path.nodes.back())})
    {
        auto name = words.Option(option);
        if (name && Find(m_nodes, *name, "host", words) != node)
        {
            words.Fail(std::string(option) + "=" + *name + ", but path '" + path.name + "' has '" +
                       m_plan.nodes[node].name + "' there");
        }
    }
    flow.backups = PathsOf(flow, "backup", words);
    flow.spares = PathsOf(flow, "spare", words);
}

void
TopologyParser::TakeAmounts(TopologyFlow& flow, TopologyWords& words) const
{
    std::string direction = words.Option("direction").value_or("up");
    flow.sends = {direction == "up" || direction == "both", direction == "down" || direction == "both"};
    if (!flow.sends[0] && !flow.sends[1])
    {
        words.Fail("unknown direction=" + direction + ": use up, down or both");
    }
    auto octets = words.Values<uint64_t>("bytes", 0, ParseTopologyOctets, OCTETS);
    for (std::size_t way = 0; way < 2; ++way)
    {
        flow.octets[way] = octets[way] > 0 ? std::optional<uint64_t>(octets[way]) : std::nullopt;
    }
    uint64_t segment = words.Value<uint64_t>("segment", flow.segment, ParseTopologyOctets, OCTETS);
    if (segment > LARGEST_SEGMENT)
    {
        words.Fail("impossible segment=" + std::to_string(segment));
    }
    flow.segment = static_cast<uint32_t>(segment);
    if (auto pace = words.Option("pace"); pace && !pace->empty())
    {
        flow.pace = words.Parsed("pace", *pace, ParseTopologyRate, RATES);
        if (static_cast<double>(flow.segment) * 8e9 < static_cast<double>(flow.pace->GetBitRate()))
        {
            words.Fail("impossible pace=" + *pace + ": a segment of " + std::to_string(segment) +
                       " octets would take less than a nanosecond");
        }
    }
}

void
TopologyParser::TakeTimes(TopologyFlow& flow, TopologyWords& words) const
{
    flow.start = words.Value<Time>("start", Time(), ParseTopologyTime, TIMES);
    flow.jitter = words.Value<Time>("jitter", Time(), ParseTopologyTime, TIMES);
    flow.ready = words.Value<Time>("ready", Time(), ParseTopologyTime, TIMES);
    if (auto stop = words.Option("stop"))
    {
        flow.stop = words.Parsed("stop", *stop, ParseTopologyTime, TIMES);
    }
}

void
TopologyParser::CheckFlowAttributes(const TopologyFlow& flow, const TopologyWords& words) const
{
    const auto& nodes = m_plan.paths[flow.paths[0]].nodes;
    for (std::size_t node : {nodes.front(), nodes.back()})
    {
        bool plain = m_plan.nodes[node].kind == "legacy";
        for (const auto& [name, value] : flow.attributes)
        {
            CheckAttribute(plain ? TcpSocketBase::GetTypeId() : SmptcpSocket::GetTypeId(), name, value, words);
        }
    }
}

void
TopologyParser::Flow(const TopologyStatement& statement)
{
    TopologyWords words(statement,
                        "flow NAME paths=PATH,PATH... [from=HOST to=HOST] [direction=up|down|both] [bytes=OCTETS[/OCTETS]] "
                        "[cc=NAME] [scheduler=NAME] [start=TIME] [jitter=TIME] [ready=TIME] [stop=TIME] [segment=OCTETS] "
                        "[pace=RATE] [backup=PATH,...] [spare=PATH,...] [Attribute=VALUE ...]");
    words.NeedWords(1);
    TopologyFlow flow;
    flow.statement = statement;
    flow.name = words.Name(0);
    flow.group = statement.group;
    TakeEnds(flow, words);
    TakeAmounts(flow, words);
    TakeTimes(flow, words);
    if (auto name = words.Option("cc"))
    {
        flow.congestion = FindTopologyType(*name, "");
        if (!flow.congestion || !smptcp::Makes<TcpCongestionOps>(*flow.congestion))
        {
            words.Fail("unknown cc=" + *name + ": use lia, olia, balia, wvegas, ewtcp, reno, new-reno, cubic or a TypeId");
        }
    }
    if (auto name = words.Option("scheduler"))
    {
        flow.scheduler = FindTopologyType(*name, "Scheduler");
        if (!flow.scheduler || !smptcp::Makes<MptcpScheduler>(*flow.scheduler))
        {
            words.Fail("unknown scheduler=" + *name +
                       ": use lowest-rtt, round-robin, weighted-round-robin, redundant, blest, ecf, backup or a TypeId");
        }
    }
    flow.attributes = words.Attributes();
    words.Finish();
    CheckFlowAttributes(flow, words);
    if (!m_flows.emplace(flow.name, m_plan.flows.size()).second)
    {
        words.Fail("the name '" + flow.name + "' is taken");
    }
    m_plan.flows.push_back(flow);
}

void
TopologyParser::LinkEvent(TopologyEvent& event, TopologyWords& words) const
{
    event.link = Find(m_links, words.Word(2), "link", words);
    const auto& sides = m_plan.links[event.link].sides;
    bool rated = event.statement.options.count("rate") > 0;
    bool lossy = event.statement.options.count("loss") > 0;
    bool told = event.statement.words.size() == 4;
    if (rated + lossy + told != 1 || (told && words.Word(3) != "down" && words.Word(3) != "up"))
    {
        words.Fail("say one of down, up, loss= and rate=");
    }
    event.kind = rated ? TopologyEvent::Kind::RATE : TopologyEvent::Kind::LOSS;
    event.rates = words.Values<DataRate>("rate", DataRate(), ParseTopologyRate, RATES);
    event.loss = words.Values<double>("loss", 1, ParseTopologyProbability, LOSSES);
    if (told && words.Word(3) == "up")
    {
        event.loss = {sides[0].loss, sides[1].loss};
    }
}

void
TopologyParser::HostEvent(TopologyEvent& event, TopologyWords& words) const
{
    words.NeedWords(5);
    event.kind = TopologyEvent::Kind::ADDRESS_DOWN;
    event.host = Find(m_nodes, words.Word(2), "host", words);
    event.path = Find(m_paths, words.Word(4), "path", words);
    const auto& nodes = m_plan.paths[event.path].nodes;
    if (words.Word(3) != "address-down" || (event.host != nodes.front() && event.host != nodes.back()))
    {
        words.Fail("say address-down and a path that ends there");
    }
}

void
TopologyParser::At(const TopologyStatement& statement)
{
    TopologyWords words(statement,
                        "at TIME link LINK down|up|loss=PROBABILITY|rate=RATE, or at TIME host HOST address-down PATH");
    TopologyEvent event;
    event.statement = statement;
    event.at = words.Parsed("time", words.Word(0), ParseTopologyTime, TIMES);
    if (words.Word(1) == "link")
    {
        LinkEvent(event, words);
    }
    else if (words.Word(1) == "host")
    {
        HostEvent(event, words);
    }
    else
    {
        words.Fail("events are of a link or a host");
    }
    words.Finish();
    m_plan.events.push_back(event);
}

} // namespace ns3
