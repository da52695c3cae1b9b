/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What fits into the forty option octets of a TCP header? Asks the option planner, the class that composes every
// segment, about each form of DSS, each size of MAC, each control option, and each SYN and SYN/ACK. Tables on stdout;
// the same as CSV to --out.

#include "common/files.h"
#include "smptcp-option-space/elements.h"
#include "smptcp-option-space/table.h"

#include <iostream>

using namespace smptcp_example;
using namespace smptcp_option_space;

namespace
{

/// Sizes of the MAC option, 0 = none
const std::vector<std::size_t> MAC_SIZES{0, 22, 18, 14, 12, 10};

std::string
NamesOf(const std::vector<StockOption>& options)
{
    std::string names;
    for (const auto& option : options)
    {
        names += (names.empty() ? "" : "+") + std::string(option.name);
    }
    return names;
}

std::size_t
Padded(std::size_t octets)
{
    ns3::smptcp::OptionBytes area;
    for (std::size_t i = 0; i < octets; ++i)
    {
        area.Append(&ns3::smptcp::KIND_NOP, 1);
    }
    area.PadWithNop();
    return area.Size();
}

int
Left(const Verdict& verdict)
{
    return static_cast<int>(ns3::smptcp::MAX_OPTION_BYTES) - static_cast<int>(verdict.needed);
}

Table
DataTable()
{
    Table table("Data segments and ACKs: octets left / SACK blocks that fit, or how many octets too long.\n"
                "A data ack, M mapping (4 or 8 octets), c with checksum, i without length; MACn: option of n octets",
                "data.csv",
                "dss,mac,ts,used,left,sack_blocks");
    std::vector<std::string> head{"DSS", "octets"};
    for (std::size_t mac : MAC_SIZES)
    {
        std::string name = mac > 0 ? "MAC" + std::to_string(mac) : "no MAC";
        head.insert(head.end(), {name, mac > 0 ? "+TS" : "TS"});
    }
    table.Text(head);
    for (const Element& form : DssForms())
    {
        std::vector<std::string> row{form.name, std::to_string(form.Size())};
        for (std::size_t mac : MAC_SIZES)
        {
            for (bool timestamps : {false, true})
            {
                Verdict verdict = Ask(timestamps ? std::vector{Timestamps()} : std::vector<StockOption>(),
                                      {form},
                                      mac);
                std::string left = std::to_string(Left(verdict));
                std::string blocks = std::to_string(verdict.sackBlocks);
                row.push_back(verdict.fits ? left + "/" + blocks
                                           : "no (+" + std::to_string(-Left(verdict)) + ")");
                table.Csv({form.name,
                           std::to_string(mac),
                           timestamps ? "1" : "0",
                           std::to_string(verdict.needed),
                           left,
                           verdict.fits ? blocks : ""});
            }
        }
        table.Text(row);
    }
    return table;
}

Table
ControlTable()
{
    Table table("Control options beside a MAC option of 22 octets",
                "control.csv",
                "option,octets,sum,left,beside_dss_a4");
    table.Text({"option", "octets", "sum", "left", "DSS A4 also?"});
    const Element dataAck = NarrowDataAck();
    for (const Element& control : ControlOptions())
    {
        Verdict alone = Ask({}, {control}, ns3::smptcp::MAC_OPTION_OCTETS);
        std::vector<std::string> row{control.name,
                                     std::to_string(control.Size()),
                                     std::to_string(alone.needed),
                                     alone.fits ? std::to_string(Left(alone)) : "no",
                                     Ask({}, {control, dataAck}, ns3::smptcp::MAC_OPTION_OCTETS).fits ? "yes" : "no"};
        table.Text(row);
        table.Csv(row);
    }
    return table;
}

Table
HandshakeTable()
{
    Table table("SYN (MP_CAPABLE, HELLO) and SYN/ACK (MP_CAPABLE, PKCONF of 1, 2 and 3 algorithms): octets / padded,\n"
                "or what the planner keeps of the options of stock TCP when they do not all fit",
                "handshake.csv",
                "segment,algorithms,added,sum,padded,fits,kept,kept_sum");
    const auto segments = HandshakeSegments();
    table.Text({"added", "SYN", "SYN/ACK 1", "SYN/ACK 2", "SYN/ACK 3"});
    for (const auto& choice : StockChoices())
    {
        std::vector<std::string> row{NamesOf(choice)};
        for (const auto& segment : segments)
        {
            Verdict verdict = Ask(choice, segment.elements, 0);
            std::string sum = std::to_string(verdict.needed);
            std::string kept = std::to_string(verdict.octets);
            std::string padded = verdict.fits ? std::to_string(Padded(verdict.octets)) : "-";
            row.push_back(verdict.fits ? sum + "/" + padded : sum + " no: " + verdict.kept + " " + kept);
            table.Csv({segment.name,
                       std::to_string(segment.algorithms),
                       NamesOf(choice),
                       sum,
                       padded,
                       verdict.fits ? "yes" : "no",
                       verdict.kept,
                       kept});
        }
        table.Text(row);
    }
    return table;
}

std::string
ParseCommandLine(int argc, char** argv)
{
    std::string out;
    ns3::CommandLine cmd(__FILE__);
    cmd.Usage("What fits into the forty option octets of a TCP header, as the option planner decides.");
    OptionTable table(cmd);
    table.Add("out", "directory for data.csv, control.csv and handshake.csv; none: tables only", out);
    table.Check(argc, argv);
    cmd.Parse(argc, argv);
    return out;
}

} // namespace

int
main(int argc, char** argv)
{
    ProgramName() = "smptcp-option-space";
    std::string out = ParseCommandLine(argc, argv);
    if (!out.empty())
    {
        MakeOutputDirectory(out, "data.csv");
    }
    for (const Table& table : {DataTable(), ControlTable(), HandshakeTable()})
    {
        table.Print(std::cout);
        std::string unwritten = out.empty() ? "" : table.Write(out);
        if (!unwritten.empty())
        {
            Fail("cannot write " + unwritten + ": is the disk full?");
        }
    }
    return 0;
}
