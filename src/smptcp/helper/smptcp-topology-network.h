/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_NETWORK_H
#define SMPTCP_TOPOLOGY_NETWORK_H

#include "smptcp-topology-plan.h"

#include "ns3/ipv4-address.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/smptcp-impairment.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{

/// What has become of the packets of one direction of a link so far
struct TopologyLinkCounts
{
    uint64_t sent{0};    //!< Sent by the device, those lost on the way included
    uint64_t dropped{0}; //!< Dropped by the queue of the device
    uint64_t lost{0};    //!< Lost on the way
};

/**
 * \ingroup smptcp-helper
 * Nodes, links, addresses and routes of a TopologyPlan, and what happens to them during the run.
 *
 * Each path has an address of its own at either end, 10.x.y.z/30, and host routes on all its nodes, so that a subflow
 * takes the path whose addresses it has. Routers have addresses 172.16.x.y. There are no queue discs, and no flow control
 * between IP and the devices: what a full queue drops is counted there.
 */
class SmptcpTopologyNetwork
{
  public:
    /// \param plan what is made, outlives this
    explicit SmptcpTopologyNetwork(const TopologyPlan& plan);

    /// Make everything. \param stream first random stream to use \return number of streams used
    int64_t Build(int64_t stream);
    /// \return a node. \param index in the plan
    Ptr<Node> GetNode(std::size_t index) const;
    /// \return all nodes in the order of the plan
    const NodeContainer& GetNodes() const;
    /// \return address of a path at its first end (0) or last (1). \param path index in the plan \param end which
    static Ipv4Address GetAddress(std::size_t path, std::size_t end);
    /// \return what has become of packets. \param link index in the plan \param side direction
    TopologyLinkCounts GetCounts(std::size_t link, std::size_t side) const;
    /**
     * Be told of packets that are lost on the way; those that queues drop are not among them.
     * \param sink called with each, which begins with its PPP header
     */
    void WatchLosses(const Callback<void, Ptr<const Packet>>& sink) const;
    /// Packets of a direction of a link are lost from now on. \param probability of each
    void SetLoss(std::size_t link, std::size_t side, double probability);
    /// A direction of a link has another rate from now on.
    void SetRate(std::size_t link, std::size_t side, DataRate rate);

  private:
    int64_t BuildLink(std::size_t index, int64_t stream);
    int64_t BuildQueue(const TopologyLink& link, std::size_t side, Ptr<PointToPointNetDevice> device, int64_t stream);
    void BuildPath(std::size_t index);
    uint32_t InterfaceOf(const TopologyHop& hop, std::size_t end) const;

    /// Both ends of a link
    struct Ends
    {
        std::array<Ptr<PointToPointNetDevice>, 2> devices; //!< By end
        std::array<Ptr<SmptcpImpairment>, 2> impairments;  //!< By the direction they impair
        std::array<uint64_t, 2> lost{};                    //!< By direction
        std::array<uint64_t, 2> sent{};                    //!< By direction
    };

    const TopologyPlan& m_plan; //!< What is made
    NodeContainer m_nodes;      //!< In the order of the plan
    std::vector<Ends> m_links;  //!< In the order of the plan
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_NETWORK_H
