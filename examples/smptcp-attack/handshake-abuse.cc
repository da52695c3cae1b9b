/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Handshakes that cost the server (A08, A09), or are remembered as broken (A33).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-handshake-flooder.h"
#include "ns3/smptcp-option-stripper.h"
#include "ns3/smptcp-stack.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;

namespace smptcp_example
{

namespace
{

// --- A08 -----------------------------------------------------------------------------------------------------

constexpr uint32_t EXCHANGES = 200;         //!< The flood's connections
constexpr double LEAST_OPERATIONS = 0.3;    //!< Public-key operations for each packet of the attacker

/// A08: INIT1 after INIT1
class PublicKeyFlood : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = 20000;
        setup.stop = 6;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<HandshakeFlooder>();
        bench.AttachHost(m_attacker);
        bench.NodeB()->GetObject<SmptcpStack>()->TraceConnectWithoutContext(
            "KeysReady",
            MakeCallback(&PublicKeyFlood::OnKeys, this));
        bench.NodeB()->GetObject<SmptcpStack>()->TraceConnectWithoutContext(
            "SubflowKeysReady",
            MakeCallback(&PublicKeyFlood::OnSubflowKeys, this));
        if (armed)
        {
            m_attacker->Flood(smptcp::ToOctets(AttackBench::AddressB(0)),
                              AttackBench::PORT,
                              bench.Moment(2),
                              MilliSeconds(5),
                              EXCHANGES);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("answered", static_cast<double>(m_attacker->GetAnswered()));
        into.Set("operations", m_operations);
        into.Set("received", Received(bench));
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        double caused = attack.Get("operations") - control.Get("operations");
        double sent = attack.Get("sent");
        bool succeeds = sent > 0 && caused / sent >= LEAST_OPERATIONS && attack.Get("answered") >= caused / 2;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                sent > 0 && control.Get("sent") == 0,
                std::to_string(static_cast<long>(caused)) + " public-key operations of B for " + Digits(attack, "sent") +
                    " packets of an attacker who did none; the victims' own connection over two paths costs B " +
                    Digits(control, "operations")};
    }

  private:
    void OnKeys(Ptr<SmptcpSocket>)
    {
        ++m_operations;
    }

    void OnSubflowKeys(Ptr<SmptcpSocket>, const SmptcpSubflowKeys&)
    {
        ++m_operations;
    }

    Ptr<HandshakeFlooder> m_attacker; //!< At its own host
    double m_operations{0};           //!< Key exchanges that B completed
};

// --- A09 -----------------------------------------------------------------------------------------------------

constexpr uint32_t CONNECTIONS = 300; //!< The attacker's
constexpr uint32_t TOKEN_BITS = 10;   //!< Of a token that are looked at: with 32 nothing would ever meet
constexpr double MOST_REGENERATIONS = 2; //!< For each connection

/// A09: many connections, whose tokens are to meet
class TokenCollision : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = 20000;
        setup.stop = 6;
        setup.attributes.emplace_back("TestTokenBits", std::to_string(TOKEN_BITS));
    }

    bool Undefend(BenchSetup& setup) const override
    {
        setup.attributes.emplace_back("TestTokenBits", "0");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_version = bench.Setup().protocol == Protocol::MPTCP_V1 ? smptcp::MptcpVersion::V1 : smptcp::MptcpVersion::V0;
        m_attacker = CreateObject<HandshakeFlooder>();
        m_attacker->SetAttribute("Offer",
                                 StringValue(m_version == smptcp::MptcpVersion::V1 ? "mp-capable-v1" : "mp-capable"));
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->Flood(smptcp::ToOctets(AttackBench::AddressB(0)),
                              AttackBench::PORT,
                              bench.Moment(2),
                              MicroSeconds(500),
                              CONNECTIONS);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        std::map<uint32_t, unsigned> owners;
        double shared = 0;
        for (uint64_t key : m_attacker->GetKeys())
        {
            shared += owners[smptcp::MptcpToken(key, m_version) >> (32 - TOKEN_BITS)]++ > 0 ? 1 : 0;
        }
        into.Set("connections", static_cast<double>(m_attacker->GetAnswered()));
        into.Set("shared", shared);
        into.Set("regenerations",
                 static_cast<double>(bench.NodeB()->GetObject<SmptcpStack>()->GetKeyRegenerations()));
    }

    Verdict Judge(const Measurements&, const Measurements& attack) const override
    {
        double connections = attack.Get("connections");
        double each = connections > 0 ? attack.Get("regenerations") / connections : 0;
        bool succeeds = attack.Get("shared") > 0 || each > MOST_REGENERATIONS;
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                connections >= CONNECTIONS / 2,
                Digits(attack, "connections") + " connections, " + Digits(attack, "shared") +
                    " of them with the leading " + std::to_string(TOKEN_BITS) + " bits of another one's token; B drew " +
                    Digits(attack, "regenerations") + " keys again"};
    }

  private:
    smptcp::MptcpVersion m_version{smptcp::MptcpVersion::V0}; //!< What the victims speak
    Ptr<HandshakeFlooder> m_attacker; //!< At its own host
};

