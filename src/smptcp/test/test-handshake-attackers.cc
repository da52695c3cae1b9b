/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Parts of the attackers on handshakes that have a logic of their own: an end of a protected subflow, what is stripped, what
// a detector puts together, how a malicious endpoint splits; and the man in the middle in a topology of its own.
#include "two-hosts.h"
#include "unit-support.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-adversary-helper.h"
#include "ns3/smptcp-cross-path-observer.h"
#include "ns3/smptcp-crypt-end.h"
#include "ns3/smptcp-key-exchange-mitm.h"
#include "ns3/smptcp-option-stripper.h"
#include "ns3/smptcp-path-detector.h"
#include "ns3/smptcp-splitting-scheduler.h"
#include "ns3/smptcp-stack.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const AddressOctets A = ns3::smptcp::ToOctets(Ipv4Address("10.1.1.1"));
const AddressOctets B = ns3::smptcp::ToOctets(Ipv4Address("10.1.1.2"));

constexpr uint32_t ISN_A = 0xfffffff0;
constexpr uint32_t ISN_B = 7;

/// Both roles of one session
TcpcryptSession
SessionOf(TcpcryptRole role)
{
    TcpcryptSession session;
    session.role = role;
    session.ss = Ascending(1, 20);
    session.keys = DeriveKeys(session.ss);
    return session;
}

/// A data segment from A at a position, with DSS and an empty MAC
IpSegment
DataAt(uint32_t position, uint32_t dsn, std::size_t size)
{
    IpSegment segment = IpSegment::Make(A, 1000, B, 80, TCP_ACK, ISN_A + position, ISN_B + 1);
    Dss dss;
    dss.dataAck = DssDataAck{1, false};
    DssMapping mapping;
    mapping.dsn = dsn;
    mapping.subflowSequence = position;
    mapping.length = static_cast<uint16_t>(size);
    dss.mapping = mapping;
    OptionBytes area = AreaOf(dss);
    AppendZeroMac(area);
    segment.SetOptions({area.Data(), area.Data() + area.Size()});
    return segment;
}

/// The two ends of a subflow of SMPTCP
struct Pair
{
    explicit Pair(const ProtectionProfile& profile = {})
        : spacesA(DataSpaces::Of(SessionOf(TcpcryptRole::C), profile)),
          a(SessionOf(TcpcryptRole::C), profile, spacesA, 0, ISN_A, ISN_B),
          b(SessionOf(TcpcryptRole::S), profile, DataSpaces::Of(SessionOf(TcpcryptRole::S), profile), 0, ISN_B, ISN_A)
    {
    }

    std::shared_ptr<DataSpaces> spacesA;
    CryptEnd a;
    CryptEnd b;
};

/// Notes the sequence numbers of SYNs and RSTs from the inside
class SynAndReset : public SmptcpAttacker
{
  public:
    std::vector<uint32_t> syns;   //!< In order
    std::vector<uint32_t> resets; //!< In order

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const FlowWatch::Sighting&,
                   IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override
    {
        SegmentView tcp = segment.Tcp();
        if (from == BOX_INSIDE && tcp.Has(TCP_SYN))
        {
            syns.push_back(tcp.Sequence());
        }
        if (from == BOX_INSIDE && tcp.Has(TCP_RST))
        {
            resets.push_back(tcp.Sequence());
        }
        place.Pass(packet, from);
    }
};

constexpr double STEP_BACK_S = 0.5;

} // namespace

BOOST_AUTO_TEST_SUITE(handshake_attackers)

