/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The receiving half of the data sequence space: order, overlap, duplicates, DATA_FIN, wraps.

#include "unit-support.h"

#include "ns3/mptcp-data-receiver.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(data_receiver)

namespace
{

constexpr uint64_t IDSN = 0x4bdd362fe8975aa3;

/// The octet of a stream at an offset from the IDSN
uint8_t
OctetAt(uint64_t offset)
{
    return static_cast<uint8_t>(offset * 31 + offset / 256);
}

/// A receiver and what to check it with
struct Receiver
{
    explicit Receiver(uint64_t start = IDSN)
        : idsn(start)
    {
        data.Start(idsn);
    }

    /// Put octets from..to-1 (offsets; the first of the stream is 1)
    bool Insert(uint64_t from, uint64_t to)
    {
        Octets octets;
        for (uint64_t offset = from; offset < to; ++offset)
        {
            octets.push_back(OctetAt(offset));
        }
        return data.Insert(idsn + from, Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())));
    }

    /// Read all. \return octets read; complains about a wrong one
    uint64_t ReadAll()
    {
        uint64_t octets = 0;
        while (Ptr<Packet> packet = data.Read(7))
        {
            BOOST_REQUIRE(packet->GetSize() > 0u);
            BOOST_REQUIRE(packet->GetSize() <= 7u);
            for (uint8_t octet : ToOctets(packet))
            {
                BOOST_REQUIRE(octet == OctetAt(++read));
                ++octets;
            }
        }
        return octets;
    }

    /// \return the data ack as an offset
    uint64_t Ack() const
    {
        return data.DataAck() - idsn;
    }

    uint64_t idsn;
    uint64_t read{0};
    DataReceiver data;
};

} // namespace

BOOST_AUTO_TEST_CASE(octets_in_order)
{
    Receiver r;
    BOOST_TEST(r.Ack() == 1u);
    BOOST_TEST(r.data.Read(100) == nullptr);
    BOOST_TEST(r.Insert(1, 11));
    BOOST_TEST(r.Insert(11, 31));
    BOOST_TEST(r.Ack() == 31u);
    BOOST_TEST(r.data.Readable() == 30u);
    BOOST_TEST(r.data.Read(0) == nullptr);
    BOOST_TEST(r.data.Read(12)->GetSize() == 12u);
    BOOST_TEST(r.data.Readable() == 18u);
    r.read = 12;
    BOOST_TEST(r.ReadAll() == 18u);
}

BOOST_AUTO_TEST_CASE(octets_out_of_order_wait)
{
    Receiver r;
    BOOST_TEST(!r.Insert(21, 31));
    BOOST_TEST(!r.Insert(11, 16));
    BOOST_TEST(r.data.OutOfOrder() == 15u);
    BOOST_TEST(r.Ack() == 1u);
    BOOST_TEST(r.data.Readable() == 0u);
    BOOST_TEST(r.Insert(1, 11));
    BOOST_TEST(r.Ack() == 16u);
    BOOST_TEST(r.data.OutOfOrder() == 10u);
    BOOST_TEST(r.Insert(16, 21));
    BOOST_TEST(r.Ack() == 31u);
    BOOST_TEST(r.data.OutOfOrder() == 0u);
    BOOST_TEST(r.ReadAll() == 30u);
}

BOOST_AUTO_TEST_CASE(duplicates_are_delivered_once)
{
    Receiver r;
    r.Insert(1, 11);
    BOOST_TEST(!r.Insert(1, 11));
    BOOST_TEST(!r.Insert(3, 7));
    r.Insert(21, 31);
    BOOST_TEST(!r.Insert(21, 31));
    BOOST_TEST(!r.Insert(23, 25));
    BOOST_TEST(r.data.OutOfOrder() == 10u);
    BOOST_TEST(r.Insert(11, 21));
    BOOST_TEST(r.ReadAll() == 30u);
}

BOOST_AUTO_TEST_CASE(overlaps_give_each_octet_once)
{
    Receiver r;
    r.Insert(11, 16);
    r.Insert(21, 26);
    BOOST_TEST(!r.Insert(5, 30), "around both, but not from the start");
    BOOST_TEST(r.data.OutOfOrder() == 25u);
    BOOST_TEST(r.Insert(1, 8));
    BOOST_TEST(r.Ack() == 30u);
    BOOST_TEST(r.Insert(20, 41), "half of it known");
    BOOST_TEST(r.ReadAll() == 40u);
}

BOOST_AUTO_TEST_CASE(the_first_copy_of_an_octet_counts)
{
    DataReceiver data;
    data.Start(IDSN);
    const Octets first(4, 'a');
    const Octets second(8, 'b');
    data.Insert(IDSN + 3, Create<Packet>(first.data(), 4));
    data.Insert(IDSN + 1, Create<Packet>(second.data(), 8));
    BOOST_TEST(ToHex(ToOctets(data.Read(100))) == "6262616161616262");
}

BOOST_AUTO_TEST_CASE(empty_and_ancient_octets_change_nothing)
{
    Receiver r;
    r.Insert(1, 101);
    BOOST_TEST(!r.Insert(101, 101));
    BOOST_TEST(!r.Insert(0 - 50ULL, 0), "before the stream began");
    BOOST_TEST(!r.data.Insert(r.idsn + 101 + (1ULL << 63), Create<Packet>(10)), "half the space away");
    BOOST_TEST(r.Ack() == 101u);
    BOOST_TEST(r.data.OutOfOrder() == 0u);
    BOOST_TEST(r.ReadAll() == 100u);
}

