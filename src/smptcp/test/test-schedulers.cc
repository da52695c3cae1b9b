/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What each scheduler decides, as tables.

#include "ns3/double.h"
#include "ns3/mptcp-patient-schedulers.h"
#include "ns3/mptcp-path-schedulers.h"
#include "ns3/mptcp-round-robin-scheduler.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;

BOOST_AUTO_TEST_SUITE(schedulers)

namespace
{

constexpr int WAIT = -1;
constexpr uint32_t MSS = 1000;

/// A subflow as a scheduler sees it: number, round-trip time in ms, window and taken octets in segments
MptcpPathState
Path(uint32_t id, int rttMs, uint32_t window, uint32_t taken)
{
    MptcpPathState path;
    path.id = id;
    path.rtt = MilliSeconds(rttMs);
    path.window = window * MSS;
    path.taken = taken * MSS;
    path.room = (window - taken) * MSS;
    path.segment = MSS;
    return path;
}

MptcpPathState
Backup(MptcpPathState path)
{
    path.backup = true;
    return path;
}

MptcpPathState
Stale(MptcpPathState path)
{
    path.stale = true;
    return path;
}

MptcpPathState
WithCopy(MptcpPathState path, uint32_t copy)
{
    path.copy = copy;
    return path;
}

MptcpPathState
WithDeviation(MptcpPathState path, int ms)
{
    path.deviation = MilliSeconds(ms);
    return path;
}

/// One chunk of a segment; that many segments wait, and the peer's window has that many
MptcpSendState
Send(uint64_t unsent = 100, uint64_t window = 1000, bool again = false)
{
    return {MSS, unsent * MSS, window * MSS, again};
}

int
Index(std::optional<std::size_t> chosen)
{
    return chosen ? static_cast<int>(*chosen) : WAIT;
}

/// \return what \p scheduler decides \p count times in a row, as numbers of subflows
std::vector<int>
InARow(MptcpScheduler& scheduler, const MptcpPaths& paths, int count)
{
    std::vector<int> ids;
    for (int i = 0; i < count; ++i)
    {
        int index = Index(scheduler.Select(paths, Send()));
        ids.push_back(index == WAIT ? WAIT : static_cast<int>(paths[static_cast<std::size_t>(index)].id));
    }
    return ids;
}

struct Row
{
    const char* what;
    MptcpPaths paths;
    MptcpSendState send;
    int chosen; //!< Index
};

template <typename Scheduler>
void
CheckTable(const std::vector<Row>& table)
{
    for (const Row& row : table)
    {
        Ptr<Scheduler> scheduler = CreateObject<Scheduler>();
        BOOST_TEST(Index(scheduler->Select(row.paths, row.send)) == row.chosen, row.what);
    }
}

const MptcpPaths THREE{Path(1, 10, 10, 0), Path(2, 20, 10, 0), Path(5, 30, 10, 0)};

} // namespace

