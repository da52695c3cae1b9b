/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_WORDS_H
#define SMPTCP_TOPOLOGY_WORDS_H

#include "smptcp-topology-statements.h"
#include "smptcp-topology-values.h"

#include <array>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Takes the words and options of one statement, and complains in one line about what is missing, impossible or left
 * over.
 */
class TopologyWords
{
  public:
    /// \param statement what is taken apart, outlives this \param form how it is written, for messages
    TopologyWords(const TopologyStatement& statement, const std::string& form);

    /// \return word number \p index; throws when there is none
    const std::string& Word(std::size_t index) const;
    /// \return word number \p index, which becomes a name; throws when there is none, or see CheckedName
    const std::string& Name(std::size_t index) const;
    /// \return \p name; throws unless it is made of letters, digits, _ . and - as quantities and tables need it
    const std::string& CheckedName(const std::string& name) const;
    /// Throw unless there are \p count words.
    void NeedWords(std::size_t count) const;
    /// \return the value of an option, no value when it is not given
    std::optional<std::string> Option(const std::string& name);
    /// \return options beginning with a capital: attributes
    TopologyAttributes Attributes();
    /// Throw when an option has not been taken.
    void Finish() const;
    /// Throw. \param why what is wrong
    [[noreturn]] void Fail(const std::string& why) const;

    /// \param name an option \param fallback its value otherwise \param parse reads it \param form for messages
    template <typename T>
    T Value(const std::string& name, const T& fallback, std::optional<T> (*parse)(const std::string&), const char* form)
    {
        auto text = Option(name);
        return text ? Parsed(name, *text, parse, form) : fallback;
    }

    /// The same of an option that may have a value for each direction.
    template <typename T>
    std::array<T, 2> Values(const std::string& name,
                            const T& fallback,
                            std::optional<T> (*parse)(const std::string&),
                            const char* form)
    {
        auto text = Option(name);
        if (!text)
        {
            return {fallback, fallback};
        }
        auto parts = SplitTopologyDirections(*text);
        if (!parts)
        {
            Fail("impossible " + name + "=" + *text + ": give " + form + ", or two of them with / between");
        }
        return {Parsed(name, (*parts)[0], parse, form), Parsed(name, (*parts)[1], parse, form)};
    }

    /// \param name of what it is, for messages \param text to be read \return its value; throws when impossible
    template <typename T>
    T Parsed(const std::string& name,
             const std::string& text,
             std::optional<T> (*parse)(const std::string&),
             const char* form) const
    {
        auto value = parse(text);
        if (!value)
        {
            Fail("impossible " + name + "=" + text + ": give " + form);
        }
        return *value;
    }

  private:
    const TopologyStatement& m_statement; //!< The statement
    std::string m_form;                   //!< How it is written
    std::set<std::string> m_taken;        //!< Options taken
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_WORDS_H
