/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Sessions kept for resumption, and destinations kept from another broken key exchange: who gets what, when, and what
// is never handed out twice.

#include "unit-support.h"

#include "ns3/smptcp-fallback-cache.h"
#include "ns3/tcpcrypt-session-cache.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(session_cache)

namespace
{

/// The session whose ss is \p octet twenty times
TcpcryptSession
SessionOf(uint8_t octet, TcpcryptRole role = TcpcryptRole::C)
{
    TcpcryptSession session;
    session.role = role;
    session.ss.assign(20, octet);
    session.keys = DeriveKeys(session.ss);
    return session;
}

PeerAddress
Peer(uint8_t last)
{
    PeerAddress peer{};
    peer[15] = last;
    return peer;
}

std::string
SecretOf(const std::optional<TcpcryptSessionCache::Taken>& taken)
{
    return taken ? ToHex(taken->session.ss) : "none";
}

/// ss[i+n] of \p session
std::string
SecretAfter(TcpcryptSession session, unsigned steps)
{
    for (unsigned i = 0; i < steps; ++i)
    {
        session.ss = DeriveNextSecret(session.ss);
    }
    return ToHex(session.ss);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_next_session_keeps_role_and_nonce_and_changes_every_key)
{
    const TcpcryptSession first = SessionOf(7, TcpcryptRole::S);
    const TcpcryptSession next = NextSession(first);
    BOOST_TEST(ToHex(next.ss) == SecretAfter(first, 1));
    BOOST_TEST((next.role == TcpcryptRole::S));
    BOOST_TEST((next.ns == first.ns));
    BOOST_TEST(next.resumed);
    BOOST_TEST(!first.resumed);
    BOOST_TEST(ToHex(next.keys.sid) == ToHex(DeriveKeys(next.ss).sid));
    BOOST_TEST(ToHex(next.keys.kac) != ToHex(first.keys.kac));
    BOOST_TEST(ToHex(next.keys.kes) != ToHex(first.keys.kes));
    BOOST_TEST(ToHex(NameOf(next)) == ToHex(next.keys.sid).substr(0, 18));
}

BOOST_AUTO_TEST_CASE(without_capacity_nothing_is_kept)
{
    TcpcryptSessionCache cache;
    cache.Add(Peer(1), true, SessionOf(1));
    BOOST_TEST(cache.Size() == 0u);
    BOOST_TEST(!cache.TakeFor(Peer(1)));
}

BOOST_AUTO_TEST_CASE(an_entry_belongs_to_a_peer_and_a_direction)
{
    TcpcryptSessionCache cache;
    cache.SetCapacity(10);
    cache.Add(Peer(1), true, SessionOf(1));
    cache.Add(Peer(1), false, SessionOf(2));
    const SessionName opened = NameOf(NextSession(SessionOf(1)));
    const SessionName accepted = NameOf(NextSession(SessionOf(2)));
    BOOST_TEST(!cache.TakeFor(Peer(2)));
    BOOST_TEST(!cache.TakeNamed(Peer(2), accepted), "another address does not get it");
    BOOST_TEST(!cache.TakeNamed(Peer(1), opened), "nor does the other direction");
    BOOST_TEST(!cache.TakeNamed(Peer(1), NameOf(SessionOf(2))), "SID[0] is never a name");
    BOOST_TEST(SecretOf(cache.TakeNamed(Peer(1), accepted)) == SecretAfter(SessionOf(2), 1));
    BOOST_TEST(SecretOf(cache.TakeFor(Peer(1))) == SecretAfter(SessionOf(1), 1));
    BOOST_TEST(cache.Available() == 0u);
}

BOOST_AUTO_TEST_CASE(one_connection_at_a_time_and_no_secret_twice)
{
    TcpcryptSessionCache cache;
    cache.SetCapacity(10);
    cache.Add(Peer(1), true, SessionOf(1));
    auto taken = cache.TakeFor(Peer(1));
    BOOST_REQUIRE(taken);
    BOOST_TEST(!cache.TakeFor(Peer(1)), "taken");
    cache.Release(taken->ticket);
    taken = cache.TakeFor(Peer(1));
    BOOST_TEST(SecretOf(taken) == SecretAfter(SessionOf(1), 1), "its keys had not been used");
    cache.Advance(taken->ticket);
    taken = cache.TakeFor(Peer(1));
    BOOST_TEST(SecretOf(taken) == SecretAfter(SessionOf(1), 2));
    cache.Forget(taken->ticket);
    BOOST_TEST(!cache.TakeFor(Peer(1)));
    BOOST_TEST(cache.Size() == 0u);
    // Tickets of entries that are gone do nothing.
    cache.Add(Peer(1), true, SessionOf(3));
    cache.Release(taken->ticket);
    cache.Advance(taken->ticket);
    cache.Forget(taken->ticket);
    cache.Forget(0);
    BOOST_TEST(SecretOf(cache.TakeFor(Peer(1))) == SecretAfter(SessionOf(3), 1));
}

BOOST_AUTO_TEST_CASE(parallel_connections_have_entries_of_their_own)
{
    TcpcryptSessionCache cache;
    cache.SetCapacity(10);
    cache.Add(Peer(1), true, SessionOf(1));
    cache.Add(Peer(1), true, SessionOf(2));
    BOOST_TEST(SecretOf(cache.TakeFor(Peer(1))) == SecretAfter(SessionOf(2), 1), "the newest first");
    BOOST_TEST(SecretOf(cache.TakeFor(Peer(1))) == SecretAfter(SessionOf(1), 1));
    BOOST_TEST(!cache.TakeFor(Peer(1)));
}

BOOST_AUTO_TEST_CASE(the_cache_is_bounded_and_the_oldest_go)
{
    TcpcryptSessionCache cache;
    cache.SetCapacity(3);
    for (uint8_t i = 1; i <= 5; ++i)
    {
        cache.Add(Peer(i), true, SessionOf(i));
    }
    BOOST_TEST(cache.Size() == 3u);
    BOOST_TEST(!cache.TakeFor(Peer(2)));
    auto third = cache.TakeFor(Peer(3));
    BOOST_REQUIRE(third);
    cache.Advance(third->ticket); // used last: the newest now
    cache.SetCapacity(1);
    BOOST_TEST(SecretOf(cache.TakeFor(Peer(3))) == SecretAfter(SessionOf(3), 2));
    BOOST_TEST(!cache.TakeFor(Peer(5)));
    cache.Flush();
    BOOST_TEST(cache.Size() == 0u);
}

BOOST_AUTO_TEST_CASE(broken_destinations_are_remembered_for_a_while)
{
    SmptcpFallbackCache cache;
    BOOST_TEST(!cache.Holds(Peer(1), 0));
    cache.Remember(Peer(1), 100, 50);
    BOOST_TEST(cache.Holds(Peer(1), 100));
    BOOST_TEST(cache.Holds(Peer(1), 149));
    BOOST_TEST(!cache.Holds(Peer(1), 150));
    BOOST_TEST(!cache.Holds(Peer(2), 120));
    cache.Remember(Peer(1), 140, 50); // broke again
    BOOST_TEST(cache.Holds(Peer(1), 170));
}

BOOST_AUTO_TEST_SUITE_END()
