/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDSHAKE_FLOODER_H
#define SMPTCP_HANDSHAKE_FLOODER_H

#include "smptcp-attacker.h"
#include "smptcp-crypt-end.h"

#include "ns3/event-id.h"

#include <set>

/**
 * \file
 * \ingroup smptcp-adversary
 * Many handshakes that lead nowhere.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Opens connection after connection to a server from its own host, under its own address, and drops each as soon as it
 * has cost the server something. With tcpcrypt it answers PKCONF with INIT1 and a public key that is an arbitrary number,
 * for which the server does a public-key operation (A08). With MP_CAPABLE it completes the handshake and keeps the key
 * that the server shows, so that its tokens can be compared (A09). The flooder itself computes nothing.
 */
class HandshakeFlooder : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    HandshakeFlooder();

    /**
     * \param server \param port whom to flood
     * \param at when the first SYN leaves \param interval between SYNs
     * \param connections how many, at most 60000
     */
    void Flood(const smptcp::AddressOctets& server, uint16_t port, Time at, Time interval, uint32_t connections);

    /// \return packets it has sent
    uint64_t GetSent() const;
    /// \return connections on which the server went as far as wanted: INIT2, or a SYN/ACK with a key
    uint64_t GetAnswered() const;
    /// \return keys of MP_CAPABLE that the server showed, one for each connection answered
    const std::vector<uint64_t>& GetKeys() const;

  protected:
    void DoDispose() override;

  private:
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void SendSyn();
    void SendThird(const smptcp::IpSegment& synAck);
    smptcp::IpSegment Make(uint16_t ownPort, uint8_t flags, uint32_t sequence, uint32_t acknowledgment) const;
    void SetOffer(std::string offer);
    std::string GetOffer() const;

    smptcp::DrawnRandom m_drawn;              //!< Nonces and moduli
    std::string m_offer{"crypt"};             //!< Attribute Offer
    smptcp::AddressOctets m_server{};         //!< Whom it floods
    uint16_t m_port{0};                       //!< Its port
    Time m_interval;                          //!< Between SYNs
    uint32_t m_left{0};                       //!< Connections still to open
    uint16_t m_nextPort{1024};                //!< Own port of the next one
    uint64_t m_sent{0};                       //!< Packets sent
    std::vector<uint64_t> m_keys;             //!< Keys seen
    std::set<uint16_t> m_answered;            //!< Own ports of connections answered
    std::vector<uint8_t> m_modulus;           //!< Its public key: an odd number
    EventId m_event;                          //!< Next SYN
};

} // namespace ns3

#endif // SMPTCP_HANDSHAKE_FLOODER_H
