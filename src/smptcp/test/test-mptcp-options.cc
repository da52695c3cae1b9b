/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// MPTCP options: what the octets mean, and that building gives the same octets again.

#include "unit-support.h"

#include "ns3/mptcp-options.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mptcp_options)

namespace
{

/// \return what building the parsed \p octets gives, "no value" when they do not parse
template <typename Option>
std::string
Rebuilt(const Octets& octets)
{
    auto parsed = Option::Parse(ViewOf(octets));
    if (!parsed)
    {
        return "no value";
    }
    BOOST_TEST(parsed->Size() == octets.size());
    OptionBytes out;
    BOOST_TEST(parsed->AppendTo(out));
    return ToHex(out);
}

/// \p hex parses and comes out again; one octet more or less, and every cut, do not parse
template <typename Option>
void
CheckForm(const std::string& hex)
{
    BOOST_TEST_CONTEXT(hex)
    {
        Octets octets = FromHex(hex);
        BOOST_TEST(octets[1] == octets.size(), "the test's own length octet");
        BOOST_TEST(Rebuilt<Option>(octets) == ToHex(octets));

        Octets longer = octets;
        longer.push_back(0);
        BOOST_TEST(!Option::Parse(ViewOf(longer)));
        for (std::size_t cut = 2; cut < octets.size(); ++cut)
        {
            Octets shorter(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(cut));
            auto parsed = Option::Parse(ViewOf(shorter));
            // Some options have several lengths; what a cut yields must at least be of that length.
            BOOST_TEST((!parsed || parsed->Size() == cut), "cut to " << cut);
        }
        Octets otherKind = octets;
        otherKind[0] = KIND_CRYPT;
        BOOST_TEST(!Option::Parse(ViewOf(otherKind)));
        Octets otherSubtype = octets;
        otherSubtype[2] ^= 0x80;
        BOOST_TEST(!Option::Parse(ViewOf(otherSubtype)));
        OptionBytes full;
        Octets filler(MAX_OPTION_BYTES - octets.size() + 1, KIND_NOP);
        full.Append(filler.data(), filler.size());
        BOOST_TEST(!Option::Parse(ViewOf(octets))->AppendTo(full));
        BOOST_TEST(full.Size() == filler.size(), "nothing is appended when there is no room");
    }
}

/// Lengths off by one: none of them is this option
template <typename Option>
void
CheckLengthsRefused(const std::string& head, std::initializer_list<std::size_t> lengths)
{
    for (std::size_t length : lengths)
    {
        Octets octets = FromHex(head);
        octets.resize(length);
        octets[1] = static_cast<uint8_t>(length);
        BOOST_TEST(!Option::Parse(ViewOf(octets)), head << " with length " << length);
    }
}

const std::string KEY_A = "1111111111111111";
const std::string KEY_B = "2222222222222222";

} // namespace

BOOST_AUTO_TEST_CASE(mp_capable_has_12_or_20_octets)
{
    CheckForm<MpCapable>("1e0c0003" + KEY_A);
    CheckForm<MpCapable>("1e0c0082" + KEY_B);
    CheckForm<MpCapable>("1e140001" + KEY_A + KEY_B);
    CheckForm<MpCapable>("1e0c0101" + KEY_A);
    CheckLengthsRefused<MpCapable>("1e000001", {3, 4, 11, 13, 19, 21, 22, 24});
}

BOOST_AUTO_TEST_CASE(mp_capable_fields)
{
    Octets octets = FromHex("1e140183" + KEY_A + KEY_B);
    auto option = MpCapable::Parse(ViewOf(octets));
    BOOST_REQUIRE(option);
    BOOST_TEST(option->version == 1);
    BOOST_TEST(option->flags == (MPC_FLAG_CHECKSUM | MPC_FLAG_HMAC | MPC_FLAG_TCPCRYPT));
    BOOST_TEST(*option->senderKey == 0x1111111111111111u);
    BOOST_TEST(*option->receiverKey == 0x2222222222222222u);
}

BOOST_AUTO_TEST_CASE(mp_join_has_12_16_or_24_octets)
{
    CheckForm<MpJoinSyn>("1e0c10053a6a7596a1a2a3a4");
    CheckForm<MpJoinSyn>("1e0c11ff3a6a7596a1a2a3a4");
    CheckForm<MpJoinSynAck>("1e1010020791f0a5785127e9b1b2b3b4");
    CheckForm<MpJoinSynAck>("1e1011020791f0a5785127e9b1b2b3b4");
    CheckForm<MpJoinAck>("1e1810007622c56818162faad506bd9088b7d366d5b2524e");
    CheckLengthsRefused<MpJoinSyn>("1e001000", {3, 4, 11, 13, 16, 24});
    CheckLengthsRefused<MpJoinSynAck>("1e001000", {3, 12, 15, 17, 24});
    CheckLengthsRefused<MpJoinAck>("1e001000", {3, 12, 16, 23, 25});
}

