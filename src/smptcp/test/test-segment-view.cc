/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// A TCP segment as octets: fields, and lengths that cannot be.

#include "unit-support.h"

#include "ns3/smptcp-segment-view.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(segment_view)

namespace
{

// ports, sequence, acknowledgment, offset 6 words, PSH ACK, window, checksum, urgent pointer, MSS, "ab"
const std::string SEGMENT = "c0009c41 89abcdef 01234567 6018fa00 beef1234 020405b4 6162";

} // namespace

BOOST_AUTO_TEST_CASE(fields)
{
    Octets octets = FromHex(SEGMENT);
    auto view = SegmentView::Parse(octets.data(), octets.size());
    BOOST_REQUIRE(view);
    BOOST_TEST(view->Sequence() == 0x89abcdefu);
    BOOST_TEST(view->Acknowledgment() == 0x01234567u);
    BOOST_TEST(view->Flags() == 0x18);
    BOOST_TEST(view->Has(TCP_ACK));
    BOOST_TEST(view->Has(TCP_ACK | TCP_PSH));
    BOOST_TEST(!view->Has(TCP_ACK | TCP_FIN));
    BOOST_TEST(view->Window() == 0xfa00);
    BOOST_TEST(view->UrgentPointer() == 0x1234);
    BOOST_TEST(view->HeaderSize() == 24u);
    BOOST_TEST(ToHex(view->Options(), view->OptionsSize()) == "020405b4");
    BOOST_TEST(ToHex(view->Payload(), view->PayloadSize()) == "6162");
}

BOOST_AUTO_TEST_CASE(a_cut_header_is_no_segment)
{
    Octets octets = FromHex(SEGMENT);
    for (std::size_t size = 0; size < 24; ++size)
    {
        Octets cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
        BOOST_TEST(!SegmentView::Parse(cut.data(), cut.size()), size << " octets");
    }
    BOOST_TEST(SegmentView::Parse(octets.data(), 24)->PayloadSize() == 0u);
}

BOOST_AUTO_TEST_CASE(an_impossible_data_offset_is_no_segment)
{
    Octets octets = FromHex(SEGMENT);
    for (unsigned words = 0; words < 16; ++words)
    {
        octets[12] = static_cast<uint8_t>(words << 4);
        bool possible = words == 5 || words == 6; // 7 words would need 28 of the 26 octets
        BOOST_TEST(SegmentView::Parse(octets.data(), octets.size()).has_value() == possible, words);
    }
}

BOOST_AUTO_TEST_SUITE_END()
