/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Who understands whom? Every pair of kinds of hosts meets over two paths and sends a known stream each way. Decided by
// packets: modes at both ends, octets at both applications, and whether an eavesdropper recognises them in the capture.
// Prints the matrix, writes matrix.csv and a capture of each pair to --out; exit status 0 only when all is as expected.

#include "common/fail.h"
#include "common/files.h"
#include "common/words.h"
#include "smptcp-compat-matrix/cell.h"
#include "smptcp-compat-matrix/expectation.h"

#include "ns3/command-line.h"
#include "ns3/smptcp-helper.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <vector>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr uint32_t LARGEST_STREAM = 10000000; //!< Octets
constexpr uint32_t LARGEST_SEGMENT = 1460;    //!< Octets
/// Above the bound of the mode: the tolerance of one hundredth of an RTT and 1 ms, and what octets take on the links
constexpr double TOLERANCE_S = 0.01 * CELL_RTT + 0.001 + 0.0005;
constexpr uint64_t LEAST_PLAINTEXT = 1000; //!< Octets an eavesdropper must recognise in a clear mode; else not one

/// \return all kinds of hosts, with commas
std::string
AllKinds()
{
    std::string line;
    for (const auto& kind : SmptcpHelper::GetKinds())
    {
        line += (line.empty() ? "" : ",") + kind;
    }
    return line;
}

/// What the command line asks for
struct Options
{
    std::string policy{"encryption"};
    std::string kinds{AllKinds()};
    std::string pair;
    std::string out{"results/matrix"};
    std::string middlebox{"none"};
    uint32_t bytes{100000};
    uint32_t segmentSize{1448}; // what stock TCP has room for beside its timestamps: larger segments become fragments
};

/// A cell, and the judgement
struct Cell
{
    CellSetup setup;
    Expectation expected;
    CellResult result;
    std::string verdict; //!< "ok", or what is not as expected
};

void
CheckKinds(const std::vector<std::string>& kinds, const std::string& option)
{
    for (const auto& kind : kinds)
    {
        if (!SmptcpHelper::IsKind(kind))
        {
            Fail("unknown kind of host '" + kind + "' in --" + option + ": use " + SmptcpHelper::DescribeKinds());
        }
    }
    if (kinds.empty())
    {
        Fail("no kinds of host in --" + option + ": use " + SmptcpHelper::DescribeKinds());
    }
}

/// Boxes stand on both paths here: the expectation does not know paths.
void
CheckMiddlebox(const std::string& middlebox)
{
    if (middlebox.find(':') != std::string::npos)
    {
        Fail("impossible --middlebox=" + middlebox + ": give NAME,NAME ... without paths, boxes stand on both");
    }
    ParseCellBoxes(middlebox);
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("Every pair of kinds of hosts, over two paths of 100 Mbit/s and 100 ms.");
    cmd.AddValue("policy", "what hosts that can do both prefer with a peer that can, but has them not integrated: "
                           "encryption, multipath or stacked", options.policy);
    cmd.AddValue("kinds", "the kinds of hosts, with commas", options.kinds);
    cmd.AddValue("pair", "one pair only, CLIENT:SERVER", options.pair);
    cmd.AddValue("bytes", "octets each way", options.bytes);
    cmd.AddValue("segmentSize", "largest payload of a segment, octets; a public key needs 296", options.segmentSize);
    cmd.AddValue("middlebox", PathBoxes::Help(), options.middlebox);
    cmd.AddValue("out", "directory for matrix.csv and the captures", options.out);
    cmd.Parse(argc, argv);
    if (options.policy != "encryption" && options.policy != "multipath" && options.policy != "stacked")
    {
        Fail("unknown --policy=" + options.policy + ": use encryption, multipath or stacked");
    }
    CheckKinds(Words(options.kinds), "kinds");
    if (!options.pair.empty())
    {
        auto pair = Words(options.pair, ':');
        CheckKinds(pair, "pair");
        if (pair.size() != 2)
        {
            Fail("impossible --pair=" + options.pair + ": give CLIENT:SERVER");
        }
    }
    CheckMiddlebox(options.middlebox);
    if (options.bytes < LEAST_PLAINTEXT || options.bytes > LARGEST_STREAM)
    {
        Fail("impossible --bytes: give " + std::to_string(LEAST_PLAINTEXT) + " to " + std::to_string(LARGEST_STREAM));
    }
    if (options.segmentSize < 100 || options.segmentSize > LARGEST_SEGMENT)
    {
        Fail("impossible --segmentSize: give 100 to " + std::to_string(LARGEST_SEGMENT));
    }
    return options;
}

/// \return true when both ends came to something the pair may come to
bool
IsExpected(const Expectation& expected, const CellResult& result)
{
    if (result.modeClient == OUTCOME_ERROR)
    {
        bool told = result.modeServer == OUTCOME_ERROR || result.modeServer == "none";
        return told && expected.outcomes.count(OUTCOME_ERROR) > 0;
    }
    return result.modeClient == result.modeServer && expected.outcomes.count(result.modeClient) > 0;
}

/// \return what is not as expected of octets, or nothing
std::string
JudgeOctets(const Expectation& expected, const CellResult& result)
{
    bool keyed = IsKeyed(result.modeClient) || (result.modeClient == OUTCOME_ERROR && IsKeyed(expected.mode));
    if (!result.explained && (keyed || !expected.spoiled))
    {
        return "wrong octets";
    }
    if (result.modeClient == OUTCOME_ERROR)
    {
        return keyed && result.plaintext > 0 ? "readable" : "";
    }
    if (!result.complete || (!result.bytesOk && (keyed || !expected.altered)))
    {
        return "octets missing or wrong";
    }
    if (keyed && result.plaintext > 0)
    {
        return "readable";
    }
    return !keyed && result.plaintext < LEAST_PLAINTEXT ? "not readable" : "";
}

