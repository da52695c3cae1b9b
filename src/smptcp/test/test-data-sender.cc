/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The sending half of the data sequence space: queue, window, data acks, reinjection, DATA_FIN.

#include "unit-support.h"

#include "ns3/mptcp-data-sender.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(data_sender)

namespace
{

constexpr uint64_t IDSN = 0xa46f967f272ba737;

/// A sender whose peer has granted \p window, with Ascending(0, \p queued) in its queue
DataSender
Sender(uint32_t window, std::size_t queued = 0, uint64_t idsn = IDSN)
{
    DataSender sender;
    sender.Start(idsn, {});
    sender.OnDataAck(idsn + 1, window);
    if (queued > 0)
    {
        Octets octets = Ascending(0, queued);
        sender.Enqueue(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())));
    }
    return sender;
}

/// \return offset from \p idsn and length of the chunk cut, "-" when there is none
std::string
Cut(DataSender& sender, uint32_t maxSize, uint32_t subflow = 1, uint64_t idsn = IDSN)
{
    auto chunk = sender.NextChunk(maxSize, subflow);
    return chunk ? std::to_string(chunk->dsn - idsn) + "+" + std::to_string(chunk->payload->GetSize()) : "-";
}

/// Hand everything due for reinjection to \p subflow. \return "offset+length " of each
std::string
ReinjectAll(DataSender& sender, uint32_t subflow)
{
    std::string all;
    while (const DataChunk* due = sender.PeekReinjection())
    {
        const uint64_t dsn = due->dsn;
        DataChunk chunk = sender.TakeReinjection(subflow);
        BOOST_TEST(chunk.dsn == dsn);
        BOOST_TEST(chunk.subflow == subflow);
        all += std::to_string(chunk.dsn - IDSN) + "+" + std::to_string(chunk.payload->GetSize()) + " ";
    }
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_octet_has_idsn_plus_one)
{
    DataSender sender = Sender(1000, 100);
    auto chunk = sender.NextChunk(40, 3);
    BOOST_REQUIRE(chunk);
    BOOST_TEST(chunk->dsn == IDSN + 1);
    BOOST_TEST(chunk->subflow == 3u);
    BOOST_TEST(ToHex(ToOctets(chunk->payload)) == ToHex(Ascending(0, 40)));
    BOOST_TEST(sender.Next() == IDSN + 41);
    BOOST_TEST(sender.Unassigned() == 60u);
    BOOST_TEST(sender.Buffered() == 100u);
}

BOOST_AUTO_TEST_CASE(chunks_cut_across_packets_of_the_application)
{
    DataSender sender = Sender(1000);
    Octets all = Ascending(7, 90);
    for (std::size_t at = 0; at < 90; at += 30)
    {
        sender.Enqueue(Create<Packet>(all.data() + at, 30));
    }
    Octets sent;
    for (const char* cut : {"1+40", "41+40", "81+10"})
    {
        auto chunk = sender.NextChunk(40, 1);
        BOOST_REQUIRE(chunk);
        BOOST_TEST(std::to_string(chunk->dsn - IDSN) + "+" + std::to_string(chunk->payload->GetSize()) == cut);
        Octets octets = ToOctets(chunk->payload);
        sent.insert(sent.end(), octets.begin(), octets.end());
    }
    BOOST_TEST(ToHex(sent) == ToHex(all));
    BOOST_TEST(Cut(sender, 40) == "-");
    BOOST_TEST(Cut(sender, 0) == "-");
}

BOOST_AUTO_TEST_CASE(nothing_leaves_before_the_peer_has_granted_a_window)
{
    DataSender sender;
    sender.Start(IDSN, {});
    sender.Enqueue(Create<Packet>(10));
    BOOST_TEST(Cut(sender, 10) == "-");
    BOOST_TEST(sender.WindowBlocked());
    sender.OnDataAck(IDSN + 1, 4);
    BOOST_TEST(sender.Sendable() == 4u);
    BOOST_TEST(Cut(sender, 10) == "1+4");
    BOOST_TEST(Cut(sender, 10) == "-");
}

