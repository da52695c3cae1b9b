/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "report.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iomanip>
#include <sstream>

namespace smptcp_handover
{

namespace
{

constexpr double SETTLE_S = 2; //!< Left out after the start
constexpr double AROUND_S = 2; //!< "During" the loss is so long before and after it
constexpr const char* NAMES[]{"wifi", "lte"};

/// One of the numbers of a Count
using Number = std::function<uint64_t(const Count&)>;

uint64_t
Delivered(const Count& count)
{
    return count.delivered;
}

/// \return the number at a time, between two counts as on a straight line
double
At(const Outcome& outcome, const Number& number, double time)
{
    const auto& counts = outcome.counts;
    auto after = std::find_if(counts.begin(), counts.end(), [time](const auto& count) { return count.time >= time; });
    if (after == counts.begin() || after == counts.end())
    {
        return counts.empty() ? 0 : static_cast<double>(number(after == counts.end() ? counts.back() : *after));
    }
    auto before = after - 1;
    double low = static_cast<double>(number(*before));
    double part = (time - before->time) / (after->time - before->time);
    return low + part * (static_cast<double>(number(*after)) - low);
}

/// \return goodput between two times, Mbit/s; below 0 when there is nothing between them
double
Goodput(const Outcome& outcome, double from, double to)
{
    return to > from ? (At(outcome, Delivered, to) - At(outcome, Delivered, from)) * 8e-6 / (to - from) : -1;
}

/// Goodputs of a walk, Mbit/s, below 0 for what there was not
struct Goodputs
{
    double before{-1}; //!< Until AROUND_S before the loss, or all the time without one
    double during{-1}; //!< Around the loss
    double after{-1};  //!< Later
};

Goodputs
Compare(const Options& options, const Outcome& outcome)
{
    double begin = outcome.counts.empty() ? 0 : outcome.counts.front().time + SETTLE_S;
    double lost = outcome.WifiLostAt();
    if (lost == 0)
    {
        return {Goodput(outcome, begin, options.duration), -1, -1};
    }
    double to = std::min(lost + AROUND_S, options.duration);
    return {Goodput(outcome, begin, lost - AROUND_S),
            Goodput(outcome, std::max(begin, lost - AROUND_S), to),
            Goodput(outcome, to, options.duration)};
}

/// \return payload that came over an interface, all in all or up to the loss of the Wi-Fi
uint64_t
Carried(const Outcome& outcome, Interface interface, bool beforeLoss = false)
{
    double lost = outcome.WifiLostAt();
    double until = beforeLoss && lost > 0 ? lost : outcome.counts.back().time; // there is a count at either
    return static_cast<uint64_t>(At(outcome, [interface](const Count& count) { return count.carried[interface]; }, until));
}

/// \return a goodput as text, "-" for none
std::string
Mbits(double goodput)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(2);
    goodput < 0 ? text << "-" : text << goodput;
    return text.str();
}

/// \return the phone's distance when the Wi-Fi was lost, m
double
DistanceAtLoss(const Outcome& outcome)
{
    double lost = outcome.WifiLostAt();
    auto later = std::find_if(outcome.counts.begin(), outcome.counts.end(), [lost](const auto& count) {
        return count.time >= lost;
    });
    return later == outcome.counts.end() ? 0 : later->distance;
}

void
WritePlot(const Options& options, const Outcome& outcome, std::ostream& plot)
{
    plot << "# gnuplot handover.plt, in this directory, draws handover.png.\n"
         << "set terminal pngcairo size 1000,500\n"
         << "set output \"handover.png\"\n"
         << "set datafile separator \",\"\n"
         << "set title \"" << outcome.mode << ", " << options.protocol << "\"\n"
         << "set xlabel \"time (s)\"\n"
         << "set ylabel \"goodput (Mbit/s)\"\n"
         << "set yrange [0:*]\n"
         << "set key outside\n";
    int number = 1;
    for (const auto& [time, up] : outcome.wifi)
    {
        if (time >= outcome.counts.front().time)
        {
            plot << "set arrow " << number << " from " << time << ", graph 0 to " << time << ", graph 1 nohead dashtype 2\n"
                 << "set label " << number << " \"Wi-Fi " << (up ? "back" : "lost") << "\" at " << time
                 << ", graph 0.97 offset character 0.5, 0\n";
            ++number;
        }
    }
    plot << "plot \"handover.csv\" skip 1 every 3::0 using 1:4 with lines linewidth 2 title \"Wi-Fi\", \\\n"
         << "     \"handover.csv\" skip 1 every 3::1 using 1:4 with lines linewidth 2 title \"LTE\", \\\n"
         << "     \"handover.csv\" skip 1 every 3::2 using 1:4 with lines linecolor \"black\" title \"delivered\"\n";
}

} // namespace

