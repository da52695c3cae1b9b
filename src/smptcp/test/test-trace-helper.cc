/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The files of SmptcpTraceHelper against what is known from elsewhere.

#include "two-hosts.h"

#include "ns3/simulator.h"
#include "ns3/smptcp-trace-helper.h"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(trace_helper)

namespace
{

/// A directory of its own, gone at the end
struct Directory
{
    Directory()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "smptcp-trace-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }

    ~Directory()
    {
        std::filesystem::remove_all(path);
    }

    std::filesystem::path path; //!< Its name
};

/// The lines of a CSV file as cells by column name
std::vector<std::map<std::string, std::string>>
ReadCsv(const std::filesystem::path& path)
{
    auto split = [](const std::string& line) {
        std::vector<std::string> cells;
        std::istringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');)
        {
            cells.push_back(cell);
        }
        return cells;
    };
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    auto names = split(line);
    std::vector<std::map<std::string, std::string>> rows;
    while (std::getline(file, line))
    {
        auto cells = split(line);
        BOOST_REQUIRE(cells.size() == names.size());
        rows.emplace_back();
        for (std::size_t i = 0; i < cells.size(); ++i)
        {
            rows.back()[names[i]] = cells[i];
        }
    }
    return rows;
}

} // namespace

BOOST_AUTO_TEST_CASE(files_agree_with_the_connection)
{
    Directory directory;
    std::string prefix = (directory.path / "run-").string();
    std::vector<SmptcpSubflowReport> reports;
    double end = 0;
    {
        TwoHosts net("smptcp", "smptcp", {{"10Mbps", "10ms"}, {"30Mbps", "40ms"}});
        SmptcpTraceHelper traces(prefix);
        traces.Attach(net.nodes);
        net.Transfer(3000000, 0, 1000);
        CheckDelivered(net, "traced");
        reports = TwoHosts::Ours(net.client)->GetSubflowReports();
        end = Simulator::Now().GetSeconds();
    }
    BOOST_TEST(end <= 1000.0);

    std::map<std::string, double> sent;
    std::map<std::string, int> metrics;
    double received = 0;
    for (auto& row : ReadCsv(prefix + "subflows.csv"))
    {
        double value = std::stod(row["value"]);
        BOOST_TEST(value > 0);
        ++metrics[row["metric"]];
        bool client = row["node"] == "0";
        sent[row["subflow"]] += client && row["metric"] == "sent_octets" ? value : 0;
        received += !client && row["metric"] == "received_octets" ? value : 0;
        BOOST_TEST(row["connection"] == "1");
    }
    for (const char* metric : {"cwnd_octets", "rtt_s", "sent_octets", "received_octets"})
    {
        BOOST_TEST(metrics[metric] > 0, metric);
    }
    BOOST_REQUIRE(reports.size() == 2u);
    for (const auto& report : reports)
    {
        BOOST_TEST(sent[std::to_string(report.id)] == static_cast<double>(report.bytesSent));
    }
    BOOST_TEST(received >= 3000000.0);

    double decided = 0;
    for (auto& row : ReadCsv(prefix + "decisions.csv"))
    {
        decided += row["decision"] == "new" ? std::stod(row["octets"]) : 0;
        BOOST_TEST((row["subflow"] == "0") == (row["decision"] == "wait"));
    }
    BOOST_TEST(decided == 3000000.0);

    auto waits = ReadCsv(prefix + "waits.csv");
    BOOST_TEST(waits.size() > 10u);
    for (auto& row : waits)
    {
        BOOST_TEST(row["node"] == "1"); // only the server receives
        BOOST_TEST(std::stod(row["wait_s"]) > 0);
        BOOST_TEST(std::stod(row["wait_s"]) < 1);
    }

    std::ifstream plot(prefix + "subflows.plt");
    std::string script((std::istreambuf_iterator<char>(plot)), std::istreambuf_iterator<char>());
    for (const char* curve : {"pick('cwnd_octets',0,1,1)", "pick('cwnd_octets',0,1,2)", "pick('rtt_s',0,1,2)"})
    {
        BOOST_TEST(script.find(curve) != std::string::npos, curve);
    }
}

BOOST_AUTO_TEST_CASE(tracing_does_not_keep_a_simulation_from_ending)
{
    Directory directory;
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}});
    SmptcpTraceHelper traces((directory.path / "").string());
    traces.SetInterval(MilliSeconds(10));
    traces.Attach(net.nodes);
    net.Start(100000, 0);
    Simulator::Run(); // no time to stop at
    CheckDelivered(net, "traced");
    BOOST_TEST(Simulator::Now().GetSeconds() < 1000.0);
}

BOOST_AUTO_TEST_CASE(nor_does_tracing_a_connection_that_nobody_ends)
{
    Directory directory;
    std::string prefix = (directory.path / "").string();
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}});
    net.client.mayClose = net.server.mayClose = false;
    {
        SmptcpTraceHelper traces(prefix);
        traces.SetInterval(Seconds(7)); // the transfer is over before the first sample
        traces.Attach(net.nodes);
        net.Start(100000, 0);
        Simulator::Run();
        CheckDelivered(net, "traced");
        BOOST_TEST(Simulator::Now().GetSeconds() < 1000.0);
    }
    double octets = 0;
    for (const auto& row : ReadCsv(prefix + "subflows.csv"))
    {
        octets += row.at("node") == "1" && row.at("metric") == "received_octets" ? std::stod(row.at("value")) : 0;
    }
    BOOST_TEST(octets == 100000);
}

BOOST_AUTO_TEST_CASE(what_came_since_the_last_sample_is_written_at_the_end)
{
    Directory directory;
    std::string prefix = (directory.path / "").string();
    TwoHosts net("mptcp", "mptcp", {{"10Mbps", "10ms"}});
    uint64_t received = 0;
    {
        SmptcpTraceHelper traces(prefix);
        traces.SetInterval(Seconds(7));
        traces.Attach(net.nodes);
        net.Start(100000000, 0);
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        received = TwoHosts::Ours(net.server)->GetSubflowReports().front().bytesReceived;
    }
    double octets = 0;
    for (const auto& row : ReadCsv(prefix + "subflows.csv"))
    {
        octets += row.at("node") == "1" && row.at("metric") == "received_octets" ? std::stod(row.at("value")) : 0;
    }
    BOOST_TEST(octets == static_cast<double>(received));
    BOOST_TEST(received > 1000000U);
}

BOOST_AUTO_TEST_SUITE_END()
