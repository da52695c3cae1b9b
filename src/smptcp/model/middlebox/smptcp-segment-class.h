/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_CLASS_H
#define SMPTCP_SEGMENT_CLASS_H

#include "smptcp-box-flow.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>

/**
 * \file
 * \ingroup smptcp-middlebox
 * The part a segment plays in its connection.
 */

namespace ns3
{
namespace smptcp
{

/// Parts of a segment, as bits of a set
enum SegmentClass : unsigned
{
    CLASS_SYN = 1,     //!< SYN without ACK
    CLASS_SYN_ACK = 2, //!< SYN with ACK
    CLASS_THIRD = 4,   //!< First segment of the initiator behind its SYN, and repeats of it
    CLASS_DATA = 8,    //!< Everything later
};

/**
 * \param text "syn", "synack", "third" and "data" with commas between
 * \return the set of SegmentClass bits, or no value when a word is none of these or there is none
 */
std::optional<unsigned> ParseSegmentClasses(const std::string& text);

/// Tells which part each segment plays. It must see both directions.
class SegmentClassifier
{
  public:
    /// \param segment the segment \param from side of the box it came from \return its class
    SegmentClass Classify(const IpSegment& segment, BoxSide from);

  private:
    /// Sequence number, acknowledgment and length: what a repeat has in common with the first
    using Identity = std::tuple<uint32_t, uint32_t, uint32_t>;

    /// What is known of a connection
    struct Opening
    {
        BoxSide initiator;             //!< Where its SYN came from
        uint32_t isn;                  //!< Sequence number of the SYN
        std::optional<Identity> third; //!< The third segment, once seen
    };

    std::map<BoxFlow, Opening> m_openings; //!< Connections whose SYN was seen
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SEGMENT_CLASS_H
