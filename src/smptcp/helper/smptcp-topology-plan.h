/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_PLAN_H
#define SMPTCP_TOPOLOGY_PLAN_H

#include "smptcp-topology-statements.h"
#include "smptcp-topology-values.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/type-id.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-helper
 * What the statements of a topology file say, checked, with indices in place of names.
 */

namespace ns3
{

/// A host or a router
struct TopologyNode
{
    TopologyStatement statement;   //!< Where it is from
    std::string name;              //!< Its name
    std::string kind;              //!< Kind of host, empty for a router
    TopologyAttributes attributes; //!< Of its SmptcpStack
};

/// One direction of a link
struct TopologyLinkSide
{
    DataRate rate;       //!< Of the device that sends
    Time delay;          //!< One way
    TopologyQueue queue; //!< Of the device that sends
    double loss{0};      //!< Probability of a packet
    Time jitter;         //!< Most of a random delay on top
};

/// A link
struct TopologyLink
{
    TopologyStatement statement;           //!< Where it is from
    std::string name;                      //!< Its name
    std::array<std::size_t, 2> nodes{};    //!< Its ends
    std::array<TopologyLinkSide, 2> sides; //!< From the first end to the second, and back
};

/// A part of a path
struct TopologyHop
{
    std::size_t link{0}; //!< The link
    std::size_t side{0}; //!< 0 when it is taken from the link's first end to its second
};

/// A path from one host to another
struct TopologyPath
{
    TopologyStatement statement;    //!< Where it is from
    std::string name;               //!< Its name
    std::vector<std::size_t> nodes; //!< From one host by routers to the other
    std::vector<TopologyHop> hops;  //!< Between them
};

/// A connection and what is sent over it. Index 0 is up, from the host that connects, 1 is down
struct TopologyFlow
{
    TopologyStatement statement;                      //!< Where it is from
    std::string name;                                 //!< Its name
    std::string group;                                //!< Its group, may be empty
    std::vector<std::size_t> paths;                   //!< Its paths, the first for the initial subflow
    std::set<std::size_t> backups;                    //!< Those whose subflow is a backup
    std::set<std::size_t> spares;                     //!< Those opened only when no subflow is left
    std::optional<TypeId> congestion;                 //!< Congestion control, where it is said
    std::optional<TypeId> scheduler;                  //!< Scheduler, where it is said
    std::array<bool, 2> sends{};                      //!< Something is sent up, down
    std::array<std::optional<uint64_t>, 2> octets;    //!< So much, or without end
    Time start;                                       //!< Not before
    Time jitter;                                      //!< Nor later than so much after
    Time ready;                                       //!< All but an octet is written so long after it connects
    std::optional<Time> stop;                         //!< Nothing is written from then on
    uint32_t segment{1400};                           //!< Largest payload wanted
    std::optional<DataRate> pace;                     //!< The application writes a segment at a time at this rate
    TopologyAttributes attributes;                    //!< Of its sockets, both ends
};

/// Something that happens to the network
struct TopologyEvent
{
    /// What happens
    enum class Kind
    {
        LOSS,         //!< A link loses packets with other probabilities from now on
        RATE,         //!< A link has other rates
        ADDRESS_DOWN, //!< The end of a path at a host is given up, its flows are told
    };

    TopologyStatement statement;                //!< Where it is from
    Time at;                                    //!< When
    Kind kind{Kind::LOSS};                      //!< What
    std::size_t link{0};                        //!< To which link
    std::size_t host{0};                        //!< To which host
    std::size_t path{0};                        //!< To which path of it
    std::array<double, 2> loss{};               //!< LOSS: by direction
    std::array<DataRate, 2> rates;              //!< RATE: by direction
};

/// A time of the run that is measured apart
struct TopologySpan
{
    std::string name; //!< Its name, empty for the whole run after the warm-up
    Time from;        //!< Begin
    Time to;          //!< End
};

/// A topology
struct TopologyPlan
{
    std::vector<std::pair<TopologyStatement, std::array<std::string, 2>>> settings; //!< Attributes and values
    std::vector<TopologyNode> nodes;   //!< Hosts and routers
    std::vector<TopologyLink> links;   //!< Links
    std::vector<TopologyPath> paths;   //!< Paths
    std::vector<TopologyFlow> flows;   //!< Flows
    std::vector<TopologyEvent> events; //!< Events
    std::vector<TopologySpan> spans;   //!< The first is the run after the warm-up
    Time duration{Seconds(60)};        //!< Of the run
    Time warmUp;                       //!< Not measured

    /**
     * \param statements expanded
     * \return the plan; throws TopologyError
     */
    static TopologyPlan Make(const std::vector<TopologyStatement>& statements);
    /// \return true when \p keyword is one of the statements that make a plan
    static bool Knows(const std::string& keyword);
    /// \return octets that fill the paths of a flow twice, queues included: 4 x sum of rates x largest RTT
    uint32_t GetBuffer(const TopologyFlow& flow) const;
    /// \return the size a queue gets. \param link \param side one direction of a link
    QueueSize GetQueueSize(const TopologyLink& link, std::size_t side) const;
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_PLAN_H
