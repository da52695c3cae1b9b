/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The parts of attackers who take subflows over: relays, stolen ends, forged control options; and what a forged
// REMOVE_ADDR does to a host that asks first, and to one that does not.
#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-options.h"
#include "ns3/smptcp-adversary-helper.h"
#include "ns3/smptcp-forgery.h"
#include "ns3/smptcp-remove-addr-spoofer.h"
#include "ns3/smptcp-subflow-relay.h"
#include "ns3/smptcp-subflow-thief.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const AddressOctets A = ToOctets(Ipv4Address("10.1.1.1"));
const AddressOctets B = ToOctets(Ipv4Address("10.1.1.2"));
const AddressOctets X = ToOctets(Ipv4Address("10.9.9.9"));

std::vector<uint8_t>
Area(const OptionBytes& options)
{
    return {options.Data(), options.Data() + options.Size()};
}

/// A segment of B to the attacker's port 99, mapped one to one from \p dsn on
IpSegment
MappedFromB(uint32_t sequence, uint32_t dsn, std::size_t octets)
{
    IpSegment segment = IpSegment::Make(B, 80, X, 99, TCP_ACK, sequence, 1);
    Dss dss;
    dss.dataAck = DssDataAck{5000, false};
    DssMapping mapping;
    mapping.dsn = dsn;
    mapping.subflowSequence = sequence;
    mapping.length = static_cast<uint16_t>(octets);
    dss.mapping = mapping;
    segment.SetOptions(Area(AreaOf(dss)));
    segment.SetPayload(std::vector<uint8_t>(octets, 7));
    return segment;
}

/// What a thief has sent
struct Sent
{
    std::vector<IpSegment> segments;

    SubflowThief::Send Sink()
    {
        return [this](const std::string&, const IpSegment& segment) { segments.push_back(segment); };
    }
};

SubflowThief::Place
StolenPlace()
{
    SubflowThief::Place place;
    place.local = X;
    place.localPort = 99;
    place.victim = B;
    place.victimPort = 80;
    place.isn = 100;
    place.next = 101;
    place.expected = 1;
    return place;
}

