/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// MP_FASTCLOSE, MP_PRIO, ADD_ADDR and REMOVE_ADDR between two hosts (RFC 6824 and RFC 8684, 3.3.8, 3.4, 3.5;
// smptcp.md 7).

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <optional>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_control)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};
const std::vector<std::string> VERSIONS{"mptcp", "mptcp-v1"};

std::vector<uint8_t>
OptionArea(OptionBytes bytes)
{
    bytes.PadWithNop();
    return {bytes.Data(), bytes.Data() + bytes.Size()};
}

/// \return the latest segment from one host over a link that satisfies \p wanted
std::optional<WireSegment>
Latest(const WireLog& log, bool fromClient, uint32_t interface, std::function<bool(const WireSegment&)> wanted = {})
{
    for (auto segment = log.segments.rbegin(); segment != log.segments.rend(); ++segment)
    {
        if (segment->fromClient == fromClient && segment->interface == interface && !segment->View().Has(TCP_RST) &&
            (!wanted || wanted(*segment)))
        {
            return *segment;
        }
    }
    return std::nullopt;
}

/// \return an ACK with options that follows what a host has sent last over a link
WireSegment
NextAck(const WireLog& log, bool fromClient, uint32_t interface, const OptionBytes& options, uint8_t flags = TCP_ACK)
{
    auto last = Latest(log, fromClient, interface);
    BOOST_REQUIRE(last.has_value());
    WireSegment forged = Forge(*last, flags, OptionArea(options));
    SetNumbers(forged,
               last->View().Sequence() + static_cast<uint32_t>(last->View().PayloadSize()),
               last->View().Acknowledgment());
    return forged;
}

/// Octets of payload from one host over a link between two times
uint64_t
Carried(const WireLog& log, bool fromClient, uint32_t interface, double from, double to)
{
    uint64_t sum = 0;
    for (const auto& segment : log.segments)
    {
        bool counts = segment.fromClient == fromClient && segment.interface == interface && segment.time >= from &&
                      segment.time < to;
        sum += counts ? segment.View().PayloadSize() : 0;
    }
    return sum;
}

void
SetPathManager(TwoHosts& net, const std::string& name)
{
    net.prepareClient = [name](Ptr<Socket> socket) {
        socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::" + name)));
    };
}

} // namespace

// --- MP_FASTCLOSE --------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_abort_of_either_side_ends_the_connection_at_once)
{
    for (const auto& kind : KINDS)
    {
        for (bool byClient : {true, false})
        {
            std::string what = kind + (byClient ? " by the client" : " by the server");
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            net.Start(3000000, 3000000);
            Simulator::Schedule(Seconds(0.8), [&net, byClient]() {
                TwoHosts::Ours(byClient ? net.client : net.server)->Abort();
            });
            net.Run(20);
            BOOST_TEST(net.client.failed, what);
            BOOST_TEST(net.server.failed, what);
            BOOST_TEST(net.client.endedAt < 1.1, what);
            BOOST_TEST(net.server.endedAt < 1.1, what);
            BOOST_TEST(net.server.intact, what);
            BOOST_TEST(net.client.intact, what);
            BOOST_TEST(net.client.received < net.client.toReceive, what);
            auto fast = log.Select([](const auto& s) { return s.Options().fastclose.has_value(); });
            BOOST_REQUIRE(!fast.empty());
            for (const auto& segment : fast)
            {
                BOOST_TEST(segment.fromClient == byClient, what);
                BOOST_TEST(segment.View().Has(TCP_RST) == (kind != "mptcp"), what);
                BOOST_TEST(segment.Has(KIND_MAC) == (kind == "smptcp"), what);
            }
            if (kind == "mptcp") // the peer answers with RST
            {
                BOOST_TEST(log.Count([&](const auto& s) {
                    return s.fromClient != byClient && s.View().Has(TCP_RST) && s.interface == fast[0].interface;
                }) > 0u, what);
            }
            BOOST_TEST(log.Count([](const auto& s) { return s.time > 2.5; }) == 0u, what); // nobody talks any more
        }
    }
}

BOOST_AUTO_TEST_CASE(version_0_repeats_a_lost_fastclose)
{
    TwoHosts net("mptcp", "mptcp", {FAST});
    unsigned lost = 0;
    SegmentFilter::Put(net, 0, 1, [&lost](const WireSegment& segment) {
        bool first = segment.Options().fastclose && lost == 0;
        lost += first ? 1 : 0;
        return first;
    });
    net.Start(3000000, 3000000);
    Simulator::Schedule(Seconds(0.8), [&net]() { TwoHosts::Ours(net.client)->Abort(); });
    net.Run(20);
    BOOST_TEST(lost == 1u);
    BOOST_TEST(net.client.failed);
    BOOST_TEST(net.server.failed);
    BOOST_TEST(net.server.endedAt < 3);
}

