/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_OPTIONS_H
#define SMPTCP_RULE_OPTIONS_H

#include "smptcp-box-rule.h"
#include "smptcp-option-set.h"
#include "smptcp-segment-class.h"

#include "ns3/random-variable-stream.h"

#include <string>

/**
 * \file
 * \ingroup smptcp-middlebox
 * Rules about options: taken away, refused, put in another order.
 */

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Takes options away from segments of some classes.
 */
class SmptcpOptionStripRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpOptionStripRule();

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    bool Remove(smptcp::IpSegment& segment) const;
    void SetKinds(std::string text);
    std::string GetKinds() const;
    void SetClasses(std::string text);
    std::string GetClasses() const;

    std::string m_kindsText;               //!< Attribute Kinds
    std::string m_classesText;             //!< Attribute Classes
    bool m_nops{true};                     //!< Attribute Nops
    smptcp::OptionSet m_kinds;             //!< What goes
    unsigned m_classes{0};                 //!< From which segments
    smptcp::SegmentClassifier m_classifier; //!< Tells the classes
};

/**
 * \ingroup smptcp-middlebox
 * Drops SYNs with an option it does not know, as a strict firewall does.
 */
class SmptcpSynDropRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpSynDropRule();

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    void SetKnown(std::string text);
    std::string GetKnown() const;

    std::string m_knownText;   //!< Attribute Known
    smptcp::OptionSet m_known; //!< What may be in a SYN
};

/**
 * \ingroup smptcp-middlebox
 * Puts the options of each segment in another order: random, or backwards.
 */
class SmptcpOptionOrderRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpOptionOrderRule();
    int64_t AssignStreams(int64_t stream) override;

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;

    bool m_random{true};                //!< Attribute Random
    Ptr<UniformRandomVariable> m_order; //!< Orders
};

} // namespace ns3

#endif // SMPTCP_RULE_OPTIONS_H
