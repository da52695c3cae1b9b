/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What scenarios are judged with: expressions over measured quantities, and intervals over seeds.

#include "ns3/smptcp-expression.h"
#include "ns3/smptcp-sample.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(scenario_arithmetic)

namespace
{

std::optional<double>
Known(const std::string& variant, const std::string& name)
{
    static const std::map<std::string, double> quantities{
        {":a", 6},
        {":goodput(a)", 8},
        {":goodput(a,1)", 3},
        {":max(a)", 40},
        {":first-byte(a)", 0.5},
        {"lia:a", 12},
        {"lia:goodput(a)", 16},
    };
    auto found = quantities.find(variant + ":" + name);
    return found == quantities.end() ? std::nullopt : std::optional(found->second);
}

double
Value(const std::string& text)
{
    return SmptcpExpression(text).Evaluate(Known);
}

/// \return what the exception says that the expression ends in
std::string
Complaint(const std::string& text)
{
    try
    {
        Value(text);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

BOOST_AUTO_TEST_CASE(PrecedenceAndAssociation)
{
    BOOST_CHECK_EQUAL(Value("1 + 2 * 3"), 7);
    BOOST_CHECK_EQUAL(Value("(1 + 2) * 3"), 9);
    BOOST_CHECK_EQUAL(Value("10 - 4 - 3"), 3);
    BOOST_CHECK_EQUAL(Value("16 / 4 / 2"), 2);
    BOOST_CHECK_EQUAL(Value("-2 * -(3 + 1)"), 8);
    BOOST_CHECK_EQUAL(Value("2--1"), 3);
    BOOST_CHECK_EQUAL(Value("1.5e2*.5"), 75);
}

BOOST_AUTO_TEST_CASE(NamesAreLookedUpWhole)
{
    BOOST_CHECK_EQUAL(Value("a/3"), 2);
    BOOST_CHECK_EQUAL(Value("goodput( a )"), 8);
    BOOST_CHECK_EQUAL(Value("goodput(a, 1) + goodput(a)"), 11);
    BOOST_CHECK_EQUAL(Value("first-byte(a) * 2"), 1);
    BOOST_CHECK_EQUAL(Value("goodput(a)-first-byte(a)"), 7.5);
    BOOST_CHECK_EQUAL(Value("goodput(a) / lia:goodput(a)"), 0.5);
    BOOST_CHECK_EQUAL(Value("lia:a - a"), 6);
}

BOOST_AUTO_TEST_CASE(FunctionsOfValuesAndQuantitiesOfTheSameName)
{
    BOOST_CHECK_EQUAL(Value("max(a)"), 40);
    BOOST_CHECK_EQUAL(Value("max(a, 7)"), 7);
    BOOST_CHECK_EQUAL(Value("min(a, goodput(a), 2 + 2)"), 4);
    BOOST_CHECK_EQUAL(Value("mean(1, 2, 6) + sum(1, a)"), 10);
    BOOST_CHECK_EQUAL(Value("sqrt(abs(-16))"), 4);
}

BOOST_AUTO_TEST_CASE(VariantsAreKnownBeforehand)
{
    std::set<std::string> wanted{"lia", "olia"};
    BOOST_CHECK(SmptcpExpression("max(lia:goodput(a), goodput(a)) / olia:b").GetVariants() == wanted);
    BOOST_CHECK(SmptcpExpression("goodput(a)").GetVariants().empty());
}

BOOST_AUTO_TEST_CASE(WhatIsNoExpression)
{
    for (const char* text : {"", "1 +", "(1", "1)", "goodput(a", "goodput()", "* 2", "lia:", "1 2", "1..5.", "a b", "%"})
    {
        BOOST_TEST_INFO(text);
        BOOST_CHECK_THROW(SmptcpExpression{text}, std::invalid_argument);
    }
    BOOST_CHECK_THROW(SmptcpExpression(std::string(100000, '(')), std::invalid_argument);
    BOOST_CHECK_THROW(SmptcpExpression(std::string(100000, '-')), std::invalid_argument);
    BOOST_CHECK(Complaint("a + goodput(b)") == "nothing is called 'goodput(b)'");
    BOOST_CHECK(Complaint("olia:a").find("'olia:a'") != std::string::npos);
    BOOST_CHECK(Complaint("lia:max(1, 2)").find("'lia:max(1,2)'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(StudentPointsAsInTables)
{
    const std::map<uint32_t, double> points{{1, 12.7062}, {2, 4.3027}, {3, 3.1824}, {4, 2.7764}, {9, 2.2622}, {30, 2.0423}};
    for (const auto& [freedom, point] : points)
    {
        BOOST_CHECK_CLOSE(SmptcpSample::GetStudentPoint(freedom), point, 0.01);
    }
    BOOST_CHECK_CLOSE(SmptcpSample::GetStudentPoint(100000), 1.95996, 0.01);
}

BOOST_AUTO_TEST_CASE(IntervalOfAMean)
{
    SmptcpSample sample;
    BOOST_CHECK(!sample.IsInside(-1, 1));
    for (double value : {9.0, 11.0, 10.0, 12.0, 8.0})
    {
        sample.Add(value);
    }
    BOOST_CHECK_EQUAL(sample.GetCount(), 5);
    BOOST_CHECK_CLOSE(sample.GetMean(), 10, 1e-9);
    double half = 2.7764451 * std::sqrt(2.5 / 5);
    BOOST_CHECK_CLOSE(*sample.GetHalfWidth(), half, 1e-4);
    BOOST_CHECK(sample.IsInside(10 - half - 0.001, 10 + half + 0.001));
    BOOST_CHECK(!sample.IsInside(10 - half + 0.001, 20));
    BOOST_CHECK(!sample.IsInside(0, 10 + half - 0.001));
}

BOOST_AUTO_TEST_CASE(OneRunHasNoInterval)
{
    SmptcpSample sample;
    sample.Add(3);
    BOOST_CHECK(!sample.GetHalfWidth());
    BOOST_CHECK(sample.IsInside(3, 3));
    BOOST_CHECK(!sample.IsInside(3.1, 4));
    sample.Add(std::numeric_limits<double>::quiet_NaN());
    BOOST_CHECK(!sample.IsInside(-1e300, 1e300));
}

BOOST_AUTO_TEST_SUITE_END()
