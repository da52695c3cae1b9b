/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What an attacker on the path learns of data sequence numbers, and the segments it forges from that.
#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-forgery.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const AddressOctets A1 = ToOctets(Ipv4Address("10.1.1.1"));
const AddressOctets A2 = ToOctets(Ipv4Address("10.1.2.1"));
const AddressOctets B1 = ToOctets(Ipv4Address("10.2.1.1"));
constexpr uint64_t KEY_A = 0x0102030405060708;
constexpr uint64_t KEY_B = 0x1112131415161718;

template <typename Option>
IpSegment
With(IpSegment segment, const Option& option, std::size_t payload = 0)
{
    OptionBytes area = AreaOf(option);
    segment.SetOptions({area.Data(), area.Data() + area.Size()});
    segment.SetPayload(std::vector<uint8_t>(payload, 7));
    return segment;
}

MpCapable
Keys(uint64_t sender)
{
    MpCapable option;
    option.flags = MPC_FLAG_HMAC | MPC_FLAG_CHECKSUM;
    option.senderKey = sender;
    return option;
}

/// A watch that saw a handshake of A1 with B1, and one of A2 that joins it
struct Watched
{
    Watched()
    {
        watch.Observe(With(IpSegment::Make(A1, 1000, B1, 80, TCP_SYN, 100, 0), Keys(KEY_A)));
        initial = watch.Observe(With(IpSegment::Make(B1, 80, A1, 1000, TCP_SYN | TCP_ACK, 200, 101), Keys(KEY_B))).flow;
        MpJoinSyn join;
        join.token = MptcpToken(KEY_B, MptcpVersion::V0);
        join.nonce = 55;
        joined = watch.Observe(With(IpSegment::Make(A2, 1001, B1, 80, TCP_SYN, 300, 0), join)).flow;
    }

    /// A sends octets on a flow. \param wide DSN of 8 octets
    FlowWatch::Sighting Send(const AddressOctets& from, uint16_t port, uint32_t sequence, uint64_t dsn, bool wide = false)
    {
        Dss dss;
        dss.mapping = DssMapping{wide ? dsn : static_cast<uint32_t>(dsn), wide, sequence, 10, 0x1234};
        return watch.Observe(With(IpSegment::Make(from, port, B1, 80, TCP_ACK, sequence, 201), dss, 10));
    }

    FlowWatch watch;
    WatchedFlow* initial; //!< From A1
    WatchedFlow* joined;  //!< From A2
};

} // namespace

BOOST_AUTO_TEST_SUITE(flow_watch)

BOOST_AUTO_TEST_CASE(a_join_belongs_to_the_connection_of_its_token)
{
    Watched net;
    BOOST_TEST(net.joined->initial == net.initial);
    BOOST_TEST(net.joined->EndOfConnection(0) == 0u);
    BOOST_TEST(*net.joined->ends[0].joinNonce == 55u);
    BOOST_TEST(net.joined->checksum);
    // B opens one, too: its end 0 is the connection's end 1.
    MpJoinSyn join;
    join.token = MptcpToken(KEY_A, MptcpVersion::V0);
    auto* back = net.watch.Observe(With(IpSegment::Make(B1, 81, A2, 1002, TCP_SYN, 1, 0), join)).flow;
    BOOST_TEST(back->initial == net.initial);
    BOOST_TEST(back->EndOfConnection(0) == 1u);
    join.token ^= 1;
    BOOST_TEST(!net.watch.Observe(With(IpSegment::Make(B1, 82, A2, 1002, TCP_SYN, 1, 0), join)).flow->initial);
}