BOOST_AUTO_TEST_CASE(round_robin_takes_turns_by_number)
{
    auto scheduler = CreateObject<MptcpRoundRobinScheduler>();
    BOOST_TEST(InARow(*scheduler, THREE, 5) == (std::vector<int>{1, 2, 5, 1, 2}), boost::test_tools::per_element());
    // A full one loses its turn, one that is gone is not missed, and a new one takes its place in the circle.
    BOOST_TEST(InARow(*scheduler, {THREE[0], Path(2, 20, 10, 10), THREE[2]}, 3) == (std::vector<int>{5, 1, 5}),
               boost::test_tools::per_element());
    BOOST_TEST(InARow(*scheduler, {Path(3, 1, 9, 0), THREE[0]}, 3) == (std::vector<int>{1, 3, 1}),
               boost::test_tools::per_element());
    BOOST_TEST(InARow(*scheduler, {Path(1, 1, 9, 9), Path(2, 1, 9, 9)}, 1) == std::vector<int>{WAIT},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(round_robin_leaves_backups_and_silent_subflows_alone)
{
    auto scheduler = CreateObject<MptcpRoundRobinScheduler>();
    BOOST_TEST(InARow(*scheduler, {THREE[0], Backup(THREE[1]), Stale(THREE[2])}, 2) == (std::vector<int>{1, 1}),
               boost::test_tools::per_element());
    BOOST_TEST(InARow(*scheduler, {Stale(THREE[0]), Backup(THREE[1]), Backup(THREE[2])}, 3) ==
                   (std::vector<int>{2, 5, 2}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(weighted_round_robin_sends_several_in_a_turn)
{
    auto scheduler = CreateObject<MptcpWeightedRoundRobinScheduler>();
    BOOST_TEST(InARow(*scheduler, THREE, 4) == (std::vector<int>{1, 2, 5, 1}), boost::test_tools::per_element());
    scheduler->SetAttribute("Weights", StringValue("3,1"));
    BOOST_TEST(InARow(*scheduler, THREE, 6) == (std::vector<int>{2, 5, 1, 1, 1, 2}), boost::test_tools::per_element());
    // A turn ends where there is no more room.
    scheduler = CreateObject<MptcpWeightedRoundRobinScheduler>();
    scheduler->SetAttribute("Weights", StringValue("3,2"));
    BOOST_TEST(InARow(*scheduler, THREE, 1) == std::vector<int>{1}, boost::test_tools::per_element());
    BOOST_TEST(InARow(*scheduler, {Path(1, 10, 10, 10), THREE[1]}, 3) == (std::vector<int>{2, 2, 2}),
               boost::test_tools::per_element());
    StringValue weights;
    scheduler->GetAttribute("Weights", weights);
    BOOST_TEST(weights.Get() == "3,2");
}

BOOST_AUTO_TEST_CASE(redundant_gives_each_what_it_has_not_carried)
{
    const MptcpSendState onlyCopies{0, 0, 1000 * MSS, false};
    CheckTable<MptcpRedundantScheduler>({
        {"new data: the fastest", {Path(1, 20, 10, 0), Path(2, 10, 10, 0)}, Send(), 1},
        {"the fastest is full: a copy on the other",
         {WithCopy(Path(1, 20, 10, 0), MSS), Path(2, 10, 10, 10)},
         Send(),
         0},
        {"only copies: not the one that has carried all",
         {WithCopy(Path(1, 20, 10, 0), MSS), Path(2, 10, 10, 0)},
         onlyCopies,
         0},
        {"nothing for anybody", {Path(1, 20, 10, 0), Path(2, 10, 10, 0)}, onlyCopies, WAIT},
        {"no room for the copy", {WithCopy(Path(1, 20, 10, 10), MSS)}, Send(), WAIT},
        {"a copy longer than a segment takes the room of one", {WithCopy(Path(1, 20, 10, 9), 5 * MSS)}, Send(), 0},
        {"no copies on backups",
         {Path(1, 20, 10, 10), WithCopy(Backup(Path(2, 10, 10, 0)), MSS)},
         Send(),
         WAIT},
    });
    BOOST_TEST(CreateObject<MptcpRedundantScheduler>()->SendsCopies());
    BOOST_TEST(!CreateObject<MptcpRoundRobinScheduler>()->SendsCopies());
}

BOOST_AUTO_TEST_CASE(backup_uses_one_at_a_time)
{
    CheckTable<MptcpBackupScheduler>({
        {"the first, not the fastest", {Path(1, 50, 10, 0), Path(2, 10, 10, 0)}, Send(), 0},
        {"and it alone, full as it is", {Path(1, 50, 10, 10), Path(2, 10, 10, 0)}, Send(), WAIT},
        {"the next when it is silent", {Stale(Path(1, 50, 10, 0)), Path(2, 10, 10, 0)}, Send(), 1},
        {"regular ones before backups", {Backup(Path(1, 10, 10, 0)), Path(2, 50, 10, 0)}, Send(), 1},
        {"a backup that works before a silent one",
         {Stale(Path(1, 10, 10, 0)), Backup(Path(2, 50, 10, 0))},
         Send(),
         1},
        {"none", {}, Send(), WAIT},
    });
}

BOOST_AUTO_TEST_CASE(blest_estimates_what_the_fast_subflow_sends)
{
    // Ten round-trip times of the fast one in one of the slow one: 1000 (10 + 4.5) 10
    BOOST_TEST(MptcpBlestScheduler::GetFastOctets(Path(1, 20, 10, 10), Path(2, 200, 10, 0)) == 145000.0);
    BOOST_TEST(MptcpBlestScheduler::GetFastOctets(Path(1, 20, 10, 10), Path(2, 20, 10, 0)) == 10000.0);
}

BOOST_AUTO_TEST_CASE(blest_waits_where_the_window_would_block)
{
    const MptcpPathState full = Path(1, 20, 10, 10);
    // lambda is 1.2: 174 segments of the fast one, and the slow one has 3 and the new one
    CheckTable<MptcpBlestScheduler>({
        {"room on the fast one", {Path(1, 20, 10, 9), Path(2, 200, 10, 0)}, Send(100, 10), 0},
        {"a small window: wait", {full, Path(2, 200, 10, 3)}, Send(100, 177), WAIT},
        {"a large one: the slow one, too", {full, Path(2, 200, 10, 3)}, Send(100, 178), 1},
        {"what has been sent before does not wait", {full, Path(2, 200, 10, 3)}, Send(100, 10, true), 1},
        {"no room at all", {full, Path(2, 200, 10, 10)}, Send(100, 1000), WAIT},
        {"a backup is no fast subflow", {Backup(full), Path(2, 200, 10, 3)}, Send(100, 10), 1},
        {"nor is a silent one", {Stale(full), Path(2, 200, 10, 3)}, Send(100, 10), 1},
    });
}

BOOST_AUTO_TEST_CASE(blest_corrects_its_estimate)
{
    // At the start of time no round-trip time has passed: subflows that take none let it adapt with each question.
    const MptcpPaths paths{Path(1, 0, 10, 10), Path(2, 200, 10, 0)};
    const MptcpPaths slower{Path(1, 20, 10, 10), Path(2, 200, 10, 3)};
    auto scheduler = CreateObject<MptcpBlestScheduler>();
    for (int round = 0; round < 30; ++round)
    {
        scheduler->Select(paths, Send());
    }
    BOOST_TEST(Index(scheduler->Select(slower, Send(100, 149))) == 1); // lambda has fallen to 1: 145 + 4
    BOOST_TEST(Index(scheduler->Select(slower, Send(100, 148))) == WAIT);
    for (int round = 0; round < 30; ++round)
    {
        scheduler->OnWindowFull();
        scheduler->Select(paths, Send());
    }
    BOOST_TEST(Index(scheduler->Select(slower, Send(100, 192))) == WAIT); // risen to 1.3: 188.5 + 4
    BOOST_TEST(Index(scheduler->Select(slower, Send(100, 193))) == 1);
}

BOOST_AUTO_TEST_CASE(ecf_waits_where_the_fast_subflow_finishes_first)
{
    const MptcpPathState full = Path(1, 20, 10, 10);
    const MptcpPathState slow = Path(2, 200, 10, 0);
    // Waiting takes 20 (1 + unsent/10) ms, the slow subflow 200 ms: they are equal at 90 segments.
    CheckTable<MptcpEcfScheduler>({
        {"room on the fast one", {Path(1, 20, 10, 9), slow}, Send(1), 0},
        {"five wait: 30 ms", {full, slow}, Send(5), WAIT},
        {"the last where it pays", {full, slow}, Send(89), WAIT},
        {"the first where it does not", {full, slow}, Send(90), 1},
        {"a deviation speaks for waiting", {full, WithDeviation(slow, 50)}, Send(100), WAIT},
        {"equal times: nothing is gained by waiting", {full, Path(2, 20, 10, 0)}, Send(5), 1},
        {"the slow one in time for the round after the next", {full, Path(2, 35, 10, 0)}, Send(5), 1},
        {"what has been sent before does not wait", {full, slow}, Send(5, 1000, true), 1},
        {"no room at all", {full, Path(2, 200, 10, 10)}, Send(5), WAIT},
        {"a backup is no fast subflow", {Backup(full), slow}, Send(5), 1},
    });
}

BOOST_AUTO_TEST_CASE(ecf_keeps_waiting_for_a_while)
{
    const MptcpPaths paths{Path(1, 20, 10, 10), Path(2, 200, 10, 0)};
    auto scheduler = CreateObject<MptcpEcfScheduler>();
    BOOST_TEST(Index(scheduler->Select(paths, Send(89))) == WAIT);
    BOOST_TEST(Index(scheduler->Select(paths, Send(100))) == WAIT); // up to 250 ms, that is 115 segments
    BOOST_TEST(Index(scheduler->Select(paths, Send(115))) == 1);
    BOOST_TEST(Index(scheduler->Select(paths, Send(100))) == 1); // given up
}

BOOST_AUTO_TEST_CASE(all_can_be_made_by_name)
{
    for (const char* name : {"ns3::MptcpLowestRttScheduler",
                             "ns3::MptcpRoundRobinScheduler",
                             "ns3::MptcpWeightedRoundRobinScheduler",
                             "ns3::MptcpRedundantScheduler",
                             "ns3::MptcpBlestScheduler",
                             "ns3::MptcpEcfScheduler",
                             "ns3::MptcpBackupScheduler"})
    {
        ObjectFactory factory(name);
        BOOST_TEST((factory.Create<MptcpScheduler>() != nullptr), name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
