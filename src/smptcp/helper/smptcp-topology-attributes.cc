/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-topology-attributes.h"

#include "smptcp-topology-values.h"

#include "ns3/mptcp-path-manager.h"
#include "ns3/mptcp-scheduler.h"
#include "ns3/rtt-estimator.h"
#include "ns3/smptcp-negotiation.h"
#include "ns3/smptcp-refusals.h"
#include "ns3/smptcp-type-check.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-recovery-ops.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

namespace ns3
{

namespace
{

/// \return true when \p text is a number with one of \p units behind it
bool
IsNumber(const std::string& text, bool fraction, bool sign, const std::set<std::string>& units)
{
    std::size_t at = sign && !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    std::size_t digits = text.find_first_not_of(fraction ? "0123456789.eE" : "0123456789", at);
    std::string number = text.substr(0, digits);
    char* end = nullptr;
    std::strtod(number.c_str(), &end); // refuses 1.2.3 and 1e
    return number.size() > at && std::isdigit(static_cast<unsigned char>(number[at])) && *end == '\0' &&
           units.count(digits == std::string::npos ? "" : text.substr(digits)) > 0;
}

/// \return true when \p value is one of those that \p kinds lists with | between them
bool
IsListed(const std::string& kinds, const std::string& value)
{
    std::istringstream words(kinds);
    std::string word;
    while (std::getline(words, word, '|'))
    {
        if (word == value)
        {
            return true;
        }
    }
    return false;
}

/**
 * ns-3 aborts where text is no value of the kind it wants, so such text must not reach it.
 * \return false when \p value cannot be one of the attribute that \p checker checks
 */
bool
IsWellFormed(const AttributeChecker& checker, const std::string& value)
{
    static const std::set<std::string> TIME_UNITS{"", "s", "ms", "us", "ns", "ps", "fs", "min", "h", "d", "y"};
    const std::string type = checker.GetValueTypeName();
    if (type == "ns3::TimeValue")
    {
        return IsNumber(value, true, true, TIME_UNITS);
    }
    if (type == "ns3::DoubleValue")
    {
        return IsNumber(value, true, true, {""});
    }
    if (type == "ns3::UintegerValue" || type == "ns3::IntegerValue")
    {
        return IsNumber(value, false, type == "ns3::IntegerValue", {""});
    }
    if (type.rfind("ns3::EnumValue", 0) == 0)
    {
        return IsListed(checker.GetUnderlyingTypeInformation(), value);
    }
    // Objects have no text.
    return type != "ns3::PointerValue" && type != "ns3::CallbackValue" && type != "ns3::ObjectPtrContainerValue";
}

/// \return true for numbers from 1 to 999999 with commas between them
bool
AreWeights(const std::string& text)
{
    auto words = SplitTopologyList(text);
    return std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return word.size() <= 6 && IsNumber(word, false, false, {""}) && word.find_first_not_of('0') != std::string::npos;
    });
}

/// \return true for the name of a class of which objects can be made that are a \p Base
template <typename Base>
bool
NamesClass(const std::string& name)
{
    TypeId type;
    return TypeId::LookupByNameFailSafe(name, &type) && smptcp::Makes<Base>(type);
}

/// What an attribute takes
struct Rule
{
    const char* allowed;                //!< For the message
    bool (*takes)(const std::string&);  //!< Says whether it is a value of it
};

/// \return the rules by the whole names of the attributes
const std::map<std::string, Rule>&
Rules()
{
    using Text = const std::string&;
    static const Rule POLICY{"accept, probe or require", [](Text v) { return smptcp::ParseRstPolicy(v).has_value(); }};
    static const Rule CONGESTION{"a class of congestion control", &NamesClass<TcpCongestionOps>};
    static const std::map<std::string, Rule> RULES{
        {"ns3::SmptcpStack::Prefer",
         {"encryption, multipath or stacked", [](Text v) { return smptcp::ParsePrefer(v).has_value(); }}},
        {"ns3::SmptcpStack::Require",
         {"none, evidence, encryption or smptcp", [](Text v) { return smptcp::ParseRequire(v).has_value(); }}},
        {"ns3::SmptcpStack::Profile", {"ns3-stock or rfc5961", [](Text v) { return IsListed("ns3-stock|rfc5961", v); }}},
        {"ns3::SmptcpStack::RstPolicy", POLICY},
        {"ns3::SmptcpStack::TcpcryptRstPolicy", POLICY},
        {"ns3::SmptcpStack::TcpcryptForm", {"A or B", [](Text v) { return IsListed("A|B", v); }}},
        {"ns3::SmptcpStack::TcpcryptWire", {"clean or daemon", [](Text v) { return IsListed("clean|daemon", v); }}},
        {"ns3::SmptcpStack::MacTagOctets", {"20, 16, 12, 10 or 8", [](Text v) { return IsListed("20|16|12|10|8", v); }}},
        {"ns3::SmptcpStack::SidOctets", {"20 or 8", [](Text v) { return IsListed("20|8", v); }}},
        {"ns3::SmptcpStack::TestIdsnLow",
         {"nothing or 8 hexadecimal digits",
          [](Text v) {
              return v.empty() || (v.size() == 8 && v.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos);
          }}},
        {"ns3::SmptcpStack::CongestionControl", CONGESTION},
        {"ns3::SmptcpSocket::Scheduler", {"a class of scheduler", &NamesClass<MptcpScheduler>}},
        {"ns3::SmptcpSocket::PathManager", {"a class of path manager", &NamesClass<MptcpPathManager>}},
        {"ns3::MptcpWeightedRoundRobinScheduler::Weights", {"numbers from 1 to 999999 with commas between", &AreWeights}},
        {"ns3::TcpL4Protocol::SocketType", CONGESTION},
        {"ns3::TcpL4Protocol::RecoveryType", {"a class of recovery", &NamesClass<TcpRecoveryOps>}},
        {"ns3::TcpL4Protocol::RttEstimatorType", {"a class of RTT estimator", &NamesClass<RttEstimator>}},
    };
    return RULES;
}

} // namespace

std::string
FindAttributeFault(TypeId type, const std::string& name, const std::string& value)
{
    TypeId::AttributeInformation information;
    if (!type.LookupAttributeByName(name, &information))
    {
        return type.GetName() + " has no attribute " + name;
    }
    const std::string what = "attribute " + name + " of " + type.GetName() + " cannot be '" + value + "': it is ";
    if (!IsWellFormed(*information.checker, value) || !information.checker->CreateValidValue(StringValue(value)))
    {
        return what + information.checker->GetUnderlyingTypeInformation();
    }
    for (TypeId owner = type;; owner = owner.GetParent())
    {
        auto rule = Rules().find(owner.GetName() + "::" + name);
        if (rule != Rules().end() && !rule->second.takes(value))
        {
            return what + rule->second.allowed;
        }
        if (!owner.HasParent())
        {
            return "";
        }
    }
}

} // namespace ns3
