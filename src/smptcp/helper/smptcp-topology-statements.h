/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_STATEMENTS_H
#define SMPTCP_TOPOLOGY_STATEMENTS_H

#include <cstdint>
#include <istream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-helper
 * Topologies as text: the lines of a file, without what they mean (doc/topologies.rst).
 */

namespace ns3
{

/// One line of a topology file: KEYWORD WORD ... KEY=VALUE ...
struct TopologyStatement
{
    std::string file;                           //!< Where it is from, for messages
    uint32_t line{0};                           //!< Its number, 1 for the first
    std::string keyword;                        //!< First word
    std::vector<std::string> words;             //!< Words without an equals sign, in order
    std::map<std::string, std::string> options; //!< KEY=VALUE
    std::string text;                           //!< Everything behind the keyword as written, without comment
    std::string group; //!< What stands before a range in the first word: a for a[1..3]; set by expansion
};

/// Values of $names
using TopologyVariables = std::map<std::string, std::string>;

/// Something wrong in a file; what() is one line that begins with file and line
class TopologyError : public std::invalid_argument
{
  public:
    /// \param statement where \param why what is wrong and what is allowed
    TopologyError(const TopologyStatement& statement, const std::string& why);
};

/**
 * Read statements: one a line, words separated by blanks, from a word that begins with # on a comment. Quotes "..." keep
 * blanks together. A word NAME=VALUE is an option when NAME is a letter followed by letters, digits, hyphens,
 * underscores and colons.
 * \param in the text \param file its name for messages
 * \return the statements as they are written; throws TopologyError for a quote without end and an option given twice
 */
std::vector<TopologyStatement> ReadTopologyStatements(std::istream& in, const std::string& file);

/**
 * Put in variables, $name or ${name}, and make a statement with ranges [1..3] several ones. All ranges of a statement
 * run in step, so they must be of equal length.
 * \param statement as read \param variables values
 * \return the statements; throws TopologyError for an unknown variable or an impossible range
 */
std::vector<TopologyStatement> ExpandTopologyStatement(const TopologyStatement& statement,
                                                       const TopologyVariables& variables);

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_STATEMENTS_H
