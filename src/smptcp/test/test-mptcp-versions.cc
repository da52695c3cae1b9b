/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "every-option.h"

#include "ns3/mptcp-join.h"
#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-options.h"

#include <boost/test/unit_test.hpp>

#include <string>

/*
 * What differs between the versions of MPTCP: the forms of MP_CAPABLE (RFC 6824, 3.1 and RFC 8684, 3.1) and the
 * hash behind tokens, IDSNs and HMACs.
 */

using namespace ns3::smptcp;

namespace
{

/// \return an MP_CAPABLE of \p version with the first \p size octets of all fields
std::vector<uint8_t>
CapableOctets(uint8_t version, std::size_t size)
{
    std::vector<uint8_t> octets = {30,   0,    version, 0xa1, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5,
                                   0xa6, 0xa7, 0xa8,    0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
                                   0xb7, 0xb8, 0x12,    0x34, 0x56, 0x78};
    octets.resize(size);
    octets[1] = static_cast<uint8_t>(size);
    return octets;
}

/// \return the same as a value
MpCapable
CapableValue(uint8_t version, std::size_t size)
{
    MpCapable option;
    option.version = version;
    option.flags = MPC_FLAG_CHECKSUM | MPC_FLAG_NO_JOIN_HERE | MPC_FLAG_HMAC;
    if (size >= 12)
    {
        option.senderKey = 0xa1a2a3a4a5a6a7a8;
    }
    if (size >= 20)
    {
        option.receiverKey = 0xb1b2b3b4b5b6b7b8;
    }
    if (size >= 22)
    {
        option.dataLength = 0x1234;
    }
    if (size >= 24)
    {
        option.checksum = 0x5678;
    }
    return option;
}

bool
HasForm(uint8_t version, std::size_t size)
{
    bool both = size == 12 || size == 20;
    return version == 0 ? both : both || size == 4 || size == 22 || size == 24;
}

std::vector<uint8_t>
Text(const std::string& text)
{
    return {text.begin(), text.end()};
}

template <typename Digest>
std::string
Hex(const Digest& digest)
{
    const char* digits = "0123456789abcdef";
    std::string hex;
    for (uint8_t octet : digest)
    {
        hex += digits[octet >> 4];
        hex += digits[octet & 0x0f];
    }
    return hex;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mptcp_versions)

BOOST_AUTO_TEST_CASE(mp_capable_has_the_lengths_of_its_version)
{
    for (uint8_t version : {0, 1, 2, 15})
    {
        for (std::size_t size = 4; size <= 40; ++size)
        {
            BOOST_TEST_CONTEXT("version " << int(version) << ", " << size << " octets")
            {
                auto octets = CapableOctets(version, size);
                auto parsed = MpCapable::Parse(ViewOf(octets));
                BOOST_REQUIRE(parsed.has_value() == HasForm(version, size));
                if (!parsed)
                {
                    continue;
                }
                MpCapable expected = CapableValue(version, size);
                BOOST_TEST(parsed->version == version);
                BOOST_TEST(parsed->flags == expected.flags);
                BOOST_TEST((parsed->senderKey == expected.senderKey));
                BOOST_TEST((parsed->receiverKey == expected.receiverKey));
                BOOST_TEST((parsed->dataLength == expected.dataLength));
                BOOST_TEST((parsed->checksum == expected.checksum));
                OptionBytes area;
                BOOST_TEST(expected.AppendTo(area));
                BOOST_TEST(OctetsOf(area) == octets, boost::test_tools::per_element());
            }
        }
        BOOST_TEST(!MpCapable::Parse(ViewOf({30, 3, version}))); // no flags
    }
}

BOOST_AUTO_TEST_CASE(mp_capable_is_not_composed_in_a_form_its_version_lacks)
{
    for (std::size_t size : {4, 22, 24})
    {
        OptionBytes area;
        BOOST_TEST(!CapableValue(0, size).AppendTo(area));
        BOOST_TEST(area.Size() == 0u);
        BOOST_TEST(CapableValue(1, size).AppendTo(area));
        BOOST_TEST(area.Size() == size);
    }
}

BOOST_AUTO_TEST_CASE(a_field_without_its_predecessor_does_not_count)
{
    MpCapable option;
    option.version = 1;
    option.receiverKey = 1;
    option.dataLength = 2;
    option.checksum = 3;
    BOOST_TEST(option.Size() == 4u);
    option.senderKey = 4;
    option.receiverKey.reset();
    BOOST_TEST(option.Size() == 12u);
    option.receiverKey = 5;
    option.dataLength.reset();
    BOOST_TEST(option.Size() == 20u);
}

BOOST_AUTO_TEST_CASE(sha256_and_its_hmac_give_published_values)
{
    // FIPS 180-4, example "abc"
    auto abc = Text("abc");
    BOOST_TEST(Hex(Sha256(abc.data(), abc.size())) ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // RFC 4231, 4.3 (case 2) and 4.7 (case 6: a key longer than a block)
    auto key = Text("Jefe");
    auto data = Text("what do ya want for nothing?");
    BOOST_TEST(Hex(ComputeHmacSha256(key.data(), key.size(), data.data(), data.size())) ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    std::vector<uint8_t> longKey(131, 0xaa);
    data = Text("Test Using Larger Than Block-Size Key - Hash Key First");
    BOOST_TEST(Hex(ComputeHmacSha256(longKey.data(), longKey.size(), data.data(), data.size())) ==
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(the_version_chooses_the_hash)
{
    // The table of data/captures for version 1; smptcp.md 12 for version 0
    BOOST_TEST(MptcpToken(0x0011223344556677, MptcpVersion::V1) == 0xd1a5f998);
    BOOST_TEST(MptcpIdsn(0x0011223344556677, MptcpVersion::V1) == 17801198722404843175u);
    BOOST_TEST(MptcpToken(0x1111111111111111, MptcpVersion::V0) == 0x3a88b7c3u);
    BOOST_TEST(MptcpToken(0x1111111111111111, MptcpVersion::V1) != 0x3a88b7c3u);
}

BOOST_AUTO_TEST_CASE(a_join_succeeds_only_within_one_version)
{
    for (auto x : {MptcpVersion::V0, MptcpVersion::V1})
    {
        for (auto y : {MptcpVersion::V0, MptcpVersion::V1})
        {
            auto a = KeyOctets(0x1111111111111111);
            auto b = KeyOctets(0x2222222222222222);
            MptcpJoin initiator = MptcpJoin::Initiate({a, b, x}, 5, 1, 0xa1a2a3a4);
            OptionBytes syn;
            initiator.AppendSyn(syn);
            MptcpJoin responder = MptcpJoin::Accept({b, a, y},
                                                    *MpJoinSyn::Parse(ViewOf(OctetsOf(syn))),
                                                    2,
                                                    0xb1b2b3b4);
            OptionBytes synAck;
            responder.AppendSynAck(synAck);
            BOOST_TEST(initiator.OnSynAck(*MpJoinSynAck::Parse(ViewOf(OctetsOf(synAck)))) == (x == y));
            OptionBytes third;
            initiator.AppendThird(third);
            BOOST_TEST(responder.OnThird(*MpJoinAck::Parse(ViewOf(OctetsOf(third)))) == (x == y));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
