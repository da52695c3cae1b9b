/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Where sequence numbers start and wrap: of subflows, and of the data (smptcp.md 5.4, 5.7).

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-data-sender.h"
#include "ns3/mptcp-mapping.h"
#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-segment-protector.h"
#include "ns3/string.h"
#include "ns3/tcpcrypt-options.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(sequence_spaces)

namespace
{

const std::vector<std::string> KINDS{"smptcp", "mptcp", "mptcp-v1", "tcpcrypt"};
const std::vector<std::string> MULTIPATH{"smptcp", "mptcp", "mptcp-v1"};
const TwoHosts::Link LOSSY{"10Mbps", "10ms", 0.02};       //!< A link that is preferred
const TwoHosts::Link LOSSY_SLOW{"30Mbps", "40ms", 0.02};  //!< A link beside it

void
SetOnBoth(TwoHosts& net, const std::string& attribute, const AttributeValue& value)
{
    net.Stack(0)->SetAttribute(attribute, value);
    net.Stack(1)->SetAttribute(attribute, value);
}

/// \return true for a number shortly before a wrap
bool
IsHigh(uint64_t number)
{
    return static_cast<uint32_t>(number) >= 0xff000000;
}

/// \return true for a number shortly behind a wrap
bool
IsLow(uint64_t number)
{
    return static_cast<uint32_t>(number) < 0x01000000;
}

/// SACK edges of a segment
std::vector<uint32_t>
SackEdges(const WireSegment& segment)
{
    std::vector<uint32_t> edges;
    SegmentView view = segment.View();
    OptionWalker walker(view.Options(), view.OptionsSize());
    while (auto option = walker.Next())
    {
        for (std::size_t i = 2; option->kind == KIND_SACK && i + 4 <= option->length; i += 4)
        {
            edges.push_back(static_cast<uint32_t>(ReadBig(option->data + i, 4)));
        }
    }
    return edges;
}

} // namespace