BOOST_AUTO_TEST_CASE(what_one_end_seals_the_other_opens_and_nothing_else)
{
    for (bool literal : {false, true})
    {
        BOOST_TEST_CONTEXT("literal " << literal)
        {
            ProtectionProfile profile;
            profile.seedLiteral = literal;
            Pair pair(profile);
            auto first = static_cast<uint32_t>(pair.spacesA->sendIdsn + 1);
            Octets plain = Ascending(0, 200);
            for (uint32_t position : {1u, 201u, 401u})
            {
                IpSegment segment = DataAt(position, first + position - 1, plain.size());
                BOOST_REQUIRE(pair.a.Seal(segment, plain));
                BOOST_TEST(segment.Payload() != plain);
                IpSegment altered = segment;
                Octets payload = segment.Payload();
                payload[3] ^= 1;
                altered.SetPayload(payload);
                BOOST_TEST(!pair.b.Open(altered));
                auto opened = pair.b.Open(segment);
                BOOST_REQUIRE(opened);
                BOOST_TEST(*opened == plain);
            }
            IpSegment bare = IpSegment::Make(A, 1000, B, 80, TCP_ACK, ISN_A + 601, ISN_B + 1);
            BOOST_TEST(!pair.a.Seal(bare, plain)); // no room for a tag
            BOOST_TEST(!pair.b.Open(bare));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_segment_of_another_place_in_the_data_space_does_not_open)
{
    Pair pair;
    auto first = static_cast<uint32_t>(pair.spacesA->sendIdsn + 1);
    IpSegment segment = DataAt(1, first, 100);
    BOOST_REQUIRE(pair.a.Seal(segment, Ascending(0, 100)));
    segment.ChangeOptions([](uint8_t* option, uint8_t length) {
        bool dss = option[0] == KIND_MPTCP && length == 18;
        option[11] ^= dss ? 1 : 0; // the DSN's last octet
        return dss;
    });
    BOOST_TEST(!pair.b.Open(segment));
}

BOOST_AUTO_TEST_CASE(drawn_octets_fill_any_length)
{
    uint32_t next = 0x01020304;
    DrawnRandom random([&next] { return next++; });
    Octets octets(7);
    random.Fill(octets.data(), octets.size());
    BOOST_TEST(ToHex(octets) == "01020304010203");
}

BOOST_AUTO_TEST_CASE(the_splitter_takes_no_subflow_twice_in_a_row)
{
    Ptr<SplittingScheduler> scheduler = CreateObject<SplittingScheduler>();
    std::vector<MptcpPathState> paths(3);
    for (uint32_t i = 0; i < 3; ++i)
    {
        paths[i].id = i + 1;
        paths[i].room = 100;
    }
    std::optional<std::size_t> last;
    for (int i = 0; i < 10; ++i)
    {
        auto chosen = scheduler->Select(paths, {50, 50, 1000, false});
        BOOST_REQUIRE(chosen);
        BOOST_TEST((!last || *last != *chosen));
        last = chosen;
    }
    // Rather wait than take the same again; but one path alone is taken.
    std::vector<MptcpPathState> full{paths[*last], paths[(*last + 1) % 3]};
    full[1].room = 10;
    BOOST_TEST(!scheduler->Select(full, {50, 50, 1000, false}));
    BOOST_TEST((scheduler->Select({full[0]}, {50, 50, 1000, false}) == std::optional<std::size_t>(0)));
}

BOOST_AUTO_TEST_CASE(stripping_lowers_the_mode_at_both_ends)
{
    for (const char* what : {"mp-capable", "crypt"})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        Ptr<OptionStripper> stripper = CreateObject<OptionStripper>();
        stripper->SetAttribute("Strip", StringValue(what));
        SmptcpAdversaryHelper::Place(stripper, net.devices[0].Get(0));
        net.Transfer(20000, 20000);
        BOOST_TEST(stripper->GetStripped() > 0u);
        std::string mode = what == std::string("crypt") ? "MPTCP" : "TCPCRYPT";
        BOOST_TEST(TwoHosts::ModeOf(net.client) == mode);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == mode);
        CheckDelivered(net, what);
    }
}

BOOST_AUTO_TEST_CASE(the_man_in_the_middle_reads_everything_even_under_loss)
{
    for (const char* kind : {"tcpcrypt", "smptcp"})
    {
        BOOST_TEST_CONTEXT(kind)
        {
            TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.02}});
            Ptr<KeyExchangeMitm> mitm = CreateObject<KeyExchangeMitm>();
            mitm->AssignStreams(900);
            SmptcpAdversaryHelper::Place(mitm, net.devices[0].Get(0));
            net.Transfer(60000, 60000);
            CheckDelivered(net, kind);
            BOOST_TEST(mitm->IsBetween());
            auto a = TwoHosts::Ours(net.client)->GetSessionId();
            auto b = TwoHosts::Ours(net.server)->GetSessionId();
            BOOST_TEST(!a.empty());
            BOOST_TEST(a != b);
            BOOST_TEST(mitm->GetRead().size() >= 100000u); // what comes late is left out
            BOOST_TEST(TwoHosts::Ours(net.server)->GetRefusals().MacFailures() == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_the_handshake_the_man_in_the_middle_has_nothing)
{
    TwoHosts net("smptcp", "smptcp", {FAST});
    Ptr<KeyExchangeMitm> mitm = CreateObject<KeyExchangeMitm>();
    mitm->SetAttribute("Start", TimeValue(Seconds(STEP_BACK_S))); // the connection is there already
    SmptcpAdversaryHelper::Place(mitm, net.devices[0].Get(0));
    net.client.sendFrom = net.server.sendFrom = 2 * STEP_BACK_S;
    net.Transfer(60000, 60000);
    CheckDelivered(net, "late");
    BOOST_TEST(!mitm->IsBetween());
    BOOST_TEST(mitm->GetRead().empty());
    BOOST_TEST(TwoHosts::Ours(net.client)->GetSessionId() == TwoHosts::Ours(net.server)->GetSessionId());
}

