/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Forged control: acknowledgments at both levels, windows (A14, A16, A17), timestamps (A18).

#include "attacks.h"
#include "yardsticks.h"

#include "ns3/smptcp-ack-spoofer.h"
#include "ns3/smptcp-packet-dropper.h"
#include "ns3/smptcp-timestamp-poisoner.h"
#include "ns3/smptcp-window-spoofer.h"
#include "ns3/string.h"

using namespace ns3;

namespace smptcp_example
{

namespace
{

constexpr double ATTACK_AT = 4;   //!< Seconds
constexpr double LOSS_AT = 5;     //!< Something is lost on the way: not the attacker's doing, and in the control as well
constexpr double JUDGE_FROM = 8;  //!< By then whoever can recover has
constexpr double STOP_AT = 16;    //!< Seconds
constexpr double RATE = 100000;   //!< Octets a second

/// Something forged in B's name is to make A do wrong
class Forgery : public AttackScenario
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT);
        setup.lag = "200ms"; // A's octets go by the first path
        setup.down = {};
    }

    bool Undefend(BenchSetup& setup) const override
    {
        return DropCryptography(setup);
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        into.Set("segments", Deeds());
        into.Set("refused", MacFailures(bench));
        into.Set("delivered", static_cast<double>(bench.B().ReceivedBetween(JUDGE_FROM, STOP_AT)));
        into.Set("wrong", static_cast<double>(bench.B().Wrong()));
    }

  protected:
    /// \return segments the attacker has made or changed
    virtual double Deeds() const = 0;

    /// Say what came of it. \param succeeds it came off \param what in words
    static Verdict Decide(bool succeeds, const Measurements& control, const Measurements& attack, const std::string& what)
    {
        return {succeeds ? Outcome::SUCCEEDS : Outcome::FAILS,
                attack.Get("segments") > 0 && control.Get("segments") == 0,
                what + "; B's application got " + Digits(attack, "delivered") + " octets in the last " +
                    std::to_string(static_cast<int>(STOP_AT - JUDGE_FROM)) + " s, " + Digits(control, "delivered") +
                    " in the control; " + Digits(attack, "refused") + " segments were refused for their MAC"};
    }
};

/// A14: everything A sends on the first path is acknowledged at once, and some of it is lost behind that
class SpoofAck : public Forgery
{
  public:
    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<AckSpoofer>();
        m_loss = CreateObject<PacketDropper>();
        m_loss->SetAttribute("Kind", StringValue("data"));
        m_loss->SetMost(LOST);
        bench.PlaceAt(m_attacker, 0);
        bench.PlaceAt(m_loss, 0, true);
        m_loss->DropBetween(Seconds(LOSS_AT));
        m_congestion.Start(bench, 0, JUDGE_FROM);
        AttackBench::At(JUDGE_FROM, [this, &bench] { m_before = ReceivedOnPath(bench, 0); });
        if (armed)
        {
            m_attacker->SpoofBetween(bench.Moment(ATTACK_AT));
        }
    }

    void Measure(AttackBench& bench, Measurements& into) override
    {
        Forgery::Measure(bench, into);
        into.Set("lost", static_cast<double>(m_loss->GetDropped()));
        into.Set("cwnd", m_congestion.Largest());
        into.Set("on_path", ReceivedOnPath(bench, 0) - m_before);
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        bool stopped = attack.Get("on_path") == 0 && control.Get("on_path") > 0;
        bool inflated = attack.Get("cwnd") > 2 * control.Get("cwnd") && control.Get("cwnd") > 0;
        return Decide(stopped || inflated,
                      control,
                      attack,
                      "B's TCP got " + Digits(attack, "on_path") + " octets on that path (" + Digits(control, "on_path") +
                          " in the control), A's congestion window there grew to " + Digits(attack, "cwnd") + " (" +
                          Digits(control, "cwnd") + ")");
    }

  private:
    static constexpr uint64_t LOST = 3; //!< Segments

    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetSent());
    }

    Ptr<AckSpoofer> m_attacker;   //!< On the first path beside A
    Ptr<PacketDropper> m_loss;    //!< No attacker: the path loses a few segments beside B
    CongestionWatch m_congestion; //!< Of A
    double m_before{0};           //!< What B's TCP had got on the first path by JUDGE_FROM
};

