/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// CRYPT and MAC options of form A.

#include "unit-support.h"

#include "ns3/tcpcrypt-options.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(tcpcrypt_options)

namespace
{

std::optional<CryptOption>
ParseHex(const std::string& hex)
{
    Octets octets = FromHex(hex);
    return CryptOption::Parse(ViewOf(octets));
}

/// \return the names of what \p option says, in a fixed order
std::string
Says(const std::optional<CryptOption>& option)
{
    if (!option)
    {
        return "no value";
    }
    std::string said;
    said += option->hello ? "HELLO " : "";
    said += option->init1 ? "INIT1 " : "";
    said += option->init1Mp ? "INIT1_MP " : "";
    said += option->init2 ? "INIT2 " : "";
    said += option->nextk2 ? "NEXTK2 " : "";
    said += option->pkconf ? "PKCONF" + std::to_string(option->pkconf->size()) + " " : "";
    said += option->nextk1 ? "NEXTK1 " : "";
    said += option->rekey ? "REKEY " : "";
    said += option->appSupport ? "app " : "";
    return said;
}

std::string
BuiltCrypt(CryptOpcode opcode)
{
    OptionBytes out;
    BOOST_TEST(AppendCrypt(out, opcode));
    return ToHex(out);
}

} // namespace

BOOST_AUTO_TEST_CASE(suboptions_without_data)
{
    struct Row
    {
        CryptOpcode opcode;
        const char* hex;
        const char* says;
    };

    for (const Row& row : {Row{CryptOpcode::HELLO, "450301", "HELLO "},
                           Row{CryptOpcode::HELLO_APP, "450302", "HELLO app "},
                           Row{CryptOpcode::NEXTK2, "450304", "NEXTK2 "},
                           Row{CryptOpcode::NEXTK2_APP, "450305", "NEXTK2 app "},
                           Row{CryptOpcode::INIT1, "450306", "INIT1 "},
                           Row{CryptOpcode::INIT2, "450307", "INIT2 "},
                           Row{CryptOpcode::INIT1_MP, "450309", "INIT1_MP "}})
    {
        BOOST_TEST(BuiltCrypt(row.opcode) == row.hex);
        BOOST_TEST(Says(ParseHex(row.hex)) == row.says);
    }
}

BOOST_AUTO_TEST_CASE(the_empty_option_means_hello)
{
    BOOST_TEST(Says(ParseHex("4502")) == "HELLO ");
}

BOOST_AUTO_TEST_CASE(pkconf_has_4_octets_and_3_for_each_entry)
{
    for (std::size_t entries = 1; entries <= 12; ++entries)
    {
        std::vector<PublicCipher> list;
        for (std::size_t i = 0; i < entries; ++i)
        {
            list.push_back({2, static_cast<uint8_t>(i + 1), static_cast<uint8_t>(i + 2)});
        }
        for (bool app : {false, true})
        {
            OptionBytes out;
            BOOST_TEST(AppendPkconf(out, list, app));
            BOOST_TEST(out.Size() == 4 + 3 * entries);
            auto parsed = ParseHex(ToHex(out));
            BOOST_REQUIRE(parsed);
            BOOST_REQUIRE(parsed->pkconf);
            BOOST_TEST((*parsed->pkconf == list));
            BOOST_TEST(parsed->appSupport == app);
        }
    }
    OptionBytes out;
    BOOST_TEST(!AppendPkconf(out, std::vector<PublicCipher>(13)), "43 octets do not fit");
    BOOST_TEST(out.Size() == 0u);
}

BOOST_AUTO_TEST_CASE(pkconf_of_the_specification)
{
    OptionBytes out;
    AppendPkconf(out, {{2, 4, 4}, {2, 6, 6}});
    BOOST_TEST(ToHex(out) == "450a4108020404020606");
}

BOOST_AUTO_TEST_CASE(nextk1_and_rekey)
{
    const auto sid = ArrayFromHex<NEXTK1_SID_OCTETS>("5f813e1e6333b9212f");
    for (bool app : {false, true})
    {
        OptionBytes out;
        BOOST_TEST(AppendNextk1(out, sid, app));
        BOOST_TEST(ToHex(out) == (app ? "450c855f813e1e6333b9212f" : "450c845f813e1e6333b9212f"));
        auto parsed = ParseHex(ToHex(out));
        BOOST_REQUIRE(parsed);
        BOOST_TEST((parsed->nextk1 == sid));
        BOOST_TEST(parsed->appSupport == app);
    }
    OptionBytes out;
    BOOST_TEST(AppendRekey(out, {7, 0x89abcdef}));
    BOOST_TEST(ToHex(out) == "4508830789abcdef");
    auto parsed = ParseHex(ToHex(out));
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->rekey->generation == 7);
    BOOST_TEST(parsed->rekey->sequence == 0x89abcdefu);
}

BOOST_AUTO_TEST_CASE(several_suboptions_in_one_option)
{
    BOOST_TEST(Says(ParseHex("450b01 4105020404 06 04 09")) == "HELLO INIT1 INIT1_MP NEXTK2 PKCONF1 ");
}

