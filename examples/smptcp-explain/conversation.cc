/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "conversation.h"

#include "segment-story.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

/// Two endpoints, the smaller one first
using Pair = std::pair<Endpoint, Endpoint>;

Pair
PairOf(const Packet& packet)
{
    return packet.source < packet.destination ? Pair{packet.source, packet.destination}
                                              : Pair{packet.destination, packet.source};
}

/// Sorts packets into connections and subflows
class Sorter
{
  public:
    explicit Sorter(const KeyLog* log)
        : m_log(log)
    {
    }

    void Take(const Packet& packet)
    {
        auto view = packet.fault.empty() ? SegmentView::Parse(packet.octets.data(), packet.octets.size())
                                         : std::nullopt;
        auto found = m_places.find(PairOf(packet));
        if (!view)
        {
            TakeFault(packet, found == m_places.end() ? nullptr : &found->second);
            return;
        }
        bool syn = view->Has(TCP_SYN) && !view->Has(TCP_ACK);
        if (found == m_places.end() || (syn && IsNew(found->second, packet, *view)))
        {
            found = m_places.insert_or_assign(PairOf(packet), Open(packet, *view)).first;
        }
        Place& place = found->second;
        SegmentStory(*place.connection, *place.subflow, m_log != nullptr).Tell(packet, *view);
    }

    Conversations Result()
    {
        return std::move(m_result);
    }

  private:
    /// Where packets between two endpoints belong
    struct Place
    {
        Connection* connection;
        Subflow* subflow;
    };

    static unsigned SideOf(const Subflow& subflow, const Packet& packet)
    {
        return subflow.directions[SIDE_A].from == packet.source ? SIDE_A : SIDE_B;
    }

    void TakeFault(const Packet& packet, const Place* place)
    {
        if (!place)
        {
            m_result.strays.push_back("frame " + std::to_string(packet.number) + ": " + packet.source.ToText() +
                                      " to " + packet.destination.ToText() + ": " + packet.fault);
            return;
        }
        Event event;
        event.timeNs = packet.timeNs;
        event.number = packet.number;
        event.subflow = place->subflow->number;
        event.side = SideOf(*place->subflow, packet);
        event.kind = EventKind::FAULT;
        event.headline = packet.fault;
        place->connection->events.push_back(std::move(event));
    }

    /// A SYN between endpoints seen before opens something new unless it is a repeat, or a forgery among live traffic.
    static bool IsNew(const Place& place, const Packet& packet, const SegmentView& syn)
    {
        const Subflow& subflow = *place.subflow;
        unsigned side = SideOf(subflow, packet);
        bool unanswered = !subflow.directions[1 - side].isn;
        return !subflow.synSeen || subflow.ended || (unanswered && subflow.directions[side].isn != syn.Sequence());
    }

    Place Open(const Packet& packet, const SegmentView& segment)
    {
        auto options = SegmentOptions::Parse(segment);
        bool answer = segment.Has(TCP_SYN | TCP_ACK);
        bool syn = segment.Has(TCP_SYN) && !answer;
        unsigned opener = SIDE_A;
        Connection* connection = nullptr;
        if (syn && options.joinSyn)
        {
            std::tie(connection, opener) = FindToken(options.joinSyn->token);
        }
        if (!connection)
        {
            connection = &m_result.connections.emplace_back();
            connection->synNs = packet.timeNs;
            const Endpoint& a = answer ? packet.destination : packet.source;
            const Endpoint& b = answer ? packet.source : packet.destination;
            connection->logged = m_log ? m_log->Find(a, b, packet.timeNs) : nullptr;
            connection->profileLogged = connection->logged && connection->logged->unknown.empty();
            connection->profile = connection->profileLogged ? connection->logged->profile : connection->profile;
            if (syn && options.joinSyn)
            {
                connection->unknownToken = options.joinSyn->token;
            }
        }
        Subflow& subflow = connection->subflows.emplace_back();
        subflow.number = connection->subflows.size();
        subflow.opener = opener;
        subflow.synSeen = syn;
        bool own = m_log && syn;
        subflow.logged = own ? m_log->Find(packet.source, packet.destination, packet.timeNs) : connection->logged;
        // A capture that begins later: whoever is seen first counts as A, unless it answers a SYN.
        unsigned sender = answer ? 1 - opener : opener;
        subflow.directions[sender].from = packet.source;
        subflow.directions[1 - sender].from = packet.destination;
        return {connection, &subflow};
    }

    /// \return the connection with a token, the latest first, and who must have sent the JOIN
    std::pair<Connection*, unsigned> FindToken(uint32_t token)
    {
        for (auto connection = m_result.connections.rbegin(); connection != m_result.connections.rend(); ++connection)
        {
            for (unsigned side : {SIDE_A, SIDE_B})
            {
                if (connection->keys[side] && connection->tokens[side] == token)
                {
                    return {&*connection, 1 - side};
                }
            }
        }
        return {nullptr, SIDE_A};
    }

    const KeyLog* m_log;             //!< Keys, or null
    Conversations m_result;          //!< What has been understood
    std::map<Pair, Place> m_places;  //!< Open and ended subflows by their endpoints
};

} // namespace

std::size_t
Connection::Count(MacVerdict verdict) const
{
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [verdict](const Event& event) {
        return event.mac == verdict;
    }));
}

Conversations
Understand(const std::vector<Packet>& packets, const KeyLog* log)
{
    Sorter sorter(log);
    for (const Packet& packet : packets)
    {
        sorter.Take(packet);
    }
    return sorter.Result();
}

} // namespace smptcp_explain
