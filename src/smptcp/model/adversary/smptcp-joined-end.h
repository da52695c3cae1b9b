/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_JOINED_END_H
#define SMPTCP_JOINED_END_H

#include "smptcp-crypt-end.h"

#include "ns3/event-id.h"
#include "ns3/mptcp-join.h"
#include "ns3/nstime.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>

/**
 * \file
 * \ingroup smptcp-adversary
 * A subflow that an attacker opens from a host of its own.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-adversary
 * The end X of a joined subflow of MPTCP or SMPTCP, over packets alone: it joins, takes data in order, and sends data
 * until it is acknowledged. Where MPTCP is stacked on tcpcrypt it runs the subflow's key exchange first. A cumulative ACK
 * and one retransmission timer are all of TCP it has.
 */
class JoinedEnd
{
  public:
    /// Who joins what
    struct Setup
    {
        AddressOctets local{};    //!< Own address
        uint16_t localPort{0};    //!< Own port
        AddressOctets victim{};   //!< Whose connection is joined
        uint16_t victimPort{0};   //!< Its port
        JoinKeys keys;            //!< Of the JOIN; local ones are those of whom it pretends to be
        uint32_t token{0};        //!< The victim's
        uint32_t nonce{0};        //!< R_X
        uint32_t isn{0};          //!< Own initial sequence number
        std::shared_ptr<DataSpaces> spaces; //!< Of the connection, as the victim's peer has them
        std::optional<TcpcryptSession> session; //!< SMPTCP: the keys
        ProtectionProfile profile{};            //!< SMPTCP and tcpcrypt: forms
        /// MPTCP over tcpcrypt: the key pair for the exchange that this subflow runs, as role C; null where there is none
        std::function<std::shared_ptr<const RsaPrivateKey>(unsigned bits)> keyPair;
        RandomSource* random{nullptr};          //!< For that exchange; outlives this
    };

    /// What it tells its owner
    struct Hooks
    {
        std::function<void(const std::string& why, const IpSegment& segment)> send; //!< A segment goes out
        std::function<void(uint64_t dsn, const std::vector<uint8_t>& plain)> taken; //!< Data came, in order
        std::function<void(uint64_t dataAck)> acked;                                //!< A data ack came
    };

    JoinedEnd(Setup setup, Hooks hooks);
    ~JoinedEnd();
    JoinedEnd(const JoinedEnd&) = delete;
    JoinedEnd& operator=(const JoinedEnd&) = delete;

    /// Send the SYN.
    void Start();
    /// Take a segment that came to the host. \return false when it belongs to another connection
    bool Take(const IpSegment& segment);
    /// Send data as soon as the subflow is up. \param dsn DSN of the first octet \param plain the octets, one segment's
    void Send(uint64_t dsn, const std::vector<uint8_t>& plain);
    /// Tell the victim how far its data has come. \param dataAck 64-bit data ack
    void Acknowledge(uint64_t dataAck);
    /// \return true once the victim has taken the JOIN
    bool IsUp() const;
    /// \return true when the victim has ended it by RST, or refused the JOIN again and again
    bool IsRefused() const;

  private:
    /// Where it stands
    enum class State : uint8_t
    {
        IDLE,
        SYN_SENT,
        PROVED,     //!< Third ACK sent
        EXCHANGING, //!< INIT1 sent
        UP,
        REFUSED,
    };

    /// Data on its way
    struct Chunk
    {
        uint32_t sequence;          //!< Its place
        uint64_t dsn;               //!< Its DSN
        std::vector<uint8_t> plain; //!< It
    };

    IpSegment Make(uint8_t flags, uint32_t sequence) const;
    void SendSyn();
    void SendThird();
    void SendInit1();
    void SendAck();
    void SendChunk(const Chunk& chunk, const char* why);
    void SendSealed(const char* why, IpSegment segment, const Dss& dss, const std::vector<uint8_t>& plain);
    void TakeSynAck(const SegmentView& tcp);
    void TakeInit2(const SegmentView& tcp);
    void TakeOpen(const IpSegment& segment);
    void TakeAck(const SegmentView& tcp);
    void Push();
    void OnTimer();

    Setup m_setup;                       //!< Who joins what
    Hooks m_hooks;                       //!< Whom it tells
    MptcpJoin m_join;                    //!< The handshake
    std::unique_ptr<CryptEnd> m_crypt;   //!< SMPTCP
    std::vector<PublicCipher> m_pkconf;  //!< MPTCP over tcpcrypt: the victim's PKCONF
    TcpcryptKeyExchange m_exchange;      //!< MPTCP over tcpcrypt
    std::vector<uint8_t> m_init1;        //!< The same
    State m_state{State::IDLE};          //!< Where it stands
    uint32_t m_peerIsn{0};               //!< The victim's ISN
    uint32_t m_expected{0};              //!< Next sequence number from the victim
    uint32_t m_next;                     //!< Next own sequence number
    uint32_t m_peerWindow{0};            //!< The victim's window, octets
    std::optional<uint64_t> m_dataAck;   //!< Data ack to send
    std::deque<Chunk> m_waiting;         //!< Not sent yet
    std::deque<Chunk> m_flying;          //!< Sent, not acknowledged
    unsigned m_refusals{0};              //!< RSTs that answered the SYN
    EventId m_timer;                     //!< Repeats what is not answered
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_JOINED_END_H
