/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "quiet-connection.h"

#include "ns3/hardened-tcp-socket.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/smptcp-stack.h"
#include "ns3/string.h"

using namespace ns3;
using namespace ns3::smptcp;

QuietConnection::QuietConnection(const std::string& kind,
                                 const std::string& profile,
                                 std::vector<TwoHosts::Link> links)
    : net(kind, kind, std::move(links)),
      log(net)
{
    for (uint32_t host : {0u, 1u})
    {
        net.Stack(host)->SetAttribute("Profile", StringValue(profile));
    }
    net.client.mayClose = net.server.mayClose = false;
    net.client.sendFrom = net.server.sendFrom = DATA_AT;
}

uint32_t
QuietConnection::NextSequence(bool client) const
{
    bool any = false;
    uint32_t next = 0;
    for (const auto& seen : log.segments)
    {
        SegmentView view = seen.View();
        if (seen.fromClient != client || view.Has(TCP_RST))
        {
            continue;
        }
        uint32_t end = view.Sequence() + static_cast<uint32_t>(view.PayloadSize()) +
                       (view.Has(TCP_SYN) || view.Has(TCP_FIN) ? 1 : 0);
        next = !any || static_cast<int32_t>(end - next) > 0 ? end : next;
        any = true;
    }
    return next;
}

WireSegment
QuietConnection::NextFrom(bool client, uint8_t flags, const std::vector<uint8_t>& payload) const
{
    const WireSegment* like = nullptr;
    for (const auto& seen : log.segments)
    {
        like = seen.fromClient == client && !seen.View().Has(TCP_RST) ? &seen : like;
    }
    std::vector<uint8_t> options;
    if (auto timestamps = FindOption(like->View(), KIND_TIMESTAMPS))
    {
        options = {KIND_NOP, KIND_NOP};
        options.insert(options.end(), timestamps->data, timestamps->data + timestamps->length);
    }
    WireSegment forged = Forge(*like, flags, options, payload);
    SetNumbers(forged, NextSequence(client), NextSequence(!client));
    return forged;
}

void
QuietConnection::StrikeServer(std::function<WireSegment()> make, double at)
{
    Simulator::Schedule(Seconds(at), [this, make]() { Inject(net, 0, 1, make()); });
}

bool
QuietConnection::Stands() const
{
    Ptr<SmptcpSocket> ours = TwoHosts::Ours(net.server);
    bool ended = net.server.peerClosed || net.server.failed;
    return ours ? !ours->GetSubflowAddresses().empty() && !ended : !ended;
}

void
QuietConnection::Run(uint32_t octets)
{
    Simulator::Schedule(Seconds(LOOK_AT), [this]() { m_stood = net.server.connected && Stands(); });
    net.Transfer(octets, octets, 60);
}

bool
QuietConnection::ServerStood() const
{
    return m_stood;
}

std::size_t
QuietConnection::Answers(uint8_t flags) const
{
    return log.Count([flags](const WireSegment& segment) {
        return !segment.fromClient && segment.time >= STRIKE_AT && segment.time < LOOK_AT &&
               segment.View().Flags() == flags && segment.View().PayloadSize() == 0;
    });
}

std::size_t
QuietConnection::Answers() const
{
    return log.Count([](const WireSegment& segment) {
        return !segment.fromClient && segment.time >= STRIKE_AT && segment.time < LOOK_AT;
    });
}

uint64_t
QuietConnection::Refused(Refusal refusal) const
{
    Ptr<SmptcpSocket> ours = TwoHosts::Ours(net.server);
    return ours ? ours->GetRefusals().Get(refusal) : net.Stack(1)->GetRefusals().Get(refusal);
}
