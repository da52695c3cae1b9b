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
#include "ns3/tcpcrypt-session-cache.h"
#include "ns3/tcpcrypt-state.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
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
    std::function<std::shared_ptr<const RsaPrivateKey>(unsigned)> keyPair; //!< Key of so many bits, made on first use
    RandomSource* random{nullptr};                              //!< Nonces; outlives the handshake
    uint64_t localKey{0};                                       //!< ka or kb
    ProtectionProfile profile{};                                //!< tcpcrypt's form and variants of the host
    bool checksum{false};                                       //!< Ask for DSS checksums
    bool initiator{false};                                      //!< This is A, the sender of the first SYN
    bool appSupport{false};                                     //!< Announce application support (tcpcrypt.md section 3)
    unsigned firstAttempt{1};                                   //!< A: rung of the ladder of 3.7 to start on
    std::vector<PublicCipher> pkconf{};                         //!< Own public-key list; empty: DefaultPkconf
    std::vector<SymmetricCipher> symmetric{};                   //!< Own symmetric list; empty: DefaultSymmetricCiphers
    std::optional<TcpcryptSession> resume{};                    //!< A: cached session to propose
    std::function<std::optional<TcpcryptSession>(const SessionName&)> findSession{}; //!< B: take a cached session
};

/**
 * \ingroup smptcp-mptcp
 * Negotiation and key exchange of one connection (smptcp.md section 3, tcpcrypt.md section 3): options to send come
 * out, options and INIT payloads seen go in. A is the active opener and B the passive one; who is role C, the sender of
 * INIT1, is another matter. What does not fit the state is ignored; false means refuse, Cause() says why.
 */
class SmptcpHandshake
{
  public:
    explicit SmptcpHandshake(HandshakeSettings settings);

    /// Hear of every change of state from now on. \param observer called with the new state; empty to stop
    void SetObserver(std::function<void(TcpcryptState)> observer);

    /// A: options of SYN number \p attempt (1 is the first)
    void AppendSyn(OptionBytes& out, unsigned attempt);
    /**
     * B: take a SYN; a repeated one is handled as new until the third segment has decided. A: simultaneous open, both
     * go on as TCP (smptcp.md 3.8).
     * \return false to refuse it
     */
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
    /// A: PKCONF for the third segment, a bare ACK, while INIT1 is awaited; nothing otherwise
    void AppendThirdPkconf(OptionBytes& out) const;
    /**
     * B: take A's first segment that is not a SYN; the mode is decided, INIT2 may be due, or INIT1 after a role swap.
     * \param options its options
     * \param hasDss it carries a DSS, so that A is in MPTCP mode although its third ACK was lost (version 0 only:
     *        in version 1 the keys would be missing)
     * \param payload its payload
     * \param size octets of payload
     * \param segmentSize octets of payload a segment may have; INIT1 must fit one
     * \return false to refuse
     */
    bool OnThird(const HandshakeOptions& options,
                 bool hasDss,
                 const uint8_t* payload,
                 std::size_t size,
                 std::size_t segmentSize = SIZE_MAX);
    /// B: a segment had a right MAC under OfferedSession(): that session is the connection's.
    void OnResumed();
    /// Role S after a swap: take INIT1; INIT2 is due. \return false to refuse
    bool OnInit1(const uint8_t* payload, std::size_t size);
    /// Role C: take INIT2; the keys exist then. \return false to refuse
    bool OnInit2(const uint8_t* payload, std::size_t size);
    /**
     * The peer's first payload has neither INIT1, INIT2 nor MAC: back to TCP where no INIT1 has been sent.
     * \return false to refuse
     */
    bool OnClearData(const uint8_t* payload, std::size_t size);
    /// The peer has proved by a right MAC that it has the keys.
    void OnConfirmed();
    /// The attempt has ended from outside, by RST or a timer. \param how in words; Cause() adds what was awaited
    void OnAbandoned(const std::string& how);

    /// \return the mode once decided
    std::optional<Mode> DecidedMode() const;
    /// \return where tcpcrypt stands
    TcpcryptState State() const;
    /// \return why it was refused or led to less than this end offered; empty when there is nothing to say
    const std::string& Cause() const;
    /// \return the payload of INIT1 or INIT2, empty when none is to be sent
    const std::vector<uint8_t>& Message() const;
    /// \return code of the CRYPT option that goes with Message()
    CryptOpcode MessageOpcode() const;
    /// Append the options of the segment of Message(): CRYPT, and in mode STACKED MP_CAPABLE with both keys beside INIT1
    void AppendMessageOptions(OptionBytes& out) const;
    /// \return true while INIT2 is awaited
    bool AwaitsInit2() const;
    /// A: \return true while INIT1 is awaited, the roles being swapped
    bool AwaitsInit1() const;
    /// B: \return the session accepted by the latest NEXTK2 while the third segment is awaited
    const std::optional<TcpcryptSession>& OfferedSession() const;
    /// B: \return true when tcpcrypt has been answered, so that A may believe in it whatever B has decided
    bool HasAnsweredCrypt() const;
    /// \return true when this end announced application support
    bool LocalAppSupport() const;
    /// \return true when the peer did
    bool RemoteAppSupport() const;
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
    void SetState(TcpcryptState state);
    bool Refuse(const std::string& cause);
    void Decide(Mode mode, const std::string& cause);
    void NoteCrypt(const std::optional<CryptOption>& crypt);
    std::vector<PublicCipher> OwnPkconf() const;
    uint8_t Application(TcpcryptRole role) const;
    TcpcryptSession WithApplication(TcpcryptSession session) const;
    bool LooksInit1(const uint8_t* payload, std::size_t size) const;
    std::optional<std::vector<uint8_t>> PrepareInit1(const std::vector<PublicCipher>& pkconf, std::size_t segmentSize);
    bool AnswerInit1(const uint8_t* payload, std::size_t size);
    void SendInit1(std::vector<uint8_t> init1);
    bool ThirdProvesMptcp(const HandshakeOptions& options, bool hasDss);

    void AppendMpCapable(OptionBytes& out, const Offer& offer) const;

    HandshakeSettings m_settings;      //!< From the host
    Offer m_sent;                      //!< A: what the SYNs offered, all tries together
    Offer m_seen;                      //!< B: what the latest SYN offers
    Offer m_answered;                  //!< B: what the SYN/ACKs offered, all tries together
    std::optional<Mode> m_mode;        //!< The outcome
    Offer m_latestAnswer;              //!< B: what the latest SYN/ACK offered
    TcpcryptState m_state{TcpcryptState::CLOSED};      //!< Where tcpcrypt stands
    std::function<void(TcpcryptState)> m_observer;     //!< Hears of changes
    std::string m_cause;               //!< Why less than offered came out
    TcpcryptKeyExchange m_exchange;    //!< The exchange
    std::optional<TcpcryptSession> m_session; //!< The session, new or cached
    std::optional<TcpcryptSession> m_offered; //!< B: cached session that NEXTK1 named
    SessionName m_offeredName{};       //!< B: its name
    std::vector<uint8_t> m_message;    //!< INIT1 or INIT2
    bool m_client{false};              //!< This is A
    bool m_roleC{false};               //!< This end sends INIT1
    bool m_remoteAppSupport{false};    //!< The peer announced application support
    uint8_t m_peerFlags{0};            //!< Flags of the peer's MP_CAPABLE
    uint64_t m_remoteKey{0};           //!< The peer's key
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_HANDSHAKE_H
