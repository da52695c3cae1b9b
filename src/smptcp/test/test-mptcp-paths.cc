/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Path managers, JOINs that are refused, and subflows that come and go.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/mptcp-options.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_paths)

namespace
{

const std::vector<std::string> KINDS{"mptcp", "mptcp-v1", "smptcp"};
const TwoHosts::Link LINK{"10Mbps", "20ms"};
const TwoHosts::Link THIN{"1Mbps", "20ms"};

void
SetPathManager(TwoHosts& net, const std::string& name)
{
    auto set = [name](Ptr<Socket> socket) {
        socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::" + name)));
    };
    net.prepareClient = set;
    net.prepareListener = set;
}

bool
IsJoinSyn(const WireSegment& segment)
{
    return segment.Options().joinSyn.has_value();
}

/// Octets of payload by IP interface of the sender between two times
std::map<uint32_t, uint64_t>
Carried(const WireLog& log, double from = 0, double to = 1000)
{
    std::map<uint32_t, uint64_t> sums;
    for (const auto& segment : log.segments)
    {
        if (segment.time >= from && segment.time < to)
        {
            sums[segment.interface] += segment.View().PayloadSize();
        }
    }
    return sums;
}

/// Change the last octet of MP_JOIN in segments of a kind: that of a HMAC or nonce, or of a token with \p back = 5.
void
SpoilJoin(TwoHosts& net, uint32_t link, uint32_t host, uint8_t length, unsigned back, unsigned& spoilt)
{
    SegmentFilter::PutBox(net, link, host, [length, back, &spoilt](WireSegment& segment) {
        SegmentView view = segment.View();
        OptionWalker walker(view.Options(), view.OptionsSize());
        while (auto option = walker.Next())
        {
            if (option->kind == KIND_MPTCP && option->data[2] >> 4 == 1 && option->length == length)
            {
                auto end = static_cast<std::size_t>(option->data - segment.octets.data()) + length;
                segment.octets[end - back] ^= 1;
                ++spoilt;
            }
        }
    });
}

/// The stream arrives over one subflow, and a RST over link 2 refused the other. \param fromClient who refused
void
CheckRefusedJoin(const TwoHosts& net, const WireLog& log, const std::string& kind, bool fromClient, const std::string& what)
{
    CheckDelivered(net, what);
    BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 1u, what);
    BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 1u, what);
    auto resets = log.Select([fromClient](const auto& s) {
        return s.View().Has(TCP_RST) && s.interface == 2 && s.fromClient == fromClient;
    });
    BOOST_REQUIRE_MESSAGE(!resets.empty(), what);
    auto reason = resets[0].Options().tcpRst;
    BOOST_TEST(reason.has_value() == (kind == "mptcp-v1"), what);
    BOOST_TEST((!reason || reason->reason == 1), what);
}

} // namespace

