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

/// One row: cells for tcp, mptcp, mptcp-v1, tcpcrypt, smptcp and smptcp-literal; "-" for nothing to attack, or Y or N and
/// the reason
struct Row
{
    const char* id;
    const char* cells[6];
};

const Row ROWS[] = {
    {"A01", {"-", "Y CLR", "Y CLR", "-", "N KEY", "N KEY"}},
    {"A02", {"Y CLR", "Y CLR", "Y CLR", "N ENC", "N ENC", "N ENC"}},
    {"A10", {"Y NOA", "N RED", "N RED", "N GSS", "N MAC", "N MAC"}},
    {"A11", {"Y NOA", "N RED", "N RED", "Y UNC", "N MAC", "N MAC"}},
};

} // namespace

std::optional<Expectation>
Expect(const std::string& id, Protocol protocol)
{
    for (const auto& row : ROWS)
    {
        if (id != row.id)
        {
            continue;
        }
        std::string cell = row.cells[static_cast<std::size_t>(protocol)];
        if (cell == "-")
        {
            return std::nullopt;
        }
        return Expectation{cell[0] == 'Y' ? Outcome::SUCCEEDS : Outcome::FAILS, cell.substr(2)};
    }
    return std::nullopt;
}

} // namespace smptcp_example
