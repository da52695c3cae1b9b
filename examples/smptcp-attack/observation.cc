/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Attacks that only look (A02).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-eavesdropper.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr uint64_t STREAM_OCTETS = 500000;

/// A02: copy what crosses the first path
class Eavesdrop : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = STREAM_OCTETS;
        setup.down.bytes = STREAM_OCTETS;
        setup.stop = 10;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<PassiveEavesdropper>();
        if (armed)
        {
            bench.PlaceAt(m_attacker, 0);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("received", Received(bench));
        into.Set("captured", static_cast<double>(m_attacker->GetOctets()));
        into.Set("plaintext", PlaintextOf(bench, *m_attacker));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double share = attack.Get("plaintext") / (2.0 * STREAM_OCTETS);
        bool works = control.Get("received") == 2.0 * STREAM_OCTETS && control.Get("plaintext") == 0;
        bool succeeds = works && attack.Get("plaintext") >= LEAST_OCTETS;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("captured") >= LEAST_OCTETS,
                std::to_string(static_cast<long>(attack.Get("captured"))) + " octets of payload captured, " +
                    std::to_string(static_cast<long>(attack.Get("plaintext"))) + " of them plaintext of the victims (" +
                    Percent(share) + " of what they sent)"};
    }

  private:
    Ptr<PassiveEavesdropper> m_attacker; //!< On the first path
};

} // namespace

void
AddObservation(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A02",
                         "passive eavesdropping of payload",
                         "ON1",
                         "Copies every segment that crosses the first path and puts the streams together.",
                         "The attacker holds 1000 octets or more of what the victims' applications wrote.",
                         &Make<Eavesdrop>});
}

} // namespace smptcp_example
