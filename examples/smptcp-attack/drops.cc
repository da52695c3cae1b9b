/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Segments that do not get through (A19).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-packet-dropper.h"
#include "ns3/string.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;   //!< Seconds
constexpr double JUDGE_FROM = 10; //!< By then whoever can recover has
constexpr double STOP_AT = 20;    //!< Seconds
constexpr double RATE = 50000;    //!< Octets a second each way
constexpr double LEAST_SHARE = 0.1; //!< Of the control's octets: less is a dead connection

/// A19: a kind of segments is dropped on some paths, for good
class Drop : public AttackScenario
{
  public:
    /// \param kind of segments, as PacketDropper has it \param everywhere on all paths, not only on the first
    Drop(std::string kind, bool everywhere)
        : m_kind(std::move(kind)),
          m_everywhere(everywhere)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        if (m_kind == "acks")
        {
            setup.down = {}; // so that B sends ACKs without payload
            setup.lag = "200ms";
        }
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<PacketDropper>();
        m_attacker->SetAttribute("Kind", StringValue(m_kind));
        for (unsigned path = 0; path < (m_everywhere ? bench.Setup().paths : 1); ++path)
        {
            bench.PlaceAt(m_attacker, path);
        }
        if (armed)
        {
            m_attacker->DropBetween(bench.Moment(ATTACK_AT));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("dropped", static_cast<double>(m_attacker->GetDropped()));
        into.Set("delivered", DeliveredBetween(bench, JUDGE_FROM, STOP_AT));
        into.Set("resumed_after", ResumedAfter(bench));
        into.Set("wrong", Wrong(bench));
        into.Set("ended", bench.A().GetEnding() != Ending::NONE || bench.B().GetEnding() != Ending::NONE);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double share = control.Get("delivered") > 0 ? attack.Get("delivered") / control.Get("delivered") : 0;
        bool succeeds = control.Get("delivered") > 0 && share < LEAST_SHARE;
        std::string again = succeeds ? "" : "; B's application waited " + Hundredths(attack.Get("resumed_after")) + " s";
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("dropped") > 0 && control.Get("dropped") == 0,
                Digits(attack, "dropped") + " segments dropped; from " + std::to_string(static_cast<int>(JUDGE_FROM)) +
                    " s on the applications got " + Percent(share) + " of the control's octets" + again};
    }

  private:
    /// \return the longest time without anything new at B after the dropping began, seconds
    static double ResumedAfter(AttackBench& bench)
    {
        constexpr double STEP = 0.05;
        double longest = 0;
        double since = ATTACK_AT;
        for (double time = ATTACK_AT; time < STOP_AT; time += STEP)
        {
            since = bench.B().ReceivedBetween(time, time + STEP) > 0 ? time + STEP : since;
            longest = std::max(longest, time + STEP - since);
        }
        return longest;
    }

    static std::string Hundredths(double value)
    {
        std::string text = std::to_string(value);
        return text.substr(0, text.find('.') + 3);
    }

    std::string m_kind;            //!< Kind of segments
    bool m_everywhere;             //!< On all paths
    Ptr<PacketDropper> m_attacker; //!< Beside A
};

} // namespace

void
AddDrops(std::vector<AttackEntry>& catalogue)
{
    const std::string success = "The applications get less than a tenth of the control's octets from six seconds after on.";
    catalogue.push_back({"A19a",
                         "one path dropped",
                         "ON1",
                         "On the first path, drops everything.",
                         success,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Drop>("all", false); }});
    catalogue.push_back({"A19b",
                         "all paths dropped",
                         "ALL",
                         "On all paths, drops everything.",
                         success,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Drop>("all", true); }});
    catalogue.push_back({"A19c",
                         "pure ACKs of one path dropped",
                         "ON1",
                         "On the first path, drops segments without payload.",
                         success,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Drop>("acks", false); }});
    catalogue.push_back({"A19d",
                         "segments with MPTCP options dropped",
                         "ALL",
                         "On all paths, drops what carries an MPTCP option, once the connection is up.",
                         success,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<Drop>("mptcp", true); }});
}

} // namespace smptcp_example
