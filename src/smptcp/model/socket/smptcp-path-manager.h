/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PATH_MANAGER_H
#define SMPTCP_PATH_MANAGER_H

#include "smptcp-segment-options.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * Additional subflows and address advertisements.
 */

namespace ns3
{

class SmptcpSocket;

/**
 * \ingroup smptcp-socket
 * The path manager of a connection. The active opener joins once from each further interface that has a route to an
 * address of the peer; the passive opener announces its further addresses by ADD_ADDR, repeated until echoed
 * (SMPTCP) or joined.
 */
class SmptcpPathManager
{
  public:
    /// \param socket the connection; outlives this
    explicit SmptcpPathManager(SmptcpSocket& socket);
    ~SmptcpPathManager();

    /// The peer is confirmed: open subflows (active opener) or announce addresses (passive opener).
    void Start();
    /// Stop every timer.
    void Stop();
    /// ADD_ADDR or its echo arrived.
    void OnAddAddr(const smptcp::SegmentOptions& options);
    /// A subflow arrived at \p local: its announcement has done its work.
    void OnJoinedAt(const Address& local);
    /// \return ADD_ADDRs with a wrong HMAC
    uint64_t GetHmacFailures() const;
    /// \return address id of a local address: 0 for the initial one, the interface's number otherwise
    uint8_t GetAddressId(const Address& local) const;

  private:
    /// A local address that can carry a subflow
    struct LocalAddress
    {
        Address address;       //!< IPv4 address
        Ptr<NetDevice> device; //!< Its device
        uint8_t id{0};         //!< Address id
    };

    std::vector<LocalAddress> ListLocal() const;
    bool IsUsed(const Address& address, bool local) const;
    bool HasRoute(const LocalAddress& local, const Address& remote) const;
    void JoinWherePossible();
    void Announce();
    bool SendAddAddr(const LocalAddress& local);
    void Echo(const smptcp::AddAddrV1& announced);
    void Learn(uint8_t id, const smptcp::WireAddress& address, std::optional<uint16_t> port);

    SmptcpSocket& m_socket;                   //!< The connection
    std::vector<Address> m_remote;            //!< Addresses of the peer, with port; the initial one first
    std::map<uint8_t, bool> m_learnt;         //!< Ids learnt from the peer
    std::map<uint8_t, unsigned> m_announcing; //!< Own ids not yet echoed, with tries
    EventId m_timer;                          //!< Repeats announcements
    uint64_t m_hmacFailures{0};               //!< Wrong HMAC in ADD_ADDR
    bool m_started{false};                    //!< Start has been called
};

} // namespace ns3

#endif // SMPTCP_PATH_MANAGER_H
