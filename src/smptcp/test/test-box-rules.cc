/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Each rule of a box on single segments: octets in, octets out. Checksums are judged by ns-3's own headers.
#include "box-bench.h"
#include "unit-support.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-rule-ack-proxy.h"
#include "ns3/smptcp-rule-alg.h"
#include "ns3/smptcp-rule-coalesce.h"
#include "ns3/smptcp-rule-delivery.h"
#include "ns3/smptcp-rule-hold-holes.h"
#include "ns3/smptcp-rule-nat.h"
#include "ns3/smptcp-rule-options.h"
#include "ns3/smptcp-rule-sequence.h"
#include "ns3/smptcp-rule-split.h"
#include "ns3/smptcp-rule-window.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const Octets MSS{KIND_MSS, 4, 5, 180};
const Octets MPC{KIND_MPTCP, 4, 0, 1};
const Octets JOIN{KIND_MPTCP, 4, 0x10, 1};
const Octets HELLO{KIND_CRYPT, 3, 1};
const Octets NOPS3{1, 1, 1};
const Octets NOPS4{1, 1, 1, 1};

Octets
operator+(Octets a, const Octets& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

template <typename Rule>
Ptr<Rule>
Make(const std::vector<std::pair<std::string, std::string>>& attributes = {})
{
    Ptr<Rule> rule = CreateObject<Rule>();
    for (const auto& [name, value] : attributes)
    {
        rule->SetAttribute(name, StringValue(value));
    }
    return rule;
}

/// Octets of what carries a SACK block
Octets
Sack(uint32_t left, uint32_t right)
{
    Octets option{KIND_SACK, 10, 0, 0, 0, 0, 0, 0, 0, 0};
    WriteBig(&option[2], left, 4);
    WriteBig(&option[6], right, 4);
    return option;
}

/// A connection is opened: sequence numbers 1000 inside, 5000 outside.
void
Open(BoxBench& bench, const Octets& synOptions = {}, const Octets& synAckOptions = {}, bool ipv6 = false)
{
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_SYN, 1000, 0, {}, synOptions, ipv6));
    bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_SYN | TCP_ACK, 5000, 1001, {}, synAckOptions, ipv6));
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1001, 5001, {}, {}, ipv6));
}

void
Forget(BoxBench& bench)
{
    bench.Received(BOX_INSIDE);
    bench.Received(BOX_OUTSIDE);
}

bool
Same(const IpSegment& a, const IpSegment& b)
{
    return ToOctets(a.ToPacket()) == ToOctets(b.ToPacket());
}

} // namespace

BOOST_AUTO_TEST_SUITE(box_rules)

// --- NAT -----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(nat_translates_both_ways_and_lets_no_stranger_in)
{
    auto nat = Make<SmptcpNatRule>({{"FirstPort", "30000"}, {"Ports", "10"}});
    BoxBench bench({nat});
    IpSegment out = SegmentFrom(BOX_INSIDE, TCP_SYN, 1000, 0, {}, MPC);
    bench.Send(BOX_INSIDE, out);
    IpSegment seen = bench.One(BOX_OUTSIDE);
    uint16_t port = seen.Tcp().SourcePort();
    AddressOctets external = ToOctets(Ipv4Address("10.1.1.77"));
    BOOST_TEST((seen.Source() == external));
    BOOST_TEST((nat->GetExternalAddress() == Ipv4Address("10.1.1.77")));
    BOOST_TEST(port >= 30000);
    BOOST_TEST(port < 30010);
    // Nothing but source address and port has changed.
    seen.SetSource(INSIDE4);
    seen.SetSourcePort(1234);
    BOOST_TEST(Same(seen, out));
    // The answer finds its way, also with an ADD_ADDR, which stays what it was.
    IpSegment back = SegmentFrom(BOX_OUTSIDE, TCP_SYN | TCP_ACK, 5000, 1001, {}, {KIND_MPTCP, 8, 0x34, 1, 10, 1, 1, 2});
    back.SetDestination(external);
    back.SetDestinationPort(port);
    bench.Send(BOX_OUTSIDE, back);
    IpSegment arrived = bench.One(BOX_INSIDE);
    back.SetDestination(INSIDE4);
    back.SetDestinationPort(1234);
    BOOST_TEST(Same(arrived, back));
    // Strangers: another port of the server, another address, the inside address itself.
    auto stranger = [&](const AddressOctets& source, uint16_t sourcePort, const AddressOctets& to, uint16_t toPort) {
        bench.Send(BOX_OUTSIDE, IpSegment::Make(source, sourcePort, to, toPort, TCP_SYN, 1, 0));
        return bench.Received(BOX_INSIDE).empty();
    };
    BOOST_TEST(stranger(OUTSIDE4, 81, external, port));
    BOOST_TEST(stranger(ToOctets(Ipv4Address("10.1.1.9")), 80, external, port));
    BOOST_TEST(stranger(OUTSIDE4, 80, INSIDE4, port));
    BOOST_TEST(stranger(OUTSIDE4, 80, external, port + 1));
    BOOST_TEST(!stranger(OUTSIDE4, 80, external, port));
    BOOST_TEST(nat->GetDropped() == 4U);
}

