/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-address-book.h"

#include "smptcp-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MptcpAddressBook");

using namespace smptcp;

namespace
{

constexpr unsigned ANNOUNCE_TRIES = 5; //!< ADD_ADDRs sent for one address
constexpr int ANNOUNCE_INTERVAL_S = 1; //!< Seconds between them

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

uint16_t
PortOf(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        return InetSocketAddress::ConvertFrom(address).GetPort();
    }
    return Inet6SocketAddress::IsMatchingType(address)
               ? Inet6SocketAddress::ConvertFrom(address).GetPort()
               : 0;
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

Address
FromWire(const WireAddress& address, uint16_t port)
{
    if (address.ipv6)
    {
        auto octets = address.octets; // ns-3 wants them writable
        return Inet6SocketAddress(Ipv6Address(octets.data()), port);
    }
    return InetSocketAddress(Ipv4Address::Deserialize(address.octets.data()), port);
}

void
ListIpv4(Ptr<Ipv4> ip, std::vector<MptcpLocalAddress>& list)
{
    for (uint32_t i = 0; ip && i < ip->GetNInterfaces(); ++i)
    {
        for (uint32_t k = 0; k < ip->GetNAddresses(i); ++k)
        {
            Ipv4Address address = ip->GetAddress(i, k).GetLocal();
            if (address != Ipv4Address::GetLoopback())
            {
                list.push_back({InetSocketAddress(address, 0), ip->GetNetDevice(i), 0, ip->IsUp(i)});
            }
        }
    }
}

void
ListIpv6(Ptr<Ipv6> ip, std::vector<MptcpLocalAddress>& list)
{
    for (uint32_t i = 0; ip && i < ip->GetNInterfaces(); ++i)
    {
        for (uint32_t k = 0; k < ip->GetNAddresses(i); ++k)
        {
            Ipv6Address address = ip->GetAddress(i, k).GetAddress();
            if (!address.IsLocalhost() && !address.IsLinkLocal())
            {
                list.push_back({Inet6SocketAddress(address, 0), ip->GetNetDevice(i), 0, ip->IsUp(i)});
            }
        }
    }
}

} // namespace

MptcpAddressBook::MptcpAddressBook(SmptcpSocket& socket)
    : m_socket(socket)
{
}

MptcpAddressBook::~MptcpAddressBook()
{
    Stop();
}

void
MptcpAddressBook::Start()
{
    Address own;
    m_socket.GetSockName(own);
    GetId(own); // 0, whichever is asked for first
    if (m_socket.PeerForbidsJoin())
    {
        return; // its initial address may be a load balancer's (RFC 8684, 3.1)
    }
    MptcpRemoteAddress initial;
    m_socket.GetPeerName(initial.address);
    m_remote.insert(m_remote.begin(), initial);
}

void
MptcpAddressBook::Stop()
{
    m_timer.Cancel();
}

bool
MptcpAddressBook::SameIp(const Address& a, const Address& b)
{
    return IpOctets(a) == IpOctets(b);
}

std::vector<MptcpLocalAddress>
MptcpAddressBook::ListAll() const
{
    std::vector<MptcpLocalAddress> all;
    ListIpv4(m_socket.GetNode()->GetObject<Ipv4>(), all);
    ListIpv6(m_socket.GetNode()->GetObject<Ipv6>(), all);
    return all;
}

std::vector<MptcpLocalAddress>
MptcpAddressBook::GetLocal() const
{
    std::vector<MptcpLocalAddress> list;
    for (auto& local : ListAll())
    {
        if (!local.up || m_socket.GetStack()->IsLinkLost(local.device))
        {
            continue;
        }
        local.id = GetId(local.address);
        if (m_withdrawn.count(local.id) == 0)
        {
            list.insert(local.id == 0 ? list.begin() : list.end(), local);
        }
    }
    return list;
}

