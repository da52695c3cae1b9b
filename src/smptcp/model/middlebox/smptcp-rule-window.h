/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_WINDOW_H
#define SMPTCP_RULE_WINDOW_H

#include "smptcp-box-flow.h"

#include <array>
#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Makes windows smaller, to slow a sender down. A window that is open stays open.
 */
class SmptcpWindowRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpWindowRule();

  private:
    /// Shifts of the window scale options of a connection, by the side that announced them
    using Shifts = std::array<std::optional<uint8_t>, 2>;

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    unsigned ShiftOf(const smptcp::IpSegment& segment, BoxSide from);

    double m_factor{1};                        //!< Attribute Factor
    uint32_t m_most{0};                        //!< Attribute Most
    bool m_scaling{true};                      //!< Attribute Scaling
    std::map<smptcp::BoxFlow, Shifts> m_flows; //!< Connections whose SYN was seen
};

} // namespace ns3

#endif // SMPTCP_RULE_WINDOW_H