BOOST_AUTO_TEST_CASE(data_fin_counts_one_and_ends_the_stream)
{
    Receiver r;
    r.Insert(1, 11);
    BOOST_TEST(r.data.OnDataFin(IDSN + 11));
    BOOST_TEST(r.data.Finished());
    BOOST_TEST(r.Ack() == 12u);
    BOOST_TEST(!r.data.OnDataFin(IDSN + 11), "a repeat is no news");
    BOOST_TEST(r.ReadAll() == 10u);
}

BOOST_AUTO_TEST_CASE(data_fin_before_the_last_octets)
{
    Receiver r;
    BOOST_TEST(!r.data.OnDataFin(IDSN + 21));
    r.Insert(11, 21);
    BOOST_TEST(!r.data.Finished());
    BOOST_TEST(r.Ack() == 1u);
    BOOST_TEST(r.Insert(1, 11));
    BOOST_TEST(r.data.Finished());
    BOOST_TEST(r.Ack() == 22u);
    BOOST_TEST(r.ReadAll() == 20u);
}

BOOST_AUTO_TEST_CASE(data_fin_of_an_empty_stream)
{
    Receiver r;
    BOOST_TEST(r.data.OnDataFin(IDSN + 1));
    BOOST_TEST(r.Ack() == 2u);
}

BOOST_AUTO_TEST_CASE(data_fin_inside_what_was_received_is_refused)
{
    Receiver r;
    r.Insert(1, 11);
    BOOST_TEST(!r.data.OnDataFin(IDSN + 5));
    BOOST_TEST(!r.data.OnDataFin(IDSN));
    BOOST_TEST(!r.data.Finished());
    BOOST_TEST(r.Ack() == 11u);
}

BOOST_AUTO_TEST_CASE(the_stream_ends_at_its_data_fin_whatever_comes_behind_it)
{
    for (bool finFirst : {true, false})
    {
        Receiver r;
        r.Insert(1, 11);
        if (finFirst)
        {
            r.data.OnDataFin(IDSN + 21);
            r.Insert(11, 31);
        }
        else
        {
            r.Insert(16, 31);
            r.data.OnDataFin(IDSN + 21);
            r.Insert(11, 16);
        }
        BOOST_TEST(r.data.Finished());
        BOOST_TEST(r.Ack() == 22u);
        BOOST_TEST(r.ReadAll() == 20u);
        BOOST_TEST(!r.Insert(21, 31), "nothing after the end");
        BOOST_TEST(r.Ack() == 22u);
        BOOST_TEST(r.data.OutOfOrder() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(the_window_is_what_the_reader_leaves_free)
{
    Receiver r;
    BOOST_TEST(r.data.Window(100) == 100u);
    r.Insert(1, 31);
    BOOST_TEST(r.data.Window(100) == 70u);
    r.Insert(41, 51);
    BOOST_TEST(r.data.Window(100) == 70u, "octets out of order lie inside the window");
    BOOST_TEST(r.data.Window(20) == 0u);
    r.ReadAll();
    BOOST_TEST(r.data.Window(100) == 100u);
}

BOOST_AUTO_TEST_CASE(random_order_overlap_and_duplicates_over_both_wraps)
{
    constexpr uint64_t END = 400;
    SeededRandom random(8);
    for (unsigned round = 0; round < 200; ++round)
    {
        const uint64_t starts[] = {0, IDSN, 0x4bdd362fffffff00, ~0ULL - 200, ~0ULL};
        Receiver r(starts[round % 5]);
        std::vector<bool> have(END + 1);
        bool finKnown = false;
        for (unsigned i = 0; i < 5000 && !r.data.Finished(); ++i)
        {
            uint64_t from = 1 + random.Below(END - 1);
            uint64_t to = std::min<uint64_t>(END, from + random.Below(40));
            std::fill(have.begin() + static_cast<std::ptrdiff_t>(from),
                      have.begin() + static_cast<std::ptrdiff_t>(to),
                      true);
            uint64_t before = r.Ack();
            bool news = r.Insert(from, to);
            if (random.Below(50) == 0)
            {
                finKnown = true;
                r.data.OnDataFin(r.idsn + END);
            }
            uint64_t next = 1;
            while (next < END && have[next])
            {
                ++next;
            }
            BOOST_REQUIRE(r.Ack() == next + (finKnown && next == END ? 1 : 0));
            BOOST_REQUIRE(news == (next > before));
            auto held = std::count(have.begin(), have.end(), true);
            BOOST_REQUIRE(r.data.OutOfOrder() == static_cast<uint64_t>(held) - (next - 1));
            if (random.Below(5) == 0)
            {
                r.ReadAll();
            }
        }
        r.ReadAll();
        BOOST_REQUIRE(r.data.Finished());
        BOOST_REQUIRE(r.read == END - 1);
    }
}

BOOST_AUTO_TEST_CASE(octets_out_of_order_tell_how_long_they_waited)
{
    Receiver r;
    std::vector<std::pair<uint32_t, double>> waits;
    r.data.SetWaitObserver([&waits](uint32_t octets, Time waited) { waits.emplace_back(octets, waited.GetSeconds()); });
    auto at = [&r](double seconds, uint64_t from, uint32_t size) {
        Octets octets(size);
        r.data.Insert(IDSN + from, Create<Packet>(octets.data(), size), Seconds(seconds));
    };
    at(1.0, 1, 10); // in order: no wait
    at(1.5, 31, 10);
    at(2.0, 21, 5);
    BOOST_TEST(waits.empty());
    at(2.5, 11, 10);
    BOOST_REQUIRE(waits.size() == 1u);
    BOOST_TEST(waits[0].first == 5u);
    BOOST_TEST(waits[0].second == 0.5);
    at(4.5, 26, 5);
    BOOST_REQUIRE(waits.size() == 2u);
    BOOST_TEST(waits[1].first == 10u);
    BOOST_TEST(waits[1].second == 3.0);
}

BOOST_AUTO_TEST_SUITE_END()
