/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_COALESCE_H
#define SMPTCP_RULE_COALESCE_H

#include "smptcp-box-flow.h"

#include "ns3/event-id.h"

#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Joins segments that follow each other, as receive offload and traffic normalisers do. The joined segment has the
 * options of the first, the acknowledgment, window, FIN and PSH of the last. It may exceed the MTU of the links, as
 * it does between an offloading device and its host; MaxPayload prevents that.
 */
class SmptcpCoalesceRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpCoalesceRule();

  protected:
    void DoDispose() override;

  private:
    /// A segment that waits for the next
    struct Waiting
    {
        std::optional<smptcp::IpSegment> segment; //!< What was joined until now
        Ptr<const Packet> first;                  //!< The first, as it came
        unsigned count{0};                        //!< Segments joined
        EventId timer;                            //!< End of the wait
    };

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    bool Join(Waiting& waiting, const smptcp::IpSegment& segment) const;
    void Release(smptcp::BoxStream stream);

    Time m_delay;                                   //!< Attribute Delay
    uint32_t m_most{0};                             //!< Attribute MaxPayload
    std::map<smptcp::BoxStream, Waiting> m_waiting; //!< By direction of each connection
};

} // namespace ns3

#endif // SMPTCP_RULE_COALESCE_H
