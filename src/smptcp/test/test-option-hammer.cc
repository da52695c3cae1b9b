/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Random and mutated option areas through every parser. Whatever parses must come out of its builder in a form that
// parses to the same; every read stays inside the area (each area is a heap block of its own, so that the
// sanitizers see a read beyond it).

#include "unit-support.h"

#include "ns3/smptcp-segment-options.h"
#include "ns3/tcpcrypt-init.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(option_hammer)

namespace
{

constexpr unsigned ROUNDS = 300000;

/// Well-formed options to start from
const std::vector<Octets>&
Seeds()
{
    static const std::vector<Octets> seeds = [] {
        std::vector<Octets> list;
        for (const char* hex : {"020405b4",
                                "030307",
                                "0402",
                                "050a0000000100000002",
                                "080a1122334455667788",
                                "1e0c00031111111111111111",
                                "1e14000111111111111111112222222222222222",
                                "1e0c10053a6a7596a1a2a3a4",
                                "1e1010020791f0a5785127e9b1b2b3b4",
                                "1e1810007622c56818162faad506bd9088b7d366d5b2524e",
                                "1e082001e8975aa4",
                                "1e122005e8975aa4272ba738000001290014",
                                "1e1c201f4bdd362fe8975aa4a46f967f272ba738000001290014beef",
                                "1e0834020a000909",
                                "1e163602200102030405060708090a0b0c0d0e0f1f90",
                                "1e1030020a000909308171e6f71ae8a9",
                                "1e1e3002200102030405060708090a0b0c0d0e0f1f90308171e6f71ae8a9",
                                "1e043102",
                                "1e0a31020a0009091f90",
                                "450301",
                                "4502",
                                "450a4108020404020606",
                                "450c845f813e1e6333b9212f",
                                "4508830789abcdef",
                                "450b014105020404060409",
                                "4616000102030405060708090a0b0c0d0e0f10111213"})
        {
            list.push_back(FromHex(hex));
        }
        return list;
    }();
    return seeds;
}

/// An area of at most 40 octets: well-formed options with a few octets changed, or noise only
Octets
MakeArea(SeededRandom& random)
{
    Octets area;
    if (random.Below(8) == 0)
    {
        area.resize(random.Below(41));
        random.Fill(area.data(), area.size());
        return area;
    }
    for (unsigned tries = 0; tries < 4; ++tries)
    {
        const Octets& seed = Seeds()[random.Below(static_cast<uint32_t>(Seeds().size()))];
        if (area.size() + seed.size() <= MAX_OPTION_BYTES)
        {
            area.insert(area.end(), seed.begin(), seed.end());
        }
    }
    for (uint32_t changes = random.Below(4); changes > 0; --changes)
    {
        uint32_t at = random.Below(static_cast<uint32_t>(area.size()));
        // Often near what it was: lengths off by one, a flag changed.
        area[at] = static_cast<uint8_t>(random.Below(2) == 0 ? area[at] + random.Below(5) - 2
                                                             : random.Below(256));
    }
    if (random.Below(4) == 0)
    {
        area.resize(random.Below(static_cast<uint32_t>(area.size()) + 1));
    }
    area.shrink_to_fit();
    return area;
}

/// How often each kind of option parsed: a hammer that never hits proves nothing
using Hits = std::map<std::string, unsigned>;

/// parse, build, parse, build: both builds give the same octets. \return false when they differ
template <typename Option>
bool
IsStable(const OptionView& view, const char* name, Hits& hits)
{
    auto first = Option::Parse(view);
    if (!first)
    {
        return true;
    }
    ++hits[name];
    OptionBytes built;
    if (!first->AppendTo(built) || built.Size() != first->Size() || built.Size() > view.length)
    {
        return false;
    }
    OptionWalker walker(built.Data(), built.Size());
    auto option = walker.Next();
    auto second = option ? Option::Parse(*option) : std::nullopt;
    OptionBytes again;
    return second && second->AppendTo(again) && ToHex(built) == ToHex(again);
}

/// CRYPT has builders for one sub-option each: the lists and numbers that were read come out again
bool
IsCryptStable(const OptionView& view, Hits& hits)
{
    auto first = CryptOption::Parse(view);
    if (!first)
    {
        return true;
    }
    ++hits["CRYPT"];
    auto again = [](OptionBytes& out) {
        OptionWalker walker(out.Data(), out.Size());
        return CryptOption::Parse(*walker.Next());
    };
    OptionBytes pkconf;
    OptionBytes nextk1;
    OptionBytes rekey;
    if (first->pkconf && (!AppendPkconf(pkconf, *first->pkconf, first->appSupport) ||
                          again(pkconf)->pkconf != first->pkconf))
    {
        return false;
    }
    if (first->nextk1 && (!AppendNextk1(nextk1, *first->nextk1, first->appSupport) ||
                          again(nextk1)->nextk1 != first->nextk1))
    {
        return false;
    }
    return !first->rekey ||
           (AppendRekey(rekey, *first->rekey) && again(rekey)->rekey->generation == first->rekey->generation &&
            again(rekey)->rekey->sequence == first->rekey->sequence);
}

bool
IsAreaStable(const Octets& area, Hits& hits)
{
    bool stable = true;
    std::size_t walked = 0;
    OptionWalker walker(area.data(), area.size());
    while (auto view = walker.Next())
    {
        walked += view->length;
        stable = stable && IsStable<MpCapable>(*view, "MP_CAPABLE", hits) &&
                 IsStable<MpJoinSyn>(*view, "MP_JOIN SYN", hits) &&
                 IsStable<MpJoinSynAck>(*view, "MP_JOIN SYN/ACK", hits) &&
                 IsStable<MpJoinAck>(*view, "MP_JOIN ACK", hits) && IsStable<Dss>(*view, "DSS", hits) &&
                 IsStable<AddAddrV0>(*view, "ADD_ADDR v0", hits) &&
                 IsStable<AddAddrV1>(*view, "ADD_ADDR v1", hits) && IsCryptStable(*view, hits);
        const uint8_t* tag = GetMacTag(*view);
        hits["MAC"] += tag ? 1 : 0;
        stable = stable && (!tag || (tag >= area.data() && tag + MAC_TAG_OCTETS <= area.data() + area.size()));
    }
    hits["malformed"] += walker.Malformed() ? 1 : 0;
    return stable && walked <= area.size();
}

/// A segment with \p area as its options, padded with EOL, of exactly its size on the heap
Octets
SegmentWith(const Octets& area)
{
    std::size_t words = 5 + (area.size() + 3) / 4;
    Octets segment(words * 4, 0);
    segment[12] = static_cast<uint8_t>(words << 4);
    segment[13] = 0x10;
    std::copy(area.begin(), area.end(), segment.begin() + 20);
    return segment;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_parser_is_stable_and_stays_inside)
{
    SeededRandom random(20260101);
    Hits hits;
    unsigned unstable = 0;
    for (unsigned round = 0; round < ROUNDS; ++round)
    {
        Octets area = MakeArea(random);
        if (!IsAreaStable(area, hits) && ++unstable < 10)
        {
            BOOST_ERROR("not stable: " << ToHex(area));
        }
        Octets bytes = SegmentWith(area);
        auto segment = SegmentView::Parse(bytes.data(), bytes.size());
        BOOST_REQUIRE(segment);
        SegmentOptions options = SegmentOptions::Parse(*segment);
        hits["tag in segment"] += options.tag ? 1 : 0;
        hits["MSS"] += options.mss ? 1 : 0;
        options.handshake.ToOffer();
    }
    BOOST_TEST(unstable == 0u);
    for (const char* name : {"MP_CAPABLE",
                             "MP_JOIN SYN",
                             "MP_JOIN SYN/ACK",
                             "MP_JOIN ACK",
                             "DSS",
                             "ADD_ADDR v0",
                             "ADD_ADDR v1",
                             "CRYPT",
                             "MAC",
                             "MSS",
                             "tag in segment",
                             "malformed"})
    {
        BOOST_TEST(hits[name] > ROUNDS / 200, name << " was met " << hits[name] << " times");
    }
}

BOOST_AUTO_TEST_CASE(the_first_option_of_a_kind_counts)
{
    Octets bytes = SegmentWith(FromHex("1e082001e8975aa4 1e08200100000001 020405b4 4503 01"));
    auto segment = SegmentView::Parse(bytes.data(), bytes.size());
    SegmentOptions options = SegmentOptions::Parse(*segment);
    BOOST_REQUIRE(options.dss);
    BOOST_TEST(options.dss->dataAck->value == 0xe8975aa4u);
    BOOST_TEST(*options.mss == 1460);
    BOOST_TEST(options.handshake.crypt->hello);
    BOOST_TEST(options.tag == nullptr);
}

BOOST_AUTO_TEST_CASE(random_init_messages)
{
    Init1Message message;
    message.symmetricCiphers = {{0, 1, 0, 0}, {0, 0, 0, 1}};
    message.nonce = Ascending(0x40, TCPCRYPT_NONCE_OCTETS);
    message.publicKey = Ascending(1, 64);
    const Octets good = message.Serialize();
    SeededRandom random(7);
    unsigned parsed1 = 0;
    unsigned parsed2 = 0;
    for (unsigned round = 0; round < 50000; ++round)
    {
        Octets bytes = good;
        for (uint32_t changes = random.Below(4); changes > 0; --changes)
        {
            bytes[random.Below(random.Below(2) == 0 ? 8 : static_cast<uint32_t>(bytes.size()))] =
                static_cast<uint8_t>(random.Below(random.Below(2) == 0 ? 4 : 256));
        }
        if (random.Below(4) == 0)
        {
            bytes.resize(random.Below(static_cast<uint32_t>(bytes.size()) + 1));
        }
        bytes.shrink_to_fit();
        if (auto init1 = Init1Message::Parse(bytes.data(), bytes.size()))
        {
            ++parsed1;
            Octets again = init1->Serialize();
            BOOST_REQUIRE(Init1Message::Parse(again.data(), again.size()));
            BOOST_REQUIRE(again.size() == bytes.size());
        }
        if (bytes.size() >= 8 && random.Below(4) == 0)
        {
            bytes[1] = 2;
            bytes[2] = 0;
            bytes[3] = static_cast<uint8_t>(bytes.size() - 8);
        }
        if (auto init2 = Init2Message::Parse(bytes.data(), bytes.size()))
        {
            ++parsed2;
            BOOST_REQUIRE((init2->Serialize() == bytes));
        }
    }
    BOOST_TEST(parsed1 > 1000u);
    BOOST_TEST(parsed2 > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
