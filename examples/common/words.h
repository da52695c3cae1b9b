/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_WORDS_H
#define SMPTCP_EXAMPLE_WORDS_H

#include <sstream>
#include <string>
#include <vector>

namespace smptcp_example
{

/// \return the words of a list. \param text the list \param by what is between them; at its end it begins no other word
inline std::vector<std::string>
Words(const std::string& text, char by = ',')
{
    std::vector<std::string> words;
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, by);)
    {
        words.push_back(word);
    }
    return words;
}

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_WORDS_H
