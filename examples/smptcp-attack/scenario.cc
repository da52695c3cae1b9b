/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "scenario.h"

#include "ns3/abort.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace ns3;

namespace smptcp_example
{

const char*
NameOf(Outcome outcome)
{
    return outcome == Outcome::SUCCEEDS ? "succeeds" : "fails";
}

void
Measurements::Set(const std::string& name, double value)
{
    m_values.emplace_back(name, value);
}

double
Measurements::Get(const std::string& name) const
{
    for (const auto& [known, value] : m_values)
    {
        if (known == name)
        {
            return value;
        }
    }
    NS_ABORT_MSG("nothing was measured under the name " << name);
    return 0;
}

std::string
Measurements::InWords() const
{
    std::ostringstream out;
    for (const auto& [name, value] : m_values)
    {
        out << (out.tellp() > 0 ? " " : "") << name << "=" << value;
    }
    return out.str();
}

void
KeepBusy(BenchSetup& setup, double rate, double stop)
{
    setup.up.bytes = setup.down.bytes = static_cast<uint64_t>(rate * stop);
    setup.up.rate = setup.down.rate = rate;
    setup.stop = stop;
}

void
AttackScenario::Plan(BenchSetup&) const
{
}

bool
AttackScenario::Undefend(BenchSetup&) const
{
    return false;
}

const AttackEntry*
FindAttack(const std::string& id)
{
    for (const auto& entry : Catalogue())
    {
        if (entry.id == id)
        {
            return &entry;
        }
    }
    return nullptr;
}

namespace
{

/// \return the first segment in the stories of attackers
std::optional<smptcp::IpSegment>
FirstSegment(const std::vector<Ptr<SmptcpAttacker>>& attackers)
{
    for (const auto& attacker : attackers)
    {
        for (const auto& deed : attacker->GetStory())
        {
            if (deed.segment)
            {
                return deed.segment;
            }
        }
    }
    return std::nullopt;
}

/// Write the stories of the bench's attackers
void
WriteStories(AttackBench& bench)
{
    std::ofstream story(bench.Setup().out + "/story.txt");
    for (const auto& attacker : bench.Attackers())
    {
        story << attacker->GetInstanceTypeId().GetName() << "\n";
        SmptcpAdversaryHelper::WriteStory(*attacker, story);
    }
}

/// One experiment in its runs. Attackers keep what they learn: each run gets fresh ones.
class Runs
{
  public:
    /// \param entry the attack \param setup of all runs, without directory \param out where to, empty for nowhere
    Runs(const AttackEntry& entry, const BenchSetup& setup, const std::string& out)
        : m_entry(entry),
          m_setup(setup),
          m_out(out)
    {
    }

    /// \param name of its directory \param armed false for the control \param into what is measured \param result modes
    void Run(const std::string& name, bool armed, Measurements& into, AttackResult* result)
    {
        BenchSetup setup = m_setup;
        if (!m_out.empty())
        {
            setup.out = m_out + "/" + name;
            std::filesystem::create_directories(setup.out);
        }
        m_scenario = m_entry.make();
        AttackBench bench(setup);
        m_scenario->Arm(bench, armed);
        bench.Run();
        m_scenario->Measure(bench, into);
        if (result)
        {
            result->modeA = bench.A().ModeName();
            result->modeB = bench.B().ModeName();
            result->shown = FirstSegment(bench.Attackers());
        }
        if (!setup.out.empty())
        {
            WriteStories(bench);
        }
    }

    /// \return the judgement of the last run's scenario
    Verdict Judge(const Measurements& control, const Measurements& attack) const
    {
        return m_scenario->Judge(control, attack);
    }

  private:
    const AttackEntry& m_entry;                 //!< The attack
    BenchSetup m_setup;                         //!< Of all runs
    std::string m_out;                          //!< Where to
    std::unique_ptr<AttackScenario> m_scenario; //!< Of the last run
};

} // namespace

AttackResult
RunAttack(const AttackEntry& entry, BenchSetup setup)
{
    AttackResult result;
    result.expected = Expect(entry.id, setup.protocol, setup.profile).value();
    std::string out = setup.out;
    std::unique_ptr<AttackScenario> scenario = entry.make();
    scenario->Plan(setup);
    Runs runs(entry, setup, out);
    runs.Run("control", false, result.control, nullptr);
    runs.Run("attack", true, result.attack, &result);
    result.verdict = runs.Judge(result.control, result.attack);
    setup.undefended = true;
    if (result.verdict.outcome == Outcome::FAILS && scenario->Undefend(setup))
    {
        Measurements control;
        Measurements attack;
        Runs open(entry, setup, out);
        open.Run("undefended-control", false, control, nullptr);
        open.Run("undefended", true, attack, nullptr);
        result.undefended = open.Judge(control, attack);
    }
    return result;
}

} // namespace smptcp_example
