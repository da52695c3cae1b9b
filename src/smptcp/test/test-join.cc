/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The handshake of an additional subflow: both ends agree, and a forger fails at the right step (smptcp.md section 6).

#include "unit-support.h"

#include "ns3/mptcp-join.h"
#include "ns3/mptcp-keys.h"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(join)

namespace
{

const Octets KAC = Ascending(0x00, 40);
const Octets KAS = Ascending(0x28, 40);
constexpr uint32_t TOKEN_B = 0x3a6a7596;
constexpr uint32_t NONCE_A = 0xa1a2a3a4;
constexpr uint32_t NONCE_B = 0xb1b2b3b4;

/// The option \p append writes, parsed again
template <typename Option>
Option
Sent(const std::function<void(OptionBytes&)>& append)
{
    OptionBytes out;
    append(out);
    OptionWalker walker(out.Data(), out.Size());
    auto option = walker.Next();
    BOOST_REQUIRE(option);
    auto parsed = Option::Parse(*option);
    BOOST_REQUIRE(parsed);
    return *parsed;
}

MptcpJoin
X(const Octets& local = KAC, const Octets& remote = KAS)
{
    return MptcpJoin::Initiate({local, remote}, TOKEN_B, 5, NONCE_A);
}

MpJoinSyn
Syn(const MptcpJoin& x)
{
    return Sent<MpJoinSyn>([&](OptionBytes& out) { x.AppendSyn(out); });
}

MptcpJoin
Y(const MpJoinSyn& syn, const Octets& local = KAS, const Octets& remote = KAC)
{
    return MptcpJoin::Accept({local, remote}, syn, 9, NONCE_B);
}

MpJoinSynAck
SynAck(const MptcpJoin& y)
{
    return Sent<MpJoinSynAck>([&](OptionBytes& out) { y.AppendSynAck(out); });
}

MpJoinAck
ThirdAck(const MptcpJoin& x)
{
    return Sent<MpJoinAck>([&](OptionBytes& out) { x.AppendThird(out); });
}

} // namespace

BOOST_AUTO_TEST_CASE(both_ends_accept_each_other)
{
    MptcpJoin x = X();
    MpJoinSyn syn = Syn(x);
    BOOST_TEST(syn.token == TOKEN_B);
    BOOST_TEST(syn.nonce == NONCE_A);
    BOOST_TEST(syn.addressId == 5);
    BOOST_TEST(!syn.backup);
    MptcpJoin y = Y(syn);
    BOOST_TEST(x.OnSynAck(SynAck(y)));
    BOOST_TEST(y.OnThird(ThirdAck(x)));
    BOOST_TEST(x.IsInitiator());
    BOOST_TEST(!y.IsInitiator());
    BOOST_TEST(x.RemoteAddressId() == 9);
    BOOST_TEST(y.RemoteAddressId() == 5);
}

BOOST_AUTO_TEST_CASE(hmacs_of_the_specification)
{
    MptcpJoin x = X();
    MptcpJoin y = Y(Syn(x));
    BOOST_TEST(SynAck(y).hmac64 == 0x0791f0a5785127e9u);
    x.OnSynAck(SynAck(y));
    BOOST_TEST(ToHex(ThirdAck(x).hmac) == "7622c56818162faad506bd9088b7d366d5b2524e");
}

BOOST_AUTO_TEST_CASE(the_subflow_tag_is_x_then_y_at_both_ends)
{
    MptcpJoin x = X();
    MptcpJoin y = Y(Syn(x));
    x.OnSynAck(SynAck(y));
    BOOST_TEST(x.SubflowTag() == 0xa1a2a3a4b1b2b3b4u);
    BOOST_TEST(y.SubflowTag() == 0xa1a2a3a4b1b2b3b4u);
}