/// \return how many subflows the server has had while REMOVE_ADDRs for the client's second address were forged
std::size_t
SubflowsUnderRemoval(const std::string& kind, bool probe, bool forge)
{
    TwoHosts net(kind, kind, {FAST, FAST});
    net.prepareListener = [probe](Ptr<Socket> socket) {
        socket->SetAttribute("ProbeOnRemoveAddr", BooleanValue(probe));
    };
    Ptr<RemoveAddrSpoofer> attacker = CreateObject<RemoveAddrSpoofer>();
    attacker->SetIds({1});
    attacker->SetAttribute("Repeat", TimeValue(Seconds(1)));
    SmptcpAdversaryHelper::Place(attacker, net.devices[0].Get(1));
    if (forge)
    {
        attacker->ForgeOnPath(Seconds(2), ControlForger::OPENER);
    }
    net.client.sendFrom = 8;
    net.Transfer(20000, 0, 60);
    CheckDelivered(net, kind);
    BOOST_TEST((attacker->GetSent() > 0) == forge);
    return TwoHosts::Ours(net.server)->GetSubflowReports().size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(takeovers)

BOOST_AUTO_TEST_CASE(a_relay_gives_each_end_the_peer_it_believes_in)
{
    SubflowRelay relay({{A, 1000}, {B, 80}}, {{B, 80}, {X, 99}});
    IpSegment up = IpSegment::Make(A, 1000, B, 80, TCP_ACK, 11, 21);
    BOOST_TEST(relay.From(up).value() == 0u);
    relay.Translate(up, 0);
    BOOST_TEST((up.Source() == X && up.Destination() == B));
    BOOST_TEST(up.Tcp().SourcePort() == 99);
    BOOST_TEST(up.Tcp().DestinationPort() == 80);
    BOOST_TEST(up.Tcp().Sequence() == 11u);
    IpSegment down = IpSegment::Make(B, 80, X, 99, TCP_ACK, 21, 11);
    BOOST_TEST(relay.From(down).value() == 1u);
    relay.Translate(down, 1);
    BOOST_TEST((down.Source() == B && down.Destination() == A));
    BOOST_TEST(down.Tcp().DestinationPort() == 1000);
    // Another port is another connection.
    BOOST_TEST(!relay.From(IpSegment::Make(A, 1001, B, 80, TCP_ACK, 11, 21)));
    BOOST_TEST(!relay.From(IpSegment::Make(B, 80, X, 98, TCP_ACK, 21, 11)));
}

BOOST_AUTO_TEST_CASE(a_relay_keeps_each_octet_once_and_in_order)
{
    SubflowRelay relay({{A, 1000}, {B, 80}}, {{B, 80}, {X, 99}});
    auto pass = [&relay](uint8_t flags, uint32_t sequence, std::vector<uint8_t> payload) {
        IpSegment segment = IpSegment::Make(A, 1000, B, 80, flags, sequence, 0);
        segment.SetPayload(payload);
        relay.Keep(segment, 0);
    };
    pass(TCP_SYN, 0xffffffff, {});
    pass(TCP_ACK, 0, {1, 2});
    pass(TCP_ACK, 4, {5, 6}); // a gap
    pass(TCP_ACK, 0, {1, 2}); // a repetition
    pass(TCP_ACK, 2, {3, 4});
    BOOST_TEST((relay.Taken(0) == std::vector<uint8_t>{1, 2, 3, 4}));
    BOOST_TEST(relay.Taken(1).empty());
}

BOOST_AUTO_TEST_CASE(a_thief_acknowledges_at_both_levels_and_inserts_ahead)
{
    Sent sent;
    SubflowThief thief(sent.Sink());
    thief.SetInsertion({std::vector<uint8_t>(600, 9), 500, 4000});
    thief.Open(StolenPlace());
    IpSegment first = MappedFromB(1, 70000, 100);
    BOOST_TEST(thief.IsMine(first));
    BOOST_TEST(!thief.IsMine(IpSegment::Make(A, 80, X, 99, TCP_ACK, 1, 1)));
    thief.Take(first);
    thief.Take(first); // a repetition is acknowledged, and not taken again
    BOOST_TEST(thief.GetStolen().size() == 100u);
    BOOST_TEST_REQUIRE(sent.segments.size() == 4u);
    for (std::size_t i : {0u, 2u})
    {
        auto options = SegmentOptions::Parse(sent.segments[i].Tcp());
        BOOST_TEST(sent.segments[i].Tcp().Acknowledgment() == 101u);
        BOOST_TEST_REQUIRE(options.dss.has_value());
        BOOST_TEST(options.dss->dataAck->value == 70100u);
    }
    // 500 octets at the data ack and 4000, then the rest behind them.
    auto inserted = SegmentOptions::Parse(sent.segments[1].Tcp()).dss->mapping;
    BOOST_TEST(inserted->dsn == 9000u);
    BOOST_TEST(inserted->subflowSequence == 1u);
    BOOST_TEST(sent.segments[1].Tcp().PayloadSize() == 500u);
    inserted = SegmentOptions::Parse(sent.segments[3].Tcp()).dss->mapping;
    BOOST_TEST(inserted->dsn == 9500u);
    BOOST_TEST(sent.segments[3].Tcp().PayloadSize() == 100u);
    BOOST_TEST(thief.GetInserted() == 600u);
}

BOOST_AUTO_TEST_CASE(a_thief_among_hosts_that_use_tags_sends_zeros)
{
    Sent sent;
    SubflowThief thief(sent.Sink());
    SubflowThief::Place place = StolenPlace();
    place.tagOctets = 20;
    thief.Open(place);
    thief.Take(MappedFromB(1, 70000, 100));
    BOOST_TEST_REQUIRE(sent.segments.size() == 1u);
    auto options = SegmentOptions::Parse(sent.segments[0].Tcp());
    BOOST_TEST_REQUIRE(options.tag);
    BOOST_TEST(std::all_of(options.tag, options.tag + 20, [](uint8_t octet) { return octet == 0; }));
    BOOST_TEST(options.dss->dataAck->value == 70100u);
}

BOOST_AUTO_TEST_CASE(a_forged_control_option_comes_with_what_the_flow_uses)
{
    WatchedFlow flow;
    flow.ends[0].address = A;
    flow.ends[0].port = 1000;
    flow.ends[0].next = 500;
    flow.ends[0].ack = 900;
    flow.ends[0].timestamp = 42;
    flow.ends[0].tagOctets = 10;
    flow.ends[1].address = B;
    flow.ends[1].port = 80;
    MpPrio prio;
    prio.backup = true;
    prio.addressId = 3;
    IpSegment forged = ForgeControl(flow, 0, AreaOf(prio));
    BOOST_TEST(forged.Tcp().Flags() == TCP_ACK);
    BOOST_TEST(forged.Tcp().Sequence() == 500u);
    BOOST_TEST(forged.Tcp().Acknowledgment() == 900u);
    ProtectionProfile profile;
    profile.macTagOctets = 10;
    auto options = SegmentOptions::Parse(forged.Tcp(), profile);
    BOOST_TEST(options.timestamps);
    BOOST_TEST(options.tag != nullptr);
    BOOST_TEST_REQUIRE(options.prio.has_value());
    BOOST_TEST(*options.prio->addressId == 3);
}

BOOST_AUTO_TEST_CASE(a_forged_remove_addr_ends_a_healthy_subflow_only_where_nobody_asks)
{
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        BOOST_TEST(SubflowsUnderRemoval(kind, true, true) == 2u, kind);
        BOOST_TEST(SubflowsUnderRemoval(kind, false, false) == 2u, kind);
        BOOST_TEST(SubflowsUnderRemoval(kind, false, true) > 2u, kind); // and A opens others in its place
    }
    BOOST_TEST(SubflowsUnderRemoval("smptcp", false, true) == 2u); // it has no MAC
}

BOOST_AUTO_TEST_SUITE_END()
