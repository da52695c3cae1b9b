/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Exhaustion of what hosts hold for peers they do not know yet: JOINs (A06, A06b, A07b), SYNs (A07a).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/object-vector.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-join-flooder.h"
#include "ns3/smptcp-syn-flooder.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LEAVE_AT = 2;   //!< The attacker leaves the path, seconds
constexpr double FLOOD_AT = 3;   //!< It begins, seconds
constexpr double GENUINE_AT = 4; //!< A loses its second subflow, and wants another, seconds
constexpr double STOP_AT = 14;   //!< Seconds
constexpr double RATE = 20000;   //!< Octets a second each way
constexpr double PATIENCE = 3;   //!< A genuine peer that waits longer is denied, seconds (attacks.md, A06)

/// What an attacked host sends to addresses that are nobody's
class Reflection
{
  public:
    /// \param device the host's way out
    void Watch(Ptr<NetDevice> device)
    {
        device->TraceConnectWithoutContext("MacTx", MakeCallback(&Reflection::OnPacket, this));
    }

    /// \return packets and octets
    double Packets() const
    {
        return m_packets;
    }

    double Octets() const
    {
        return m_octets;
    }

  private:
    void OnPacket(Ptr<const Packet> packet)
    {
        constexpr uint32_t LINK_HEADER = 2;
        constexpr uint8_t NOBODYS_NETWORK[2] = {198, 18};
        Ptr<Packet> ip = packet->Copy();
        ip->RemoveAtStart(LINK_HEADER);
        auto segment = smptcp::IpSegment::Parse(ip);
        if (segment && segment->Destination()[12] == NOBODYS_NETWORK[0] &&
            (segment->Destination()[13] & 0xfe) == NOBODYS_NETWORK[1])
        {
            ++m_packets;
            m_octets += segment->Size();
        }
    }

    double m_packets{0}; //!< So many
    double m_octets{0};  //!< Their octets
};

