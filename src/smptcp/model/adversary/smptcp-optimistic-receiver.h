/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTIMISTIC_RECEIVER_H
#define SMPTCP_OPTIMISTIC_RECEIVER_H

#include "smptcp-attacker.h"
#include "smptcp-crypt-end.h"

#include <memory>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * A receiver that wants more than its share (A15): part of the accepting end of a connection, beside which it sits. It
 * acknowledges at both levels the furthest octet that has come, gaps or not, for every segment, and lets no ACK of its
 * own TCP out: the sender never learns of a loss. Or, with the attribute Parts, it divides: it says nothing but the truth,
 * in as many ACKs for each honest one. As a part of the end it may have that end's keys.
 */
class OptimisticReceiver : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param at from when on \param until until when
    void AcknowledgeBetween(Time at, Time until);
    /**
     * Give it the keys of its own end.
     * \param session they \param profile forms of tag and cipher
     * \param smptcp true in SMPTCP mode, where data acks have upper halves that enter the tag
     */
    void SetKeys(const smptcp::TcpcryptSession& session, const smptcp::ProtectionProfile& profile, bool smptcp);

    /// \return ACKs it has sent
    uint64_t GetSent() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void AcknowledgeFurthest(SmptcpAttackerPlace& place, const smptcp::FlowWatch::Sighting& sighting, BoxSide to);
    void Divide(SmptcpAttackerPlace& place,
                const smptcp::FlowWatch::Sighting& sighting,
                const smptcp::IpSegment& honest,
                Ptr<const Packet> packet,
                BoxSide from);
    void Seal(smptcp::IpSegment& ack, const smptcp::WatchedFlow& flow, unsigned receiver);
    void BeginSealing(const smptcp::WatchedFlow& flow, unsigned local);

    /// Keys of its end
    struct Keys
    {
        smptcp::TcpcryptSession session;   //!< They
        smptcp::ProtectionProfile profile; //!< Forms
        bool smptcp;                       //!< SMPTCP mode
    };

    uint16_t m_port{0};                      //!< Attribute Port
    uint32_t m_parts{1};                     //!< Attribute Parts
    std::optional<uint32_t> m_divided;       //!< Acknowledged so far in parts
    std::optional<Keys> m_keys;              //!< Keys of its end
    std::unique_ptr<smptcp::CryptEnd> m_end; //!< Seals its ACKs, once there are keys and a flow
    uint64_t m_sent{0};                      //!< ACKs sent
};

} // namespace ns3

#endif // SMPTCP_OPTIMISTIC_RECEIVER_H
