/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_SEGMENT_STORY_H
#define SMPTCP_EXPLAIN_SEGMENT_STORY_H

#include "conversation.h"
#include "option-words.h"

#include "ns3/smptcp-segment-options.h"

namespace smptcp_explain
{

/// Explains one segment of a known subflow and learns from it
class SegmentStory
{
  public:
    /// \param connection its connection \param subflow its subflow \param log there is a key log
    SegmentStory(Connection& connection, Subflow& subflow, bool log);

    /// Add the event of \p segment, which is what \p packet holds.
    void Tell(const Packet& packet, const ns3::smptcp::SegmentView& segment);

  private:
    using SegmentView = ns3::smptcp::SegmentView;

    // What comes before the MAC
    void Place(const SegmentView& segment);
    void LearnForm(const SegmentView& segment);
    void LearnHandshake(const SegmentView& segment);
    void LearnExchange(const SegmentView& segment);
    void LearnKey(unsigned side, uint64_t key, uint8_t version);
    void UseLoggedKeys();
    void ExpandDataNumbers();
    void LearnJoin(const SegmentView& segment);

    // The MAC and what depends on it
    void JudgeMac(const Packet& packet, const SegmentView& segment);
    std::string WhyUnchecked(const Packet& packet) const;
    void LearnMappings();
    void TellPayload(const SegmentView& segment);
    std::string Decrypted(uint32_t sequence, std::vector<uint8_t> payload);

    // The words
    std::string Headline(const SegmentView& segment) const;
    EventKind KindOf(const SegmentView& segment);
    void Advance(const SegmentView& segment);

    std::vector<uint8_t> JoinKeyOf(unsigned side) const;
    bool IsInit() const;
    bool IsProtected() const;
    const Protection* Keys() const;
    void TellKeys(const std::string& words);

    Connection& m_connection;               //!< The connection
    Subflow& m_subflow;                     //!< The subflow
    bool m_log;                             //!< There is a key log
    ns3::smptcp::SegmentOptions m_options;  //!< Options of the segment
    ns3::smptcp::SegmentPosition m_position; //!< Where it stands
    WordContext m_words;                    //!< What its words need
    uint64_t m_dsn{0};                      //!< 64-bit DSN of its mapping
    uint64_t m_dataAck{0};                  //!< 64-bit data ack
    bool m_repeat{false};                   //!< Its payload has been there before
    unsigned m_side{SIDE_A};                //!< Who sent it
    Event m_event;                          //!< What is told
};

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_SEGMENT_STORY_H
