/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Topology files: what they mean, what is wrong in them, and that the network is the one they describe.

#include "ns3/config.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/smptcp-early-drop-queue.h"
#include "ns3/smptcp-topology-plan.h"
#include "ns3/smptcp-topology-statements.h"
#include "ns3/smptcp-topology-values.h"
#include "ns3/smptcp-topology.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(topology)

namespace
{

std::vector<TopologyStatement>
Read(const std::string& text)
{
    std::istringstream in(text);
    return ReadTopologyStatements(in, "t.topo");
}

/// \return what is wrong with \p text, empty when nothing is
std::string
Complaint(const std::string& text, const TopologyVariables& variables = {})
{
    std::string what;
    try
    {
        SmptcpTopology topology(Read(text), variables, {"title"});
    }
    catch (const TopologyError& error)
    {
        what = error.what();
    }
    return what;
}

/// Each line behind those of \p before is refused, in one line that has its number and what \p rows say of it.
void
CheckRefused(const std::string& before, const std::vector<std::pair<std::string, std::string>>& rows)
{
    std::string place = "t.topo:" + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ": ";
    for (const auto& [line, complaint] : rows)
    {
        std::string what = Complaint(before + line);
        BOOST_TEST(what.rfind(place, 0) == 0, line << " gives: " << what);
        BOOST_TEST(what.find(complaint) != std::string::npos, line << " gives: " << what);
        BOOST_TEST(what.find('\n') == std::string::npos, line);
    }
}

/// Run \p text. \param seed of the run
TopologyQuantities
Measure(const std::string& text, uint64_t seed = 1, const TopologyVariables& variables = {})
{
    RngSeedManager::SetRun(seed);
    TopologyQuantities quantities;
    {
        SmptcpTopology topology(Read(text), variables);
        topology.Build();
        topology.Run();
        quantities = topology.GetQuantities();
        for (const auto& error : topology.GetErrors())
        {
            BOOST_ERROR(error);
        }
    }
    Config::Reset();
    RngSeedManager::SetRun(1);
    return quantities;
}

/// Two hosts, two links from the first to a router, and one path over each; ends where a flow is to follow
const std::string FORK = R"(
default kind=mptcp flow=p1,p2
set ns3::TcpSocketBase::MinRto 200ms
duration 8s
warmup 2s
host a kind=$kind
host b kind=$kind
router r
link a r name=L1 rate=10Mbps delay=5ms queue=droptail:40p
link a r name=L2 rate=5Mbps delay=20ms queue=droptail:40p
link r b name=M rate=100Mbps delay=1ms
path p1 a L1 r b
path p2 a L2 r b
)";

} // namespace

BOOST_AUTO_TEST_CASE(a_line_is_a_statement)
{
    auto statements = Read("# nothing\n"
                           "\n"
                           "title \"Two words\" and   more # a comment\n"
                           "  link a b rate=1Mbps name=\"a b\" x=y=z\n"
                           "expect f low=1 goodput(f)/2 \"k=v\" #\n");
    BOOST_REQUIRE_EQUAL(statements.size(), 3U);
    BOOST_TEST(statements[0].line == 3U);
    BOOST_TEST(statements[0].keyword == "title");
    BOOST_TEST(statements[0].words == (std::vector<std::string>{"Two words", "and", "more"}), boost::test_tools::per_element());
    BOOST_TEST(statements[0].text == "\"Two words\" and   more");
    BOOST_TEST(statements[1].options.at("rate") == "1Mbps");
    BOOST_TEST(statements[1].options.at("name") == "a b");
    BOOST_TEST(statements[1].options.at("x") == "y=z");
    BOOST_TEST(statements[2].words == (std::vector<std::string>{"f", "goodput(f)/2", "k=v"}), boost::test_tools::per_element());
    BOOST_CHECK_THROW(Read("title \"open"), TopologyError);
    BOOST_CHECK_THROW(Read("link a b rate=1Mbps rate=2Mbps"), TopologyError);
}

