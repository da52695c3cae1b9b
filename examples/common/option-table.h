/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_OPTION_TABLE_H
#define SMPTCP_EXAMPLE_OPTION_TABLE_H

#include "abort-guard.h"
#include "fail.h"

#include "ns3/command-line.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace smptcp_example
{

/// The options of a program, so that a mistake gets one line and not ns-3's whole usage
class OptionTable
{
  public:
    /// \param cmd ns-3's parser, which learns the same options
    explicit OptionTable(ns3::CommandLine& cmd)
        : m_cmd(cmd)
    {
    }

    /**
     * Add an option.
     * \param name its name without dashes
     * \param help one line
     * \param value where it goes
     * \param hint what follows the refusal of a value, such as ", one of a, b"
     */
    template <typename T>
    void Add(const std::string& name, const std::string& help, T& value, const std::string& hint = "")
    {
        m_cmd.AddValue(name, help, value);
        Know<T>(name, hint);
    }

    /// Accept an option that ns-3 adds by itself. \param name its name \param hint as in Add
    template <typename T>
    void Know(const std::string& name, const std::string& hint = "")
    {
        m_known[name] = {[](const std::string& text) {
                             std::istringstream in(text);
                             T parsed;
                             bool negative =
                                 std::is_unsigned_v<T> && text.find('-') != std::string::npos;
                             return std::is_same_v<T, std::string> ||
                                    (in >> parsed && in.eof() && !negative);
                         },
                         hint,
                         std::is_same_v<T, bool>};
    }

    /// Accept arguments that are no options. \param words where they go, in their order
    void TakeWords(std::vector<std::string>& words)
    {
        m_words = &words;
    }

    /// Refuse what ns-3's parser would answer with its usage.
    void Check(int argc, char** argv) const
    {
        for (int i = 1; i < argc; ++i)
        {
            std::string argument(argv[i]);
            auto equals = argument.find('=');
            std::string name = argument.substr(0, equals);
            bool dashes = name.rfind("--", 0) == 0;
            name.erase(0, dashes ? 2 : 0);
            if (dashes && (name == "help" || name.rfind("Print", 0) == 0))
            {
                continue;
            }
            if (m_words && argument.rfind('-', 0) != 0)
            {
                m_words->push_back(argument);
                continue;
            }
            if (dashes && name.rfind("ns3::", 0) == 0)
            {
                CheckAttribute(argument, name);
                continue;
            }
            auto known = m_known.find(name);
            if (!dashes || known == m_known.end())
            {
                Fail("unknown argument '" + argument + "': use " + Names() + "or --help");
            }
            if (equals == std::string::npos && known->second.flag)
            {
                continue;
            }
            if (equals == std::string::npos || equals + 1 == argument.size() ||
                !known->second.parses(argument.substr(equals + 1)))
            {
                Fail("impossible " + argument + ": give --" + name + "=VALUE as --help says" +
                     known->second.hint);
            }
        }
    }

    /**
     * Refuse an attribute that is none, or not of its type.
     * \param argument what the user wrote, ending with =VALUE
     * \param name the attribute with its type: ns3::TYPE::ATTRIBUTE
     */
    static void CheckAttribute(const std::string& argument, const std::string& name)
    {
        auto colons = name.rfind("::");
        ns3::TypeId type;
        ns3::TypeId::AttributeInformation attribute;
        if (!ns3::TypeId::LookupByNameFailSafe(name.substr(0, colons), &type) ||
            !type.LookupAttributeByName(name.substr(colons + 2), &attribute))
        {
            Fail("unknown attribute in '" + argument + "': there is no " + name);
        }
        auto equals = argument.rfind('=');
        bool fits = false;
        if (equals != std::string::npos)
        {
            AbortGuard guard("impossible " + argument + ": "); // a number that is none
            fits = attribute.checker->CreateValidValue(ns3::StringValue(argument.substr(equals + 1))) != nullptr;
        }
        if (!fits)
        {
            Fail("impossible " + argument + ": " + attribute.help);
        }
    }

  private:
    /// What is known of an option
    struct Known
    {
        std::function<bool(const std::string&)> parses; //!< True when the text is a value
        std::string hint;                               //!< What values there are
        bool flag;                                      //!< True when its name alone means yes
    };

    std::string Names() const
    {
        std::string names;
        for (const auto& entry : m_known)
        {
            names += "--" + entry.first + " ";
        }
        return names;
    }

    ns3::CommandLine& m_cmd;                //!< ns-3's parser
    std::map<std::string, Known> m_known;   //!< By name
    std::vector<std::string>* m_words{nullptr}; //!< Where arguments that are no options go
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_OPTION_TABLE_H