BOOST_AUTO_TEST_CASE(nat_serves_many_hosts_until_ports_run_out_and_forgets_idle_connections)
{
    auto nat = Make<SmptcpNatRule>({{"Ports", "2"}, {"MappingTimeout", "10s"}, {"ExternalAddress", "192.0.2.1"}});
    BoxBench bench({nat});
    auto from = [&](const char* host, uint8_t flags = TCP_SYN) {
        bench.Send(BOX_INSIDE, IpSegment::Make(ToOctets(Ipv4Address(host)), 1234, OUTSIDE4, 80, flags, 1, 0));
        return bench.Received(BOX_OUTSIDE);
    };
    auto one = from("10.1.1.1");
    auto two = from("10.9.0.1");
    BOOST_REQUIRE(one.size() == 1U);
    BOOST_REQUIRE(two.size() == 1U);
    uint16_t port = one[0].Tcp().SourcePort();
    BOOST_TEST(port != two[0].Tcp().SourcePort());
    BOOST_TEST((one[0].Source() == two[0].Source()));
    BOOST_TEST(from("10.9.0.2").empty()); // no port is left
    bench.Wait(Seconds(9));
    auto again = from("10.1.1.1", TCP_ACK);
    BOOST_REQUIRE(again.size() == 1U);
    BOOST_TEST(again[0].Tcp().SourcePort() == port);
    bench.Wait(Seconds(9));
    BOOST_TEST(from("10.9.0.2").size() == 1U); // the second was idle for too long
    BOOST_TEST(from("10.9.0.1").empty());
    bench.Wait(Seconds(11));
    // The first has lost its port too: nothing comes in by it, and a reset opens nothing.
    bench.Send(BOX_OUTSIDE, IpSegment::Make(OUTSIDE4, 80, one[0].Source(), port, TCP_ACK, 1, 1));
    BOOST_TEST(bench.Received(BOX_INSIDE).empty());
    BOOST_TEST(from("10.1.1.1", TCP_RST).empty());
    BOOST_TEST(from("10.1.1.1", TCP_ACK).size() == 1U);
}

BOOST_AUTO_TEST_CASE(nat_leaves_ipv6_alone)
{
    BoxBench bench({Make<SmptcpNatRule>()});
    IpSegment segment = SegmentFrom(BOX_INSIDE, TCP_SYN, 1000, 0, {}, {}, true);
    bench.Send(BOX_INSIDE, segment);
    BOOST_TEST(Same(bench.One(BOX_OUTSIDE), segment));
    IpSegment answer = SegmentFrom(BOX_OUTSIDE, TCP_SYN, 1000, 0, {}, {}, true);
    bench.Send(BOX_OUTSIDE, answer);
    BOOST_TEST(Same(bench.One(BOX_INSIDE), answer));
}

// --- options -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(options_are_stripped_by_kind_and_subtype)
{
    const Octets all = MSS + MPC + JOIN + HELLO + Octets{1};
    const std::vector<std::pair<std::string, Octets>> CASES{
        {"30", MSS + NOPS4 + NOPS4 + HELLO + Octets{1}},
        {"30:0", MSS + NOPS4 + JOIN + HELLO + Octets{1}},
        {"30:1,69", MSS + MPC + NOPS4 + NOPS4},
        {"unknown", MSS + NOPS4 + NOPS4 + NOPS4},
        {"2", NOPS4 + MPC + JOIN + HELLO + Octets{1}},
        {"5,8", all},
    };
    for (const auto& [kinds, left] : CASES)
    {
        auto rule = Make<SmptcpOptionStripRule>({{"Kinds", kinds}});
        BoxBench bench({rule});
        for (bool ipv6 : {false, true})
        {
            bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 1, {7, 8}, all, ipv6));
            IpSegment seen = bench.One(BOX_OUTSIDE);
            BOOST_TEST((seen.OptionArea() == left), kinds);
            BOOST_TEST((seen.Payload() == Octets{7, 8}));
        }
        BOOST_TEST(rule->GetChanged() == (left == all ? 0U : 2U));
    }
}

