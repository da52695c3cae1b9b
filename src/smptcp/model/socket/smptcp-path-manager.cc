/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-path-manager.h"

#include "smptcp-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpPathManager");

using namespace smptcp;

namespace
{

constexpr unsigned ANNOUNCE_TRIES = 5;  //!< ADD_ADDRs sent for one address
constexpr int ANNOUNCE_INTERVAL_S = 1;  //!< Seconds between them

/// \return the IP address of a socket address as octets
std::vector<uint8_t>
IpOctets(const Address& address)
{
    std::vector<uint8_t> octets(16);
    if (InetSocketAddress::IsMatchingType(address))
    {
        octets.resize(4);
        InetSocketAddress::ConvertFrom(address).GetIpv4().Serialize(octets.data());
    }
    else if (Inet6SocketAddress::IsMatchingType(address))
    {
        Inet6SocketAddress::ConvertFrom(address).GetIpv6().Serialize(octets.data());
    }
    return octets;
}

WireAddress
ToWire(const Address& address)
{
    WireAddress wire;
    auto octets = IpOctets(address);
    wire.ipv6 = octets.size() == 16;
    std::copy(octets.begin(), octets.end(), wire.octets.begin());
    return wire;
}

} // namespace

SmptcpPathManager::SmptcpPathManager(SmptcpSocket& socket)
    : m_socket(socket)
{
}

SmptcpPathManager::~SmptcpPathManager()
{
    Stop();
}

void
SmptcpPathManager::Start()
{
    if (m_started)
    {
        return;
    }
    m_started = true;
    Address peer;
    m_socket.GetPeerName(peer);
    m_remote.push_back(peer);
    if (m_socket.IsActiveOpener())
    {
        JoinWherePossible();
    }
    else if (m_socket.ListensOnAll())
    {
        for (const auto& local : ListLocal())
        {
            if (!IsUsed(local.address, true))
            {
                m_announcing[local.id] = 0;
            }
        }
        Announce();
    }
}

void
SmptcpPathManager::Stop()
{
    m_timer.Cancel();
}

uint64_t
SmptcpPathManager::GetHmacFailures() const
{
    return m_hmacFailures;
}

std::vector<SmptcpPathManager::LocalAddress>
SmptcpPathManager::ListLocal() const
{
    std::vector<LocalAddress> list;
    Ptr<Ipv4> ipv4 = m_socket.GetNode()->GetObject<Ipv4>();
    for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces() && i < 256; ++i)
    {
        if (!ipv4->IsUp(i) || ipv4->GetNAddresses(i) == 0 ||
            ipv4->GetAddress(i, 0).GetLocal() == Ipv4Address::GetLoopback())
        {
            continue;
        }
        LocalAddress local;
        local.address = InetSocketAddress(ipv4->GetAddress(i, 0).GetLocal(), 0);
        local.device = ipv4->GetNetDevice(i);
        local.id = static_cast<uint8_t>(i);
        list.push_back(local);
    }
    return list;
}

uint8_t
SmptcpPathManager::GetAddressId(const Address& local) const
{
    Address initial;
    m_socket.GetSockName(initial);
    if (IpOctets(initial) == IpOctets(local))
    {
        return 0;
    }
    for (const auto& own : ListLocal())
    {
        if (IpOctets(own.address) == IpOctets(local))
        {
            return own.id;
        }
    }
    return 0;
}

bool
SmptcpPathManager::IsUsed(const Address& address, bool local) const
{
    auto wanted = IpOctets(address);
    for (const auto& [own, peer] : m_socket.GetSubflowAddresses())
    {
        if (IpOctets(local ? own : peer) == wanted)
        {
            return true;
        }
    }
    return false;
}

bool
SmptcpPathManager::HasRoute(const LocalAddress& local, const Address& remote) const
{
    Ptr<Ipv4> ipv4 = m_socket.GetNode()->GetObject<Ipv4>();
    if (!InetSocketAddress::IsMatchingType(remote) || !ipv4->GetRoutingProtocol())
    {
        return false;
    }
    Ipv4Header header;
    header.SetDestination(InetSocketAddress::ConvertFrom(remote).GetIpv4());
    Socket::SocketErrno error;
    Ptr<Ipv4Route> route =
        ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, local.device, error);
    return route && route->GetOutputDevice() == local.device;
}