BOOST_AUTO_TEST_CASE(mp_join_fields)
{
    Octets syn = FromHex("1e0c11053a6a7596a1a2a3a4");
    auto joinSyn = MpJoinSyn::Parse(ViewOf(syn));
    BOOST_REQUIRE(joinSyn);
    BOOST_TEST(joinSyn->backup);
    BOOST_TEST(joinSyn->addressId == 5);
    BOOST_TEST(joinSyn->token == 0x3a6a7596u);
    BOOST_TEST(joinSyn->nonce == 0xa1a2a3a4u);

    Octets synAck = FromHex("1e1010020791f0a5785127e9b1b2b3b4");
    auto joinSynAck = MpJoinSynAck::Parse(ViewOf(synAck));
    BOOST_REQUIRE(joinSynAck);
    BOOST_TEST(!joinSynAck->backup);
    BOOST_TEST(joinSynAck->addressId == 2);
    BOOST_TEST(joinSynAck->hmac64 == 0x0791f0a5785127e9u);
    BOOST_TEST(joinSynAck->nonce == 0xb1b2b3b4u);
}

BOOST_AUTO_TEST_CASE(every_dss_form_of_the_table)
{
    const std::string a4 = "e8975aa4";
    const std::string a8 = "4bdd362fe8975aa4";
    const std::string m4 = "272ba738 00000129 0014";
    const std::string m8 = "a46f967f272ba738 00000129 0014";
    const std::string c = "beef";
    CheckForm<Dss>("1e042000");
    CheckForm<Dss>("1e082001" + a4);
    CheckForm<Dss>("1e0c2003" + a8);
    CheckForm<Dss>("1e0e2004" + m4);
    CheckForm<Dss>("1e102004" + m4 + c);
    CheckForm<Dss>("1e12200c" + m8);
    CheckForm<Dss>("1e14200c" + m8 + c);
    CheckForm<Dss>("1e122005" + a4 + m4);
    CheckForm<Dss>("1e142005" + a4 + m4 + c);
    CheckForm<Dss>("1e162007" + a8 + m4);
    CheckForm<Dss>("1e182007" + a8 + m4 + c);
    CheckForm<Dss>("1e16200d" + a4 + m8);
    CheckForm<Dss>("1e18200d" + a4 + m8 + c);
    CheckForm<Dss>("1e1a200f" + a8 + m8);
    CheckForm<Dss>("1e1c200f" + a8 + m8 + c);
    CheckForm<Dss>("1e122015" + a4 + "272ba74c 00000000 0001");
    CheckForm<Dss>("1e1c201f" + a8 + m8 + c);
}

BOOST_AUTO_TEST_CASE(dss_lengths_off_by_one)
{
    CheckLengthsRefused<Dss>("1e002000", {3, 5, 6});
    CheckLengthsRefused<Dss>("1e002001", {4, 7, 9, 10});
    CheckLengthsRefused<Dss>("1e002004", {12, 13, 15, 17, 18});
    CheckLengthsRefused<Dss>("1e002005", {16, 17, 19, 21, 22});
    CheckLengthsRefused<Dss>("1e00200f", {25, 27, 29, 30});
}

BOOST_AUTO_TEST_CASE(dss_fields)
{
    Octets octets = FromHex("1e1c201f 4bdd362fe8975aa4 a46f967f272ba738 00000129 0014 beef");
    auto dss = Dss::Parse(ViewOf(octets));
    BOOST_REQUIRE(dss);
    BOOST_TEST(dss->dataFin);
    BOOST_TEST(dss->dataAck->wide);
    BOOST_TEST(dss->dataAck->value == 0x4bdd362fe8975aa4u);
    BOOST_TEST(dss->mapping->wide);
    BOOST_TEST(dss->mapping->dsn == 0xa46f967f272ba738u);
    BOOST_TEST(dss->mapping->subflowSequence == 0x129u);
    BOOST_TEST(dss->mapping->length == 20);
    BOOST_TEST(*dss->mapping->checksum == 0xbeef);
}

BOOST_AUTO_TEST_CASE(data_fin_without_a_mapping_means_nothing)
{
    Octets octets = FromHex("1e082011e8975aa4");
    auto dss = Dss::Parse(ViewOf(octets));
    BOOST_REQUIRE(dss);
    BOOST_TEST(!dss->dataFin);
    BOOST_TEST(Rebuilt<Dss>(octets) == "1e082001e8975aa4");
}

BOOST_AUTO_TEST_CASE(width_flags_without_their_field_are_ignored)
{
    Octets octets = FromHex("1e04200a");
    BOOST_TEST(Rebuilt<Dss>(octets) == "1e042000");
}