BOOST_AUTO_TEST_CASE(options_are_removed_where_nops_are_not_wanted)
{
    BoxBench bench({Make<SmptcpOptionStripRule>({{"Kinds", "30"}, {"Nops", "false"}})});
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 1, {7}, MSS + MPC + HELLO + Octets{1}));
    IpSegment seen = bench.One(BOX_OUTSIDE);
    BOOST_TEST((seen.OptionArea() == MSS + HELLO + Octets{1}));
    BOOST_TEST((seen.Payload() == Octets{7}));
    // What does not parse is not taken apart.
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 1, {7}, MPC + Octets{99, 40, 0, 0}));
    BOOST_TEST((bench.One(BOX_OUTSIDE).OptionArea() == NOPS4 + Octets{99, 40, 0, 0}));
}

BOOST_AUTO_TEST_CASE(options_are_stripped_by_class_of_segment)
{
    for (const std::string wanted : {"syn", "synack", "third", "data"})
    {
        for (BoxSide client : {BOX_INSIDE, BOX_OUTSIDE})
        {
            BoxBench bench({Make<SmptcpOptionStripRule>({{"Classes", wanted}})});
            BoxSide server = 1 - client;
            auto send = [&](BoxSide from, uint8_t flags, uint32_t sequence, uint32_t ack, const Octets& payload = {}) {
                bench.Send(from, SegmentFrom(from, flags, sequence, ack, payload, MPC));
                return bench.One(1 - from).Has(KIND_MPTCP) ? "kept" : "stripped";
            };
            auto expect = [&](const std::string& part) { return part == wanted ? "stripped" : "kept"; };
            for (int repeat = 0; repeat < 2; ++repeat)
            {
                BOOST_TEST(send(client, TCP_SYN, 1000, 0) == expect("syn"));
                BOOST_TEST(send(server, TCP_SYN | TCP_ACK, 5000, 1001) == expect("synack"));
                BOOST_TEST(send(client, TCP_ACK, 1001, 5001) == expect("third"));
            }
            BOOST_TEST(send(client, TCP_ACK, 1001, 5001, {1, 2}) == expect("data"));
            BOOST_TEST(send(server, TCP_ACK, 5001, 1003, {1}) == expect("data"));
            BOOST_TEST(send(client, TCP_ACK, 1003, 5002) == expect("data"));
            // A new connection in the same place
            BOOST_TEST(send(client, TCP_SYN, 9000, 0) == expect("syn"));
            BOOST_TEST(send(client, TCP_ACK, 9001, 1) == expect("third"));
        }
    }
}

BOOST_AUTO_TEST_CASE(sets_of_options_are_written_as_documented)
{
    for (const char* good : {"", "30", "30:1", "2,3,4", "unknown", "unknown,2,30:15"})
    {
        BOOST_TEST(OptionSet::Parse(good).has_value(), good);
    }
    for (const char* bad : {",", "30,", ",30", "0", "1", "256", "-1", "30:16", "69:1", "30:", "all", "30 ", "2;3"})
    {
        BOOST_TEST(!OptionSet::Parse(bad).has_value(), bad);
    }
    for (const char* bad : {"", "syn,", "SYN", "fin"})
    {
        BOOST_TEST(!ParseSegmentClasses(bad).has_value(), bad);
    }
    BOOST_TEST(ParseSegmentClasses("syn,data").value() == unsigned{CLASS_SYN | CLASS_DATA});
}

BOOST_AUTO_TEST_CASE(a_syn_with_an_unknown_option_is_dropped)
{
    auto rule = Make<SmptcpSynDropRule>();
    BoxBench bench({rule});
    auto passes = [&](uint8_t flags, const Octets& options, BoxSide from = BOX_INSIDE) {
        bench.Send(from, SegmentFrom(from, flags, 1, 1, {}, options));
        return bench.Received(1 - from).size() == 1;
    };
    BOOST_TEST(passes(TCP_SYN, MSS));
    BOOST_TEST(!passes(TCP_SYN, MSS + MPC));
    BOOST_TEST(!passes(TCP_SYN, HELLO));
    BOOST_TEST(!passes(TCP_SYN, HELLO, BOX_OUTSIDE));
    BOOST_TEST(passes(TCP_SYN | TCP_ACK, MPC, BOX_OUTSIDE));
    BOOST_TEST(passes(TCP_ACK, MPC));
    BOOST_TEST(rule->GetDropped() == 3U);
    rule->SetAttribute("Known", StringValue("2,30:0"));
    rule->SetAttribute("From", StringValue("inside"));
    BOOST_TEST(passes(TCP_SYN, MSS + MPC));
    BOOST_TEST(!passes(TCP_SYN, JOIN));
    BOOST_TEST(passes(TCP_SYN, JOIN, BOX_OUTSIDE));
}

