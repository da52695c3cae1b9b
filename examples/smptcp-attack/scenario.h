/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_ATTACK_SCENARIO_H
#define SMPTCP_EXAMPLE_ATTACK_SCENARIO_H

#include "bench.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace smptcp_example
{

/// Both victims send all the time until the end. \param setup to change \param rate octets a second \param stop seconds
void KeepBusy(BenchSetup& setup, double rate, double stop);

/// What an attack came to
enum class Outcome
{
    SUCCEEDS,
    FAILS,
};

/// \return succeeds or fails
const char* NameOf(Outcome outcome);

/// What was measured in one run, for the eye and for the judgement
class Measurements
{
  public:
    /// Note a number. \param name of one word with underscores \param value its value
    void Set(const std::string& name, double value);
    /// \return the number of that name; aborts when there is none: a scenario's own mistake
    double Get(const std::string& name) const;
    /// \return "name=value name=value"
    std::string InWords() const;

  private:
    std::vector<std::pair<std::string, double>> m_values; //!< In the order they were set
};

/// The judgement of a scenario
struct Verdict
{
    Outcome outcome{Outcome::FAILS}; //!< What was observed
    bool carriedOut{false};          //!< The attacker did what it is there for, so that a failure is the defence's doing
    std::string because;             //!< The measured reason, a sentence
};

/**
 * An attack as an experiment: one run with the attacker kept off, one with it on, from the same seed; then the judgement
 * from what both measured. The attackers are the module's; a scenario only places them and reads the victims' side.
 */
class AttackScenario
{
  public:
    virtual ~AttackScenario() = default;

    /// Say what the run is to be. \param setup protocol, run and out are set; the rest may be changed
    virtual void Plan(BenchSetup& setup) const;
    /**
     * Switch off the defence that makes the attack fail, for a third run: the proof that a failure is the defence's doing
     * and not the attacker's own fault. By default there is none: then the same code has to succeed on another protocol.
     * \param setup as planned; change attributes of the victims, or rely on setup.undefended in Arm to tell the attacker
     * what it could not know
     * \return true when it was done
     */
    virtual bool Undefend(BenchSetup& setup) const;
    /**
     * Place the attackers. In the control run as well: then they must have no effect.
     * \param bench the bench, before its run \param armed false in the control run
     */
    virtual void Arm(AttackBench& bench, bool armed) = 0;
    /// Read off what is to be judged. \param bench the bench after its run \param into where to
    virtual void Measure(AttackBench& bench, Measurements& into) = 0;
    /// \return the judgement. \param control \param attack what was measured without and with the attacker
    virtual Verdict Judge(const Measurements& control, const Measurements& attack) const = 0;
};

/// \return an experiment, for an entry of the catalogue. \tparam T its class \tparam ARGUMENTS what makes it a variant
template <typename T, auto... ARGUMENTS>
std::unique_ptr<AttackScenario>
Make()
{
    return std::make_unique<T>(ARGUMENTS...);
}

/// An entry of the catalogue
struct AttackEntry
{
    std::string id;       //!< A01
    std::string title;    //!< In a few words
    std::string position; //!< Where the attacker is: OFF, HSP, HSA, JNA, ON1, ALL, EP (attacks.md 1.2)
    std::string recipe;   //!< What it does, a sentence or two
    std::string success;  //!< What counts as success, measured where
    std::unique_ptr<AttackScenario> (*make)(); //!< Makes the experiment
};

/// \return the catalogue in the order of its ids
const std::vector<AttackEntry>& Catalogue();
/// \return the entry of that id, or null
const AttackEntry* FindAttack(const std::string& id);

/// Expected outcome and the reason in the codes of attacks.md 1.3
struct Expectation
{
    Outcome outcome{Outcome::FAILS};
    std::string reason; //!< CLR, KEY, ...
};

/// \return what to expect; no value where the protocol has nothing to attack that way
std::optional<Expectation> Expect(const std::string& id, Protocol protocol, const std::string& profile);
/// \return true when the profile of the hosts makes a difference to the expectation
bool DiffersByProfile(const std::string& id, Protocol protocol);

/// What became of an attack
struct AttackResult
{
    Measurements control;   //!< Without the attacker
    Measurements attack;    //!< With it
    Verdict verdict;        //!< Observed
    std::optional<Verdict> undefended; //!< Observed with the defence off, where a scenario knows how and it is needed
    Expectation expected;   //!< Expected
    std::string modeA;      //!< A's mode in the attacked run
    std::string modeB;      //!< B's mode in the attacked run
    std::optional<ns3::smptcp::IpSegment> shown; //!< The first segment of the attackers' story
    /// \return true when the attack was carried out, observed and expected agree, and it succeeds with the defence off
    bool Agrees() const
    {
        bool proved = !undefended || undefended->outcome == Outcome::SUCCEEDS;
        return verdict.carriedOut && verdict.outcome == expected.outcome && proved;
    }
};

/**
 * Run an attack and its control.
 * \param entry the attack
 * \param setup protocol, profile (Expect has a value for both), run, and in out the directory for control/, attack/ and
 * perhaps undefended/ with captures, key log and story, empty for none; the scenario plans the rest
 */
AttackResult RunAttack(const AttackEntry& entry, BenchSetup setup);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_ATTACK_SCENARIO_H