/// \return what is not as expected, or "ok"
std::string
Judge(const Cell& cell)
{
    const CellResult& result = cell.result;
    if (!IsExpected(cell.expected, result))
    {
        return "other mode";
    }
    std::string complaint = JudgeOctets(cell.expected, result);
    if (!complaint.empty() || result.modeClient == OUTCOME_ERROR)
    {
        return complaint.empty() ? "ok" : complaint;
    }
    if (cell.expected.bothPaths && result.subflows != (IsMultipath(result.modeClient) ? 2 : 1))
    {
        return "other number of subflows";
    }
    // The client must hold the answer to its public key before it can encrypt: a round trip more.
    double bound = (IsKeyed(result.modeClient) ? 2.5 : 1.5) * CELL_RTT;
    bool boxes = cell.setup.middlebox != "none";
    if (!boxes && (result.firstByte < bound || result.firstByte > bound + TOLERANCE_S))
    {
        return "first octet too early or late";
    }
    return "ok";
}

Cell
Run(const Options& options, const std::string& client, const std::string& server)
{
    Cell cell;
    cell.setup.client = client;
    cell.setup.server = server;
    cell.setup.policy = options.policy;
    cell.setup.bytes = options.bytes;
    cell.setup.segmentSize = options.segmentSize;
    cell.setup.pcap = options.out + "/" + client + "-" + server + ".pcap";
    cell.setup.middlebox = options.middlebox;
    cell.expected = Expect(client, server, options.policy, options.middlebox);
    cell.result = RunCell(cell.setup);
    cell.verdict = Judge(cell);
    return cell;
}

void
WriteRow(std::ostream& csv, const Cell& cell)
{
    const CellResult& result = cell.result;
    std::string boxes = cell.setup.middlebox;
    std::replace(boxes.begin(), boxes.end(), ',', '+'); // a comma would be another column
    csv << cell.setup.client << "," << cell.setup.server << "," << cell.setup.policy << "," << boxes << ","
        << cell.expected.Outcomes() << "," << cell.expected.Outcomes() << "," << result.modeClient << "," << result.modeServer << "," << result.bytesOk
        << "," << std::fixed << std::setprecision(6) << result.firstByte << "," << result.subflows << ","
        << (result.plaintext == 0) << "," << cell.verdict << "\n";
}

/// What stands in the matrix. \return mode, with a mark where the slides left it open or it is not as expected
std::string
Text(const Cell& cell)
{
    const CellResult& result = cell.result;
    bool agreed = result.modeClient == result.modeServer;
    return result.modeClient + (agreed ? "" : "/" + result.modeServer) + (cell.expected.open ? " *" : "") + (cell.verdict == "ok" ? "" : " !");
}

/// \return \p line filled up to the next column
std::string
Pad(const std::string& line)
{
    constexpr std::size_t WIDTH = 16;
    return line + std::string(WIDTH - line.size() % WIDTH, ' ');
}

void
PrintMatrix(const std::vector<std::vector<Cell>>& rows, const std::string& policy)
{
    std::string head = "client \\ server";
    for (const auto& cell : rows.front())
    {
        head = Pad(head) + cell.setup.server;
    }
    std::cout << head << "\n";
    bool open = false;
    bool versions = false;
    for (const auto& row : rows)
    {
        std::string line = row.front().setup.client;
        for (const auto& cell : row)
        {
            line = Pad(line) + Text(cell);
            open = open || cell.expected.open;
            versions = versions || cell.setup.server == "mptcp-v1";
        }
        std::cout << line << "\n";
    }
    if (open)
    {
        std::cout << "*  both ends can do MPTCP and tcpcrypt, but not as one: the policy decides, here " << policy
                  << "\n";
    }
    if (versions)
    {
        std::cout << "   mptcp (version 0) and mptcp-v1 end in TCP: the SYN of version 0 carries a key, that of version 1 "
                     "none,\n   and neither host speaks the other's\n";
    }
    for (const auto& row : rows)
    {
        for (const auto& cell : row)
        {
            if (cell.verdict != "ok")
            {
                std::cout << "!  " << cell.setup.client << " to " << cell.setup.server << ": " << cell.verdict
                          << ", expected " << cell.expected.Outcomes() << "\n";
            }
        }
    }
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-compat-matrix";
    Options options = ParseCommandLine(argc, argv);
    MakeOutputDirectory(options.out, "matrix.csv");
    std::vector<std::string> clients = Words(options.kinds);
    std::vector<std::string> servers = clients;
    if (!options.pair.empty())
    {
        auto pair = Words(options.pair, ':');
        clients = {pair[0]};
        servers = {pair[1]};
    }
    std::ofstream csv(options.out + "/matrix.csv");
    csv << "client,server,policy,middlebox,expected_client,expected_server,mode_client,mode_server,bytes_ok,first_byte_s,"
           "subflows,encrypted,verdict\n";
    std::vector<std::vector<Cell>> rows;
    bool good = true;
    for (const auto& client : clients)
    {
        rows.emplace_back();
        for (const auto& server : servers)
        {
            rows.back().push_back(Run(options, client, server));
            WriteRow(csv, rows.back().back());
            good = good && rows.back().back().verdict == "ok";
        }
    }
    csv.close();
    PrintMatrix(rows, options.policy);
    if (!csv)
    {
        Fail("cannot write " + options.out + "/matrix.csv");
    }
    return good ? 0 : 1;
}
