/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What goes wrong where keys, keystreams and tags are used twice (A26, A27, A34).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-cross-subflow-splicer.h"
#include "ns3/smptcp-keystream-repeat-reuser.h"
#include "ns3/smptcp-keystream-reuser.h"
#include "ns3/smptcp-tag-combiner.h"
#include "ns3/string.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;     //!< Seconds
constexpr double STOP_AT = 10;      //!< Seconds
constexpr double RATE = 100000;     //!< Octets a second, where a scenario says nothing else

/// Turn SMPTCP into what the slides say to the letter. \return true where that changes anything
bool
ToTheLetter(BenchSetup& setup)
{
    if (setup.protocol != Protocol::SMPTCP)
    {
        return false;
    }
    setup.attributes.emplace_back("SeedLiteral", "true");
    return true;
}

/// A26: two subflows under one keystream
class Reuse : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.rate = "1Mbps"; // both paths are needed
        setup.up.bytes = OCTETS;
        setup.stop = STOP_AT;
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return ToTheLetter(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<KeystreamReuser>();
        bench.PlaceAt(m_attacker, 0);
        bench.PlaceAt(m_attacker, 1);
        m_attacker->SetKnown(AttackBench::StreamA().Octets(0, OCTETS));
        if (armed)
        {
            m_attacker->WatchFrom(Seconds(0));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        StreamFinder up(AttackBench::StreamA(), OCTETS);
        std::size_t computed = 0;
        std::size_t plaintext = 0;
        for (const auto& run : m_attacker->Recover())
        {
            computed += run.size();
            plaintext += up.Count(run);
        }
        into.Set("captured", static_cast<double>(m_attacker->GetCaptured()));
        into.Set("computed", static_cast<double>(computed));
        into.Set("plaintext", static_cast<double>(plaintext));
        into.Set("received", static_cast<double>(bench.B().Received()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("plaintext") >= LEAST_OCTETS && control.Get("plaintext") == 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("captured") >= LEAST_OCTETS && control.Get("captured") == 0,
                Digits(attack, "captured") + " octets captured; of " + Digits(attack, "computed") +
                    " computed from what two subflows carry at the same place, " + Digits(attack, "plaintext") +
                    " are what A wrote to the subflow whose plaintext was not known"};
    }

  private:
    static constexpr uint64_t OCTETS = 600000; //!< Of A

    Ptr<KeystreamReuser> m_attacker; //!< On both paths
};

/// A26v: one keystream that comes again, that of the public daemon
class Repeat : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.paths = 1;
        setup.rate = "100Mbps";
        setup.delay = "2ms";
        setup.up.bytes = OCTETS;
        setup.stop = LONG_STOP_AT;
        setup.attributes.emplace_back("TcpcryptWire", "daemon");
        // A power of 2: segments 16 MiB apart begin at the same place of a block.
        setup.socketAttributes.emplace_back("SegmentSize", "1024");
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<KeystreamRepeatReuser>();
        bench.PlaceAt(m_attacker, 0);
        m_attacker->SetKnown(AttackBench::StreamA().Octets(0, KNOWN));
        if (armed)
        {
            m_attacker->WatchFrom(Seconds(0));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        std::size_t computed = 0;
        std::size_t plaintext = 0;
        for (const auto& run : m_attacker->GetComputed())
        {
            bool right = run.octets == AttackBench::StreamA().Octets(run.offset, run.octets.size());
            computed += run.octets.size();
            plaintext += right && run.octets.size() >= KnownStream::LEAST_RUN ? run.octets.size() : 0;
        }
        into.Set("captured", static_cast<double>(m_attacker->GetCaptured()));
        into.Set("computed", static_cast<double>(computed));
        into.Set("plaintext", static_cast<double>(plaintext));
        into.Set("received", static_cast<double>(bench.B().Received()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("plaintext") >= LEAST_OCTETS && control.Get("plaintext") == 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("captured") > (1 << 24) && control.Get("captured") == 0,
                Digits(attack, "captured") + " octets captured; of " + Digits(attack, "computed") +
                    " computed from segments 16 MiB apart, " + Digits(attack, "plaintext") + " are what A wrote"};
    }

  private:
    static constexpr uint64_t OCTETS = (1 << 24) + 200000; //!< Of A
    static constexpr std::size_t KNOWN = 100000;           //!< Of the beginning
    static constexpr double LONG_STOP_AT = 4;              //!< Seconds

    Ptr<KeystreamRepeatReuser> m_attacker; //!< On the only path
};

/// A27: a segment of one subflow sent on the other
class Splice : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.rate = "1Mbps"; // both paths are needed
        setup.up.bytes = OCTETS;
        setup.down.bytes = 2 * OCTETS;
        setup.stop = STOP_AT;
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return ToTheLetter(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<CrossSubflowSplicer>();
        bench.PlaceAt(m_attacker, 0);
        bench.PlaceAt(m_attacker, 1);
        if (armed)
        {
            m_attacker->SpliceFrom(Seconds(0));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("spliced", static_cast<double>(m_attacker->GetSpliced()));
        into.Set("taken", static_cast<double>(m_attacker->GetTaken()));
        into.Set("refused", MacFailures(bench));
        into.Set("received", static_cast<double>(bench.B().Received()));
        into.Set("wrong", static_cast<double>(bench.B().Wrong()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool early = attack.Get("taken") > 0 && control.Get("taken") == 0;
        bool wrong = attack.Get("wrong") > 0 && control.Get("wrong") == 0;
        // B takes the genuine segments for repetitions, and what they would have brought is missing above.
        double share = control.Get("received") > 0 ? attack.Get("received") / control.Get("received") : 1;
        bool gap = share < LEAST_SHARE;
        return {early || wrong || gap ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("spliced") > 0 && control.Get("spliced") == 0,
                Digits(attack, "spliced") + " segments of the first subflow sent on the second, " +
                    Digits(attack, "refused") + " refused for their MAC: B acknowledged " + Digits(attack, "taken") +
                    " octets there before A had sent them, and gave " + Digits(attack, "wrong") +
                    " octets to its application that A wrote for another place, and " +
                    Percent(share) + " of what it has to get"};
    }

  private:
    static constexpr uint64_t OCTETS = 700000;  //!< Of A
    static constexpr double LEAST_SHARE = 0.7;  //!< Of A's octets at B's application, below which the stream has a gap

    Ptr<CrossSubflowSplicer> m_attacker; //!< On both paths
};

/// A34: tags computed from tags
class Combine : public AttackScenario
{
  public:
    /// \param form tcpcrypt's form
    explicit Combine(std::string form)
        : m_form(std::move(form))
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        setup.rate = "1Mbps";
        setup.up.bytes = OCTETS;
        setup.stop = STOP_AT;
        setup.down.rate = DOWN_RATE;
        setup.down.bytes = static_cast<uint64_t>(DOWN_RATE * STOP_AT);
        setup.down.tick = DOWN_TICK;
        if (m_form != "A")
        {
            setup.attributes.emplace_back("TcpcryptForm", m_form);
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return ToTheLetter(setup);
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<TagCombiner>();
        bench.PlaceAt(m_attacker, 0);
        if (IsMultipath(bench.Setup().protocol))
        {
            bench.DeviceA(1)->SetAttribute("DataRate", StringValue(SLOW));
        }
        if (armed)
        {
            m_attacker->CombineBetween(bench.Moment(ATTACK_AT), Seconds(STOP_AT));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("combined", static_cast<double>(m_attacker->GetCombined()));
        into.Set("taken", static_cast<double>(m_attacker->GetTaken()));
        into.Set("refused", MacFailures(bench));
        into.Set("received", static_cast<double>(bench.A().Received()));
        into.Set("wrong", static_cast<double>(bench.A().Wrong()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("taken") >= LEAST_OCTETS && control.Get("taken") == 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("combined") > 0 && control.Get("combined") == 0,
                Digits(attack, "combined") + " of B's segments moved to another acknowledgment: A took " +
                    Digits(attack, "taken") + " octets of them, and refused " + Digits(attack, "refused") +
                    " segments for their MAC"};
    }

  private:
    static constexpr uint64_t OCTETS = 2000000; //!< Of A, more than passes until the end
    static constexpr double DOWN_RATE = 5000; //!< Octets a second
    static constexpr double DOWN_TICK = 0.1;  //!< Seconds between writes, with pure ACKs in between

    static constexpr const char* SLOW = "300kbps"; //!< Of the second path: data acks stand still while it is awaited

    std::string m_form;          //!< tcpcrypt's form
    Ptr<TagCombiner> m_attacker; //!< On the first path
};

} // namespace

void
AddReuses(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A26",
                         "two-time pad across subflows",
                         "ALL",
                         "Sees both subflows, knows the plaintext of the second, and XORs what both carry at the same place "
                         "of their sequence spaces.",
                         "1000 octets or more of what A wrote to the first subflow are computed.",
                         &Make<Reuse>});
    catalogue.push_back({"A26v",
                         "two-time pad in one direction, the daemon's keystream",
                         "ALL",
                         "Sees a tcpcrypt connection of the public daemon's form, knows the plaintext of its beginning, and "
                         "computes that of segments 16 MiB behind, whose keystream is the same.",
                         "1000 octets or more of what A wrote are computed.",
                         &Make<Repeat>});
    catalogue.push_back({"A27",
                         "splice from one subflow to the other",
                         "ON1",
                         "Records A's segments on the first path and sends them on the second, as the second subflow's, when "
                         "that has come to the same place.",
                         "B takes one: its application gets octets in the wrong place, or it acknowledges on the second "
                         "subflow what A has not sent there, or less than 70 % of the control's octets reach its application.",
                         &Make<Splice>});
    catalogue.push_back({"A34",
                         "tag algebra on acknowledgments",
                         "ON1",
                         "On the first path, moves B's segments to other acknowledgments and computes their tags from those "
                         "of ACKs; it lets nothing pass as it was.",
                         "A takes 1000 octets or more of segments that B never sent in that combination.",
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Combine>("A"); }});
    catalogue.push_back({"A34v",
                         "tag algebra on acknowledgments, tcpcrypt's form B",
                         "ON1",
                         "As A34, on tcpcrypt in form B.",
                         "As A34.",
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Combine>("B"); }});
}

} // namespace smptcp_example
