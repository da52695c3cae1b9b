/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The forms in which hosts protect segments, end to end: lengths of tags, tcpcrypt's forms, keys of subflows; and what
// happens where two hosts differ.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/smptcp-key-log.h"
#include "ns3/string.h"
#include "ns3/type-id.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(protection)

namespace
{

/// Links that lose now and then
std::vector<TwoHosts::Link>
Lossy(double loss = 0.01)
{
    std::vector<TwoHosts::Link> links{FAST, SLOW};
    for (auto& link : links)
    {
        link.loss = loss;
    }
    return links;
}

/// Attributes of one host's stack, as name and value
using Settings = std::vector<std::pair<std::string, std::string>>;

void
Set(const TwoHosts& net, uint32_t host, const Settings& settings)
{
    for (const auto& [name, value] : settings)
    {
        net.Stack(host)->SetAttribute(name, StringValue(value));
    }
}

void
SetBoth(const TwoHosts& net, const Settings& settings)
{
    Set(net, 0, settings);
    Set(net, 1, settings);
}

uint64_t
MacFailures(const TwoHosts::End& end)
{
    uint64_t failures = 0;
    for (const auto& report : TwoHosts::Ours(end)->GetSubflowReports())
    {
        failures += report.macFailures;
    }
    return failures;
}

/// \return SACK blocks of a segment
unsigned
SackBlocks(const WireSegment& segment)
{
    unsigned octets = segment.OptionOctets(KIND_SACK);
    return octets / 8;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_length_of_tag_carries_a_transfer)
{
    struct Row
    {
        unsigned tag;
        unsigned data;   //!< Octets of options on data, padded
        unsigned blocks; //!< SACK blocks that fit beside A4 (smptcp.md 4.4)
    };

    for (const Row& row : {Row{20, 40, 1}, Row{16, 36, 1}, Row{12, 32, 2}, Row{10, 32, 2}, Row{8, 28, 2}})
    {
        TwoHosts net("smptcp", "smptcp", Lossy(0.02));
        Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1460));
        SetBoth(net, {{"MacTagOctets", std::to_string(row.tag)}});
        WireLog log(net);
        net.Transfer(3000000, 300000, 120);
        std::string what = "tag of " + std::to_string(row.tag);
        CheckDelivered(net, what);
        BOOST_TEST(MacFailures(net.client) + MacFailures(net.server) == 0u, what);
        unsigned blocks = 0;
        std::size_t largest = 0;
        for (const auto& segment : log.segments)
        {
            SegmentView view = segment.View();
            bool protectedSegment = segment.Has(KIND_MAC);
            BOOST_TEST((!protectedSegment || segment.OptionOctets(KIND_MAC) == 2 + row.tag), what);
            if (protectedSegment && view.PayloadSize() > 0)
            {
                BOOST_TEST(view.OptionsSize() == row.data, what);
            }
            BOOST_TEST(!segment.IsFragment(), what);
            blocks = std::max(blocks, SackBlocks(segment));
            largest = std::max(largest, segment.octets.size());
        }
        BOOST_TEST(blocks == row.blocks, what);
        BOOST_TEST(largest == 1480u, what << ": the octets saved go to payload");
    }
}

BOOST_AUTO_TEST_CASE(tcpcrypt_with_short_tags)
{
    for (unsigned tag : {16u, 8u})
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {Lossy()[0]});
        SetBoth(net, {{"MacTagOctets", std::to_string(tag)}});
        WireLog log(net);
        net.Transfer(500000, 200000, 120);
        CheckDelivered(net, "tcpcrypt, tag of " + std::to_string(tag));
        BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCPCRYPT");
        BOOST_TEST(log.Count([tag](const auto& s) { return s.OptionOctets(KIND_MAC) == 2 + tag; }) > 300u);
        BOOST_TEST(log.Count([tag](const auto& s) { return s.Has(KIND_MAC) && s.OptionOctets(KIND_MAC) != 2 + tag; }) ==
                   0u);
    }
}

