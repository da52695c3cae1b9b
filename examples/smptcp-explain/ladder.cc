/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ladder.h"
#include "option-words.h"

#include "ns3/smptcp-octets.h"

#include <iomanip>
#include <sstream>

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

std::string
HexOf(uint64_t value, std::size_t octets)
{
    uint8_t buffer[8];
    WriteBig(buffer, value, octets);
    return Hex(buffer, octets);
}

/// Tokens and IDSNs, as far as known
std::string
NumbersLine(const Connection& connection)
{
    std::string text;
    for (unsigned side : {SIDE_A, SIDE_B})
    {
        const std::string name(1, side == SIDE_A ? 'A' : 'B');
        std::string separator = text.empty() ? "" : ", ";
        if (connection.keys[side])
        {
            text += separator + "token " + name + " " + HexOf(connection.tokens[side], 4);
            separator = ", ";
        }
        if (connection.idsn[side] && connection.mode != Mode::TCP)
        {
            text += separator + "IDSN " + name + " " + std::to_string(*connection.idsn[side]);
        }
    }
    return text;
}

std::string
ModeWords(const Connection& connection)
{
    if (connection.unknownToken)
    {
        return "a JOIN with the token " + HexOf(*connection.unknownToken, 4) + " of no connection in the capture";
    }
    std::string mode = ModeName(connection.mode);
    mode += connection.mode == Mode::MPTCP ? connection.version == MptcpVersion::V0 ? " version 0" : " version 1" : "";
    return mode + (connection.resumed ? ", resumed" : "");
}

std::string
SubflowLine(const Subflow& subflow)
{
    std::string text = "subflow " + std::to_string(subflow.number) + ": A " +
                       subflow.directions[SIDE_A].from.ToText() + ", B " + subflow.directions[SIDE_B].from.ToText();
    text += subflow.number > 1 ? std::string(", joined by ") + (subflow.opener == SIDE_A ? "A" : "B") : "";
    return text + (subflow.synSeen ? "" : " (its beginning was not captured)");
}

} // namespace

std::vector<std::string>
SummaryLines(const Connection& connection, std::size_t number)
{
    std::vector<std::string> lines{"connection " + std::to_string(number) + ": " + ModeWords(connection)};
    for (const Subflow& subflow : connection.subflows)
    {
        lines.push_back(SubflowLine(subflow));
    }
    std::string numbers = NumbersLine(connection);
    if (!numbers.empty())
    {
        lines.push_back(numbers);
    }
    std::string counts = std::to_string(connection.events.size()) + " segments, " +
                         std::to_string(connection.octets[SIDE_A]) + " octets A to B, " +
                         std::to_string(connection.octets[SIDE_B]) + " B to A";
    lines.push_back(counts);
    if (connection.protectedNow)
    {
        lines.push_back("keys " + connection.keyWords + "; MACs: " +
                        std::to_string(connection.Count(MacVerdict::RIGHT)) + " ok, " +
                        std::to_string(connection.Count(MacVerdict::WRONG)) + " wrong, " +
                        std::to_string(connection.Count(MacVerdict::MISSING)) + " missing, " +
                        std::to_string(connection.Count(MacVerdict::UNKNOWN)) + " not checked");
    }
    return lines;
}

std::vector<std::string>
DetailLines(const Event& event, std::size_t width)
{
    std::vector<std::string> lines;
    for (const std::string& option : event.options)
    {
        if (!lines.empty() && lines.back().size() + 2 + option.size() <= width)
        {
            lines.back() += "; " + option;
        }
        else
        {
            lines.push_back(option);
        }
    }
    if (!event.payload.empty())
    {
        lines.push_back(event.payload);
    }
    return lines;
}

std::string
SecondsText(int64_t timeNs, int64_t zeroNs)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(6) << static_cast<double>(timeNs - zeroNs) / 1e9;
    return text.str();
}

} // namespace smptcp_explain
