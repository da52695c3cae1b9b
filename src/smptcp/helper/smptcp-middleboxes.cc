/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-middleboxes.h"

#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <utility>

namespace ns3
{

namespace
{

/// What a name stands for
struct Middlebox
{
    std::string name;                                             //!< The name
    std::string typeId;                                           //!< Type of the rule
    std::vector<std::pair<std::string, std::string>> attributes;  //!< Its attributes and their values
    std::string description;                                      //!< What it does
};

const std::vector<Middlebox>&
Table()
{
    const std::string STRIP = "ns3::SmptcpOptionStripRule";
    static const std::vector<Middlebox> TABLE{
        {"nat", "ns3::SmptcpNatRule", {}, "translates addresses and ports, lets nothing in that was not asked for"},
        {"strip-mptcp-syn",
         STRIP,
         {{"Kinds", "30"}, {"Classes", "syn"}},
         "takes MPTCP options from SYNs"},
        {"strip-crypt-syn",
         STRIP,
         {{"Kinds", "69"}, {"Classes", "syn"}},
         "takes tcpcrypt options from SYNs"},
        {"strip-all-syn",
         STRIP,
         {{"Kinds", "unknown"}, {"Classes", "syn"}},
         "takes options it does not know from SYNs"},
        {"strip-synack",
         STRIP,
         {{"Kinds", "unknown"}, {"Classes", "synack"}},
         "takes options it does not know from SYN/ACKs"},
        {"strip-third",
         STRIP,
         {{"Kinds", "unknown"}, {"Classes", "third"}},
         "takes options it does not know from the third segment of a connection"},
        {"strip-data",
         STRIP,
         {{"Kinds", "unknown"}, {"Classes", "data"}},
         "takes options it does not know from everything behind the third segment"},
        {"drop-unknown-syn", "ns3::SmptcpSynDropRule", {}, "drops SYNs with options it does not know"},
        {"rewrite-seq", "ns3::SmptcpSequenceRule", {}, "shifts sequence numbers, acknowledgments and SACK blocks"},
        {"rewrite-seq-not-sack",
         "ns3::SmptcpSequenceRule",
         {{"FixSack", "false"}},
         "shifts sequence numbers and acknowledgments, forgets SACK blocks"},
        {"split", "ns3::SmptcpSplitRule", {}, "cuts segments in pieces of 536 octets and copies the options"},
        {"coalesce", "ns3::SmptcpCoalesceRule", {}, "joins segments, keeps the options of the first"},
        {"window", "ns3::SmptcpWindowRule", {{"Factor", "0.5"}}, "halves windows"},
        {"alg", "ns3::SmptcpAlgRule", {}, "replaces two octets by two others in payload"},
        {"alg-length",
         "ns3::SmptcpAlgRule",
         {{"Replace", "0d0d0a"}},
         "replaces two octets by three in payload and shifts the numbers behind them"},
        {"ack-proxy", "ns3::SmptcpAckProxyRule", {}, "acknowledges on behalf of the receiver, whose own ACKs pass too"},
        {"ack-proxy-alone",
         "ns3::SmptcpAckProxyRule",
         {{"Genuine", "false"}},
         "acknowledges on behalf of the receiver, whose pure ACKs lose their options"},
        {"hold-holes", "ns3::SmptcpHoldHolesRule", {}, "holds segments behind a hole until it is filled"},
        {"lose", "ns3::SmptcpLossRule", {}, "loses 2 % of the segments"},
        {"duplicate", "ns3::SmptcpDuplicateRule", {{"Probability", "0.1"}}, "sends 10 % of the segments twice"},
        {"reorder", "ns3::SmptcpReorderRule", {{"Probability", "0.05"}}, "keeps 5 % of the segments back for 10 ms"},
        {"reorder-options", "ns3::SmptcpOptionOrderRule", {}, "puts options in a random order"},
    };
    return TABLE;
}

const Middlebox*
Find(const std::string& name)
{
    const auto& table = Table();
    auto found = std::find_if(table.begin(), table.end(), [&name](const Middlebox& box) { return box.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace

std::vector<std::string>
SmptcpMiddleboxes::GetNames()
{
    std::vector<std::string> names;
    for (const auto& box : Table())
    {
        names.push_back(box.name);
    }
    return names;
}

std::string
SmptcpMiddleboxes::Describe()
{
    std::size_t widest = 0;
    for (const auto& box : Table())
    {
        widest = std::max(widest, box.name.size());
    }
    std::ostringstream text;
    for (const auto& box : Table())
    {
        text << std::left << std::setw(static_cast<int>(widest + 2)) << box.name << box.description << '\n';
    }
    return text.str();
}

std::string
SmptcpMiddleboxes::Describe(const std::string& name)
{
    const Middlebox* box = Find(name);
    return box ? box->description : "";
}

Ptr<SmptcpBoxRule>
SmptcpMiddleboxes::Make(const std::string& name)
{
    const Middlebox* box = Find(name);
    if (!box)
    {
        return nullptr;
    }
    ObjectFactory factory(box->typeId);
    for (const auto& [attribute, value] : box->attributes)
    {
        factory.Set(attribute, StringValue(value));
    }
    return factory.Create<SmptcpBoxRule>();
}

std::optional<SmptcpMiddleboxes::Chain>
SmptcpMiddleboxes::ParseChain(const std::string& text, std::string& error)
{
    Chain chain;
    if (text.empty() || text == "none")
    {
        return chain;
    }
    std::istringstream names(text + ','); // a comma at the end is an empty name
    std::string name;
    while (std::getline(names, name, ','))
    {
        Ptr<SmptcpBoxRule> rule = Make(name);
        if (!rule)
        {
            std::ostringstream line;
            line << "unknown middlebox \"" << name << "\": allowed are none, or with commas between";
            for (const auto& allowed : GetNames())
            {
                line << ' ' << allowed;
            }
            error = line.str();
            return std::nullopt;
        }
        chain.push_back(rule);
    }
    return chain;
}

} // namespace ns3