void
SmptcpPathManager::JoinWherePossible()
{
    for (const auto& local : ListLocal())
    {
        if (IsUsed(local.address, true))
        {
            continue;
        }
        // An address of the peer that no subflow uses yet is worth more than a second way to the same one.
        std::vector<Address> candidates = m_remote;
        std::stable_partition(candidates.begin(),
                              candidates.end(),
                              [this](const Address& remote) { return !IsUsed(remote, false); });
        for (const auto& remote : candidates)
        {
            if (HasRoute(local, remote) &&
                m_socket.OpenSubflow(local.address, local.device, remote, local.id))
            {
                break;
            }
        }
    }
}

void
SmptcpPathManager::Announce()
{
    auto addresses = ListLocal();
    for (auto entry = m_announcing.begin(); entry != m_announcing.end();)
    {
        auto local = std::find_if(addresses.begin(), addresses.end(), [&entry](const auto& own) {
            return own.id == entry->first;
        });
        if (local == addresses.end() || entry->second >= ANNOUNCE_TRIES)
        {
            entry = m_announcing.erase(entry);
            continue;
        }
        entry->second += SendAddAddr(*local) ? 1 : 0;
        ++entry;
    }
    if (!m_announcing.empty())
    {
        m_timer =
            Simulator::Schedule(Seconds(ANNOUNCE_INTERVAL_S), &SmptcpPathManager::Announce, this);
    }
}

bool
SmptcpPathManager::SendAddAddr(const LocalAddress& local)
{
    OptionBytes option;
    if (m_socket.GetMode() == Mode::SMPTCP)
    {
        JoinKeys keys = m_socket.GetJoinKeys();
        AddAddrV1 announce;
        announce.addressId = local.id;
        announce.address = ToWire(local.address);
        announce.hmac64 = AddAddrHmac64(keys.local, keys.remote, local.id, *announce.address, 0, keys.version);
        announce.AppendTo(option);
    }
    else
    {
        AddAddrV0 announce;
        announce.addressId = local.id;
        announce.address = ToWire(local.address);
        announce.AppendTo(option);
    }
    return m_socket.SendControl(option);
}

void
SmptcpPathManager::OnAddAddr(const SegmentOptions& options)
{
    if (m_socket.GetMode() != Mode::SMPTCP)
    {
        if (options.addAddrV0)
        {
            Learn(options.addAddrV0->addressId,
                  options.addAddrV0->address,
                  options.addAddrV0->port);
        }
        return;
    }
    if (!options.addAddrV1)
    {
        return;
    }
    const AddAddrV1& announced = *options.addAddrV1;
    if (announced.echo)
    {
        m_announcing.erase(announced.addressId);
        return;
    }
    JoinKeys keys = m_socket.GetJoinKeys();
    uint64_t expected = AddAddrHmac64(keys.remote,
                                      keys.local,
                                      announced.addressId,
                                      *announced.address,
                                      announced.port.value_or(0),
                                      keys.version);
    if (announced.hmac64 != expected)
    {
        ++m_hmacFailures;
        return;
    }
    Echo(announced);
    Learn(announced.addressId, *announced.address, announced.port);
}

void
SmptcpPathManager::Echo(const AddAddrV1& announced)
{
    AddAddrV1 echo;
    echo.echo = true;
    echo.addressId = announced.addressId;
    if (!announced.address->ipv6)
    {
        echo.address = announced.address;
        echo.port = announced.port;
    }
    OptionBytes option;
    echo.AppendTo(option);
    m_socket.SendControl(option);
}

void
SmptcpPathManager::Learn(uint8_t id, const WireAddress& address, std::optional<uint16_t> port)
{
    if (!m_socket.IsActiveOpener() || address.ipv6 || !m_learnt.emplace(id, true).second)
    {
        return;
    }
    if (!m_started)
    {
        Start();
    }
    Address initial = m_remote.front();
    uint16_t initialPort = InetSocketAddress::IsMatchingType(initial)
                               ? InetSocketAddress::ConvertFrom(initial).GetPort()
                               : 0;
    m_remote.emplace_back(InetSocketAddress(Ipv4Address::Deserialize(address.octets.data()),
                                            port.value_or(initialPort)));
    JoinWherePossible();
}

void
SmptcpPathManager::OnJoinedAt(const Address& local)
{
    m_announcing.erase(GetAddressId(local));
}

} // namespace ns3