BOOST_AUTO_TEST_CASE(a_join_beside_the_man_in_the_middle_is_reset_where_the_peer_expects_it)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    net.Stack(0)->SetAttribute("RandomIsn", BooleanValue(true));
    Ptr<KeyExchangeMitm> mitm = CreateObject<KeyExchangeMitm>();
    SmptcpAdversaryHelper::Place(mitm, net.devices[0].Get(0));
    Ptr<SynAndReset> seen = CreateObject<SynAndReset>();
    SmptcpAdversaryHelper::Place(seen, net.devices[1].Get(0));
    net.Transfer(100000, 100000);
    CheckDelivered(net, "on the first path");
    BOOST_TEST(TwoHosts::Ours(net.client)->GetJoinHmacFailures() > 0u);
    BOOST_REQUIRE(!seen->resets.empty());
    BOOST_TEST(seen->resets.front() == seen->syns.front() + 1);
}

BOOST_AUTO_TEST_CASE(keys_are_drawn_again_while_their_tokens_are_in_use)
{
    TwoHosts net("mptcp", "mptcp", {FAST});
    Ptr<SmptcpStack> stack = net.Stack(0);
    constexpr uint32_t BITS = 4;
    stack->SetAttribute("TestTokenBits", UintegerValue(BITS));
    std::set<uint32_t> used;
    for (uint32_t i = 0; i < (1U << BITS) - 4; ++i)
    {
        uint32_t token = MptcpToken(stack->MakeKey(), MptcpVersion::V0);
        BOOST_TEST(used.insert(token >> (32 - BITS)).second);
        stack->AddToken(token, nullptr);
    }
    BOOST_TEST(stack->GetKeyRegenerations() > 0u);
    // With all values in use there is no end to drawing: the limit holds no more.
    for (uint32_t value = 0; value < 1U << BITS; ++value)
    {
        stack->AddToken(value << (32 - BITS), nullptr);
    }
    stack->MakeKey();
}

BOOST_AUTO_TEST_CASE(a_detector_puts_subflows_together_by_dsn)
{
    // Two flows of MPTCP carry a signature in turns; the second names the first one's token.
    constexpr uint64_t KEY_A = 1;
    constexpr uint64_t KEY_B = 2;
    TwoHosts net("legacy", "legacy", {FAST});
    Ptr<PathDetector> detector = CreateObject<PathDetector>();
    Octets signature = Ascending(10, 40);
    detector->SetSignature(signature);
    Ptr<SmptcpBox> box = SmptcpAdversaryHelper::Place(detector, net.devices[0].Get(0));
    auto pass = [&](IpSegment segment, const OptionBytes& options) {
        segment.SetOptions({options.Data(), options.Data() + options.Size()});
        detector->GetPlaces().front()->Take(segment.ToPacket(), BOX_INSIDE);
    };
    MpCapable mpc;
    mpc.senderKey = KEY_A;
    pass(IpSegment::Make(A, 1000, B, 80, TCP_SYN, 0, 0), AreaOf(mpc));
    mpc.receiverKey = KEY_B;
    pass(IpSegment::Make(A, 1000, B, 80, TCP_ACK, 1, 1), AreaOf(mpc));
    MpJoinSyn join;
    join.token = MptcpToken(KEY_B, MptcpVersion::V0);
    pass(IpSegment::Make(A, 1001, B, 80, TCP_SYN, 0, 0), AreaOf(join));
    uint32_t sent[2] = {0, 0};
    for (std::size_t i = 0; i < signature.size(); i += 8)
    {
        unsigned flow = (i / 8) % 2;
        Dss dss;
        DssMapping mapping;
        mapping.dsn = 1000 + i;
        mapping.subflowSequence = 1 + sent[flow];
        mapping.length = 8;
        dss.mapping = mapping;
        IpSegment segment =
            IpSegment::Make(A, static_cast<uint16_t>(1000 + flow), B, 80, TCP_ACK, 1 + sent[flow], 1);
        segment.SetPayload({signature.begin() + static_cast<std::ptrdiff_t>(i),
                            signature.begin() + static_cast<std::ptrdiff_t>(i + 8)});
        pass(segment, AreaOf(dss));
        sent[flow] += 8;
    }
    BOOST_TEST(detector->GetAlarmsByStream() == 0u);
    BOOST_TEST(detector->GetAlarmsByConnection() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