BOOST_AUTO_TEST_CASE(options_get_another_order_and_nothing_is_lost)
{
    const Octets all = MSS + MPC + HELLO + Octets{1} + Octets{KIND_SACK_PERMITTED, 2, 1, 1};
    BoxBench back({Make<SmptcpOptionOrderRule>({{"Random", "false"}})});
    back.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_SYN, 1, 0, {}, all));
    IpSegment seen = back.One(BOX_OUTSIDE);
    BOOST_TEST((seen.OptionArea() == Octets{KIND_SACK_PERMITTED, 2} + HELLO + MPC + MSS + NOPS3));
    BoxBench random({Make<SmptcpOptionOrderRule>()});
    std::vector<Octets> orders;
    for (int i = 0; i < 40; ++i)
    {
        random.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_SYN, 1, 0, {}, all));
        Octets area = random.One(BOX_OUTSIDE).OptionArea();
        BOOST_TEST(area.size() == 16U);
        BOOST_TEST(std::is_permutation(area.begin(), area.end(), (MSS + MPC + HELLO + Octets{4, 2} + NOPS3).begin()));
        orders.push_back(area);
    }
    std::sort(orders.begin(), orders.end());
    orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
    BOOST_TEST(orders.size() > 10U); // of 24
}

// --- numbers -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(sequence_numbers_are_shifted_by_one_offset_for_each_direction)
{
    for (bool fixSack : {true, false})
    {
        for (bool ipv6 : {false, true})
        {
            BoxBench bench({Make<SmptcpSequenceRule>({{"FixSack", fixSack ? "true" : "false"}})});
            Open(bench, {}, {}, ipv6);
            auto outside = bench.Received(BOX_OUTSIDE);
            auto inside = bench.Received(BOX_INSIDE);
            BOOST_REQUIRE(outside.size() == 2U);
            BOOST_REQUIRE(inside.size() == 1U);
            uint32_t up = outside[0].Tcp().Sequence() - 1000;
            uint32_t down = inside[0].Tcp().Sequence() - 5000;
            BOOST_TEST(up != 0U);
            BOOST_TEST(down != 0U);
            BOOST_TEST(up != down);
            BOOST_TEST(outside[0].Tcp().Acknowledgment() == 0U); // no ACK flag
            BOOST_TEST(inside[0].Tcp().Acknowledgment() == 1001 - up + 0U);
            BOOST_TEST(outside[1].Tcp().Sequence() == 1001 + up);
            BOOST_TEST(outside[1].Tcp().Acknowledgment() == 5001 - down);
            Octets block = Sack(2000 + up, 3000 + up);
            bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1001 + up, {9}, block, ipv6));
            IpSegment seen = bench.One(BOX_INSIDE);
            BOOST_TEST(seen.Tcp().Sequence() == 5001 + down);
            BOOST_TEST(seen.Tcp().Acknowledgment() == 1001U);
            Octets sack = fixSack ? Sack(2000, 3000) : block;
            BOOST_TEST((seen.OptionArea() == sack + Octets{1, 1}));
        }
    }
}

BOOST_AUTO_TEST_CASE(sequence_numbers_of_connections_differ_and_half_connections_pass)
{
    BoxBench bench({Make<SmptcpSequenceRule>()});
    IpSegment late = SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 1, {5});
    bench.Send(BOX_INSIDE, late);
    BOOST_TEST(Same(bench.One(BOX_OUTSIDE), late));
    std::vector<uint32_t> offsets;
    for (uint16_t port : {1, 2, 1})
    {
        IpSegment syn = SegmentFrom(BOX_INSIDE, TCP_SYN, 0, 0);
        syn.SetSourcePort(port);
        bench.Send(BOX_INSIDE, syn);
        offsets.push_back(bench.One(BOX_OUTSIDE).Tcp().Sequence());
    }
    BOOST_TEST(offsets[0] != offsets[1]);
    BOOST_TEST(offsets[0] == offsets[2]); // a repeat
}

