/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDSHAKE_H
#define SMPTCP_HANDSHAKE_H

#include "smptcp-negotiation.h"

#include "ns3/smptcp-protection-profile.h"
#include "ns3/smptcp-random.h"
#include "ns3/tcpcrypt-key-exchange.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-mptcp
 * The handshake of an initial subflow without I/O.
 */

namespace ns3
{
namespace smptcp
{

/// What a handshake needs from its host
struct HandshakeSettings
{
    HandshakePolicy policy;                                     //!< Capabilities and preferences
    unsigned keyBits{2048};                                     //!< RSA key size
    std::function<std::shared_ptr<const RsaKeyPair>()> keyPair; //!< Key pair, made on first use
    RandomSource* random{nullptr};                              //!< Nonces; outlives the handshake
    uint64_t localKey{0};                                       //!< ka or kb
    ProtectionProfile profile{};                                //!< tcpcrypt's form and variants of the host
    bool checksum{false};                                       //!< Ask for DSS checksums
    bool initiator{false};                                      //!< This is A, the sender of the first SYN
};

/**
 * \ingroup smptcp-mptcp
 * Negotiation and key exchange of one connection (smptcp.md section 3): options to send come out, options and
 * INIT payloads seen go in.
 */
class SmptcpHandshake
{
  public:
    explicit SmptcpHandshake(HandshakeSettings settings);

    /// A: options of SYN number \p attempt (1 is the first)
    void AppendSyn(OptionBytes& out, unsigned attempt);
    /// B: take a SYN. \return false to refuse it
    bool OnSyn(const HandshakeOptions& syn);
    /// B: options of SYN/ACK number \p attempt to the latest SYN
    void AppendSynAck(OptionBytes& out, unsigned attempt);
    /**
     * A: take the SYN/ACK; the mode is decided, INIT1 may be due.
     * \param synAck its options
     * \param segmentSize octets of payload a segment may have; INIT1 must fit one
     * \return false to refuse
     */
    bool OnSynAck(const HandshakeOptions& synAck, std::size_t segmentSize);
    /**
     * B: take A's first segment that is not a SYN; the mode is decided, INIT2 may be due.
     * \param options its options
     * \param hasDss it carries a DSS, so that A is in MPTCP mode although its third ACK was lost (version 0 only:
     *        in version 1 the keys would be missing)
     * \param payload its payload
     * \param size octets of payload
     * \return false to refuse
     */
    bool OnThird(const HandshakeOptions& options,
                 bool hasDss,
                 const uint8_t* payload,
                 std::size_t size);
    /// A: take INIT2. \return true when it is genuine; the keys exist then
    bool OnInit2(const uint8_t* payload, std::size_t size);

    /// \return the mode once decided
    std::optional<Mode> DecidedMode() const;
    /// \return the payload of INIT1 (A) or INIT2 (B), empty when none is to be sent
    const std::vector<uint8_t>& Message() const;
    /// \return code of the CRYPT option that goes with Message()
    CryptOpcode MessageOpcode() const;
    /// A: \return true while INIT2 is awaited
    bool AwaitsInit2() const;
    /// \return the session once the keys exist
    const std::optional<TcpcryptSession>& Session() const;
    /// \return own key of MP_CAPABLE
    uint64_t LocalKey() const;
    /// \return the peer's key of MP_CAPABLE
    uint64_t RemoteKey() const;
    /**
     * Append MP_CAPABLE with both keys: third ACK of MPTCP, or first data of version 1 (RFC 8684, 3.1).
     * \param out options
     * \param dataLength octets of the first mapping, no value on a pure ACK
     * \param dssChecksum checksum of that mapping when they are in use
     */
    void AppendThirdMpCapable(OptionBytes& out,
                              std::optional<uint16_t> dataLength = std::nullopt,
                              std::optional<uint16_t> dssChecksum = std::nullopt) const;
    /// \return the version of MPTCP spoken, offered or seen so far
    MptcpVersion Version() const;
    /// \return true when the peer wants no further subflow to its initial address and port (C bit, RFC 8684, 3.1)
    bool PeerForbidsJoin() const;
    /// \return true when DSS checksums are in use: one of the two asked for them (RFC 6824 and RFC 8684, 3.1)
    bool UsesChecksum() const;

  private:
    bool ThirdProvesMptcp(const HandshakeOptions& options, bool hasDss);

    void AppendMpCapable(OptionBytes& out, const Offer& offer) const;

    HandshakeSettings m_settings;      //!< From the host
    Offer m_sent;                      //!< A: what the SYNs offered, all tries together
    Offer m_seen;                      //!< B: what the latest SYN offers
    Offer m_answered;                  //!< B: what the SYN/ACKs offered, all tries together
    std::optional<Mode> m_mode;        //!< The outcome
    TcpcryptKeyExchange m_exchange;    //!< The exchange
    std::vector<uint8_t> m_message;    //!< INIT1 or INIT2
    bool m_client{false};              //!< This is A
    uint8_t m_peerFlags{0};            //!< Flags of the peer's MP_CAPABLE
    uint64_t m_remoteKey{0};           //!< The peer's key
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_HANDSHAKE_H