BOOST_AUTO_TEST_CASE(ranges_run_in_step_and_variables_are_put_in)
{
    auto line = Read("flow a[1..$n] paths=p[2..4],q from=${host}x")[0];
    auto all = ExpandTopologyStatement(line, {{"n", "3"}, {"host", "h"}});
    BOOST_REQUIRE_EQUAL(all.size(), 3U);
    for (unsigned i = 0; i < 3; ++i)
    {
        BOOST_TEST(all[i].words[0] == "a" + std::to_string(i + 1));
        BOOST_TEST(all[i].options.at("paths") == "p" + std::to_string(i + 2) + ",q");
        BOOST_TEST(all[i].options.at("from") == "hx");
        BOOST_TEST(all[i].group == "a");
    }
    BOOST_TEST(ExpandTopologyStatement(Read("host a")[0], {}).size() == 1U);
    BOOST_TEST(ExpandTopologyStatement(Read("host a")[0], {})[0].group == "");
    for (const std::string bad : {"host a[1..2] x[1..3]", "host a[1]", "host a[2..1]", "host a[1..", "host a[x..3]", "host $no", "host ${n"})
    {
        BOOST_CHECK_THROW(ExpandTopologyStatement(Read(bad)[0], {{"n", "1"}}), TopologyError);
    }
}

