/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Negotiation and key exchange of two hosts without sockets: the options of each segment go from one to the other
// as octets, and a box between them may take some away.

#include "handshake-script.h"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(handshake)

namespace
{

constexpr uint64_t KEY_A = 0x1111111111111111;
constexpr uint64_t KEY_B = 0x2222222222222222;
constexpr std::size_t SEGMENT_SIZE = 1420;

const Capabilities SMPTCP{true, true, true};
const Capabilities MPTCP{true, false, false};
const Capabilities TCPCRYPT{false, true, false};
const Capabilities LEGACY{};

/// \return \p area without options of \p kind
Octets
Strip(const Octets& area, uint8_t kind)
{
    Octets rest;
    OptionWalker walker(area.data(), area.size());
    while (auto option = walker.Next())
    {
        if (option->kind != kind)
        {
            rest.insert(rest.end(), option->data, option->data + option->length);
        }
    }
    return rest;
}

/// What the box does to options: segment 1 is the SYN, 2 the SYN/ACK, 3 the third
using Box = std::function<Octets(int segment, const Octets& options)>;

/// Two hosts and what became of their connection
struct Pair
{
    Pair(const HandshakePolicy& policyA, const HandshakePolicy& policyB)
        : randomA(1),
          randomB(2),
          a({policyA, 512, SmallKeyPair, &randomA, KEY_A}),
          b({policyB, 512, SmallKeyPair, &randomB, KEY_B})
    {
    }

    /// The options that \p append writes, after the box
    Octets Cross(int segment, const std::function<void(OptionBytes&)>& append)
    {
        OptionBytes out;
        append(out);
        return box(segment, {out.Data(), out.Data() + out.Size()});
    }

    /// \return "A mode/B mode", or who refused
    std::string Run()
    {
        Octets syn = Cross(1, [&](OptionBytes& out) { a.AppendSyn(out, 1); });
        if (!b.OnSyn(ParseHandshakeOptions(syn)))
        {
            return "B refuses the SYN";
        }
        Octets synAck = Cross(2, [&](OptionBytes& out) { b.AppendSynAck(out, 1); });
        if (!a.OnSynAck(ParseHandshakeOptions(synAck), segmentSize))
        {
            return "A refuses the SYN/ACK";
        }
        Octets third = Cross(3, [&](OptionBytes& out) {
            if (a.AwaitsInit2())
            {
                AppendCrypt(out, a.MessageOpcode());
            }
            else if (a.DecidedMode() == Mode::MPTCP)
            {
                a.AppendThirdMpCapable(out);
            }
        });
        const Octets init1 = a.Message();
        if (!b.OnThird(ParseHandshakeOptions(third), false, init1.data(), init1.size()))
        {
            return "B refuses the third";
        }
        const Octets init2 = b.Message();
        if (a.AwaitsInit2() && !a.OnInit2(init2.data(), init2.size()))
        {
            return "A refuses INIT2";
        }
        return std::string(ModeName(*a.DecidedMode())) + "/" + ModeName(*b.DecidedMode());
    }

    SeededRandom randomA;
    SeededRandom randomB;
    SmptcpHandshake a;
    SmptcpHandshake b;
    std::size_t segmentSize{SEGMENT_SIZE};
    Box box{[](int, const Octets& options) { return options; }};
};

HandshakePolicy
Policy(const Capabilities& can, Require require = Require::NONE, bool multipath = false)
{
    return {can, multipath ? Prefer::MULTIPATH : Prefer::ENCRYPTION, require};
}

Box
Stripper(int segment, uint8_t kind)
{
    return [=](int at, const Octets& options) { return at == segment ? Strip(options, kind) : options; };
}

} // namespace