BOOST_AUTO_TEST_CASE(each_policy_yields_the_subflows_it_promises)
{
    struct Row
    {
        const char* policy;
        std::map<unsigned, unsigned> subflows; ///< By number of links
    };
    for (const Row& row : {Row{"MptcpPairwisePathManager", {{1, 1}, {2, 2}, {3, 3}}},
                           Row{"MptcpNullPathManager", {{1, 1}, {2, 1}, {3, 1}}},
                           Row{"MptcpFullMeshPathManager", {{1, 1}, {2, 2}, {3, 3}}},
                           Row{"MptcpPortsPathManager", {{1, 2}, {2, 2}, {3, 2}}},
                           Row{"MptcpAnnouncedPathManager", {{1, 1}, {2, 2}, {3, 3}}},
                           Row{"MptcpBackupPathManager", {{1, 1}, {2, 2}, {3, 3}}}})
    {
        for (const auto& [links, expected] : row.subflows)
        {
            for (const auto& kind : KINDS)
            {
                std::string what = kind + std::string(" ") + row.policy + " " + std::to_string(links);
                TwoHosts net(kind, kind, std::vector<TwoHosts::Link>(links, LINK));
                WireLog log(net);
                SetPathManager(net, row.policy);
                bool backup = std::string(row.policy) == "MptcpBackupPathManager";
                if (backup)
                {
                    // No window beyond the queue: a timeout of the regular path would be a reason to use the backup.
                    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(60000));
                    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(60000));
                }
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(1000000, 1000000, 30);
                CheckDelivered(net, what);
                BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == expected, what);
                BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == expected, what);
                auto announced = log.Select([](const auto& s) { return s.Options().addAddrV0 || s.Options().addAddrV1; });
                BOOST_TEST(announced.empty() == (links == 1 || row.policy == std::string("MptcpNullPathManager")), what);
                std::set<std::pair<uint32_t, uint16_t>> used;
                for (const auto& segment : log.segments)
                {
                    if (segment.fromClient && segment.View().PayloadSize() > 0)
                    {
                        used.emplace(segment.interface, segment.SourcePort());
                    }
                }
                BOOST_TEST(used.size() == (backup ? 1u : expected), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(as_many_ports_as_asked_for_and_no_more_than_allowed)
{
    for (const auto& kind : KINDS)
    {
        for (uint32_t wanted : {1u, 3u, 6u, 12u})
        {
            TwoHosts net(kind, kind, {LINK});
            Config::SetDefault("ns3::MptcpPortsPathManager::Subflows", UintegerValue(wanted));
            SetPathManager(net, "MptcpPortsPathManager");
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(1000000, 1000000, 30);
            CheckDelivered(net, kind);
            auto up = TwoHosts::Ours(net.client)->GetSubflowReports().size();
            BOOST_TEST(up == std::min(wanted, 8u), kind << " " << wanted); // MaxSubflows
            BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == up);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_join_with_an_unknown_token_is_refused)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        unsigned spoilt = 0;
        SpoilJoin(net, 1, 1, 12, 5, spoilt);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(500000, 500000, 30);
        BOOST_TEST(spoilt > 0u);
        CheckRefusedJoin(net, log, kind, false, kind);
        BOOST_TEST(net.Stack(1)->GetRefusedJoins() > 0u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_join_with_a_wrong_hmac_is_refused_by_the_end_that_sees_it)
{
    for (const auto& kind : KINDS)
    {
        for (bool synAck : {true, false})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            unsigned spoilt = 0;
            // SYN/ACK: the first octet of the HMAC is 12 octets before the end; third ACK: the last octet
            SpoilJoin(net, 1, synAck ? 0 : 1, synAck ? 16 : 24, synAck ? 12 : 1, spoilt);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(500000, 500000, 30);
            BOOST_TEST(spoilt > 0u);
            CheckRefusedJoin(net, log, kind, synAck, kind + (synAck ? " SYN/ACK" : " third ACK"));
            BOOST_TEST(TwoHosts::Ours(synAck ? net.client : net.server)->GetJoinHmacFailures() > 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_join_whose_options_are_stripped_is_refused)
{
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        for (const std::string where : {"SYN/ACK", "third ACK"})
        {
            TwoHosts net(kind, kind, {FAST, SLOW});
            WireLog log(net);
            bool synAck = where == "SYN/ACK";
            SegmentFilter::PutBox(net, 1, synAck ? 0 : 1, [synAck](WireSegment& segment) {
                if (segment.View().Has(TCP_SYN) == synAck)
                {
                    segment.StripMptcp();
                }
            });
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(500000, 500000, 30);
            CheckRefusedJoin(net, log, kind, synAck, kind + " " + where);
        }
    }
}

BOOST_AUTO_TEST_CASE(half_open_joins_are_limited_and_forgotten)
{
    // SYNs with the right token from ports of a stranger, and never a third ACK
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        TwoHosts net(kind, kind, {FAST, SLOW});
        WireLog log(net);
        SetPathManager(net, "MptcpNullPathManager");
        net.client.mayClose = net.server.mayClose = false;
        net.server.sendFrom = 12;
        net.Start(100000, 100000);
        auto knock = [&](unsigned first, unsigned count) {
            for (unsigned i = first; i < first + count; ++i)
            {
                MpJoinSyn join;
                join.token = TwoHosts::Ours(net.client)->GetRemoteToken();
                join.nonce = i;
                join.addressId = 9;
                OptionBytes option;
                join.AppendTo(option);
                WireSegment syn = Forge(
                    MakeSegment("10.1.2.1", static_cast<uint16_t>(50000 + i), "10.1.2.2", net.port),
                    TCP_SYN,
                    {option.Data(), option.Data() + option.Size()});
                Inject(net, 1, 1, syn);
            }
        };
        Simulator::Schedule(Seconds(1), [&knock]() { knock(0, 7); });
        Simulator::Schedule(Seconds(5), [&knock]() { knock(10, 3); }); // the first ones are forgotten by then
        net.Run(60);
        CheckDelivered(net, kind);
        auto answers = [&log](double from, double to) {
            std::set<uint16_t> ports;
            for (const auto& s : log.segments)
            {
                if (s.Options().joinSynAck && s.time >= from && s.time < to)
                {
                    ports.insert(s.DestinationPort());
                }
            }
            return ports.size();
        };
        BOOST_TEST(answers(1, 4.9) == 4u, kind); // MaxHalfOpenJoins
        BOOST_TEST(answers(5, 9) == 3u, kind);
        BOOST_TEST(net.Stack(1)->GetRefusedJoins() == 3u, kind);
        BOOST_TEST(TwoHosts::Ours(net.server)->GetSubflowReports().size() == 1u, kind);
    }
}

BOOST_AUTO_TEST_CASE(a_subflow_returns_after_its_path)
{
    for (const auto& kind : KINDS)
    {
        for (unsigned link : {0u, 1u})
        {
            std::string what = kind + " link " + std::to_string(link);
            TwoHosts net(kind, kind, {THIN, THIN});
            WireLog log(net);
            net.prepareClient = [](Ptr<Socket> socket) { socket->SetAttribute("DataRetries", UintegerValue(3)); };
            net.prepareListener = net.prepareClient;
            net.FailLink(link, 1);
            net.RepairLink(link, 9);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(6000000, 0, 200);
            CheckDelivered(net, what);
            auto carried = Carried(log, 9, 200);
            BOOST_TEST(carried[1] > 200000u, what);
            BOOST_TEST(carried[2] > 200000u, what);
            BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() >= 3u, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == (kind == "smptcp" ? "SMPTCP" : "MPTCP"), what);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_connection_lives_on_without_its_initial_subflow)
{
    for (const auto& kind : KINDS)
    {
        for (bool byClient : {true, false})
        {
            std::string what = kind + (byClient ? " by the client" : " by the server");
            TwoHosts net(kind, kind, {LINK, LINK});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Start(4000000, 4000000);
            Simulator::Schedule(Seconds(1), [&, byClient]() {
                auto ours = TwoHosts::Ours(byClient ? net.client : net.server);
                BOOST_TEST(ours->ResetSubflow(1));
                BOOST_TEST(!ours->ResetSubflow(77));
            });
            net.Run(60);
            CheckDelivered(net, what);
            BOOST_TEST(net.client.peerClosed, what);
            BOOST_TEST(net.server.peerClosed, what);
            BOOST_TEST(Carried(log, 1.1, 2)[2] > 0u, what);
            // another takes its place
            BOOST_TEST(log.Count([](const auto& s) { return IsJoinSyn(s) && s.interface == 1 && s.time > 1; }) > 0u, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_connection_outlives_all_its_subflows_for_a_while)
{
    for (const auto& kind : KINDS)
    {
        for (double timeout : {10.0, 0.0})
        {
            std::string what = kind + " " + std::to_string(timeout);
            TwoHosts net(kind, kind, {LINK, LINK});
            WireLog log(net);
            net.prepareClient = [timeout](Ptr<Socket> socket) {
                socket->SetAttribute("ReconnectTimeout", TimeValue(Seconds(timeout)));
            };
            net.prepareListener = net.prepareClient;
            net.client.mayClose = net.server.mayClose = false;
            net.Start(4000000, 4000000);
            Simulator::Schedule(Seconds(1), [&]() {
                for (uint32_t id : {1u, 2u})
                {
                    BOOST_TEST(TwoHosts::Ours(net.client)->ResetSubflow(id));
                }
            });
            net.Run(60);
            if (timeout > 0)
            {
                CheckDelivered(net, what);
                BOOST_TEST(net.client.peerClosed, what);
                BOOST_TEST(net.server.peerClosed, what);
                continue;
            }
            BOOST_TEST(net.client.failed, what);
            BOOST_TEST(net.server.failed, what);
            BOOST_TEST(net.client.endedAt < 1.5, what);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_a_way_back_both_ends_give_up)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {LINK, LINK});
        net.client.mayClose = net.server.mayClose = false;
        net.FailLink(0, 1.5); // the resets have arrived, the first try to come back is ahead
        net.FailLink(1, 1.5);
        net.Start(4000000, 4000000);
        Simulator::Schedule(Seconds(1), [&]() {
            for (uint32_t id : {1u, 2u})
            {
                TwoHosts::Ours(net.client)->ResetSubflow(id);
            }
        });
        net.Run(60);
        for (const auto* end : {&net.client, &net.server})
        {
            BOOST_TEST(end->failed, kind);
            BOOST_TEST(end->endedAt >= 11, kind << " " << end->seed); // ReconnectTimeout
            BOOST_TEST(end->endedAt < 12, kind << " " << end->seed << " ended at " << end->endedAt);
            BOOST_TEST(end->intact, kind);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_server_opens_subflows_when_told_to)
{
    for (const auto& kind : KINDS)
    {
        TwoHosts net(kind, kind, {LINK, LINK, LINK});
        WireLog log(net);
        Config::SetDefault("ns3::MptcpPathManager::AnnounceAsClient", BooleanValue(true));
        Config::SetDefault("ns3::MptcpPathManager::OpenAsClient", BooleanValue(false));
        Config::SetDefault("ns3::MptcpPathManager::OpenAsServer", BooleanValue(true));
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(2000000, 2000000, 30);
        CheckDelivered(net, kind);
        BOOST_TEST(log.Count([](const auto& s) { return IsJoinSyn(s) && s.fromClient; }) == 0u, kind);
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 3u, kind);
        auto carried = Carried(log);
        for (uint32_t interface : {1u, 2u, 3u})
        {
            BOOST_TEST(carried[interface] > 0u, kind);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