BOOST_AUTO_TEST_CASE(b_may_join_too)
{
    MptcpJoin x = MptcpJoin::Initiate({KAS, KAC}, 0x3a88b7c3, 1, NONCE_B);
    MptcpJoin y = MptcpJoin::Accept({KAC, KAS}, Syn(x), 2, NONCE_A);
    BOOST_TEST(x.OnSynAck(SynAck(y)));
    BOOST_TEST(y.OnThird(ThirdAck(x)));
    BOOST_TEST(x.SubflowTag() == 0xb1b2b3b4a1a2a3a4u);
    BOOST_TEST(y.SubflowTag() == x.SubflowTag());
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_syn_ack_hmac_and_nonce_counts)
{
    MptcpJoin x = X();
    const MpJoinSynAck good = SynAck(Y(Syn(x)));
    for (unsigned bit = 0; bit < 64; ++bit)
    {
        MpJoinSynAck changed = good;
        changed.hmac64 ^= 1ULL << bit;
        BOOST_TEST(!x.OnSynAck(changed), bit);
    }
    for (unsigned bit = 0; bit < 32; ++bit)
    {
        MpJoinSynAck changed = good;
        changed.nonce ^= 1u << bit;
        BOOST_TEST(!x.OnSynAck(changed), bit);
    }
    BOOST_TEST(x.OnSynAck(good));
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_third_ack_counts)
{
    MptcpJoin x = X();
    MptcpJoin y = Y(Syn(x));
    x.OnSynAck(SynAck(y));
    const MpJoinAck good = ThirdAck(x);
    for (unsigned bit = 0; bit < 160; ++bit)
    {
        MpJoinAck changed = good;
        changed.hmac[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        BOOST_TEST(!y.OnThird(changed), bit);
    }
    BOOST_TEST(y.OnThird(good));
}

BOOST_AUTO_TEST_CASE(an_altered_nonce_in_the_syn_breaks_the_handshake)
{
    MptcpJoin x = X();
    MpJoinSyn syn = Syn(x);
    syn.nonce ^= 1;
    BOOST_TEST(!x.OnSynAck(SynAck(Y(syn))));
}

BOOST_AUTO_TEST_CASE(a_wrong_key_on_either_side_is_noticed_by_the_other)
{
    Octets other = KAC;
    other[39] ^= 1;
    MptcpJoin honestX = X();
    BOOST_TEST(!honestX.OnSynAck(SynAck(Y(Syn(honestX), KAS, other))));
    BOOST_TEST(!honestX.OnSynAck(SynAck(Y(Syn(honestX), KAC, KAS))), "keys the wrong way round");

    MptcpJoin forger = X(other, KAS);
    MptcpJoin honestY = Y(Syn(forger));
    BOOST_TEST(!honestY.OnThird(ThirdAck(forger)));
}

BOOST_AUTO_TEST_CASE(an_answer_cannot_be_reflected)
{
    // Y's HMAC sent back as X's: the order of keys and nonces differs.
    MptcpJoin x = X();
    MptcpJoin y = Y(Syn(x));
    MpJoinAck reflected;
    reflected.hmac = JoinHmac(KAS, KAC, NONCE_B, NONCE_A, MptcpVersion::V0);
    BOOST_TEST(!y.OnThird(reflected));
}

BOOST_AUTO_TEST_CASE(the_backup_bit_is_taken_over)
{
    MptcpJoin x = X();
    MpJoinSyn syn = Syn(x);
    BOOST_TEST(!Y(syn).Backup());
    syn.backup = true;
    MptcpJoin y = Y(syn);
    BOOST_TEST(y.Backup());
    MpJoinSynAck synAck = SynAck(y);
    synAck.backup = true;
    BOOST_TEST(x.OnSynAck(synAck), "not authenticated (smptcp.md 6.7)");
    BOOST_TEST(x.Backup());
}

BOOST_AUTO_TEST_CASE(add_addr_hmac_binds_everything_it_names)
{
    WireAddress address;
    address.octets = ArrayFromHex<16>("0a000909");
    const uint64_t good = AddAddrHmac64(KAS, KAC, 2, address, 8080, MptcpVersion::V0);
    BOOST_TEST(good == 0xd82bc6e88d0733d3u, "recomputed elsewhere");
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 3, address, 8080, MptcpVersion::V0) != good);
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 8080 ^ 1, MptcpVersion::V0) != good);
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 8080 ^ 0x100, MptcpVersion::V0) != good);
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 0, MptcpVersion::V0) != good);
    BOOST_TEST(AddAddrHmac64(KAC, KAS, 2, address, 8080, MptcpVersion::V0) != good, "sender and receiver swapped");
    address.octets[3] = 8;
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 8080, MptcpVersion::V0) != good);
    address.octets[3] = 9;
    address.ipv6 = true;
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 8080, MptcpVersion::V0) != good);
    address.octets = ArrayFromHex<16>("20010db8000000000000000000000001");
    BOOST_TEST(AddAddrHmac64(KAS, KAC, 2, address, 0, MptcpVersion::V0) == 0xb3d14ac07106ec92u, "recomputed elsewhere");
}

BOOST_AUTO_TEST_CASE(mptcp_joins_with_its_keys_of_8_octets)
{
    const JoinKeys a{KeyOctets(0x1111111111111111), KeyOctets(0x2222222222222222)};
    const JoinKeys b{a.remote, a.local};
    MptcpJoin x = MptcpJoin::Initiate(a, MptcpToken(0x2222222222222222, MptcpVersion::V0), 1, NONCE_A);
    MptcpJoin y = MptcpJoin::Accept(b, Syn(x), 2, NONCE_B);
    BOOST_TEST(x.OnSynAck(SynAck(y)));
    BOOST_TEST(y.OnThird(ThirdAck(x)));
    BOOST_TEST(ToHex(KeyOctets(0x0102030405060708)) == "0102030405060708");
}

BOOST_AUTO_TEST_CASE(mptcp_token_and_idsn_are_ends_of_one_digest)
{
    auto octets = KeyOctets(0x1111111111111111);
    std::string digest = ToHex(Sha1(octets.data(), octets.size()));
    uint64_t idsn = MptcpIdsn(0x1111111111111111, MptcpVersion::V0);
    BOOST_TEST(ToHex(KeyOctets(idsn)) == digest.substr(24));
    BOOST_TEST(digest.substr(0, 8) == "3a88b7c3");
}

BOOST_AUTO_TEST_SUITE_END()
