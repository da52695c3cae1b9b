/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ladder.h"

#include <iomanip>

namespace smptcp_explain
{

namespace
{

constexpr std::size_t DETAIL_WIDTH = 100;
const char* const RED = "\033[1;31m";
const char* const GREEN = "\033[32m";
const char* const PLAIN = "\033[0m";

/// \return \p words in the colour of a verdict
std::string
Coloured(const std::string& words, MacVerdict verdict, bool colours)
{
    bool bad = verdict == MacVerdict::WRONG || verdict == MacVerdict::MISSING;
    bool good = verdict == MacVerdict::RIGHT;
    return colours && (bad || good) ? (bad ? RED : GREEN) + words + PLAIN : words;
}

/// The columns before the rungs, and the rungs
void
WriteRung(std::ostream& out,
          const std::string& number,
          const std::string& time,
          const std::string& subflow,
          const std::string& rung)
{
    out << std::right << std::setw(7) << number << std::setw(13) << time << std::setw(5) << subflow << "  " << rung;
}

void
WriteEvent(std::ostream& out, const Event& event, const LadderSetting& setting)
{
    bool fault = event.kind == EventKind::FAULT;
    std::string rung = event.side == SIDE_A ? "|------->|" : "|<-------|";
    WriteRung(out,
              std::to_string(event.number),
              SecondsText(event.timeNs, setting.zeroNs),
              std::to_string(event.subflow),
              fault ? (event.side == SIDE_A ? "|---xx-->|" : "|<--xx---|") : rung);
    out << "  " << event.headline;
    if (!event.macWords.empty())
    {
        out << "  [" << Coloured(event.macWords, event.mac, setting.colours) << "]";
    }
    out << "\n";
    for (const std::string& line : DetailLines(event, DETAIL_WIDTH))
    {
        WriteRung(out, "", "", "", "|        |");
        out << "    " << line << "\n";
    }
}

} // namespace

void
WriteText(std::ostream& out, const Conversations& conversations, const LadderSetting& setting)
{
    std::size_t number = 0;
    for (const Connection& connection : conversations.connections)
    {
        ++number;
        if (setting.selection.connection != 0 && setting.selection.connection != number)
        {
            continue;
        }
        std::string indent;
        for (const std::string& line : SummaryLines(connection, number))
        {
            out << indent << line << "\n";
            indent = "  ";
        }
        out << "\n";
        WriteRung(out, "frame", "seconds", "sub", "A        B");
        out << "\n";
        for (const Row& row : Select(connection, setting.selection))
        {
            if (row.event)
            {
                WriteEvent(out, *row.event, setting);
                continue;
            }
            WriteRung(out, "", "", "", ":        :");
            out << "  " << row.Omission() << "\n";
        }
        out << "\n";
    }
    for (const std::string& stray : conversations.strays)
    {
        out << stray << "\n";
    }
}

} // namespace smptcp_explain
