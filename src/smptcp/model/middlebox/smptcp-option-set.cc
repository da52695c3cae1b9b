/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-option-set.h"

#include "ns3/abort.h"
#include "ns3/mptcp-option-base.h"

#include <charconv>
#include <sstream>

namespace ns3
{
namespace smptcp
{

namespace
{

/// \return the decimal number that is all of \p text, at most \p most
std::optional<unsigned>
ParseNumber(const std::string& text, unsigned most)
{
    unsigned number = 0;
    const char* end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end || number > most)
    {
        return std::nullopt;
    }
    return number;
}

} // namespace

std::optional<OptionSet>
OptionSet::Parse(const std::string& text)
{
    OptionSet set;
    if (text.empty())
    {
        return set;
    }
    std::istringstream items(text + ','); // a comma at the end is an empty item
    std::string item;
    while (std::getline(items, item, ','))
    {
        if (!set.Add(item))
        {
            return std::nullopt;
        }
    }
    return set;
}

OptionSet
OptionSet::ParseOrAbort(const std::string& text, const std::string& attribute)
{
    auto set = Parse(text);
    NS_ABORT_MSG_UNLESS(set,
                        attribute << "=\"" << text << "\": allowed are option kinds 2 to 255, MPTCP subtypes such as "
                                  << "30:1, and the word unknown, with commas between");
    return *set;
}

bool
OptionSet::Add(const std::string& item)
{
    if (item == "unknown")
    {
        for (unsigned kind = KIND_MSS; kind < m_kinds.size(); ++kind)
        {
            bool known = kind <= KIND_SACK || kind == KIND_TIMESTAMPS;
            m_kinds[kind] = m_kinds[kind] || !known;
        }
        return true;
    }
    std::size_t colon = item.find(':');
    auto kind = ParseNumber(item.substr(0, colon), 255);
    if (!kind || *kind < KIND_MSS)
    {
        return false;
    }
    if (colon == std::string::npos)
    {
        m_kinds[*kind] = true;
        return true;
    }
    auto subtype = ParseNumber(item.substr(colon + 1), 15);
    if (!subtype || *kind != KIND_MPTCP)
    {
        return false;
    }
    m_subtypes[*subtype] = true;
    return true;
}

bool
OptionSet::Contains(const OptionView& option) const
{
    if (m_kinds[option.kind])
    {
        return true;
    }
    auto subtype = GetMptcpSubtype(option);
    return subtype && m_subtypes[*subtype];
}

} // namespace smptcp
} // namespace ns3
