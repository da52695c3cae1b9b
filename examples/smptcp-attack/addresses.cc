/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Forged announcements of addresses: ADD_ADDR (A04), REMOVE_ADDR (A05).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-add-addr-injector.h"
#include "ns3/smptcp-remove-addr-spoofer.h"

#include <algorithm>

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double LEAVE_AT = 2;  //!< The attacker leaves the path, seconds
constexpr double ATTACK_AT = 4; //!< It forges, seconds
constexpr double STOP_AT = 15;  //!< Seconds
constexpr double RATE = 50000;  //!< Octets a second each way

/// A04: the attacker's host is announced as B's
class AddressInjection : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        // A host that opens subflows to what it is told of
        setup.socketAttributes.emplace_back("PathManager", "ns3::MptcpFullMeshPathManager");
    }

    bool Undefend(BenchSetup& setup) const override
    {
        DropCryptography(setup);
        return true; // and the keys are told
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        Protocol protocol = bench.Setup().protocol;
        bool hmac = protocol != Protocol::MPTCP && protocol != Protocol::MPTCP_TCPCRYPT;
        m_attacker = CreateObject<AddAddrInjector>();
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(LEAVE_AT)));
        m_attacker->SetAttribute("Hmac", BooleanValue(hmac));
        bench.PlaceAt(m_attacker, 0);
        bench.AttachHost(m_attacker);
        if (armed && bench.Setup().undefended)
        {
            AttackBench::At(LEAVE_AT, [this, &bench] { m_attacker->SetKeys(bench.B().Ours()->GetJoinKeys()); });
        }
        if (armed)
        {
            m_attacker->ForgeFromHost(bench.Moment(ATTACK_AT), ControlForger::LISTENER);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        StreamFinder up(AttackBench::StreamA(), bench.Setup().up.bytes);
        StreamFinder down(AttackBench::StreamB(), bench.Setup().down.bytes);
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("victim_joined", m_attacker->HasVictim());
        into.Set("plaintext_up", static_cast<double>(up.Count(m_attacker->GetTaken(0))));
        into.Set("plaintext_down", static_cast<double>(down.Count(m_attacker->GetTaken(1))));
        into.Set("delivered", DeliveredBetween(bench, ATTACK_AT, STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double plaintext = attack.Get("plaintext_up") + attack.Get("plaintext_down");
        bool succeeds = attack.Get("victim_joined") > 0 && plaintext >= LEAST_OCTETS;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0 && control.Get("victim_joined") == 0,
                Digits(attack, "sent") + " forged ADD_ADDRs: A " +
                    (attack.Get("victim_joined") > 0 ? "joins" : "does not join") + " at the attacker's host, and " +
                    std::to_string(static_cast<long>(plaintext)) + " octets of plaintext cross it"};
    }

  private:
    Ptr<AddAddrInjector> m_attacker; //!< On the first path, then at its own host
};

/// A05: A's second address is withdrawn by somebody else
class AddressRemoval : public AttackScenario
{
  public:
    /// \param probe B asks before it believes
    explicit AddressRemoval(bool probe)
        : m_probe(probe)
    {
    }

    void Plan(BenchSetup& setup) const override
    {
        // B has more to send than one path carries.
        setup.down.bytes = BULK_OCTETS;
        setup.rate = "1Mbps";
        setup.stop = BULK_STOP_AT;
        setup.socketAttributes.emplace_back("ProbeOnRemoveAddr", m_probe ? "true" : "false");
    }

    bool Undefend(BenchSetup& setup) const override
    {
        for (auto& [name, value] : setup.socketAttributes)
        {
            value = name == "ProbeOnRemoveAddr" ? "false" : value;
        }
        return DropCryptography(setup) || m_probe;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<RemoveAddrSpoofer>();
        m_attacker->SetIds({SECOND_ADDRESS});
        m_attacker->SetAttribute("Repeat", TimeValue(MilliSeconds(500)));
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->ForgeOnPath(bench.Moment(ATTACK_AT), ControlForger::OPENER);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        Ptr<SmptcpSocket> socket = bench.B().Ours();
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("subflows_ever", socket ? static_cast<double>(socket->GetSubflowReports().size()) : 0);
        into.Set("delivered", DeliveredBetween(bench, ATTACK_AT + 1, BULK_STOP_AT));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        // A opens a new subflow for each that B has closed.
        bool closed = attack.Get("subflows_ever") > control.Get("subflows_ever");
        double ratio = attack.Get("delivered") / std::max(1.0, control.Get("delivered"));
        bool succeeds = closed && ratio < MOST_GOODPUT;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("sent") > 0 && control.Get("sent") == 0,
                Digits(attack, "sent") + " forged REMOVE_ADDRs: B " +
                    (closed ? "closes a healthy subflow" : "keeps its subflows") + ", goodput is " +
                    Percent(ratio) + " of the control's"};
    }

  private:
    static constexpr uint8_t SECOND_ADDRESS = 1;       //!< A's id of its second address
    static constexpr double MOST_GOODPUT = 0.7;        //!< Of the control's (attacks.md, A05)
    static constexpr double BULK_STOP_AT = 14;         //!< Seconds
    static constexpr uint64_t BULK_OCTETS = 8'000'000; //!< More than two paths carry until then

    bool m_probe;                      //!< B asks before it believes
    Ptr<RemoveAddrSpoofer> m_attacker; //!< On the first path
};

} // namespace

void
AddAddresses(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A04",
                         "ADD_ADDR injection",
                         "HSP then OFF",
                         "Sees the handshake, leaves the path, and announces its own host as another address of B by "
                         "forged ADD_ADDRs that sweep the numbers since; relays the JOIN that comes, and resets the "
                         "first subflow.",
                         "A opens a subflow to the attacker's host, and 1000 octets or more of plaintext cross it.",
                         &Make<AddressInjection>});
    const char* recipe = "On the first path, withdraws A's other address, which it cannot see, by forged REMOVE_ADDRs.";
    const char* success = "B closes a healthy subflow, and goodput is below 70 % of the control's.";
    catalogue.push_back({"A05",
                         "REMOVE_ADDR spoof, receiver without liveness probe",
                         "ON1",
                         recipe,
                         success,
                         &Make<AddressRemoval, false>});
    catalogue.push_back({"A05v",
                         "REMOVE_ADDR spoof, receiver probes",
                         "ON1",
                         recipe,
                         success,
                         &Make<AddressRemoval, true>});
}

} // namespace smptcp_example
