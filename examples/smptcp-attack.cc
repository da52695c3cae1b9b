/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Does an attack of the catalogue come off against this protocol, and what shows it? Runs the control (attacker off) and
// the attack from the same seed, prints the story, what was measured, the observed and the expected outcome and the frames
// that show it; exit status 0 exactly when the attack was carried out, and observed and expected agree.

#include "common/fail.h"
#include "common/files.h"
#include "smptcp-attack/frames.h"
#include "smptcp-attack/scenario.h"

#include "ns3/command-line.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <fstream>
#include <iostream>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr std::size_t STORY_LINES = 12; //!< Printed; story.txt has all

/// \return the names of \p items in one line
template <typename Items, typename Name>
std::string
Enumerate(const Items& items, Name name)
{
    std::string line;
    for (const auto& item : items)
    {
        line += (line.empty() ? "" : ", ") + std::string(name(item));
    }
    return line;
}

void
PrintCatalogue()
{
    for (const auto& entry : Catalogue())
    {
        std::cout << entry.id << "  " << entry.title << " (" << entry.position << ")\n      " << entry.recipe
                  << "\n      success: " << entry.success << "\n      expected:";
        for (Protocol protocol : AllProtocols())
        {
            if (auto expected = Expect(entry.id, protocol, AllProfiles().front()))
            {
                std::cout << " " << NameOf(protocol) << " " << NameOf(expected->outcome);
            }
        }
        std::cout << "\n";
    }
}

void
PrintStory(const std::string& file)
{
    std::ifstream in(file);
    std::string line;
    std::size_t lines = 0;
    while (std::getline(in, line))
    {
        if (++lines <= STORY_LINES)
        {
            std::cout << "  " << line << "\n";
        }
    }
    if (lines > STORY_LINES)
    {
        std::cout << "  ... " << lines - STORY_LINES << " more lines in " << file << "\n";
    }
}

void
PrintFrames(const std::string& directory, const std::optional<smptcp::IpSegment>& segment)
{
    if (!segment)
    {
        return;
    }
    std::cout << "shown by";
    for (const auto& frame : FindFrames(directory, *segment))
    {
        std::cout << "  " << frame.file << " frame " << frame.number;
    }
    std::cout << "  (in " << directory << ")\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramName() = "smptcp-attack";
    std::string attack = "A02";
    std::string protocolName = "smptcp";
    BenchSetup setup;
    std::string& profile = setup.profile;
    std::string& out = setup.out;
    out = "results/attack";
    bool list = false;
    CommandLine cmd(__FILE__);
    cmd.Usage("An attack of the catalogue against two victims, beside a control run from the same seed.");
    cmd.AddValue("attack", "its id, such as A01; --list prints the catalogue", attack);
    cmd.AddValue("protocol",
                 "what the victims speak: " + Enumerate(AllProtocols(), [](Protocol p) { return NameOf(p); }),
                 protocolName);
    cmd.AddValue("profile", "how hard their TCP is: " + Enumerate(AllProfiles(), [](const auto& p) { return p; }), profile);
    cmd.AddValue("forged", "segments that the random forger (A00) sends", setup.forged);
    cmd.AddValue("out", "directory for control/, attack/ and perhaps undefended/: captures, key log, story", out);
    cmd.AddValue("list", "print the catalogue and end", list);
    cmd.Parse(argc, argv);
    if (list)
    {
        PrintCatalogue();
        return 0;
    }
    const AttackEntry* entry = FindAttack(attack);
    auto protocol = ParseProtocol(protocolName);
    if (!entry)
    {
        Fail("unknown attack '" + attack + "': use one of " + Enumerate(Catalogue(), [](const auto& e) { return e.id; }));
    }
    if (!protocol)
    {
        Fail("unknown protocol '" + protocolName + "': use one of " +
             Enumerate(AllProtocols(), [](Protocol p) { return NameOf(p); }));
    }
    if (std::find(AllProfiles().begin(), AllProfiles().end(), profile) == AllProfiles().end())
    {
        Fail("unknown profile '" + profile + "': use one of " +
             Enumerate(AllProfiles(), [](const auto& p) { return p; }));
    }
    if (!Expect(entry->id, *protocol, profile))
    {
        Fail(entry->id + " has nothing to attack in " + protocolName + ": --list prints where it has");
    }
    MakeOutputDirectory(out + "/attack", "story.txt");
    setup.protocol = *protocol;
    setup.run = static_cast<uint32_t>(RngSeedManager::GetRun());
    AttackResult result = RunAttack(*entry, setup);
    std::cout << entry->id << " " << entry->title << " on " << protocolName << " (" << profile << ", run "
              << RngSeedManager::GetRun() << "), modes " << result.modeA << " and " << result.modeB << "\n";
    PrintStory(out + "/attack/story.txt");
    std::cout << "control:  " << result.control.InWords() << "\n"
              << "attack:   " << result.attack.InWords() << "\n"
              << "evidence: " << result.verdict.because << "\n";
    PrintFrames(out + "/attack", result.shown);
    if (!result.verdict.carriedOut)
    {
        std::cout << "the attack was not carried out: nothing is shown\n";
    }
    if (result.undefended)
    {
        std::cout << "undefended: " << NameOf(result.undefended->outcome) << ", " << result.undefended->because << "\n";
    }
    std::cout << "observed: " << NameOf(result.verdict.outcome) << "\n"
              << "expected: " << NameOf(result.expected.outcome) << " [" << result.expected.reason << "]\n";
    return result.Agrees() ? 0 : 1;
}
