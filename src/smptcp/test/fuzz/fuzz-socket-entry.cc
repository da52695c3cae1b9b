/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "fuzz-socket-entry.h"

#include "../two-hosts.h"
#include "../wire-log.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

using namespace ns3;
using namespace ns3::smptcp;

namespace
{

using Octets = std::vector<uint8_t>;

/// Client and server. Legacy hosts are not among them: what an injected segment does to ns-3's own socket is not ours.
const std::array<std::pair<const char*, const char*>, 9> PAIRS{{
    {"smptcp", "smptcp"},
    {"tcpcrypt", "tcpcrypt"},
    {"mptcp", "mptcp"},
    {"mptcp-v1", "mptcp-v1"},
    {"smptcp", "tcpcrypt"},
    {"smptcp", "mptcp"},
    {"mptcp-v1", "mptcp"},
    {"tcpcrypt", "mptcp-v1"},
    {TwoHosts::STACKED, TwoHosts::STACKED},
}};

constexpr double FIRST = 0.1;                //!< The client connects, seconds
constexpr double CLOSE = 4;                  //!< Both applications close whatever has come, seconds
constexpr double END = 12;                   //!< The simulation ends, seconds
constexpr std::size_t MAX_SEGMENTS = 4000;   //!< Of the hosts; some hundred are usual
constexpr std::size_t MAX_OPERATIONS = 24;   //!< Of an input

/// What an operation does
enum Action : uint8_t
{
    RAW,     //!< The octets, with the ports of the live subflow
    REPLAY,  //!< A real segment once more
    FLIP,    //!< Pairs of place and pattern change octets of it
    CUT,     //!< Its first octets
    OPTIONS, //!< It, with another option area
    PAYLOAD, //!< It, with another payload
    FORGE,   //!< Flags, shifts of both numbers, words of options, options, payload: next in line at the receiver
    LOSE,    //!< The next segments to the host are lost
};

struct Operation
{
    double at{0};      //!< Seconds
    uint32_t host{0};  //!< Where it arrives
    uint32_t link{0};  //!< Over which link
    bool cross{false}; //!< The model comes from the other link
    Action action{RAW};
    uint8_t back{0};   //!< The model is so many segments back
    Octets octets;     //!< Argument
};

/// Reads an input; behind its end all is zero
class Script
{
  public:
    Script(const uint8_t* data, std::size_t size)
        : m_data(data),
          m_size(size)
    {
    }

    uint8_t Next()
    {
        return m_at < m_size ? m_data[m_at++] : uint8_t{0};
    }

    bool AtEnd() const
    {
        return m_at >= m_size;
    }

    Operation NextOperation(double since, uint32_t links)
    {
        Operation operation;
        operation.at = since + Next() * 0.0005;
        uint8_t what = Next();
        operation.host = what & 1;
        operation.link = (what >> 1 & 1) % links;
        operation.action = static_cast<Action>(what >> 2 & 7);
        operation.cross = (what & 0x20) != 0 && links > 1;
        operation.back = Next();
        std::size_t length = std::min<std::size_t>(Next(), m_size - m_at);
        operation.octets.assign(m_data + m_at, m_data + m_at + length);
        m_at += length;
        return operation;
    }

  private:
    const uint8_t* m_data;
    std::size_t m_size;
    std::size_t m_at{0};
};

void
SetAttributes(uint8_t chosen)
{
    Config::SetDefault("ns3::SmptcpStack::KeyBits", UintegerValue(512)); // this is about segments, not about RSA
    Config::SetDefault("ns3::SmptcpStack::Checksum", BooleanValue(chosen & 0x01));
    Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(!(chosen & 0x02)));
    if (chosen & 0x04)
    {
        Config::SetDefault("ns3::SmptcpSocket::PathManager", StringValue("ns3::MptcpFullMeshPathManager"));
    }
    Config::SetDefault("ns3::SmptcpStack::CoverWindow", BooleanValue(chosen & 0x08));
    Config::SetDefault("ns3::MptcpPathManager::OpenAsServer", BooleanValue(chosen & 0x10));
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(!(chosen & 0x20)));
    Config::SetDefault("ns3::SmptcpSocket::ReconnectTimeout", StringValue(chosen & 0x40 ? "0s" : "2s"));
}

