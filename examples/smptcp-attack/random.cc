/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// An attacker without a plan (A00): forged segments in numbers, against everything that is in the receiver's way.

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-random-forger.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 3;    //!< Seconds: the handshake is over, and the second path in use
constexpr double STOP_AT = 20;     //!< Seconds
constexpr double RATE = 100000;    //!< Octets a second each way
constexpr uint32_t SEGMENTS = 4000; //!< That pass its places at least while it is there

/// \return true for the protocols whose subflows obey an RST without MAC by default (A11 is about that)
bool
ObeysResets(Protocol protocol)
{
    return protocol == Protocol::TCPCRYPT || protocol == Protocol::MPTCP_TCPCRYPT;
}

/// A00: forges at random on both paths
class Randomly : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        setup.rate = "100Mbps";
        if (setup.protocol == Protocol::TCP)
        {
            // A window of 0 crashes a stock socket that has nothing to send: keep it sending.
            setup.rate = "10Mbps";
            setup.up.rate = setup.down.rate = 0;
            setup.up.bytes = setup.down.bytes = 100000000;
        }
        if (ObeysResets(setup.protocol))
        {
            setup.attributes.emplace_back("TcpcryptRstPolicy", "require");
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        if (setup.protocol == Protocol::TCP)
        {
            return false;
        }
        // Nothing is authenticated any more: every tag of nulls is right.
        setup.attributes.emplace_back("InsecureNullCipher", "true");
        setup.attributes.emplace_back("InsecureNullTag", "true");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<RandomForger>();
        uint32_t count = armed ? bench.Setup().forged : 0;
        m_attacker->SetAttribute("Start", TimeValue(bench.Moment(ATTACK_AT)));
        m_attacker->SetAttribute("Count", UintegerValue(count));
        m_attacker->SetAttribute("PerSegment", UintegerValue(1 + count / SEGMENTS));
        m_attacker->SetAttribute("BreakOptions", BooleanValue(bench.Setup().protocol != Protocol::TCP));
        for (unsigned path = 0; path < bench.Setup().paths; ++path)
        {
            bench.PlaceAt(m_attacker, path);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("forged", static_cast<double>(m_attacker->GetSent()));
        into.Set("wrong", Wrong(bench));
        into.Set("ended", bench.A().GetEnding() != Ending::NONE || bench.B().GetEnding() != Ending::NONE);
        into.Set("delivered",
                 static_cast<double>(bench.A().ReceivedBetween(ATTACK_AT, STOP_AT) +
                                     bench.B().ReceivedBetween(ATTACK_AT, STOP_AT)));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool works = control.Get("wrong") == 0 && control.Get("ended") == 0 && control.Get("delivered") > 0;
        bool succeeds = works && (attack.Get("wrong") > 0 || attack.Get("ended") > 0);
        double ratio = works ? attack.Get("delivered") / control.Get("delivered") : 0;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("forged") > 0 && control.Get("forged") == 0,
                std::to_string(static_cast<long>(attack.Get("forged"))) + " forged segments: " +
                    std::to_string(static_cast<long>(attack.Get("wrong"))) + " wrong octets at the applications, the connection " +
                    (attack.Get("ended") > 0 ? "ended, " : "goes on, ") +
                    Percent(ratio) + " of the control's octets"};
    }

  private:
    Ptr<RandomForger> m_attacker; //!< On all paths
};

} // namespace

void
AddRandom(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A00",
                         "random forger",
                         "ALL",
                         "On all paths, sends around each segment mutations of what it captured: numbers, flags, options, "
                         "payload, old segments, segments of the other subflow.",
                         "An application is given octets that its peer did not send, or its connection ends.",
                         &Make<Randomly>});
}

} // namespace smptcp_example