BOOST_AUTO_TEST_CASE(subflows_whose_sequence_numbers_wrap_deliver_under_loss)
{
    for (const auto& kind : KINDS)
    {
        for (uint32_t isn : {0xffffff00u, 0xffffffffu, 0xfffa0000u})
        {
            std::string what = kind + " from " + std::to_string(isn);
            TwoHosts net(kind, kind, {LOSSY, LOSSY_SLOW});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Stack(0)->SetAttribute("TestIsn", UintegerValue(isn));
            net.Stack(1)->SetAttribute("TestIsn", UintegerValue(isn - 1000));
            net.Transfer(800000, 800000, 120);
            CheckDelivered(net, what);
            bool sackHigh = false;
            bool sackLow = false;
            for (const auto& segment : log.segments)
            {
                if (segment.View().Has(TCP_SYN))
                {
                    BOOST_TEST(segment.View().Sequence() == (segment.fromClient ? isn : isn - 1000), what);
                }
                for (uint32_t edge : SackEdges(segment))
                {
                    sackHigh = sackHigh || IsHigh(edge);
                    sackLow = sackLow || IsLow(edge);
                }
            }
            auto high = log.Count([](const auto& s) { return !s.View().Has(TCP_SYN) && IsHigh(s.View().Sequence()); });
            auto low = log.Count([](const auto& s) { return s.View().PayloadSize() > 0 && IsLow(s.View().Sequence()); });
            BOOST_TEST(high > 0u, what);
            BOOST_TEST(low > 100u, what);
            BOOST_TEST(sackLow, what);
            BOOST_TEST((sackHigh || isn != 0xfffa0000u), what); // the others wrap in the handshake
            for (const auto* end : {&net.client, &net.server})
            {
                auto reports = TwoHosts::Ours(*end)->GetSubflowReports();
                BOOST_TEST(reports.size() == (kind == "tcpcrypt" ? 1u : 2u), what);
                for (const auto& report : reports)
                {
                    BOOST_TEST(report.macFailures == 0u, what);
                    BOOST_TEST(report.bytesSent > 0u, what);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stock_peer_does_not_care_where_we_start)
{
    for (bool opener : {true, false})
    {
        TwoHosts net(opener ? "smptcp" : "legacy", opener ? "legacy" : "smptcp", {LOSSY});
        net.client.mayClose = net.server.mayClose = false;
        net.Stack(opener ? 0 : 1)->SetAttribute("TestIsn", UintegerValue(0xfffff000));
        net.Transfer(300000, 300000, 120);
        CheckDelivered(net, opener ? "we open" : "we accept");
    }
}

BOOST_AUTO_TEST_CASE(random_initial_sequence_numbers_differ_and_repeat_with_the_seed)
{
    std::vector<uint32_t> first;
    for (int run = 0; run < 2; ++run)
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW, SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "RandomIsn", BooleanValue(true));
        net.Transfer(300000, 300000, 60);
        CheckDelivered(net, "random ISNs");
        std::vector<uint32_t> isns;
        for (const auto& segment : log.segments)
        {
            if (segment.View().Has(TCP_SYN))
            {
                isns.push_back(segment.View().Sequence());
            }
        }
        BOOST_TEST(isns.size() == 6u);
        BOOST_TEST(std::set<uint32_t>(isns.begin(), isns.end()).size() == 6u);
        BOOST_TEST((run == 0 || isns == first));
        first = isns;
    }
}

BOOST_AUTO_TEST_CASE(data_sequence_numbers_wrap_in_their_low_half)
{
    for (const auto& kind : MULTIPATH)
    {
        TwoHosts net(kind, kind, {LOSSY, LOSSY_SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "TestIdsnLow", StringValue("fffc0000"));
        net.Transfer(800000, 800000, 120);
        CheckDelivered(net, kind);
        std::size_t high = 0;
        std::size_t low = 0;
        std::size_t ackHigh = 0;
        std::size_t ackLow = 0;
        for (const auto& segment : log.segments)
        {
            auto dss = segment.Options().dss;
            if (dss && dss->mapping)
            {
                high += IsHigh(dss->mapping->dsn);
                low += IsLow(dss->mapping->dsn);
            }
            if (dss && dss->dataAck)
            {
                ackHigh += IsHigh(dss->dataAck->value);
                ackLow += IsLow(dss->dataAck->value);
            }
        }
        BOOST_TEST(high > 50u, kind);
        BOOST_TEST(low > 50u, kind);
        BOOST_TEST(ackHigh > 50u, kind);
        BOOST_TEST(ackLow > 50u, kind);
        for (const auto& report : TwoHosts::Ours(net.server)->GetSubflowReports())
        {
            BOOST_TEST(report.macFailures == 0u, kind);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_key_log_tells_where_the_data_start)
{
    for (bool set : {false, true})
    {
        auto directory = std::filesystem::temp_directory_path();
        std::string name = (directory / ("smptcp-sequence-spaces-" + std::to_string(getpid()))).string();
        {
            TwoHosts net("smptcp", "smptcp", {FAST});
            SmptcpKeyLog keys(name);
            keys.Attach(net.nodes);
            if (set)
            {
                SetOnBoth(net, "TestIdsnLow", StringValue("00ffABcd"));
                SetOnBoth(net, "SparseMapping", UintegerValue(3));
            }
            net.Transfer(1000, 1000, 10);
            CheckDelivered(net, "key log");
        }
        std::ifstream file(name);
        std::string line;
        std::set<std::string> roles;
        while (std::getline(file, line))
        {
            std::istringstream words(line);
            std::string label;
            std::string time;
            std::string a;
            std::string b;
            std::string role;
            words >> label >> time >> a >> b >> role;
            if (label == "CRYPT_PROFILE")
            {
                roles.insert(role);
                BOOST_TEST(b == "10.1.1.2:40001");
                BOOST_TEST((line.find(set ? " sparse=3" : " sparse=1") != std::string::npos), line);
                BOOST_TEST((line.find(set ? " idsnlow=00ffabcd" : " idsnlow=-") != std::string::npos), line);
            }
        }
        BOOST_TEST((roles == std::set<std::string>{"C", "S"}));
        std::remove(name.c_str());
    }
}

BOOST_AUTO_TEST_CASE(ends_that_start_elsewhere_do_not_understand_each_other)
{
    // Negative: the low half matters, it is no decoration.
    TwoHosts net("smptcp", "smptcp", {FAST});
    net.client.mayClose = net.server.mayClose = false;
    net.Stack(0)->SetAttribute("TestIdsnLow", StringValue("00001000"));
    net.Transfer(10000, 0, 60);
    BOOST_TEST((!net.server.intact || net.server.received == 0u));
}

BOOST_AUTO_TEST_CASE(segments_from_before_the_wrap_do_no_harm_behind_it)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    SetOnBoth(net, "TestIdsnLow", StringValue("fffe0000"));
    SetOnBoth(net, "TestIsn", UintegerValue(0xffff0000));
    std::optional<WireSegment> ack;
    std::optional<WireSegment> data;
    SegmentFilter::Put(net, 0, 1, [&](const WireSegment& segment) {
        bool payload = segment.View().PayloadSize() > 0 && segment.Options().dss;
        ack = !ack && !payload && segment.Options().dss ? segment : ack;
        bool held = !data && payload && segment.time > 0.25;
        data = held ? segment : data;
        return held;
    });
    Simulator::Schedule(Seconds(2), [&]() {
        BOOST_REQUIRE(ack);
        BOOST_REQUIRE(data);
        BOOST_TEST(IsHigh(data->Options().dss->mapping->dsn));
        for (int i = 0; i < 20; ++i)
        {
            Inject(net, 0, 1, *ack);
            Inject(net, 0, 1, *data);
        }
    });
    net.Transfer(4000000, 4000000, 60);
    CheckDelivered(net, "replays");
}

BOOST_AUTO_TEST_CASE(the_upper_halves_of_dsn_and_data_ack_are_under_the_mac)
{
    // After some 2^32 octets the very same segment stands for another DSN or data ack, and its tag is wrong.
    TcpcryptSession a;
    a.role = TcpcryptRole::C;
    a.keys.kac.assign(40, 1);
    a.keys.kas.assign(40, 2);
    TcpcryptSession b = a;
    b.role = TcpcryptRole::S;
    SegmentProtector sender(a, ProtectionProfile(), 7);
    SegmentProtector receiver(b, ProtectionProfile(), 7);
    constexpr uint64_t DSN = 0x123456789abcdef0;
    for (bool mapped : {true, false})
    {
        Dss dss;
        if (mapped)
        {
            dss.mapping.emplace();
            dss.mapping->dsn = DSN;
            dss.mapping->length = 4;
        }
        else
        {
            dss.dataAck = DssDataAck{DSN, false};
        }
        OptionBytes options = AreaOf(dss);
        auto tag = AppendZeroMac(options);
        options.PadWithNop();
        WireSegment model = MakeSegment("10.1.1.1", 1, "10.1.1.2", 2);
        WireSegment segment = Forge(model,
                                    TCP_ACK,
                                    {options.Data(), options.Data() + options.Size()},
                                    std::vector<uint8_t>(mapped ? 4 : 0, 'x'));
        auto context = [mapped](uint64_t expanded) {
            SmptcpMacContext upper;
            (mapped ? upper.dsnUpper : upper.dataAckUpper) = static_cast<uint32_t>(expanded >> 32);
            return upper;
        };
        uint8_t* at = segment.octets.data() + TCP_FIXED_HEADER + *tag;
        SegmentPosition position{1000, 2000};
        sender.Seal(segment.View(), position, context(DSN), at);
        auto accepted = [&](uint64_t reference) {
            return receiver.Verify(segment.View(), position, context(ExpandNear(static_cast<uint32_t>(DSN), reference)), at);
        };
        BOOST_TEST(accepted(DSN));
        BOOST_TEST(accepted(DSN + 0x7fffffff)); // still nearest to what was meant
        BOOST_TEST(!accepted(DSN + 0x80000001));
        BOOST_TEST(!accepted(DSN + 0x100000000));
        BOOST_TEST(!accepted(DSN - 0x100000000));
    }
}

BOOST_AUTO_TEST_CASE(much_outstanding_makes_numbers_of_8_octets_in_turn)
{
    for (const auto& kind : MULTIPATH)
    {
        TwoHosts net(kind, kind, {LOSSY, LOSSY_SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        SetOnBoth(net, "TestWideThreshold", UintegerValue(30000));
        SetOnBoth(net, "TestIdsnLow", StringValue("fffc0000"));
        net.Transfer(1000000, 1000000, 120);
        CheckDelivered(net, kind);
        std::size_t wideDsns = 0;
        std::size_t wideAcks = 0;
        std::size_t narrow = 0;
        for (const auto& segment : log.segments)
        {
            auto dss = segment.Options().dss;
            bool wideDsn = dss && dss->mapping && dss->mapping->wide;
            bool wideAck = dss && dss->dataAck && dss->dataAck->wide;
            wideDsns += wideDsn;
            wideAcks += wideAck;
            narrow += dss && dss->mapping && !dss->mapping->wide;
            BOOST_TEST(!(wideDsn && dss->dataAck), kind);
            BOOST_TEST(!(wideAck && dss->mapping), kind);
            BOOST_TEST(!segment.IsFragment(), kind);
            if (kind == "smptcp" && segment.View().PayloadSize() > 0 && !segment.Options().handshake.crypt)
            {
                BOOST_TEST(segment.Has(KIND_MAC));
                BOOST_TEST((dss && dss->mapping)); // never pushed out by what else there was
            }
        }
        BOOST_TEST(wideDsns > 100u, kind);
        BOOST_TEST(wideAcks > 100u, kind);
        BOOST_TEST(narrow > 0u, kind); // the first ones
        for (const auto* end : {&net.client, &net.server})
        {
            for (const auto& report : TwoHosts::Ours(*end)->GetSubflowReports())
            {
                BOOST_TEST(report.macFailures == 0u, kind);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(acks_of_8_octets_and_sack_blocks_take_turns)
{
    // They do not fit beside a MAC together, and without blocks the sender repairs nothing before its timer fires.
    TwoHosts net("smptcp", "smptcp", {LOSSY});
    WireLog log(net);
    SetOnBoth(net, "TestWideThreshold", UintegerValue(1));
    net.Transfer(500000, 0, 60);
    CheckDelivered(net, "smptcp");
    std::size_t blocks = 0;
    std::size_t wideAcks = 0;
    for (const auto& segment : log.segments)
    {
        auto dss = segment.Options().dss;
        bool wide = dss && dss->dataAck && dss->dataAck->wide;
        wideAcks += wide;
        blocks += segment.Has(KIND_SACK);
        BOOST_TEST(!(wide && segment.Has(KIND_SACK)));
    }
    BOOST_TEST(wideAcks > 50u);
    BOOST_TEST(blocks > 10u);
}

BOOST_AUTO_TEST_CASE(by_default_numbers_have_4_octets)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    WireLog log(net);
    net.Transfer(500000, 100000, 60);
    CheckDelivered(net, "default");
    BOOST_TEST(log.Count([](const auto& segment) {
                   auto dss = segment.Options().dss;
                   return dss && ((dss->mapping && dss->mapping->wide) || (dss->dataAck && dss->dataAck->wide));
               }) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
