/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-key-log.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"

#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

std::string
FormatAddress(const Address& address)
{
    std::ostringstream text;
    if (InetSocketAddress::IsMatchingType(address))
    {
        auto ipv4 = InetSocketAddress::ConvertFrom(address);
        text << ipv4.GetIpv4() << ":" << ipv4.GetPort();
    }
    else
    {
        auto ipv6 = Inet6SocketAddress::ConvertFrom(address);
        text << "[" << ipv6.GetIpv6() << "]:" << ipv6.GetPort();
    }
    return text.str();
}

template <typename Octets>
std::string
Hex(const Octets& octets)
{
    std::ostringstream text;
    text << std::hex << std::setfill('0');
    for (uint8_t octet : octets)
    {
        text << std::setw(2) << static_cast<unsigned>(octet);
    }
    return text.str();
}

/// How \p keys, those of a subflow of \p socket, came about and how its segments are protected, as key=value
std::string
DescribeProfile(const SmptcpSocket& socket, const SmptcpSubflowKeys& keys)
{
    const smptcp::ProtectionProfile& profile = socket.GetStack()->GetProfile();
    const smptcp::TcpcryptSession& session = keys.session;
    bool initiatorIsC = keys.activeOpener == (session.role == smptcp::TcpcryptRole::C);
    bool daemon = profile.daemonWire && socket.GetMode() != smptcp::Mode::SMPTCP;
    std::ostringstream text;
    text << "form=" << (profile.form == smptcp::TcpcryptForm::A ? "A" : "B")
         << " counter=" << (daemon ? "daemon" : "clean") << " tag=" << profile.TagOctets()
         << " window=" << profile.coverWindow << " sid=" << profile.sidOctets
         << " subkey=" << profile.subflowKeys << " literal=" << profile.seedLiteral
         << " sparse=" << profile.sparse << " idsnlow=";
    if (profile.testIdsnLow)
    {
        text << std::hex << std::setw(8) << std::setfill('0') << *profile.testIdsnLow;
    }
    else
    {
        text << "-";
    }
    text << " initiator=" << (initiatorIsC ? "C" : "S") << " resumed=" << session.resumed;
    return text.str();
}

} // namespace

SmptcpKeyLog::SmptcpKeyLog(const std::string& fileName)
    : m_file(fileName)
{
    NS_ABORT_MSG_UNLESS(m_file, "cannot write the key log " << fileName);
}

void
SmptcpKeyLog::Attach(const NodeContainer& nodes)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (Ptr<SmptcpStack> stack = (*node)->GetObject<SmptcpStack>())
        {
            stack->TraceConnectWithoutContext("KeysReady",
                                              MakeCallback(&SmptcpKeyLog::OnKeys, this));
            stack->TraceConnectWithoutContext("SubflowKeysReady",
                                              MakeCallback(&SmptcpKeyLog::OnSubflowKeys, this));
        }
    }
}

void
SmptcpKeyLog::OnKeys(Ptr<SmptcpSocket> socket)
{
    SmptcpSubflowKeys keys;
    socket->GetSockName(keys.local);
    socket->GetPeerName(keys.remote);
    keys.activeOpener = socket->IsActiveOpener();
    keys.session = *socket->GetSession();
    OnSubflowKeys(socket, keys);
}

void
SmptcpKeyLog::OnSubflowKeys(Ptr<SmptcpSocket> socket, const SmptcpSubflowKeys& keys)
{
    const smptcp::TcpcryptSession& session = keys.session;
    std::ostringstream fields;
    fields << " " << std::fixed << std::setprecision(9) << Simulator::Now().GetSeconds() << " "
           << FormatAddress(keys.activeOpener ? keys.local : keys.remote) << " "
           << FormatAddress(keys.activeOpener ? keys.remote : keys.local) << " "
           << (session.role == smptcp::TcpcryptRole::C ? "C" : "S") << " ";
    m_file << "CRYPT_SS" << fields.str() << Hex(session.ss) << "\n"
           << "CRYPT_NS" << fields.str() << Hex(session.ns) << "\n"
           << "CRYPT_PROFILE" << fields.str() << DescribeProfile(*socket, keys) << std::endl;
}

} // namespace ns3
