/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Which subflow the lowest-RTT scheduler takes.

#include "ns3/mptcp-scheduler.h"

#include "ns3/object-factory.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(scheduler)

namespace
{

MptcpPathState
Path(int rttMs, uint32_t room, bool backup = false, bool stale = false)
{
    MptcpPathState path;
    path.rtt = MilliSeconds(rttMs);
    path.room = room;
    path.backup = backup;
    path.stale = stale;
    return path;
}

constexpr bool BACKUP = true;
constexpr bool STALE = true;
constexpr int WAIT = -1;

} // namespace

BOOST_AUTO_TEST_CASE(decisions)
{
    struct Row
    {
        const char* what;
        std::vector<MptcpPathState> paths;
        int chosen;
    };

    const Row table[] = {
        {"no path", {}, WAIT},
        {"the only one", {Path(10, 1000)}, 0},
        {"the fastest", {Path(20, 1000), Path(10, 1000), Path(30, 1000)}, 1},
        {"the fastest with room", {Path(20, 1000), Path(10, 999), Path(30, 1000)}, 0},
        {"no room anywhere", {Path(20, 999), Path(10, 0)}, WAIT},
        {"equal: the first", {Path(10, 1000), Path(10, 5000)}, 0},
        {"no backup while there is a regular one", {Path(50, 1000), Path(10, 1000, BACKUP)}, 0},
        {"not even when the regular one is full", {Path(50, 0), Path(10, 1000, BACKUP)}, WAIT},
        {"backups only", {Path(50, 1000, BACKUP), Path(10, 1000, BACKUP)}, 1},
        {"not the stale one", {Path(10, 1000, false, STALE), Path(50, 1000)}, 1},
        {"a working backup before a stale regular one",
         {Path(10, 1000, false, STALE), Path(50, 1000, BACKUP)},
         1},
        {"stale only", {Path(10, 1000, false, STALE), Path(5, 1000, BACKUP, STALE)}, 0},
        {"a stale backup is better than nothing", {Path(10, 1000, BACKUP, STALE)}, 0},
    };
    Ptr<MptcpLowestRttScheduler> scheduler = CreateObject<MptcpLowestRttScheduler>();
    for (const Row& row : table)
    {
        auto chosen = scheduler->Select(row.paths, {1000, 1000, 100000, false});
        BOOST_TEST((chosen ? static_cast<int>(*chosen) : WAIT) == row.chosen, row.what);
    }
}

BOOST_AUTO_TEST_CASE(it_can_be_made_by_its_name)
{
    ObjectFactory factory("ns3::MptcpLowestRttScheduler");
    BOOST_TEST((factory.Create<MptcpScheduler>() != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
