/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The mappings of a subflow, and 32-bit numbers enlarged to 64 bits.

#include "unit-support.h"

#include "ns3/mptcp-mapping.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mapping)

namespace
{

Mapping
Make(uint64_t position, uint32_t length, uint64_t dsn)
{
    Mapping mapping;
    mapping.position = position;
    mapping.length = length;
    mapping.dsn = dsn;
    return mapping;
}

/// \return DSN of the octet at \p position, 0 when it is not mapped
uint64_t
DsnAt(const MappingTable& table, uint64_t position)
{
    const Mapping* mapping = table.Find(position);
    return mapping ? mapping->dsn + (position - mapping->position) : 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(octets_inside_a_mapping_are_found_and_others_are_not)
{
    MappingTable table;
    BOOST_TEST(table.Find(0) == nullptr);
    BOOST_TEST(table.Add(Make(100, 10, 5000)));
    BOOST_TEST(DsnAt(table, 99) == 0u);
    BOOST_TEST(DsnAt(table, 100) == 5000u);
    BOOST_TEST(DsnAt(table, 109) == 5009u);
    BOOST_TEST(DsnAt(table, 110) == 0u);
}

BOOST_AUTO_TEST_CASE(a_repeated_mapping_is_not_new)
{
    MappingTable table;
    BOOST_TEST(table.Add(Make(100, 10, 5000)));
    BOOST_TEST(!table.Add(Make(100, 10, 5000)));
    BOOST_TEST(!table.Add(Make(103, 4, 5003)));
    BOOST_TEST(!table.Add(Make(100, 0, 5000)), "empty");
    BOOST_TEST(table.Size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_first_mapping_of_an_octet_counts)
{
    MappingTable table;
    table.Add(Make(100, 10, 5000));
    BOOST_TEST(!table.Add(Make(100, 10, 9000)));
    BOOST_TEST(DsnAt(table, 105) == 5005u);
    BOOST_TEST(table.Add(Make(95, 30, 9000)), "what is around it is new");
    BOOST_TEST(DsnAt(table, 95) == 9000u);
    BOOST_TEST(DsnAt(table, 99) == 9004u);
    BOOST_TEST(DsnAt(table, 100) == 5000u);
    BOOST_TEST(DsnAt(table, 109) == 5009u);
    BOOST_TEST(DsnAt(table, 110) == 9015u);
    BOOST_TEST(DsnAt(table, 124) == 9029u);
    BOOST_TEST(DsnAt(table, 125) == 0u);
}

BOOST_AUTO_TEST_CASE(handshake_messages_stay_marked)
{
    MappingTable table;
    Mapping init1 = Make(1, 296, 0);
    init1.handshake = true;
    table.Add(init1);
    table.Add(Make(297, 20, 7));
    BOOST_TEST(table.Find(1)->handshake);
    BOOST_TEST(table.Find(296)->handshake);
    BOOST_TEST(!table.Find(297)->handshake);
}

BOOST_AUTO_TEST_CASE(mappings_below_a_position_are_forgotten)
{
    MappingTable table;
    table.Add(Make(1, 10, 100));
    table.Add(Make(11, 10, 110));
    table.Add(Make(31, 10, 130));
    table.DropBelow(10);
    BOOST_TEST(table.Size() == 3u, "one octet of the first is still needed");
    table.DropBelow(11);
    BOOST_TEST(table.Size() == 2u);
    table.DropBelow(30);
    BOOST_TEST(table.Size() == 1u);
    BOOST_TEST(DsnAt(table, 31) == 130u);
    table.DropBelow(1000);
    BOOST_TEST(table.Size() == 0u);
}

BOOST_AUTO_TEST_CASE(random_mappings_against_a_map_of_octets)
{
    SeededRandom random(5);
    for (unsigned round = 0; round < 300; ++round)
    {
        MappingTable table;
        std::map<uint64_t, uint64_t> octets;
        const uint64_t base = round % 2 ? 0xfffffff0 : 1;
        for (unsigned i = 0; i < 25; ++i)
        {
            Mapping mapping = Make(base + random.Below(120), random.Below(20), 1000 + random.Below(100000));
            bool added = false;
            for (uint32_t k = 0; k < mapping.length; ++k)
            {
                added |= octets.emplace(mapping.position + k, mapping.dsn + k).second;
            }
            BOOST_REQUIRE(table.Add(mapping) == added);
        }
        uint64_t below = base + random.Below(60);
        table.DropBelow(below);
        for (uint64_t position = below; position < base + 150; ++position)
        {
            auto found = octets.find(position);
            BOOST_REQUIRE(DsnAt(table, position) == (found == octets.end() ? 0 : found->second));
        }
    }
}

BOOST_AUTO_TEST_CASE(expand_near_takes_the_nearest_value)
{
    struct Row
    {
        uint32_t low;
        uint64_t reference;
        uint64_t expected;
    };

    static const Row TABLE[] = {
        {5, 5, 5},
        {6, 5, 6},
        {4, 5, 4},
        {0x272ba738, 0xa46f967f272ba737, 0xa46f967f272ba738},
        // over the wrap of the low half, both ways
        {5, 0x4bdd362ffffffff0, 0x4bdd363000000005},
        {0xfffffff0, 0x4bdd363000000005, 0x4bdd362ffffffff0},
        // over the wrap of 64 bits, both ways
        {3, 0xfffffffffffffffe, 3},
        {0xfffffffe, 3, 0xfffffffffffffffe},
        // the edges of half the space
        {0x7fffffff, 0x100000000, 0x17fffffff},
        {0x80000001, 0x100000000, 0x80000001},
        {0x80000000, 0x100000001, 0x180000000},
    };
    for (const Row& row : TABLE)
    {
        BOOST_TEST(ExpandNear(row.low, row.reference) == row.expected, row.low << " near " << row.reference);
    }
}

BOOST_AUTO_TEST_CASE(expand_near_undoes_cutting_within_half_the_space)
{
    SeededRandom random(6);
    for (unsigned round = 0; round < 20000; ++round)
    {
        uint64_t reference = static_cast<uint64_t>(random.Below(UINT32_MAX)) << 32 | random.Below(UINT32_MAX);
        uint64_t value = reference + random.Below(UINT32_MAX) - 0x7fffffff;
        BOOST_REQUIRE(ExpandNear(static_cast<uint32_t>(value), reference) == value);
    }
}

BOOST_AUTO_TEST_CASE(order_of_dsns)
{
    BOOST_TEST(DsnBefore(1, 2));
    BOOST_TEST(!DsnBefore(2, 2));
    BOOST_TEST(!DsnBefore(2, 1));
    BOOST_TEST(DsnBefore(~0ULL, 0));
    BOOST_TEST(!DsnBefore(0, ~0ULL));
}

BOOST_AUTO_TEST_SUITE_END()