bool
WriteCurves(const Options& options, const Outcome& outcome, const std::string& directory)
{
    std::ofstream csv(directory + "/handover.csv");
    csv << "time_s,distance_m,interface,goodput_mbps\n" << std::fixed;
    for (std::size_t i = 1; i < outcome.counts.size(); ++i)
    {
        const Count& before = outcome.counts[i - 1];
        const Count& now = outcome.counts[i];
        double passed = now.time - before.time;
        auto write = [&](const char* name, uint64_t octets) {
            csv << std::setprecision(3) << now.time << "," << std::setprecision(1) << now.distance << "," << name << ","
                << std::setprecision(3) << static_cast<double>(octets) * 8e-6 / passed << "\n";
        };
        for (auto interface : {WIFI, LTE})
        {
            write(NAMES[interface], now.carried[interface] - before.carried[interface]);
        }
        write("delivered", now.delivered - before.delivered);
    }
    std::ofstream plot(directory + "/handover.plt");
    WritePlot(options, outcome, plot);
    csv.close();
    plot.close();
    return csv && plot;
}

bool
Draw(const std::string& directory)
{
    pid_t child = fork();
    if (child == 0)
    {
        int nowhere = open("/dev/null", O_RDWR);
        bool ready = chdir(directory.c_str()) == 0 && dup2(nowhere, STDOUT_FILENO) >= 0 &&
                     dup2(nowhere, STDERR_FILENO) >= 0;
        if (ready)
        {
            execlp("gnuplot", "gnuplot", "handover.plt", static_cast<char*>(nullptr));
        }
        _exit(127);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string
SummaryHeader()
{
    return "mode,protocol,direction,agreed,exact,failed_at_s,wifi_lost_at_s,before_mbps,during_mbps,after_mbps,"
           "longest_gap_s,longest_gap_at_s,octets,octets_wifi,octets_lte,octets_lte_before_loss,subflows";
}

std::string
SummaryRow(const Options& options, const Outcome& outcome)
{
    Goodputs goodputs = Compare(options, outcome);
    std::ostringstream row;
    row << outcome.mode << "," << options.protocol << "," << options.direction << "," << outcome.agreed << ","
        << outcome.Good() << std::fixed << std::setprecision(3) << "," << outcome.failedAt << "," << outcome.WifiLostAt()
        << "," << Mbits(goodputs.before) << "," << Mbits(goodputs.during) << "," << Mbits(goodputs.after) << ","
        << outcome.longestGap << "," << outcome.longestGapAt << "," << outcome.Delivered() << ","
        << Carried(outcome, WIFI) << "," << Carried(outcome, LTE) << "," << Carried(outcome, LTE, true) << ","
        << outcome.subflows;
    return row.str();
}

std::string
Tell(const Options& options, const Outcome& outcome)
{
    Goodputs goodputs = Compare(options, outcome);
    std::ostringstream out;
    out << std::fixed << std::setprecision(2);
    out << outcome.mode << ": mode " << outcome.agreed << ", " << outcome.Delivered() << " of " << outcome.sent
        << " octets delivered";
    if (!outcome.connected)
    {
        out << ", the connection never came up\n";
        return out.str();
    }
    out << (outcome.intact ? "" : ", and not the ones that were sent");
    if (outcome.failedAt > 0)
    {
        out << ", the connection was lost at " << outcome.failedAt << " s";
    }
    out << (outcome.Good() ? ", exact\n" : "\n");
    if (outcome.WifiLostAt() == 0)
    {
        out << "  the Wi-Fi was never lost; goodput " << Mbits(goodputs.before) << " Mbit/s\n";
    }
    else
    {
        out << "  Wi-Fi lost at " << outcome.WifiLostAt() << " s, " << std::setprecision(0) << DistanceAtLoss(outcome)
            << " m away" << std::setprecision(2) << "; goodput " << Mbits(goodputs.before) << " Mbit/s before, "
            << Mbits(goodputs.during) << " within " << std::setprecision(0) << AROUND_S << " s of it, "
            << Mbits(goodputs.after) << " after\n"
            << std::setprecision(2);
    }
    out << "  longest gap " << outcome.longestGap << " s, from " << outcome.longestGapAt << " s on; subflows "
        << outcome.subflows << "; octets over Wi-Fi " << Carried(outcome, WIFI) << ", LTE " << Carried(outcome, LTE);
    if (outcome.WifiLostAt() > 0)
    {
        out << ", of these before the loss " << Carried(outcome, LTE, true);
    }
    out << "\n";
    return out.str();
}

} // namespace smptcp_handover
