/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Two ends of a subflow seal and verify each other's segments.

#include "unit-support.h"

#include "ns3/smptcp-segment-protector.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(segment_protector)

namespace
{

constexpr uint64_t TAG = 0xa1a2a3a4b1b2b3b4;

TcpcryptSession
Session(TcpcryptRole role)
{
    TcpcryptSession session;
    session.role = role;
    session.ss = FromHex("6e9ddaa7719c3854b40351d0409cfa028a5fbebd");
    session.keys = DeriveKeys(session.ss);
    return session;
}

ProtectionProfile
Profile(bool coverWindow, bool nullCipher = false, bool nullTag = false)
{
    ProtectionProfile profile;
    profile.coverWindow = coverWindow;
    profile.nullCipher = nullCipher;
    profile.nullTag = nullTag;
    return profile;
}

const Octets SEGMENT = FromHex("c0009c41 00000119 00001109 c018fa00 00000000 1e042000"
                               "4616 0000000000000000000000000000000000000000 0101 6162636465");
const SegmentPosition POSITION{281, 265};

SegmentView
View(const Octets& octets = SEGMENT)
{
    return SegmentView::Parse(octets.data(), octets.size()).value();
}

/// Does \p receiver accept what \p sender sealed?
bool
Accepts(SegmentProtector& receiver, SegmentProtector& sender)
{
    uint8_t tag[20];
    sender.Seal(View(), POSITION, {}, tag);
    return receiver.Verify(View(), POSITION, {}, tag);
}

} // namespace

BOOST_AUTO_TEST_CASE(keys_follow_role_and_direction)
{
    const TcpcryptSession c = Session(TcpcryptRole::C);
    const TcpcryptSession s = Session(TcpcryptRole::S);
    BOOST_TEST((SendMacKey(c) == c.keys.kac));
    BOOST_TEST((SendMacKey(s) == s.keys.kas));
    BOOST_TEST((SendEncryptionKey(c) == c.keys.kec));
    BOOST_TEST((SendEncryptionKey(s) == s.keys.kes));
    BOOST_TEST((ReceiveMacKey(c) == SendMacKey(s)));
    BOOST_TEST((ReceiveMacKey(s) == SendMacKey(c)));
    BOOST_TEST((ReceiveEncryptionKey(c) == SendEncryptionKey(s)));
    BOOST_TEST((ReceiveEncryptionKey(s) == SendEncryptionKey(c)));
}

BOOST_AUTO_TEST_CASE(each_end_accepts_the_other_and_not_itself)
{
    SegmentProtector c(Session(TcpcryptRole::C), {});
    SegmentProtector s(Session(TcpcryptRole::S), {});
    BOOST_TEST(Accepts(s, c));
    BOOST_TEST(Accepts(c, s));
    BOOST_TEST(!Accepts(c, c), "reflected segments are refused");
    SegmentProtector c2(Session(TcpcryptRole::C), {}, TAG);
    SegmentProtector s2(Session(TcpcryptRole::S), {}, TAG);
    BOOST_TEST(Accepts(s2, c2));
    BOOST_TEST(Accepts(c2, s2));
    BOOST_TEST(!Accepts(s2, s2));
    BOOST_TEST(!Accepts(s2, c), "form A's tag is not SMPTCP's");
}

BOOST_AUTO_TEST_CASE(a_segment_of_another_subflow_is_refused)
{
    SegmentProtector first(Session(TcpcryptRole::C), {}, 0);
    SegmentProtector second(Session(TcpcryptRole::S), {}, TAG);
    BOOST_TEST(!Accepts(second, first), "splice, A27");
    SegmentProtector uncovered(Session(TcpcryptRole::S), Profile(false), 0);
    BOOST_TEST(!Accepts(uncovered, first), "both ends must agree on the window");
}

BOOST_AUTO_TEST_CASE(form_a_encrypts_by_position_and_smptcp_leaves_it_to_the_connection)
{
    SegmentProtector c(Session(TcpcryptRole::C), {});
    SegmentProtector s(Session(TcpcryptRole::S), {});
    BOOST_REQUIRE(c.EncryptsPayload());
    Octets text = Ascending(0, 100);
    c.Encrypt(281, 281, text.data(), text.size());
    BOOST_TEST(ToHex(text) != ToHex(Ascending(0, 100)));
    s.Decrypt(281, 281, text.data(), text.size());
    BOOST_TEST(ToHex(text) == ToHex(Ascending(0, 100)));
    BOOST_TEST(!SegmentProtector(Session(TcpcryptRole::C), {}, TAG).EncryptsPayload());
    BOOST_TEST(!SegmentProtector(Session(TcpcryptRole::C), Profile(true, true)).EncryptsPayload());
}