BOOST_AUTO_TEST_CASE(the_window_counts_from_the_data_ack_and_never_shrinks)
{
    DataSender sender = Sender(10, 100);
    BOOST_TEST(Cut(sender, 100) == "1+10");
    BOOST_TEST(sender.OnDataAck(IDSN + 6, 10) == 5u);
    BOOST_TEST(Cut(sender, 100) == "11+5");
    BOOST_TEST(sender.OnDataAck(IDSN + 11, 0) == 5u);
    BOOST_TEST(sender.Sendable() == 0u);
    BOOST_TEST(sender.OnDataAck(IDSN + 11, 20) == 0u, "a window update acknowledges nothing");
    BOOST_TEST(sender.Sendable() == 15u);
    sender.OnDataAck(IDSN + 11, 1);
    BOOST_TEST(sender.Sendable() == 15u, "an edge once granted stays");
}

BOOST_AUTO_TEST_CASE(a_closed_window_is_probed_with_one_octet)
{
    DataSender sender = Sender(10, 100);
    Cut(sender, 100);
    BOOST_TEST(!sender.WindowBlocked(), "what is outstanding will bring an ack");
    sender.OnDataAck(IDSN + 11, 0);
    BOOST_TEST(sender.WindowBlocked());
    sender.AllowProbe();
    BOOST_TEST(Cut(sender, 100) == "11+1");
    BOOST_TEST(Cut(sender, 100) == "-");
}

BOOST_AUTO_TEST_CASE(old_and_impossible_acks_are_ignored)
{
    DataSender sender = Sender(100, 50);
    Cut(sender, 20);
    BOOST_TEST(sender.OnDataAck(IDSN + 22, 1000) == 0u, "one octet more than was sent");
    BOOST_TEST(sender.OnDataAck(IDSN + 1 + 0x80000000u, 1000) == 0u);
    BOOST_TEST(sender.OnDataAck(IDSN, 1000) == 0u);
    BOOST_TEST(sender.OnDataAck(0, 1000) == 0u);
    BOOST_TEST(sender.Unacked() == IDSN + 1);
    BOOST_TEST(sender.Sendable() == 30u);
    BOOST_TEST(sender.OnDataAck(IDSN + 21, 5) == 20u);
    BOOST_TEST(sender.OnDataAck(IDSN + 11, 1000) == 0u, "old");
    BOOST_TEST(sender.Unacked() == IDSN + 21);
    BOOST_TEST(sender.Buffered() == 30u);
}

BOOST_AUTO_TEST_CASE(an_impossible_ack_does_not_open_the_window)
{
    DataSender sender = Sender(10, 100);
    Cut(sender, 100);
    sender.OnDataAck(IDSN + 12, 1000);
    BOOST_TEST(sender.Sendable() == 0u);
}

BOOST_AUTO_TEST_CASE(reinjection_of_what_a_subflow_had)
{
    DataSender sender = Sender(1000, 60);
    Cut(sender, 10, 1);
    Cut(sender, 10, 2);
    Cut(sender, 10, 1);
    Cut(sender, 10, 2);
    sender.Reinject(1);
    BOOST_TEST(ReinjectAll(sender, 2) == "1+10 21+10 ");
    BOOST_TEST(ReinjectAll(sender, 2) == "", "once");
    sender.Reinject(1);
    BOOST_TEST(ReinjectAll(sender, 2) == "", "subflow 1 has nothing any more");
    sender.Reinject(2);
    BOOST_TEST(ReinjectAll(sender, 1) == "1+10 11+10 21+10 31+10 ");
}