std::vector<MptcpLocalAddress>
MptcpAddressBook::GetKnownOn(Ptr<NetDevice> device) const
{
    std::vector<MptcpLocalAddress> list;
    for (auto& local : ListAll())
    {
        auto known = m_ids.find(IpOctets(local.address));
        if (local.device == device && known != m_ids.end())
        {
            local.id = known->second;
            list.push_back(local);
        }
    }
    return list;
}

void
MptcpAddressBook::OweRemoval(uint8_t id)
{
    m_owed.insert(id);
}

RemoveAddr
MptcpAddressBook::TakeOwedRemovals()
{
    for (const auto& local : GetLocal())
    {
        m_owed.erase(local.id); // in use again, so not to be removed
    }
    RemoveAddr removed;
    for (uint8_t id : m_owed)
    {
        removed.Add(id);
    }
    m_owed.clear();
    return removed;
}

const std::vector<MptcpRemoteAddress>&
MptcpAddressBook::GetRemote() const
{
    return m_remote;
}

uint8_t
MptcpAddressBook::GetId(const Address& local) const
{
    if (m_ids.empty())
    {
        Address initial;
        m_socket.GetSockName(initial);
        m_ids[IpOctets(initial)] = 0;
    }
    auto known = m_ids.emplace(IpOctets(local), static_cast<uint8_t>(m_ids.size())).first;
    return known->second;
}

bool
MptcpAddressBook::HasRoute(const MptcpLocalAddress& local, const MptcpRemoteAddress& remote) const
{
    Socket::SocketErrno error;
    Ptr<Node> node = m_socket.GetNode();
    bool ipv4 = InetSocketAddress::IsMatchingType(local.address);
    if (ipv4 != InetSocketAddress::IsMatchingType(remote.address))
    {
        return false;
    }
    if (ipv4)
    {
        auto routing = node->GetObject<Ipv4>()->GetRoutingProtocol();
        Ipv4Header header;
        header.SetDestination(InetSocketAddress::ConvertFrom(remote.address).GetIpv4());
        Ptr<Ipv4Route> route = routing ? routing->RouteOutput(nullptr, header, local.device, error) : nullptr;
        return route && route->GetOutputDevice() == local.device;
    }
    auto routing = node->GetObject<Ipv6>()->GetRoutingProtocol();
    Ipv6Header header;
    header.SetDestination(Inet6SocketAddress::ConvertFrom(remote.address).GetIpv6());
    Ptr<Ipv6Route> route = routing ? routing->RouteOutput(nullptr, header, local.device, error) : nullptr;
    return route && route->GetOutputDevice() == local.device;
}

// --- own addresses -------------------------------------------------------------------------------------------

bool
MptcpAddressBook::UsesHmac() const
{
    return m_socket.GetMode() == Mode::SMPTCP || m_socket.GetMptcpVersion() == MptcpVersion::V1;
}

bool
MptcpAddressBook::HasRoomFor(const MptcpLocalAddress& local) const
{
    // Version 0's ADD_ADDR has nothing but the MAC to protect it, and an IPv6 address is too long beside the longest.
    AddAddrV0 announce;
    announce.address = ToWire(local.address);
    bool bare = IsEncrypted(*m_socket.GetMode()) && !UsesHmac();
    std::size_t mac = bare ? MacOptionOctets(m_socket.GetStack()->GetProfile().TagOctets()) : 0;
    return AreaOf(announce).Size() + mac <= MAX_OPTION_BYTES;
}

bool
MptcpAddressBook::Announce(const Address& local)
{
    auto list = GetLocal();
    auto found = std::find_if(list.begin(), list.end(), [&local](const auto& own) {
        return SameIp(own.address, local);
    });
    if (found == list.end() || !HasRoomFor(*found))
    {
        return false;
    }
    m_announcing.emplace(found->id, 0);
    if (m_timer.IsExpired())
    {
        m_timer = Simulator::ScheduleNow(&MptcpAddressBook::SendDue, this);
    }
    return true;
}

