/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Every attack of the catalogue against every protocol it exists for: attacks.csv, and the matrix printed. Each cell is
// the experiment of smptcp-attack, control and all; exit status 0 only when every cell is as expected and every failure
// is shown to be the defence's doing: the same attacker succeeds with the defence off, or on another protocol.

#include "common/fail.h"
#include "common/files.h"
#include "common/words.h"
#include "common/workers.h"
#include "smptcp-attack/scenario.h"

#include "ns3/command-line.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

using namespace ns3;
using namespace smptcp_example;

namespace
{

constexpr uint32_t MOST_SEEDS = 1000;
constexpr uint32_t MOST_JOBS = 256;

/// What the command line asks for
struct Options
{
    std::string attacks{"all"};
    std::string protocols{"all"};
    std::string profiles{"all"};
    uint32_t seeds{1};
    uint32_t firstSeed{1};
    uint32_t jobs{std::max(1u, std::thread::hardware_concurrency())};
    std::string out{"results/attacks"};
    bool captures{false};
};

/// A cell of the matrix, and what came of it
struct Cell
{
    const AttackEntry* attack;
    Protocol protocol;
    std::string profile;
    uint32_t seed;
    Expectation expected;
    std::string observed{"died"}; //!< succeeds, fails or not carried out
    std::string evidence;         //!< Measured reason
    bool agrees{false};           //!< As expected
    bool proved{false};           //!< It fails, and succeeds with the defence off
};

/// \return those of \p known that \p list names, all of them for "all" \param option its name, for the message
std::vector<std::string>
Choose(const std::string& list, const std::vector<std::string>& known, const std::string& option)
{
    if (list == "all")
    {
        return known;
    }
    std::vector<std::string> chosen = Words(list);
    for (const auto& word : chosen)
    {
        if (std::find(known.begin(), known.end(), word) == known.end())
        {
            std::string allowed = "all";
            for (const auto& name : known)
            {
                allowed += ", " + name;
            }
            Fail("unknown '" + word + "' in --" + option + ": use " + allowed);
        }
    }
    return chosen;
}

void
CheckNumber(const std::string& option, uint32_t value, uint32_t most)
{
    if (value < 1 || value > most)
    {
        Fail("impossible --" + option + ": give 1 to " + std::to_string(most));
    }
}

Options
ParseCommandLine(int argc, char** argv)
{
    Options options;
    CommandLine cmd(__FILE__);
    cmd.Usage("Every attack against every protocol it exists for; smptcp-attack runs a single one.");
    cmd.AddValue("attacks", "ids with commas, or all", options.attacks);
    cmd.AddValue("protocols", "names with commas, or all", options.protocols);
    cmd.AddValue("profiles", "names with commas, or all: a second one only where it makes a difference", options.profiles);
    cmd.AddValue("seeds", "runs of each cell", options.seeds);
    cmd.AddValue("firstSeed", "RngRun of the first", options.firstSeed);
    cmd.AddValue("jobs", "how many at a time", options.jobs);
    cmd.AddValue("captures", "keep captures, key logs and stories of each cell as well", options.captures);
    cmd.AddValue("out", "directory for attacks.csv", options.out);
    cmd.Parse(argc, argv);
    CheckNumber("seeds", options.seeds, MOST_SEEDS);
    CheckNumber("firstSeed", options.firstSeed, UINT32_MAX - MOST_SEEDS);
    CheckNumber("jobs", options.jobs, MOST_JOBS);
    return options;
}

/// \return the cells of attack \p entry on one protocol
std::vector<Cell>
CellsOf(const AttackEntry& entry, Protocol protocol, const std::vector<std::string>& profiles, const Options& options)
{
    std::vector<Cell> cells;
    for (const auto& profile : profiles)
    {
        auto expected = Expect(entry.id, protocol, profile);
        bool same = profile != profiles.front() && !DiffersByProfile(entry.id, protocol);
        for (uint32_t i = 0; expected && !same && i < options.seeds; ++i)
        {
            cells.push_back({&entry, protocol, profile, options.firstSeed + i, *expected, "died", "", false, false});
        }
    }
    return cells;
}

std::vector<Cell>
Plan(const Options& options)
{
    std::vector<std::string> ids;
    std::vector<std::string> names;
    for (const auto& entry : Catalogue())
    {
        ids.push_back(entry.id);
    }
    for (Protocol protocol : AllProtocols())
    {
        names.emplace_back(NameOf(protocol));
    }
    auto protocols = Choose(options.protocols, names, "protocols");
    auto profiles = Choose(options.profiles, AllProfiles(), "profiles");
    std::vector<Cell> cells;
    for (const auto& id : Choose(options.attacks, ids, "attacks"))
    {
        for (const auto& name : protocols)
        {
            auto more = CellsOf(*FindAttack(id), *ParseProtocol(name), profiles, options);
            cells.insert(cells.end(), more.begin(), more.end());
        }
    }
    return cells;
}

/// Run a cell. \return its result in four lines
std::string
RunCell(const Cell& cell, const Options& options)
{
    BenchSetup setup;
    setup.protocol = cell.protocol;
    setup.profile = cell.profile;
    setup.run = cell.seed;
    if (options.captures)
    {
        setup.out = options.out + "/" + cell.attack->id + "-" + NameOf(cell.protocol) + "-" + cell.profile + "-" +
              std::to_string(cell.seed);
    }
    AttackResult result = RunAttack(*cell.attack, setup);
    bool open = result.undefended && result.undefended->outcome == Outcome::SUCCEEDS;
    std::ostringstream text;
    text << (result.verdict.carriedOut ? NameOf(result.verdict.outcome) : "not carried out") << "\n"
         << result.Agrees() << "\n"
         << open << "\n"
         << result.verdict.because;
    if (result.undefended)
    {
        text << "; with the defence off it " << NameOf(result.undefended->outcome);
    }
    return text.str();
}

void
TakeAnswer(Cell& cell, const Workers::Answer& answer)
{
    if (!answer)
    {
        cell.evidence = "the simulation died";
        return;
    }
    std::istringstream in(*answer);
    std::getline(in, cell.observed);
    in >> cell.agrees >> cell.proved >> std::ws;
    std::getline(in, cell.evidence, '\0');
}

/// \return a field of a table with commas, in quotes where it needs them
std::string
Field(std::string text)
{
    std::replace(text.begin(), text.end(), '"', '\'');
    return text.find(',') == std::string::npos ? text : '"' + text + '"';
}

void
WriteRow(std::ostream& csv, const Cell& cell)
{
    csv << cell.attack->id << "," << NameOf(cell.protocol) << "," << cell.profile << "," << cell.seed << ","
        << NameOf(cell.expected.outcome) << "," << cell.observed << "," << Field(cell.evidence) << ","
        << (cell.agrees ? "yes" : "no") << "\n";
}

/// \return the number of an attack without the letter of a variant, whose attacker is the same: A25b of A25bv
std::string
WithoutVariant(const std::string& id)
{
    return id.back() == 'v' ? id.substr(0, id.size() - 1) : id;
}

/// \return true when the attack succeeds somewhere as the catalogue has it, so that its code is known to work
bool
WorksSomewhere(const std::vector<Cell>& cells, const AttackEntry& attack)
{
    return std::any_of(cells.begin(), cells.end(), [&attack](const Cell& cell) {
        return WithoutVariant(cell.attack->id) == WithoutVariant(attack.id) && (cell.proved || cell.observed == NameOf(Outcome::SUCCEEDS));
    });
}

/// What stands in the matrix for the cells of all seeds of an attack on a protocol and a profile
std::string
Text(const std::vector<Cell>& cells, const AttackEntry& attack, Protocol protocol, const std::string& profile)
{
    std::string text;
    bool agrees = true;
    for (const auto& cell : cells)
    {
        if (cell.attack == &attack && cell.protocol == protocol && cell.profile == profile)
        {
            text = text.empty() || text == cell.observed ? cell.observed : "differs";
            agrees = agrees && cell.agrees;
        }
    }
    return text.empty() ? "--" : text + (agrees ? "" : " !");
}

void
PrintLine(const std::string& head, const std::vector<std::string>& texts)
{
    std::cout << std::left << std::setw(18) << head;
    for (const auto& text : texts)
    {
        std::cout << std::setw(15) << text;
    }
    std::cout << "\n";
}

void
PrintMatrix(const std::vector<Cell>& cells)
{
    std::vector<std::string> head;
    for (Protocol protocol : AllProtocols())
    {
        head.emplace_back(NameOf(protocol));
    }
    PrintLine("attack", head);
    for (const auto& attack : Catalogue())
    {
        for (const auto& profile : AllProfiles())
        {
            std::vector<std::string> texts;
            for (Protocol protocol : AllProtocols())
            {
                texts.push_back(Text(cells, attack, protocol, profile));
            }
            if (std::any_of(texts.begin(), texts.end(), [](const auto& text) { return text != "--"; }))
            {
                PrintLine(attack.id + (profile == AllProfiles().front() ? "" : " " + profile), texts);
            }
        }
    }
}

/// Say what is not as it should be. \return true when there is nothing to say
bool
PrintFaults(const std::vector<Cell>& cells, bool wholeRows)
{
    bool good = true;
    for (const auto& cell : cells)
    {
        std::string where = cell.attack->id + " on " + NameOf(cell.protocol) + " (" + cell.profile + ", run " +
                            std::to_string(cell.seed) + ")";
        bool unproved = wholeRows && cell.agrees && cell.observed == NameOf(Outcome::FAILS) &&
                        !WorksSomewhere(cells, *cell.attack);
        if (!cell.agrees)
        {
            std::cout << "! " << where << ": " << cell.observed << ", expected " << NameOf(cell.expected.outcome)
                      << ": " << cell.evidence << "\n";
        }
        else if (unproved)
        {
            std::cout << "! " << where << ": nothing shows that this attacker ever succeeds\n";
        }
        good = good && cell.agrees && !unproved;
    }
    return good;
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-attack-matrix";
    Options options = ParseCommandLine(argc, argv);
    std::vector<Cell> cells = Plan(options);
    MakeOutputDirectory(options.out, "attacks.csv");
    std::ofstream csv(options.out + "/attacks.csv");
    csv << "attack,protocol,profile,seed,expected,observed,evidence,agrees\n";
    Workers workers([&](std::size_t i) { return RunCell(cells[i], options); }, options.jobs);
    workers.Run(cells.size(), [&](std::size_t i, const Workers::Answer& answer) {
        TakeAnswer(cells[i], answer);
        WriteRow(csv, cells[i]);
        if (isatty(STDERR_FILENO))
        {
            std::cerr << "\r" << i + 1 << " of " << cells.size() << " cells" << (i + 1 == cells.size() ? "\n" : "");
        }
    });
    csv.close();
    PrintMatrix(cells);
    bool good = PrintFaults(cells, options.protocols == "all");
    std::size_t agreeing = static_cast<std::size_t>(
        std::count_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.agrees; }));
    std::cout << agreeing << " of " << cells.size() << " cells as expected; " << options.out << "/attacks.csv\n";
    if (!csv)
    {
        Fail("cannot write " + options.out + "/attacks.csv");
    }
    return good ? 0 : 1;
}
