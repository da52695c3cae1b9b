/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-statements.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace ns3
{

namespace
{

constexpr uint32_t LONGEST_RANGE = 10000; //!< Statements that one line may become

bool
IsNameCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == ':';
}

/// \return position of the equals sign that makes \p word an option, npos when it is none
std::size_t
FindEquals(const std::string& word)
{
    auto equals = word.find('=');
    bool option = equals != std::string::npos && std::isalpha(static_cast<unsigned char>(word[0])) &&
                  std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), IsNameCharacter);
    return option ? equals : std::string::npos;
}

/// A word and where in its line it begins
struct Word
{
    std::string text;     //!< Without quotes
    std::size_t begin{0}; //!< Index of its first character
    bool quoted{false};   //!< It began with a quote, so it is no option and no comment
};

/// \return the next word from \p at on, which moves behind it; no value at the end or at a comment
std::optional<Word>
NextWord(const std::string& line, std::size_t& at, const TopologyStatement& where)
{
    auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (at < line.size() && blank(line[at]))
    {
        ++at;
    }
    if (at == line.size() || line[at] == '#')
    {
        return std::nullopt;
    }
    Word word{"", at, line[at] == '"'};
    bool inside = false;
    for (; at < line.size() && (inside || !blank(line[at])); ++at)
    {
        if (line[at] == '"')
        {
            inside = !inside;
        }
        else
        {
            word.text += line[at];
        }
    }
    if (inside)
    {
        throw TopologyError(where, "a quote \" without an end");
    }
    return word;
}

/// Read one line into \p statement. \return false when there is nothing in it
bool
ReadLine(const std::string& line, TopologyStatement& statement)
{
    std::size_t at = 0;
    auto keyword = NextWord(line, at, statement);
    if (!keyword)
    {
        return false;
    }
    statement.keyword = keyword->text;
    std::size_t begin = at;
    std::size_t end = at;
    while (auto word = NextWord(line, at, statement))
    {
        begin = end == begin && word->begin > begin ? word->begin : begin;
        end = at;
        auto equals = word->quoted ? std::string::npos : FindEquals(word->text);
        if (equals == std::string::npos)
        {
            statement.words.push_back(word->text);
        }
        else if (!statement.options.emplace(word->text.substr(0, equals), word->text.substr(equals + 1)).second)
        {
            throw TopologyError(statement, word->text.substr(0, equals) + "= is given twice");
        }
    }
    statement.text = line.substr(begin, end - begin);
    return true;
}

/// \return \p text with the values of variables
std::string
Substitute(const std::string& text, const TopologyVariables& variables, const TopologyStatement& where)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();)
    {
        if (text[at] != '$')
        {
            result += text[at++];
            continue;
        }
        bool braces = at + 1 < text.size() && text[at + 1] == '{';
        std::size_t begin = at + (braces ? 2 : 1);
        std::size_t end = begin;
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
        {
            ++end;
        }
        std::string name = text.substr(begin, end - begin);
        auto found = variables.find(name);
        if (found == variables.end() || (braces && (end == text.size() || text[end] != '}')))
        {
            throw TopologyError(where,
                                "no variable '" + text.substr(at, end - at) +
                                    "': give it a value with 'default NAME=VALUE' or in the variant");
        }
        result += found->second;
        at = end + (braces ? 1 : 0);
    }
    return result;
}

/// A range in a word
struct Range
{
    std::size_t begin{0}; //!< Index of the bracket
    std::size_t end{0};   //!< Index behind the closing bracket
    uint32_t first{0};    //!< First number
    uint32_t count{0};    //!< How many
};

std::optional<Range>
FindRange(const std::string& word, const TopologyStatement& where)
{
    Range range;
    range.begin = word.find('[');
    if (range.begin == std::string::npos)
    {
        return std::nullopt;
    }
    std::size_t dots = word.find("..", range.begin);
    std::size_t close = word.find(']', range.begin);
    auto number = [&word](std::size_t from, std::size_t to) -> std::optional<uint32_t> {
        bool good = to > from && to - from <= 9 &&
                    std::all_of(word.begin() + static_cast<std::ptrdiff_t>(from),
                                word.begin() + static_cast<std::ptrdiff_t>(to),
                                [](unsigned char c) { return std::isdigit(c) != 0; });
        return good ? std::optional<uint32_t>(std::stoul(word.substr(from, to - from))) : std::nullopt;
    };
    bool shaped = dots != std::string::npos && close != std::string::npos && dots < close;
    auto first = shaped ? number(range.begin + 1, dots) : std::nullopt;
    auto last = shaped ? number(dots + 2, close) : std::nullopt;
    if (!first || !last || *last < *first || *last - *first >= LONGEST_RANGE)
    {
        throw TopologyError(where,
                            "no range '" + word.substr(range.begin) +
                                "': give [FIRST..LAST] with whole numbers, LAST not below FIRST");
    }
    range.end = close + 1;
    range.first = *first;
    range.count = *last - *first + 1;
    return range;
}

/// Call \p action for each word and each value of an option of \p statement.
template <typename F>
void
ForEachWord(TopologyStatement& statement, F action)
{
    std::for_each(statement.words.begin(), statement.words.end(), action);
    for (auto& option : statement.options)
    {
        action(option.second);
    }
}

} // namespace

TopologyError::TopologyError(const TopologyStatement& statement, const std::string& why)
    : std::invalid_argument(statement.file + ":" + std::to_string(statement.line) + ": " + why)
{
}

std::vector<TopologyStatement>
ReadTopologyStatements(std::istream& in, const std::string& file)
{
    std::vector<TopologyStatement> statements;
    uint32_t number = 0;
    for (std::string line; std::getline(in, line);)
    {
        TopologyStatement statement;
        statement.file = file;
        statement.line = ++number;
        if (ReadLine(line, statement))
        {
            statements.push_back(statement);
        }
    }
    return statements;
}

std::vector<TopologyStatement>
ExpandTopologyStatement(const TopologyStatement& statement, const TopologyVariables& variables)
{
    TopologyStatement whole = statement;
    uint32_t count = 0;
    ForEachWord(whole, [&](std::string& word) {
        word = Substitute(word, variables, statement);
        auto range = FindRange(word, statement);
        if (range && count != 0 && range->count != count)
        {
            throw TopologyError(statement, "ranges of different length: all ranges of a line run in step");
        }
        count = range ? range->count : count;
    });
    auto named = whole.words.empty() ? std::nullopt : FindRange(whole.words[0], statement);
    whole.group = named ? whole.words[0].substr(0, named->begin) : "";
    std::vector<TopologyStatement> all(std::max(count, 1U), whole);
    for (uint32_t i = 0; i < all.size(); ++i)
    {
        ForEachWord(all[i], [&](std::string& word) {
            while (auto range = FindRange(word, statement))
            {
                word.replace(range->begin, range->end - range->begin, std::to_string(range->first + i));
            }
        });
    }
    return all;
}

} // namespace ns3
