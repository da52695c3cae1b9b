/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What the tag of a segment covers, bit by bit, and what it lets pass (tcpcrypt.md section 6, smptcp.md 5.4).

#include "unit-support.h"

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-mac.h"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(segment_mac)

namespace
{

const SegmentPosition POSITION{297, 265};
const SmptcpMacContext CONTEXT{true, 0xa46f967f, 0x4bdd362f, 0xa1a2a3a4b1b2b3b4, 0x1000};

/// The two tags, as functions of the segment alone
using Tagger = std::function<std::string(const Octets&)>;

SegmentMac&
Mac()
{
    static SegmentMac mac(Ascending(0, 40).data());
    return mac;
}

std::string
FormA(const Octets& octets, const SegmentPosition& position = POSITION)
{
    auto view = SegmentView::Parse(octets.data(), octets.size());
    return view ? ToHex(Mac().ComputeFormA(*view, position)) : "no segment";
}

std::string
Smptcp(const Octets& octets,
       const SmptcpMacContext& context = CONTEXT,
       const SegmentPosition& position = POSITION)
{
    auto view = SegmentView::Parse(octets.data(), octets.size());
    return view ? ToHex(Mac().ComputeSmptcp(*view, position, context)) : "no segment";
}

// Octets: 0 ports, 4 sequence, 8 acknowledgment, 12 offset, 13 flags, 14 window, 16 checksum, 18 urgent pointer,
// 20 NOP NOP, 22 TS, 32 DSS A4, 40 SACK, 50 EOL EOL, 52 payload
const std::string BASE = "c0009c41 00000119 00001109 d018fa00 beef0000"
                         "0101 080a1122334455667788 1e082001e8975aa4 050a0000200000003000 0000"
                         "6162636465";
// The same with a MAC instead of the timestamps and the SACK blocks
const std::string WITH_MAC = "c0009c41 00000119 00001109 d018fa00 beef0000"
                             "1e082001e8975aa4 4616000102030405060708090a0b0c0d0e0f10111213 0101"
                             "6162636465";

/// \return the octets in which flipping some bit leaves the tag as it is
std::vector<std::size_t>
Uncovered(const Octets& segment, const Tagger& tag)
{
    const std::string before = tag(segment);
    std::vector<std::size_t> uncovered;
    for (std::size_t at = 0; at < segment.size(); ++at)
    {
        for (unsigned bit = 0; bit < 8; ++bit)
        {
            Octets changed = segment;
            changed[at] ^= static_cast<uint8_t>(1 << bit);
            if (tag(changed) == before)
            {
                uncovered.push_back(at);
                break;
            }
        }
    }
    return uncovered;
}

/// Octets from..to-1 appended to \p list
std::vector<std::size_t>
Ranges(std::initializer_list<std::pair<std::size_t, std::size_t>> ranges)
{
    std::vector<std::size_t> list;
    for (const auto& [from, to] : ranges)
    {
        for (std::size_t at = from; at < to; ++at)
        {
            list.push_back(at);
        }
    }
    return list;
}

void
CheckEqual(const std::vector<std::size_t>& found, const std::vector<std::size_t>& expected)
{
    BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

} // namespace

// Free are ports (0-3), the numbers of the wire (4-11, positions stand for them), the reserved bits beside the data
// offset (12), the checksum (16, 17), the values of timestamps (24-31) and what pads (50, 51). SMPTCP covers the
// window (14, 15) if asked to; form A does not.

BOOST_AUTO_TEST_CASE(form_a_covers_each_bit_of_these_octets_and_no_others)
{
    auto found = Uncovered(FromHex(BASE), [](const Octets& s) { return FormA(s); });
    CheckEqual(found, Ranges({{0, 13}, {14, 18}, {24, 32}, {50, 52}}));
}

BOOST_AUTO_TEST_CASE(smptcp_covers_the_window_too)
{
    auto found = Uncovered(FromHex(BASE), [](const Octets& s) { return Smptcp(s); });
    CheckEqual(found, Ranges({{0, 13}, {16, 18}, {24, 32}, {50, 52}}));
    SmptcpMacContext without = CONTEXT;
    without.coverWindow = false;
    found = Uncovered(FromHex(BASE), [&](const Octets& s) { return Smptcp(s, without); });
    CheckEqual(found, Ranges({{0, 13}, {14, 18}, {24, 32}, {50, 52}}));
}

BOOST_AUTO_TEST_CASE(the_tag_itself_is_not_covered)
{
    // Octet 29 is the length of the MAC option: with another length there is no tag to compare with.
    auto found = Uncovered(FromHex(WITH_MAC), [](const Octets& s) { return Smptcp(s); });
    CheckEqual(found, Ranges({{0, 13}, {16, 18}, {29, 52}}));
}

BOOST_AUTO_TEST_CASE(every_octet_of_the_payload_and_its_length_are_covered)
{
    Octets octets = FromHex(BASE);
    Octets longer = octets;
    longer.push_back(0);
    Octets shorter = octets;
    shorter.pop_back();
    for (const Octets& other : {longer, shorter})
    {
        BOOST_TEST(FormA(other) != FormA(octets));
        BOOST_TEST(Smptcp(other) != Smptcp(octets));
    }
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_positions_is_covered)
{
    const Octets octets = FromHex(BASE);
    for (unsigned bit = 0; bit < 64; ++bit)
    {
        SegmentPosition sequence = POSITION;
        sequence.sequence ^= 1ULL << bit;
        SegmentPosition acknowledgment = POSITION;
        acknowledgment.acknowledgment ^= 1ULL << bit;
        for (const SegmentPosition& position : {sequence, acknowledgment})
        {
            BOOST_TEST(FormA(octets, position) != FormA(octets), bit);
            BOOST_TEST(Smptcp(octets, CONTEXT, position) != Smptcp(octets), bit);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_context_is_covered)
{
    const Octets octets = FromHex(BASE);
    for (unsigned bit = 0; bit < 64; ++bit)
    {
        SmptcpMacContext tag = CONTEXT;
        tag.subflowTag ^= 1ULL << bit;
        BOOST_TEST(Smptcp(octets, tag) != Smptcp(octets), bit);
    }
    for (unsigned bit = 0; bit < 32; ++bit)
    {
        SmptcpMacContext dsn = CONTEXT;
        dsn.dsnUpper ^= 1u << bit;
        BOOST_TEST(Smptcp(octets, dsn) != Smptcp(octets), bit);
        SmptcpMacContext ack = CONTEXT;
        ack.dataAckUpper ^= 1u << bit;
        BOOST_TEST(Smptcp(octets, ack) != Smptcp(octets), bit);
    }
    // "Window covered" is covered itself, also when the window is zero.
    Octets zeroWindow = octets;
    zeroWindow[14] = zeroWindow[15] = 0;
    SmptcpMacContext without = CONTEXT;
    without.coverWindow = false;
    BOOST_TEST(Smptcp(zeroWindow, without) != Smptcp(zeroWindow));
}

BOOST_AUTO_TEST_CASE(the_acknowledgment_counts_only_with_its_flag)
{
    Octets reset = FromHex("c0009c41 00000119 00001109 5004fa00 beef0000");
    SegmentPosition other = POSITION;
    other.acknowledgment = 7;
    BOOST_TEST(FormA(reset, other) == FormA(reset));
    BOOST_TEST(Smptcp(reset, CONTEXT, other) == Smptcp(reset, CONTEXT));
    reset[13] |= TCP_ACK;
    BOOST_TEST(FormA(reset, other) != FormA(reset));
    BOOST_TEST(Smptcp(reset, CONTEXT, other) != Smptcp(reset, CONTEXT));
}

BOOST_AUTO_TEST_CASE(padding_may_move_and_change)
{
    const std::string head = "c0009c41 00000119 00001109 8018fa00 beef0000";
    const std::string dss = "1e082001e8975aa4";
    const Octets before = FromHex(head + "01010101" + dss + "6162");
    for (const std::string& options : {dss + "01010101", "0101" + dss + "0101", dss + "01000000", dss + "00000000"})
    {
        Octets after = FromHex(head + options + "6162");
        BOOST_TEST(FormA(after) == FormA(before), options);
        BOOST_TEST(Smptcp(after) == Smptcp(before), options);
    }
}

BOOST_AUTO_TEST_CASE(order_of_options_is_covered)
{
    const std::string head = "c0009c41 00000119 00001109 8018fa00 beef0000";
    Octets one = FromHex(head + "1e082001e8975aa4 1e043102");
    Octets two = FromHex(head + "1e043102 1e082001e8975aa4");
    BOOST_TEST(FormA(one) != FormA(two));
    BOOST_TEST(Smptcp(one) != Smptcp(two));
}

BOOST_AUTO_TEST_CASE(options_that_do_not_parse_are_covered_raw)
{
    const std::string head = "c0009c41 00000119 00001109 7018fa00 beef0000";
    Octets broken = FromHex(head + "1e042000 1eff2001");
    auto found = Uncovered(broken, [](const Octets& s) { return Smptcp(s); });
    CheckEqual(found, Ranges({{0, 13}, {16, 18}}));
    found = Uncovered(broken, [](const Octets& s) { return FormA(s); });
    CheckEqual(found, Ranges({{0, 13}, {14, 18}}));
}

BOOST_AUTO_TEST_CASE(sack_edges_enter_as_positions)
{
    const std::string head = "c0009c41 00000119 00001109 8018fa00 beef0000";
    auto withEdges = [&](uint32_t left, uint32_t right) {
        Octets octets = FromHex(head + "0101 050a 0000000000000000");
        WriteBig(octets.data() + 24, left, 4);
        WriteBig(octets.data() + 28, right, 4);
        return octets;
    };
    SmptcpMacContext sender = CONTEXT;
    sender.sackBase = 0xfffffc00;
    const std::string tag = Smptcp(withEdges(0xfffffc00 + 1001, 0xfffffc00u + 2421u), sender);
    // A box that rewrites sequence numbers shifts ISN and edges alike.
    for (uint32_t isn : {0u, 0x1000u, 0x7fffffffu, 0xffffffffu})
    {
        SmptcpMacContext receiver = CONTEXT;
        receiver.sackBase = isn;
        BOOST_TEST(Smptcp(withEdges(isn + 1001, isn + 2421), receiver) == tag);
        BOOST_TEST(Smptcp(withEdges(isn + 1002, isn + 2421), receiver) != tag);
        BOOST_TEST(Smptcp(withEdges(isn + 1001, isn + 2422), receiver) != tag);
    }
    // Form A has the edges of the wire.
    BOOST_TEST(FormA(withEdges(1001, 2421)) != FormA(withEdges(2001, 3421)));
}

BOOST_AUTO_TEST_CASE(another_key_another_tag)
{
    const Octets octets = FromHex(BASE);
    Octets key = Ascending(0, 40);
    for (std::size_t at : {0u, 19u, 20u, 39u})
    {
        Octets other = key;
        other[at] ^= 1;
        auto view = SegmentView::Parse(octets.data(), octets.size());
        BOOST_TEST(ToHex(SegmentMac(other.data()).ComputeSmptcp(*view, POSITION, CONTEXT)) != Smptcp(octets),
                   "all 40 octets of the key are used, " << at);
    }
}

BOOST_AUTO_TEST_CASE(equal_means_equal_in_every_octet)
{
    const Octets tag = Ascending(0, 20);
    BOOST_TEST(TagsEqual(tag.data(), Octets(tag).data(), 20));
    for (std::size_t at = 0; at < 20; ++at)
    {
        Octets other = tag;
        other[at] ^= 0x80;
        BOOST_TEST(!TagsEqual(tag.data(), other.data(), 20));
        BOOST_TEST(TagsEqual(tag.data(), other.data(), at));
    }
}

// Why SMPTCP does not use form A's construction (D-17, A34): with one key for both halves, tags combine. So do form B's:
// the split into F xor G is what does it, not the keys.
BOOST_AUTO_TEST_CASE(form_a_tags_combine_and_smptcp_tags_do_not)
{
    Octets m1 = FromHex(BASE);
    Octets m2 = m1;
    m2.back() ^= 0xff;
    const SegmentPosition a1 = POSITION;
    SegmentPosition a2 = POSITION;
    a2.acknowledgment += 1000;
    auto combine = [](const std::string& x, const std::string& y, const std::string& z) {
        Octets sum = FromHex(x);
        for (std::size_t i = 0; i < sum.size(); ++i)
        {
            sum[i] ^= FromHex(y)[i] ^ FromHex(z)[i];
        }
        return ToHex(sum);
    };
    BOOST_TEST(combine(FormA(m1, a1), FormA(m1, a2), FormA(m2, a1)) == FormA(m2, a2));
    BOOST_TEST(combine(Smptcp(m1, CONTEXT, a1), Smptcp(m1, CONTEXT, a2), Smptcp(m2, CONTEXT, a1)) !=
               Smptcp(m2, CONTEXT, a2));
    FormBMac formB(Ascending(0, 32).data(), Ascending(32, 16).data());
    auto b = [&formB](const Octets& octets, const SegmentPosition& position) {
        return ToHex(formB.Compute(SegmentView::Parse(octets.data(), octets.size()).value(), position));
    };
    BOOST_TEST(combine(b(m1, a1), b(m1, a2), b(m2, a1)) == b(m2, a2));
    BOOST_TEST(b(m1, a1) != b(m1, a2));
}

BOOST_AUTO_TEST_SUITE_END()
