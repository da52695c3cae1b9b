/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What goes wrong where keys, keystreams and tags are used twice (A26, A27, A28, A34).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-cross-subflow-splicer.h"
#include "ns3/smptcp-keystream-reuser.h"
#include "ns3/smptcp-replayer.h"
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

/// A28: segments and a JOIN sent again
class Replay : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE / 2, STOP_AT);
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
    catalogue.push_back({"A27",
                         "splice from one subflow to the other",
                         "ON1",
                         "Records A's segments on the first path and sends them on the second, as the second subflow's, when "
                         "that has come to the same place.",
                         "B takes one: its application gets octets in the wrong place, or it acknowledges on the second "
                         "subflow what A has not sent there, or less than 70 % of the control's octets reach its application.",
                         &Make<Splice>});
    catalogue.push_back({"A28",
                         "replay",
                         "ALL",
                         "Sends old segments and ACKs of A again on their path, and the JOIN of the second subflow from a "
                         "host of its own.",
                         "An application gets octets twice, or B has a subflow with the attacker's host.",
                         &Make<Replay>});
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
