/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_FLOW_H
#define SMPTCP_TOPOLOGY_FLOW_H

#include "smptcp-topology-copies.h"
#include "smptcp-topology-network.h"
#include "smptcp-topology-plan.h"
#include "smptcp-topology-stream.h"

#include "ns3/ipv4-header.h"
#include "ns3/packet.h"
#include "ns3/smptcp-socket.h"
#include "ns3/socket.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/// What a flow has delivered so far
struct TopologyFlowCounts
{
    Time at;                                       //!< When this was noted
    std::array<uint64_t, 2> octets{};              //!< Of the stream, up and down
    std::array<std::vector<uint64_t>, 2> bySubflow; //!< Payload received by path of the flow, up and down
};

/**
 * \ingroup smptcp-helper
 * A connection of a TopologyPlan: its sockets, what is sent over it, and when it came.
 */
class SmptcpTopologyFlow
{
  public:
    /// \param plan the topology \param index of the flow in it \param network its nodes; both outlive this
    SmptcpTopologyFlow(const TopologyPlan& plan, std::size_t index, const SmptcpTopologyNetwork& network);

    /// Schedule everything. \param jitter how long after its start it connects
    void Start(Time jitter);
    /// The end of a path is given up: the connection is told. \param host node of the plan \param path of the plan
    void AddressDown(std::size_t host, std::size_t path);

    /// \return what it has delivered so far
    TopologyFlowCounts Count() const;
    /// \return its statement, understood
    const TopologyFlow& GetPlan() const;
    /// \return one of its streams. \param way 0 up, 1 down
    const SmptcpTopologyStream& GetStream(std::size_t way) const;
    /// \return when it connected, no value before
    std::optional<Time> GetStart() const;
    /// \return when the first payload came over a path, no value before or on the first path. \param path of the flow
    std::optional<Time> GetFirst(std::size_t path) const;
    /// \return most octets that waited at the receiving socket for earlier ones
    uint64_t GetMostReordered() const;
    /// \return mean of the octets that waited there over the whole run
    double GetMeanReordered() const;
    /// \return what became of copies, no value unless its scheduler makes them
    const std::optional<SmptcpTopologyCopies>& GetCopies() const;
    /// \return true when it has an end and has come to it
    bool IsOver() const;
    /// \return true when it has an end
    bool HasEnd() const;
    /// \return what went wrong in one line, empty when nothing did
    std::string GetError() const;

  private:
    /// One end of the connection
    struct End
    {
        Ptr<Socket> listener;  //!< Of the server
        Ptr<Socket> socket;    //!< Of the connection, null before
        bool closed{false};    //!< Close has been called
        bool connected{false}; //!< May write
    };

    Ptr<Socket> MakeSocket(std::size_t node) const;
    uint16_t GetPort() const;
    void Listen();
    void Connect();
    void GivePaths(Ptr<Socket> socket) const;
    void Wire(std::size_t end, Ptr<Socket> socket);
    void OnAccepted(Ptr<Socket> socket, const Address& from);
    void OnConnected(Ptr<Socket> socket);
    void OnReadable(Ptr<Socket> socket);
    void OnRoom(Ptr<Socket> socket, uint32_t room);
    void OnFailed(Ptr<Socket> socket);
    void OnPeerClosed(Ptr<Socket> socket);
    void OnWait(uint32_t octets, Time wait);
    void OnDelivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    void WatchPaths(bool watch);
    void WatchCopies();
    void OnLost(Ptr<const Packet> packet);
    void OnCopy(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    void NoteCopy(const Ipv4Header& header, Ptr<const Packet> packet, bool lost);
    void Tick(std::size_t end);
    void Release();
    void StopWriting();
    void MayClose();
    std::size_t EndOf(Ptr<Socket> socket) const;
    std::vector<uint64_t> CountSubflows(Ptr<Socket> socket, bool client, uint64_t octets) const;

    const TopologyPlan& m_plan;                   //!< The topology
    const TopologyFlow& m_flow;                   //!< The flow
    std::size_t m_index;                          //!< Of the flow
    const SmptcpTopologyNetwork& m_network;       //!< Nodes
    std::array<std::size_t, 2> m_nodes;           //!< Client, server
    std::array<End, 2> m_ends;                    //!< Client, server
    std::array<SmptcpTopologyStream, 2> m_streams; //!< Up, down
    std::optional<Time> m_start;                  //!< When it connected
    std::vector<std::optional<Time>> m_firsts;    //!< First payload by path
    std::vector<std::pair<Time, int64_t>> m_waits; //!< When octets began and ceased to wait
    std::optional<SmptcpTopologyCopies> m_copies; //!< What became of copies, where there are any
    std::string m_error;                          //!< What went wrong
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_FLOW_H