BOOST_AUTO_TEST_CASE(a_shorter_tag_is_the_start_of_the_longer_one)
{
    uint8_t whole[20];
    SegmentProtector(Session(TcpcryptRole::C), {}, TAG).Seal(View(), POSITION, {}, whole);
    for (std::size_t octets : {16u, 12u, 10u, 8u})
    {
        ProtectionProfile profile;
        profile.macTagOctets = octets;
        SegmentProtector c(Session(TcpcryptRole::C), profile, TAG);
        SegmentProtector s(Session(TcpcryptRole::S), profile, TAG);
        uint8_t tag[20];
        std::fill(std::begin(tag), std::end(tag), 0xee);
        c.Seal(View(), POSITION, {}, tag);
        BOOST_TEST(ToHex(tag, octets) == ToHex(whole, octets));
        BOOST_TEST(ToHex(tag + octets, 20 - octets) == ToHex(Octets(20 - octets, 0xee)), "nothing is written behind it");
        BOOST_TEST(s.Verify(View(), POSITION, {}, tag));
        tag[octets - 1] ^= 1;
        BOOST_TEST(!s.Verify(View(), POSITION, {}, tag), "its last octet counts");
    }
}

BOOST_AUTO_TEST_CASE(the_daemon_form_goes_by_the_numbers_of_the_wire)
{
    ProtectionProfile daemon;
    daemon.daemonWire = true;
    SegmentProtector c(Session(TcpcryptRole::C), daemon);
    SegmentProtector s(Session(TcpcryptRole::S), daemon);
    uint8_t tag[20];
    uint8_t same[20];
    c.Seal(View(), POSITION, {}, tag);
    c.Seal(View(), {7, 8}, {}, same);
    BOOST_TEST(ToHex(tag, 20) == ToHex(same, 20), "positions do not enter");
    BOOST_TEST(s.Verify(View(), {1, 2}, {}, tag));
    // SEGMENT's numbers on the wire are 0x119 and 0x1109, so this is the clean form of a connection with ISNs of 0.
    SegmentProtector clean(Session(TcpcryptRole::S), {});
    BOOST_TEST(clean.Verify(View(), {0x119, 0x1109}, {}, tag));
    BOOST_TEST(!clean.Verify(View(), POSITION, {}, tag));

    Octets text = Ascending(0, 100);
    c.Encrypt(5, 4101, text.data(), text.size());
    Octets other = Ascending(0, 100);
    c.Encrypt(77, 4101, other.data(), other.size());
    BOOST_TEST(ToHex(text) == ToHex(other), "the sequence number alone counts");
    s.Decrypt(9, 4101, text.data(), text.size());
    BOOST_TEST(ToHex(text) == ToHex(Ascending(0, 100)));
    clean.Decrypt(4101, 4101, other.data(), other.size());
    BOOST_TEST(ToHex(other) != ToHex(Ascending(0, 100)));

    // SMPTCP does not know that form.
    SegmentProtector smptcp(Session(TcpcryptRole::C), daemon, TAG);
    SegmentProtector peer(Session(TcpcryptRole::S), {}, TAG);
    BOOST_TEST(Accepts(peer, smptcp));
}

BOOST_AUTO_TEST_CASE(a_reset_without_ack_is_sealed_with_the_number_of_the_wire)
{
    Octets octets = FromHex("c0009c41 00000119 00001109 b004fa00 00000000"
                            "4616 0000000000000000000000000000000000000000 0101");
    ProtectionProfile daemon;
    daemon.daemonWire = true;
    SegmentProtector c(Session(TcpcryptRole::C), daemon);
    uint8_t tag[20];
    uint8_t other[20];
    c.Seal(View(octets), POSITION, {}, tag);
    octets[11] ^= 1;
    c.Seal(View(octets), POSITION, {}, other);
    BOOST_TEST(ToHex(tag, 20) != ToHex(other, 20));
    SegmentProtector clean(Session(TcpcryptRole::C), {});
    clean.Seal(View(octets), POSITION, {}, tag);
    octets[11] ^= 1;
    clean.Seal(View(octets), {POSITION.sequence, 99}, {}, other);
    BOOST_TEST(ToHex(tag, 20) == ToHex(other, 20), "eight zero octets instead");
}

