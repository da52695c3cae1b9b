/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The man in the middle of the key exchange: staying (A25), beside a direct JOIN (A25b), leaving (A25c).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-key-exchange-mitm.h"
#include "ns3/smptcp-socket.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double RATE = 50000;             //!< Octets a second each way
constexpr uint64_t ALTER_FROM = 100000;    //!< First octet of A's stream that is replaced
constexpr std::size_t ALTER_OCTETS = 5000; //!< How many are
constexpr double JOIN_AT = 3;              //!< A25c: the attacker joins both ends, seconds
constexpr double LEAVE_AT = 5;             //!< A25c: it leaves the path
constexpr double SETTLED_AT = 12;          //!< A25c: by then the victims have given up the path it left

/// \return 1 when both ends have a session, and not the same
double
SessionsDiffer(AttackBench& bench)
{
    Ptr<SmptcpSocket> a = bench.A().Ours();
    Ptr<SmptcpSocket> b = bench.B().Ours();
    return a && b && !a->GetSessionId().empty() && !b->GetSessionId().empty() && a->GetSessionId() != b->GetSessionId();
}

/// What all have in common: who stands between, and what the applications and their sockets can tell
class Between : public AttackScenario
{
  public:
    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<KeyExchangeMitm>();
        smptcp::ProtectionProfile profile;
        profile.seedLiteral = bench.Setup().protocol == Protocol::SMPTCP_LITERAL;
        m_attacker->SetProfile(profile);
        Prepare(bench, armed);
        if (armed)
        {
            bench.PlaceAt(m_attacker, 0);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        StreamFinder up(AttackBench::StreamA(), bench.Setup().up.bytes);
        StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
        StreamFinder foreign(AttackBench::StreamX(), ALTER_OCTETS);
        const auto& read = m_attacker->GetRead();
        const auto& late = m_attacker->GetReadAtHost();
        into.Set("sids_differ", SessionsDiffer(bench));
        into.Set("resealed", static_cast<double>(m_attacker->GetResealed()));
        into.Set("plaintext_up", static_cast<double>(up.Count(read)));
        into.Set("plaintext_down", static_cast<double>(down.Count(read)));
        into.Set("plaintext_at_host", static_cast<double>(up.Count(late) + down.Count(late)));
        into.Set("altered", static_cast<double>(foreign.Count(bench.B().ReceivedOctets())));
        into.Set("delivered", Received(bench));
        Ptr<SmptcpSocket> a = bench.A().Ours();
        Ptr<SmptcpSocket> b = bench.B().Ours();
        into.Set("join_hmac_failures", static_cast<double>(a->GetJoinHmacFailures() + b->GetJoinHmacFailures()));
        into.Set("mac_failures",
                 static_cast<double>(a->GetRefusals().MacFailures() + b->GetRefusals().MacFailures()));
        double direct = 0;
        for (const auto& report : a->GetSubflowReports())
        {
            direct += report.id > 1 ? 1 : 0;
        }
        into.Set("joined_subflows", direct);
    }

  protected:
    /// Tell the attacker what it is to do, before it gets its place.
    virtual void Prepare(AttackBench&, bool)
    {
    }

    Ptr<KeyExchangeMitm> m_attacker; //!< On the first path
};

/// A25: it stays
class Staying : public Between
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, 8);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double plaintext = attack.Get("plaintext_up") + attack.Get("plaintext_down");
        bool succeeds = attack.Get("sids_differ") > 0 && plaintext >= LEAST_OCTETS && control.Get("sids_differ") == 0 &&
                        control.Get("altered") == 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("resealed") > 0,
                "the session ids of the two ends " + std::string(attack.Get("sids_differ") > 0 ? "differ" : "are equal") +
                    ", the attacker read " + Digits(attack, "plaintext_up") + " octets of A's and " +
                    Digits(attack, "plaintext_down") + " of B's, and B's application took " +
                    Digits(attack, "altered") + " octets of the attacker's for A's"};
    }

  private:
    void Prepare(AttackBench&, bool) override
    {
        m_attacker->SetAlteration(ALTER_FROM, AttackBench::StreamX().Octets(0, ALTER_OCTETS));
    }
};

