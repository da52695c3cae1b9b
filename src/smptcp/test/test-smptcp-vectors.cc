/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The test vectors of smptcp.md section 12.

#include "unit-support.h"

#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-options.h"
#include "ns3/smptcp-segment-mac.h"
#include "ns3/smptcp-stream-cipher.h"
#include "ns3/tcpcrypt-keys.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(smptcp_vectors)

namespace
{

const Octets KAC = Ascending(0x00, 40);
const Octets KAS = Ascending(0x28, 40);
constexpr uint64_t KEY_A = 0x1111111111111111;
constexpr uint64_t KEY_B = 0x2222222222222222;
constexpr uint32_t NONCE_A = 0xa1a2a3a4;
constexpr uint32_t NONCE_B = 0xb1b2b3b4;
constexpr uint64_t IDSN_A = 0xa46f967f272ba737;
constexpr uint64_t IDSN_B = 0x4bdd362fe8975aa3;
constexpr uint64_t JOINED = 0xa1a2a3a4b1b2b3b4; //!< Tag of the subflow joined by A

Octets
Ascii(const std::string& text)
{
    return {text.begin(), text.end()};
}

const std::string ZERO_TAG(40, '0');

/// One row of the MAC table
struct MacCase
{
    const char* name;
    std::string segment; //!< TCP header, options, payload; checksum and tag zero
    const Octets& key;
    SegmentPosition position;
    SmptcpMacContext context;
    const char* mac;
};

const std::vector<MacCase>&
MacCases()
{
    const std::string cipher = "6193a738f9c481ba994d7439bb031f6f321c2aab";
    const std::string data = "c0009c410000011900001109f018fa0000000000"
                             "1e122005e8975aa4272ba7380000012900144616" +
                             ZERO_TAG + cipher;
    static const std::vector<MacCase> cases{
        {"1: data A->B, initial subflow, window covered",
         data,
         KAC,
         {297, 265},
         {true, 0xa46f967f, 0x4bdd362f, 0, 0x1000},
         "997e64a35037133122c60e4005e082cb69d1efc2"},
        {"2: the same, window not covered",
         data,
         KAC,
         {297, 265},
         {false, 0xa46f967f, 0x4bdd362f, 0, 0x1000},
         "58f646ade90db8462c6466a4e1a5b2e2374edf9a"},
        {"3: pure ACK B->A, joined subflow, one SACK block",
         "9c41c00100000008fffffc01f010fde8000000001e082001272ba74c050affffffe9000005754616" + ZERO_TAG,
         KAS,
         {1, 1},
         {true, 0, 0xa46f967f, JOINED, 0xfffffc00},
         "c4bda2288e8c372c1aa1a1eccf8017280bf48fc5"},
        {"4: data B->A, joined subflow, DSN past a 32-bit wrap",
         "9c41c0010000000800000575f018fde8000000001e122005272ba74c000000050000000100054616" + ZERO_TAG +
             "0011223344",
         KAS,
         {1, 2421},
         {true, 0x4bdd3630, 0xa46f967f, JOINED, 0xfffffc00},
         "7664ff9d91746cc54191b5490bf1fcc25bdf6750"},
        {"5: DATA_FIN A->B, no payload",
         "c0009c410000012d00001109f010fa00000000001e122015e8975aa4272ba74c0000000000014616" + ZERO_TAG,
         KAC,
         {317, 265},
         {true, 0xa46f967f, 0x4bdd362f, 0, 0x1000},
         "1ad3493582824e5f10a03eaa2583d0bed9920533"},
    };
    return cases;
}

} // namespace

BOOST_AUTO_TEST_CASE(tokens)
{
    BOOST_TEST(MptcpToken(KEY_A, MptcpVersion::V0) == 0x3a88b7c3u);
    BOOST_TEST(MptcpToken(KEY_B, MptcpVersion::V0) == 0x3a6a7596u);
}

BOOST_AUTO_TEST_CASE(initial_data_sequence_numbers)
{
    const Octets sid = Ascending(0xa0, 20);
    BOOST_TEST(SmptcpIdsn(KAC, sid) == IDSN_A);
    BOOST_TEST(SmptcpIdsn(KAS, sid) == IDSN_B);
    // The slides' reading takes the first eight octets, which are a session id of that length.
    BOOST_TEST(SmptcpIdsn(KAC, sid, 8) == SmptcpIdsn(KAC, Ascending(0xa0, 8)));
    BOOST_TEST(SmptcpIdsn(KAC, sid, 8) != IDSN_A);
}

