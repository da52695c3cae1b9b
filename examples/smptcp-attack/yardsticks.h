/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_YARDSTICKS_H
#define SMPTCP_EXAMPLE_YARDSTICKS_H

#include "scenario.h"

#include "ns3/sequence-number.h"
#include "ns3/smptcp-eavesdropper.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * \file
 * What scenarios of several chapters measure by, and how they switch defences off.
 */

namespace smptcp_example
{

/// Octets that count as success (attacks.md 1.4)
constexpr double LEAST_OCTETS = 1000;
/// First port stock ns-3 gives a client; it gives them in order
constexpr uint16_t FIRST_EPHEMERAL = 49153;

/// \return true for protocols whose segments carry MACs
bool HasMac(Protocol protocol);
/// \return true for protocols of several subflows
bool IsMultipath(Protocol protocol);

/**
 * Payload in clear and tags unchecked: whoever can write a segment is believed.
 * \param setup to change \return true where that changes anything
 */
bool DropCryptography(BenchSetup& setup);

/// \return what both applications got so far
double Received(AttackBench& bench);
/// \return what both applications got that is not the peer's at that place
double Wrong(AttackBench& bench);
/// \return octets of the victims' plaintext that an eavesdropper holds
double PlaintextOf(AttackBench& bench, const ns3::PassiveEavesdropper& eavesdropper);
/// \return what the socket of a victim has to say of every subflow, nothing of a stock socket
std::vector<ns3::SmptcpSubflowReport> ReportsOf(const Victim& victim);
/// \return subflows of \p victim that the attacker's host was or is an end of
double SubflowsWith(const Victim& victim, const ns3::SmptcpAttacker& attacker);
/// \return octets of the attackers' stream among what B's application got. \param size how much of it there is
double ForeignOctetsAtB(AttackBench& bench, uint64_t size);
/// \return what both applications got between two times, seconds
double DeliveredBetween(AttackBench& bench, double from, double to);
/// \return octets that a victim sent on subflows from \p local, retransmissions not counted
double SentOnPath(const Victim& victim, ns3::Ipv4Address local);
/// \return octets in order that B's TCP got on a path, on all subflows it had there
double ReceivedOnPath(AttackBench& bench, unsigned path);
/// \return segments that both victims refused for a wrong or missing MAC
double MacFailures(AttackBench& bench);
/// \return a measurement in digits, without fraction
std::string Digits(const Measurements& measured, const char* name);
/// \return a share in percent, such as "98 %", cut off
std::string Percent(double share);

/// Follows the congestion window and the acknowledgments of A's TCP on one of its addresses
class CongestionWatch
{
  public:
    /// Look from a time on. \param bench the bench, before its run \param path path \param at seconds
    void Start(AttackBench& bench, unsigned path, double at);
    /// \return largest window seen, octets
    double Largest() const;
    /// \return how often the octet acknowledged last has changed
    double Steps() const;

  private:
    void Attach(AttackBench& bench, unsigned path);
    void OnChange(uint32_t before, uint32_t now);
    void OnAcknowledged(ns3::SequenceNumber32 before, ns3::SequenceNumber32 now);

    uint32_t m_largest{0}; //!< Largest window seen
    uint64_t m_steps{0};   //!< Changes of the octet acknowledged last
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_YARDSTICKS_H