/// A06 and A06b: the places for JOINs are taken
class JoinFlood : public AttackScenario
{
  public:
    /// \param complete with the keys \param synHmac victims use V-SYNHMAC
    JoinFlood(bool complete, bool synHmac)
        : m_complete(complete),
          m_synHmac(synHmac)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        setup.attributes.emplace_back("SynHmac", m_synHmac ? "true" : "false");
    }

    bool Undefend(BenchSetup& setup) const override
    {
        for (auto& [name, value] : setup.attributes)
        {
            value = name == "SynHmac" ? "false" : value;
        }
        return m_synHmac || (m_complete && DropCryptography(setup));
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<JoinFlooder>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        m_attacker->SetAttribute("Complete", BooleanValue(m_complete));
        m_attacker->SetAttribute("Hello", BooleanValue(bench.Setup().protocol == Protocol::MPTCP_TCPCRYPT));
        if (m_complete)
        {
            m_attacker->SetAttribute("Interval", TimeValue(MilliSeconds(200)));
        }
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        if (armed && m_complete && bench.Setup().undefended)
        {
            AttackBench::At(LEAVE_AT, [this, &bench] { m_attacker->SetKeys(bench.A().Ours()->GetJoinKeys()); });
        }
        if (armed)
        {
            m_attacker->FloodAt(bench.Moment(FLOOD_AT));
        }
        AttackBench::At(GENUINE_AT, [this, &bench] { LoseSecond(bench); });
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("attacker_joined", static_cast<double>(m_attacker->GetJoined()));
        into.Set("most_half_open", static_cast<double>(m_mostHalfOpen));
        into.Set("genuine_after", m_joinedAt > 0 ? m_joinedAt - GENUINE_AT : STOP_AT - GENUINE_AT);
        into.Set("delivered", DeliveredBetween(bench, FLOOD_AT, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool denied = attack.Get("genuine_after") > control.Get("genuine_after") + PATIENCE;
        auto seconds = [](const Measurements& measured) {
            double after = measured.Get("genuine_after");
            return after < STOP_AT - GENUINE_AT ? std::to_string(after) + " s" : std::string("never");
        };
        return {denied ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0 && control.Get("genuine_after") < PATIENCE,
                Digits(attack, "sent") + " JOINs of the attacker: " + Digits(attack, "most_half_open") +
                    " half open at B at the most, " + Digits(attack, "attacker_joined") +
                    " complete; A's own comes up after " + seconds(attack) + ", " + seconds(control) +
                    " in the control"};
    }

  private:
    /// A's second subflow is reset; its path manager opens another
    void LoseSecond(AttackBench& bench)
    {
        Ptr<SmptcpSocket> a = bench.A().Ours();
        auto reports = a->GetSubflowReports();
        if (reports.size() > 1)
        {
            a->TraceConnectWithoutContext("SubflowUp", MakeCallback(&JoinFlood::OnUp, this));
            a->ResetSubflow(reports[1].id);
        }
        Look(bench);
    }

    void OnUp(uint32_t, const Address&, const Address&)
    {
        m_joinedAt = m_joinedAt > 0 ? m_joinedAt : Simulator::Now().GetSeconds();
    }

    /// Count what is half open at B, now and later
    void Look(AttackBench& bench)
    {
        constexpr double EVERY = 0.05;
        Ptr<SmptcpSocket> b = bench.B().Ours();
        m_mostHalfOpen = std::max<uint64_t>(m_mostHalfOpen, b ? b->GetHalfOpenJoins() : 0);
        AttackBench::At(Simulator::Now().GetSeconds() + EVERY, [this, &bench] { Look(bench); });
    }

    bool m_complete;                //!< With the keys
    bool m_synHmac;                 //!< Victims use V-SYNHMAC
    Ptr<JoinFlooder> m_attacker;    //!< On the first path, then at its own host
    uint64_t m_mostHalfOpen{0};     //!< Half open at B
    double m_joinedAt{0};           //!< When A's JOIN was up, seconds
};

/// A07a: the listener is flooded
class SynFlood : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<SynFlooder>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        m_attacker->SetAttribute("Interval", TimeValue(MilliSeconds(4)));
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->FloodAt(bench.Moment(FLOOD_AT));
        }
        m_reflection.Watch(bench.DeviceB(0));
        AttackBench::At(GENUINE_AT, [this, &bench] { Call(bench); });
        AttackBench::At(FLOODED_AT, [this, &bench] { m_held = HeldBy(bench.NodeB()); });
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("sent_octets", static_cast<double>(m_attacker->GetSentOctets()));
        into.Set("held", m_held);
        into.Set("reflected_packets", m_reflection.Packets());
        into.Set("reflected_octets", m_reflection.Octets());
        into.Set("genuine_after", m_answeredAt > 0 ? m_answeredAt - GENUINE_AT : STOP_AT - GENUINE_AT);
        into.Set("delivered", DeliveredBetween(bench, FLOOD_AT, STOP_AT));
        m_caller = nullptr;
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double held = attack.Get("held") - control.Get("held");
        bool unbounded = held >= LEAST_HELD * attack.Get("sent");
        bool denied = attack.Get("genuine_after") > control.Get("genuine_after") + PATIENCE;
        double factor = attack.Get("reflected_octets") / std::max(1.0, attack.Get("sent_octets"));
        return {unbounded || denied ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0 && control.Get("genuine_after") < PATIENCE,
                Digits(attack, "sent") + " SYNs: B holds " + std::to_string(static_cast<long>(held)) +
                    " sockets more, answers " + std::to_string(factor) + " octets for each of the attacker's, and " +
                    (denied ? "refuses" : "takes") + " a genuine client"};
    }

  private:
    static constexpr double FLOODED_AT = 5.5;  //!< The flood has ended, seconds
    static constexpr double LEAST_HELD = 0.9;  //!< Of the SYNs, so that there is no bound worth the name

    static double HeldBy(Ptr<Node> node)
    {
        ObjectVectorValue sockets;
        node->GetObject<TcpL4Protocol>()->GetAttribute("SocketList", sockets);
        return static_cast<double>(sockets.GetN());
    }

    /// A second connection of A's
    void Call(AttackBench& bench)
    {
        m_caller = SmptcpHelper::CreateSocket(bench.NodeA());
        m_caller->SetConnectCallback(MakeCallback(&SynFlood::OnAnswer, this), MakeNullCallback<void, Ptr<Socket>>());
        m_caller->Connect(InetSocketAddress(AttackBench::AddressB(0), AttackBench::PORT));
    }

    void OnAnswer(Ptr<Socket>)
    {
        m_answeredAt = Simulator::Now().GetSeconds();
    }

    Ptr<SynFlooder> m_attacker; //!< On the first path, then at its own host
    Reflection m_reflection;    //!< What B answers
    Ptr<Socket> m_caller;       //!< The genuine client
    double m_answeredAt{0};     //!< When it was connected, seconds
    double m_held{0};           //!< Sockets at B at the end of the flood
};