/// A16: data is acknowledged on the first path while the second one dies
class SpoofDataAck : public Forgery
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        Forgery::Plan(setup);
        setup.lag = "5ms";
        setup.rate = "1Mbps"; // both paths are needed
        setup.up.rate = 0;
        setup.up.bytes = OCTETS;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<DataAckSpoofer>();
        m_loss = CreateObject<PacketDropper>();
        bench.PlaceAt(m_attacker, 0);
        bench.PlaceAt(m_loss, 1, true);
        m_loss->DropBetween(Seconds(LOSS_AT));
        if (armed)
        {
            m_attacker->SpoofBetween(bench.Moment(ATTACK_AT));
        }
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        return Decide(attack.Get("delivered") == 0 && control.Get("delivered") > 0,
                      control,
                      attack,
                      "the second path died while its octets were under way");
    }

  private:
    static constexpr uint64_t OCTETS = 3000000; //!< More than passes until the end

    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetSent());
    }

    Ptr<DataAckSpoofer> m_attacker; //!< On the first path beside A
    Ptr<PacketDropper> m_loss;      //!< No attacker: the second path dies
};

/// A17: B's windows are overwritten on the first path
class SpoofWindow : public Forgery
{
  public:
    bool Undefend(BenchSetup& setup) const override
    {
        if (setup.protocol != Protocol::SMPTCP)
        {
            return false;
        }
        setup.attributes.emplace_back("CoverWindow", "false");
        return true;
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<WindowSpoofer>();
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->SpoofBetween(bench.Moment(ATTACK_AT), Seconds(STOP_AT));
        }
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        // Window probes carry an octet now and then.
        return Decide(attack.Get("delivered") < PROBES && control.Get("delivered") > PROBES,
                      control,
                      attack,
                      "B's window on that path says 0");
    }

  private:
    static constexpr double PROBES = 100; //!< Octets that are no traffic

    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetSpoofed());
    }

    Ptr<WindowSpoofer> m_attacker; //!< On the first path
};

/// A18: A's segments are repeated on the first path with a clock far ahead
class PoisonTimestamps : public Forgery
{
  public:
    void Plan(BenchSetup& setup) const override
    {
        KeepBusy(setup, RATE, STOP_AT); // both ways, so that A sends pure ACKs, too
        setup.paths = 1;
    }

    bool Undefend(BenchSetup&) const override
    {
        return false; // the other profile shows that the attacker's code works
    }

    void Arm(AttackBench& bench, bool armed) override
    {
        m_attacker = CreateObject<TimestampPoisoner>();
        bench.PlaceAt(m_attacker, 0);
        if (armed)
        {
            m_attacker->PoisonBetween(bench.Moment(ATTACK_AT), Seconds(POISON_UNTIL));
        }
    }

    Verdict Judge(const Measurements& control, const Measurements& attack) const override
    {
        return Decide(attack.Get("delivered") == 0 && control.Get("delivered") > 0,
                      control,
                      attack,
                      Digits(attack, "segments") + " segments repeated with a TSval far ahead");
    }

  private:
    static constexpr double POISON_UNTIL = 6; //!< Seconds

    double Deeds() const override
    {
        return static_cast<double>(m_attacker->GetPoisoned());
    }

    Ptr<TimestampPoisoner> m_attacker; //!< On the first path
};

} // namespace

void
AddForgeries(std::vector<AttackEntry>& catalogue)
{
    catalogue.push_back({"A14",
                         "acknowledgments of a third party",
                         "ON1",
                         "On the first path, acknowledges in B's name all that A sends, as it passes; behind that a few "
                         "segments are lost.",
                         "B's TCP gets nothing any more on that path, or A's congestion window there is more than twice the "
                         "control's.",
                         &Make<SpoofAck>});
    catalogue.push_back({"A16",
                         "DATA_ACK spoofing",
                         "ON1",
                         "On the first path, acknowledges in B's name all data sequence numbers; then the second path dies.",
                         "B's application gets nothing any more, while the control recovers.",
                         &Make<SpoofDataAck>});
    catalogue.push_back({"A17",
                         "window spoofing",
                         "ON1",
                         "On the first path, overwrites the window of what B sends with 0.",
                         "B's application gets no more than A's window probes for 5 s and longer.",
                         &Make<SpoofWindow>});
    catalogue.push_back({"A18",
                         "timestamp poisoning",
                         "ON1",
                         "On the only path, repeats A's segments for two seconds with a TSval far ahead.",
                         "B's application gets nothing for 8 s, beginning two seconds after the last of them.",
                         &Make<PoisonTimestamps>});
}

} // namespace smptcp_example
