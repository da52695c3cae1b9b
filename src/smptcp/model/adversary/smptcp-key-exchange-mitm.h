/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_KEY_EXCHANGE_MITM_H
#define SMPTCP_KEY_EXCHANGE_MITM_H

#include "smptcp-attacker.h"
#include "smptcp-crypt-end.h"
#include "smptcp-joined-end.h"

#include "ns3/event-id.h"

#include <map>

/**
 * \file
 * \ingroup smptcp-adversary
 * The man in the middle of tcpcrypt's key exchange.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * On the path of a handshake it runs a tcpcrypt exchange of its own with each end (A25): INIT1 gets its public key,
 * INIT2 its nonce. From then on it opens every segment with the keys of the end it comes from, reads it, perhaps alters it,
 * and seals it with those of the other end; with SMPTCP, DSNs, data acks and HMACs are moved to the other end's spaces and
 * keys. Both ends see a connection with right MACs; only their session ids differ.
 *
 * With a host of its own it can join the connection from there towards both ends (JoinBothAt), and leave the path: from
 * then on it passes on between its two subflows what it gets (A25c).
 *
 * It understands what the active opener sends as role C, form A or B, and one mapping for each segment.
 */
class KeyExchangeMitm : public SmptcpAttacker
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    KeyExchangeMitm();
    ~KeyExchangeMitm() override;

    /// How the victims protect segments, where it is not the default. \param profile their settings
    void SetProfile(const smptcp::ProtectionProfile& profile);
    /**
     * Put octets of its own in the place of what the active opener sends.
     * \param offset first octet of the opener's stream to be replaced \param octets what takes its place
     */
    void SetAlteration(uint64_t offset, std::vector<uint8_t> octets);
    /// Join the connection from its own host towards both ends. \param at when; the attacker must know the keys by then
    void JoinBothAt(Time at);

    /// \return true once it shares keys with both ends of a connection
    bool IsBetween() const;
    /// \return plaintext it has read on its places, both directions, in order of arrival, without repetitions
    const std::vector<uint8_t>& GetRead() const;
    /// \return plaintext that came to its own host
    const std::vector<uint8_t>& GetReadAtHost() const;
    /// \return segments it opened and sealed again
    uint64_t GetResealed() const;
    /// \param end 0 the active opener, 1 the other \return true when its JOIN towards that end is up
    bool HasJoined(unsigned end) const;

  protected:
    void DoDispose() override;

  private:
    /// What it knows of a TCP connection that passes. Index 0 is towards the active opener, 1 towards the other.
    struct Flow
    {
        std::vector<smptcp::PublicCipher> pkconf;                 //!< The list of PKCONF
        std::optional<smptcp::TcpcryptKeyExchange> exchange[2];   //!< Its exchange with each end
        std::vector<uint8_t> message[2];                          //!< INIT2 and INIT1 of its own making, for each end
        std::unique_ptr<smptcp::CryptEnd> end[2];                 //!< It as the peer of each end
        std::shared_ptr<smptcp::DataSpaces> spaces[2];            //!< SMPTCP: as the peer of each end
        std::optional<uint64_t> key[2];                           //!< Keys of MP_CAPABLE as their owners have them
        std::optional<uint64_t> shownKey[2];                      //!< The same as the others are told
        bool smptcp{false};                                       //!< Both ends are in SMPTCP mode
        uint64_t readTo[2]{};                                     //!< Highest position read, by sender
    };

    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    bool TakeHandshake(Flow& flow, const smptcp::FlowWatch::Sighting& sighting, smptcp::IpSegment& segment);
    std::shared_ptr<const smptcp::RsaKeyPair> KeyPair(unsigned bits);
    bool TakeInit1(Flow& flow, const smptcp::SegmentView& tcp);
    bool TakeInit2(Flow& flow, const smptcp::FlowWatch::Sighting& sighting, const smptcp::SegmentView& tcp);
    bool ShowOtherKeys(Flow& flow, unsigned from, smptcp::IpSegment& segment);
    bool Reseal(Flow& flow, unsigned from, smptcp::IpSegment& segment);
    void Move(Flow& flow, unsigned from, smptcp::IpSegment& segment) const;
    void Alter(uint64_t offset, std::vector<uint8_t>& plain);
    uint64_t Delta(const Flow& flow, unsigned sender) const;
    void JoinBoth();
    smptcp::JoinKeys KeysTowards(const Flow& flow, unsigned end) const;
    void OnTaken(unsigned end, uint64_t dsn, const std::vector<uint8_t>& plain);
    void OnDataAck(unsigned end, uint64_t dataAck);

    smptcp::DrawnRandom m_drawn;             //!< Nonces and primes
    smptcp::ProtectionProfile m_profile;     //!< The victims'
    std::map<unsigned, std::shared_ptr<const smptcp::RsaKeyPair>> m_pairs; //!< Its key pairs, by size
    std::map<const smptcp::WatchedFlow*, Flow> m_flows; //!< By connection
    const smptcp::WatchedFlow* m_joinable{nullptr}; //!< The first connection it stands between
    bool m_replaceKeys{false};               //!< Attribute ReplaceKeys
    uint64_t m_alterFrom{0};                 //!< First octet it replaces
    std::vector<uint8_t> m_alteration;       //!< With what
    std::vector<uint8_t> m_read;             //!< Plaintext read on the path
    std::vector<uint8_t> m_readAtHost;       //!< Plaintext read at its host
    uint64_t m_resealed{0};                  //!< Segments sealed again
    std::unique_ptr<smptcp::JoinedEnd> m_joined[2]; //!< Its subflows, by the end they lead to
    EventId m_joinEvent;                     //!< JoinBoth
};

} // namespace ns3

#endif // SMPTCP_KEY_EXCHANGE_MITM_H