BOOST_AUTO_TEST_CASE(a_fastclose_with_a_wrong_key_is_ignored)
{
    for (const auto& kind : KINDS)
    {
        for (bool toServer : {true, false})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Start(1000000, 1000000);
            for (double at : {0.5, 0.7, 0.9})
            {
                Simulator::Schedule(Seconds(at), [&, toServer]() {
                    MpFastclose fastclose;
                    fastclose.receiverKey = 0x1234567890abcdef;
                    OptionBytes option;
                    fastclose.AppendTo(option);
                    Inject(net, 0, toServer ? 1 : 0, NextAck(log, toServer, 1, option));
                });
            }
            net.Run(30);
            CheckDelivered(net, kind);
            BOOST_TEST(net.client.peerClosed);
            BOOST_TEST(net.server.peerClosed);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_close_over_unread_data_is_a_fastclose)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.readLimit = 100000;
        net.readFrom = 1000;
        net.server.mayClose = false;
        net.Start(3000000, 0);
        Simulator::Schedule(Seconds(2), [&net]() { net.server.socket->Close(); });
        net.Run(20);
        BOOST_TEST(net.client.failed, kind);
        BOOST_TEST(net.client.endedAt < 2.2, kind);
        BOOST_TEST(log.Count([](const auto& s) { return !s.fromClient && s.Options().fastclose; }) > 0u, kind);
    }
}

