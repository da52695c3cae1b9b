/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Forged options of the control plane: MP_PRIO (A20), MP_FASTCLOSE (A21), MP_FAIL (A22).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-fallback-forger.h"
#include "ns3/smptcp-fastclose-spoofer.h"
#include "ns3/smptcp-mp-prio-diverter.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LEAVE_AT = 2;  //!< The attacker leaves the path, seconds
constexpr double ATTACK_AT = 4; //!< It forges, seconds
constexpr double STOP_AT = 12;  //!< Seconds
constexpr double RATE = 50000;  //!< Octets a second each way

/// A20: the traffic is made to come to the path the attacker is on
class Diversion : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    bool Undefend(BenchSetup& setup) const override
    {
        // Elsewhere the option with an address id is unknown, MAC or no MAC.
        return setup.protocol == Protocol::MPTCP_TCPCRYPT && DropCryptography(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<MpPrioDiverter>();
        bench.PlaceAt(m_attacker, OWN_PATH);
        if (armed)
        {
            m_attacker->ForgeOnPath(bench.Moment(ATTACK_AT), ControlForger::BOTH);
        }
        AttackBench::At(ATTACK_AT + 1, [this, &bench] {
            for (unsigned path : {0u, 1u})
            {
                m_before[path] = SentOn(bench, path);
            }
        });
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("on_first_path", SentOn(bench, 0) - m_before[0]);
        into.Set("on_second_path", SentOn(bench, OWN_PATH) - m_before[OWN_PATH]);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = Share(attack) >= LEAST_SHARE && Share(control) < LEAST_SHARE;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0,
                Digits(attack, "sent") + " forged MP_PRIOs: " + Percent(Share(attack)) + " of what is sent from a second later on crosses the attacker's path, " +
                    Percent(Share(control)) + " in the control"};
    }

  private:
    static constexpr unsigned OWN_PATH = 1;     //!< Where the attacker is
    static constexpr double LEAST_SHARE = 0.95; //!< Of new octets (attacks.md, A20)

    static double SentOn(AttackBench& bench, unsigned path)
    {
        return SentOnPath(bench.A(), AttackBench::AddressA(path)) + SentOnPath(bench.B(), AttackBench::AddressB(path));
    }

    static double Share(const Measurements& measured)
    {
        double own = measured.Get("on_second_path");
        return own / std::max(1.0, own + measured.Get("on_first_path"));
    }

    Ptr<MpPrioDiverter> m_attacker; //!< On the second path
    double m_before[2]{};           //!< Octets sent by path when the count begins
};

/// A21: the connection is aborted by somebody else
class ForgedAbort : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return DropCryptography(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<FastcloseSpoofer>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        if (armed && bench.Setup().undefended)
        {
            AttackBench::At(LEAVE_AT, [this, &bench] { TellField(bench); });
        }
        if (armed)
        {
            m_attacker->ForgeFromHost(bench.Moment(ATTACK_AT), ControlForger::OPENER);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("a_ended", bench.A().GetEnding() != Ending::NONE);
        into.Set("b_ended", bench.B().GetEnding() != Ending::NONE);
        into.Set("delivered", DeliveredBetween(bench, ATTACK_AT + 1, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool ended = attack.Get("b_ended") > 0 && attack.Get("delivered") == 0;
        bool quiet = control.Get("a_ended") == 0 && control.Get("b_ended") == 0;
        return {ended && quiet ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0,
                Digits(attack, "sent") + " forged MP_FASTCLOSEs: " +
                    (ended ? "B's application loses its connection" : "the connection goes on") + ", " +
                    Digits(attack, "delivered") + " octets are delivered afterwards, " +
                    Digits(control, "delivered") + " in the control"};
    }

  private:
    /// Tell the attacker what only the ends of SMPTCP can compute. In STACKED mode the field is a key that passed.
    void TellField(AttackBench& bench)
    {
        Ptr<SmptcpSocket> a = bench.A().Ours();
        if (a && a->GetMode() == smptcp::Mode::SMPTCP)
        {
            smptcp::JoinKeys keys = a->GetJoinKeys();
            bool literal = bench.Setup().protocol == Protocol::SMPTCP_LITERAL;
            m_attacker->SetField(literal ? smptcp::ReadBig(keys.remote.data(), 8)
                                         : smptcp::SmptcpFastcloseHmac64(keys.local, keys.remote, a->GetRemoteToken()));
        }
    }

    Ptr<FastcloseSpoofer> m_attacker; //!< On the first path, then at its own host
};

/// A22: the connection is made to go on as TCP
class ForcedFallback : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, FALLBACK_STOP_AT);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<FallbackForger>();
        m_attacker->SetAttribute("Start", TimeValue(armed ? Time(0) : Seconds(FALLBACK_STOP_AT)));
        bench.PlaceAt(m_attacker, 0);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        Ptr<SmptcpSocket> b = bench.B().Ours();
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("fallen_back", b && b->HasFallenBack());
        into.Set("subflows", b ? static_cast<double>(b->GetSubflowReports().size()) : 0);
        into.Set("delivered", DeliveredBetween(bench, 0, FALLBACK_STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("fallen_back") > 0 && attack.Get("subflows") == 1 &&
                        control.Get("fallen_back") == 0 && control.Get("subflows") > 1;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0,
                std::string("a forged MP_FAIL: B ") +
                    (attack.Get("fallen_back") > 0 ? "has fallen back" : "has not fallen back") + " and has had " +
                    Digits(attack, "subflows") + " subflows, " + Digits(control, "subflows") + " in the control"};
    }

  private:
    static constexpr double FALLBACK_STOP_AT = 8; //!< Seconds

    Ptr<FallbackForger> m_attacker; //!< On the first path
};

} // namespace

void
AddControl(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A20",
                         "MP_PRIO diverts the traffic",
                         "ON1",
                         "On the second path, tells both ends by forged MP_PRIOs with an address id that the first "
                         "path is a backup.",
                         "95 % or more of what is sent from a second later on crosses the attacker's path.",
                         &Make<Diversion>});
    catalogue.push_back({"A21",
                         "MP_FASTCLOSE spoof",
                         "HSP then OFF",
                         "Sees the handshake, leaves the path, and sends B forged MP_FASTCLOSEs with its key that "
                         "sweep the numbers since.",
                         "B's application is told that its connection has ended, with data outstanding, and nothing is "
                         "delivered any more.",
                         &Make<ForgedAbort>});
    catalogue.push_back({"A22",
                         "forced fallback",
                         "ON1",
                         "On the first path, sends B a forged MP_FAIL right behind the handshake.",
                         "B goes on as TCP and has no second subflow, which the control has.",
                         &Make<ForcedFallback>});
}

} // namespace smptcp_example
