/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_TWO_HOSTS_H
#define SMPTCP_TEST_TWO_HOSTS_H

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/smptcp-socket.h"
#include "ns3/socket.h"

#include <functional>
#include <string>
#include <vector>

/// Two hosts on a few links and a stream each way: what the end-to-end stories need.
class TwoHosts
{
  public:
    /// One link
    struct Link
    {
        std::string rate{"10Mbps"}; //!< Data rate
        std::string delay{"10ms"};  //!< One-way delay
        double loss{0};             //!< Loss probability, both ways
        uint16_t mtu{1500};         //!< MTU, octets
        bool ipv4{true};            //!< Its ends have IPv4 addresses
        bool ipv6{false};           //!< Its ends have IPv6 addresses
    };

    /// For a host of kind mptcp-tcpcrypt that prefers to stack the two
    static constexpr const char* STACKED = "stacked";

    /// \param client \param server kinds of hosts as SmptcpHelper has them, or STACKED \param links the links
    TwoHosts(const std::string& client, const std::string& server, std::vector<Link> links);
    ~TwoHosts();
    TwoHosts(const TwoHosts&) = delete;
    TwoHosts& operator=(const TwoHosts&) = delete;

    /// Send \p up octets from the client and \p down from the server, then close; run for \p seconds.
    void Transfer(uint32_t up, uint32_t down, double seconds = 300);
    /// The first half of Transfer: everything is scheduled, nothing has run.
    void Start(uint32_t up, uint32_t down);
    /// The second half. \param seconds simulated time to stop at
    void Run(double seconds);
    /// Another connection between the same hosts, the one before being over. \param seconds simulated time to run for
    void Again(uint32_t up, uint32_t down, double seconds);
    /// \return the stack of the client (0) or server (1)
    ns3::Ptr<ns3::SmptcpStack> Stack(uint32_t host) const;
    /// The octet a stream has at an offset. \param seed of the stream \param offset in it
    static uint8_t PatternAt(uint8_t seed, uint64_t offset);
    /// Everything from \p at seconds on is lost on link \p index.
    void FailLink(unsigned index, double at);
    /// From \p at seconds on link \p index loses nothing.
    void RepairLink(unsigned index, double at);
    /// \return address of host \p host on link \p index, port 0. \param ipv6 of which family
    static ns3::Address AddressOf(unsigned index, uint32_t host, bool ipv6 = false);
    /// Let the server read at \p at seconds without being told that there is something.
    void ReadAgainAt(double at);

    /// An end of the stream
    struct End
    {
        ns3::Ptr<ns3::Socket> socket; //!< Connected socket
        uint32_t toSend{0};           //!< Octets to send
        uint32_t sent{0};             //!< Octets sent
        uint32_t toReceive{0};        //!< Octets to come
        uint32_t received{0};         //!< Octets received
        uint8_t seed{0};              //!< Pattern of what it sends
        bool intact{true};            //!< Everything received was right
        uint32_t wrong{0};            //!< Octets that were not
        bool connected{false};        //!< Connection callback came
        bool failed{false};           //!< Failure or error callback came
        bool peerClosed{false};       //!< Normal close callback came
        bool mayClose{true};          //!< Close when all is sent; else only when all is received too
        bool closed{false};           //!< Close has been called
        double sendFrom{0};           //!< It sends nothing earlier, seconds
        double endedAt{0};            //!< Time of the first close, error or failure callback, seconds
        double lastDelivery{0};       //!< Time of the last delivery, seconds
        double longestGap{0};         //!< Longest time between deliveries, seconds
    };

    /// \return mode of an end; TCP for a legacy socket
    static std::string ModeOf(const End& end);
    /// \return the SMPTCP socket of an end, or null
    static ns3::Ptr<ns3::SmptcpSocket> Ours(const End& end);

    ns3::NodeContainer nodes;              //!< Client, server
    std::vector<ns3::NetDeviceContainer> devices; //!< By link
    End client;                            //!< Active opener
    End server;                            //!< Passive opener
    uint16_t port{40001};                  //!< Server's port
    uint32_t writeSize{20000};             //!< Largest piece the application writes
    uint32_t readLimit{UINT32_MAX};        //!< Most octets the server reads before `readFrom`
    bool connectIpv6{false};               //!< Connect over IPv6
    double readFrom{0};                    //!< From then on the server reads everything
    ns3::Ptr<ns3::Socket> listener;        //!< The server's
    std::function<void(ns3::Ptr<ns3::Socket>)> prepareClient;   //!< Called before Connect
    std::function<void(ns3::Ptr<ns3::Socket>)> prepareListener; //!< Called before Bind

  private:
    void Listen();
    void Connect();
    void Fill(End& end);
    void Drain(End& end);
    void Wire(End& end);
    void MaybeClose(End& end);
    static void Ended(End& end, bool& how);
};

const TwoHosts::Link FAST{"10Mbps", "10ms"}; //!< A link that is preferred
const TwoHosts::Link SLOW{"30Mbps", "40ms"}; //!< A link beside it

/// Boost checks: every octet arrived, right, and nobody was told of a failure. \param what context for messages
void CheckDelivered(const TwoHosts& net, const std::string& what);

#endif // SMPTCP_TEST_TWO_HOSTS_H
