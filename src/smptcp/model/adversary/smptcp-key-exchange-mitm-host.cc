/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The man in the middle at a host of its own: it joins both ends, and passes on between its two subflows.

#include "smptcp-key-exchange-mitm.h"

#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-mapping.h"
#include "ns3/simulator.h"

namespace ns3
{

using namespace smptcp;

namespace
{

constexpr uint32_t LOWEST_PORT = 20000; //!< Of its own
constexpr uint32_t PORTS = 20000;       //!< From there on

} // namespace

void
KeyExchangeMitm::JoinBothAt(Time at)
{
    m_joinEvent = Simulator::Schedule(at - Simulator::Now(), &KeyExchangeMitm::JoinBoth, this);
}

void
KeyExchangeMitm::JoinBoth()
{
    auto found = m_joinable ? m_flows.find(m_joinable) : m_flows.end();
    if (found == m_flows.end() || !found->second.key[0] || !found->second.key[1])
    {
        Tell("there is no connection it could join: without MPTCP it has to stay");
        return;
    }
    Flow& flow = found->second;
    std::shared_ptr<DataSpaces> spaces[2];
    for (unsigned i : {0u, 1u})
    {
        JoinedEnd::Setup setup;
        setup.local = GetHost()->GetAddress();
        setup.localPort = static_cast<uint16_t>(LOWEST_PORT + Random32() % PORTS);
        setup.victim = m_joinable->ends[i].address;
        setup.victimPort = m_joinable->ends[i].port;
        setup.keys = KeysTowards(flow, i);
        setup.token = MptcpToken(*flow.key[i], MptcpVersion::V0);
        setup.nonce = Random32();
        setup.isn = Random32();
        setup.profile = m_profile;
        setup.spaces = flow.spaces[i];
        if (flow.spaces[i])
        {
            setup.session = flow.exchange[i]->Session();
        }
        else
        {
            setup.spaces = std::make_shared<DataSpaces>();
            setup.spaces->sendIdsn = setup.spaces->sent = MptcpIdsn(*flow.shownKey[1 - i], MptcpVersion::V0);
            setup.spaces->receiveIdsn = setup.spaces->received = MptcpIdsn(*flow.key[i], MptcpVersion::V0);
            setup.keyPair = [this](unsigned bits) { return KeyPair(bits); };
            setup.random = &m_drawn;
        }
        spaces[i] = setup.spaces;
        JoinedEnd::Hooks hooks;
        hooks.send = [this](const std::string& why, const IpSegment& segment) { SendFromHost(why, segment); };
        hooks.taken = [this, i](uint64_t dsn, const std::vector<uint8_t>& plain) { OnTaken(i, dsn, plain); };
        hooks.acked = [this, i](uint64_t dataAck) { OnDataAck(i, dataAck); };
        m_joined[i] = std::make_unique<JoinedEnd>(std::move(setup), std::move(hooks));
    }
    for (unsigned i : {0u, 1u})
    {
        // Its first acknowledgment must have a DSS, and says what has passed on the path.
        if (const auto& ack = m_joinable->ends[i].dataAck)
        {
            OnDataAck(i, ExpandNear(static_cast<uint32_t>(*ack), spaces[i]->sent));
        }
        m_joined[i]->Start();
    }
}

void
KeyExchangeMitm::OnHostSegment(const IpSegment& segment)
{
    for (auto& joined : m_joined)
    {
        if (joined && joined->Take(segment))
        {
            return;
        }
    }
}

void
KeyExchangeMitm::OnTaken(unsigned end, uint64_t dsn, const std::vector<uint8_t>& plain)
{
    m_readAtHost.insert(m_readAtHost.end(), plain.begin(), plain.end());
    m_joined[1 - end]->Send(dsn + Delta(m_flows[m_joinable], end), plain);
}

void
KeyExchangeMitm::OnDataAck(unsigned end, uint64_t dataAck)
{
    // It is about what the other end sent.
    m_joined[1 - end]->Acknowledge(dataAck - Delta(m_flows[m_joinable], 1 - end));
}

} // namespace ns3