/// A25b: does a JOIN over the path without the attacker get through?
template <bool REPLACE>
class DirectJoin : public Between
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, 8);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool between = attack.Get("sids_differ") > 0 && control.Get("sids_differ") == 0;
        bool works = attack.Get("joined_subflows") > 0;
        return {works ? Outcome::SUCCEEDS : Outcome::FAILS,
                between && control.Get("joined_subflows") > 0,
                Digits(attack, "joined_subflows") + " subflows beside the first one (" +
                    Digits(control, "joined_subflows") + " without the attacker), " +
                    Digits(attack, "join_hmac_failures") + " JOINs refused for their HMAC; the attacker read " +
                    std::to_string(static_cast<long>(attack.Get("plaintext_up") + attack.Get("plaintext_down"))) +
                    " octets"};
    }

  private:
    void Prepare(AttackBench&, bool) override
    {
        m_attacker->SetAttribute("ReplaceKeys", BooleanValue(REPLACE));
    }
};

/// A25c: it joins both ends from its own host, then leaves the path. \tparam JOINS it does join
template <bool JOINS>
class Leaving : public Between
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE / 2, 16);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        Between::Measure(bench, into);
        into.Set("joined_a", m_attacker->HasJoined(0));
        into.Set("joined_b", m_attacker->HasJoined(1));
        into.Set("delivered_late",
                 static_cast<double>(bench.A().ReceivedBetween(SETTLED_AT, bench.Setup().stop) +
                                     bench.B().ReceivedBetween(SETTLED_AT, bench.Setup().stop)));
        StreamFinder up(AttackBench::StreamA(), bench.Setup().up.bytes);
        StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
        const auto& all = m_attacker->GetReadAtHost();
        std::vector<uint8_t> late(all.begin() + static_cast<std::ptrdiff_t>(std::min(m_before, all.size())), all.end());
        into.Set("plaintext_after_leaving", static_cast<double>(up.Count(late) + down.Count(late)));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool succeeds = attack.Get("plaintext_after_leaving") >= LEAST_OCTETS &&
                        control.Get("plaintext_after_leaving") == 0;
        double ratio =
            control.Get("delivered_late") > 0 ? attack.Get("delivered_late") / control.Get("delivered_late") : 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("resealed") > 0 && attack.Get("sids_differ") > 0,
                Digits(attack, "plaintext_after_leaving") +
                    " octets of plaintext came to the attacker's host after it had left the path; from " +
                    std::to_string(static_cast<int>(SETTLED_AT)) + " s on the victims' applications got " +
                    Percent(ratio) + " of the control's octets"};
    }

  private:
    void Prepare(AttackBench& bench, bool armed) override
    {
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        bench.AttachHost(m_attacker);
        if (armed && JOINS)
        {
            m_attacker->JoinBothAt(bench.Moment(JOIN_AT));
            AttackBench::At(LEAVE_AT, [this] { m_before = m_attacker->GetReadAtHost().size(); });
        }
    }

    std::size_t m_before{0}; //!< Octets read at its host before it left the path
};

} // namespace

void
AddKeyExchange(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A25",
                         "man in the middle of the key exchange, staying",
                         "HSA",
                         "Runs one tcpcrypt exchange with each end, opens every segment with the keys of one and seals it "
                         "with those of the other, and puts octets of its own in the place of A's.",
                         "The session ids of the ends differ, and the attacker holds 1000 octets or more of what they "
                         "wrote.",
                         &Make<Staying>});
    catalogue.push_back({"A25b",
                         "a direct JOIN beside the man in the middle",
                         "HSA",
                         "As A25 on the first path; the victims join over the second one, where the attacker is not.",
                         "The direct subflow of the victims comes up: for once the defender's success.",
                         &Make<DirectJoin<false>>});
    catalogue.push_back({"A25bv",
                         "a direct JOIN when the man in the middle has replaced the keys of MP_CAPABLE",
                         "HSA",
                         "As A25b, but each end was shown another key than its peer's, so that the JOIN names a token "
                         "that is unknown.",
                         "The direct subflow of the victims comes up.",
                         &Make<DirectJoin<true>>});
    catalogue.push_back({"A25c",
                         "man in the middle of the key exchange, leaving",
                         "HSA",
                         "As A25; then it joins both ends from a host of its own, with the keys it shares with each, and "
                         "leaves the path.",
                         "1000 octets or more of plaintext come to the attacker's host after it has left.",
                         &Make<Leaving<true>>});
    catalogue.push_back({"A25cv",
                         "man in the middle of the key exchange, leaving without having joined",
                         "HSA",
                         "As A25, until it leaves the path.",
                         "1000 octets or more of plaintext come to the attacker's host after it has left.",
                         &Make<Leaving<false>>});
}

} // namespace smptcp_example