std::optional<uint8_t>
MptcpAddressBook::Withdraw(const Address& local)
{
    auto known = m_ids.find(IpOctets(local));
    if (known == m_ids.end())
    {
        return std::nullopt;
    }
    m_withdrawn.insert(known->second);
    m_announcing.erase(known->second);
    return known->second;
}

void
MptcpAddressBook::SendDue()
{
    auto addresses = GetLocal();
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
        m_timer = Simulator::Schedule(Seconds(ANNOUNCE_INTERVAL_S), &MptcpAddressBook::SendDue, this);
    }
}

bool
MptcpAddressBook::SendAddAddr(const MptcpLocalAddress& local)
{
    OptionBytes option;
    if (UsesHmac())
    {
        JoinKeys keys = m_socket.GetJoinKeys();
        AddAddrV1 announce;
        announce.addressId = local.id;
        announce.address = ToWire(local.address);
        announce.hmac64 =
            AddAddrHmac64(keys.local, keys.remote, local.id, *announce.address, 0, keys.version);
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
MptcpAddressBook::OnJoinedAt(const Address& local)
{
    if (!UsesHmac())
    {
        m_announcing.erase(GetId(local));
    }
}

// --- the peer's addresses ------------------------------------------------------------------------------------

void
MptcpAddressBook::OnAddAddr(const SegmentOptions& options)
{
    if (!UsesHmac())
    {
        if (options.addAddrV0)
        {
            Learn(options.addAddrV0->addressId, options.addAddrV0->address, options.addAddrV0->port);
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
        m_socket.OnSegmentRefused(0, Refusal::ADD_ADDR_HMAC);
        return;
    }
    if (m_socket.GetMode() == Mode::SMPTCP && announced.address->ipv6 && m_known.count(announced.addressId) > 0)
    {
        // It came without MAC, so that nothing tells a repeat from a replay (smptcp.md 7.1).
        m_socket.OnSegmentRefused(0, Refusal::ADD_ADDR_REPLAY);
        return;
    }
    Echo(announced);
    Learn(announced.addressId, *announced.address, announced.port);
}

void
MptcpAddressBook::Echo(const AddAddrV1& announced)
{
    AddAddrV1 echo;
    echo.echo = true;
    echo.addressId = announced.addressId;
    if (!announced.address->ipv6 || m_socket.GetMode() != Mode::SMPTCP)
    {
        echo.address = announced.address;
        echo.port = announced.port;
    }
    OptionBytes option;
    echo.AppendTo(option);
    m_socket.SendControl(option);
}

void
MptcpAddressBook::Learn(uint8_t id, const WireAddress& address, std::optional<uint16_t> port)
{
    if (!m_known.insert(id).second)
    {
        return;
    }
    Address initial;
    m_socket.GetPeerName(initial);
    MptcpRemoteAddress remote;
    remote.id = id;
    remote.address = FromWire(address, port.value_or(PortOf(initial)));
    m_remote.push_back(remote);
    m_socket.OnRemoteAddressesChanged();
}

void
MptcpAddressBook::ForgetRemote(uint8_t id)
{
    if (id == 0 && m_remote.size() < 2)
    {
        return; // the initial address stays while it is the only way back to the peer
    }
    m_remote.erase(std::remove_if(m_remote.begin(),
                                  m_remote.end(),
                                  [id](const auto& remote) { return remote.id == id; }),
                   m_remote.end());
    if (m_socket.GetMode() != Mode::SMPTCP)
    {
        m_known.erase(id); // it may be announced anew; SMPTCP's exempt ADD_ADDR could be a replay (smptcp.md 7.1)
    }
}

bool
MptcpAddressBook::IsRemote(const Address& remote) const
{
    return std::any_of(m_remote.begin(), m_remote.end(), [&remote](const auto& known) {
        return SameIp(known.address, remote);
    });
}

} // namespace ns3