BOOST_AUTO_TEST_CASE(windows_become_smaller)
{
    struct Case
    {
        std::vector<std::pair<std::string, std::string>> attributes;
        bool scaled;
        uint16_t in;
        uint16_t out;
    };
    const std::vector<Case> CASES{
        {{{"Factor", "0.5"}}, false, 1000, 500},
        {{{"Factor", "0.5"}}, true, 1001, 500},
        {{{"Factor", "0"}}, false, 1000, 1},
        {{{"Factor", "0.5"}}, false, 0, 0},
        {{{"Factor", "0.5"}}, false, 1, 1},
        {{{"Most", "10000"}}, false, 60000, 10000},
        {{{"Most", "10000"}}, true, 60000, 78},
        {{{"Most", "10000"}, {"Scaling", "false"}}, true, 60000, 10000},
        {{{"Most", "10000"}}, true, 50, 50},
        {{}, true, 60000, 60000},
    };
    for (const auto& c : CASES)
    {
        BoxBench bench({Make<SmptcpWindowRule>(c.attributes)});
        Octets scale = c.scaled ? Octets{KIND_WINDOW_SCALE, 3, 7} : Octets{};
        Open(bench, scale, scale);
        Forget(bench);
        IpSegment segment = SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1001);
        segment.SetWindow(c.in);
        bench.Send(BOX_OUTSIDE, segment);
        BOOST_TEST(bench.One(BOX_INSIDE).Tcp().Window() == c.out);
    }
    // One end that does not scale: nobody does. The window of a SYN is never scaled.
    BoxBench bench({Make<SmptcpWindowRule>({{"Most", "10000"}})});
    Open(bench, {KIND_WINDOW_SCALE, 3, 7});
    BOOST_TEST(bench.One(BOX_INSIDE).Tcp().Window() == 10000);
    BOOST_TEST(bench.Received(BOX_OUTSIDE)[1].Tcp().Window() == 10000);
}

// --- segments cut and joined ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(segments_are_cut_and_each_piece_has_all_options)
{
    for (bool ipv6 : {false, true})
    {
        auto rule = Make<SmptcpSplitRule>({{"PieceSize", "400"}});
        BoxBench bench({rule});
        Octets payload = Ascending(3, 1000);
        bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK | TCP_PSH | TCP_FIN, 0xffffff00, 5, payload, MPC, ipv6));
        auto pieces = bench.Received(BOX_OUTSIDE);
        BOOST_REQUIRE(pieces.size() == 3U);
        Octets together;
        for (std::size_t i = 0; i < 3; ++i)
        {
            BOOST_TEST(pieces[i].Tcp().Sequence() == static_cast<uint32_t>(0xffffff00 + 400 * i));
            BOOST_TEST(pieces[i].Tcp().Acknowledgment() == 5U);
            BOOST_TEST(pieces[i].Tcp().Flags() == (i == 2 ? TCP_ACK | TCP_PSH | TCP_FIN : TCP_ACK));
            BOOST_TEST((pieces[i].OptionArea() == MPC));
            together = together + pieces[i].Payload();
        }
        BOOST_TEST((together == payload));
        BOOST_TEST(rule->GetMade() == 2U);
        IpSegment small = SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 5, Ascending(3, 400), MPC, ipv6);
        bench.Send(BOX_INSIDE, small);
        BOOST_TEST(Same(bench.One(BOX_OUTSIDE), small));
    }
}

BOOST_AUTO_TEST_CASE(segments_in_order_are_joined)
{
    for (bool ipv6 : {false, true})
    {
        BoxBench bench({Make<SmptcpCoalesceRule>({{"Delay", "5ms"}, {"MaxPayload", "250"}})});
        auto send = [&](uint32_t sequence, std::size_t size, uint8_t flags = TCP_ACK, uint32_t ack = 5) {
            Octets options = sequence == 100 ? MPC : JOIN;
            Octets payload = Ascending(static_cast<uint8_t>(sequence), size);
            bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, flags, sequence, ack, payload, options, ipv6));
        };
        send(100, 100);
        send(200, 50, TCP_ACK | TCP_PSH, 6);
        BOOST_TEST(bench.Received(BOX_OUTSIDE).empty());
        bench.Wait(MilliSeconds(6));
        IpSegment joined = bench.One(BOX_OUTSIDE);
        BOOST_TEST((joined.Payload() == Ascending(100, 150)));
        BOOST_TEST((joined.OptionArea() == MPC));
        BOOST_TEST(joined.Tcp().Acknowledgment() == 6U);
        BOOST_TEST(joined.Tcp().Flags() == (TCP_ACK | TCP_PSH));
        // Too much, a hole, a pure ACK and a FIN each end the wait, and nothing overtakes.
        send(300, 200);
        send(500, 100);
        send(700, 10);
        send(710, 0);
        send(710, 10);
        send(720, 10, TCP_ACK | TCP_FIN);
        auto seen = bench.Received(BOX_OUTSIDE);
        BOOST_REQUIRE(seen.size() == 5U);
        std::vector<uint32_t> sequences;
        for (const auto& segment : seen)
        {
            sequences.push_back(segment.Tcp().Sequence());
        }
        BOOST_TEST((sequences == std::vector<uint32_t>{300, 500, 700, 710, 710}));
        BOOST_TEST(seen[4].Payload().size() == 20U);
        BOOST_TEST(seen[4].Tcp().Has(TCP_FIN));
    }
}

