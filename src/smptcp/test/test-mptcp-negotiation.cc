/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Which version of MPTCP two hosts end up with, and whether they use checksums (RFC 6824 and RFC 8684, 3.1).

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-options.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-negotiation.h"
#include "ns3/smptcp-option-bytes.h"

#include <boost/test/unit_test.hpp>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_negotiation)

namespace
{

constexpr uint8_t A = MPC_FLAG_CHECKSUM;
constexpr uint8_t B = MPC_FLAG_EXTENSION;
constexpr uint8_t C = MPC_FLAG_NO_JOIN_HERE;
constexpr uint8_t H = MPC_FLAG_HMAC;

/// \return what a SYN (or, with a key, version 1's SYN/ACK) says
Offer
Said(unsigned version, unsigned flags, bool key)
{
    HandshakeOptions options;
    options.mpCapable.emplace();
    options.mpCapable->version = static_cast<uint8_t>(version);
    options.mpCapable->flags = static_cast<uint8_t>(flags);
    if (key)
    {
        options.mpCapable->senderKey = 1;
    }
    return options.ToOffer();
}

HandshakePolicy
Speaking(bool v0, bool v1)
{
    HandshakePolicy policy;
    policy.capabilities.mptcp = v0;
    policy.capabilities.mptcpV1 = v1;
    return policy;
}

/// Change the flags or the version of MP_CAPABLE in a segment.
void
ChangeCapable(WireSegment& segment, uint8_t clear, uint8_t set, int version = -1)
{
    SegmentView view = segment.View();
    OptionWalker walker(view.Options(), view.OptionsSize());
    while (auto option = walker.Next())
    {
        if (option->kind == KIND_MPTCP && option->data[2] >> 4 == 0)
        {
            uint8_t* at = segment.octets.data() + (option->data - segment.octets.data());
            at[2] = version < 0 ? at[2] : static_cast<uint8_t>(version);
            at[3] = static_cast<uint8_t>((at[3] & ~clear) | set);
        }
    }
}

bool
IsSyn(const WireSegment& segment)
{
    return segment.View().Has(TCP_SYN);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_a_syn_counts_as)
{
    struct Row
    {
        unsigned version;
        unsigned flags;
        bool key;
        bool v0;
        bool v1;
    };
    for (const Row& row : {Row{0, H, true, true, false},
                           Row{0, H | A, true, true, false},
                           Row{0, A, true, false, false}, // no algorithm
                           Row{1, H, false, false, true},
                           Row{1, H | A, false, false, true},
                           Row{1, H | C, false, false, true},
                           Row{1, H, true, false, true},
                           Row{1, A, false, false, false},    // no algorithm
                           Row{1, H | B, false, false, false}, // B: not understood (RFC 8684, 3.1)
                           Row{2, H, false, false, true},      // a higher version is answered with the own one
                           Row{15, H, false, false, true},
                           Row{2, H, true, false, false}, // but not accepted in a SYN/ACK
                           Row{2, 0, false, false, false}})
    {
        BOOST_TEST_CONTEXT("version " << row.version << " flags " << row.flags << " key " << row.key)
        {
            Offer offer = Said(row.version, row.flags, row.key);
            BOOST_TEST((offer.mpc && offer.h) == row.v0);
            BOOST_TEST(offer.mpcV1 == row.v1);
            Mode withV0 = AnswerSyn(Speaking(true, false), offer, 1).offer.mpc ? Mode::MPTCP : Mode::TCP;
            BOOST_TEST((withV0 == Mode::MPTCP) == row.v0);
            BOOST_TEST(AnswerSyn(Speaking(false, true), offer, 1).offer.mpcV1 == row.v1);
            SynAnswer both = AnswerSyn(Speaking(true, true), offer, 1);
            BOOST_TEST(both.offer.mpc == row.v0);
            BOOST_TEST(both.offer.mpcV1 == row.v1);
            BOOST_TEST(!AnswerSyn(Speaking(false, false), offer, 1).offer.AnyMpc());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_client_of_both_versions_offers_the_higher)
{
    BOOST_TEST(ComposeSynOffer(Speaking(true, true), 1).mpcV1);
    BOOST_TEST(!ComposeSynOffer(Speaking(true, true), 1).mpc);
    BOOST_TEST(ComposeSynOffer(Speaking(true, false), 1).mpc);
    BOOST_TEST(!ComposeSynOffer(Speaking(true, true), 4).AnyMpc());
}

BOOST_AUTO_TEST_CASE(only_the_version_that_was_offered_is_taken)
{
    for (bool offered : {false, true})
    {
        for (bool answered : {false, true})
        {
            HandshakePolicy policy = Speaking(!offered, offered);
            Offer sent = ComposeSynOffer(policy, 1);
            Offer answer = Said(answered ? 1 : 0, H, true);
            Mode mode = DecideOnSynAck(policy, sent, answer, true).mode;
            BOOST_TEST((mode == Mode::MPTCP) == (offered == answered));
        }
    }
}

BOOST_AUTO_TEST_CASE(two_hosts_of_one_version_speak_it_and_others_speak_tcp)
{
    for (const std::string client : {"mptcp", "mptcp-v1"})
    {
        for (const std::string server : {"mptcp", "mptcp-v1", "smptcp"})
        {
            std::string what = client + " to " + server;
            TwoHosts net(client, server, {FAST, SLOW});
            WireLog log(net);
            net.client.mayClose = net.server.mayClose = false;
            net.Transfer(200000, 200000, 30);
            CheckDelivered(net, what);
            bool same = client == server || (client == "mptcp" && server == "smptcp");
            BOOST_TEST(TwoHosts::ModeOf(net.client) == (same ? "MPTCP" : "TCP"), what);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == (same ? "MPTCP" : "TCP"), what);
            BOOST_TEST((log.Count([](const auto& s) { return !IsSyn(s) && s.Has(KIND_MPTCP); }) > 0) == same, what);
            if (same)
            {
                auto version = client == "mptcp" ? MptcpVersion::V0 : MptcpVersion::V1;
                BOOST_TEST((TwoHosts::Ours(net.client)->GetMptcpVersion() == version), what);
                BOOST_TEST((TwoHosts::Ours(net.server)->GetMptcpVersion() == version), what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(either_side_asks_for_checksums_and_then_both_send_them)
{
    for (const std::string kind : {"mptcp", "mptcp-v1"})
    {
        for (bool client : {false, true})
        {
            for (bool server : {false, true})
            {
                TwoHosts net(kind, kind, {FAST, SLOW});
                net.Stack(0)->SetAttribute("Checksum", BooleanValue(client));
                net.Stack(1)->SetAttribute("Checksum", BooleanValue(server));
                WireLog log(net);
                net.client.mayClose = net.server.mayClose = false;
                net.Transfer(300000, 300000, 30);
                BOOST_TEST_CONTEXT(kind << " client " << client << " server " << server)
                {
                    CheckDelivered(net, kind);
                    BOOST_TEST(TwoHosts::Ours(net.client)->UsesChecksum() == (client || server));
                    BOOST_TEST(TwoHosts::Ours(net.server)->UsesChecksum() == (client || server));
                    for (bool fromClient : {true, false})
                    {
                        for (bool with : {true, false})
                        {
                            auto count = log.Count([&](const auto& s) {
                                auto dss = s.Options().dss;
                                return s.fromClient == fromClient && dss && dss->mapping &&
                                       dss->mapping->checksum.has_value() == with;
                            });
                            BOOST_TEST((count > 0) == (with == (client || server)));
                        }
                    }
                    auto syns = log.Select([](const auto& s) {
                        return IsSyn(s) && s.Options().handshake.mpCapable.has_value();
                    });
                    BOOST_REQUIRE(syns.size() == 2u);
                    bool syn = syns[0].Options().handshake.mpCapable->flags & A;
                    bool synAck = syns[1].Options().handshake.mpCapable->flags & A;
                    BOOST_TEST(syn == client);
                    BOOST_TEST(synAck == server); // each says what it wants; the third segment confirms it
                    auto third = log.Select([](const auto& s) {
                        const auto& mpc = s.Options().handshake.mpCapable;
                        return !IsSyn(s) && mpc && mpc->receiverKey;
                    });
                    BOOST_REQUIRE(!third.empty());
                    bool confirmed = third[0].Options().handshake.mpCapable->flags & A;
                    BOOST_TEST(confirmed == (client || server));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(flags_and_versions_on_the_wire)
{
    struct Row
    {
        const char* what;
        uint8_t clear;
        uint8_t set;
        int version;
        bool synAck;
        bool mptcp;
    };
    for (const Row& row : {Row{"H missing in the SYN", H, 0, -1, false, false},
                           Row{"H missing in the SYN/ACK", H, 0, -1, true, false},
                           Row{"B set in the SYN", 0, B, -1, false, false},
                           Row{"B set in the SYN/ACK", 0, B, -1, true, false},
                           Row{"SYN of version 2", 0, 0, 2, false, true},
                           Row{"SYN/ACK of version 2", 0, 0, 2, true, false},
                           Row{"SYN of version 0", 0, 0, 0, false, false}})
    {
        TwoHosts net("mptcp-v1", "mptcp-v1", {FAST, SLOW});
        SegmentFilter::PutBox(net, 0, row.synAck ? 0 : 1, [&row](WireSegment& segment) {
            if (IsSyn(segment))
            {
                ChangeCapable(segment, row.clear, row.set, row.version);
            }
        });
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(300000, 300000, 30);
        CheckDelivered(net, row.what);
        BOOST_TEST(TwoHosts::ModeOf(net.client) == (row.mptcp ? "MPTCP" : "TCP"), row.what);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == (row.mptcp ? "MPTCP" : "TCP"), row.what);
    }
}

BOOST_AUTO_TEST_CASE(no_join_to_the_initial_address_when_the_peer_forbids_it)
{
    // C: no further subflow to this address and port (RFC 8684, 3.1); addresses that are announced are another matter.
    for (bool forbidden : {false, true})
    {
        TwoHosts net("mptcp-v1", "mptcp-v1", {FAST, SLOW});
        SegmentFilter::PutBox(net, 0, 0, [forbidden](WireSegment& segment) {
            if (IsSyn(segment) && forbidden)
            {
                ChangeCapable(segment, 0, C);
            }
        });
        net.prepareClient = [](Ptr<Socket> socket) {
            socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::MptcpPortsPathManager")));
        };
        WireLog log(net);
        net.client.mayClose = net.server.mayClose = false;
        net.Transfer(300000, 300000, 30);
        CheckDelivered(net, forbidden ? "C" : "no C");
        auto joins = log.Count([](const auto& s) { return IsSyn(s) && s.Options().joinSyn.has_value(); });
        BOOST_TEST((joins == 0) == forbidden);
    }
}

BOOST_AUTO_TEST_SUITE_END()
