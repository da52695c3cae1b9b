/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_ADDRESS_BOOK_H
#define MPTCP_ADDRESS_BOOK_H

#include "ns3/smptcp-segment-options.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * The addresses of both ends of a connection and their advertisement.
 */

namespace ns3
{

class SmptcpSocket;

/// An address of this end that can carry a subflow
struct MptcpLocalAddress
{
    Address address;       //!< IP address with port 0
    Ptr<NetDevice> device; //!< Its device
    uint8_t id{0};         //!< Address id: 0 for the one of the initial subflow
    bool up{true};         //!< Its interface is up
};

/// An address of the peer
struct MptcpRemoteAddress
{
    Address address; //!< IP address and port
    uint8_t id{0};   //!< Address id: 0 for the one of the initial subflow
};

/**
 * \ingroup smptcp-socket
 * What is known of addresses, and ADD_ADDR both ways: of RFC 6824, 3.4.1 in version 0, of RFC 8684, 3.4.1 in version 1
 * and of smptcp.md 7.2 in SMPTCP, there with HMAC and repeated until the peer echoes them. It decides nothing: that is
 * the path manager's business.
 */
class MptcpAddressBook
{
  public:
    /// \param socket the connection; outlives this
    explicit MptcpAddressBook(SmptcpSocket& socket);
    ~MptcpAddressBook();

    /// The connection is up: note the addresses of the initial subflow.
    void Start();
    /// Stop every timer.
    void Stop();

    /// \return addresses of interfaces that are up, the initial one first; without withdrawn ones and lost links
    std::vector<MptcpLocalAddress> GetLocal() const;
    /// \return addresses of the peer, the initial one first unless the peer has removed it or takes no joins there
    const std::vector<MptcpRemoteAddress>& GetRemote() const;
    /// \return address id of a local address (port ignored), given once and kept
    uint8_t GetId(const Address& local) const;
    /// \return true when \p remote can be reached from \p local through its device
    bool HasRoute(const MptcpLocalAddress& local, const MptcpRemoteAddress& remote) const;

    /// Announce a local address. \param local IP address \return false when it is none of this host
    bool Announce(const Address& local);
    /// Announce no more, use no more. \param local IP address \return its id, no value when it is none of this host
    std::optional<uint8_t> Withdraw(const Address& local);
    /// \return addresses on \p device that have an id, whether they can be used or not
    std::vector<MptcpLocalAddress> GetKnownOn(Ptr<NetDevice> device) const;
    /// The peer could not be told that an address is left. \param id its id
    void OweRemoval(uint8_t id);
    /// \return ids of the addresses that were left without the peer being told, and are still not in use; owed no more
    smptcp::RemoveAddr TakeOwedRemovals();
    /// A subflow arrived at \p local: in version 0, which has no echo, its announcement has done its work.
    void OnJoinedAt(const Address& local);
    /// ADD_ADDR or its echo arrived.
    void OnAddAddr(const smptcp::SegmentOptions& options);
    /// The peer removed an address. \param id its id
    void ForgetRemote(uint8_t id);
    /// \return true when it is known as an address of the peer: its initial one, or announced and not removed
    bool IsRemote(const Address& remote) const;

    /// \return true when two socket addresses have the same IP address
    static bool SameIp(const Address& a, const Address& b);

  private:
    std::vector<MptcpLocalAddress> ListAll() const;
    bool UsesHmac() const;
    bool HasRoomFor(const MptcpLocalAddress& local) const;
    void SendDue();
    bool SendAddAddr(const MptcpLocalAddress& local);
    void Echo(const smptcp::AddAddrV1& announced);
    void Learn(uint8_t id, const smptcp::WireAddress& address, std::optional<uint16_t> port);

    SmptcpSocket& m_socket;                            //!< The connection
    std::vector<MptcpRemoteAddress> m_remote;          //!< Addresses of the peer
    std::set<uint8_t> m_known;                         //!< Ids learnt or removed: a replay changes nothing
    mutable std::map<std::vector<uint8_t>, uint8_t> m_ids; //!< Ids by IP octets
    std::set<uint8_t> m_withdrawn;                     //!< Own ids not to be used
    std::set<uint8_t> m_owed;                          //!< Own ids left without the peer being told
    std::map<uint8_t, unsigned> m_announcing;          //!< Own ids not yet echoed, with tries
    EventId m_timer;                                   //!< Repeats announcements
};

} // namespace ns3

#endif // MPTCP_ADDRESS_BOOK_H
