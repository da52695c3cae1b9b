/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Two ends of a subflow seal and verify each other's segments.

#include "unit-support.h"

#include "ns3/smptcp-segment-protector.h"

#include <boost/test/unit_test.hpp>

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
