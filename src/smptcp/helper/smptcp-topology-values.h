/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_VALUES_H
#define SMPTCP_TOPOLOGY_VALUES_H

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/queue-size.h"
#include "ns3/type-id.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/**
 * \file
 * \ingroup smptcp-helper
 * Words of topology files that stand for numbers and classes.
 */

namespace ns3
{

/// Names and values of attributes
using TopologyAttributes = std::vector<std::pair<std::string, std::string>>;

/// How a queue decides what to drop
struct TopologyQueue
{
    /// Kinds of queues
    enum class Kind
    {
        DROP_TAIL, //!< The newest when it is full
        BDP,       //!< The same, with the size of one bandwidth-delay product of the link, at least `size`
        RED,       //!< Some early, see SmptcpEarlyDropQueue
    };

    Kind kind{Kind::BDP};                           //!< What it does
    QueueSize size{QueueSizeUnit::PACKETS, 20};     //!< Its size, or the least size
};

/// \param text a number and a unit \param units name and factor of each \return the product, no value if it is none
std::optional<double> ParseWithUnit(const std::string& text,
                                    const std::vector<std::pair<std::string, double>>& units);
/// \param text 10Mbps, 1 kbps to 1000 Gbps \return no value when it is impossible
std::optional<DataRate> ParseTopologyRate(const std::string& text);
/// \param text 10ms, a time from 0 to a day in us, ms, s \return no value when it is impossible
std::optional<Time> ParseTopologyTime(const std::string& text);
/// \param text 0.01, from 0 to 1 \return no value when it is impossible
std::optional<double> ParseTopologyProbability(const std::string& text);
/// \param text 1400, 80KiB, 16MiB, 4MB: whole octets, at least 1 \return no value when it is impossible
std::optional<uint64_t> ParseTopologyOctets(const std::string& text);
/// \param text droptail:100p, droptail:64KB, bdp, bdp:20p or red:100p \return no value when it is impossible
std::optional<TopologyQueue> ParseTopologyQueue(const std::string& text);
/// \param text ONE for both directions, or FORWARD/BACK \return no value when an end of it is empty
std::optional<std::array<std::string, 2>> SplitTopologyDirections(const std::string& text);
/// \return true when \p text is made of letters, digits, _ . and - and is not empty: it may stand in tables and quantities
bool IsTopologyName(const std::string& text);
/// \return true when \p text, not empty, stands for a direction or a subflow in a quantity, so that no span is called so
bool IsTopologyPart(const std::string& text);
/// \param text words separated by commas \return them; an empty one is kept
std::vector<std::string> SplitTopologyList(const std::string& text);
/**
 * Find a class by its short name.
 * \param text the TypeId, or a part of it: lia, olia, new-reno, TcpNewReno, round-robin
 * \param suffix what the TypeId ends with, such as Scheduler
 * \return the class, no value when none has the name
 */
std::optional<TypeId> FindTopologyType(const std::string& text, const std::string& suffix);

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_VALUES_H
