/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Unmodified applications, and what a script writer gets wrong.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <functional>
#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(applications)

namespace
{

const std::vector<std::string> KINDS{"smptcp", "mptcp", "tcpcrypt", "legacy"};
const char* const FACTORY = "ns3::SmptcpSocketFactory";
constexpr uint64_t OCTETS = 300000;

/// \return octets that arrived at a PacketSink
template <typename Helper>
uint64_t
RunApplication(TwoHosts& net, Helper sender)
{
    PacketSinkHelper sink(FACTORY, InetSocketAddress(Ipv4Address::GetAny(), net.port));
    ApplicationContainer sinks = sink.Install(net.nodes.Get(1));
    sender.SetAttribute("MaxBytes", UintegerValue(OCTETS));
    ApplicationContainer senders = sender.Install(net.nodes.Get(0));
    senders.Start(Seconds(0.1));
    senders.Stop(Seconds(20));
    Simulator::Stop(Seconds(30));
    Simulator::Run();
    return DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx();
}

/// How a child process ended
struct Ending
{
    int status{0};       //!< As waitpid says
    std::string message; //!< What it wrote to stderr
};

/// Run \p mistake in a child process, where ns-3 may abort.
Ending
RunInChild(const std::function<void()>& mistake)
{
    int ends[2];
    BOOST_REQUIRE(pipe(ends) == 0);
    std::cout.flush(); // or the child writes it once more
    pid_t child = fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0)
    {
        for (int signal : {SIGABRT, SIGSEGV, SIGILL, SIGFPE, SIGBUS})
        {
            std::signal(signal, SIG_DFL);
        }
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        mistake();
        _exit(0);
    }
    close(ends[1]);
    Ending ending;
    char buffer[512];
    ssize_t size;
    while ((size = read(ends[0], buffer, sizeof(buffer))) > 0)
    {
        ending.message.append(buffer, static_cast<std::size_t>(size));
    }
    close(ends[0]);
    waitpid(child, &ending.status, 0);
    return ending;
}

/// It ended by ns-3's own abort, not by a crash, and said \p words.
void
CheckReadable(const Ending& ending, const std::string& words)
{
    BOOST_TEST(WIFSIGNALED(ending.status));
    BOOST_TEST(WTERMSIG(ending.status) == SIGABRT);
    BOOST_TEST(ending.message.find(words) != std::string::npos, ending.message << " lacks " << words);
}

} // namespace

