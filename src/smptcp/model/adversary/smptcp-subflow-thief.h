/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SUBFLOW_THIEF_H
#define SMPTCP_SUBFLOW_THIEF_H

#include "smptcp-crypt-end.h"

#include "ns3/mptcp-join.h"
#include "ns3/mptcp-options.h"
#include "ns3/smptcp-segment-options.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-adversary
 * An open subflow of MPTCP in the hands of an attacker.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-adversary
 * The end of a subflow that an attacker holds: it takes what the victim sends, acknowledges it at both levels so that
 * it is never sent to the rightful peer, and inserts octets of its own a little ahead of what the victim has: the first
 * copy of an octet wins. Where MPTCP is stacked on tcpcrypt it runs the subflow's key exchange as role C first, with keys
 * of its own: nothing says whose they are.
 */
class SubflowThief
{
  public:
    /// Sends a segment. \c why in words
    using Send = std::function<void(const std::string& why, const IpSegment& segment)>;

    /// Where the subflow stands
    struct Place
    {
        AddressOctets local{};  //!< The attacker's address
        uint16_t localPort{0};  //!< Its port
        AddressOctets victim{}; //!< The victim's address
        uint16_t victimPort{0}; //!< Its port
        uint32_t isn{0};        //!< The attacker's initial sequence number
        uint32_t next{0};       //!< Sequence number it sends next
        uint32_t expected{0};   //!< Sequence number it expects next
        std::optional<uint32_t> dataAck; //!< Lower half of the data ack it sends
        std::optional<uint64_t> idsn;    //!< A number near the DSNs it inserts at; without it checksums are wrong
        bool checksum{false};            //!< DSS checksums are in use
        std::size_t tagOctets{0};        //!< Octets of the tag of MAC options, 0 without; it sends zeros
    };

    /// What it inserts
    struct Insertion
    {
        std::vector<uint8_t> octets; //!< The octets
        std::size_t segmentSize{500}; //!< Octets in one segment
        uint32_t lead{4000};         //!< Octets between the victim's data ack and what is inserted
    };

    /// \param send sends what it says
    explicit SubflowThief(Send send);

    /// Take a subflow over. \param place where it stands
    void Open(const Place& place);
    /// \param insertion what it inserts; nothing by default
    void SetInsertion(Insertion insertion);
    /**
     * Run the key exchange of the subflow: send INIT1 now, and take INIT2 when it comes.
     * \param pkconf list of the victim's PKCONF \param draw gives random numbers below 2^32
     */
    void BeginExchange(const std::vector<PublicCipher>& pkconf, const std::function<uint32_t()>& draw);
    /// \return where the subflow stands
    const Place& At() const;
    /// \return true for segments of the victim on this subflow
    bool IsMine(const IpSegment& segment) const;
    /// \return a segment without options and payload. \param flags its flags
    IpSegment Make(uint8_t flags) const;
    /// \return the SYN of a JOIN. \param join its handshake \param hello it offers tcpcrypt, too
    IpSegment MakeSyn(const MptcpJoin& join, bool hello) const;
    /// Go on behind the SYN. \param join the handshake \param synAck the victim's answer \return the third ACK
    IpSegment MakeThird(const MptcpJoin& join, const IpSegment& synAck);
    /// Take a segment of the victim, answer it, and insert.
    void Take(const IpSegment& segment);

    /// \return payload that came, in order of arrival, without repetitions
    const std::vector<uint8_t>& GetStolen() const;
    /// \return octets of its own it has sent, repetitions not counted
    std::size_t GetInserted() const;

  private:
    bool AwaitsInit2() const;
    void TakeInit2(const SegmentView& tcp);
    void Acknowledge();
    void Insert(uint32_t dataAck);

    Send m_send;                        //!< Sends
    Place m_place;                      //!< Where the subflow stands
    std::unique_ptr<TcpcryptKeyExchange> m_exchange; //!< The subflow's own exchange
    std::unique_ptr<CryptEnd> m_crypt;  //!< What came of it
    Insertion m_insertion;              //!< What it inserts
    std::size_t m_inserted{0};          //!< How much of it has been sent
    std::optional<uint32_t> m_insertAt; //!< Lower half of the DSN of its next octet
    std::vector<uint8_t> m_stolen;      //!< What it got
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SUBFLOW_THIEF_H
