/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Attacks that take a connection over (A01).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-join-hijacker.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LEAVE_AT = 3;          //!< The attacker leaves the path, seconds
constexpr double JOIN_AT = 4;           //!< It joins, seconds
constexpr double STOP_AT = 15;          //!< Seconds
constexpr double RATE = 50000;          //!< Octets a second each way
constexpr std::size_t INSERTION = 20000; //!< Octets the attacker would insert

/// A01: overhear the handshake, leave, join from elsewhere
class Hijack : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<JoinHijacker>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        m_attacker->SetAttribute("Hello", BooleanValue(bench.Setup().protocol == Protocol::MPTCP_TCPCRYPT));
        m_attacker->SetInsertion(AttackBench::StreamX().Octets(0, INSERTION));
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->JoinAt(bench.Moment(JOIN_AT));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
        StreamFinder foreign(AttackBench::StreamX(), INSERTION);
        into.Set("tried", m_attacker->HasTried());
        into.Set("joined", m_attacker->HasJoined());
        into.Set("refused", m_attacker->WasRefused());
        into.Set("stolen", static_cast<double>(m_attacker->GetStolen().size()));
        into.Set("plaintext", static_cast<double>(down.Count(m_attacker->GetStolen())));
        into.Set("inserted", static_cast<double>(foreign.Count(bench.B().ReceivedOctets())));
        into.Set("delivered",
                 static_cast<double>(bench.A().ReceivedBetween(JOIN_AT, STOP_AT) +
                                     bench.B().ReceivedBetween(JOIN_AT, STOP_AT)));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("plaintext") >= LEAST_OCTETS && control.Get("plaintext") == 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("tried") > 0 && control.Get("tried") == 0,
                Digits(attack, "plaintext") + " octets of plaintext that B wrote came to the attacker's host, " +
                    Digits(attack, "inserted") + " octets of the attacker's own to B's application" +
                    (attack.Get("refused") > 0 ? "; B refused the JOIN" : "")};
    }

  private:
    Ptr<JoinHijacker> m_attacker; //!< On the first path, then at its own host
};

} // namespace

void
AddTakeovers(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A01",
                         "handshake eavesdropper joins later",
                         "HSP",
                         "Sees the handshake on the first path, leaves the path, and joins the connection from a host of "
                         "its own with the keys that passed in clear.",
                         "1000 octets or more that B's application wrote after that come to the attacker's host as "
                         "plaintext.",
                         &Make<Hijack>});
}

} // namespace smptcp_example