BOOST_AUTO_TEST_CASE(tcpcrypt_of_form_b_and_as_the_daemon_does_it)
{
    struct Row
    {
        const char* form;
        const char* wire;
        unsigned tag;
    };

    for (const Row& row : {Row{"A", "clean", 20}, Row{"A", "daemon", 20}, Row{"B", "clean", 16}, Row{"B", "daemon", 16}})
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {Lossy(0.02)[0]});
        SetBoth(net, {{"TcpcryptForm", row.form}, {"TcpcryptWire", row.wire}});
        net.client.mayClose = net.server.mayClose = false;
        WireLog log(net);
        net.Transfer(800000, 400000, 120);
        std::string what = std::string("form ") + row.form + ", " + row.wire;
        CheckDelivered(net, what);
        for (const auto* end : {&net.client, &net.server})
        {
            BOOST_TEST(TwoHosts::ModeOf(*end) == "TCPCRYPT", what);
            BOOST_TEST(MacFailures(*end) == 0u, what);
        }
        bool formB = *row.form == 'B';
        auto client = TwoHosts::Ours(net.client);
        BOOST_TEST((client->GetSessionId() == TwoHosts::Ours(net.server)->GetSessionId()), what);
        BOOST_TEST(client->GetSessionId().size() == (formB ? 32u : 20u), what);
        BOOST_TEST(log.Count([&](const auto& s) { return s.OptionOctets(KIND_MAC) == 2 + row.tag; }) > 500u, what);
        // The messages of the exchange have the sizes of tcpcrypt.md section 4.
        std::map<bool, std::size_t> init;
        for (const auto& segment : log.segments)
        {
            if (segment.Has(KIND_CRYPT) && segment.View().PayloadSize() > 0)
            {
                init[segment.fromClient] = segment.View().PayloadSize();
            }
        }
        BOOST_TEST(init[true] == (formB ? 117u : 296u), what);
        BOOST_TEST(init[false] == (formB ? 110u : 264u), what);
    }
}

BOOST_AUTO_TEST_CASE(nothing_in_clear_in_any_form)
{
    for (const Settings& settings : {Settings{{"TcpcryptForm", "B"}}, Settings{{"TcpcryptWire", "daemon"}}})
    {
        TwoHosts net("tcpcrypt", "tcpcrypt", {FAST});
        SetBoth(net, settings);
        WireLog log(net);
        net.Transfer(100000, 0, 30);
        CheckDelivered(net, settings[0].second);
        uint64_t offset = 0;
        uint64_t equal = 0;
        for (const auto& segment : log.Select([](const auto& s) {
                 return s.fromClient && s.Has(KIND_MAC) && s.View().PayloadSize() > 0;
             }))
        {
            SegmentView view = segment.View();
            for (std::size_t i = 0; i < view.PayloadSize(); ++i)
            {
                equal += view.Payload()[i] == TwoHosts::PatternAt(net.client.seed, offset + i);
            }
            offset += view.PayloadSize();
        }
        BOOST_TEST(offset == 100000u);
        BOOST_TEST(equal < 1000u, "one octet of 256 by chance, not more");
    }
}

BOOST_AUTO_TEST_CASE(hosts_of_different_forms_fall_back_to_tcp)
{
    for (bool clientB : {true, false})
    {
        for (const std::string other : {"tcpcrypt", "smptcp"})
        {
            TwoHosts net(clientB ? "tcpcrypt" : other, clientB ? other : "tcpcrypt", {FAST});
            Set(net, clientB ? 0 : 1, {{"TcpcryptForm", "B"}});
            net.Transfer(200000, 100000, 60);
            std::string what = "form B " + std::string(clientB ? "to " : "from ") + other;
            CheckDelivered(net, what);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == "TCP", what);
            BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCP", what);
        }
    }
}

BOOST_AUTO_TEST_CASE(subflows_with_keys_of_their_own)
{
    TwoHosts net("smptcp", "smptcp", Lossy());
    SetBoth(net, {{"SubflowKeys", "true"}});
    net.Transfer(3000000, 2000000, 120);
    CheckDelivered(net, "V-SUBKEY");
    BOOST_TEST(TwoHosts::ModeOf(net.client) == "SMPTCP");
    for (const auto* end : {&net.client, &net.server})
    {
        auto reports = TwoHosts::Ours(*end)->GetSubflowReports();
        BOOST_TEST_REQUIRE(reports.size() == 2u);
        BOOST_TEST(MacFailures(*end) == 0u);
        BOOST_TEST(reports[0].bytesSent > 0u);
        BOOST_TEST(reports[1].bytesSent > 0u);
    }
}

