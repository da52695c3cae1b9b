/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What one path shows of the others (A30), and what it does not (A31).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-cross-path-observer.h"
#include "ns3/smptcp-path-detector.h"
#include "ns3/smptcp-splitting-scheduler.h"

#include <cmath>

using namespace ns3;

namespace smptcp_example
{

namespace
{

// --- A30 -----------------------------------------------------------------------------------------------------

constexpr double OBSERVE_FROM = 2;  //!< Seconds
constexpr double OBSERVE_TO = 6;    //!< Seconds
constexpr double STEP = 0.5;        //!< Intervals of the estimate, seconds
constexpr double MOST_ERROR = 0.1;  //!< Relative, that still counts as success (attacks.md A30)
constexpr double LEAST_TRUTH = 50000; //!< Octets on the other path, or there is nothing to estimate

/// A30: tap one path, estimate what the other one carries
class CrossPath : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.rate = "2Mbps";
        setup.up.bytes = 4000000;
        setup.stop = OBSERVE_TO + 0.5;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<CrossPathObserver>();
        if (armed)
        {
            bench.PlaceAt(m_attacker, 0);
        }
        for (double at = OBSERVE_FROM; at <= OBSERVE_TO; at += STEP)
        {
            AttackBench::At(at, [this, &bench] { m_truth.push_back(OnOtherPaths(bench)); });
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        double truth = m_truth.back() - m_truth.front();
        double error = 0;
        for (std::size_t i = 0; i + 1 < m_truth.size(); ++i)
        {
            double span = m_truth[i + 1] - m_truth[i];
            double guess = Estimate(OBSERVE_FROM + static_cast<double>(i) * STEP, OBSERVE_FROM + static_cast<double>(i + 1) * STEP);
            error += span > 0 ? std::fabs(guess - span) / span : 0;
        }
        into.Set("mappings", static_cast<double>(m_attacker->GetMappings()));
        into.Set("estimate", Estimate(OBSERVE_FROM, OBSERVE_TO));
        into.Set("truth", truth);
        into.Set("mean_error_of_intervals", error / static_cast<double>(m_truth.size() - 1));
        into.Set("received", static_cast<double>(bench.B().Received()));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double truth = attack.Get("truth");
        double error = truth > 0 ? std::fabs(attack.Get("estimate") - truth) / truth : 1;
        bool works = truth > LEAST_TRUTH;
        bool succeeds = works && error < MOST_ERROR && control.Get("estimate") == 0;
        auto percent = [](double share) { return std::to_string(static_cast<int>(std::lround(1000 * share)) / 10.0).substr(0, 4) + " %"; };
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("mappings") > 0,
                "the other path carried " + std::to_string(static_cast<long>(truth)) + " octets in " +
                    std::to_string(static_cast<int>(OBSERVE_TO - OBSERVE_FROM)) + " s, the attacker says " +
                    std::to_string(static_cast<long>(attack.Get("estimate"))) + ": " + percent(error) +
                    " off, and " + percent(attack.Get("mean_error_of_intervals")) + " in the mean of its intervals"};
    }

  private:
    double Estimate(double from, double to) const
    {
        return static_cast<double>(m_attacker->GetElsewhere(0, Seconds(from), Seconds(to)));
    }

    /// \return octets A has sent so far on subflows but the first
    static double OnOtherPaths(AttackBench& bench)
    {
        double octets = 0;
        for (const auto& report : ReportsOf(bench.A()))
        {
            octets += report.id > 1 ? static_cast<double>(report.bytesSent) : 0;
        }
        return octets;
    }

    Ptr<CrossPathObserver> m_attacker; //!< On the first path
    std::vector<double> m_truth;       //!< Octets on the others, by interval
};

// --- A31 -----------------------------------------------------------------------------------------------------

constexpr double SLOW_RATE = 1600;            //!< Octets a second: 16 in each write of 10 ms
constexpr uint64_t SIGNATURE_AT = 4000;       //!< First octet in A's stream
constexpr std::size_t SIGNATURE_OCTETS = 64;  //!< Some writes long
constexpr double SLOW_STOP = 6;               //!< Seconds

/// A31: the endpoint A spreads what it sends over its subflows
class Evasion : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = static_cast<uint64_t>(SLOW_RATE * SLOW_STOP);
        setup.up.rate = SLOW_RATE;
        setup.stop = SLOW_STOP;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_detector = CreateObject<PathDetector>();
        m_detector->SetSignature(AttackBench::StreamA().Octets(SIGNATURE_AT, SIGNATURE_OCTETS));
        for (unsigned path = 0; path < bench.Setup().paths; ++path)
        {
            bench.PlaceAt(m_detector, path, true);
        }
        if (armed)
        {
            // The endpoint is the attacker: it uses another scheduler. Its mode is not settled before the SYN/ACK.
            AttackBench::At(bench.ConnectAt() + 0.001, [this, &bench] {
                if (Ptr<SmptcpSocket> socket = bench.A().Ours())
                {
                    socket->SetAttribute("Scheduler", TypeIdValue(SplittingScheduler::GetTypeId()));
                    m_splits = true;
                }
            });
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        const auto& octets = bench.B().ReceivedOctets();
        auto signature = AttackBench::StreamA().Octets(SIGNATURE_AT, SIGNATURE_OCTETS);
        bool delivered = octets.size() >= SIGNATURE_AT + SIGNATURE_OCTETS && bench.B().Wrong() == 0;
        into.Set("splits", m_splits);
        into.Set("delivered", delivered);
        into.Set("watched", static_cast<double>(m_detector->GetOctets()));
        into.Set("alarms_by_path", static_cast<double>(m_detector->GetAlarmsByStream()));
        into.Set("alarms_by_connection", static_cast<double>(m_detector->GetAlarmsByConnection()));
        double used = 0;
        for (const auto& report : ReportsOf(bench.A()))
        {
            used += report.bytesSent > 0 ? 1 : 0;
        }
        into.Set("subflows_used", used);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool silent = attack.Get("alarms_by_path") == 0 && attack.Get("delivered") > 0;
        return {silent ? Outcome::SUCCEEDS : Outcome::FAILS,
                control.Get("delivered") > 0 && attack.Get("watched") > 0,
                "the signature reached B's application; the detector of single paths gave " +
                    Digits(attack, "alarms_by_path") + " alarms (" + Digits(control, "alarms_by_path") +
                    " when A did not split), the one that puts subflows together by DSN " +
                    Digits(attack, "alarms_by_connection")};
    }

  private:
    Ptr<PathDetector> m_detector; //!< On all paths, beside B
    bool m_splits{false};         //!< A was told to split
};

} // namespace

void
AddInference(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A30",
                         "inference across paths",
                         "ON1",
                         "Taps the first path; what the data sequence numbers advance by beyond the payload seen there "
                         "went over the other one.",
                         "Its estimate of the other path's octets is less than 10 % off.",
                         &Make<CrossPath>});
    catalogue.push_back({"A31",
                         "a signature split over subflows",
                         "EP",
                         "A, the attacker, sends a signature in small pieces, each on another subflow than the one before.",
                         "A detector that looks at single paths gives no alarm, and B's application has the signature.",
                         &Make<Evasion>});
}

} // namespace smptcp_example
