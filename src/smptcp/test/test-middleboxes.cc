/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The names of boxes.
#include "box-bench.h"

#include "ns3/smptcp-middleboxes.h"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(middleboxes)

BOOST_AUTO_TEST_CASE(every_name_makes_a_rule_and_is_described)
{
    std::set<std::string> names;
    std::string all = SmptcpMiddleboxes::Describe();
    for (const auto& name : SmptcpMiddleboxes::GetNames())
    {
        BOOST_TEST(names.insert(name).second, name);
        Ptr<SmptcpBoxRule> rule = SmptcpMiddleboxes::Make(name);
        BOOST_REQUIRE(rule);
        BOOST_TEST(rule != SmptcpMiddleboxes::Make(name));
        BOOST_TEST(!SmptcpMiddleboxes::Describe(name).empty());
        BOOST_TEST(all.find(name + " ") != std::string::npos);
        BOOST_TEST(all.find(SmptcpMiddleboxes::Describe(name)) != std::string::npos);
    }
    BOOST_TEST(names.size() >= 18U);
    BOOST_TEST(!SmptcpMiddleboxes::Make("firewall"));
    BOOST_TEST(SmptcpMiddleboxes::Describe("firewall").empty());
}

BOOST_AUTO_TEST_CASE(chains_are_parsed_or_refused_in_one_line)
{
    std::string error;
    for (const char* empty : {"", "none"})
    {
        auto chain = SmptcpMiddleboxes::ParseChain(empty, error);
        BOOST_REQUIRE(chain);
        BOOST_TEST(chain->empty());
    }
    auto chain = SmptcpMiddleboxes::ParseChain("nat,split,nat", error);
    BOOST_REQUIRE(chain);
    BOOST_REQUIRE(chain->size() == 3U);
    BOOST_TEST((*chain)[0]->GetInstanceTypeId().GetName() == "ns3::SmptcpNatRule");
    BOOST_TEST((*chain)[1]->GetInstanceTypeId().GetName() == "ns3::SmptcpSplitRule");
    BOOST_TEST(error.empty());
    for (const char* bad : {"nat,", ",nat", "nat split", "NAT", "none,nat", "nat,firewall"})
    {
        error.clear();
        BOOST_TEST(!SmptcpMiddleboxes::ParseChain(bad, error), bad);
        BOOST_TEST(error.find("allowed are none") != std::string::npos);
        BOOST_TEST(error.find("reorder-options") != std::string::npos);
        BOOST_TEST(error.find('\n') == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