BOOST_AUTO_TEST_CASE(reinjection_encrypts_anew)
{
    for (unsigned failing : {0u, 1u}) // from the initial subflow to the joined one, and the other way round
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        SetBoth(net, {{"SubflowKeys", "true"}});
        net.FailLink(failing, 1.0);
        net.Transfer(4000000, 1000000, 120);
        CheckDelivered(net, "V-SUBKEY, link " + std::to_string(failing) + " fails");
        BOOST_TEST(MacFailures(net.client) + MacFailures(net.server) == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_tag_of_another_length_is_no_tag)
{
    for (unsigned length : {20u, 16u, 12u, 10u, 8u})
    {
        TwoHosts net("smptcp", "smptcp", {FAST});
        SetBoth(net, {{"MacTagOctets", "12"}});
        // Every fifth data segment has a tag of another length; with that length it is changed at its last octet.
        unsigned seen = 0;
        unsigned changed = 0;
        SegmentFilter::PutBox(net, 0, 1, [&](WireSegment& segment) {
            SegmentView view = segment.View();
            if (!segment.Has(KIND_MAC) || view.PayloadSize() == 0 || ++seen % 5 != 0 || seen > 100)
            {
                return;
            }
            ++changed;
            OptionBytes options;
            OptionWalker walker(view.Options(), view.OptionsSize());
            const uint8_t* tag = nullptr;
            while (auto option = walker.Next())
            {
                if (option->kind == KIND_MAC)
                {
                    tag = option->data + 2;
                    continue;
                }
                options.Append(option->data, option->length);
            }
            uint8_t mac[22] = {KIND_MAC, static_cast<uint8_t>(2 + length)};
            std::copy_n(tag, std::min(length, 12u), mac + 2);
            mac[1 + length] ^= 1;
            options.Append(mac, 2 + length);
            options.PadWithNop();
            segment = Forge(segment,
                            view.Flags(),
                            {options.Data(), options.Data() + options.Size()},
                            {view.Payload(), view.Payload() + view.PayloadSize()});
        });
        net.Transfer(500000, 0, 120);
        std::string what = "tags of " + std::to_string(length) + " among those of 12";
        CheckDelivered(net, what);
        BOOST_TEST_CONTEXT(what)
        {
            BOOST_TEST(changed == 20u);
            BOOST_TEST(MacFailures(net.server) <= changed);
            BOOST_TEST(MacFailures(net.server) >= changed * 9 / 10); // TCP itself drops what lies below the window
        }
    }
}

BOOST_AUTO_TEST_CASE(a_short_tag_finds_room_beside_an_ipv6_address)
{
    // ADD_ADDR with HMAC takes 28 octets: with a tag of 20 it is exempt from the MAC, with one of 10 or 8 it is not.
    for (unsigned tag : {20u, 12u, 10u, 8u})
    {
        TwoHosts::Link first = FAST;
        TwoHosts::Link second = FAST;
        second.ipv4 = false;
        second.ipv6 = true;
        TwoHosts net("smptcp", "smptcp", {first, second});
        SetBoth(net, {{"MacTagOctets", std::to_string(tag)}});
        WireLog log(net);
        net.prepareClient = [](Ptr<Socket> socket) {
            socket->SetAttribute("PathManager", TypeIdValue(TypeId::LookupByName("ns3::MptcpAnnouncedPathManager")));
        };
        net.server.sendFrom = 3;
        net.Transfer(100000, 100000, 30);
        BOOST_TEST_CONTEXT("tag of " << tag)
        {
            CheckDelivered(net, "ADD_ADDR of an IPv6 address");
            auto announced = log.Select([](const auto& s) {
                auto add = s.Options().addAddrV1;
                return add && !add->echo && add->address && add->address->ipv6;
            });
            BOOST_TEST_REQUIRE(!announced.empty());
            for (const auto& segment : announced)
            {
                BOOST_TEST(segment.Has(KIND_MAC) == (tag <= 10));
            }
            BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 2u, "and it is believed");
            BOOST_TEST(MacFailures(net.client) + MacFailures(net.server) == 0u);
        }
    }
}

// What two hosts must have agreed on beforehand and have not: no octet of the peer is taken for what it is not.
BOOST_AUTO_TEST_CASE(hosts_that_differ_exchange_nothing)
{
    struct Row
    {
        const char* kind;
        Settings settings; //!< Of one host
    };

    for (const Row& row : {Row{"smptcp", {{"MacTagOctets", "12"}}},
                           Row{"smptcp", {{"SidOctets", "8"}}},
                           Row{"smptcp", {{"CoverWindow", "false"}}},
                           Row{"smptcp", {{"SeedLiteral", "true"}}},
                           Row{"smptcp", {{"InsecureNullCipher", "true"}}},
                           Row{"tcpcrypt", {{"MacTagOctets", "16"}}},
                           Row{"tcpcrypt", {{"TcpcryptWire", "daemon"}}},
                           Row{"tcpcrypt", {{"InsecureNullCipher", "true"}}}})
    {
        for (uint32_t host : {0u, 1u})
        {
            if (host == 0 && row.settings[0].first == "SeedLiteral")
            {
                continue; // the next case
            }
            TwoHosts net(row.kind, row.kind, {FAST, SLOW});
            Set(net, host, row.settings);
            net.Transfer(100000, 100000, 60);
            std::string what = row.settings[0].first + " of host " + std::to_string(host) + ", " + row.kind;
            BOOST_TEST(net.client.received == 0u, what);
            BOOST_TEST(net.server.received == 0u, what);
        }
    }
}

