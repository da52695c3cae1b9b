/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// A segment in its packet can be taken apart and put together; a box without rules is not noticed.
#include "box-bench.h"
#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/smptcp-box-helper.h"
#include "ns3/smptcp-ip-segment.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

IpSegment
Sample(const AddressOctets& from, const AddressOctets& to)
{
    IpSegment segment = IpSegment::Make(from, 1234, to, 80, TCP_ACK, 1000, 2000);
    BOOST_REQUIRE(segment.SetOptions({KIND_SACK_PERMITTED, 2, 250, 3, 7}));
    BOOST_REQUIRE(segment.SetPayload({1, 2, 3}));
    return segment;
}

} // namespace

BOOST_AUTO_TEST_SUITE(boxes)

BOOST_AUTO_TEST_CASE(a_segment_survives_the_way_through_a_packet)
{
    for (bool ipv6 : {false, true})
    {
        IpSegment segment = ipv6 ? Sample(INSIDE6, OUTSIDE6) : Sample(INSIDE4, OUTSIDE4);
        auto again = IpSegment::Parse(segment.ToPacket());
        BOOST_REQUIRE(again);
        BOOST_TEST(again->IsIpv6() == ipv6);
        BOOST_TEST((again->Source() == (ipv6 ? INSIDE6 : INSIDE4)));
        BOOST_TEST((again->Destination() == (ipv6 ? OUTSIDE6 : OUTSIDE4)));
        BOOST_TEST(again->Tcp().SourcePort() == 1234);
        BOOST_TEST(again->Tcp().DestinationPort() == 80);
        BOOST_TEST(again->Tcp().Sequence() == 1000U);
        BOOST_TEST(again->Tcp().Acknowledgment() == 2000U);
        BOOST_TEST(again->Tcp().Flags() == TCP_ACK);
        BOOST_TEST(again->Tcp().Window() == UINT16_MAX);
        BOOST_TEST((again->OptionArea() == std::vector<uint8_t>{KIND_SACK_PERMITTED, 2, 250, 3, 7, 1, 1, 1}));
        BOOST_TEST((again->Payload() == std::vector<uint8_t>{1, 2, 3}));
        BOOST_TEST(again->SequenceLength() == 3U);
        BOOST_TEST(again->Has(250));
        BOOST_TEST(!again->Has(251));
    }
}

BOOST_AUTO_TEST_CASE(changes_leave_lengths_and_checksums_right)
{
    WithChecksums checksums;
    for (bool ipv6 : {false, true})
    {
        IpSegment segment = ipv6 ? Sample(INSIDE6, OUTSIDE6) : Sample(INSIDE4, OUTSIDE4);
        BOOST_TEST(StockAccepts(segment.ToPacket()));
        segment.SetSource(ipv6 ? OUTSIDE6 : OUTSIDE4);
        segment.SetSourcePort(5);
        segment.SetWindow(7);
        segment.SetSequence(0xfffffff0);
        BOOST_TEST(segment.StripOptions([](const OptionView& o) { return o.kind == 250; }) == 3U);
        BOOST_TEST(!segment.Has(250));
        BOOST_TEST(segment.Has(KIND_SACK_PERMITTED));
        BOOST_TEST(segment.SetPayload(std::vector<uint8_t>(1001, 9)));
        BOOST_TEST(segment.SetOptions({}));
        BOOST_TEST(StockAccepts(segment.ToPacket()));
        // The check itself can fail.
        Ptr<Packet> packet = segment.ToPacket();
        std::vector<uint8_t> octets(packet->GetSize());
        packet->CopyData(octets.data(), packet->GetSize());
        octets.back() ^= 1;
        BOOST_TEST(!StockAccepts(Create<Packet>(octets.data(), packet->GetSize())));
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_changes_nothing)
{
    IpSegment segment = Sample(INSIDE4, OUTSIDE4);
    BOOST_TEST(!segment.SetOptions(std::vector<uint8_t>(41, 1)));
    BOOST_TEST(!segment.SetPayload(std::vector<uint8_t>(65535, 1)));
    BOOST_TEST(segment.Payload().size() == 3U);
    BOOST_TEST(segment.OptionArea().size() == 8U);
}

BOOST_AUTO_TEST_CASE(what_is_no_whole_segment_is_none)
{
    Ptr<Packet> good = Sample(INSIDE4, OUTSIDE4).ToPacket();
    std::vector<uint8_t> octets(good->GetSize());
    good->CopyData(octets.data(), good->GetSize());
    auto parses = [](const std::vector<uint8_t>& from) {
        return IpSegment::Parse(Create<Packet>(from.data(), static_cast<uint32_t>(from.size()))).has_value();
    };
    BOOST_TEST(parses(octets));
    for (std::size_t size = 0; size < octets.size(); ++size)
    {
        BOOST_TEST(!parses({octets.begin(), octets.begin() + size}), "cut to " << size);
    }
    auto with = [&](std::size_t at, uint8_t value) {
        auto changed = octets;
        changed[at] = value;
        return parses(changed);
    };
    BOOST_TEST(!with(0, 0x44)); // header length 16
    BOOST_TEST(!with(0, 0x55)); // version 5
    BOOST_TEST(!with(9, 17));   // UDP
    BOOST_TEST(!with(6, 0x20)); // more fragments
    BOOST_TEST(!with(7, 1));    // a later fragment
    BOOST_TEST(!with(32, 0x40)); // data offset 16
    BOOST_TEST(!with(32, 0xf0)); // data offset 60
    octets.insert(octets.end(), 6, 0);
    BOOST_TEST(parses(octets)); // padded by the link
}

BOOST_AUTO_TEST_CASE(a_box_without_rules_is_not_noticed)
{
    struct Run
    {
        std::vector<std::vector<uint8_t>> octets;
        std::vector<double> times;
    };
    auto run = [](unsigned boxes, uint64_t& crossed) {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        std::vector<Ptr<SmptcpBox>> inserted;
        for (unsigned i = 0; i < boxes; ++i)
        {
            inserted.push_back(SmptcpBoxHelper::Insert(net.devices[i % 2].Get(i / 2 % 2)));
        }
        WireLog log(net);
        net.Transfer(300000, 100000);
        CheckDelivered(net, std::to_string(boxes) + " boxes");
        Run result;
        for (const auto& segment : log.segments)
        {
            result.octets.push_back(segment.octets);
            result.times.push_back(segment.time);
        }
        crossed = 0;
        for (const auto& box : inserted)
        {
            crossed += box->GetSent(BOX_INSIDE) > 0 && box->GetSent(BOX_OUTSIDE) > 0;
        }
        return result;
    };
    uint64_t crossed = 0;
    Run without = run(0, crossed);
    for (unsigned boxes : {1, 2, 6})
    {
        Run with = run(boxes, crossed);
        BOOST_TEST(crossed == boxes);
        BOOST_REQUIRE(with.times.size() == without.times.size());
        BOOST_TEST((with.octets == without.octets));
        for (std::size_t i = 0; i < with.times.size(); ++i)
        {
            BOOST_REQUIRE_SMALL(with.times[i] - without.times[i], 1e-4);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