/// The transfer and who disturbs it
class Siege
{
  public:
    Siege(const std::pair<const char*, const char*>& kinds, uint8_t shape, bool slowReader)
        : m_links(shape & 1 ? 2 : 1),
          m_net(kinds.first, kinds.second, LinksOf(m_links)),
          m_log(m_net)
    {
        m_net.client.mayClose = (shape & 0x02) == 0;
        m_net.server.mayClose = (shape & 0x04) == 0;
        m_net.server.sendFrom = shape & 0x08 ? 0.4 : 0; // an idle time after the handshake
        m_net.writeSize = shape & 0x10 ? 100 : 20000;
        m_up = 1500 * (shape >> 5 & 3);
        m_down = shape & 0x80 ? 5000 : 700;
        if (slowReader)
        {
            m_net.server.mayClose = false; // a close over unread data is a reset
            m_net.readLimit = 500;
            m_net.readFrom = 1;
            m_net.ReadAgainAt(1.01);
        }
        for (uint32_t link = 0; link < m_links; ++link)
        {
            for (uint32_t host = 0; host < 2; ++host)
            {
                SegmentFilter::Put(m_net, link, host, [this, link, host](const WireSegment&) {
                    return IsLost(link, host);
                });
            }
        }
    }

    uint32_t Links() const
    {
        return m_links;
    }

    void Schedule(const Operation& operation)
    {
        Simulator::Schedule(Seconds(operation.at), [this, operation]() { Do(operation); });
    }

    FuzzSocketResult Run()
    {
        m_net.Start(m_up, m_down);
        Simulator::Schedule(Seconds(CLOSE), [this]() {
            for (TwoHosts::End* end : {&m_net.client, &m_net.server})
            {
                if (end->socket && !end->closed)
                {
                    end->closed = true;
                    end->socket->Close();
                }
            }
        });
        m_net.Run(END);
        if (m_log.segments.size() > MAX_SEGMENTS)
        {
            m_result.failed = "hosts do not answer each other for ever";
        }
        Judge(m_net.client, m_net.server, 0);
        Judge(m_net.server, m_net.client, 1);
        return m_result;
    }

  private:
    static std::vector<TwoHosts::Link> LinksOf(uint32_t count)
    {
        std::vector<TwoHosts::Link> links{{"10Mbps", "10ms"}, {"10Mbps", "15ms"}};
        links.resize(count);
        return links;
    }

    bool IsLost(uint32_t link, uint32_t host)
    {
        if (m_log.segments.size() > MAX_SEGMENTS)
        {
            Simulator::Stop();
        }
        bool lost = m_toLose[link][host] > 0;
        m_toLose[link][host] -= lost;
        m_result.lost += lost;
        return lost;
    }

    /// \return the segment that went over \p link to (or from) \p host, \p back before the last; no value without any
    std::optional<WireSegment> Find(uint32_t link, uint32_t host, bool from, std::size_t back) const
    {
        std::vector<const WireSegment*> seen;
        for (const auto& segment : m_log.segments)
        {
            if (segment.interface == link + 1 && segment.fromClient == ((host == 1) != from))
            {
                seen.push_back(&segment);
            }
        }
        if (seen.empty())
        {
            return std::nullopt;
        }
        return *seen[seen.size() - 1 - std::min(back, seen.size() - 1)];
    }

    /// \return the live four-tuple of a link, with the numbers of the last segment to the host
    WireSegment Live(uint32_t link, uint32_t host) const
    {
        if (auto last = Find(link, host, false, 0))
        {
            return *last;
        }
        const char* client = link == 0 ? "10.1.1.1" : "10.1.2.1";
        const char* server = link == 0 ? "10.1.1.2" : "10.1.2.2";
        return host == 1 ? MakeSegment(client, 49153, server, m_net.port)
                         : MakeSegment(server, m_net.port, client, 49153);
    }

    WireSegment Model(const Operation& operation) const
    {
        WireSegment live = Live(operation.link, operation.host);
        uint32_t link = operation.cross ? 1 - operation.link : operation.link;
        auto model = Find(link, operation.host, false, operation.back);
        return model ? Address(*model, live) : live;
    }