BOOST_AUTO_TEST_CASE(join_hmacs)
{
    BOOST_TEST(Leftmost64(JoinHmac(KAS, KAC, NONCE_B, NONCE_A, MptcpVersion::V0)) == 0x0791f0a5785127e9u);
    BOOST_TEST(ToHex(JoinHmac(KAC, KAS, NONCE_A, NONCE_B, MptcpVersion::V0)) == "7622c56818162faad506bd9088b7d366d5b2524e");
}

BOOST_AUTO_TEST_CASE(add_addr_hmac)
{
    WireAddress address;
    address.octets = ArrayFromHex<16>("0a000909");
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 0, MptcpVersion::V0) == 0x308171e6f71ae8a9u);
    BOOST_TEST(AddAddrHmac64(KAC, KAS, 2, address, 0, MptcpVersion::V0) != 0x308171e6f71ae8a9u, "the sender's key comes first");
}

BOOST_AUTO_TEST_CASE(fastclose_field)
{
    // Sender B, so Kx = kas; token of the receiver A.
    const uint32_t token = MptcpToken(KEY_A, MptcpVersion::V0);
    BOOST_TEST(SmptcpFastcloseHmac64(KAS, KAC, token) == 0x3aaff4a7f7a083d7u);
    BOOST_TEST(SmptcpFastcloseHmac64(KAC, KAS, token) != 0x3aaff4a7f7a083d7u, "the sender's key comes first");
}

BOOST_AUTO_TEST_CASE(keystream_by_dsn)
{
    StreamCipher cipher(Ascending(0x40, 16).data());
    Octets keystream(20, 0);
    cipher.Crypt(IDSN_A + 1, keystream.data(), keystream.size());
    BOOST_TEST(ToHex(keystream) == "32def76cba94a1cefc3e0019cd667c1b5d6e0a9a");
    Octets tail(10, 0);
    cipher.Crypt(IDSN_A + 11, tail.data(), tail.size());
    BOOST_TEST(ToHex(tail) == "0019cd667c1b5d6e0a9a");
    Octets text = Ascii("SMPTCP test vector 1");
    cipher.Crypt(IDSN_A + 1, text.data(), text.size());
    BOOST_TEST(ToHex(text) == "6193a738f9c481ba994d7439bb031f6f321c2aab");
}

BOOST_AUTO_TEST_CASE(subkey_variant)
{
    BOOST_TEST(ToHex(DeriveSubflowKey(KAC, JOINED)) ==
               "5c3837fb01c13cfda2095b7c59c5f1a89f26aa05d28af01bc7704ec354471b6ec73f17de2191ac87");
    BOOST_TEST((DeriveSubflowKey(KAC, JOINED) != DeriveSubflowKey(KAS, JOINED)));
    BOOST_TEST((DeriveSubflowKey(KAC, JOINED) != DeriveSubflowKey(KAC, JOINED + 1)));
}

BOOST_AUTO_TEST_CASE(syn_hmac_variant)
{
    const uint32_t token = MptcpToken(KEY_B, MptcpVersion::V0);
    BOOST_TEST(JoinSynHmac64(KAC, KAS, token, NONCE_A) == 0x6770335eaf4dc823u);
    BOOST_TEST(JoinSynHmac64(KAS, KAC, token, NONCE_A) != 0x6770335eaf4dc823u, "the sender's key comes first");
}

BOOST_AUTO_TEST_CASE(segment_macs)
{
    for (const MacCase& row : MacCases())
    {
        BOOST_TEST_CONTEXT(row.name)
        {
            Octets octets = FromHex(row.segment);
            auto segment = SegmentView::Parse(octets.data(), octets.size());
            BOOST_REQUIRE(segment);
            SegmentMac mac(row.key.data());
            BOOST_TEST(ToHex(mac.ComputeSmptcp(*segment, row.position, row.context)) == row.mac);
            BOOST_TEST(ToHex(mac.ComputeSmptcp(*segment, row.position, row.context)) == row.mac,
                       "the keyed object is ready for the next segment");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_segments_of_the_vectors_are_what_the_builders_make)
{
    Dss dss;
    dss.dataAck = DssDataAck{IDSN_B + 1, false};
    dss.mapping = DssMapping{IDSN_A + 1, false, 297, 20, std::nullopt};
    OptionBytes out;
    dss.AppendTo(out);
    BOOST_TEST(ToHex(out) == "1e122005e8975aa4272ba738000001290014");

    Dss fin;
    fin.dataFin = true;
    fin.dataAck = DssDataAck{IDSN_B + 1, false};
    fin.mapping = DssMapping{IDSN_A + 21, false, 0, 1, std::nullopt};
    OptionBytes finOut;
    fin.AppendTo(finOut);
    BOOST_TEST(ToHex(finOut) == "1e122015e8975aa4272ba74c000000000001");
}

BOOST_AUTO_TEST_SUITE_END()
