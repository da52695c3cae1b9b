/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "cell.h"

#include "../common/capture.h"
#include "../common/known-stream.h"
#include "../common/stream-end.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-helper.h"
#include "ns3/smptcp-host-capture.h"
#include "ns3/smptcp-path-topology.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <set>
#include <tuple>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double CONNECT_AT_S = 0.1;
constexpr double STOP_AT_S = 60;
constexpr double STOP_WITH_BOXES_S = 600; //!< A SYN may have to be sent four times, and a break takes its time
constexpr std::size_t PATHS = 2;
constexpr uint16_t PORT = 40001;
constexpr int64_t STREAM_HOSTS = 100;  //!< Random streams: hosts
constexpr int64_t STREAM_BOXES = 5000; //!< Random streams: middleboxes

/// An end that knows what should come
class Peer : public StreamEnd
{
  public:
    Peer(const KnownStream& send, const KnownStream& receive, uint32_t bytes, bool answers)
        : StreamEnd(send.Octets(0, bytes)),
          m_expected(receive.Octets(0, bytes)),
          m_mayWrite(!answers)
    {
    }

    /// \return time of the first octet, seconds; below 0 when none has come
    double FirstOctet() const
    {
        return m_firstOctet;
    }

    /// \return true when as much has come as should
    bool IsComplete() const
    {
        return m_received.size() >= m_expected.size();
    }

    /// \return true when what has come is what should
    bool IsRight() const
    {
        return m_received == m_expected;
    }

    /// \return true when what has come may be what gateways make of what should
    bool IsExplainedBy(const GatewayEdits& edits) const
    {
        return edits.Explain(m_expected, m_received);
    }

    /// \return how it stands at the end \param complete everything arrived at both ends
    std::string Outcome(bool complete) const
    {
        return complete || !GetSocket() ? ModeName() : m_told ? "error" : "hang";
    }

  protected:
    uint32_t NextSize() override
    {
        return m_mayWrite ? UINT32_MAX : 0;
    }

    void OnOctets(const std::vector<uint8_t>& octets) override
    {
        if (m_received.empty())
        {
            m_firstOctet = Simulator::Now().GetSeconds();
        }
        m_received.insert(m_received.end(), octets.begin(), octets.end());
        if (!m_mayWrite)
        {
            m_mayWrite = true; // a server that answers
            Write();
        }
    }

    void OnProgress() override
    {
        if (AllSent() && m_received.size() >= m_expected.size() && !m_closed)
        {
            m_closed = true;
            GetSocket()->Close();
        }
    }

    void OnPeerEnd() override
    {
        m_told = true; // stock TCP calls an RST that as well
    }

    void OnError() override
    {
        m_told = true;
    }

  private:
    std::vector<uint8_t> m_expected; //!< What should come
    std::vector<uint8_t> m_received; //!< What came
    bool m_mayWrite;                 //!< It speaks
    bool m_closed{false};            //!< Close has been called
    bool m_told{false};              //!< The application knows that nothing more comes
    double m_firstOctet{-1};         //!< Time of the first octet
};

/// Look at a capture as an eavesdropper does.
void
ReadCapture(const CellSetup& setup, CellResult& result)
{
    StreamFinder up(KnownStream(1), setup.bytes);
    StreamFinder down(KnownStream(2), setup.bytes);
    std::set<std::tuple<smptcp::AddressOctets, uint16_t, smptcp::AddressOctets>> subflows;
    VisitSegments(setup.pcap, [&](uint32_t, const smptcp::IpSegment& segment) {
        smptcp::SegmentView tcp = segment.Tcp();
        if (tcp.PayloadSize() > 0)
        {
            std::vector<uint8_t> payload = segment.Payload();
            result.plaintext += up.Count(payload) + down.Count(payload);
        }
        if (tcp.PayloadSize() > 0 && tcp.DestinationPort() == PORT)
        {
            subflows.emplace(segment.Source(), tcp.SourcePort(), segment.Destination());
        }
        return true;
    });
    result.subflows = static_cast<uint32_t>(subflows.size());
}

/// The two ends of a cell
class Meeting
{
  public:
    Meeting(const CellSetup& setup, const NodeContainer& nodes)
        : m_setup(setup),
          m_nodes(nodes),
          m_client(KnownStream(1), KnownStream(2), setup.bytes, false),
          m_server(KnownStream(2), KnownStream(1), setup.bytes, true)
    {
        Simulator::Schedule(Seconds(CONNECT_AT_S / 2), &Meeting::Listen, this);
        Simulator::Schedule(Seconds(CONNECT_AT_S), &Meeting::Connect, this);
    }

    /// Let the sockets go. \param edits what gateways may have done to payload \return what became of it
    CellResult Finish(const GatewayEdits& edits)
    {
        CellResult result;
        result.complete = m_client.IsComplete() && m_server.IsComplete();
        result.modeClient = m_client.Outcome(result.complete);
        result.modeServer = m_server.Outcome(result.complete);
        result.bytesOk = m_client.IsRight() && m_server.IsRight();
        result.explained = m_client.IsExplainedBy(edits) && m_server.IsExplainedBy(edits);
        result.firstByte = m_server.FirstOctet() < 0 ? -1 : m_server.FirstOctet() - CONNECT_AT_S;
        m_client.Release();
        m_server.Release();
        m_listener = nullptr;
        return result;
    }

  private:
    Ptr<Socket> MakeSocket(uint32_t node) const
    {
        Ptr<Socket> socket = SmptcpHelper::CreateSocket(m_nodes.Get(node));
        socket->SetAttribute("SegmentSize", UintegerValue(m_setup.segmentSize));
        return socket;
    }

    void Listen()
    {
        m_listener = MakeSocket(1);
        m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&Meeting::Accept, this));
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        m_server.Use(socket);
        m_server.OnConnected(socket);
    }

    void Connect()
    {
        Ptr<Socket> socket = MakeSocket(0);
        m_client.Use(socket);
        socket->Connect(InetSocketAddress("10.1.1.2", PORT));
    }

    const CellSetup& m_setup;    //!< What was asked for
    NodeContainer m_nodes;       //!< Client, server
    Peer m_client;               //!< The client's end
    Peer m_server;               //!< The server's end
    Ptr<Socket> m_listener;      //!< The server's
};

} // namespace

PathBoxes
ParseCellBoxes(const std::string& middlebox)
{
    return PathBoxes(middlebox, PATHS);
}

CellResult
RunCell(const CellSetup& setup)
{
    SmptcpPathTopology topology;
    Time oneWay = Seconds(CELL_RTT / 2);
    topology.Build({{DataRate("100Mbps"), oneWay}, {DataRate("100Mbps"), oneWay}}, {});
    SmptcpHelper hosts;
    hosts.SetAttribute("Prefer", StringValue(setup.policy));
    hosts.Install(topology.GetClient(), setup.client);
    hosts.Install(topology.GetServer(), setup.server);
    hosts.AssignStreams(topology.GetNodes(), STREAM_HOSTS);
    PathBoxes boxes = ParseCellBoxes(setup.middlebox);
    boxes.Insert(topology, STREAM_BOXES);
    CellResult result;
    {
        SmptcpHostCapture capture(topology.GetClient(), setup.pcap);
        Meeting meeting(setup, topology.GetNodes());
        Simulator::Stop(Seconds(setup.middlebox == "none" ? STOP_AT_S : STOP_WITH_BOXES_S));
        Simulator::Run();
        result = meeting.Finish(boxes.GetEdits());
        Simulator::Destroy();
    }
    ReadCapture(setup, result);
    return result;
}

} // namespace smptcp_example
