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

/// One of the two runs. \param armed false for the control
void
RunOnce(AttackScenario& scenario, BenchSetup setup, bool armed, Measurements& into, AttackResult& result)
{
    if (!setup.out.empty())
    {
        std::filesystem::create_directories(setup.out);
    }
    AttackBench bench(setup);
    scenario.Arm(bench, armed);
    bench.Run();
    scenario.Measure(bench, into);
    result.modeA = bench.A().ModeName();
    result.modeB = bench.B().ModeName();
    result.shown = FirstSegment(bench.Attackers());
    if (!setup.out.empty())
    {
        std::ofstream story(setup.out + "/story.txt");
        for (const auto& attacker : bench.Attackers())
        {
            story << attacker->GetInstanceTypeId().GetName() << "\n";
            SmptcpAdversaryHelper::WriteStory(*attacker, story);
        }
    }
}

} // namespace

AttackResult
RunAttack(const AttackEntry& entry, Protocol protocol, uint32_t run, const std::string& out)
{
    AttackResult result;
    result.expected = Expect(entry.id, protocol).value();
    BenchSetup setup;
    setup.protocol = protocol;
    setup.run = run;
    std::unique_ptr<AttackScenario> scenario = entry.make();
    scenario->Plan(setup);
    setup.out = out.empty() ? "" : out + "/control";
    RunOnce(*scenario, setup, false, result.control, result);
    // Attackers keep what they learn: the second run gets fresh ones.
    scenario = entry.make();
    setup.out = out.empty() ? "" : out + "/attack";
    RunOnce(*scenario, setup, true, result.attack, result);
    result.verdict = scenario->Judge(result.control, result.attack);
    return result;
}

} // namespace smptcp_example
