/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-values.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

namespace ns3
{

namespace
{

constexpr double LEAST_RATE = 1e3;           //!< bit/s
constexpr double MOST_RATE = 1e12;           //!< bit/s
constexpr double LONGEST_TIME = 86400;       //!< Seconds
constexpr double MOST_OCTETS = 1e12;         //!< Of a flow
constexpr uint32_t MOST_PACKETS = 100000000; //!< Of a queue

/// \return the size of a queue, of at least one packet or octet
std::optional<QueueSize>
ParseQueueSize(const std::string& text)
{
    auto packets = ParseWithUnit(text, {{"p", 1}});
    auto octets = ParseWithUnit(text, {{"B", 1}, {"KB", 1e3}, {"KiB", 1024}, {"MB", 1e6}, {"MiB", 1 << 20}});
    double number = packets ? *packets : octets.value_or(0);
    if (!(number >= 1 && number <= MOST_PACKETS))
    {
        return std::nullopt;
    }
    return QueueSize(packets ? QueueSizeUnit::PACKETS : QueueSizeUnit::BYTES, static_cast<uint32_t>(number));
}

/// \return round-robin as RoundRobin
std::string
Capitalise(const std::string& text)
{
    std::string result;
    bool begins = true;
    for (char c : text)
    {
        if (c == '-' || c == '_')
        {
            begins = true;
            continue;
        }
        result += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        begins = false;
    }
    return result;
}

} // namespace

std::optional<double>
ParseWithUnit(const std::string& text, const std::vector<std::pair<std::string, double>>& units)
{
    std::istringstream in(text);
    double number = 0;
    std::string unit;
    if (!(in >> number >> unit) || !std::isfinite(number))
    {
        return std::nullopt;
    }
    for (const auto& [name, factor] : units)
    {
        if (unit == name)
        {
            return number * factor;
        }
    }
    return std::nullopt;
}

std::optional<DataRate>
ParseTopologyRate(const std::string& text)
{
    auto rate = ParseWithUnit(text, {{"bps", 1}, {"kbps", 1e3}, {"Mbps", 1e6}, {"Gbps", 1e9}});
    if (!rate || *rate < LEAST_RATE || *rate > MOST_RATE)
    {
        return std::nullopt;
    }
    return DataRate(static_cast<uint64_t>(std::llround(*rate)));
}

std::optional<Time>
ParseTopologyTime(const std::string& text)
{
    auto seconds = ParseWithUnit(text, {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}});
    if (!seconds || *seconds < 0 || *seconds > LONGEST_TIME)
    {
        return std::nullopt;
    }
    return Seconds(*seconds);
}

std::optional<double>
ParseTopologyProbability(const std::string& text)
{
    std::istringstream in(text);
    double number = -1;
    std::string rest;
    bool good = static_cast<bool>(in >> number) && !(in >> rest) && number >= 0 && number <= 1;
    return good ? std::optional<double>(number) : std::nullopt;
}

std::optional<uint64_t>
ParseTopologyOctets(const std::string& text)
{
    bool bare = !text.empty() && std::isdigit(static_cast<unsigned char>(text.back()));
    auto octets = ParseWithUnit(bare ? text + "B" : text,
                                {{"B", 1},
                                 {"KB", 1e3},
                                 {"KiB", 1024},
                                 {"MB", 1e6},
                                 {"MiB", 1 << 20},
                                 {"GB", 1e9},
                                 {"GiB", 1 << 30}});
    if (!octets || *octets < 1 || *octets > MOST_OCTETS)
    {
        return std::nullopt;
    }
    return static_cast<uint64_t>(std::llround(*octets));
}

std::optional<TopologyQueue>
ParseTopologyQueue(const std::string& text)
{
    auto colon = text.find(':');
    std::string kind = text.substr(0, colon);
    TopologyQueue queue;
    queue.kind = kind == "droptail" ? TopologyQueue::Kind::DROP_TAIL
                 : kind == "red"    ? TopologyQueue::Kind::RED
                                    : TopologyQueue::Kind::BDP;
    if (queue.kind == TopologyQueue::Kind::BDP && kind != "bdp")
    {
        return std::nullopt;
    }
    if (colon == std::string::npos)
    {
        return kind == "bdp" ? std::optional<TopologyQueue>(queue) : std::nullopt;
    }
    auto size = ParseQueueSize(text.substr(colon + 1));
    if (!size || (queue.kind != TopologyQueue::Kind::DROP_TAIL && size->GetUnit() != QueueSizeUnit::PACKETS))
    {
        return std::nullopt;
    }
    queue.size = *size;
    return queue;
}

std::optional<std::array<std::string, 2>>
SplitTopologyDirections(const std::string& text)
{
    auto slash = text.find('/');
    std::array<std::string, 2> parts{text.substr(0, slash),
                                     slash == std::string::npos ? text : text.substr(slash + 1)};
    if (parts[0].empty() || parts[1].empty() || parts[1].find('/') != std::string::npos)
    {
        return std::nullopt;
    }
    return parts;
}

bool
IsTopologyName(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c < 128 && (std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-');
    });
}

bool
IsTopologyPart(const std::string& text)
{
    return text == "up" || text == "down" || text == "back" || text.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<std::string>
SplitTopologyList(const std::string& text)
{
    std::vector<std::string> words;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1)
    {
        end = text.find(',', begin);
        words.push_back(text.substr(begin, end - begin));
        if (end == std::string::npos)
        {
            break;
        }
    }
    return words;
}

std::optional<TypeId>
FindTopologyType(const std::string& text, const std::string& suffix)
{
    for (const std::string prefix : {"", "ns3::", "ns3::Mptcp", "ns3::Tcp"})
    {
        bool whole = prefix.empty() || prefix == "ns3::";
        for (const std::string& end : {std::string(), suffix})
        {
            TypeId type;
            if (TypeId::LookupByNameFailSafe(prefix + (whole ? text : Capitalise(text)) + end, &type))
            {
                return type;
            }
        }
    }
    return std::nullopt;
}

} // namespace ns3
