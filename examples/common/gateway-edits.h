/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_GATEWAY_EDITS_H
#define SMPTCP_EXAMPLE_GATEWAY_EDITS_H

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

/**
 * What gateways on the path may make of a stream, so that their changes can be told from octets that are wrong. A place
 * they look for may stay as it is: they see segments, and miss what lies across two.
 */
class GatewayEdits
{
  public:
    /// One replacement. \param find \param replace octets in hexadecimal, as the attributes of SmptcpAlgRule have them
    void Add(const std::string& find, const std::string& replace)
    {
        std::pair<std::vector<uint8_t>, std::vector<uint8_t>> edit(FromHex(find), FromHex(replace));
        if (std::find(m_edits.begin(), m_edits.end(), edit) == m_edits.end())
        {
            m_edits.push_back(edit);
        }
    }

    /// \return true when \p received may be what becomes of a beginning of \p sent
    bool Explain(const std::vector<uint8_t>& sent, const std::vector<uint8_t>& received) const
    {
        std::size_t from = 0;
        std::size_t to = 0;
        while (to < received.size())
        {
            auto edit = std::find_if(m_edits.begin(), m_edits.end(), [&](const auto& known) {
                return from + known.first.size() <= sent.size() && Has(sent, from, known.first) &&
                       Has(received, to, known.second) && !Has(received, to, known.first);
            });
            if (edit != m_edits.end())
            {
                from += edit->first.size();
                to += edit->second.size();
                continue;
            }
            if (from == sent.size() || sent[from] != received[to])
            {
                return false;
            }
            ++from;
            ++to;
        }
        return true;
    }

  private:
    static std::vector<uint8_t> FromHex(const std::string& hex)
    {
        std::vector<uint8_t> octets;
        for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(hex.substr(at, 2), nullptr, 16)));
        }
        return octets;
    }

    /// \return true when \p octets has \p what at \p at, or the beginning of it at its end
    static bool Has(const std::vector<uint8_t>& octets, std::size_t at, const std::vector<uint8_t>& what)
    {
        std::size_t size = std::min(what.size(), octets.size() - std::min(at, octets.size()));
        return size > 0 && std::equal(what.begin(), what.begin() + size, octets.begin() + at);
    }

    std::vector<std::pair<std::vector<uint8_t>, std::vector<uint8_t>>> m_edits; //!< What is found, and put in its place
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_GATEWAY_EDITS_H