BOOST_AUTO_TEST_CASE(bulk_send_reaches_a_sink_of_every_kind)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            TwoHosts net(client, server, {FAST, SLOW});
            WireLog log(net);
            BulkSendHelper sender(FACTORY, InetSocketAddress("10.1.1.2", net.port));
            BOOST_TEST(RunApplication(net, sender) == OCTETS, client << " to " << server);
            if (client == "smptcp" && server == "smptcp")
            {
                // PacketSink has shut its listener down, and the handshake went on to the end all the same.
                auto init2 = log.Select([](const auto& s) {
                    auto crypt = s.Options().handshake.crypt;
                    return crypt && crypt->init2;
                });
                BOOST_REQUIRE_EQUAL(init2.size(), 1);
                BOOST_TEST(!init2[0].View().Has(TCP_FIN));
                BOOST_TEST(log.Count([](const auto& s) { return s.Options().joinAck.has_value(); }) >= 1u);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(on_off_reaches_a_sink_of_every_kind)
{
    for (const std::string& client : KINDS)
    {
        for (const std::string& server : KINDS)
        {
            TwoHosts net(client, server, {FAST, SLOW});
            OnOffHelper sender(FACTORY, InetSocketAddress("10.1.1.2", net.port));
            sender.SetAttribute("DataRate", StringValue("2Mbps"));
            sender.SetAttribute("PacketSize", UintegerValue(750));
            BOOST_TEST(RunApplication(net, sender) == OCTETS, client << " to " << server);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_node_without_the_factory_is_named)
{
    CheckReadable(RunInChild([]() {
                      Ptr<Node> node = CreateObject<Node>();
                      InternetStackHelper().Install(node);
                      SmptcpHelper::CreateSocket(node);
                  }),
                  "node 0 has no ns3::SmptcpSocketFactory: use SmptcpHelper::Install");
}

BOOST_AUTO_TEST_CASE(an_application_on_a_node_without_the_factory_is_named)
{
    for (bool sends : {true, false})
    {
        CheckReadable(RunInChild([sends]() {
                          NodeContainer nodes(2);
                          InternetStackHelper().Install(nodes);
                          SmptcpHelper().Install(nodes.Get(0), "smptcp");
                          InetSocketAddress address("10.1.1.2", 9);
                          sends ? BulkSendHelper(FACTORY, address).Install(nodes.Get(1))
                                : PacketSinkHelper(FACTORY, address).Install(nodes.Get(1));
                          Simulator::Run();
                      }),
                      "node 1: application ns3::");
    }
}

BOOST_AUTO_TEST_CASE(wrong_installs_are_named)
{
    CheckReadable(RunInChild([]() {
                      Ptr<Node> node = CreateObject<Node>();
                      InternetStackHelper().Install(node);
                      SmptcpHelper().Install(node, "smtcp");
                  }),
                  "unknown kind of host 'smtcp': use one of smptcp, mptcp, mptcp-v1, tcpcrypt, legacy");
    CheckReadable(RunInChild([]() { SmptcpHelper().Install(CreateObject<Node>(), "smptcp"); }),
                  "has no TCP: install InternetStackHelper before SmptcpHelper");
    CheckReadable(RunInChild([]() {
                      Ptr<Node> node = CreateObject<Node>();
                      InternetStackHelper().Install(node);
                      SmptcpHelper().Install(node, "smptcp");
                      SmptcpHelper().Install(node, "smptcp");
                  }),
                  "is a host of some kind already");
    CheckReadable(RunInChild([]() {
                      SmptcpHelper helper;
                      helper.SetAttribute("Require", StringValue("everything"));
                      Ptr<Node> node = CreateObject<Node>();
                      InternetStackHelper().Install(node);
                      helper.Install(node, "smptcp");
                  }),
                  "none, evidence, encryption or smptcp, not everything");
    for (const auto& [attribute, value, words] :
         std::vector<std::array<std::string, 3>>{{"TcpcryptForm", "C", "TcpcryptForm is A or B, not C"},
                                                 {"TcpcryptForm", "B", "exists in form A only"},
                                                 {"TcpcryptWire", "raw", "is clean or daemon, not raw"},
                                                 {"MacTagOctets", "14", "is 20, 16, 12, 10 or 8, not 14"},
                                                 {"SidOctets", "9", "is 20 or 8, not 9"}})
    {
        CheckReadable(RunInChild([name = attribute, wrong = value]() {
                          SmptcpHelper helper;
                          helper.SetAttribute(name, StringValue(wrong));
                          Ptr<Node> node = CreateObject<Node>();
                          InternetStackHelper().Install(node);
                          helper.Install(node, "smptcp");
                      }),
                      words);
    }
    BOOST_TEST(RunInChild([]() {
                   SmptcpHelper helper;
                   helper.SetAttribute("TcpcryptForm", StringValue("B"));
                   Ptr<Node> node = CreateObject<Node>();
                   InternetStackHelper().Install(node);
                   helper.Install(node, "tcpcrypt");
                   SmptcpHelper::CreateSocket(node);
               }).status == 0);
    // The child itself works: what is right ends well.
    BOOST_TEST(RunInChild([]() {
                   Ptr<Node> node = CreateObject<Node>();
                   InternetStackHelper().Install(node);
                   SmptcpHelper().Install(node, "smptcp");
                   SmptcpHelper::CreateSocket(node);
               }).status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
