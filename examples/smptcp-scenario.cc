/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Runs scenarios: topologies as text files, several seeds of each variant, and what was measured against what theory
// says. scenario.csv, flows.csv and plots; exit status 0 only when every interval lies inside its band. doc/scenarios.rst
// has the scenarios, doc/topologies.rst how to write one.

#include "common/files.h"
#include "common/option-table.h"
#include "common/words.h"
#include "common/workers.h"
#include "smptcp-scenario/catalogue.h"
#include "smptcp-scenario/judge.h"
#include "smptcp-scenario/report.h"
#include "smptcp-scenario/runs.h"
#include "smptcp-scenario/scenario-file.h"

#include "ns3/command-line.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
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
    std::string scenario;
    std::string topology;
    std::string variant;
    bool all{false};
    bool list{false};
    uint32_t seeds{5};
    uint32_t firstSeed{1};
    uint32_t jobs{std::max(1u, std::thread::hardware_concurrency())};
    std::string out{"results/scenarios"};
    std::string mode;
    std::string set;
};

/// One run
struct Job
{
    std::size_t scenario;   //!< Index
    const Variant* variant; //!< Of that scenario
    uint32_t seed;          //!< Run of the random numbers
};

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
    cmd.Usage("Run scenarios and compare what they measure with what theory says.");
    OptionTable table(cmd);
    table.Add("scenario", "names with commas, or all; --list has them", options.scenario);
    table.Add("topology", "a file of your own instead", options.topology);
    table.Add("variant", "names of variants with commas; all but those on request unless given", options.variant);
    table.Add("all", "also the variants on request", options.all, ", 1 or 0");
    table.Add("list", "explain the scenarios and run nothing", options.list, ", 1 or 0");
    table.Add("seeds", "runs of each variant", options.seeds);
    table.Add("firstSeed", "RngRun of the first", options.firstSeed);
    table.Add("jobs", "how many at a time", options.jobs);
    table.Add("out", "directory for scenario.csv, flows.csv and plots", options.out);
    table.Add("mode", "value of the variable mode in all variants: mptcp or smptcp", options.mode);
    table.Add("set", "values of variables in all variants: x=1,y=2", options.set);
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    CheckNumber("seeds", options.seeds, MOST_SEEDS);
    CheckNumber("firstSeed", options.firstSeed, UINT32_MAX - MOST_SEEDS);
    CheckNumber("jobs", options.jobs, MOST_JOBS);
    if (!options.scenario.empty() && !options.topology.empty())
    {
        Fail("--scenario and --topology exclude each other: give one");
    }
    if (options.scenario.empty() && options.topology.empty() && !options.list)
    {
        Fail("nothing to do: give --scenario=NAME, --topology=FILE or --list");
    }
    return options;
}

Variables
Overrides(const Options& options)
{
    Variables variables;
    for (const auto& word : Words(options.set))
    {
        auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
        {
            Fail("impossible --set=" + options.set + ": give VARIABLE=VALUE with commas between");
        }
        variables[word.substr(0, equals)] = word.substr(equals + 1);
    }
    if (!options.mode.empty())
    {
        variables["mode"] = options.mode;
    }
    return variables;
}

std::vector<Scenario>
Load(const Options& options)
{
    bool everything = options.list && options.scenario.empty() && options.topology.empty();
    std::vector<std::string> files = everything                   ? BuiltInScenarios()
                                     : !options.topology.empty() ? std::vector{options.topology}
                                                                  : FindScenarios(options.scenario);
    std::vector<Scenario> scenarios;
    for (const auto& file : files)
    {
        scenarios.emplace_back(file, Overrides(options));
    }
    return scenarios;
}

std::vector<Job>
Plan(const std::vector<Scenario>& scenarios, const Options& options)
{
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < scenarios.size(); ++i)
    {
        for (const Variant* variant : scenarios[i].Choose(Words(options.variant), options.all))
        {
            for (uint32_t k = 0; k < options.seeds; ++k)
            {
                jobs.push_back({i, variant, options.firstSeed + k});
            }
        }
    }
    return jobs;
}