BOOST_AUTO_TEST_CASE(segments_of_different_connections_are_not_joined)
{
    BoxBench bench({Make<SmptcpCoalesceRule>()});
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 100, 5, Ascending(0, 10)));
    IpSegment other = SegmentFrom(BOX_INSIDE, TCP_ACK, 110, 5, Ascending(0, 10));
    other.SetSourcePort(4321);
    bench.Send(BOX_INSIDE, other);
    bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 110, 5, Ascending(0, 10)));
    bench.Wait(MilliSeconds(3));
    BOOST_TEST(bench.Received(BOX_OUTSIDE).size() == 2U);
    BOOST_TEST(bench.Received(BOX_INSIDE).size() == 1U);
}

// --- payload -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(payload_of_the_same_length_changes_no_number)
{
    auto rule = Make<SmptcpAlgRule>({{"Find", "0203"}, {"Replace", "eeff"}, {"From", "inside"}});
    BoxBench bench({rule});
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 100, 5, {1, 2, 3, 4, 2, 3}, MPC));
    IpSegment seen = bench.One(BOX_OUTSIDE);
    BOOST_TEST((seen.Payload() == Octets{1, 0xee, 0xff, 4, 0xee, 0xff}));
    BOOST_TEST((seen.OptionArea() == MPC));
    BOOST_TEST(seen.Tcp().Sequence() == 100U);
    IpSegment back = SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5, 106, {2, 3});
    bench.Send(BOX_OUTSIDE, back);
    BOOST_TEST(Same(bench.One(BOX_INSIDE), back));
    BOOST_TEST(rule->GetChanged() == 1U);
}

BOOST_AUTO_TEST_CASE(payload_of_another_length_shifts_what_follows)
{
    struct Case
    {
        std::string replace;
        int step;
    };
    for (const auto& [replace, step] : std::vector<Case>{{"aabbcc", 1}, {"aa", -1}})
    {
        BoxBench bench({Make<SmptcpAlgRule>({{"Find", "0203"}, {"Replace", replace}, {"From", "inside"}})});
        Octets by = FromHex(replace);
        auto up = [&](uint32_t sequence, const Octets& payload) {
            bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, sequence, 5, payload));
            return bench.One(BOX_OUTSIDE);
        };
        auto down = [&](uint32_t ack, const Octets& options = {}) {
            bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5, ack, {}, options));
            return bench.One(BOX_INSIDE);
        };
        const uint32_t FIRST = 0xfffffffe; // numbers wrap
        IpSegment seen = up(FIRST, {1, 2, 3, 4, 2, 3, 5});
        BOOST_TEST(seen.Tcp().Sequence() == FIRST);
        BOOST_TEST((seen.Payload() == Octets{1} + by + Octets{4} + by + Octets{5}));
        uint32_t next = FIRST + 7;
        BOOST_TEST(up(next, {9, 9}).Tcp().Sequence() == next + 2 * step);
        // Acknowledgments: of all, up to between the replacements, and in the midst of one.
        BOOST_TEST(down(next + 2 + 2 * step).Tcp().Acknowledgment() == next + 2);
        BOOST_TEST(down(FIRST + 4 + step).Tcp().Acknowledgment() == FIRST + 4);
        BOOST_TEST(down(FIRST + 1).Tcp().Acknowledgment() == FIRST + 1);
        if (step > 0)
        {
            BOOST_TEST(down(FIRST + 3).Tcp().Acknowledgment() == FIRST + 1);
        }
        IpSegment sack = down(FIRST, Sack(next + 2 * step, next + 2 + 2 * step));
        BOOST_TEST((sack.OptionArea() == Sack(next, next + 2) + Octets{1, 1}));
        // Repeats get what the first got, however they are cut.
        seen = up(FIRST + 2, {3, 4});
        BOOST_TEST((seen.Payload() == Octets{4}));
        BOOST_TEST(seen.Tcp().Sequence() == FIRST + 3 + step);
        seen = up(FIRST, {1, 2});
        BOOST_TEST((seen.Payload() == Octets{1} + by));
        // What was split when it came first is not replaced later.
        up(next + 2, {2});
        up(next + 3, {3});
        BOOST_TEST((up(next + 2, {2, 3}).Payload() == Octets{2, 3}));
    }
}

