/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PATH_TOPOLOGY_H
#define SMPTCP_PATH_TOPOLOGY_H

#include "ns3/data-rate.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/// One path: a link of its own between the two hosts
struct SmptcpPath
{
    DataRate rate; //!< Data rate
    Time delay;    //!< One-way delay
};

/// What a path does to packets, each way, with probabilities of a packet
struct SmptcpImpairments
{
    double loss{0};      //!< Packet is lost
    double reorder{0};   //!< Packet arrives some milliseconds late
    double duplicate{0}; //!< Packet arrives twice
};

/**
 * \ingroup smptcp-helper
 * Two hosts and a link for each path: client 10.1.i.1, server 10.1.i.2. Queues hold one bandwidth-delay product, at
 * least 20 packets; there is no queue disc.
 */
class SmptcpPathTopology
{
  public:
    /**
     * Parse paths such as "10Mbps/10ms,30Mbps/40ms".
     * \param text the paths
     * \param error set to one line saying what is wrong and what is allowed
     * \return the paths, or no value
     */
    static std::optional<std::vector<SmptcpPath>> ParsePaths(const std::string& text,
                                                             std::string& error);

    /**
     * Build nodes, links, internet stack and addresses.
     * \param paths the paths
     * \param impairments what they do to packets
     */
    void Build(const std::vector<SmptcpPath>& paths, const SmptcpImpairments& impairments);
    /// From \p at on path \p index (0 is the first) loses everything both ways. Call it after Build.
    void FailPath(std::size_t index, Time at);
    /// Write one pcap for each device: <prefix>client-path<i>.pcap, <prefix>server-path<i>.pcap.
    void EnablePcap(const std::string& prefix);
    /// \param stream first stream number \return number of streams used
    int64_t AssignStreams(int64_t stream);

    /// \return the client
    Ptr<Node> GetClient() const;
    /// \return the server
    Ptr<Node> GetServer() const;
    /// \return devices of a path, the client's first. \param index the path, 0 is the first
    const NetDeviceContainer& GetDevices(std::size_t index) const;
    /// \return both, client first
    const NodeContainer& GetNodes() const;
    /// \return 2 x sum of rates x largest RTT with a full queue, in octets (RFC 6182 rule, at least 256 KiB)
    static uint32_t GetBufferRule(const std::vector<SmptcpPath>& paths);

  private:
    NodeContainer m_nodes;                      //!< Client, server
    std::vector<NetDeviceContainer> m_links;    //!< By path: client's device, server's device
};

} // namespace ns3

#endif // SMPTCP_PATH_TOPOLOGY_H
