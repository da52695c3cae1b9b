/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What an attacker knows is what crossed its place: the watch it keeps, the streams it puts together, when it is there.
#include "two-hosts.h"

#include "ns3/mptcp-options.h"
#include "ns3/smptcp-adversary-helper.h"
#include "ns3/smptcp-eavesdropper.h"
#include "ns3/smptcp-flow-watch.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

const AddressOctets A = ToOctets(Ipv4Address("10.1.1.1"));
const AddressOctets B = ToOctets(Ipv4Address("10.1.1.2"));

IpSegment
FromA(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, std::size_t payload = 0)
{
    IpSegment segment = IpSegment::Make(A, 1000, B, 80, flags, sequence, acknowledgment);
    segment.SetPayload(std::vector<uint8_t>(payload, 7));
    return segment;
}

IpSegment
FromB(uint8_t flags, uint32_t sequence, uint32_t acknowledgment)
{
    return IpSegment::Make(B, 80, A, 1000, flags, sequence, acknowledgment);
}

/// On the path it alters the payload of one segment and swallows another, both from the inside
class Meddler : public SmptcpAttacker
{
  public:
    unsigned seen{0}; //!< Segments with payload from the inside

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const FlowWatch::Sighting&,
                   IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override
    {
        unsigned number = from == BOX_INSIDE && segment.Tcp().PayloadSize() > 0 ? ++seen : 0;
        if (number == 3)
        {
            std::vector<uint8_t> payload = segment.Payload();
            payload[0] ^= 1;
            segment.SetPayload(payload);
            place.PassChanged("altered", segment, from);
        }
        else if (number == 5)
        {
            place.Block("swallowed", segment, packet);
        }
        else
        {
            place.Pass(packet, from);
        }
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(attackers)

BOOST_AUTO_TEST_CASE(the_watch_follows_sequence_numbers_across_the_wrap)
{
    FlowWatch watch;
    auto first = watch.Observe(FromA(TCP_SYN, 0xfffffff0, 0));
    BOOST_TEST(first.fresh);
    BOOST_TEST(first.from == 0u);
    watch.Observe(FromB(TCP_SYN | TCP_ACK, 500, 0xfffffff1));
    auto data = watch.Observe(FromA(TCP_ACK, 0xfffffff1, 501, 100));
    BOOST_TEST(!data.fresh);
    BOOST_TEST(data.flow == first.flow);
    const WatchedEnd& a = data.flow->ends[0];
    BOOST_TEST(*a.isn == 0xfffffff0);
    BOOST_TEST(*a.next == 0xfffffff1 + 100); // wraps to 85
    watch.Observe(FromA(TCP_ACK, 0xfffffff1, 501, 50)); // a repetition does not go back
    BOOST_TEST(*a.next == 0xfffffff1 + 100);
    IpSegment forged = data.flow->Forge(0, TCP_ACK);
    BOOST_TEST(forged.Tcp().Sequence() == 85u);
    BOOST_TEST(forged.Tcp().Acknowledgment() == 501u);
    BOOST_TEST(forged.Tcp().SourcePort() == 1000);
}

BOOST_AUTO_TEST_CASE(the_watch_tells_a_new_connection_in_an_old_place)
{
    FlowWatch watch;
    auto* old = watch.Observe(FromA(TCP_SYN, 1, 0)).flow;
    BOOST_TEST(watch.Observe(FromA(TCP_SYN, 1, 0)).flow == old); // the SYN again
    BOOST_TEST(watch.Observe(FromA(TCP_SYN, 9, 0)).flow != old);
    BOOST_TEST(watch.Flows().size() == 2u);
    // Seen from the SYN/ACK on, the opener is the other one.
    FlowWatch late;
    BOOST_TEST(late.Observe(FromB(TCP_SYN | TCP_ACK, 500, 2)).from == 1u);
}

BOOST_AUTO_TEST_CASE(the_watch_takes_keys_that_pass_in_clear)
{
    FlowWatch watch;
    MpCapable option;
    option.senderKey = 0x1122334455667788;
    IpSegment syn = FromA(TCP_SYN, 1, 0);
    OptionBytes area = AreaOf(option);
    syn.SetOptions({area.Data(), area.Data() + area.Size()});
    watch.Observe(syn);
    BOOST_TEST(!watch.WithKeys());
    option.senderKey = 42;
    area = AreaOf(option);
    IpSegment synAck = FromB(TCP_SYN | TCP_ACK, 500, 2);
    synAck.SetOptions({area.Data(), area.Data() + area.Size()});
    watch.Observe(synAck);
    WatchedFlow* flow = watch.WithKeys();
    BOOST_TEST_REQUIRE(flow);
    BOOST_TEST(*flow->ends[0].key == 0x1122334455667788u);
    BOOST_TEST(*flow->ends[1].key == 42u);
    BOOST_TEST(flow->mptcp);
}

BOOST_AUTO_TEST_CASE(an_eavesdropper_has_each_stream_whole_under_loss)
{
    for (const std::string kind : {"legacy", "mptcp"})
    {
        TwoHosts net(kind, kind, {{"10Mbps", "10ms", 0.02}});
        Ptr<PassiveEavesdropper> attacker = CreateObject<PassiveEavesdropper>();
        SmptcpAdversaryHelper::Place(attacker, net.devices[0].Get(1));
        net.Transfer(300000, 100000);
        CheckDelivered(net, kind);
        auto runs = attacker->GetRuns();
        BOOST_TEST_REQUIRE(runs.size() == 2u, kind); // what was lost behind it came again
        std::size_t up = runs[0].size() > runs[1].size() ? 0 : 1;
        BOOST_TEST(runs[up].size() == 300000u);
        BOOST_TEST(runs[1 - up].size() == 100000u);
        bool same = true;
        for (std::size_t i = 0; i < runs[up].size(); ++i)
        {
            same = same && runs[up][i] == TwoHosts::PatternAt(net.client.seed, i);
        }
        BOOST_TEST(same);
    }
}

BOOST_AUTO_TEST_CASE(who_has_left_the_path_sees_nothing)
{
    TwoHosts net("legacy", "legacy", {FAST});
    Ptr<PassiveEavesdropper> attacker = CreateObject<PassiveEavesdropper>();
    attacker->SetAttribute("Stop", TimeValue(Seconds(0.5)));
    SmptcpAdversaryHelper::Place(attacker, net.devices[0].Get(0));
    net.Transfer(2000000, 0);
    CheckDelivered(net, "left");
    BOOST_TEST(attacker->GetOctets() > 0u);
    BOOST_TEST(attacker->GetOctets() < 1000000u);
    std::ostringstream story;
    SmptcpAdversaryHelper::WriteStory(*attacker, story);
    BOOST_TEST(story.str().find("copied from here on") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_on_the_path_may_change_and_hold_back_and_lives_as_long_as_its_place)
{
    TwoHosts net("legacy", "legacy", {FAST});
    // Nobody here keeps it.
    Ptr<SmptcpBox> box = SmptcpAdversaryHelper::Place(CreateObject<Meddler>(), net.devices[0].Get(0));
    net.Transfer(100000, 0);
    Ptr<SmptcpBoxRule> place = box->GetRules().front();
    BOOST_TEST(place->GetChanged() == 1u);
    BOOST_TEST(place->GetDropped() == 1u);
    BOOST_TEST(place->GetMade() == 0u);
    BOOST_TEST(place->GetSeen() > 5u);
    BOOST_TEST(net.server.received == 100000u); // what was swallowed came again
    BOOST_TEST(net.server.wrong == 1u);         // what was altered is plain TCP's to deliver
}

BOOST_AUTO_TEST_SUITE_END()