// --- acknowledging proxy -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_proxy_acknowledges_in_order_and_within_the_window)
{
    auto rule = Make<SmptcpAckProxyRule>({{"From", "inside"}});
    BoxBench bench({rule});
    Open(bench);
    IpSegment update = SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1001);
    update.SetWindow(1000);
    bench.Send(BOX_OUTSIDE, update);
    Forget(bench);
    auto send = [&](uint32_t sequence, std::size_t size) {
        IpSegment segment = SegmentFrom(BOX_INSIDE, TCP_ACK, sequence, 5001, Ascending(0, size), MPC);
        bench.Send(BOX_INSIDE, segment);
        BOOST_TEST(Same(bench.One(BOX_OUTSIDE), segment));
        return bench.Received(BOX_INSIDE);
    };
    auto acks = send(1001, 100);
    BOOST_REQUIRE(acks.size() == 1U);
    BOOST_TEST(acks[0].Tcp().Acknowledgment() == 1101U);
    BOOST_TEST(acks[0].Tcp().Sequence() == 5001U);
    BOOST_TEST(acks[0].Tcp().Flags() == TCP_ACK);
    BOOST_TEST(acks[0].OptionArea().empty());
    // The SYN/ACK has promised 65535 octets behind 1001; the smaller window afterwards does not take them back.
    BOOST_TEST(acks[0].Tcp().Window() == 65435);
    BOOST_TEST(send(1001, 100).empty()); // old
    BOOST_TEST(send(1201, 100).empty()); // behind a hole
    acks = send(1101, 100);              // fills it
    BOOST_REQUIRE(acks.size() == 1U);
    BOOST_TEST(acks[0].Tcp().Acknowledgment() == 1301U);
    // The other direction is left alone, genuine ACKs pass.
    IpSegment genuine = SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1301, {1, 2, 3}, MPC);
    bench.Send(BOX_OUTSIDE, genuine);
    BOOST_TEST(Same(bench.One(BOX_INSIDE), genuine));
    BOOST_TEST(bench.Received(BOX_OUTSIDE).empty());
    BOOST_TEST(rule->GetMade() == 2U);
    // No room, no promise.
    BOOST_TEST(send(1301, 60000).size() == 1U);
    BOOST_TEST(send(61301, 5534).size() == 1U);
    BOOST_TEST(send(66835, 1).empty());
}

BOOST_AUTO_TEST_CASE(a_proxy_sends_again_what_it_has_promised)
{
    auto rule = Make<SmptcpAckProxyRule>({{"RetransmitTimeout", "100ms"}, {"Tries", "3"}});
    BoxBench bench({rule});
    Open(bench);
    Forget(bench);
    IpSegment data = SegmentFrom(BOX_INSIDE, TCP_ACK, 1001, 5001, Ascending(0, 100), MPC);
    bench.Send(BOX_INSIDE, data);
    BOOST_TEST(Same(bench.One(BOX_OUTSIDE), data));
    bench.Wait(MilliSeconds(101));
    BOOST_TEST(Same(bench.One(BOX_OUTSIDE), data));
    bench.Wait(MilliSeconds(201));
    BOOST_TEST(Same(bench.One(BOX_OUTSIDE), data));
    bench.Wait(Seconds(100));
    BOOST_TEST(bench.Received(BOX_OUTSIDE).size() == 1U); // the third try is the last
    IpSegment more = SegmentFrom(BOX_INSIDE, TCP_ACK, 1101, 5001, Ascending(0, 100), MPC);
    bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1101));
    bench.Send(BOX_INSIDE, more);
    bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1201));
    Forget(bench);
    bench.Wait(Seconds(100));
    BOOST_TEST(bench.Received(BOX_OUTSIDE).empty()); // it has arrived
}

BOOST_AUTO_TEST_CASE(a_proxy_may_speak_in_the_receivers_place)
{
    BoxBench bench({Make<SmptcpAckProxyRule>({{"Genuine", "false"}})});
    Open(bench, {}, MPC);
    BOOST_TEST(bench.One(BOX_INSIDE).Has(KIND_MPTCP));
    IpSegment third = SegmentFrom(BOX_INSIDE, TCP_ACK, 1001, 5001, {}, MPC);
    bench.Send(BOX_INSIDE, third);
    BOOST_TEST(Same(bench.Received(BOX_OUTSIDE).back(), third));
    bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1001, 5001, Ascending(0, 100), MPC));
    Forget(bench);
    bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, 5001, 1051, {}, MPC));
    IpSegment instead = bench.One(BOX_INSIDE);
    BOOST_TEST(instead.OptionArea().empty());
    BOOST_TEST(instead.Tcp().Acknowledgment() == 1101U);
    IpSegment fin = SegmentFrom(BOX_OUTSIDE, TCP_ACK | TCP_FIN, 5001, 1101, {}, MPC);
    bench.Send(BOX_OUTSIDE, fin);
    BOOST_TEST(Same(bench.One(BOX_INSIDE), fin));
}