BOOST_AUTO_TEST_CASE(unknown_codes)
{
    BOOST_TEST(Says(ParseHex("450403 01")) == "HELLO ", "0x03 means nothing and is one octet long");
    BOOST_TEST(Says(ParseHex("450650 03aa 01")) == "HELLO ", "0x50 carries its length");
    BOOST_TEST(Says(ParseHex("4505 06 90 01")) == "INIT1 ", "the size of 0x90 is unknown: it ends the option");
}

BOOST_AUTO_TEST_CASE(impossible_lengths)
{
    for (const char* hex : {"450441 02",           // PKCONF without an entry
                            "45054103 02",         // a third of an entry
                            "450641040204",        // two thirds
                            "450841060204 0402",   // an entry and a third
                            "450741 08 020404",    // longer than the option
                            "450341",              // no length octet
                            "45044101",            // length shorter than code and length
                            "45044100",            // zero
                            "450b845f813e1e6333b921", // NEXTK1 one octet short
                            "45078307 89abcd",     // REKEY one octet short
                            "450383"})             // REKEY without data
    {
        BOOST_TEST(Says(ParseHex(hex)) == "no value", hex);
    }
    BOOST_TEST(Says(ParseHex("460301")) == "no value", "another kind");
    BOOST_TEST(Says(ParseHex("45")) == "no value", "no length octet");
}

BOOST_AUTO_TEST_CASE(form_b_moves_the_codes_between_nextk2_and_init2)
{
    struct Row
    {
        CryptOpcode opcode;
        uint8_t code;
    };

    for (const Row& row : {Row{CryptOpcode::HELLO, 0x01},
                           Row{CryptOpcode::HELLO_APP, 0x02},
                           Row{CryptOpcode::NEXTK2, 0x05},
                           Row{CryptOpcode::NEXTK2_APP, 0x06},
                           Row{CryptOpcode::INIT1, 0x07},
                           Row{CryptOpcode::INIT2, 0x08},
                           Row{CryptOpcode::PKCONF, 0x41},
                           Row{CryptOpcode::NEXTK1, 0x84}})
    {
        BOOST_TEST(CodeOf(row.opcode, TcpcryptForm::B) == row.code);
        BOOST_TEST(CodeOf(row.opcode, TcpcryptForm::A) == static_cast<uint8_t>(row.opcode));
    }
    auto parse = [](const char* hex) {
        Octets octets = FromHex(hex);
        return CryptOption::Parse(ViewOf(octets), TcpcryptForm::B).value();
    };
    BOOST_TEST(!parse("450304").nextk2, "no code of form B");
    BOOST_TEST(parse("450305").nextk2);
    BOOST_TEST(!parse("450305").appSupport);
    BOOST_TEST(parse("450306").nextk2);
    BOOST_TEST(parse("450306").appSupport);
    BOOST_TEST(parse("450307").init1);
    BOOST_TEST(!parse("450307").init2);
    BOOST_TEST(parse("450308").init2);
    BOOST_TEST(!parse("450309").init1Mp, "SMPTCP exists in form A only");
    BOOST_TEST(parse("4502").hello);
    BOOST_TEST(parse("45074105000200").pkconf.has_value());
}

BOOST_AUTO_TEST_CASE(mac_option)
{
    OptionBytes out;
    const uint8_t nop = KIND_NOP;
    out.Append(&nop, 1);
    auto offset = AppendZeroMac(out);
    BOOST_REQUIRE(offset);
    BOOST_TEST(*offset == 3u);
    BOOST_TEST(ToHex(out) == "014616" + std::string(40, '0'));

    Octets octets = FromHex("4616" + std::string(40, '5'));
    BOOST_TEST(GetMacTag(ViewOf(octets)) == octets.data() + 2);
    for (std::size_t size : {2u, 3u, 12u, 18u, 21u, 23u})
    {
        Octets other = octets;
        other.resize(size);
        BOOST_TEST(GetMacTag(ViewOf(other)) == nullptr, size << " octets");
    }
    octets[0] = KIND_CRYPT;
    BOOST_TEST(GetMacTag(ViewOf(octets)) == nullptr);

    for (std::size_t tag : {16u, 12u, 10u, 8u})
    {
        OptionBytes shorter;
        BOOST_TEST(AppendZeroMac(shorter, tag).value() == 2u);
        BOOST_TEST(shorter.Size() == 2 + tag);
        Octets cut(shorter.Data(), shorter.Data() + shorter.Size());
        for (std::size_t agreed : {20u, 16u, 12u, 10u, 8u})
        {
            BOOST_TEST((GetMacTag(ViewOf(cut), agreed) != nullptr) == (agreed == tag), agreed << " of " << tag);
        }
    }

    OptionBytes full;
    Octets filler(19, KIND_NOP);
    full.Append(filler.data(), filler.size());
    BOOST_TEST(!AppendZeroMac(full));
    BOOST_TEST(full.Size() == 19u);
}

BOOST_AUTO_TEST_SUITE_END()