/// A07b: JOINs with forged sources make B send
class Amplification : public AttackScenario
{
  public:
    /// \param capped MaxHalfOpenJoins is what it is by default
    explicit Amplification(bool capped)
        : m_capped(capped)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        if (!m_capped)
        {
            Uncap(setup);
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        Uncap(setup);
        return m_capped;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<JoinFlooder>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        m_attacker->SetAttribute("Segments", UintegerValue(300));
        m_attacker->SetAttribute("Hello", BooleanValue(bench.Setup().protocol == Protocol::MPTCP_TCPCRYPT));
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        m_reflection.Watch(bench.DeviceB(0));
        if (armed)
        {
            m_attacker->FloodAt(bench.Moment(FLOOD_AT));
        }
    }

    void Measure(AttackBench&, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("sent_octets", static_cast<double>(m_attacker->GetSentOctets()));
        into.Set("reflected_packets", m_reflection.Packets());
        into.Set("reflected_octets", m_reflection.Octets());
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double octets = attack.Get("reflected_octets") / std::max(1.0, attack.Get("sent_octets"));
        double packets = attack.Get("reflected_packets") / std::max(1.0, attack.Get("sent"));
        return {octets > 1 ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0 && control.Get("reflected_octets") == 0,
                Digits(attack, "sent") + " JOINs with forged sources: for each packet B sends " +
                    std::to_string(packets) + ", for each octet " + std::to_string(octets)};
    }

  private:
    static void Uncap(BenchSetup& setup)
    {
        setup.socketAttributes.emplace_back("MaxHalfOpenJoins", "100000");
        setup.socketAttributes.emplace_back("MaxSubflows", "100000");
    }

    bool m_capped;               //!< MaxHalfOpenJoins is what it is by default
    Ptr<JoinFlooder> m_attacker; //!< On the first path, then at its own host
    Reflection m_reflection;     //!< What B answers
};

} // namespace

void
AddFloods(std::vector<AttackEntry>& catalogue)
{
    const char* position = "HSP then OFF";
    const char* denied = "A genuine JOIN of A is refused, or comes up 3 s later than in the control.";
    catalogue.push_back({"A06",
                         "flood of half-open JOINs",
                         position,
                         "Sees the handshake, from which the token follows, and sends JOINs with forged sources.",
                         denied,
                         &Make<JoinFlood, false, false>});
    catalogue.push_back({"A06b",
                         "subflows filled up",
                         position,
                         "Joins with the keys that passed in clear until B takes no more subflows.",
                         denied,
                         &Make<JoinFlood, true, false>});
    catalogue.push_back({"A06v",
                         "flood of half-open JOINs against V-SYNHMAC",
                         position,
                         "As A06; the SYN of a JOIN must carry an HMAC.",
                         denied,
                         &Make<JoinFlood, false, true>});
    catalogue.push_back({"A07a",
                         "SYN flood",
                         "OFF",
                         "Sends SYNs like the one it saw, with forged sources.",
                         "The listener holds state for nearly every SYN, or refuses a genuine client.",
                         &Make<SynFlood>});
    const char* forged = "Sends JOINs with forged sources, whose answers B repeats.";
    const char* amplified = "B sends more octets to the forged sources than the attacker sent.";
    catalogue.push_back({"A07b",
                         "amplification of JOINs, no cap",
                         position,
                         forged,
                         amplified,
                         &Make<Amplification, false>});
    catalogue.push_back({"A07v",
                         "amplification of JOINs, capped",
                         position,
                         forged,
                         amplified,
                         &Make<Amplification, true>});
}

} // namespace smptcp_example
