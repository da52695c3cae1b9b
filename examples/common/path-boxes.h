/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_PATH_BOXES_H
#define SMPTCP_EXAMPLE_PATH_BOXES_H

#include "fail.h"
#include "gateway-edits.h"
#include "words.h"

#include "ns3/smptcp-box-helper.h"
#include "ns3/smptcp-middleboxes.h"
#include "ns3/smptcp-path-topology.h"
#include "ns3/smptcp-rule-alg.h"
#include "ns3/string.h"

#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

namespace smptcp_example
{

/**
 * The middleboxes of a command line: a chain on each path, beside the client. Written as names with commas between,
 * the client's side first; PATH:NAME stands on path 1, 2 ... alone, a name without a path on each of them.
 */
class PathBoxes
{
  public:
    /// What to say of the option in a program's help
    static std::string Help()
    {
        std::string help = "middleboxes on the paths, beside the client: NAME,NAME ... or PATH:NAME for path 1, 2 ... alone";
        for (const auto& line : Words(ns3::SmptcpMiddleboxes::Describe(), '\n'))
        {
            help += "\n        " + line;
        }
        return help;
    }

    /// Understand the option, or end the program with one line. \param text its value \param paths number of paths
    PathBoxes(const std::string& text, std::size_t paths)
        : m_names(paths)
    {
        for (const auto& word : Words(text.empty() ? "" : text + ',')) // a comma at the end is an empty name
        {
            auto colon = word.find(':');
            std::string name = word.substr(colon == std::string::npos ? 0 : colon + 1);
            Make(name.empty() ? "," : name); // a comma alone is a chain of names that are none
            std::size_t only = colon == std::string::npos ? 0 : PathOf(text, word.substr(0, colon), paths);
            for (std::size_t path = 1; path <= paths; ++path)
            {
                if (only == 0 || only == path)
                {
                    m_names[path - 1] += (m_names[path - 1].empty() ? "" : ",") + name;
                }
            }
        }
        for (const auto& names : m_names)
        {
            Make(names);
        }
    }

    /**
     * Put the boxes where they belong. Call it before the simulation starts.
     * \param topology built \param stream first of their random streams
     */
    void Insert(const ns3::SmptcpPathTopology& topology, int64_t stream)
    {
        for (std::size_t path = 0; path < m_names.size(); ++path)
        {
            auto chain = Make(m_names[path]);
            if (chain.empty())
            {
                m_boxes.push_back(nullptr);
                continue;
            }
            ns3::Ptr<ns3::SmptcpBox> box = ns3::SmptcpBoxHelper::Insert(topology.GetDevices(path).Get(0));
            for (const auto& rule : chain)
            {
                box->AddRule(rule);
                if (ns3::DynamicCast<ns3::SmptcpAlgRule>(rule))
                {
                    m_edits.Add(AttributeOf(rule, "Find"), AttributeOf(rule, "Replace"));
                }
            }
            stream += box->AssignStreams(stream);
            m_boxes.push_back(box);
        }
    }

    /// \return what the boxes may make of payload
    const GatewayEdits& GetEdits() const
    {
        return m_edits;
    }

    /// Say what each rule did, a line each. Call it before Simulator::Destroy.
    void Tell(std::ostream& out) const
    {
        for (std::size_t path = 0; path < m_boxes.size(); ++path)
        {
            auto names = Words(m_names[path]);
            for (std::size_t i = 0; i < names.size(); ++i)
            {
                ns3::Ptr<ns3::SmptcpBoxRule> rule = m_boxes[path] ? m_boxes[path]->GetRules()[i] : nullptr;
                if (rule)
                {
                    out << "  path " << path + 1 << ", " << names[i] << ": " << rule->GetSeen() << " packets, "
                        << rule->GetChanged() << " changed, " << rule->GetDropped() << " dropped, " << rule->GetMade()
                        << " made\n";
                }
            }
        }
    }

  private:
    static ns3::SmptcpMiddleboxes::Chain Make(const std::string& names)
    {
        std::string error;
        auto chain = ns3::SmptcpMiddleboxes::ParseChain(names, error);
        if (!chain)
        {
            Fail("impossible --middlebox: " + error);
        }
        return *chain;
    }

    static std::size_t PathOf(const std::string& text, const std::string& number, std::size_t paths)
    {
        bool digits = !number.empty() && number.size() < 4 && number.find_first_not_of("0123456789") == std::string::npos;
        std::size_t path = digits ? std::stoul(number) : 0;
        if (path < 1 || path > paths)
        {
            Fail("impossible --middlebox=" + text + ": there is no path '" + number + "', give PATH:NAME with PATH from 1 to " +
                 std::to_string(paths));
        }
        return path;
    }

    static std::string AttributeOf(ns3::Ptr<ns3::SmptcpBoxRule> rule, const std::string& name)
    {
        ns3::StringValue value;
        rule->GetAttribute(name, value);
        return value.Get();
    }

    std::vector<std::string> m_names;              //!< By path, with commas between
    std::vector<ns3::Ptr<ns3::SmptcpBox>> m_boxes; //!< By path, null where there is none
    GatewayEdits m_edits;                          //!< What they may make of payload
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_PATH_BOXES_H
