/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_DELIVERY_H
#define SMPTCP_RULE_DELIVERY_H

#include "smptcp-box-rule.h"

#include "ns3/random-variable-stream.h"

/**
 * \file
 * \ingroup smptcp-middlebox
 * Rules that leave segments as they are, but not where they are: lost, twice, late.
 */

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * What these rules have in common: each segment is hit with a probability, and something happens after a delay.
 */
class SmptcpChanceRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    int64_t AssignStreams(int64_t stream) override;

  protected:
    SmptcpChanceRule();
    /// Do to a segment what the rule does. \param packet it \param from side it came from
    virtual void Hit(Ptr<const Packet> packet, BoxSide from) = 0;

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;

    double m_probability{0};             //!< Attribute Probability
    Ptr<UniformRandomVariable> m_chance; //!< Who is hit
};

/**
 * \ingroup smptcp-middlebox
 * Loses segments.
 */
class SmptcpLossRule : public SmptcpChanceRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    void Hit(Ptr<const Packet> packet, BoxSide from) override;
};

/**
 * \ingroup smptcp-middlebox
 * Sends segments twice.
 */
class SmptcpDuplicateRule : public SmptcpChanceRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpDuplicateRule();

  private:
    void Hit(Ptr<const Packet> packet, BoxSide from) override;

    Time m_delay; //!< Attribute Delay
};

/**
 * \ingroup smptcp-middlebox
 * Keeps segments back, so that later ones overtake them.
 */
class SmptcpReorderRule : public SmptcpChanceRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpReorderRule();

  private:
    void Hit(Ptr<const Packet> packet, BoxSide from) override;

    Time m_delay; //!< Attribute Delay
};

} // namespace ns3

#endif // SMPTCP_RULE_DELIVERY_H
