/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What does a phone lose that walks out of its Wi-Fi? It has LTE as well, and uses both at a time (full mesh), LTE as a
// backup, or LTE only once the Wi-Fi is gone (break before make), while a transfer runs. Writes summary.csv to --out,
// and for each mode a directory with handover.csv, a plot, the key log and, if wanted, captures.

#include "common/fail.h"
#include "common/files.h"
#include "common/workers.h"
#include "smptcp-handover/options.h"
#include "smptcp-handover/report.h"
#include "smptcp-handover/walk.h"

#include <fstream>
#include <iostream>
#include <thread>

using namespace smptcp_example;
using namespace smptcp_handover;

namespace
{

const char GOOD = '+'; //!< First character of the answer of a walk that went well
const char BAD = '-';  //!< Of one that did not

/// Do one walk, in a process of its own. \return GOOD or BAD, the row of summary.csv, and what to tell, by lines
std::string
DoWalk(const Options& options, const Mode& mode)
{
    std::string directory = options.out + "/" + mode.name;
    Outcome outcome = Walk(options, mode, directory).Run();
    bool written = WriteCurves(options, outcome, directory);
    std::string told = Tell(options, outcome);
    if (!written)
    {
        told += "  cannot write to " + directory + "\n";
    }
    else if (!Draw(directory))
    {
        told += "  no gnuplot, no picture: handover.plt draws it\n";
    }
    return (outcome.Good() && written ? GOOD : BAD) + SummaryRow(options, outcome) + "\n" + told;
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-handover";
    Options options = ParseCommandLine(argc, argv);
    std::vector<Mode> modes = ModesOf(options);
    MakeOutputDirectory(options.out, "summary.csv");
    for (const auto& mode : modes)
    {
        MakeOutputDirectory(options.out + "/" + mode.name, "handover.csv");
    }
    std::ofstream summary(options.out + "/summary.csv");
    summary << SummaryHeader() << "\n";
    std::cout << "walking: " << options.protocol << ", " << options.direction << ", " << options.duration << " s, "
              << modes.size() << (modes.size() == 1 ? " mode" : " modes") << std::endl;
    bool good = true;
    Workers workers([&](std::size_t i) { return DoWalk(options, modes[i]); }, std::thread::hardware_concurrency());
    workers.Run(modes.size(), [&](std::size_t i, const Workers::Answer& answer) {
        if (!answer || answer->empty())
        {
            good = false;
            std::cout << modes[i].name << ": the simulation has died" << std::endl;
            return;
        }
        auto end = answer->find('\n');
        summary << answer->substr(1, end - 1) << "\n";
        std::cout << answer->substr(end + 1) << std::flush;
        good = answer->front() == GOOD && good;
    });
    summary.close();
    if (!summary)
    {
        Fail("cannot write " + options.out + "/summary.csv");
    }
    std::cout << "files in " << options.out << ": summary.csv; " << modes.front().name << "/handover.csv, keys.log ...\n";
    return good ? 0 : 1;
}