// --- order and number of segments ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_is_behind_a_hole_waits)
{
    auto rule = Make<SmptcpHoldHolesRule>({{"MaxHeld", "2"}});
    BoxBench bench({rule});
    Open(bench);
    Forget(bench);
    auto send = [&](uint32_t sequence, std::size_t size, uint8_t flags = TCP_ACK) {
        bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, flags, sequence, 5001, Ascending(0, size)));
        std::vector<uint32_t> sequences;
        for (const auto& segment : bench.Received(BOX_OUTSIDE))
        {
            sequences.push_back(segment.Tcp().Sequence());
        }
        return sequences;
    };
    using Sequences = std::vector<uint32_t>;
    BOOST_TEST((send(1001, 100) == Sequences{1001}));
    BOOST_TEST(send(1301, 100).empty());
    BOOST_TEST(send(1201, 100).empty());
    BOOST_TEST(send(1201, 100).empty());          // waits already
    BOOST_TEST(send(1401, 0, TCP_ACK | TCP_FIN).empty()); // too many
    BOOST_TEST((send(1401, 0) == Sequences{1401}));       // a pure ACK takes no room
    BOOST_TEST((send(1001, 100) == Sequences{1001}));     // a repeat
    BOOST_TEST((send(1101, 100) == Sequences{1101, 1201, 1301}));
    BOOST_TEST((send(1401, 0, TCP_ACK | TCP_FIN) == Sequences{1401}));
    BOOST_TEST(rule->GetDropped() == 2U);
    BOOST_TEST((send(9999, 0, TCP_RST) == Sequences{9999}));
}

BOOST_AUTO_TEST_CASE(segments_are_lost_sent_twice_and_kept_back_by_probability)
{
    auto count = [](Ptr<SmptcpBoxRule> rule, std::vector<uint32_t>& sequences) {
        BoxBench bench({rule});
        for (uint32_t i = 0; i < 400; ++i)
        {
            bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, i, 1, {1}));
            bench.Send(BOX_OUTSIDE, SegmentFrom(BOX_OUTSIDE, TCP_ACK, i, 1, {1}));
        }
        bench.Wait(Seconds(1));
        for (const auto& segment : bench.Received(BOX_OUTSIDE))
        {
            sequences.push_back(segment.Tcp().Sequence());
        }
        BOOST_TEST(bench.Received(BOX_INSIDE).size() == 400U); // the other direction
        return sequences.size();
    };
    const std::vector<std::pair<std::string, std::string>> QUARTER{{"Probability", "0.25"}, {"From", "inside"}};
    std::vector<uint32_t> sequences;
    std::size_t left = count(Make<SmptcpLossRule>(QUARTER), sequences);
    BOOST_TEST(left > 260U);
    BOOST_TEST(left < 340U);
    std::vector<uint32_t> again;
    count(Make<SmptcpLossRule>(QUARTER), again);
    BOOST_TEST((sequences == again)); // by stream, not by chance
    sequences.clear();
    auto twice = Make<SmptcpDuplicateRule>(QUARTER);
    std::size_t more = count(twice, sequences);
    BOOST_TEST(more > 460U);
    BOOST_TEST(more < 540U);
    BOOST_TEST(twice->GetMade() == more - 400);
    sequences.clear();
    BOOST_TEST(count(Make<SmptcpReorderRule>(QUARTER), sequences) == 400U);
    BOOST_TEST(!std::is_sorted(sequences.begin(), sequences.end()));
    std::sort(sequences.begin(), sequences.end());
    BOOST_TEST(sequences.back() == 399U);
    BOOST_TEST((std::unique(sequences.begin(), sequences.end()) == sequences.end()));
}

BOOST_AUTO_TEST_CASE(rules_act_from_start_to_stop_in_a_chain)
{
    auto strip = Make<SmptcpOptionStripRule>({{"Start", "1s"}, {"Stop", "2s"}});
    auto split = Make<SmptcpSplitRule>({{"PieceSize", "2"}});
    BoxBench bench({split, strip});
    unsigned stripped = 0;
    for (int second = 0; second < 3; ++second)
    {
        bench.Send(BOX_INSIDE, SegmentFrom(BOX_INSIDE, TCP_ACK, 1, 1, {1, 2, 3}, MPC));
        for (const auto& piece : bench.Received(BOX_OUTSIDE))
        {
            BOOST_TEST(piece.Has(KIND_MPTCP) == (second != 1));
            ++stripped;
        }
        bench.Wait(Seconds(1));
    }
    BOOST_TEST(stripped == 6U);
    BOOST_TEST(strip->GetSeen() == 2U); // both pieces: the inside rule comes first
}

BOOST_AUTO_TEST_SUITE_END()
