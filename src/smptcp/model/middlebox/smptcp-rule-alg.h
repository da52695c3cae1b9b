/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_ALG_H
#define SMPTCP_RULE_ALG_H

#include "smptcp-box-flow.h"
#include "smptcp-stream-edits.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * An application-level gateway: replaces a sequence of octets in payload by another wherever a segment has it whole.
 * Where the lengths differ it shifts all later sequence numbers, and acknowledgments and SACK blocks in return. A
 * segment may become larger than the MTU of the links.
 */
class SmptcpAlgRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpAlgRule();

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    smptcp::StreamEdits& EditsOf(const smptcp::BoxStream& stream);
    bool Edit(smptcp::IpSegment& segment, BoxSide from);
    bool ShiftBack(smptcp::IpSegment& segment, const smptcp::StreamEdits& theirs) const;
    void SetFind(std::string hex);
    std::string GetFind() const;
    void SetReplace(std::string hex);
    std::string GetReplace() const;

    std::string m_findText;                                       //!< Attribute Find
    std::string m_replaceText;                                    //!< Attribute Replace
    std::vector<uint8_t> m_find;                                  //!< What is replaced
    std::vector<uint8_t> m_replace;                               //!< By what
    std::map<smptcp::BoxStream, smptcp::StreamEdits> m_streams;   //!< By direction of each connection
    std::map<smptcp::BoxStream, uint32_t> m_isns;                 //!< Sequence numbers of SYNs seen
};

} // namespace ns3

#endif // SMPTCP_RULE_ALG_H
