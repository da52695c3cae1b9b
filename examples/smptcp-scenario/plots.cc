/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "report.h"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace smptcp_example
{

namespace
{

/// A point of a curve
struct Point
{
    double x;      //!< Where
    const Row* row; //!< What was measured there
};

/// Points by the names of their curves
using Curves = std::map<std::string, std::vector<Point>>;

/// \return the value of variable \p key as a number, no value when it is none
std::optional<double>
NumberOf(const Variant& variant, const std::string& key)
{
    auto found = variant.variables.find(key);
    if (found == variant.variables.end())
    {
        return std::nullopt;
    }
    try
    {
        return std::stod(found->second);
    }
    catch (const std::logic_error&)
    {
        return std::nullopt;
    }
}

Curves
CollectCurves(const PlotRequest& plot, const std::vector<Row>& rows)
{
    Curves curves;
    for (const Row& row : rows)
    {
        auto x = NumberOf(*row.variant, plot.x);
        bool wanted = std::find(plot.metrics.begin(), plot.metrics.end(), row.expectation.metric) != plot.metrics.end();
        if (wanted && x && row.error.empty())
        {
            std::string name = row.expectation.metric;
            for (const auto& key : plot.by)
            {
                auto value = row.variant->variables.find(key);
                name += value == row.variant->variables.end() ? "" : " " + value->second;
            }
            curves[name].push_back({*x, &row});
        }
    }
    for (auto& [name, points] : curves)
    {
        std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    }
    return curves;
}

void
WriteHead(std::ostream& out, const std::string& name, const Scenario& scenario)
{
    out << "reset\nset terminal pngcairo size 900,600\nset output '" << name << ".png'\nset key outside bottom center\n"
        << "set title \"" << scenario.GetName() << ": " << scenario.GetTitle() << "\" noenhanced\nset grid\n";
}

void
WriteCurves(std::ostream& out, const PlotRequest& plot, const Curves& curves)
{
    std::size_t number = 0;
    std::string pieces;
    for (const auto& [name, points] : curves)
    {
        std::string block = "$c" + std::to_string(++number);
        std::string colour = " lc " + std::to_string(number);
        out << block << " << END\n";
        bool predicted = false;
        for (const Point& point : points)
        {
            const auto& said = point.row->expectation.predicted;
            out << point.x << " " << point.row->sample.GetMean() << " " << point.row->sample.GetHalfWidth().value_or(0)
                << " " << (said ? std::to_string(*said) : "NaN") << "\n";
            predicted = predicted || said;
        }
        out << "END\n";
        pieces += std::string(pieces.empty() ? "" : ", ") + block + " using 1:2:3 with yerrorlines" + colour + " title '" +
                  name + "' noenhanced";
        pieces += predicted ? ", " + block + " using 1:4 with points pt 4" + colour + " title '" + name +
                                  ", predicted' noenhanced"
                            : "";
    }
    out << "set xlabel '" << plot.x << "' noenhanced\nplot " << pieces << "\n";
}

/// Every judged number in parts of what was predicted, with its band
std::size_t
WriteBands(std::ostream& out, const std::vector<Row>& rows)
{
    out << "$rows << END\n";
    std::size_t count = 0;
    for (const Row& row : rows)
    {
        const Expectation& said = row.expectation;
        if (!said.predicted || *said.predicted == 0 || !row.error.empty())
        {
            continue;
        }
        double scale = 1 / *said.predicted;
        double measured = row.sample.GetMean() * scale;
        auto end = [&](double value) { return std::isinf(value) ? measured : value * scale; };
        out << ++count << " " << measured << " " << row.sample.GetHalfWidth().value_or(0) * std::abs(scale) << " "
            << end(said.low) << " " << end(said.high) << " \"" << row.variant->name << " " << said.metric << "\"\n";
    }
    out << "END\nset xtics rotate by -60 noenhanced\nset xrange [0:" << count + 1 << "]\n"
        << "set ylabel 'measured / predicted'\nplot $rows using 1:(($4+$5)/2):4:5 with yerrorbars pt 0 lw 6 lc "
           "rgb '#bbbbbb' title 'band', $rows using 1:2:3:xtic(6) with yerrorbars pt 7 lc rgb '#c00000' title "
           "'measured, 95 %', 1 with lines dt 2 lc rgb 'black' title 'predicted'\n";
    return count;
}

} // namespace

std::vector<std::string>
WritePlots(const std::string& directory, const Scenario& scenario, const std::vector<Row>& rows)
{
    std::vector<std::string> scripts;
    for (const PlotRequest& plot : scenario.GetPlots())
    {
        std::string name = scenario.GetName() + "-" + plot.name;
        Curves curves = CollectCurves(plot, rows);
        if (!curves.empty())
        {
            std::ofstream out(directory + "/" + name + ".plt");
            WriteHead(out, name, scenario);
            WriteCurves(out, plot, curves);
            scripts.push_back(name + ".plt");
        }
    }
    std::ostringstream bands;
    WriteHead(bands, scenario.GetName(), scenario);
    if (WriteBands(bands, rows) > 0)
    {
        std::ofstream(directory + "/" + scenario.GetName() + ".plt") << bands.str();
        scripts.push_back(scenario.GetName() + ".plt");
    }
    return scripts;
}

bool
DrawPlots(const std::string& directory, const std::vector<std::string>& scripts)
{
    // A shell only to change the directory; every name is an argument, so nothing in it is taken for a command.
    std::vector<std::string> words{"sh", "-c", "cd \"$0\" && exec gnuplot \"$@\" 2>/dev/null", directory};
    words.insert(words.end(), scripts.begin(), scripts.end());
    std::vector<char*> arguments;
    for (auto& word : words)
    {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    return !scripts.empty() && posix_spawnp(&child, "sh", nullptr, nullptr, arguments.data(), environ) == 0 &&
           waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace smptcp_example
