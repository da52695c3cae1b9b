/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What was sent before, sent again: in its connection (A28), in another one (A28d).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/smptcp-cross-subflow-splicer.h"
#include "ns3/smptcp-replayer.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4; //!< Seconds
constexpr double STOP_AT = 10;  //!< Seconds
constexpr double RATE = 50000;  //!< Octets a second each way

/// A28: segments and a JOIN sent again
class Replay : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    bool Undefend(BenchSetup& setup) const override
    {
        // A stacked subflow is up only after a key exchange of its own, which nobody can replay.
        if (!IsMultipath(setup.protocol) || setup.protocol == Protocol::MPTCP_TCPCRYPT)
        {
            return false;
        }
        setup.attributes.emplace_back("TestJoinNonce", "3735928559");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<Replayer>();
        bench.PlaceAt(m_attacker, 0);
        bench.PlaceAt(m_attacker, 1);
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->ReplayAt(bench.Moment(ATTACK_AT));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("replayed", static_cast<double>(m_attacker->GetReplayed()));
        into.Set("join", m_attacker->HasJoined());
        into.Set("third_ack", m_attacker->HasProved());
        into.Set("refused", m_attacker->WasRefused());
        into.Set("subflows", SubflowsWith(bench.B(), *m_attacker));
        into.Set("wrong", Wrong(bench));
        into.Set("delivered", DeliveredBetween(bench, ATTACK_AT, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool duplicate = attack.Get("wrong") > 0 && control.Get("wrong") == 0;
        bool joined = attack.Get("subflows") > 0 && control.Get("subflows") == 0;
        std::string join = attack.Get("join") == 0        ? ""
                           : attack.Get("third_ack") == 0 ? "; the JOIN sent again was not answered"
                           : joined                       ? "; the JOIN sent again made a subflow with the attacker's host"
                                                          : "; of the JOIN sent again B refused the third ACK";
        return {duplicate || joined ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("replayed") > 0 && control.Get("replayed") == 0,
                Digits(attack, "replayed") + " segments sent again on their path, " + Digits(attack, "wrong") +
                    " wrong octets delivered" + join};
    }

  private:
    Ptr<Replayer> m_attacker; //!< On both paths and at its own host
};

/// A28d: segments of one connection sent in the next one
class ReplayElsewhere : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        // B sends nothing: so the recorded acknowledgments fit wherever the segments do.
        setup.up = {static_cast<uint64_t>(RATE * FIRST_ENDS_AT), RATE};
        setup.lag = "200ms"; // A's octets go by the first path
        setup.stop = STOP_AT;
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return DropCryptography(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<CrossSubflowSplicer>();
        m_attacker->SetAttribute("AcrossConnections", BooleanValue(true));
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->SpliceFrom(bench.Moment(ATTACK_AT));
        }
        AttackBench::At(FIRST_ENDS_AT, [this, &bench] {
            m_b.Serve(SmptcpHelper::CreateSocket(bench.NodeB()), SECOND_PORT);
        });
        AttackBench::At(ATTACK_AT, [this, &bench] {
            m_a.Call(SmptcpHelper::CreateSocket(bench.NodeA()), InetSocketAddress(AttackBench::AddressB(0), SECOND_PORT));
        });
    }

    void Measure(AttackBench&, Measurements& into) override
    {
        into.Set("replayed", static_cast<double>(m_attacker->GetSpliced()));
        into.Set("taken", static_cast<double>(m_attacker->GetTaken()));
        double refused = 0;
        for (const auto& report : ReportsOf(m_b))
        {
            refused += static_cast<double>(report.macFailures);
        }
        into.Set("refused", refused);
        into.Set("received", static_cast<double>(m_b.Received()));
        into.Set("wrong", static_cast<double>(m_b.Wrong()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool early = attack.Get("taken") > 0 && control.Get("taken") == 0;
        bool wrong = attack.Get("wrong") > 0 && control.Get("wrong") == 0;
        // B takes the genuine segments for repetitions, and what they would have brought is missing above.
        double share = control.Get("received") > 0 ? attack.Get("received") / control.Get("received") : 1;
        return {early || wrong || share < LEAST_SHARE ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("replayed") > 0 && control.Get("replayed") == 0 && control.Get("received") > 0,
                Digits(attack, "replayed") + " segments of the first connection sent in the second, " +
                    Digits(attack, "refused") + " refused for their MAC: B acknowledged " + Digits(attack, "taken") +
                    " octets there before A had sent them, and gave " + Digits(attack, "wrong") +
                    " octets of the first connection to the application of the second, and " +
                    Percent(share) + " of the control's octets in all"};
    }

  private:
    static constexpr double LEAST_SHARE = 0.7;     //!< Of the control's octets, below which the stream has a gap
    static constexpr double FIRST_ENDS_AT = 3.5;   //!< The first connection has nothing more to send, seconds
    static constexpr uint16_t SECOND_PORT = 5002;  //!< B's, of the second connection
    static constexpr uint64_t SECOND_OCTETS = 300000; //!< Of A; at that rate they take the rest of the time

    Victim m_a{KnownStream(4), KnownStream(5), {SECOND_OCTETS, RATE}}; //!< The second connection's client
    Victim m_b{KnownStream(5), KnownStream(4), {}};                    //!< Its server
    Ptr<CrossSubflowSplicer> m_attacker; //!< On the first path
};

} // namespace

void
AddReplays(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A28",
                         "replay",
                         "ALL",
                         "Sends old segments and ACKs of A again on their path, and the JOIN of the second subflow from a "
                         "host of its own.",
                         "An application gets octets twice, or B has a subflow with the attacker's host.",
                         &Make<Replay>});
    catalogue.push_back({"A28d",
                         "replay into another connection",
                         "ON1",
                         "Records A's segments on the first path and sends them in the next connection of the same hosts, when "
                         "that has come to the same place.",
                         "B's application gets octets of the first connection in the second, or less than 70 % of the "
                         "control's, or B acknowledges there what A has not sent.",
                         &Make<ReplayElsewhere>});
}

} // namespace smptcp_example