BOOST_AUTO_TEST_CASE(keys_of_subflows)
{
    ProtectionProfile own;
    own.subflowKeys = true;
    SegmentProtector first(Session(TcpcryptRole::C), own, 0);
    BOOST_TEST(!first.EncryptsPayload(), "the initial subflow is as it was");
    SegmentProtector plain(Session(TcpcryptRole::S), {}, 0);
    BOOST_TEST(Accepts(plain, first));

    SegmentProtector c(Session(TcpcryptRole::C), own, TAG);
    SegmentProtector s(Session(TcpcryptRole::S), own, TAG);
    BOOST_TEST(Accepts(s, c));
    BOOST_TEST(Accepts(c, s));
    BOOST_TEST(!Accepts(c, c));
    SegmentProtector shared(Session(TcpcryptRole::S), {}, TAG);
    BOOST_TEST(!Accepts(shared, c), "both ends must agree");

    // What the real MAC and cipher make of the derived keys
    TcpcryptSession session = Session(TcpcryptRole::C);
    uint8_t tag[20];
    c.Seal(View(), POSITION, {}, tag);
    SmptcpMacContext context;
    context.subflowTag = TAG;
    SegmentMac mac(DeriveSubflowKey(session.keys.kac, TAG).data());
    BOOST_TEST(ToHex(mac.ComputeSmptcp(View(), POSITION, context)) == ToHex(tag, 20), "the tag stays in P");
    BOOST_REQUIRE(c.EncryptsPayload());
    Octets text = Ascending(0, 50);
    c.Encrypt(281, 0, text.data(), text.size());
    Octets expected = Ascending(0, 50);
    StreamCipher(DeriveSubflowKey(session.keys.kec, TAG).data()).Crypt(281, expected.data(), expected.size());
    BOOST_TEST(ToHex(text) == ToHex(expected));
    s.Decrypt(281, 0, text.data(), text.size());
    BOOST_TEST(ToHex(text) == ToHex(Ascending(0, 50)));
}

BOOST_AUTO_TEST_CASE(the_slides_taken_at_their_word_make_all_subflows_one)
{
    ProtectionProfile literal;
    literal.seedLiteral = true;
    literal.subflowKeys = true; // has no say then
    SegmentProtector first(Session(TcpcryptRole::C), literal, 0);
    SegmentProtector second(Session(TcpcryptRole::S), literal, TAG);
    BOOST_TEST(Accepts(second, first), "splice, A27");
    SegmentProtector tcpcrypt(Session(TcpcryptRole::S), {});
    BOOST_TEST(Accepts(tcpcrypt, first), "form A's tag as it is");
    Octets one = Ascending(0, 50);
    Octets two = Ascending(100, 50);
    SegmentProtector joined(Session(TcpcryptRole::C), literal, TAG);
    first.Encrypt(300, 0, one.data(), one.size());
    joined.Encrypt(300, 0, two.data(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i)
    {
        BOOST_TEST((one[i] ^ two[i]) == (static_cast<uint8_t>(i) ^ static_cast<uint8_t>(100 + i)), "two-time pad, A26");
    }
    SegmentProtector safe(Session(TcpcryptRole::S), {}, 0);
    BOOST_TEST(!Accepts(safe, first), "both ends must agree");
}

BOOST_AUTO_TEST_CASE(form_b)
{
    auto session = [](TcpcryptRole role) {
        TcpcryptSession b;
        b.form = TcpcryptForm::B;
        b.role = role;
        b.ss = Ascending(1, 32);
        b.keys = DeriveKeys(b.ss);
        return b;
    };
    for (bool daemonWire : {false, true})
    {
        ProtectionProfile profile;
        profile.form = TcpcryptForm::B;
        profile.daemonWire = daemonWire;
        BOOST_TEST(profile.TagOctets() == 16u);
        SegmentProtector c(session(TcpcryptRole::C), profile);
        SegmentProtector s(session(TcpcryptRole::S), profile);
        BOOST_TEST(Accepts(s, c));
        BOOST_TEST(Accepts(c, s));
        BOOST_TEST(!Accepts(c, c));
        uint8_t tag[20];
        c.Seal(View(), POSITION, {}, tag);
        for (std::size_t octet = 0; octet < 16; ++octet)
        {
            tag[octet] ^= 1;
            BOOST_TEST(!s.Verify(View(), POSITION, {}, tag), octet);
            tag[octet] ^= 1;
        }
        SegmentPosition other = POSITION;
        other.acknowledgment += 1ULL << 32;
        BOOST_TEST(s.Verify(View(), other, {}, tag) == daemonWire, "the daemon counts no wraps");
    }
}

BOOST_AUTO_TEST_CASE(null_tags_are_zero)
{
    SegmentProtector c(Session(TcpcryptRole::C), Profile(true, false, true), TAG);
    SegmentProtector s(Session(TcpcryptRole::S), Profile(true, false, true), TAG);
    uint8_t tag[20];
    c.Seal(View(), POSITION, {}, tag);
    BOOST_TEST(ToHex(tag, 20) == std::string(40, '0'));
    BOOST_TEST(Accepts(s, c));
}

BOOST_AUTO_TEST_SUITE_END()
