/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The table of middleboxes (smptcp.md 9.5), row by row, for every kind of host: on the only path, on both of two paths,
// and on the second of two.
#include "box-story.h"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace ns3;

namespace
{

const std::array<std::string, 4> KINDS{"mptcp", "mptcp-v1", "tcpcrypt", "smptcp"};

/// A row: what a chain of boxes does to hosts of each kind
struct Row
{
    std::string chain;                    //!< Names of boxes
    std::array<std::string, 4> outcomes;  //!< By kind: a mode, "own" for that of the kind, or "ends"
    uint32_t up{200000};                  //!< Octets from the client
    uint32_t down{150000};                //!< Octets from the server
};

const std::vector<Row> ROWS{
    {"nat", {"own", "own", "own", "own"}},
    {"strip-all-syn", {"TCP", "TCP", "TCP", "TCP"}},
    {"strip-mptcp-syn", {"TCP", "TCP", "own", "TCPCRYPT"}},
    {"strip-crypt-syn", {"own", "own", "TCP", "MPTCP"}},
    {"strip-synack", {"TCP", "TCP", "TCP", "TCP"}},
    {"strip-third", {"TCP", "TCP", "ends", "ends"}},
    {"strip-data", {"TCP", "TCP", "ends", "ends"}},
    {"drop-unknown-syn", {"TCP", "TCP", "TCP", "TCP"}},
    {"rewrite-seq", {"own", "own", "own", "own"}},
    {"lose,rewrite-seq,lose", {"own", "own", "own", "own"}}, // with SACK blocks
    {"lose,rewrite-seq-not-sack,lose", {"own", "own", "own", "own"}},
    {"split", {"own", "own", "ends", "ends"}},
    {"coalesce", {"own", "own", "ends", "ends"}},
    {"ack-proxy", {"TCP", "TCP", "own", "own"}},
    {"ack-proxy-alone", {"TCP", "TCP", "ends", "ends"}, 200000, 0},
    {"ack-proxy-alone", {"TCP", "TCP", "ends", "ends"}, 0, 200000},
    {"window", {"own", "own", "own", "ends"}},
    {"lose,hold-holes,lose", {"own", "own", "own", "own"}},
    {"lose", {"own", "own", "own", "own"}},
    {"duplicate", {"own", "own", "own", "own"}},
    {"reorder", {"own", "own", "own", "own"}},
    {"reorder-options", {"own", "own", "own", "own"}},
};

/// Run a row for a kind. \return what its boxes did
uint64_t
CheckRow(const Row& row, std::size_t kind, const std::vector<uint32_t>& links, bool twoPaths)
{
    const std::string& name = KINDS[kind];
    bool second = links == std::vector<uint32_t>{1};
    std::string outcome = second ? "own" : row.outcomes[kind];
    BoxStory story(name, twoPaths ? std::vector<TwoHosts::Link>{FAST, SLOW} : std::vector<TwoHosts::Link>{FAST});
    for (uint32_t link : links)
    {
        story.Insert(link, row.chain);
    }
    story.Run(row.up, row.down);
    std::string what = row.chain + ", " + name + (!twoPaths ? ", one path" : second ? ", second path" : ", both paths");
    if (outcome == "ends")
    {
        story.CheckEnds(what);
    }
    else
    {
        story.CheckCompletes(what, outcome == "own" ? OwnMode(name) : outcome);
    }
    return story.Actions();
}

} // namespace

BOOST_AUTO_TEST_SUITE(middlebox_rows)

BOOST_AUTO_TEST_CASE(on_the_only_path)
{
    for (const Row& row : ROWS)
    {
        uint64_t actions = 0;
        for (std::size_t kind = 0; kind < KINDS.size(); ++kind)
        {
            actions += CheckRow(row, kind, {0}, false);
        }
        BOOST_TEST(actions > 0U, row.chain << " did nothing at all");
    }
}

BOOST_AUTO_TEST_CASE(on_both_of_two_paths)
{
    for (const Row& row : ROWS)
    {
        for (std::size_t kind : {0, 1, 3})
        {
            CheckRow(row, kind, {0, 1}, true);
        }
    }
}

BOOST_AUTO_TEST_CASE(on_the_second_of_two_paths_nothing_is_lost)
{
    for (const Row& row : ROWS)
    {
        for (std::size_t kind : {0, 1, 3})
        {
            CheckRow(row, kind, {1}, true);
        }
    }
}

BOOST_AUTO_TEST_CASE(over_ipv6)
{
    for (const Row& row : ROWS)
    {
        for (std::size_t kind : {0, 3})
        {
            BoxStory story(KINDS[kind], {{"10Mbps", "10ms", 0, 1500, false, true}});
            story.net.connectIpv6 = true;
            story.Insert(0, row.chain);
            story.Run(row.up, row.down);
            std::string what = row.chain + ", " + KINDS[kind] + " over IPv6";
            if (row.outcomes[kind] == "ends")
            {
                story.CheckEnds(what);
            }
            else
            {
                story.CheckCompletes(what, row.outcomes[kind] == "own" ? OwnMode(KINDS[kind]) : row.outcomes[kind]);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
