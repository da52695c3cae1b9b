/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// A JOIN under attack on its path: subverted (A03), its flags altered (A03b).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-join-flag-flipper.h"
#include "ns3/smptcp-join-subverter.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LEAVE_AT = 3;           //!< The attacker leaves the path, seconds
constexpr double STOP_AT = 12;           //!< Seconds
constexpr double RATE = 70000;           //!< Octets a second each way: more than one path carries
constexpr const char* LINK_RATE = "400kbps"; //!< Of each path
constexpr std::size_t INSERTION = 20000; //!< Octets the attacker would insert
constexpr unsigned JOINED_PATH = 1;      //!< Path of the JOIN

/// A03: the JOIN comes from the attacker's host
class SubvertedJoin : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        setup.rate = LINK_RATE;
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return DropCryptography(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<JoinSubverter>();
        m_attacker->SetAttribute("Start", TimeValue(armed ? Time(0) : Seconds(STOP_AT)));
        m_attacker->SetAttribute("Stop", TimeValue(armed ? Seconds(LEAVE_AT) : Seconds(STOP_AT)));
        m_attacker->SetInsertion(AttackBench::StreamX().Octets(0, INSERTION));
        bench.PlaceAt(m_attacker, JOINED_PATH);
        bench.AttachHost(m_attacker);
        AttackBench::At(LEAVE_AT, [this] { m_before = m_attacker->GetStolen().size(); });
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
        const auto& stolen = m_attacker->GetStolen();
        std::vector<uint8_t> late(stolen.begin() + static_cast<std::ptrdiff_t>(m_before), stolen.end());
        into.Set("subverted", m_attacker->HasSubverted());
        into.Set("moved", SubflowsWith(bench.B(), *m_attacker) > 0);
        into.Set("stolen", static_cast<double>(late.size()));
        into.Set("plaintext", static_cast<double>(down.Count(late)));
        into.Set("inserted", ForeignOctetsAtB(bench, INSERTION));
        into.Set("delivered", DeliveredBetween(bench, LEAVE_AT + 1, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("plaintext") >= LEAST_OCTETS && control.Get("plaintext") == 0;
        int ratio = static_cast<int>(100 * attack.Get("delivered") / std::max(1.0, control.Get("delivered")));
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("subverted") > 0 && attack.Get("moved") > 0 && control.Get("subverted") == 0,
                Digits(attack, "plaintext") + " octets of plaintext that B wrote came to the attacker's host, " +
                    Digits(attack, "inserted") + " octets of its own to B's application; B's subflow " +
                    (attack.Get("moved") > 0 ? "leads" : "does not lead") + " to the attacker, and " +
                    std::to_string(ratio) + " % of the control's octets are delivered"};
    }

  private:
    Ptr<JoinSubverter> m_attacker; //!< On the second path, then at its own host
    std::size_t m_before{0};       //!< Octets that came to it before it left the path
};

/// A03b: the backup bit of the JOIN is flipped
class AlteredJoin : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, FLAGS_STOP_AT);
        setup.rate = LINK_RATE;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<JoinFlagFlipper>();
        m_attacker->SetAttribute("Start", TimeValue(armed ? Time(0) : Seconds(FLAGS_STOP_AT)));
        bench.PlaceAt(m_attacker, JOINED_PATH);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("changed", static_cast<double>(m_attacker->GetChanged()));
        into.Set("b_on_second_path", SentOnPath(bench.B(), AttackBench::AddressB(JOINED_PATH)));
        into.Set("a_on_second_path", SentOnPath(bench.A(), AttackBench::AddressA(JOINED_PATH)));
        into.Set("delivered_to_a", static_cast<double>(bench.A().Received()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("b_on_second_path") < MOST_IDLE * control.Get("b_on_second_path") &&
                        control.Get("b_on_second_path") > LEAST_OCTETS;
        int ratio = static_cast<int>(100 * attack.Get("delivered_to_a") / std::max(1.0, control.Get("delivered_to_a")));
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("changed") > 0 && control.Get("changed") == 0,
                "B sends " + Digits(attack, "b_on_second_path") + " octets by the joined subflow, " +
                    Digits(control, "b_on_second_path") + " in the control; " + std::to_string(ratio) +
                    " % of the control's octets come to A"};
    }

  private:
    static constexpr double FLAGS_STOP_AT = 8; //!< Seconds
    static constexpr double MOST_IDLE = 0.25;  //!< Of the control's: a backup serves while the other path is stale

    Ptr<JoinFlagFlipper> m_attacker; //!< On the second path
};

} // namespace

void
AddJoins(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A03",
                         "subverted JOIN",
                         "JNA",
                         "On the second path, makes the passing JOIN come from a host of its own, relays the rest of "
                         "the handshake, leaves the path, and is B's peer on that subflow.",
                         "1000 octets or more that B's application wrote after that come to the attacker's host as "
                         "plaintext.",
                         &Make<SubvertedJoin>});
    catalogue.push_back({"A03b",
                         "altered flags of a JOIN",
                         "JNA",
                         "On the second path, flips the backup bit of the passing JOIN.",
                         "B's scheduler leaves the subflow idle, which the control uses.",
                         &Make<AlteredJoin>});
}

} // namespace smptcp_example
