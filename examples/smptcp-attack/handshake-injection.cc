/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Handshakes that a stranger answers (A29).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-handshake-injector.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr uint64_t BLIND_OCTETS = 50000;   //!< Each way
constexpr uint32_t WRONG_ISN = 0x5a5a5a5a; //!< Not the server's
constexpr double BEFORE_S = 0.005;         //!< The first forged segment leaves that long before the SYN does
constexpr uint32_t ANSWERS = 12;           //!< Forged segments, one each millisecond: the last one is there before the real one
constexpr double INIT2_AFTER_S = 0.020;    //!< The first forged INIT2 leaves that long after the SYN: it comes behind the SYN/ACK
constexpr uint32_t INIT2S = 10;            //!< Of them, as before: the last one is there before the real one

/// A29: a SYN/ACK that comes before the real one. \tparam RIGHT both initial sequence numbers are guessed right
template <bool RIGHT>
class BlindAnswer : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = BLIND_OCTETS;
        setup.stop = 20;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<HandshakeInjector>();
        m_attacker->SetAttribute("ServerIsn", UintegerValue(RIGHT ? 0 : WRONG_ISN));
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->Answer(smptcp::ToOctets(AttackBench::AddressB(0)),
                               AttackBench::PORT,
                               smptcp::ToOctets(AttackBench::AddressA(0)),
                               FIRST_EPHEMERAL,
                               Seconds(bench.ConnectAt() - BEFORE_S),
                               MilliSeconds(1),
                               ANSWERS);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        m_mode = bench.A().ModeName();
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("received", Received(bench));
        into.Set("clear_a", bench.A().ModeName() == "TCP");
        into.Set("clear_b", bench.B().ModeName() == "TCP");
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool works = control.Get("received") == 2.0 * BLIND_OCTETS;
        bool lost = attack.Get("received") == 0;
        bool downgraded = attack.Get("received") == 2.0 * BLIND_OCTETS && attack.Get("clear_a") > 0 &&
                          attack.Get("clear_b") > 0 && control.Get("clear_a") == 0;
        return {(RIGHT ? downgraded : lost) ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("sent") > 0,
                Digits(attack, "sent") + " forged SYN/ACKs: A is in mode " + m_mode + ", the applications got " +
                    Digits(attack, "received") + " of " + Digits(control, "received") + " octets"};
    }

  private:
    std::string m_mode;                //!< A's
    Ptr<HandshakeInjector> m_attacker; //!< At its own host
};

/// A29i: an INIT2 that comes before the real one
class BlindInit2 : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        setup.up.bytes = setup.down.bytes = BLIND_OCTETS;
        setup.stop = 20;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<HandshakeInjector>();
        m_attacker->SetAttribute("Init2", BooleanValue(true));
        bench.AttachHost(m_attacker);
        if (armed)
        {
            m_attacker->Answer(smptcp::ToOctets(AttackBench::AddressB(0)),
                               AttackBench::PORT,
                               smptcp::ToOctets(AttackBench::AddressA(0)),
                               FIRST_EPHEMERAL,
                               Seconds(bench.ConnectAt() + INIT2_AFTER_S),
                               MilliSeconds(1),
                               INIT2S);
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("sent", static_cast<double>(m_attacker->GetSent()));
        into.Set("received", Received(bench));
        into.Set("error_a", bench.A().GetEnding() == Ending::ERROR);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool works = control.Get("received") == 2.0 * BLIND_OCTETS && control.Get("error_a") == 0;
        bool lost = attack.Get("received") == 0;
        return {lost ? Outcome::SUCCEEDS : Outcome::FAILS,
                works && attack.Get("sent") > 0,
                Digits(attack, "sent") + " forged INIT2s: A's application is " +
                    (attack.Get("error_a") > 0 ? "" : "not ") + "told of an error, the applications got " +
                    Digits(attack, "received") + " of " + Digits(control, "received") + " octets"};
    }

  private:
    Ptr<HandshakeInjector> m_attacker; //!< At its own host
};

} // namespace

void
AddHandshakeInjection(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A29",
                         "blind handshake injection",
                         "OFF",
                         "From a host beside the path, sends A forged SYN/ACKs with a wrong initial sequence number before "
                         "the real one comes; A's own is guessed.",
                         "The connection does not come up: no octet is delivered.",
                         &Make<BlindAnswer<false>>});
    catalogue.push_back({"A29v",
                         "blind downgrade",
                         "OFF",
                         "As A29, but B's initial sequence number is guessed as well: the forged SYN/ACK is the real one "
                         "without MP_CAPABLE and CRYPT.",
                         "Both ends are in mode TCP and all octets arrive.",
                         &Make<BlindAnswer<true>>});
    catalogue.push_back({"A29i",
                         "blind INIT2",
                         "OFF",
                         "As A29v, but later: after the real SYN/ACK it sends A an INIT2 whose cipher text is random.",
                         "The connection does not come up: no octet is delivered.",
                         &Make<BlindInit2>});
}

} // namespace smptcp_example
