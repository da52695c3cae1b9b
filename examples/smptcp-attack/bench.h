/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_ATTACK_BENCH_H
#define SMPTCP_EXAMPLE_ATTACK_BENCH_H

#include "victim.h"

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/smptcp-adversary-helper.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-key-log.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

/// What the two victims speak: the columns of the matrix of attacks.md, and the slides taken literally
enum class Protocol
{
    TCP,
    MPTCP,
    MPTCP_V1,
    TCPCRYPT,
    MPTCP_TCPCRYPT,
    SMPTCP,
    SMPTCP_LITERAL,
};

/// \return all of them
const std::vector<Protocol>& AllProtocols();
/// \return tcp, mptcp, mptcp-v1, tcpcrypt, mptcp-tcpcrypt (stacked), smptcp or smptcp-literal
const char* NameOf(Protocol protocol);
/// \return the protocol of that name; no value for another name
std::optional<Protocol> ParseProtocol(const std::string& name);

/// \return the profiles of hosts there are, the default one first
const std::vector<std::string>& AllProfiles();

/// What a run is asked to be
struct BenchSetup
{
    Protocol protocol{Protocol::SMPTCP};
    std::string profile{"ns3-stock"}; //!< Of the victims, one of AllProfiles
    /// Attributes of both victims' SmptcpStack, on top of what the protocol asks for
    std::vector<std::pair<std::string, std::string>> attributes;
    /// Attributes of A's socket and of B's listener, where they are SmptcpSockets
    std::vector<std::pair<std::string, std::string>> socketAttributes;
    bool undefended{false};   //!< The defence is off (AttackScenario::Undefend): the attackers may know more, or the victims less
    uint32_t run{1};          //!< RngRun
    std::string out;          //!< Directory for pcaps and key log, empty for none
    uint32_t forged{1000};    //!< Segments that the random forger sends
    unsigned paths{2};        //!< Paths between the victims
    Load up;                  //!< What A sends
    Load down;                //!< What B sends
    double stop{20};          //!< The run ends, seconds
    std::string rate{"10Mbps"}; //!< Of each path
    std::string rateAtB;        //!< Of B's links, where it is another one
    std::string queueAtB{"100p"}; //!< Of the router, towards B
    std::string delay{"10ms"};  //!< Of the first path, one way
    std::string lag{"5ms"};     //!< What each further path has more, one way; with much, the first is always preferred
};

/**
 * Two victims, A and B, with a router between them that has a link to each of their addresses: A's address on path i is
 * 10.1.i.1, B's 10.2.i.1. Attackers sit on links or have hosts of their own at the router. A connects to B after one second.
 * What RngRun decides, besides what hosts and attackers draw themselves: when exactly A connects, when the attackers act,
 * and up to 4 ms of the round-trip time of each path. Runs of the same RngRun draw the same, whatever the attackers do.
 */
class AttackBench
{
  public:
    static constexpr double CONNECT_AT = 1; //!< Seconds: A connects then or up to 0.2 s later
    static constexpr uint16_t PORT = 5001;  //!< B's

    explicit AttackBench(BenchSetup setup);
    ~AttackBench();
    AttackBench(const AttackBench&) = delete;
    AttackBench& operator=(const AttackBench&) = delete;

    /// Put \p attacker on path \p path (0 is the first), beside A or B.
    void PlaceAt(ns3::Ptr<ns3::SmptcpAttacker> attacker, unsigned path, bool atB = false);
    /// Give \p attacker a host of its own at the router.
    ns3::Ptr<ns3::SmptcpRawHost> AttachHost(ns3::Ptr<ns3::SmptcpAttacker> attacker);
    /// Run it, with captures of the attackers' links as attacker<i>-*.pcap.
    void Run();
    /// \return the attackers that were placed or got a host, each once
    const std::vector<ns3::Ptr<ns3::SmptcpAttacker>>& Attackers() const;

    /// \return when A connects, seconds
    double ConnectAt() const;
    /// \return the time at which attackers of this run do what is planned for \p time (seconds): up to 0.2 s later
    ns3::Time Moment(double time) const;
    /// \return what was asked for
    const BenchSetup& Setup() const;
    Victim& A();                       //!< \return the client
    Victim& B();                       //!< \return the server
    ns3::Ptr<ns3::Node> NodeA() const; //!< \return the client's node
    ns3::Ptr<ns3::Node> NodeB() const; //!< \return the server's node
    ns3::Ptr<ns3::Node> Router() const; //!< \return the router
    /// \return A's device on a path
    ns3::Ptr<ns3::NetDevice> DeviceA(unsigned path) const;
    /// \return B's device on a path
    ns3::Ptr<ns3::NetDevice> DeviceB(unsigned path) const;
    /// \return A's address on a path
    static ns3::Ipv4Address AddressA(unsigned path);
    /// \return B's address on a path
    static ns3::Ipv4Address AddressB(unsigned path);
    /// \return what A sends
    static KnownStream StreamA();
    /// \return what B sends
    static KnownStream StreamB();
    /// \return what attackers send
    static KnownStream StreamX();
    /// \return the hosts' kind as SmptcpHelper calls it
    std::string Kind() const;
    /// Have \p action done at a time, seconds.
    static void At(double time, std::function<void()> action);

  private:
    ns3::Ptr<ns3::Socket> MakeSocket(ns3::Ptr<ns3::Node> node) const;
    void Enlist(ns3::Ptr<ns3::SmptcpAttacker> attacker);
    void Draw();
    void BuildNodes();
    void BuildLinks();
    void BuildRoutes();

    BenchSetup m_setup;                        //!< What was asked for
    double m_connectAt{0};                     //!< When A connects, seconds
    double m_attackLag{0};                     //!< How much later than planned attackers act, seconds
    std::vector<double> m_delayA;              //!< By path: what A's link has beyond what was asked for, seconds one way
    std::vector<double> m_delayB;              //!< The same of B's link
    ns3::NodeContainer m_victims;              //!< A, B
    ns3::Ptr<ns3::Node> m_router;              //!< Between them
    std::vector<ns3::NetDeviceContainer> m_linksA; //!< By path: A's device, the router's
    std::vector<ns3::NetDeviceContainer> m_linksB; //!< By path: B's device, the router's
    ns3::SmptcpHelper m_hosts;                 //!< Makes hosts
    Victim m_a;                                //!< The client
    Victim m_b;                                //!< The server
    uint32_t m_attackerHosts{0};               //!< Hosts attached
    std::vector<ns3::Ptr<ns3::SmptcpAttacker>> m_attackers; //!< Attackers, each once
    std::vector<std::unique_ptr<ns3::SmptcpHostCapture>> m_captures; //!< Of A and B
    std::unique_ptr<ns3::SmptcpKeyLog> m_keys; //!< Key log
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_ATTACK_BENCH_H
