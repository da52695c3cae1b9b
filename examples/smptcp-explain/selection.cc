/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "selection.h"

namespace smptcp_explain
{

namespace
{

bool
IsWorthALine(const Event& event)
{
    bool routine = event.kind == EventKind::DATA || event.kind == EventKind::ACK;
    return !routine || event.mac == MacVerdict::WRONG || event.mac == MacVerdict::MISSING;
}

std::string
Counted(std::size_t count, const std::string& what)
{
    return count == 0 ? "" : " " + std::to_string(count) + " " + what + (count == 1 ? "," : "s,");
}

/// Count \p event in the run of omitted segments at the end of \p rows
void
Omit(std::vector<Row>& rows, const Event& event)
{
    if (rows.empty() || rows.back().event)
    {
        rows.emplace_back();
    }
    Row& row = rows.back();
    ++(event.kind == EventKind::DATA ? row.data : event.kind == EventKind::ACK ? row.acks : row.others);
}

} // namespace

bool
Selection::IsRange() const
{
    return from > 0 || to != std::numeric_limits<unsigned>::max();
}

std::string
Row::Omission() const
{
    std::string text =
        "..." + Counted(data, "data segment") + Counted(acks, "ACK") + Counted(others, "other segment");
    text.pop_back();
    return text;
}

std::vector<Row>
Select(const Connection& connection, const Selection& selection)
{
    std::vector<Row> rows;
    std::size_t shown = 0;
    for (const Event& event : connection.events)
    {
        bool inside = event.number >= selection.from && event.number <= selection.to;
        if (selection.IsRange() && !inside)
        {
            continue;
        }
        if ((selection.IsRange() || IsWorthALine(event)) && (selection.limit == 0 || shown < selection.limit))
        {
            rows.push_back({&event, 0, 0, 0});
            ++shown;
        }
        else
        {
            Omit(rows, event);
        }
    }
    return rows;
}

} // namespace smptcp_explain
