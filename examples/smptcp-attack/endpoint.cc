/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// An end of the connection that does not play by the rules of congestion control (A15).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-optimistic-receiver.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;         //!< Seconds
constexpr double JUDGE_FROM = 5;        //!< Seconds
constexpr double STOP_AT = 15;          //!< Seconds
constexpr uint64_t OCTETS = 4000000;    //!< More than anybody sends until then
constexpr uint16_t RIVAL_PORT = 5002;   //!< At B
constexpr const char* ACCESS = "2Mbps"; //!< Links of the senders
constexpr const char* BOTTLENECK = "800kbps"; //!< Link of B

/// A TCP of a third host that sends to B over the same bottleneck
class Rival
{
  public:
    /// Put it into a bench before its run. \param bench the bench
    void Join(AttackBench& bench)
    {
        m_node = CreateObject<Node>();
        InternetStackHelper().Install(m_node);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(ACCESS));
        link.SetChannelAttribute("Delay", StringValue("5ms"));
        NetDeviceContainer devices = link.Install(m_node, bench.Router());
        Ipv4AddressHelper("10.8.0.0", "255.255.255.0").Assign(devices);
        TrafficControlHelper().Uninstall(devices);
        Ipv4StaticRoutingHelper().GetStaticRouting(m_node->GetObject<Ipv4>())->SetDefaultRoute("10.8.0.2", 1);
        SmptcpHelper().Install(NodeContainer(m_node), "legacy");
        AttackBench::At(AttackBench::CONNECT_AT / 2, [this, &bench] {
            m_sink.Serve(SmptcpHelper::CreateSocket(bench.NodeB()), RIVAL_PORT);
        });
        AttackBench::At(bench.Moment(AttackBench::CONNECT_AT).GetSeconds(), [this] {
            m_sender.Call(SmptcpHelper::CreateSocket(m_node), InetSocketAddress(AttackBench::AddressB(0), RIVAL_PORT));
        });
    }

    ~Rival()
    {
        m_sender.Release();
        m_sink.Release();
    }

    /// \return octets that arrived between two times, seconds
    uint64_t Delivered(double from, double to) const
    {
        return m_sink.ReceivedBetween(from, to);
    }

  private:
    Ptr<Node> m_node;                                             //!< Its host
    Victim m_sender{KnownStream(4), KnownStream(5), {OCTETS, 0}}; //!< At its host
    Victim m_sink{KnownStream(5), KnownStream(4), {}};            //!< At B
};

/// A15: B acknowledges what has not come, or what has come in many parts
class Optimistic : public AttackScenario
{
  public:
    /// \param parts ACKs into which it divides an honest one; 1: it is optimistic
    explicit Optimistic(uint32_t parts)
        : m_parts(parts)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        setup.paths = 1;
        setup.rate = ACCESS;
        setup.rateAtB = BOTTLENECK;
        setup.queueAtB = "20p";
        setup.up.bytes = OCTETS;
        setup.stop = STOP_AT;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<OptimisticReceiver>();
        m_attacker->SetAttribute("Port", UintegerValue(AttackBench::PORT));
        m_attacker->SetAttribute("Parts", UintegerValue(m_parts));
        m_congestion.Start(bench, 0, ATTACK_AT);
        bench.PlaceAt(m_attacker, 0, true);
        m_rival.Join(bench);
        Ptr<NetDevice> a = bench.DeviceA(0);
        a->TraceConnectWithoutContext("PhyTxEnd", MakeCallback(&Optimistic::OnSent, this));
        // Without queue discs it is the layer above that drops what a full queue does not take.
        bench.Router()->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext(
            "TcDrop",
            MakeCallback(&Optimistic::OnDrop, this));
        if (Ptr<SmptcpStack> stack = bench.NodeB()->GetObject<SmptcpStack>())
        {
            stack->TraceConnectWithoutContext("KeysReady", MakeCallback(&Optimistic::OnKeys, this));
        }
        if (armed)
        {
            m_attacker->AcknowledgeBetween(bench.Moment(ATTACK_AT), Seconds(STOP_AT));
        }
    }

    void Measure(AttackBench&, Measurements& into) override
    {
        into.Set("acks", static_cast<double>(m_attacker->GetSent()));
        into.Set("sent", static_cast<double>(m_sent));
        into.Set("dropped", static_cast<double>(m_dropped));
        into.Set("rival", static_cast<double>(m_rival.Delivered(JUDGE_FROM, STOP_AT)));
        into.Set("steps", m_congestion.Steps());
        into.Set("cwnd", m_congestion.Largest());
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool faster = attack.Get("sent") > 2 * control.Get("sent") && control.Get("sent") > 0;
        bool lossy = attack.Get("dropped") > 2 * control.Get("dropped");
        bool starved = attack.Get("rival") < control.Get("rival") / 2;
        // Parts that A does not take for acknowledgments prove nothing.
        bool taken = attack.Get("steps") >= attack.Get("acks") * LEAST_TAKEN;
        return {faster && lossy && starved ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("acks") > 0 && control.Get("acks") == 0 && (taken || m_parts == 1),
                "A's TCP went by " + Digits(attack, "steps") + " acknowledgments (" + Digits(control, "steps") +
                    " in the control), its congestion window grew to " + Digits(attack, "cwnd") + " octets (" +
                    Digits(control, "cwnd") + "); it sent " + Digits(attack, "sent") + " octets (" +
                    Digits(control, "sent") + "), the bottleneck dropped " + Digits(attack, "dropped") + " packets (" +
                    Digits(control, "dropped") + "), the competitor got " + Digits(attack, "rival") + " octets (" +
                    Digits(control, "rival") + ")"};
    }

  private:
    static constexpr double LEAST_TAKEN = 0.5; //!< Of the parts

    static bool IsJudged()
    {
        return Simulator::Now() >= Seconds(JUDGE_FROM);
    }

    void OnSent(Ptr<const Packet> packet)
    {
        m_sent += IsJudged() ? packet->GetSize() : 0;
    }

    void OnDrop(Ptr<const Packet>)
    {
        m_dropped += IsJudged() ? 1 : 0;
    }

    /// B has keys; the attacker is a part of B.
    void OnKeys(Ptr<SmptcpSocket> socket)
    {
        m_attacker->SetKeys(*socket->GetSession(),
                            socket->GetStack()->GetProfile(),
                            socket->GetMode() == smptcp::Mode::SMPTCP);
    }

    uint32_t m_parts;                   //!< ACKs into which it divides an honest one
    Ptr<OptimisticReceiver> m_attacker; //!< Beside B, a part of it
    Rival m_rival;                      //!< Who suffers
    CongestionWatch m_congestion;       //!< Of A
    uint64_t m_sent{0};                 //!< Octets A sent, headers included
    uint64_t m_dropped{0};              //!< Packets the bottleneck dropped
};

} // namespace

void
AddEndpoints(std::vector<AttackEntry>& catalogue)
{
    const char* success = "A sends more than twice as much as in the control, the bottleneck drops more than twice as many "
                          "packets, and a competitor gets less than half.";
    catalogue.push_back({"A15",
                         "optimistic acknowledgments",
                         "EP",
                         "B acknowledges the furthest octet that has come, gaps or not, and keeps its honest ACKs back.",
                         success,
                         &Make<Optimistic, 1u>});
    catalogue.push_back({"A15v",
                         "ACK division",
                         "EP",
                         "B divides each of its honest ACKs into 20 that acknowledge a twentieth each.",
                         success,
                         &Make<Optimistic, 20u>});
}

} // namespace smptcp_example