// --- MP_PRIO -------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(data_leave_a_subflow_that_became_a_backup_and_return)
{
    for (const auto& kind : KINDS)
    {
        for (bool bySender : {true, false})
        {
            std::string what = kind + (bySender ? ", the sender asks" : ", the receiver asks");
            TwoHosts net(kind, kind, {{"10Mbps", "20ms"}, {"10Mbps", "20ms"}});
            WireLog log(net);
            net.Start(8000000, 0);
            for (bool backup : {true, false})
            {
                Simulator::Schedule(Seconds(backup ? 1 : 2.5), [&, backup]() {
                    auto ours = TwoHosts::Ours(bySender ? net.client : net.server);
                    BOOST_TEST(ours->SetSubflowBackup(2, backup));
                    BOOST_TEST(!ours->SetSubflowBackup(77, backup));
                });
            }
            net.Run(30);
            CheckDelivered(net, what);
            BOOST_TEST(Carried(log, true, 2, 0.5, 1) > 0u, what);
            BOOST_TEST(Carried(log, true, 2, 1.6, 2.5) == 0u, what);
            BOOST_TEST(Carried(log, true, 1, 1.6, 2.5) > 500000u, what);
            BOOST_TEST(Carried(log, true, 2, 2.8, 3.3) > 100000u, what);
            auto prio = log.Select([](const auto& s) { return s.Options().prio.has_value(); });
            BOOST_REQUIRE(prio.size() == 2u);
            BOOST_TEST(prio[0].Options().prio->backup, what);
            BOOST_TEST(!prio[1].Options().prio->backup, what);
            BOOST_TEST(prio[0].interface == 2u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(version_0_may_name_another_subflow_and_the_others_may_not)
{
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {{"10Mbps", "20ms"}, {"10Mbps", "20ms"}});
        WireLog log(net);
        net.Start(0, 4000000);
        Simulator::Schedule(Seconds(1), [&]() {
            MpPrio prio;
            prio.backup = true;
            prio.addressId = 1; // the client's second address
            OptionBytes option;
            prio.AppendTo(option);
            Inject(net, 0, 1, NextAck(log, true, 1, option));
        });
        net.Run(30);
        CheckDelivered(net, kind);
        BOOST_TEST(Carried(log, false, 2, 0.5, 1) > 0u, kind);
        BOOST_TEST((Carried(log, false, 2, 1.5, 2) == 0) == (kind == "mptcp"), kind);
        BOOST_TEST(Carried(log, false, 1, 1.5, 2) > 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_backup_subflow_carries_nothing_until_the_regular_one_dies)
{
    for (const auto& kind : KINDS)
    {
        for (bool up : {true, false})
        {
            std::string what = kind + (up ? " up" : " down");
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            SetPathManager(net, "MptcpBackupPathManager");
            // No window beyond the queue: a timeout of the regular path would be a reason to use the backup.
            Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(60000));
            Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(60000));
            net.FailLink(0, 2);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(up ? 5000000 : 0, up ? 0 : 5000000, 60);
            CheckDelivered(net, what);
            BOOST_TEST(Carried(log, up, 2, 0, 2) == 0u, what);
            BOOST_TEST(Carried(log, up, 2, 3, 60) > 500000u, what);
            auto joins = log.Select([](const auto& s) { return s.Options().joinSyn.has_value(); });
            BOOST_REQUIRE(!joins.empty());
            BOOST_TEST(joins[0].Options().joinSyn->backup, what);
        }
    }
}

// --- ADD_ADDR ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(add_addr_is_repeated_until_its_echo_arrives)
{
    for (const std::string kind : {"mptcp-v1", "smptcp"})
    {
        for (unsigned losses : {0u, 2u})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            unsigned lost = 0;
            auto lose = [&lost, losses](const WireSegment& segment) {
                auto add = segment.Options().addAddrV1;
                bool echo = add && add->echo && lost < losses;
                lost += echo ? 1 : 0;
                return echo;
            };
            SegmentFilter::Put(net, 0, 1, lose);
            SegmentFilter::Put(net, 1, 1, lose);
            net.server.sendFrom = 6;
            net.Transfer(100000, 100000, 60);
            std::string what = kind + ", lost " + std::to_string(losses);
            CheckDelivered(net, what);
            auto adds = log.Select([](const auto& s) {
                auto add = s.Options().addAddrV1;
                return !s.fromClient && add && !add->echo;
            });
            BOOST_TEST(adds.size() == losses + 1, what);
            BOOST_TEST(log.Count([](const auto& s) {
                auto add = s.Options().addAddrV1;
                return s.fromClient && add && add->echo;
            }) == losses + 1, what);
            for (const auto& add : adds)
            {
                BOOST_TEST(add.View().PayloadSize() == 0u, what);
                BOOST_TEST(add.Options().addAddrV1->hmac64.has_value(), what);
                BOOST_TEST(add.Has(KIND_MAC) == (kind == "smptcp"), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(version_0_announces_without_hmac_and_a_join_there_is_answer_enough)
{
    TwoHosts net("mptcp", "mptcp", {FAST, SLOW});
    WireLog log(net);
    net.server.sendFrom = 4;
    net.Transfer(100000, 100000, 60);
    CheckDelivered(net, "mptcp");
    auto adds = log.Select([](const auto& s) { return s.Options().addAddrV0.has_value(); });
    BOOST_TEST(adds.size() == 1u);
    BOOST_TEST(!adds.empty());
    BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_add_addr_with_a_wrong_hmac_is_ignored)
{
    TwoHosts net("mptcp-v1", "mptcp-v1", {FAST, SLOW});
    WireLog log(net);
    for (uint32_t link : {0u, 1u})
    {
        SegmentFilter::PutBox(net, link, 0, [](WireSegment& segment) {
            SegmentView view = segment.View();
            OptionWalker walker(view.Options(), view.OptionsSize());
            while (auto option = walker.Next())
            {
                if (option->kind == KIND_MPTCP && option->data[2] >> 4 == 3)
                {
                    segment.octets[static_cast<std::size_t>(option->data - segment.octets.data()) +
                                   option->length - 1u] ^= 1;
                }
            }
        });
    }
    SetPathManager(net, "MptcpAnnouncedPathManager");
    net.server.sendFrom = 7;
    net.Transfer(100000, 100000, 60);
    CheckDelivered(net, "wrong HMAC");
    BOOST_TEST(TwoHosts::Ours(net.client)->GetAddAddrHmacFailures() > 1u);
    BOOST_TEST(TwoHosts::Ours(net.client)->GetAddAddrHmacFailures() <= 5u); // then it gives up
    BOOST_TEST(log.Count([](const auto& s) { return s.Options().joinSyn.has_value(); }) == 0u);
    BOOST_TEST(log.Count([](const auto& s) { return s.fromClient && s.Options().addAddrV1; }) == 0u); // no echo
}

BOOST_AUTO_TEST_CASE(either_side_may_announce)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        Config::SetDefault("ns3::MptcpPathManager::AnnounceAsClient", BooleanValue(true));
        Config::SetDefault("ns3::MptcpPathManager::AnnounceAsServer", BooleanValue(false));
        Config::SetDefault("ns3::MptcpPathManager::OpenAsClient", BooleanValue(false));
        Config::SetDefault("ns3::MptcpPathManager::OpenAsServer", BooleanValue(true));
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(2000000, 2000000, 30);
        CheckDelivered(net, kind);
        auto joins = log.Select([](const auto& s) { return s.Options().joinSyn.has_value(); });
        BOOST_REQUIRE(!joins.empty());
        BOOST_TEST(!joins[0].fromClient, kind);
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 2u, kind);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 2u, kind);
        BOOST_TEST(log.Count([](const auto& s) {
            auto options = s.Options();
            return s.fromClient && (options.addAddrV0 || options.addAddrV1);
        }) > 0u, kind);
        BOOST_TEST(Carried(log, true, 2, 0, 30) > 0u, kind);
        BOOST_TEST(Carried(log, false, 2, 0, 30) > 0u, kind);
    }
}

// --- REMOVE_ADDR ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(remove_addr_of_a_living_path_changes_nothing)
{
    // Anybody on the path may have sent it: the path is asked first (RFC 8684, 3.4.2).
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.server.sendFrom = 12; // silence before: only the probe can tell
        net.Start(100000, 1000000);
        Simulator::Schedule(Seconds(2), [&]() {
            RemoveAddr removed;
            removed.Add(1);
            OptionBytes option;
            removed.AppendTo(option);
            Inject(net, 0, 1, NextAck(log, true, 1, option));
        });
        net.Run(60);
        CheckDelivered(net, kind);
        BOOST_TEST(log.Count([](const auto& s) { return s.View().Has(TCP_RST) && s.time < 12; }) == 0u, kind);
        // a probe and its answer
        BOOST_TEST(log.Count([](const auto& s) { return !s.fromClient && s.interface == 2 && s.time > 1.99 && s.time < 12; }) > 0u, kind);
        BOOST_TEST(log.Count([](const auto& s) { return s.fromClient && s.interface == 2 && s.time > 1.99 && s.time < 12; }) > 0u, kind);
        BOOST_TEST(Carried(log, false, 2, 12, 60) > 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(remove_addr_of_a_dead_path_resets_its_subflow)
{
    for (const auto& kind : VERSIONS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.server.sendFrom = 12;
        net.FailLink(1, 1.5);
        net.Start(100000, 1000000);
        Simulator::Schedule(Seconds(2), [&]() {
            RemoveAddr removed;
            removed.Add(1);
            OptionBytes option;
            removed.AppendTo(option);
            Inject(net, 0, 1, NextAck(log, true, 1, option));
        });
        net.Run(60);
        CheckDelivered(net, kind);
        BOOST_TEST(log.Count([](const auto& s) {
            return s.View().Has(TCP_RST) && !s.fromClient && s.interface == 2 && s.time < 12;
        }) == 1u, kind);
        BOOST_TEST(Carried(log, false, 2, 12, 60) == 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_withdrawn_address_is_used_no_more)
{
    for (const auto& kind : KINDS)
    {
        for (bool byClient : {true, false})
        {
            for (unsigned link : {0u, 1u})
            {
                std::string what = kind + (byClient ? " client" : " server") + " link " + std::to_string(link);
                TwoHosts net(kind, kind, {FAST, SLOW});
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Start(5000000, 5000000);
                Simulator::Schedule(Seconds(1), [&, byClient, link]() {
                    auto ours = TwoHosts::Ours(byClient ? net.client : net.server);
                    BOOST_TEST(ours->WithdrawAddress(TwoHosts::AddressOf(link, byClient ? 0 : 1)), what);
                    BOOST_TEST(!ours->WithdrawAddress(InetSocketAddress("192.0.2.1", 0)), what);
                });
                net.Run(60);
                CheckDelivered(net, what);
                auto removes = log.Select([](const auto& s) { return s.Options().removeAddr.has_value(); });
                BOOST_REQUIRE(!removes.empty());
                BOOST_TEST(removes[0].fromClient == byClient, what);
                BOOST_TEST(removes[0].Options().removeAddr->ids[0] == link, what);
                BOOST_TEST(Carried(log, byClient, link + 1, 1.01, 60) == 0u, what);
                BOOST_TEST(Carried(log, !byClient, link + 1, 1.2, 60) == 0u, what);
                BOOST_TEST(Carried(log, byClient, 2 - link, 1.2, 60) > 1000000u, what);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
