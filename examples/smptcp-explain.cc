/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What do the hosts of a capture say to each other? A ladder of every connection, segment by segment: options in words,
// MACs checked and payload decrypted when there is a key log, on the terminal and as SVG. Uses the module's own codec
// and cryptography; scripts that share no code with it judge captures elsewhere (check-smptcp-pcap.py).

#include "common/files.h"
#include "smptcp-explain/ladder.h"
#include "smptcp-explain/merge.h"

#include <iostream>
#include <stdexcept>
#include <unistd.h>

using namespace smptcp_example;
using namespace smptcp_explain;

namespace
{

constexpr int64_t DAY_NS = int64_t{86400} * 1000000000;

/// What the command line asks for
struct Options
{
    std::vector<std::string> captures;
    std::string keys;
    std::string svg;
    Selection selection;
};

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    ns3::CommandLine cmd(__FILE__);
    cmd.Usage("A ladder of the connections in captures: smptcp-explain PCAP... [--keys=keys.log]\n"
              "Of a long transfer it shows handshakes, first data, control options, ends and whatever is wrong.\n"
              "Several captures are merged by time; frames are then numbered in the merged order.");
    OptionTable table(cmd);
    table.TakeWords(options.captures);
    table.Add("keys", "key log of the connections: MACs are checked, payload is decrypted", options.keys);
    table.Add("svg", "file for the ladder as a picture", options.svg);
    table.Add("connection", "show only this connection, from 1", options.selection.connection);
    table.Add("from", "show every segment from this frame on", options.selection.from);
    table.Add("to", "show every segment up to this frame", options.selection.to);
    table.Add("limit", "show at most so many segments of a connection, 0 for no limit", options.selection.limit);
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    if (options.captures.empty())
    {
        Fail("no capture: give the names of one or more pcap files");
    }
    if (options.selection.from > options.selection.to)
    {
        Fail("impossible --from and --to: give a first frame that is not behind the last one");
    }
    return options;
}

std::vector<Packet>
ReadPackets(const std::vector<std::string>& names)
{
    std::vector<std::vector<Packet>> captures;
    for (const std::string& name : names)
    {
        Capture capture = ReadCapture(name);
        if (!KnowsLinkType(capture.linkType))
        {
            Fail("'" + name + "' has link type " + std::to_string(capture.linkType) +
                 ": Ethernet (1), PPP (9), raw IP (101) and Linux cooked (113) are known");
        }
        auto& packets = captures.emplace_back();
        for (const Frame& frame : capture.frames)
        {
            if (auto packet = Dissect(frame, capture.linkType))
            {
                packets.push_back(std::move(*packet));
            }
        }
    }
    return Merge(std::move(captures));
}

void
Explain(const Options& options)
{
    std::optional<KeyLog> log;
    if (!options.keys.empty())
    {
        log = KeyLog::Read(options.keys);
    }
    std::vector<Packet> packets = ReadPackets(options.captures);
    if (packets.empty())
    {
        Fail("there is no TCP packet in " + options.captures.front());
    }
    Conversations conversations = Understand(packets, log ? &*log : nullptr);
    if (options.selection.connection > conversations.connections.size())
    {
        Fail("there is no connection " + std::to_string(options.selection.connection) +
             ": give --connection=N with N to " + std::to_string(conversations.connections.size()));
    }
    LadderSetting setting;
    setting.selection = options.selection;
    // Simulations begin at 0; the clock of a real capture says little.
    setting.zeroNs = packets.front().timeNs > DAY_NS ? packets.front().timeNs : 0;
    setting.colours = isatty(STDOUT_FILENO);
    if (!options.svg.empty())
    {
        std::ofstream file(options.svg);
        WriteSvg(file, conversations, setting);
        file.close();
        if (!file)
        {
            Fail("cannot write --svg=" + options.svg);
        }
    }
    WriteText(std::cout, conversations, setting);
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-explain";
    Options options = ParseCommandLine(argc, argv);
    try
    {
        Explain(options);
    }
    catch (const std::runtime_error& error)
    {
        Fail(error.what());
    }
    return 0;
}