// --- A33 -----------------------------------------------------------------------------------------------------

constexpr double GONE_AT = 3;           //!< The attacker leaves, seconds
constexpr double AGAIN_AT = 4;          //!< The victims connect once more
constexpr uint16_t SECOND_PORT = 5002;  //!< B's, for that
constexpr uint64_t SECOND_OCTETS = 20000; //!< Each way

/// A33: break one handshake, look at the next. \tparam CACHE the victims remember what broke
template <bool CACHE>
class RememberedBreak : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = 0;
        setup.stop = 10;
        if (CACHE)
        {
            setup.attributes.emplace_back("FallbackCache", "true");
        }
    }

    bool Undefend(BenchSetup& setup) const override
    {
        setup.attributes.emplace_back("FallbackCache", "true");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<OptionStripper>();
        m_attacker->SetAttribute("Strip", StringValue("crypt"));
        m_attacker->SetAttribute("InSyn", BooleanValue(false));
        m_attacker->SetAttribute("InSynAck", BooleanValue(false));
        m_attacker->SetAttribute("InLater", BooleanValue(true));
        m_attacker->SetAttribute("Stop", TimeValue(Seconds(GONE_AT)));
        if (armed)
        {
            bench.PlaceAt(m_attacker, 0);
        }
        AttackBench::At(AGAIN_AT - 1, [this, &bench] {
            m_b.Serve(SmptcpHelper::CreateSocket(bench.NodeB()), SECOND_PORT);
        });
        AttackBench::At(AGAIN_AT, [this, &bench] {
            m_a.Call(SmptcpHelper::CreateSocket(bench.NodeA()), InetSocketAddress(AttackBench::AddressB(0), SECOND_PORT));
        });
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        m_mode = m_a.ModeName();
        into.Set("stripped", static_cast<double>(m_attacker->GetStripped()));
        into.Set("first_failed", bench.A().GetEnding() == Ending::ERROR);
        into.Set("second_received", static_cast<double>(m_a.Received() + m_b.Received()));
        into.Set("second_clear", m_a.ModeName() == "TCP" && m_b.ModeName() == "TCP");
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool all = attack.Get("second_received") == 2.0 * SECOND_OCTETS;
        bool lower = attack.Get("second_clear") > 0 && control.Get("second_clear") == 0;
        return {all && lower ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("stripped") > 0 && attack.Get("first_failed") > 0 && control.Get("first_failed") == 0,
                "the first connection fails; the second one, " +
                    std::to_string(static_cast<int>(AGAIN_AT - GONE_AT)) + " s after the attacker left, is in mode " +
                    m_mode + " and delivers " + Digits(attack, "second_received") + " octets"};
    }

  private:
    Victim m_a{AttackBench::StreamA(), AttackBench::StreamB(), {SECOND_OCTETS, 0}}; //!< The second connection's client
    Victim m_b{AttackBench::StreamB(), AttackBench::StreamA(), {SECOND_OCTETS, 0}}; //!< Its server
    std::string m_mode;             //!< Its mode
    Ptr<OptionStripper> m_attacker; //!< On the first path, during the first handshake
};

} // namespace

void
AddHandshakeAbuse(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A08",
                         "public-key operations for nothing",
                         "EP",
                         "Opens connections with HELLO, sends INIT1 with an arbitrary number for a public key, and drops "
                         "them.",
                         "B does 0.3 public-key operations or more for each packet of the attacker.",
                         &Make<PublicKeyFlood>});
    catalogue.push_back({"A09",
                         "token collision",
                         "EP",
                         "Opens connections until tokens meet; a token counts with its leading 10 bits only, for a short run.",
                         "Two living connections of B share a token, or B draws more than two keys again for each.",
                         &Make<TokenCollision>});
    catalogue.push_back({"A33",
                         "downgrade through a cache, none kept",
                         "HSA",
                         "Strips CRYPT from the third segment of one handshake, so that it fails, and leaves.",
                         "The next connection of the same hosts is in clear.",
                         &Make<RememberedBreak<false>>});
    catalogue.push_back({"A33v",
                         "downgrade through a cache, hosts with FallbackCache",
                         "HSA",
                         "As A33.",
                         "The next connection of the same hosts is in clear.",
                         &Make<RememberedBreak<true>>});
}

} // namespace smptcp_example