BOOST_AUTO_TEST_CASE(reinjection_skips_what_was_acked_meanwhile)
{
    DataSender sender = Sender(1000, 60);
    Cut(sender, 10, 1);
    Cut(sender, 10, 1);
    Cut(sender, 10, 1);
    sender.Reinject(1);
    BOOST_REQUIRE(sender.PeekReinjection());
    BOOST_TEST(sender.PeekReinjection()->dsn == IDSN + 1);
    BOOST_TEST(sender.OnDataAck(IDSN + 15, 1000) == 14u);
    BOOST_TEST(ReinjectAll(sender, 2) == "11+10 21+10 ", "a chunk acked in part goes whole");
    sender.Reinject(2);
    sender.OnDataAck(IDSN + 31, 1000);
    BOOST_TEST(sender.PeekReinjection() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_chunk_is_encrypted_once_with_its_dsn)
{
    DataSender sender;
    std::vector<uint64_t> dsns;
    sender.Start(IDSN, [&](uint64_t dsn, uint8_t* data, std::size_t size) {
        dsns.push_back(dsn);
        for (std::size_t i = 0; i < size; ++i)
        {
            data[i] ^= static_cast<uint8_t>(dsn + i);
        }
    });
    sender.OnDataAck(IDSN + 1, 100);
    Octets text(20, 0);
    sender.Enqueue(Create<Packet>(text.data(), 20));
    auto first = sender.NextChunk(12, 1);
    sender.NextChunk(12, 1);
    BOOST_TEST(ToHex(ToOctets(first->payload)) == ToHex(Ascending(static_cast<uint8_t>(IDSN + 1), 12)));
    sender.Reinject(1);
    BOOST_TEST(ToHex(ToOctets(sender.TakeReinjection(2).payload)) == ToHex(ToOctets(first->payload)),
               "a reinjection shows the same ciphertext");
    BOOST_TEST((dsns == std::vector<uint64_t>{IDSN + 1, IDSN + 13}));
}

BOOST_AUTO_TEST_CASE(data_fin_follows_the_last_octet)
{
    DataSender sender = Sender(1000, 20);
    sender.Finish();
    BOOST_TEST(!sender.FinDue(), "octets are still queued");
    Cut(sender, 20);
    BOOST_TEST(sender.FinDue());
    BOOST_TEST(!sender.FinSent());
    BOOST_TEST(sender.OnDataAck(IDSN + 22, 1000) == 0u, "DATA_FIN has not been sent: impossible");
    BOOST_TEST(!sender.FinAcked());
    BOOST_TEST(sender.MarkFinSent() == IDSN + 21);
    BOOST_TEST(sender.MarkFinSent() == IDSN + 21, "a repeat has the same DSN");
    BOOST_TEST(sender.OnDataAck(IDSN + 21, 1000) == 20u);
    BOOST_TEST(!sender.FinAcked());
    BOOST_TEST(sender.FinDue());
    BOOST_TEST(sender.OnDataAck(IDSN + 22, 1000) == 0u, "DATA_FIN is no octet of data");
    BOOST_TEST(sender.FinAcked());
    BOOST_TEST(!sender.FinDue());
    BOOST_TEST(sender.Buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(data_fin_of_an_empty_stream)
{
    DataSender sender = Sender(0);
    sender.Finish();
    BOOST_TEST(sender.FinDue(), "it needs no window");
    BOOST_TEST(sender.MarkFinSent() == IDSN + 1);
    sender.OnDataAck(IDSN + 2, 0);
    BOOST_TEST(sender.FinAcked());
}

BOOST_AUTO_TEST_CASE(one_ack_for_data_and_data_fin)
{
    DataSender sender = Sender(1000, 20);
    Cut(sender, 20);
    sender.Finish();
    sender.MarkFinSent();
    BOOST_TEST(sender.OnDataAck(IDSN + 22, 1000) == 20u);
    BOOST_TEST(sender.FinAcked());
}

BOOST_AUTO_TEST_CASE(the_queue_can_be_taken_for_a_fallback)
{
    DataSender sender = Sender(1000, 50);
    Cut(sender, 20);
    auto queue = sender.TakeQueue();
    BOOST_REQUIRE(queue.size() == 1u);
    BOOST_TEST(ToHex(ToOctets(queue.front())) == ToHex(Ascending(20, 30)));
    BOOST_TEST(sender.Unassigned() == 0u);
    BOOST_TEST(sender.Buffered() == 20u);
    BOOST_TEST(Cut(sender, 20) == "-");
}

BOOST_AUTO_TEST_CASE(each_subflow_gets_a_copy_of_what_it_has_not_carried)
{
    DataSender sender = Sender(1000, 60);
    auto copy = [&sender](uint32_t subflow) {
        const DataChunk* chunk = sender.PeekCopy(subflow);
        return chunk ? std::to_string(chunk->dsn - IDSN) : "-";
    };
    for (uint32_t subflow : {1, 2, 1})
    {
        Cut(sender, 20, subflow);
        sender.NoteCarried(subflow);
        while (subflow == 1 && sender.PeekCopy(2) && copy(2) == "1")
        {
            BOOST_TEST(sender.TakeCopy(2).payload->GetSize() == 20u);
        }
    }
    // Subflow 2 has repeated the first chunk and sent the second, subflow 1 is said to have carried all up to the third.
    BOOST_TEST(copy(1) == "-");
    BOOST_TEST(copy(2) == "41");
    BOOST_TEST(copy(3) == "1"); // a subflow that is new
    sender.OnDataAck(IDSN + 21, 1000);
    BOOST_TEST(copy(3) == "21"); // nobody needs what has been acknowledged
    DataChunk taken = sender.TakeCopy(3);
    BOOST_TEST(taken.dsn == IDSN + 21);
    BOOST_TEST(taken.subflow == 3u);
    BOOST_TEST(copy(3) == "41");
    BOOST_TEST(sender.HasReinjected());
}

BOOST_AUTO_TEST_CASE(what_holds_up_a_full_window_is_looked_at_once_and_in_order)
{
    DataSender sender = Sender(60, 100);
    BOOST_TEST(sender.Window() == 60u);
    for (uint32_t subflow : {1, 2, 1})
    {
        BOOST_TEST(!sender.WindowFull());
        Cut(sender, 20, subflow);
    }
    BOOST_TEST(sender.WindowFull());
    BOOST_REQUIRE(sender.PeekRescue());
    BOOST_TEST(sender.PeekRescue()->dsn == IDSN + 1);
    sender.SkipRescue();
    DataChunk rescued = sender.TakeRescue(3);
    BOOST_TEST(rescued.dsn == IDSN + 21);
    BOOST_TEST(rescued.subflow == 3u);
    BOOST_TEST(rescued.rescued);
    BOOST_TEST(sender.PeekRescue()->dsn == IDSN + 41);
    sender.OnDataAck(IDSN + 41, 60);
    BOOST_TEST(sender.PeekRescue()->dsn == IDSN + 41);
    sender.SkipRescue();
    BOOST_TEST((sender.PeekRescue() == nullptr));
    BOOST_TEST(!sender.WindowFull());
    Cut(sender, 20, 2);
    BOOST_TEST(sender.PeekRescue()->dsn == IDSN + 61);
}

BOOST_AUTO_TEST_CASE(the_space_goes_on_over_both_wraps)
{
    for (uint64_t idsn : {0x4bdd362ffffffff0ULL, ~0ULL - 15, ~0ULL, ~0ULL - 100})
    {
        DataSender sender = Sender(1000, 200, idsn);
        for (uint64_t offset = 1; offset <= 181; offset += 20)
        {
            auto chunk = sender.NextChunk(20, 1);
            BOOST_REQUIRE(chunk);
            BOOST_TEST(chunk->dsn == idsn + offset);
        }
        for (uint64_t offset = 11; offset <= 201; offset += 10)
        {
            BOOST_TEST(sender.OnDataAck(idsn + offset, 100) == 10u);
        }
        BOOST_TEST(sender.Unacked() == idsn + 201);
        BOOST_TEST(sender.OnDataAck(idsn + 202, 100) == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
