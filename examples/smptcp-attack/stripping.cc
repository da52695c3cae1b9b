/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Options stripped from the handshake: MP_CAPABLE (A23), CRYPT (A24), and what Require does about it.

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-eavesdropper.h"
#include "ns3/smptcp-option-stripper.h"
#include "ns3/string.h"

#include <array>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr uint64_t STREAM_OCTETS = 100000;

/// How much protection a mode is; "none" is no connection at all
int
RankOf(const std::string& mode)
{
    const std::array<const char*, 6> order{"none", "TCP", "MPTCP", "TCPCRYPT", "STACKED", "SMPTCP"};
    for (std::size_t i = 0; i < order.size(); ++i)
    {
        if (mode == order[i])
        {
            return static_cast<int>(i);
        }
    }
    return 0;
}

/// A downgrade by stripping. \tparam CRYPT CRYPT is stripped, MP_CAPABLE otherwise \tparam CLEAR_G G is cleared, too
template <bool CRYPT, bool CLEAR_G>
class Stripping : public AttackScenario
{
  public:
    /// \param require the victims' attribute Require
    explicit Stripping(std::string require)
        : m_require(std::move(require))
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = STREAM_OCTETS;
        setup.stop = 6;
        if (m_require != "none")
        {
            setup.attributes.emplace_back("Require", m_require);
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        setup.attributes.emplace_back("Require", "none");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<OptionStripper>();
        m_attacker->SetAttribute("Strip", StringValue(CRYPT ? "crypt" : "mp-capable"));
        m_attacker->SetAttribute("ClearG", BooleanValue(CLEAR_G));
        m_reader = CreateObject<PassiveEavesdropper>();
        if (armed)
        {
            bench.PlaceAt(m_attacker, 0);
            bench.PlaceAt(m_reader, 0, true);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("stripped", static_cast<double>(m_attacker->GetStripped()));
        into.Set("rank_a", RankOf(bench.A().ModeName()));
        into.Set("rank_b", RankOf(bench.B().ModeName()));
        into.Set("received", Received(bench));
        into.Set("plaintext", PlaintextOf(bench, *m_reader));
        into.Set("refused", bench.A().GetEnding() == Ending::ERROR);
        m_mode = bench.A().ModeName();
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool lower = true;
        for (const char* rank : {"rank_a", "rank_b"})
        {
            lower = lower && attack.Get(rank) > 0 && attack.Get(rank) < control.Get(rank);
        }
        bool works = control.Get("received") == 2.0 * STREAM_OCTETS;
        bool downgraded = lower && attack.Get("received") == 2.0 * STREAM_OCTETS;
        std::string refused = attack.Get("refused") > 0 ? ", A's application is told of an error" : "";
        return {downgraded ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("stripped") > 0,
                downgraded ? "both ends agree on " + m_mode + " and all octets arrive, " +
                                 std::to_string(static_cast<long>(attack.Get("plaintext"))) +
                                 " of them readable on the path"
                           : "no connection of a lower mode" + refused};
    }

  private:
    std::string m_require;               //!< The victims' attribute
    std::string m_mode;                  //!< What A ended up with
    Ptr<OptionStripper> m_attacker;      //!< Beside A
    Ptr<PassiveEavesdropper> m_reader;   //!< Beside B: what the downgrade gives away
};

using StripMpCapable = Stripping<false, false>;
using StripCrypt = Stripping<true, false>;
using StripCryptAndG = Stripping<true, true>;

} // namespace

void
AddStripping(std::vector<AttackEntry>& catalogue)
{
    const char* lower = "Both ends agree on a lower mode than without the attacker, and all octets arrive.";
    catalogue.push_back({"A23",
                         "MP_CAPABLE stripped",
                         "HSA",
                         "Puts NOPs in the place of MP_CAPABLE in SYN and SYN/ACK.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripMpCapable>("none"); }});
    catalogue.push_back({"A23v",
                         "MP_CAPABLE stripped, hosts with Require = smptcp",
                         "HSA",
                         "As A23.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripMpCapable>("smptcp"); }});
    catalogue.push_back({"A24",
                         "CRYPT stripped",
                         "HSA",
                         "Puts NOPs in the place of CRYPT in SYN and SYN/ACK.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripCrypt>("none"); }});
    catalogue.push_back({"A24v",
                         "CRYPT stripped, hosts with Require = evidence",
                         "HSA",
                         "As A24; of SMPTCP the G bit stays, which says that CRYPT was there.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripCrypt>("evidence"); }});
    catalogue.push_back({"A24g",
                         "CRYPT stripped and G cleared, hosts with Require = evidence",
                         "HSA",
                         "As A24v, but the G bit is cleared: nothing is left that shows the stripping.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripCryptAndG>("evidence"); }});
    catalogue.push_back({"A24e",
                         "CRYPT stripped and G cleared, hosts with Require = encryption",
                         "HSA",
                         "As A24g.",
                         lower,
                         []() -> std::unique_ptr<AttackScenario> { return std::make_unique<StripCryptAndG>("encryption"); }});
}

} // namespace smptcp_example