BOOST_AUTO_TEST_CASE(values_have_units)
{
    BOOST_TEST(ParseTopologyRate("1.5Mbps")->GetBitRate() == 1500000U);
    BOOST_TEST(ParseTopologyTime("50us")->GetMicroSeconds() == 50);
    BOOST_TEST(*ParseTopologyOctets("16MiB") == 16U << 20);
    BOOST_TEST(*ParseTopologyOctets("1400") == 1400U);
    BOOST_TEST(*ParseTopologyProbability("0.25") == 0.25);
    BOOST_TEST((ParseTopologyQueue("red:100p")->kind == TopologyQueue::Kind::RED));
    BOOST_TEST((ParseTopologyQueue("bdp:30p")->size == QueueSize("30p")));
    BOOST_TEST((ParseTopologyQueue("droptail:64KB")->size == QueueSize("64000B")));
    BOOST_TEST((*SplitTopologyDirections("1/2"))[1] == "2");
    BOOST_TEST((*SplitTopologyDirections("1"))[1] == "1");
    BOOST_TEST(FindTopologyType("lia", "")->GetName() == "ns3::MptcpLia");
    BOOST_TEST(FindTopologyType("new-reno", "")->GetName() == "ns3::TcpNewReno");
    BOOST_TEST(FindTopologyType("TcpCubic", "")->GetName() == "ns3::TcpCubic");
    BOOST_TEST(FindTopologyType("round-robin", "Scheduler")->GetName() == "ns3::MptcpRoundRobinScheduler");
    BOOST_TEST(!FindTopologyType("nonsense", "Scheduler"));
    for (const std::string bad : {"", "10", "-1Mbps", "1Mbit", "nanMbps", "0bps"})
    {
        BOOST_TEST(!ParseTopologyRate(bad), bad);
    }
    BOOST_TEST(!ParseTopologyTime("-1s"));
    BOOST_TEST(!ParseTopologyOctets("0"));
    BOOST_TEST(!ParseTopologyProbability("1.1"));
    BOOST_TEST(!ParseTopologyProbability("0.1x"));
    BOOST_TEST(!ParseTopologyQueue("red"));
    BOOST_TEST(!ParseTopologyQueue("red:64KB"));
    BOOST_TEST(!ParseTopologyQueue("droptail:0p"));
    BOOST_TEST(!SplitTopologyDirections("1/"));
    BOOST_TEST(!SplitTopologyDirections("1/2/3"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_line)
{
    const std::string good = "host a kind=mptcp\nhost b kind=legacy\nrouter r\nlink a r\nlink r b\npath p a r b\n";
    BOOST_TEST(Complaint(good + "title x\nflow f paths=p cc=olia SndBufSize=100000") == "");
    const std::vector<std::pair<std::string, std::string>> rows{
        {"nonsense", "unknown statement 'nonsense'"},
        {"host a", "the name 'a' is taken"},
        {"host c kind=mtcp", "unknown kind of host 'mtcp'"},
        {"host c kind=mptcp Prefers=x", "has no attribute Prefers"},
        {"host c kind=mptcp KeyBits=many", "attribute KeyBits of ns3::SmptcpStack cannot be 'many'"},
        {"router r q=1", "no option q="},
        {"link a a", "two different ends"},
        {"link a x", "no host or router 'x'"},
        {"link a r", "the name 'a-r' is taken"},
        {"link a b rate=fast", "impossible rate=fast"},
        {"link a b delay=1ms/", "impossible delay=1ms/"},
        {"link a b queue=codel", "impossible queue=codel"},
        {"link a b loss=2", "impossible loss=2"},
        {"path q a b", "no link from 'a' to 'b'"},
        {"path q a", "two ends"},
        {"path q a r", "'r' is a router"},
        {"path q r a", "'r' is a router"},
        {"path p a r b", "the name 'p' is taken"},
        {"path q a a-r r b r-b", "nothing behind the link"},
        {"flow f", "no path ''"},
        {"flow f paths=p,p", "path 'p' twice"},
        {"flow f paths=p from=b", "from=b, but path 'p' has 'a' there"},
        {"flow f paths=p direction=left", "unknown direction=left"},
        {"flow f paths=p bytes=0", "impossible bytes=0"},
        {"flow f paths=p cc=nonsense", "unknown cc=nonsense"},
        {"flow f paths=p cc=MptcpEcfScheduler", "unknown cc=MptcpEcfScheduler"},
        {"flow f paths=p scheduler=lia", "unknown scheduler=lia"},
        {"flow f paths=p backup=p", "backup= names paths= other than the first"},
        {"flow f paths=p MaxSubflows=2", "ns3::TcpSocketBase has no attribute MaxSubflows"},
        {"flow f paths=p color=red", "no option color="},
        {"at 1s link a-r", "say one of"},
        {"at 1s link a-r sideways", "say one of"},
        {"at 1s host a address-down q", "no path 'q'"},
        {"at 1s host r address-down p", "a path that ends there"},
        {"at soon link a-r down", "impossible time=soon"},
        {"duration 0s", "longer than nothing"},
        {"warmup 60s", "shorter than the run"},
        {"span s from=5s to=5s", "begins before it ends"},
        {"set ns3::TcpSocketBase::NoSuch 1", "has no attribute NoSuch"},
        {"set ns3::NoSuch::MinRto 1s", "no class with attribute"},
        {"set ns3::TcpSocketBase::MinRto x", "cannot be 'x'"},
        {"host \"c d\"", "impossible name 'c d'"},
        {"router c,d", "impossible name 'c,d'"},
        {"link a b name=\"c d\"", "impossible name 'c d'"},
        {"path q(1) a r b", "impossible name 'q(1)'"},
        {"flow \"f g\" paths=p", "impossible name 'f g'"},
        {"span \"s t\"", "impossible name 's t'"},
        {"span s to=61s", "ends within the run"},
        {"span up", "the name 'up' is taken"},
        {"span down", "the name 'down' is taken"},
        {"span back", "the name 'back' is taken"},
        {"span all", "the name 'all' is taken"},
        {"span 2", "the name '2' is taken"},
        {"flow all paths=p", "the name 'all' is taken"},
        {"flow all[1..2] paths=p", "the name 'all' is taken"},
        {"flow f paths=p start=60s", "end before the run does"},
        {"flow f paths=p start=59s jitter=1s", "end before the run does"},
        {"flow f paths=p start=2s stop=1s", "stop= comes after start="},
        {"flow f paths=p stop=61s", "within the run"},
        {"flow f paths=p pace=1000Gbps segment=100", "less than a nanosecond"},
        {"flow f paths=p direction=down segment=1449", "the legacy host 'b' sends at most 1448"},
    };
    CheckRefused(good, rows);
    std::string twice = Complaint(good + "host c\nlink a c\npath q a c\nflow f paths=p cc=lia\nflow g paths=q cc=olia");
    BOOST_TEST(twice.rfind("t.topo:11: host 'a' sends in flow 'f' with another cc=", 0) == 0, twice);
    BOOST_TEST(Complaint(FORK + "flow f paths=$flow", {{"flow", "p9"}}).find("no path 'p9'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_that_attributes_abort_for_are_refused)
{
    const std::string good = "host a kind=mptcp\nhost b kind=mptcp\nlink a b\npath p a b\n";
    BOOST_TEST(Complaint(good + "host c kind=tcpcrypt Prefer=multipath Require=encryption Profile=rfc5961 RstPolicy=require "
                                "TcpcryptRstPolicy=probe TcpcryptForm=B TcpcryptWire=daemon MacTagOctets=16 SidOctets=8 "
                                "TestIdsnLow=00ffAB12 CongestionControl=ns3::TcpCubic\n"
                                "set ns3::MptcpWeightedRoundRobinScheduler::Weights 3,1\n"
                                "set ns3::TcpSocketBase::UseEcn On\nset ns3::TcpSocketBase::MinRto 0.15s\n"
                                "flow f paths=p Scheduler=ns3::MptcpEcfScheduler PathManager=ns3::MptcpNullPathManager") == "");
    const std::vector<std::pair<std::string, std::string>> rows{
        {"host c Prefer=speed", "encryption, multipath or stacked"},
        {"host c Require=all", "none, evidence, encryption or smptcp"},
        {"host c Profile=strict", "ns3-stock or rfc5961"},
        {"host c RstPolicy=drop", "accept, probe or require"},
        {"host c TcpcryptRstPolicy=drop", "accept, probe or require"},
        {"host c kind=tcpcrypt TcpcryptForm=C", "A or B"},
        {"host c kind=smptcp TcpcryptForm=B", "B is for kind=tcpcrypt"},
        {"host c TcpcryptWire=dirty", "clean or daemon"},
        {"host c MacTagOctets=11", "20, 16, 12, 10 or 8"},
        {"host c SidOctets=9", "20 or 8"},
        {"host c TestIdsnLow=12", "8 hexadecimal digits"},
        {"host c CongestionControl=ns3::MptcpEcfScheduler", "a class of congestion control"},
        {"host c KeyStore=x", "cannot be 'x'"},
        {"flow f paths=p Scheduler=ns3::TcpNewReno", "a class of scheduler"},
        {"flow f paths=p PathManager=ns3::TcpNewReno", "a class of path manager"},
        {"set ns3::MptcpWeightedRoundRobinScheduler::Weights 0", "numbers from 1 to 999999"},
        {"set ns3::MptcpWeightedRoundRobinScheduler::Weights 1,,2", "numbers from 1 to 999999"},
        {"set ns3::SmptcpStack::Prefer speed", "encryption, multipath or stacked"},
        {"set ns3::TcpL4Protocol::SocketType ns3::MptcpEcfScheduler", "a class of congestion control"},
        {"set ns3::TcpSocketBase::UseEcn Perhaps", "cannot be 'Perhaps'"},
        {"set ns3::TcpSocketBase::MinRto 1.2.3s", "cannot be '1.2.3s'"},
    };
    CheckRefused(good, rows);
}

BOOST_AUTO_TEST_CASE(the_whole_file_decides)
{
    const std::string good = "host a kind=legacy\nhost b kind=legacy\nlink a b\npath p a b\n";
    for (const std::string fine : {"span s from=70s to=80s\nduration 90s",
                                   "warmup 70s\nduration 90s",
                                   "at 1000s link a-b down", // never
                                   "flow f paths=p start=70s stop=80s\nduration 90s",
                                   "flow f paths=p segment=1460\nset ns3::TcpSocketBase::Timestamp false"})
    {
        BOOST_TEST(Complaint(good + fine) == "", fine);
    }
    const std::vector<std::pair<std::string, std::string>> rows{
        {"span s to=50s\nduration 10s", "t.topo:5: a span begins before it ends"},
        {"warmup 20s\nduration 10s", "t.topo:5: the warm-up must be shorter"},
        {"flow f paths=p start=20s\nduration 10s", "t.topo:5: start=, jitter= and ready= end before"},
        {"span s to=5s\nspan s to=6s", "t.topo:6: the name 's' is taken"},
        {"flow g paths=p\nflow g[1..2] paths=p", "t.topo:5: the name 'g' is taken"},
        {"flow f paths=p segment=1460", "t.topo:5: impossible segment=1460"},
        {"flow f paths=p segment=1461 Timestamp=false", "t.topo:5: impossible segment=1461"},
    };
    for (const auto& [lines, complaint] : rows)
    {
        std::string what = Complaint(good + lines);
        BOOST_TEST(what.rfind(complaint, 0) == 0, lines << " gives: " << what);
    }
}

BOOST_AUTO_TEST_CASE(a_queue_of_any_link_has_a_size)
{
    auto plan = TopologyPlan::Make(Read("host a\nhost b\nlink a b rate=1000Gbps delay=86400s"));
    BOOST_TEST(plan.GetQueueSize(plan.links[0], 0).GetValue() == 100000000U);
    plan = TopologyPlan::Make(Read("host a\nhost b\nlink a b rate=10Mbps delay=100ms"));
    BOOST_TEST(plan.GetQueueSize(plan.links[0], 0).GetValue() == 167U);
}

BOOST_AUTO_TEST_CASE(early_drops_follow_their_profile)
{
    auto p = &SmptcpEarlyDropQueue::GetDropProbability;
    BOOST_TEST(p(0, 100) == 0);
    BOOST_TEST(p(24, 100) == 0);
    BOOST_TEST(p(25, 100) == 0);
    BOOST_TEST(p(30, 100) == 0.02, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(p(50, 100) == 0.1, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(p(75, 100) == 0.55, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(p(100, 100) == 1, boost::test_tools::tolerance(1e-9));
    Ptr<SmptcpEarlyDropQueue> queue = CreateObject<SmptcpEarlyDropQueue>();
    queue->AssignStreams(7);
    queue->SetMaxSize(QueueSize("100p"));
    while (queue->GetNPackets() < 40)
    {
        queue->Enqueue(Create<Packet>(100));
    }
    uint32_t dropped = 0;
    for (unsigned i = 0; i < 20000; ++i)
    {
        dropped += queue->Enqueue(Create<Packet>(100)) ? 0 : 1;
        if (queue->GetNPackets() > 40)
        {
            queue->Dequeue();
        }
    }
    BOOST_TEST(dropped > 1080U); // 20000 times 0.06, and five standard deviations
    BOOST_TEST(dropped < 1370U);
}

BOOST_AUTO_TEST_CASE(each_path_is_a_subflow_and_each_subflow_its_path)
{
    for (const std::string kind : {"mptcp", "smptcp", "mptcp-v1"})
    {
        auto q = Measure(FORK + "flow f paths=$flow jitter=10ms", 1, {{"kind", kind}});
        BOOST_TEST(q.at("goodput(f,1)") > 8.5, kind);
        BOOST_TEST(q.at("goodput(f,1)") < 9.7, kind);
        BOOST_TEST(q.at("goodput(f,2)") > 4.2, kind);
        BOOST_TEST(q.at("goodput(f,2)") < 4.85, kind);
        BOOST_TEST(q.at("goodput(f)") == q.at("goodput(f,1)") + q.at("goodput(f,2)"), boost::test_tools::tolerance(0.02));
        BOOST_TEST(q.at("errors(f)") == 0);
    }
    auto second = Measure(FORK + "flow f paths=p2");
    BOOST_TEST(second.at("goodput(f)") < 4.85);
    BOOST_TEST(second.at("sent(L1)") == 0);
    BOOST_TEST(second.at("sent(L2)") > 1000);
    auto plain = Measure(FORK + "flow f paths=p1,p2", 1, {{"kind", "legacy"}});
    BOOST_TEST(plain.at("goodput(f,1)") > 8.5);
    BOOST_TEST(plain.at("sent(L2)") == 0);
}

BOOST_AUTO_TEST_CASE(a_flow_may_have_many_paths)
{
    auto text = [](unsigned paths) {
        std::string count = std::to_string(paths);
        std::string lines = "duration 8s\nhost a kind=mptcp\nhost b kind=mptcp\nlink a b name=L[1.." + count +
                            "] rate=1Mbps delay=5ms\npath p[1.." + count + "] a L[1.." + count + "] b\nflow f paths=p1";
        for (unsigned i = 2; i <= paths; ++i)
        {
            lines += ",p" + std::to_string(i);
        }
        return lines;
    };
    auto q = Measure(text(10)); // MaxSubflows is 8 elsewhere
    for (unsigned i = 1; i <= 10; ++i)
    {
        BOOST_TEST(q.at("goodput(f," + std::to_string(i) + ")") > 0.5, i);
    }
    BOOST_TEST(Complaint(text(32)) == "");
    BOOST_TEST(Complaint(text(33)).rfind("t.topo:6: a flow has at most 32 paths", 0) == 0);
}

BOOST_AUTO_TEST_CASE(what_ends_as_tcp_has_the_congestion_control_too)
{
    const std::string net = "duration 10s\nhost a kind=mptcp\nhost b kind=legacy\n"
                            "link a b rate=20Mbps delay=40ms queue=droptail:50p\npath p a b\nflow f paths=p cc=$cc";
    BOOST_TEST((Measure(net, 1, {{"cc", "cubic"}}) != Measure(net, 1, {{"cc", "new-reno"}})));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_run)
{
    const std::string text = FORK + "flow f paths=p1,p2 jitter=200ms\nflow g paths=p1 direction=down jitter=200ms\n";
    auto first = Measure(text, 3);
    BOOST_TEST((first == Measure(text, 3)));
    BOOST_TEST((first != Measure(text, 4)));
}

BOOST_AUTO_TEST_CASE(directions_delays_and_ends)
{
    const std::string net = "duration 20s\nhost a kind=legacy\nhost b kind=legacy\n"
                            "link a b rate=100Mbps/1Mbps delay=10ms/90ms\npath p a b\n";
    auto up = Measure(net + "flow f paths=p bytes=1000");
    BOOST_TEST(up.at("first-byte(f)") == 0.11, boost::test_tools::tolerance(0.02)); // SYN, SYN/ACK, data
    BOOST_TEST(up.at("bytes(f)") == 1000);
    BOOST_TEST(up.at("missing(f)") == 0);
    auto down = Measure(net + "flow f paths=p direction=down bytes=1000");
    BOOST_TEST(down.at("first-byte(f)") == 0.2, boost::test_tools::tolerance(0.06)); // SYN, SYN/ACK, ACK, data
    auto both = Measure(net + "flow f paths=p direction=both bytes=400KB/300KB");
    BOOST_TEST(both.at("bytes(f)") == 700000);
    BOOST_TEST(both.at("finish(f,down)") > both.at("finish(f,up)"));
    BOOST_TEST(both.at("finish(f)") == both.at("finish(f,down)"));
    BOOST_TEST(both.at("finish(f)") < 5);
    auto held = Measure(net + "flow f paths=p bytes=1000 ready=1s");
    BOOST_TEST(held.at("first-byte(f)") == 0.11, boost::test_tools::tolerance(0.02));
    BOOST_TEST(held.at("finish(f)") == 1.01, boost::test_tools::tolerance(0.01));
    BOOST_TEST(held.at("events") > 10);
    auto stopped = Measure(net + "flow f paths=p start=1s stop=3s");
    BOOST_TEST(stopped.at("missing(f)") == 0);
    BOOST_TEST(stopped.at("goodput(f)") > 50);
}

BOOST_AUTO_TEST_CASE(events_happen)
{
    const std::string down = FORK + "flow f paths=p1,p2\nspan after from=5s to=8s\nat 4s link L1 down\n";
    auto silent = Measure(down);
    BOOST_TEST(silent.at("goodput(f,1,after)") == 0);
    BOOST_TEST(silent.at("goodput(f,2,after)") > 4.2);
    BOOST_TEST(silent.at("longest-gap(f)") > 0.2);
    BOOST_TEST(silent.at("missing(f)") == 0);
    auto told = Measure(down + "at 4s host a address-down p1");
    BOOST_TEST(told.at("goodput(f,1,after)") == 0);
    BOOST_TEST(told.at("longest-gap(f)") < 0.15);
    auto again = Measure(down + "at 4500ms link L1 up");
    BOOST_TEST(again.at("goodput(f,1,after)") > 5);
    auto slower = Measure(FORK + "flow f paths=p1\nspan after from=5s to=8s\nat 4s link L1 rate=1Mbps");
    BOOST_TEST(slower.at("goodput(f,after)") < 1);
    BOOST_TEST(slower.at("goodput(f,after)") > 0.85);
}

BOOST_AUTO_TEST_CASE(backups_rest_and_spares_wait)
{
    const std::string events = "span before from=1s to=3s\nspan after from=5s to=8s\n"
                               "at 4s link L1 down\nat 4s host a address-down p1\n";
    auto backup = Measure(FORK + "flow f paths=p1,p2 backup=p2\n" + events);
    BOOST_TEST(backup.at("goodput(f,2,before)") == 0);
    BOOST_TEST(backup.at("goodput(f,2,after)") > 4.2);
    BOOST_TEST(backup.at("sent(L2)") > 0);
    auto spare = Measure(FORK + "flow f paths=p1,p2 spare=p2\n" + events);
    BOOST_TEST(spare.at("sent(L2,before)") == 0);
    BOOST_TEST(spare.at("goodput(f,2,after)") > 4.2);
    BOOST_TEST(spare.at("longest-gap(f)") < 0.25); // a JOIN of two and a half round trips of 42 ms, and queues
    BOOST_TEST(spare.at("missing(f)") == 0);
}

BOOST_AUTO_TEST_CASE(groups_are_summed)
{
    auto q = Measure("duration 6s\nwarmup 2s\nrouter r\nrouter s\nlink r s name=M rate=6Mbps delay=5ms queue=red:60p\n"
                     "host a[1..3] kind=legacy\nhost b[1..3] kind=legacy\n"
                     "link a[1..3] r rate=100Mbps delay=1ms\nlink s b[1..3] rate=100Mbps delay=1ms\n"
                     "path p[1..3] a[1..3] r s b[1..3]\nflow f[1..3] paths=p[1..3] jitter=100ms\n");
    double sum = q.at("goodput(f1)") + q.at("goodput(f2)") + q.at("goodput(f3)");
    BOOST_TEST(q.at("goodput(f)") == sum, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(q.at("mean(f)") == sum / 3, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(sum > 4.5);
    BOOST_TEST(sum < 5.9);
    BOOST_TEST(q.at("jain(f)") > 0.8);
    BOOST_TEST(q.at("jain(f)") <= 1);
    BOOST_TEST(q.at("min(f)") <= q.at("max(f)"));
    BOOST_TEST(q.at("dropped(M)") > 0);
    BOOST_TEST(q.at("loss(M)") < 0.1);
}

BOOST_AUTO_TEST_CASE(jitter_makes_late_and_keeps_the_order)
{
    // Datagrams would show the order only to the socket; TCP would answer a changed order with retransmissions.
    const std::string net = "duration 10s\nhost a kind=legacy\nhost b kind=legacy\n"
                            "link a b name=L rate=100Mbps delay=10ms jitter=$most/0ms queue=droptail:1000p\npath p a b\n"
                            "flow f paths=p bytes=500KB\n";
    auto plain = Measure(net, 1, {{"most", "0ms"}});
    auto late = Measure(net, 1, {{"most", "8ms"}});
    BOOST_TEST(late.at("finish(f)") > plain.at("finish(f)") + 0.02);
    BOOST_TEST(late.at("sent(L)") == plain.at("sent(L)"));
    BOOST_TEST(late.at("errors(f)") == 0);
}

BOOST_AUTO_TEST_CASE(an_application_has_a_pace)
{
    auto q = Measure(FORK + "flow f paths=p1 pace=2Mbps segment=1000");
    BOOST_TEST(q.at("goodput(f)") == 2, boost::test_tools::tolerance(0.01));
    BOOST_TEST(q.at("delay(f)") > 0.006); // of the links
    BOOST_TEST(q.at("delay(f)") < 0.009);
    BOOST_TEST(Measure(FORK + "flow f paths=p1").count("delay(f)") == 0);
}

BOOST_AUTO_TEST_CASE(copies_are_followed)
{
    const std::string flow = "flow f paths=p1,p2 scheduler=$scheduler pace=400kbps segment=1000 ready=1s\n"
                             "at 1s link L1 loss=$one\nat 1s link L2 loss=$two\nat 7s link L1 loss=0\nat 7s link L2 loss=0";
    auto none = Measure(FORK + flow, 1, {{"scheduler", "redundant"}, {"one", "0"}, {"two", "0"}});
    BOOST_TEST(none.at("copied(f)") > 0.98);
    BOOST_TEST(none.at("residual(f)") == 0);
    auto one = Measure(FORK + flow, 1, {{"scheduler", "redundant"}, {"one", "0.2/0"}, {"two", "0"}});
    BOOST_TEST(one.at("lost(L1)") > 5);
    BOOST_TEST(one.at("residual(f)") == 0);
    auto both = Measure(FORK + flow, 1, {{"scheduler", "redundant"}, {"one", "0.2/0"}, {"two", "0.2/0"}});
    BOOST_TEST(both.at("residual(f)") > 0);
    BOOST_TEST(both.at("residual(f)") < 0.15);
    BOOST_TEST(Measure(FORK + flow, 1, {{"scheduler", "ecf"}, {"one", "0"}, {"two", "0"}}).count("copied(f)") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