    /// \return \p segment with addresses and ports of \p live
    static WireSegment Address(WireSegment segment, const WireSegment& live)
    {
        segment.ip = live.ip;
        std::copy_n(live.octets.begin(), std::min<std::size_t>(4, segment.octets.size()), segment.octets.begin());
        return segment;
    }

    void Do(const Operation& operation)
    {
        if (operation.action == LOSE)
        {
            m_toLose[operation.link][operation.host] = 1 + operation.back % 8;
            return;
        }
        ++m_result.injected;
        Inject(m_net, operation.link, operation.host, Make(operation));
    }

    WireSegment Make(const Operation& operation) const
    {
        const Octets& octets = operation.octets;
        WireSegment segment = Model(operation);
        std::size_t header = std::min<std::size_t>(segment.octets.size(), segment.octets[12] >> 4 << 2);
        switch (operation.action)
        {
        case RAW:
            segment.octets = octets;
            return Address(segment, Live(operation.link, operation.host));
        case FLIP:
            for (std::size_t i = 0; i + 1 < octets.size(); i += 2)
            {
                segment.octets[octets[i] % segment.octets.size()] ^= octets[i + 1];
            }
            break;
        case CUT:
            segment.octets.resize(std::min<std::size_t>(segment.octets.size(), octets.empty() ? 0 : octets[0]));
            break;
        case OPTIONS: {
            Octets options(octets.begin(), octets.begin() + std::min<std::size_t>(40, octets.size() / 4 * 4));
            Octets payload(segment.octets.begin() + header, segment.octets.end());
            return Forge(segment, segment.octets[13], options, payload);
        }
        case PAYLOAD:
            segment.octets.resize(header);
            segment.octets.insert(segment.octets.end(), octets.begin(), octets.end());
            break;
        case FORGE:
            return MakeNext(operation, segment);
        case REPLAY:
        case LOSE:
            break;
        }
        return segment;
    }

    WireSegment MakeNext(const Operation& operation, const WireSegment& model) const
    {
        Script script(operation.octets.data(), operation.octets.size());
        uint8_t flags = script.Next();
        auto sequence = static_cast<int8_t>(script.Next());
        auto acknowledgment = static_cast<int8_t>(script.Next());
        std::size_t words = script.Next() % 11;
        Octets options;
        while (options.size() < 4 * words)
        {
            options.push_back(script.Next());
        }
        Octets payload;
        while (!script.AtEnd())
        {
            payload.push_back(script.Next());
        }
        WireSegment segment = Forge(model, flags, options, payload);
        auto answer = Find(operation.link, operation.host, true, 0);
        uint32_t expected = answer ? answer->View().Acknowledgment() : model.View().Sequence();
        SetNumbers(segment, expected + sequence, model.View().Acknowledgment() + acknowledgment);
        return segment;
    }

    void Judge(const TwoHosts::End& end, const TwoHosts::End& peer, unsigned index)
    {
        m_result.mode[index] = end.socket ? TwoHosts::ModeOf(end) : "";
        m_result.received[index] = end.received;
        m_result.intact[index] = end.intact && end.received <= peer.toSend;
        bool encrypted = m_result.mode[index] == "SMPTCP" || m_result.mode[index] == "TCPCRYPT" ||
                         m_result.mode[index] == "STACKED";
        if (encrypted && !m_result.intact[index])
        {
            m_result.failed = "an encrypted connection delivers what was sent";
        }
    }

    uint32_t m_links;
    TwoHosts m_net;
    WireLog m_log;
    uint32_t m_up{0};
    uint32_t m_down{0};
    unsigned m_toLose[2][2]{};
    FuzzSocketResult m_result;
};

} // namespace

FuzzSocketResult
FuzzSocket(const uint8_t* data, std::size_t size)
{
    Script script(data, size);
    const auto& kinds = PAIRS[script.Next() % PAIRS.size()];
    uint8_t shape = script.Next();
    uint8_t attributes = script.Next();
    SetAttributes(attributes);
    Siege siege(kinds, shape, (attributes & 0x80) != 0);
    double at = FIRST;
    for (std::size_t count = 0; count < MAX_OPERATIONS && !script.AtEnd(); ++count)
    {
        Operation operation = script.NextOperation(at, siege.Links());
        at = operation.at;
        siege.Schedule(operation);
    }
    return siege.Run();
}
