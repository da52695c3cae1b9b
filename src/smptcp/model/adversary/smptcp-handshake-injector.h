/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDSHAKE_INJECTOR_H
#define SMPTCP_HANDSHAKE_INJECTOR_H

#include "smptcp-attacker.h"

#include "ns3/event-id.h"

/**
 * \file
 * \ingroup smptcp-adversary
 * Answers to SYNs that were never seen.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * From its own host, off the path, sends a client SYN/ACKs that seem to come from its server, about the time when a
 * connection is set up (A29). It knows addresses and ports and guesses both initial sequence numbers. The SYN/ACKs have
 * neither MP_CAPABLE nor CRYPT: one that is believed takes MPTCP and tcpcrypt away; one with another initial sequence
 * number than the server's keeps the connection from coming up. With the attribute Init2 it sends the key exchange's answer
 * instead, INIT2 with a random cipher text: who believes that has no keys.
 */
class HandshakeInjector : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    HandshakeInjector();

    /**
     * \param server \param serverPort who is to seem to send \param client \param clientPort to whom
     * \param at when the first one leaves \param interval between them \param count how many
     */
    void Answer(const smptcp::AddressOctets& server,
                uint16_t serverPort,
                const smptcp::AddressOctets& client,
                uint16_t clientPort,
                Time at,
                Time interval,
                uint32_t count);
    /// \return segments sent
    uint64_t GetSent() const;

  protected:
    void DoDispose() override;

  private:
    void SendOne();
    smptcp::IpSegment MakeSynAck() const;
    smptcp::IpSegment MakeInit2();

    smptcp::AddressOctets m_server{}; //!< Seeming sender
    uint16_t m_serverPort{0};         //!< Its port
    smptcp::AddressOctets m_client{}; //!< Receiver
    uint16_t m_clientPort{0};         //!< Its port
    Time m_interval;                  //!< Between them
    uint32_t m_left{0};               //!< Still to be sent
    uint64_t m_sent{0};               //!< Sent
    uint32_t m_clientIsn{0};          //!< Attribute ClientIsn
    uint32_t m_serverIsn{0};          //!< Attribute ServerIsn
    bool m_timestamps{true};          //!< Attribute Timestamps
    bool m_init2{false};              //!< Attribute Init2
    EventId m_event;                  //!< Next one
};

} // namespace ns3

#endif // SMPTCP_HANDSHAKE_INJECTOR_H