BOOST_AUTO_TEST_CASE(numbers_of_four_octets_get_the_upper_half_of_the_key)
{
    Watched net;
    uint64_t idsn = MptcpIdsn(KEY_A, MptcpVersion::V0);
    net.Send(A1, 1000, 101, idsn + 1);
    BOOST_TEST(*net.initial->ends[0].dsnNext == idsn + 11);
    // On the other flow the connection has gone on across a wrap of the lower half.
    uint64_t far = ((idsn >> 32) + 1) << 32;
    net.Send(A2, 1001, 301, far - 2, true);
    BOOST_TEST(*net.joined->ends[0].dsnNext == far + 8);
    BOOST_TEST(*net.watch.DsnNext(*net.initial, 0) == far + 8);
    net.Send(A1, 1000, 111, far + 8);
    BOOST_TEST(*net.initial->ends[0].dsnNext == far + 18);
    net.Send(A1, 1000, 101, idsn + 1, true); // a repetition does not go back
    BOOST_TEST(*net.watch.DsnNext(*net.joined, 0) == far + 18);
    BOOST_TEST(!net.watch.DsnNext(*net.joined, 1));
    Dss dss;
    dss.dataAck = DssDataAck{static_cast<uint32_t>(far + 18), false};
    net.watch.Observe(With(IpSegment::Make(B1, 80, A1, 1000, TCP_ACK, 201, 121), dss));
    BOOST_TEST(*net.watch.DataAck(*net.joined, 1) == far + 18);
}

BOOST_AUTO_TEST_CASE(forged_data_carries_what_genuine_data_would)
{
    Watched net;
    uint64_t dsn = *net.Send(A1, 1000, 101, MptcpIdsn(KEY_A, MptcpVersion::V0) + 1).flow->ends[0].dsnNext;
    std::vector<uint8_t> octets{1, 2, 3, 4, 5};
    IpSegment forged = ForgeData(*net.initial, 0, 111, dsn, octets);
    auto dss = SegmentOptions::Parse(forged.Tcp()).dss;
    BOOST_REQUIRE((dss && dss->mapping && dss->mapping->checksum));
    BOOST_TEST(dss->mapping->dsn == static_cast<uint32_t>(dsn));
    BOOST_TEST(dss->mapping->subflowSequence == 11u);
    BOOST_TEST(*dss->mapping->checksum == DssChecksum(dsn, 11, 5, octets.data(), 5));
    BOOST_TEST(!forged.Has(KIND_MAC));
    BOOST_TEST(forged.Payload() == octets);
    // Where tags are seen, a forged segment has one.
    net.initial->ends[0].tagOctets = 12;
    net.initial->checksum = false;
    forged = ForgeData(*net.initial, 0, 111, dsn, octets);
    BOOST_TEST(forged.Has(KIND_MAC));
    BOOST_TEST(!SegmentOptions::Parse(forged.Tcp()).dss->mapping->checksum);
    IpSegment ack = ForgeAck(*net.initial, 1, 111, dsn);
    BOOST_TEST(ack.Tcp().Acknowledgment() == 111u);
    BOOST_TEST(SegmentOptions::Parse(ack.Tcp()).dss->dataAck->value == static_cast<uint32_t>(dsn));
    BOOST_TEST(!ack.Has(KIND_MAC));
}

BOOST_AUTO_TEST_CASE(a_checksum_is_repaired_after_a_change)
{
    Watched net;
    uint64_t dsn = MptcpIdsn(KEY_A, MptcpVersion::V0) + 1;
    auto sighting = net.Send(A1, 1000, 101, dsn);
    Dss dss;
    dss.mapping = DssMapping{static_cast<uint32_t>(dsn), false, 1, 10, 0x1234};
    IpSegment segment = With(IpSegment::Make(A1, 1000, B1, 80, TCP_ACK, 101, 201), dss, 10);
    BOOST_TEST(RepairDssChecksum(sighting, net.watch, segment));
    auto octets = segment.Payload();
    BOOST_TEST(*SegmentOptions::Parse(segment.Tcp()).dss->mapping->checksum ==
               DssChecksum(dsn, 1, 10, octets.data(), octets.size()));
    dss.mapping->checksum.reset();
    segment = With(segment, dss, 10);
    BOOST_TEST(!RepairDssChecksum(sighting, net.watch, segment));
}

BOOST_AUTO_TEST_SUITE_END()
