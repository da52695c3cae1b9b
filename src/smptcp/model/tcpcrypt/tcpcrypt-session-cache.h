/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_SESSION_CACHE_H
#define TCPCRYPT_SESSION_CACHE_H

#include "tcpcrypt-key-exchange.h"

#include "ns3/smptcp-address-octets.h"

#include <array>
#include <cstdint>
#include <list>
#include <optional>

/**
 * \file
 * \ingroup smptcp-tcpcrypt
 * Sessions that may be taken up again.
 */

namespace ns3
{
namespace smptcp
{

/// Address of a peer
using PeerAddress = AddressOctets;
/// What NEXTK1 carries: the first octets of SID[i]
using SessionName = std::array<uint8_t, NEXTK1_SID_OCTETS>;

/// \return the name of \p session in NEXTK1
SessionName NameOf(const TcpcryptSession& session);

/**
 * \ingroup smptcp-tcpcrypt
 * One host's cached sessions (tcpcrypt.md section 3). An entry belongs to a peer's address and a direction, opener or
 * acceptor, and serves one connection at a time: who takes it keeps it until the peer has shown by a right MAC that it
 * has the keys. A secret whose keys may have been used without that is never used again.
 */
class TcpcryptSessionCache
{
  public:
    /// Names an entry; never 0
    using Ticket = uint64_t;

    /// A session and the entry it is from
    struct Taken
    {
        Ticket ticket{0};        //!< The entry
        TcpcryptSession session; //!< Its session
    };

    /// \param entries most entries to hold, the oldest go first; 0: none, the cache is off
    void SetCapacity(std::size_t entries);
    /// \return most entries
    std::size_t Capacity() const;
    /// \return entries held, those taken included
    std::size_t Size() const;
    /// \return entries nobody has taken
    std::size_t Available() const;

    /// Add what follows \p session. \param peer its address \param opener this end opened the connection
    void Add(const PeerAddress& peer, bool opener, const TcpcryptSession& session);
    /// Opener: take a session with \p peer, the newest. \return no value when there is none to be had
    std::optional<Taken> TakeFor(const PeerAddress& peer);
    /// Acceptor: take the session \p name with \p peer. \return no value when it is unknown or taken
    std::optional<Taken> TakeNamed(const PeerAddress& peer, const SessionName& name);
    /// Put an entry back whose keys have not been used.
    void Release(Ticket ticket);
    /// The peer has the keys: the entry goes on to the next secret and may be taken again.
    void Advance(Ticket ticket);
    /// Drop an entry.
    void Forget(Ticket ticket);
    /// Drop all entries.
    void Flush();

  private:
    /// A cached session
    struct Entry
    {
        Ticket ticket{0};        //!< Its name
        PeerAddress peer{};      //!< The peer
        bool opener{false};      //!< Direction
        bool taken{false};       //!< A connection has it
        TcpcryptSession session; //!< The session the next connection uses
    };

    std::list<Entry>::iterator Find(Ticket ticket);
    void Trim();

    std::list<Entry> m_entries;  //!< Newest first
    std::size_t m_capacity{0};   //!< Most entries
    Ticket m_nextTicket{1};      //!< Name of the next entry
};

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_SESSION_CACHE_H
