/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "options.h"

#include "../common/files.h"
#include "../common/option-table.h"
#include "../common/words.h"

#include "ns3/command-line.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-type-check.h"
#include "ns3/tcp-congestion-ops.h"

#include <sstream>

using namespace ns3;

namespace smptcp_example
{

namespace
{

std::vector<uint8_t>
ReadInput(const std::string& name)
{
    std::vector<uint8_t> octets = ReadFile(name, "file");
    if (octets.empty())
    {
        Fail("the file '" + name + "' is empty: give --file=PATH of a file with at least one byte");
    }
    return octets;
}

std::vector<uint8_t>
MakeOctets(uint64_t count, uint64_t seed)
{
    std::vector<uint8_t> octets(count);
    uint64_t state = seed * 2685821657736338717ULL + 88172645463325252ULL;
    for (auto& octet : octets)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        octet = static_cast<uint8_t>(state >> 32);
    }
    return octets;
}

void
CheckKind(const std::string& option, const std::string& kind)
{
    if (!SmptcpHelper::IsKind(kind))
    {
        Fail("unknown kind of host --" + option + "=" + kind + ": use one of " +
             SmptcpHelper::DescribeKinds());
    }
}

void
CheckProbability(const std::string& option, double value)
{
    if (!(value >= 0 && value < 1))
    {
        Fail("impossible --" + option + ": give a probability from 0 to below 1");
    }
}

void
ParseFailPath(const Options& options, Plan& plan)
{
    if (options.failPath.empty())
    {
        return;
    }
    std::istringstream in(options.failPath);
    char at = 0;
    std::string rest;
    bool good = static_cast<bool>(in >> plan.failPath >> at >> plan.failAt) && at == '@';
    good = good && (!(in >> rest) || rest == "s") && plan.failPath >= 1 &&
           static_cast<std::size_t>(plan.failPath) <= plan.paths.size() && plan.failAt >= 0;
    if (!good)
    {
        Fail("impossible --failPath=" + options.failPath + ": give INDEX@TIME with INDEX from 1 to " +
             std::to_string(plan.paths.size()) + " and TIME in seconds, such as 1@10");
    }
}

/// Add NAME=VALUE,NAME=VALUE ... to \p attributes. \param option the option that has \p text
void
ParseAttributes(const std::string& option, const std::string& text, Attributes& attributes)
{
    for (const auto& part : Words(text))
    {
        auto equals = part.find('=');
        if (equals == 0 || equals == std::string::npos)
        {
            Fail("impossible --" + option + "=" + text +
                 ": give NAME=VALUE,NAME=VALUE ... with attributes of ns3::SmptcpStack");
        }
        OptionTable::CheckAttribute("--" + option + "=" + part, "ns3::SmptcpStack::" + part.substr(0, equals));
        attributes.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
}

} // namespace

Plan
MakePlan(const Options& options)
{
    Plan plan;
    CheckKind("client", options.client);
    CheckKind("server", options.server);
    std::string error;
    auto paths = SmptcpPathTopology::ParsePaths(options.paths, error);
    if (!paths)
    {
        Fail(error);
    }
    plan.paths = *paths;
    CheckProbability("loss", options.impairments.loss);
    CheckProbability("reorder", options.impairments.reorder);
    CheckProbability("duplicate", options.impairments.duplicate);
    ParseFailPath(options, plan);
    plan.boxes = PathBoxes(options.middlebox, plan.paths.size());
    for (auto* attributes : {&plan.client, &plan.server})
    {
        attributes->emplace_back("Profile", options.profile);
        ParseAttributes("attributes", options.attributes, *attributes);
    }
    ParseAttributes("clientAttributes", options.clientAttributes, plan.client);
    ParseAttributes("serverAttributes", options.serverAttributes, plan.server);
    if (options.connections < 1 || options.connections > 1000)
    {
        Fail("impossible --connections: give 1 to 1000");
    }
    bool up = options.direction == "up" || options.direction == "both";
    bool down = options.direction == "down" || options.direction == "both";
    if (!up && !down)
    {
        Fail("unknown --direction=" + options.direction + ": use up, down or both");
    }
    if (options.port < 1 || options.port > 65535)
    {
        Fail("impossible --port: give 1 to 65535");
    }
    if (options.file.empty() == (options.bytes == 0))
    {
        Fail("say what to send: either --file=PATH or --bytes=N with N from 1 to 2000000000");
    }
    if (options.bytes > 2000000000)
    {
        Fail("too much: --bytes=N with N from 1 to 2000000000");
    }
    if (options.writeSize < RANDOM_WRITES)
    {
        Fail("impossible --writeSize: give 0 (as much as fits), -1 (random) or a number of bytes");
    }
    if (!(options.stop > 1))
    {
        Fail("impossible --stop: give more than 1 second");
    }
    std::istringstream rto(options.minRto);
    double number = 0;
    std::string unit;
    if (!(rto >> number >> unit) || number <= 0 || (unit != "s" && unit != "ms"))
    {
        Fail("impossible --minRto=" + options.minRto + ": give a time such as 200ms or 1s");
    }
    if (options.keyBits < 512 || options.keyBits > 4096 || options.keyBits % 512 != 0)
    {
        Fail("impossible --keyBits: give a multiple of 512 from 512 to 4096");
    }
    TypeId congestion;
    if (!TypeId::LookupByNameFailSafe(options.congestion, &congestion) ||
        !smptcp::Makes<TcpCongestionOps>(congestion))
    {
        Fail("unknown --congestion=" + options.congestion +
             ": use the TypeId of a congestion control, such as ns3::MptcpLia or ns3::TcpNewReno");
    }
    uint64_t seed = RngSeedManager::GetRun();
    auto content = [&options](uint64_t s) {
        return options.file.empty() ? MakeOctets(options.bytes, s) : ReadInput(options.file);
    };
    plan.up = up ? content(seed) : std::vector<uint8_t>();
    plan.down = down ? content(seed + 1000003) : std::vector<uint8_t>();
    return plan;
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd("smptcp-transfer.cc");
    cmd.Usage("A file crosses a simulated network between two hosts of chosen kinds.");
    OptionTable table(cmd);
    std::string kinds = SmptcpHelper::DescribeKinds();
    table.Add("client", "kind of the client: " + kinds, options.client, ", one of " + kinds);
    table.Add("server", "kind of the server: " + kinds, options.server, ", one of " + kinds);
    table.Add("paths", "links as RATE/DELAY,RATE/DELAY ...", options.paths,
              ", RATE/DELAY,RATE/DELAY ... such as 10Mbps/10ms,30Mbps/40ms");
    table.Add("file", "file to send", options.file);
    table.Add("bytes", "number of pseudo-random bytes to send instead of a file", options.bytes);
    table.Add("direction", "up (client sends), down or both", options.direction);
    table.Add("loss", "packet loss probability, each way", options.impairments.loss);
    table.Add("reorder", "probability that a packet is late", options.impairments.reorder);
    table.Add("duplicate", "probability of a second copy", options.impairments.duplicate);
    table.Add("failPath", "INDEX@TIME: path 1, 2 ... loses all from then", options.failPath);
    table.Add("port", "TCP port of the server", options.port);
    table.Add("out", "directory for results", options.out);
    table.Add("writeSize", "bytes per write, 0 as much as fits, -1 random", options.writeSize);
    table.Add("congestion",
              "TypeId of the congestion control; a coupled one is for MPTCP and SMPTCP, plain connections keep "
              "ns3::TcpNewReno",
              options.congestion);
    table.Add("minRto", "smallest retransmission timeout", options.minRto);
    table.Add("keyBits", "RSA key size; below 2048 for mass runs only", options.keyBits);
    table.Add("buffer", "send and receive buffers in bytes, 0 by rule", options.buffer);
    table.Add("stop", "give up after so many simulated seconds", options.stop);
    table.Add("connections", "connections one after the other, each with all bytes", options.connections);
    const std::string form = ", NAME=VALUE,NAME=VALUE ...";
    table.Add("profile", "what TCP of both hosts takes: ns3-stock or rfc5961", options.profile);
    table.Add("attributes", "attributes of ns3::SmptcpStack at both hosts" + form, options.attributes, form);
    table.Add("clientAttributes", "the same at the client alone", options.clientAttributes, form);
    table.Add("serverAttributes", "the same at the server alone", options.serverAttributes, form);
    table.Add("middlebox", PathBoxes::Help(), options.middlebox, ", NAME,NAME ... or PATH:NAME");
    table.Know<uint64_t>("RngRun");
    table.Know<uint32_t>("RngSeed");
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    return options;
}

} // namespace smptcp_example