BOOST_AUTO_TEST_CASE(pairs_of_hosts_end_in_the_mode_of_the_matrix)
{
    struct Host
    {
        const char* name;
        Capabilities can;
    };

    static const Host HOSTS[] = {{"smptcp", SMPTCP}, {"mptcp", MPTCP}, {"tcpcrypt", TCPCRYPT}, {"legacy", LEGACY}};
    static const char* const MODES[4][4] = {
        {"SMPTCP", "MPTCP", "TCPCRYPT", "TCP"},
        {"MPTCP", "MPTCP", "TCP", "TCP"},
        {"TCPCRYPT", "TCP", "TCPCRYPT", "TCP"},
        {"TCP", "TCP", "TCP", "TCP"},
    };
    for (std::size_t i = 0; i < 4; ++i)
    {
        for (std::size_t j = 0; j < 4; ++j)
        {
            for (bool multipath : {false, true})
            {
                Pair pair(Policy(HOSTS[i].can, Require::NONE, multipath),
                          Policy(HOSTS[j].can, Require::NONE, multipath));
                std::string mode = MODES[i][j];
                BOOST_TEST(pair.Run() == mode + "/" + mode, HOSTS[i].name << " to " << HOSTS[j].name);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_smptcp_handshake_in_octets)
{
    Pair pair(Policy(SMPTCP, Require::SMPTCP), Policy(SMPTCP, Require::SMPTCP));
    std::vector<std::string> segments;
    pair.box = [&](int, const Octets& options) {
        segments.push_back(ToHex(options));
        return options;
    };
    BOOST_TEST(pair.Run() == "SMPTCP/SMPTCP");
    BOOST_REQUIRE(segments.size() == 3u);
    BOOST_TEST(segments[0] == "1e0c00031111111111111111450301");
    BOOST_TEST(segments[1] == "1e0c00022222222222222222450a4108020101020606");
    BOOST_TEST(segments[2] == "450309");
    BOOST_TEST((pair.b.MessageOpcode() == CryptOpcode::INIT2));
    BOOST_REQUIRE(pair.a.Session());
    BOOST_REQUIRE(pair.b.Session());
    BOOST_TEST(ToHex(pair.a.Session()->keys.sid) == ToHex(pair.b.Session()->keys.sid));
    BOOST_TEST((pair.a.Session()->role == TcpcryptRole::C));
    BOOST_TEST(pair.a.RemoteKey() == KEY_B);
    BOOST_TEST(pair.b.RemoteKey() == KEY_A);
    BOOST_TEST(pair.b.LocalKey() == KEY_B);
    BOOST_TEST(!pair.a.AwaitsInit2());
}

BOOST_AUTO_TEST_CASE(a_fallback_to_mptcp_carries_both_keys_and_h)
{
    Pair pair(Policy(SMPTCP), Policy(MPTCP));
    std::string third;
    pair.box = [&](int segment, const Octets& options) {
        third = segment == 3 ? ToHex(options) : third;
        return options;
    };
    BOOST_TEST(pair.Run() == "MPTCP/MPTCP");
    BOOST_TEST(third == "1e14000111111111111111112222222222222222");
    BOOST_TEST(!pair.a.Session());
}

BOOST_AUTO_TEST_CASE(stripped_options)
{
    struct Row
    {
        int segment;
        uint8_t kind;
        const char* none;
        const char* evidence;
        const char* encryption;
    };

    static const Row TABLE[] = {
        {1, KIND_CRYPT, "MPTCP/MPTCP", "B refuses the SYN", "B refuses the SYN"},
        {1, KIND_MPTCP, "TCPCRYPT/TCPCRYPT", "TCPCRYPT/TCPCRYPT", "TCPCRYPT/TCPCRYPT"},
        {2, KIND_CRYPT, "MPTCP/MPTCP", "A refuses the SYN/ACK", "A refuses the SYN/ACK"},
        {2, KIND_MPTCP, "TCPCRYPT/TCPCRYPT", "B refuses the third", "B refuses the third"},
        {3, KIND_CRYPT, "B refuses the third", "B refuses the third", "B refuses the third"},
    };
    for (const Row& row : TABLE)
    {
        BOOST_TEST_CONTEXT("segment " << row.segment << ", kind " << unsigned(row.kind))
        {
            const std::pair<Require, const char*> levels[] = {{Require::NONE, row.none},
                                                              {Require::EVIDENCE, row.evidence},
                                                              {Require::ENCRYPTION, row.encryption}};
            for (const auto& [require, outcome] : levels)
            {
                Pair pair(Policy(SMPTCP, require), Policy(SMPTCP, require));
                pair.box = Stripper(row.segment, row.kind);
                BOOST_TEST(pair.Run() == outcome);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(init1_must_fit_a_segment)
{
    // RSA of 512 bits: 8 + 12 + 16 + 4 + 64
    for (std::size_t size : {103u, 104u})
    {
        Pair pair(Policy(SMPTCP), Policy(SMPTCP));
        pair.segmentSize = size;
        BOOST_TEST(pair.Run() == (size < 104 ? "MPTCP/MPTCP" : "SMPTCP/SMPTCP"), size);
        BOOST_TEST(pair.a.Message().empty() == (size < 104));
    }
    Pair strict(Policy(SMPTCP, Require::ENCRYPTION), Policy(SMPTCP));
    strict.segmentSize = 103;
    BOOST_TEST(strict.Run() == "A refuses the SYN/ACK");
}

BOOST_AUTO_TEST_CASE(no_algorithm_in_common_falls_back_to_mptcp)
{
    Pair pair(Policy(SMPTCP), Policy(SMPTCP));
    pair.box = [](int segment, const Octets& options) {
        Octets changed = options;
        if (segment == 2)
        {
            changed = Strip(options, KIND_CRYPT);
            const Octets rabin = FromHex("45074105010101");
            changed.insert(changed.end(), rabin.begin(), rabin.end());
        }
        return changed;
    };
    BOOST_TEST(pair.Run() == "MPTCP/MPTCP");
}

BOOST_AUTO_TEST_CASE(a_broken_init1_is_refused_and_not_delivered)
{
    Pair pair(Policy(SMPTCP), Policy(SMPTCP));
    OptionBytes syn;
    pair.a.AppendSyn(syn, 1);
    pair.b.OnSyn(ParseHandshakeOptions({syn.Data(), syn.Data() + syn.Size()}));
    OptionBytes synAck;
    pair.b.AppendSynAck(synAck, 1);
    const Octets init1Mp = FromHex("450309");
    const Octets garbage = Ascending(0, 104);
    BOOST_TEST(!pair.b.OnThird(ParseHandshakeOptions(init1Mp), false, garbage.data(), garbage.size()));
    BOOST_TEST(!pair.b.OnThird(ParseHandshakeOptions(init1Mp), false, nullptr, 0));
    BOOST_TEST(!pair.b.DecidedMode());
    BOOST_TEST(!pair.b.Session());
}

BOOST_AUTO_TEST_CASE(the_third_ack_of_mptcp_must_name_both_keys)
{
    struct Row
    {
        const char* third;
        bool dss;
        const char* mode;
    };

    static const Row TABLE[] = {
        {"1e14000111111111111111112222222222222222", false, "MPTCP"},
        {"1e14000111111111111111112222222222222223", false, "TCP"},
        {"1e14000111111111111111102222222222222222", false, "TCP"},
        {"1e0c00011111111111111111", false, "TCP"},
        {"", false, "TCP"},
        {"", true, "MPTCP"}, // the third ACK was lost; data with a DSS says as much
    };
    for (const Row& row : TABLE)
    {
        Pair pair(Policy(MPTCP), Policy(SMPTCP));
        pair.b.OnSyn(ParseHandshakeOptions(FromHex("1e0c00011111111111111111")));
        OptionBytes synAck;
        pair.b.AppendSynAck(synAck, 1);
        BOOST_TEST(pair.b.OnThird(ParseHandshakeOptions(FromHex(row.third)), row.dss, nullptr, 0));
        BOOST_TEST(ModeName(pair.b.DecidedMode().value()) == std::string(row.mode), row.third);
    }
}

BOOST_AUTO_TEST_CASE(the_same_random_octets_give_the_same_messages)
{
    Pair one(Policy(SMPTCP), Policy(SMPTCP));
    Pair two(Policy(SMPTCP), Policy(SMPTCP));
    one.Run();
    two.Run();
    BOOST_TEST((one.a.Message() == two.a.Message()));
    BOOST_TEST((one.b.Message() == two.b.Message()));
}

BOOST_AUTO_TEST_SUITE_END()
