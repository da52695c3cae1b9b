/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_SPACE_TABLE_H
#define SMPTCP_OPTION_SPACE_TABLE_H

#include <ostream>
#include <string>
#include <vector>

namespace smptcp_option_space
{

/// One table: text for people, CSV for programs
class Table
{
  public:
    /// \param title above the text \param csvName name of the CSV file \param csvHeader its first line
    Table(std::string title, std::string csvName, std::string csvHeader);

    /// Add a row of the text.
    void Text(std::vector<std::string> cells);
    /// Add a row of the CSV file.
    void Csv(const std::vector<std::string>& cells);
    /// Print the text, its columns aligned.
    void Print(std::ostream& out) const;
    /// Write the CSV file. \return its name when that fails, else nothing
    std::string Write(const std::string& directory) const;

  private:
    std::string m_title;                          //!< Above the text
    std::string m_csvName;                        //!< Name of the CSV file
    std::string m_csv;                            //!< Its content
    std::vector<std::vector<std::string>> m_rows; //!< The text
};

} // namespace smptcp_option_space

#endif // SMPTCP_OPTION_SPACE_TABLE_H