// A's INIT1 of the slides says tcpcrypt to a host that knows better, and form A's MAC is right in both modes: what D-6 is for.
BOOST_AUTO_TEST_CASE(a_literal_client_and_a_host_of_today_derive_different_sequence_spaces)
{
    TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
    Set(net, 0, {{"SeedLiteral", "true"}});
    net.Transfer(100000, 100000, 60);
    BOOST_TEST(TwoHosts::ModeOf(net.client) == "SMPTCP");
    BOOST_TEST(TwoHosts::ModeOf(net.server) == "TCPCRYPT");
    BOOST_TEST(net.client.received == 0u, "without DSS nothing says what it maps to");
    BOOST_TEST(net.server.received < net.server.toReceive);
    BOOST_TEST(net.client.failed);
    BOOST_TEST(net.server.failed);
}

BOOST_AUTO_TEST_CASE(a_subflow_whose_keys_differ_does_not_come_up)
{
    for (uint32_t host : {0u, 1u})
    {
        TwoHosts net("smptcp", "smptcp", {FAST, SLOW});
        Set(net, host, {{"SubflowKeys", "true"}});
        net.Transfer(300000, 300000, 120);
        CheckDelivered(net, "keys of subflows at one host only");
        BOOST_TEST(TwoHosts::Ours(net.client)->GetSubflowReports().size() == 1u, "nothing came over the second");
    }
}

BOOST_AUTO_TEST_CASE(the_key_log_says_how_segments_are_protected)
{
    struct Row
    {
        const char* kind;
        Settings settings;
        const char* profile;
    };

    const std::string name = "protection-keys.log";
    for (const Row& row :
         {Row{"smptcp", {}, "form=A counter=clean tag=20 window=1 sid=20 subkey=0 literal=0"},
          Row{"smptcp",
              {{"MacTagOctets", "10"}, {"CoverWindow", "false"}, {"SidOctets", "8"}, {"SubflowKeys", "true"}},
              "form=A counter=clean tag=10 window=0 sid=8 subkey=1 literal=0"},
          Row{"smptcp",
              {{"TcpcryptWire", "daemon"}, {"SeedLiteral", "true"}},
              "form=A counter=clean tag=20 window=1 sid=20 subkey=0 literal=1"},
          Row{"tcpcrypt",
              {{"TcpcryptWire", "daemon"}, {"TcpcryptForm", "B"}},
              "form=B counter=daemon tag=16 window=1 sid=20 subkey=0 literal=0"}})
    {
        {
            TwoHosts net(row.kind, row.kind, {FAST});
            SetBoth(net, row.settings);
            SmptcpKeyLog keyLog(name);
            keyLog.Attach(net.nodes);
            net.Transfer(10000, 10000, 20);
            CheckDelivered(net, row.profile);
        }
        std::ifstream file(name);
        std::map<std::string, unsigned> lines;
        for (std::string line; std::getline(file, line);)
        {
            std::istringstream in(line);
            std::string label;
            std::string skipped;
            in >> label >> skipped >> skipped >> skipped >> skipped >> std::ws;
            std::string rest;
            std::getline(in, rest);
            ++lines[label];
            if (label == "CRYPT_PROFILE")
            {
                BOOST_TEST(rest.substr(0, std::string(row.profile).size()) == row.profile);
            }
            else
            {
                bool formB = row.profile[5] == 'B';
                std::size_t octets = formB ? 32 : label == "CRYPT_SS" ? 20 : 16;
                BOOST_TEST(rest.size() == 2 * octets, label);
            }
        }
        BOOST_TEST(lines["CRYPT_SS"] == 2u);
        BOOST_TEST(lines["CRYPT_NS"] == 2u);
        BOOST_TEST(lines["CRYPT_PROFILE"] == 2u);
        std::remove(name.c_str());
    }
}

BOOST_AUTO_TEST_SUITE_END()
