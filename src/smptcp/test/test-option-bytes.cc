/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Walking an option area, and composing one.

#include "unit-support.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(option_bytes)

namespace
{

/// \return the options a walk finds, "kind:length" each, then "malformed" where it ended so
std::string
Walk(const std::string& hex)
{
    Octets area = FromHex(hex);
    OptionWalker walker(area.data(), area.size());
    std::string found;
    while (auto option = walker.Next())
    {
        found += std::to_string(option->kind) + ":" + std::to_string(option->length) + " ";
    }
    BOOST_TEST(!walker.Next(), "the end stays the end");
    return found + (walker.Malformed() ? "malformed" : "");
}

} // namespace

BOOST_AUTO_TEST_CASE(options_are_found_between_nops_up_to_eol)
{
    BOOST_TEST(Walk("") == "");
    BOOST_TEST(Walk("01010101") == "");
    BOOST_TEST(Walk("020405b4 0101 0402 030307") == "2:4 4:2 3:3 ");
    BOOST_TEST(Walk("0402 00 0303 07") == "4:2 ");
    BOOST_TEST(Walk("4502") == "69:2 ");
}

BOOST_AUTO_TEST_CASE(impossible_lengths_end_the_walk)
{
    BOOST_TEST(Walk("0402 1e00 4502") == "4:2 malformed");
    BOOST_TEST(Walk("0402 1e01 4502") == "4:2 malformed");
    BOOST_TEST(Walk("0402 1e03") == "4:2 malformed");
    BOOST_TEST(Walk("0402 1e") == "4:2 malformed");
    BOOST_TEST(Walk("1eff0000") == "malformed");
}

BOOST_AUTO_TEST_CASE(an_area_takes_40_octets_and_no_more)
{
    OptionBytes area;
    Octets octets = Ascending(0, 41);
    BOOST_TEST(area.Room() == 40u);
    BOOST_TEST(!area.Append(octets.data(), 41));
    BOOST_TEST(area.Size() == 0u);
    BOOST_TEST(area.Append(octets.data(), 39));
    BOOST_TEST(!area.Append(octets.data(), 2));
    BOOST_TEST(area.Append(octets.data(), 1));
    BOOST_TEST(area.Room() == 0u);
    BOOST_TEST(area.Append(nullptr, 0));
}

BOOST_AUTO_TEST_CASE(padding_fills_up_to_a_multiple_of_four_with_nops)
{
    for (std::size_t size = 0; size <= 40; ++size)
    {
        OptionBytes area;
        Octets octets(size, 0x55);
        area.Append(octets.data(), size);
        area.PadWithNop();
        BOOST_TEST(area.Size() == (size + 3) / 4 * 4);
        for (std::size_t i = size; i < area.Size(); ++i)
        {
            BOOST_TEST(area.Data()[i] == KIND_NOP);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
