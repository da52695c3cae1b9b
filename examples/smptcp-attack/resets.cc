/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Forged resets, blind (A10) and on the path (A11).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-rst-spoofer.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;     //!< Seconds
constexpr double STOP_AT = 20;      //!< Seconds
constexpr double RATE = 50000;      //!< Octets a second each way, until the end

/// A connection that is in use all the time, and what a reset does to it
class Reset : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("ended", bench.A().GetEnding() != Ending::NONE || bench.B().GetEnding() != Ending::NONE);
        into.Set("ended_at", std::max(bench.A().EndedAt(), bench.B().EndedAt()));
        into.Set("delivered",
                 static_cast<double>(bench.A().ReceivedBetween(ATTACK_AT + 1, STOP_AT) +
                                     bench.B().ReceivedBetween(ATTACK_AT + 1, STOP_AT)));
        into.Set("wrong", Wrong(bench));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool ended = attack.Get("ended") > 0 && control.Get("ended") == 0;
        double ratio = control.Get("delivered") > 0 ? attack.Get("delivered") / control.Get("delivered") : 0;
        std::string sent = std::to_string(static_cast<long>(attack.Get("sent"))) + " forged RSTs: ";
        std::string went = Percent(ratio) + " of the control's octets after them";
        return {ended ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0,
                sent + (ended ? "the application is told that its connection has ended, "
                              : "the connection goes on, ") +
                    went};
    }

  protected:
    Ptr<RstSpoofer> m_attacker; //!< Who does it
};

/// A11: on the first path
class OnPathReset : public Reset
{
  public:
    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<RstSpoofer>();
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->ResetOnPath(bench.Moment(ATTACK_AT));
        }
    }
};

/// A10: from anywhere; it knows addresses and ports, not the sequence numbers
class BlindReset : public Reset
{
  public:
    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<RstSpoofer>();
        bench.AttachHost(m_attacker);
        if (armed)
        {
            AttackBench::At(bench.Moment(ATTACK_AT).GetSeconds(), [this, &bench] { Sweep(bench); });
        }
    }

  private:
    /// A hardened host draws its port at random: the attacker is told
    void Sweep(AttackBench& bench)
    {
        Address name;
        bench.A().GetSocket()->GetSockName(name);
        m_attacker->SweepBlind(smptcp::ToOctets(AttackBench::AddressA(0)),
                               InetSocketAddress::ConvertFrom(name).GetPort(),
                               smptcp::ToOctets(AttackBench::AddressB(0)),
                               AttackBench::PORT,
                               Simulator::Now());
    }
};

} // namespace

void
AddResets(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A10",
                         "blind RST",
                         "OFF",
                         "From a host beside the path, sweeps the sequence space with RSTs that seem to come from A.",
                         "An application is told that its connection has ended.",
                         &Make<BlindReset>});
    catalogue.push_back({"A11",
                         "RST on the path",
                         "ON1",
                         "On the first path, sends both ends an RST at the sequence number each expects.",
                         "An application is told that its connection has ended.",
                         &Make<OnPathReset>});
}

} // namespace smptcp_example
