/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-words.h"

#include <cctype>

namespace ns3
{

TopologyWords::TopologyWords(const TopologyStatement& statement, const std::string& form)
    : m_statement(statement),
      m_form(form)
{
}

const std::string&
TopologyWords::Word(std::size_t index) const
{
    if (index >= m_statement.words.size())
    {
        Fail("too few words");
    }
    return m_statement.words[index];
}

const std::string&
TopologyWords::Name(std::size_t index) const
{
    return CheckedName(Word(index));
}

const std::string&
TopologyWords::CheckedName(const std::string& name) const
{
    if (!IsTopologyName(name))
    {
        Fail("impossible name '" + name + "': give letters, digits, _ . and - only");
    }
    return name;
}

void
TopologyWords::NeedWords(std::size_t count) const
{
    if (m_statement.words.size() != count)
    {
        Fail(m_statement.words.size() < count ? "too few words" : "too many words");
    }
}

std::optional<std::string>
TopologyWords::Option(const std::string& name)
{
    m_taken.insert(name);
    auto found = m_statement.options.find(name);
    return found == m_statement.options.end() ? std::nullopt : std::optional<std::string>(found->second);
}

TopologyAttributes
TopologyWords::Attributes()
{
    TopologyAttributes attributes;
    for (const auto& [name, value] : m_statement.options)
    {
        if (std::isupper(static_cast<unsigned char>(name[0])))
        {
            attributes.emplace_back(name, value);
            m_taken.insert(name);
        }
    }
    return attributes;
}

void
TopologyWords::Finish() const
{
    for (const auto& option : m_statement.options)
    {
        if (m_taken.count(option.first) == 0)
        {
            Fail("no option " + option.first + "=");
        }
    }
}

void
TopologyWords::Fail(const std::string& why) const
{
    throw TopologyError(m_statement, why + " (" + m_form + ")");
}

} // namespace ns3