BOOST_AUTO_TEST_CASE(dss_checksum_by_hand)
{
    // Pseudo header 0000 0001 0000 0002 | 0000 0003 | 0004 | 0000 sums to 000a; "abcd" = 6162 + 6364 = c4c6;
    // together c4d0, complemented 3b2f.
    const Octets abcd = FromHex("61626364");
    BOOST_TEST(DssChecksum(0x0000000100000002u, 3, 4, abcd.data(), 4) == 0x3b2f);
    // An odd payload is padded with a zero octet: ffff + ff00 = 1feff, + 9 = 1ff08, carry folded: ff09.
    const Octets ones = FromHex("ffffff");
    BOOST_TEST(DssChecksum(0x0000000100000002u, 3, 3, ones.data(), 3) == 0x00f6);
    // DATA_FIN alone: no payload, length 1. 0000 + 0000 + 0000 + 0010 + 0000 + 0000 + 0001 = 0011.
    BOOST_TEST(DssChecksum(0x10, 0, 1, nullptr, 0) == 0xffee);
}

BOOST_AUTO_TEST_CASE(dss_checksum_sees_a_changed_octet)
{
    Octets payload = Ascending(1, 101);
    uint16_t before = DssChecksum(7, 1, 101, payload.data(), payload.size());
    payload[100] ^= 1;
    BOOST_TEST(DssChecksum(7, 1, 101, payload.data(), payload.size()) != before);
}

BOOST_AUTO_TEST_CASE(add_addr_version_0)
{
    const std::string v6 = "20010db8000000000000000000000001";
    CheckForm<AddAddrV0>("1e0834020a000909");
    CheckForm<AddAddrV0>("1e0a34020a0009091f90");
    CheckForm<AddAddrV0>("1e143602" + v6);
    CheckForm<AddAddrV0>("1e163602" + v6 + "1f90");
    CheckLengthsRefused<AddAddrV0>("1e003402", {3, 4, 7, 9, 11, 20, 22});
    CheckLengthsRefused<AddAddrV0>("1e003602", {3, 4, 8, 10, 19, 21, 23});
    CheckLengthsRefused<AddAddrV0>("1e003502", {8, 10, 20, 22});
}

BOOST_AUTO_TEST_CASE(add_addr_with_hmac_and_echo)
{
    const std::string v4 = "0a000909";
    const std::string v6 = "20010db8000000000000000000000001";
    const std::string hmac = "308171e6f71ae8a9";
    CheckForm<AddAddrV1>("1e103002" + v4 + hmac);
    CheckForm<AddAddrV1>("1e123002" + v4 + "1f90" + hmac);
    CheckForm<AddAddrV1>("1e1c3002" + v6 + hmac);
    CheckForm<AddAddrV1>("1e1e3002" + v6 + "1f90" + hmac);
    CheckForm<AddAddrV1>("1e083102" + v4);
    CheckForm<AddAddrV1>("1e0a3102" + v4 + "1f90");
    CheckForm<AddAddrV1>("1e143102" + v6);
    CheckForm<AddAddrV1>("1e163102" + v6 + "1f90");
    CheckForm<AddAddrV1>("1e043102");
    // Not an echo, so the HMAC must be there.
    CheckLengthsRefused<AddAddrV1>("1e003002", {3, 4, 8, 10, 11, 15, 17, 20, 22, 27, 29, 31});
    CheckLengthsRefused<AddAddrV1>("1e003102", {3, 5, 7, 9, 11, 16, 18, 19, 21, 23, 28, 30});
    CheckLengthsRefused<AddAddrV1>("1e003402", {8, 10, 16, 18});
}

BOOST_AUTO_TEST_CASE(add_addr_fields)
{
    Octets octets = FromHex("1e1230020a0009091f90308171e6f71ae8a9");
    auto option = AddAddrV1::Parse(ViewOf(octets));
    BOOST_REQUIRE(option);
    BOOST_TEST(!option->echo);
    BOOST_TEST(option->addressId == 2);
    BOOST_TEST(!option->address->ipv6);
    BOOST_TEST(ToHex(option->address->octets.data(), 4) == "0a000909");
    BOOST_TEST(*option->port == 8080);
    BOOST_TEST(*option->hmac64 == 0x308171e6f71ae8a9u);
}

BOOST_AUTO_TEST_CASE(an_option_without_a_subtype_is_none_of_them)
{
    for (const char* hex : {"1e02", "1e"})
    {
        Octets octets = FromHex(hex);
        BOOST_TEST(!GetMptcpSubtype(ViewOf(octets)));
        BOOST_TEST(!MpCapable::Parse(ViewOf(octets)));
        BOOST_TEST(!Dss::Parse(ViewOf(octets)));
        BOOST_TEST(!AddAddrV0::Parse(ViewOf(octets)));
        BOOST_TEST(!AddAddrV1::Parse(ViewOf(octets)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
