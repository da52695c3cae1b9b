/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "table.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <utility>

namespace smptcp_option_space
{

Table::Table(std::string title, std::string csvName, std::string csvHeader)
    : m_title(std::move(title)),
      m_csvName(std::move(csvName)),
      m_csv(std::move(csvHeader) + "\n")
{
}

void
Table::Text(std::vector<std::string> cells)
{
    m_rows.push_back(std::move(cells));
}

void
Table::Csv(const std::vector<std::string>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i)
    {
        bool quote = cells[i].find(',') != std::string::npos;
        m_csv += (i ? "," : "") + (quote ? "\"" + cells[i] + "\"" : cells[i]);
    }
    m_csv += "\n";
}

void
Table::Print(std::ostream& out) const
{
    std::vector<std::size_t> widths;
    for (const auto& row : m_rows)
    {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    out << m_title << "\n\n";
    for (const auto& row : m_rows)
    {
        std::ostringstream line;
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            line << "  " << std::left << std::setw(static_cast<int>(widths[i])) << row[i];
        }
        std::string text = line.str();
        out << text.substr(0, text.find_last_not_of(' ') + 1) << "\n";
    }
    out << "\n";
}

std::string
Table::Write(const std::string& directory) const
{
    std::string name = directory + "/" + m_csvName;
    std::ofstream file(name);
    file << m_csv;
    file.close();
    return file ? "" : name;
}

} // namespace smptcp_option_space
