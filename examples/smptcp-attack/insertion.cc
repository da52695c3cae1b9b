/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Octets put into, or changed in, what the victims send (A12, A13).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-data-injector.h"
#include "ns3/smptcp-segment-modifier.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;         //!< Seconds
constexpr double MODIFY_UNTIL = 5;      //!< Seconds
constexpr double STOP_AT = 12;          //!< Seconds
constexpr double RATE = 50000;          //!< Octets a second each way
constexpr std::size_t FOREIGN = 8000;   //!< Octets the attacker has for B

/// Foreign octets are to reach B's application
class Insertion : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        setup.lag = "200ms"; // A's octets go by the first path
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return DropCryptography(setup);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("segments", Deeds());
        into.Set("foreign", ForeignOctetsAtB(bench, FOREIGN));
        into.Set("refused", MacFailures(bench));
        into.Set("wrong", static_cast<double>(bench.A().Wrong()));
        into.Set("delivered", DeliveredBetween(bench, ATTACK_AT, STOP_AT));
        into.Set("late", DeliveredBetween(bench, STOP_AT - 2, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("foreign") >= LEAST_OCTETS && control.Get("foreign") == 0;
        std::string after = attack.Get("late") == 0 ? "; the connection has come to a halt" : "";
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("segments") > 0 && control.Get("segments") == 0,
                Digits(attack, "foreign") + " octets of the attacker's own came to B's application, of " +
                    Digits(attack, "segments") + " segments; " + Digits(attack, "refused") +
                    " segments were refused for their MAC" + after};
    }

  protected:
    /// \return segments the attacker has made or changed
    virtual double Deeds() const = 0;
};

/// A12: forged segments on the first path
class Inject : public Insertion
{
  public:
    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<DataInjector>();
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->InjectAt(AttackBench::StreamX().Octets(0, FOREIGN), bench.Moment(ATTACK_AT));
        }
    }

  private:
    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetStory().size());
    }

    Ptr<DataInjector> m_attacker; //!< On the first path
};

/// A13: genuine segments changed on the first path
class Modify : public Insertion
{
  public:
    /// \param repair the attacker repairs DSS checksums
    explicit Modify(bool repair)
        : m_repair(repair)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        Insertion::Plan(setup);
        if (setup.protocol == Protocol::MPTCP || setup.protocol == Protocol::MPTCP_V1)
        {
            setup.attributes.emplace_back("Checksum", "true");
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        if (!HasMac(setup.protocol))
        {
            setup.attributes.emplace_back("Checksum", "false");
            return true;
        }
        return Insertion::Undefend(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<SegmentModifier>();
        m_attacker->SetAttribute("RepairChecksum", BooleanValue(m_repair));
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->ModifyBetween(AttackBench::StreamX().Octets(0, FOREIGN),
                                      bench.Moment(ATTACK_AT),
                                      Seconds(MODIFY_UNTIL));
        }
    }

  private:
    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetModified());
    }

    bool m_repair;                   //!< DSS checksums are repaired
    Ptr<SegmentModifier> m_attacker; //!< On the first path
};

} // namespace

void
AddInsertions(std::vector<AttackEntry>& catalogue)
{
    const std::string success = "1000 octets or more of the attacker's own come to B's application.";
    catalogue.push_back({"A12",
                         "content insertion",
                         "ON1",
                         "On the first path, sends segments with octets of its own where A's next ones belong, before A does.",
                         success,
                         &Make<Inject>});
    catalogue.push_back({"A13",
                         "modification in flight",
                         "ON1",
                         "On the first path, overwrites the payload of A's segments and repairs the checksums of TCP and MPTCP.",
                         success,
                         &Make<Modify, true>});
    catalogue.push_back({"A13v",
                         "modification in flight, DSS checksum not repaired",
                         "ON1",
                         "As A13, but MPTCP's own checksum is left as it was.",
                         success,
                         &Make<Modify, false>});
}

} // namespace smptcp_example
