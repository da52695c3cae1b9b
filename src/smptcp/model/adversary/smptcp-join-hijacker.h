/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_JOIN_HIJACKER_H
#define SMPTCP_JOIN_HIJACKER_H

#include "smptcp-attacker.h"
#include "smptcp-subflow-thief.h"

#include "ns3/event-id.h"
#include "ns3/mptcp-join.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Sees the handshake of a connection, leaves the path, and later joins the connection from its own host (A01): MPTCP's
 * keys passed in clear. It takes what the passive opener sends it, acknowledges it at both levels so that it is
 * never sent to the rightful peer, and inserts octets of its own a little ahead of what the passive opener has: the
 * first copy of an octet wins.
 */
class JoinHijacker : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    JoinHijacker();

    /// Join at a time; with Stop at an earlier one it has left the path by then. \param at when
    void JoinAt(Time at);
    /// \param octets what it inserts once it has joined; nothing by default
    void SetInsertion(std::vector<uint8_t> octets);

    /// \return payload that came to its host, in order of arrival, without repetitions
    const std::vector<uint8_t>& GetStolen() const;
    /// \return octets of its own it has sent, repetitions not counted
    uint64_t GetInserted() const;
    /// \return true once the victim took its JOIN: an ACK or data came after the third ACK
    bool HasJoined() const;
    /// \return true when the victim answered its JOIN with RST
    bool WasRefused() const;
    /// \return true once it has sent its JOIN
    bool HasTried() const;

  protected:
    void DoDispose() override;

  private:
    /// Where its subflow stands
    enum class State : uint8_t
    {
        IDLE,     //!< No JOIN sent
        SYN_SENT, //!< SYN with MP_JOIN sent
        PROVED,   //!< Third ACK with the HMAC sent
        JOINED,   //!< The victim goes on
        REFUSED,  //!< The victim sent RST
    };

    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void Join();
    void TakeSynAck(const smptcp::IpSegment& segment);
    void TakeOpen(const smptcp::IpSegment& segment);

    State m_state{State::IDLE};                  //!< Where its subflow stands
    std::optional<smptcp::MptcpJoin> m_join;     //!< Its JOIN
    smptcp::WatchedFlow m_flow;                  //!< What it knows of the connection
    smptcp::SubflowThief m_thief;                //!< Its end of the subflow
    std::vector<uint8_t> m_insertion;            //!< What it inserts
    bool m_hello{false};                         //!< Attribute Hello
    std::vector<smptcp::PublicCipher> m_pkconf;  //!< What the victim's SYN/ACK offers for a key exchange
    uint16_t m_segmentSize{0};                   //!< Attribute SegmentSize
    uint32_t m_lead{0};                          //!< Attribute Lead
    EventId m_event;                             //!< The JOIN
};

} // namespace ns3

#endif // SMPTCP_JOIN_HIJACKER_H
