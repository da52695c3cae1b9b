/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_JOIN_SUBVERTER_H
#define SMPTCP_JOIN_SUBVERTER_H

#include "smptcp-attacker.h"
#include "smptcp-subflow-relay.h"
#include "smptcp-subflow-thief.h"

#include <memory>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path of one JOIN (A03): it puts the address of its own host into the passing SYN and relays the rest of the
 * handshake, whose HMACs cover keys and random numbers but no address. Once it has left the path (Stop), it is the
 * passive opener's peer on that subflow: it takes what comes, acknowledges it, and inserts octets of its own. It knows
 * no keys; where a subflow runs a key exchange of its own (MPTCP stacked on tcpcrypt), it runs that one in the opener's
 * place.
 */
class JoinSubverter : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    JoinSubverter();

    /// \param octets what it inserts once it has left the path; nothing by default
    void SetInsertion(std::vector<uint8_t> octets);

    /// \return true once it has changed a JOIN
    bool HasSubverted() const;
    /// \return payload that came to its host after it left the path, in order of arrival, without repetitions
    const std::vector<uint8_t>& GetStolen() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void Subvert(SmptcpAttackerPlace& place, const smptcp::WatchedFlow* flow, smptcp::IpSegment& segment, BoxSide from);
    void Relay(SmptcpAttackerPlace& place, smptcp::IpSegment& segment, Ptr<const Packet> packet);
    void TakeOver();

    std::unique_ptr<smptcp::SubflowRelay> m_relay; //!< Between the ends, while it is on the path
    const smptcp::WatchedFlow* m_flow{nullptr};    //!< The subflow as its opener has it
    uint16_t m_port{0};                            //!< Its own port
    smptcp::SubflowThief m_thief;                  //!< Its end of the subflow once it has left
    bool m_taken{false};                           //!< It has taken over
    std::vector<smptcp::PublicCipher> m_pkconf;    //!< What the listener's SYN/ACK offers for a key exchange
};

} // namespace ns3

#endif // SMPTCP_JOIN_SUBVERTER_H