/// Make each topology once, so that mistakes in files show before anything runs.
void
CheckTopologies(const std::vector<Scenario>& scenarios, const std::vector<Job>& jobs, const Options& options)
{
    std::vector<Job> first;
    std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(first), [&options](const Job& job) {
        return job.seed == options.firstSeed;
    });
    Workers workers([&](std::size_t i) { return TryBuild(scenarios[first[i].scenario], *first[i].variant); }, options.jobs);
    workers.Run(first.size(), [&](std::size_t i, const Workers::Answer& answer) {
        if (!answer)
        {
            scenarios[first[i].scenario].Refuse(0, "variant " + first[i].variant->name + " cannot be built");
        }
        if (!answer->empty())
        {
            Fail(*answer);
        }
    });
}

/// Where results go
struct Output
{
    std::string directory;
    std::ofstream scenario;
    std::ofstream flows;
    std::size_t rows{0};    //!< Numbers with a band
    std::size_t inside{0};  //!< Of these
    bool good{true};        //!< Nothing outside, nothing failed
};

/// A scenario has run: judge it. \param cpu processor time of its runs, s
void
Finish(const Scenario& scenario, const Judge& judge, double cpu, Output& output)
{
    std::vector<Row> rows = judge.GetRows();
    std::cout << scenario.GetName() << ": " << scenario.GetTitle() << " (" << std::fixed << std::setprecision(1) << cpu
              << " s of processor time)\n"
              << std::defaultfloat << std::setprecision(6);
    PrintRows(std::cout, rows);
    WriteScenarioRows(output.scenario, scenario, rows);
    WriteFlowsRows(output.flows, scenario, judge);
    for (const Row& row : rows)
    {
        output.rows += row.expectation.judged ? 1 : 0;
        output.inside += row.Verdict() == "inside" ? 1 : 0;
        output.good = output.good && row.Verdict() != "outside" && row.Verdict() != "failed";
    }
    auto scripts = WritePlots(output.directory, scenario, rows);
    if (!scripts.empty() && !DrawPlots(output.directory, scripts))
    {
        std::cout << "  gnuplot draws " << output.directory << "/" << scripts.front() << " where it is installed\n";
    }
    std::cout << std::flush;
}

/// Do the runs. \return exit status
int
RunAll(const std::vector<Scenario>& scenarios, const std::vector<Job>& jobs, const Options& options)
{
    MakeOutputDirectory(options.out, "scenario.csv");
    Output output;
    output.directory = options.out;
    output.scenario.open(options.out + "/scenario.csv");
    output.flows.open(options.out + "/flows.csv");
    WriteScenarioHead(output.scenario);
    WriteFlowsHead(output.flows);
    std::vector<Judge> judges(scenarios.begin(), scenarios.end());
    std::vector<double> cpu(scenarios.size());
    Workers workers(
        [&](std::size_t i) { return RunOnce(scenarios[jobs[i].scenario], *jobs[i].variant, jobs[i].seed); },
        options.jobs);
    workers.Run(jobs.size(), [&](std::size_t i, const Workers::Answer& answer) {
        const Job& job = jobs[i];
        const Scenario& scenario = scenarios[job.scenario];
        RunResult result = ReadResult(answer);
        std::cerr << scenario.GetName() << " " << job.variant->name << " seed " << job.seed << ": "
                  << (result.error.empty() ? std::to_string(result.cpu) + " s" : result.error) << " (" << i + 1 << " of "
                  << jobs.size() << ")" << std::endl;
        output.good = output.good && result.error.empty();
        cpu[job.scenario] += result.cpu;
        judges[job.scenario].Take(*job.variant, job.seed, std::move(result));
        if (i + 1 == jobs.size() || jobs[i + 1].scenario != job.scenario)
        {
            Finish(scenario, judges[job.scenario], cpu[job.scenario], output);
        }
    });
    output.scenario.close();
    output.flows.close();
    if (!output.scenario || !output.flows)
    {
        Fail("cannot write to " + options.out);
    }
    std::cout << output.inside << " of " << output.rows << " numbers inside their bands; " << options.out
              << "/scenario.csv, flows.csv\n";
    return output.good ? 0 : 1;
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-scenario";
    Options options = ParseCommandLine(argc, argv);
    std::vector<Scenario> scenarios = Load(options);
    if (options.list)
    {
        bool details = !options.scenario.empty() || !options.topology.empty();
        for (const Scenario& scenario : scenarios)
        {
            PrintScenario(std::cout, scenario, details);
        }
        return 0;
    }
    std::vector<Job> jobs = Plan(scenarios, options);
    CheckTopologies(scenarios, jobs, options);
    return RunAll(scenarios, jobs, options);
}
