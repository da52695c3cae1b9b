/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The matrix of the catalogue: what each attack is expected to come to, and why. Where a cell of the published table has a
// condition ("Y?"), the scenario creates that condition, and the entry here is for it.

#include "scenario.h"

namespace smptcp_example
{

namespace
{

/// One row: cells for tcp, mptcp, mptcp-v1, tcpcrypt, mptcp-tcpcrypt, smptcp and smptcp-literal; "-" for nothing to attack,
/// or Y or N and the reason; where hardened hosts differ, a second one behind a slash
struct Row
{
    const char* id;
    const char* cells[7];
};

// clang-format off
const Row ROWS[] = {
    //       tcp      mptcp    mptcp-v1 tcpcrypt stacked  smptcp   literal
    {"A00", {"Y NOA", "Y NOA", "Y NOA", "N MAC", "N MAC", "N MAC", "N MAC"}},
    {"A01", {"-",     "Y CLR", "Y CLR", "-",     "Y CLR", "N KEY", "N KEY"}},
    {"A02", {"Y CLR", "Y CLR", "Y CLR", "N ENC", "N ENC", "N ENC", "N ENC"}},
    {"A03", {"-",     "Y NAT", "Y NAT", "-",     "Y ANON", "N ENC", "N ENC"}},
    {"A03b", {"-",    "Y NOA", "Y NOA", "-",     "Y NOA", "Y NOA", "Y NOA"}},
    {"A04", {"-",     "Y NOA", "N HMA", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A05", {"-",     "Y NOA", "Y NOA", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A05v", {"-",    "N RED", "N RED", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A06", {"-",     "Y PRE", "Y PRE", "-",     "Y PRE", "Y PRE", "Y PRE"}},
    {"A06b", {"-",    "Y CLR", "Y CLR", "-",     "Y CLR", "N KEY", "N KEY"}},
    {"A06v", {"-",    "-",     "-",     "-",     "-",     "N HMA", "N HMA"}},
    {"A07a", {"Y PRE", "Y PRE", "Y PRE", "Y PRE", "Y PRE", "Y PRE", "Y PRE"}},
    {"A07b", {"-",    "Y PRE", "Y PRE", "-",     "Y PRE", "Y PRE", "Y PRE"}},
    {"A07v", {"-",    "N CAP", "N CAP", "-",     "N CAP", "N CAP", "N CAP"}},
    {"A08", {"-",     "-",     "-",     "Y PRE", "Y PRE", "Y PRE", "Y PRE"}},
    {"A09", {"-",     "N NS",  "N NS",  "-",     "N NS",  "N NS",  "N NS"}},
    {"A10", {"Y NOA/N GSS", "N RED", "N RED", "N GSS", "N RED", "N MAC", "N MAC"}},
    {"A11", {"Y NOA", "N RED", "N RED", "Y UNC", "N RED", "N MAC", "N MAC"}},
    {"A12", {"Y NOA", "Y NOA", "Y NOA", "N MAC", "N MAC", "N MAC", "N MAC"}},
    {"A13", {"Y NOA", "Y NOA", "Y NOA", "N MAC", "N MAC", "N MAC", "N MAC"}},
    {"A13v", {"-",    "N NOA", "N NOA", "-",     "-",     "-",     "-"}},
    {"A14", {"Y NOA", "Y NOA", "Y NOA", "N MAC", "N MAC", "N MAC", "N MAC"}},
    {"A15", {"Y END", "Y END", "Y END", "Y END", "Y END", "Y END", "Y END"}},
    {"A15v", {"N ABC", "N ABC", "N ABC", "N ABC", "N ABC", "N ABC", "N ABC"}},
    {"A16", {"-",     "Y NOA", "Y NOA", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A17", {"Y NOA", "Y NOA", "Y NOA", "Y UNC", "Y UNC", "N MAC", "Y UNC"}},
    {"A18", {"N NS/Y NOA", "N NS/Y NOA", "N NS/Y NOA", "-", "-", "-", "-"}},
    {"A19a", {"Y AVL", "N RED", "N RED", "Y AVL", "N RED", "N RED", "N RED"}},
    {"A19b", {"Y AVL", "Y AVL", "Y AVL", "Y AVL", "Y AVL", "Y AVL", "Y AVL"}},
    {"A19c", {"Y AVL", "N RED", "N RED", "Y AVL", "N RED", "N RED", "N RED"}},
    {"A19d", {"-",     "Y AVL", "Y AVL", "-",     "Y AVL", "Y AVL", "Y AVL"}},
    {"A20", {"-",     "Y NOA", "N NS",  "-",     "N MAC", "N MAC", "N MAC"}},
    {"A21", {"-",     "Y CLR", "Y CLR", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A22", {"-",     "Y NOA", "Y NOA", "-",     "N MAC", "N MAC", "N MAC"}},
    {"A23", {"-",     "Y OPP", "Y OPP", "-",     "Y OPP", "Y OPP", "Y OPP"}},
    {"A23v", {"-",     "-",     "-",     "-",     "-",     "N OPP", "N OPP"}},
    {"A24", {"-",     "-",     "-",     "Y OPP", "Y OPP", "Y OPP", "Y OPP"}},
    {"A24e", {"-",     "-",     "-",     "N OPP", "N OPP", "N OPP", "N OPP"}},
    {"A24g", {"-",     "-",     "-",     "-",     "-",     "Y OPP", "Y OPP"}},
    {"A24v", {"-",     "-",     "-",     "Y OPP", "Y OPP", "N OPP", "N OPP"}},
    {"A25", {"-",     "-",     "-",     "Y ANON", "Y ANON", "Y ANON", "Y ANON"}},
    {"A25b", {"-",     "-",     "-",     "-",     "Y CLR", "N HMA", "N HMA"}},
    {"A25bv", {"-",    "-",     "-",     "-",     "N CLR", "N CLR", "N CLR"}},
    {"A25c", {"-",     "-",     "-",     "N NS",  "Y ANON", "Y ANON", "Y ANON"}},
    {"A25cv", {"-",    "-",     "-",     "N NS",  "N KEY", "N KEY", "N KEY"}},
    {"A26", {"-",     "-",     "-",     "N BND", "N BND", "N BND", "Y BND"}},
    {"A26v", {"-",    "-",     "-",     "Y BND", "-",     "-",     "-"}},
    {"A27", {"-",     "Y NOA", "Y NOA", "-",     "N BND", "N BND", "Y BND"}},
    {"A28", {"N GSS", "N GSS", "N GSS", "N MAC", "N GSS", "N GSS", "N GSS"}},
    {"A28d", {"Y NOA", "Y NOA", "Y NOA", "N KEY", "N KEY", "N KEY", "N KEY"}},
    {"A29", {"Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS"}},
    {"A29i", {"-",     "-",     "-",     "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS", "Y GSS/N GSS"}},
    {"A29v", {"-",     "Y OPP/N GSS", "Y OPP/N GSS", "Y OPP/N GSS", "Y OPP/N GSS", "Y OPP/N GSS", "Y OPP/N GSS"}},
    {"A30", {"-",     "Y META", "Y META", "-",    "Y META", "Y META", "Y META"}},
    {"A31", {"N NS",  "Y RED", "Y RED", "Y ENC", "Y ENC", "Y ENC", "Y ENC"}},
    {"A33", {"-",     "-",     "-",     "N PRE", "N PRE", "N PRE", "N PRE"}},
    {"A33v", {"-",     "-",     "-",     "Y OPP", "Y OPP", "Y OPP", "Y OPP"}},
    {"A34", {"-",     "-",     "-",     "Y BND", "Y BND", "N MAC", "Y BND"}},
    {"A34v", {"-",    "-",     "-",     "Y BND", "-",     "-",     "-"}},
};
// clang-format on

/// \return the cell of a row, or an empty string
std::string
CellOf(const std::string& id, Protocol protocol)
{
    for (const auto& row : ROWS)
    {
        if (id == row.id)
        {
            return row.cells[static_cast<std::size_t>(protocol)];
        }
    }
    return "";
}

} // namespace

bool
DiffersByProfile(const std::string& id, Protocol protocol)
{
    return CellOf(id, protocol).find('/') != std::string::npos;
}

std::optional<Expectation>
Expect(const std::string& id, Protocol protocol, const std::string& profile)
{
    std::string cell = CellOf(id, protocol);
    std::size_t slash = cell.find('/');
    if (slash != std::string::npos)
    {
        cell = profile == AllProfiles().front() ? cell.substr(0, slash) : cell.substr(slash + 1);
    }
    if (cell.empty() || cell == "-")
    {
        return std::nullopt;
    }
    return Expectation{cell[0] == 'Y' ? Outcome::SUCCEEDS : Outcome::FAILS, cell.substr(2)};
}

} // namespace smptcp_example
