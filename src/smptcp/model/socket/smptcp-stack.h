/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_STACK_H
#define SMPTCP_STACK_H

#include "smptcp-key-store.h"
#include "smptcp-link-watch.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/smptcp-address-octets.h"
#include "ns3/smptcp-fallback-cache.h"
#include "ns3/smptcp-negotiation.h"
#include "ns3/smptcp-refusals.h"
#include "ns3/smptcp-segment-protector.h"
#include "ns3/socket.h"
#include "ns3/tcpcrypt-session-cache.h"
#include "ns3/traced-callback.h"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * What a node has once for all its sockets.
 */

namespace ns3
{

class Node;
class SmptcpScreen;
class SmptcpSocket;
class SmptcpSubflow;
class TcpCongestionOps;
class TcpL4Protocol;

namespace smptcp
{

/// Addresses and ports of a segment; IPv4 addresses are IPv4-mapped
struct FourTuple
{
    AddressOctets source{};      //!< Source address
    AddressOctets destination{}; //!< Destination address
    uint32_t ports{0};                     //!< Source port << 16 | destination port

    bool operator==(const FourTuple& o) const
    {
        return ports == o.ports && source == o.source && destination == o.destination;
    }
};

/// \param source \param destination socket addresses of one family \return their tuple
FourTuple MakeFourTuple(const Address& source, const Address& destination);
/// \param address a socket address \return its IP address, IPv4 mapped
PeerAddress MakePeerAddress(const Address& address);

/// An incoming segment as it came off the wire
struct IncomingOctets
{
    const uint8_t* octets{nullptr}; //!< Header and payload
    std::size_t size{0};            //!< Octets of both
    uint16_t tcpWindow{0};          //!< Window field of the header TCP has
};

/// Hash of a FourTuple
struct FourTupleHash
{
    std::size_t operator()(const FourTuple& tuple) const;
};

} // namespace smptcp

/// The result of the key exchange of an additional subflow
struct SmptcpSubflowKeys
{
    Address local;                   //!< Local address and port of the subflow
    Address remote;                  //!< Address and port of its peer
    bool activeOpener{false};        //!< This end sent its SYN
    smptcp::TcpcryptSession session; //!< The session
};

/**
 * \ingroup smptcp-socket
 * The node's object: capabilities of the host, tokens of its connections, random streams, and the shim below
 * TcpL4Protocol through which every outgoing segment of a subflow passes once its header is complete.
 */
class SmptcpStack : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpStack();
    ~SmptcpStack() override;

    /// \return a socket of this host: an SmptcpSocket, or ns-3's own when it has no capabilities (legacy)
    Ptr<Socket> CreateSocket();
    /// \return a new subflow with RTT estimator, congestion control and recovery as TcpL4Protocol's attributes say
    Ptr<SmptcpSubflow> CreateSubflow();
    /// \return a new congestion control for a subflow of an MPTCP or SMPTCP connection (attribute CongestionControl)
    Ptr<TcpCongestionOps> CreateCongestionControl() const;
    /// Set an attribute of every socket made from now on. \param name attribute of SmptcpSocket \param value its value
    void SetSocketAttribute(const std::string& name, const AttributeValue& value);
    /// \param factory makes every SmptcpSocket from now on, with the attributes set in it
    void SetSocketFactory(const ObjectFactory& factory);
    /// \return true when what a slow subflow holds up is sent again on a faster one
    bool UsesOpportunisticRetransmission() const;
    /// \return true when the receive buffer of a connection grows while it holds up the peer
    bool TunesReceiveBuffer() const;
    /// \return most octets it grows to
    uint32_t GetReceiveBufferMax() const;
    /// \return true when the window of a subflow that holds up the others is halved
    bool UsesPenalisation() const;

    /**
     * The link of a device of this host is lost, or there again. Devices that tell (a Wi-Fi station does) do it by
     * themselves with attribute FollowLinks; a script does it for those that do not. Connections of several paths leave
     * the addresses of a lost link: REMOVE_ADDR to the peer, and the path manager decides anew.
     * \param device the device \param up its link is there
     */
    void SetLink(Ptr<NetDevice> device, bool up);
    /// \return true when the link of \p device is known to be lost
    bool IsLinkLost(Ptr<NetDevice> device) const;

    /// Set what the host speaks. \param capabilities the protocols
    void SetCapabilities(smptcp::Capabilities capabilities);
    /// \return settings for a handshake
    smptcp::HandshakePolicy GetPolicy() const;
    /// \return how segments of this host are protected
    const smptcp::ProtectionProfile& GetProfile() const;
    /// \return size of the host's RSA key
    unsigned GetKeyBits() const;
    /// \return the host's key store
    Ptr<SmptcpKeyStore> GetKeyStore() const;
    /// Share a key store. \param store the store
    void SetKeyStore(Ptr<SmptcpKeyStore> store);
    /// \return random octets for keys and tcpcrypt's nonces
    smptcp::StreamRandomSource& KeyRandom();
    /// \return random numbers of JOINs, a stream of their own (smptcp.md 6.6)
    smptcp::StreamRandomSource& NonceRandom();
    /**
     * \param stream first stream number to use
     * \return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /// \return a fresh key whose token is unused on this host (smptcp.md 2.6)
    uint64_t MakeKey();
    /// \return keys drawn again because their token was in use
    uint64_t GetKeyRegenerations() const;
    /// Keep \p socket alive and findable until Forget.
    void Remember(Ptr<SmptcpSocket> socket);
    /// Drop what Remember and AddToken keep. \param socket the connection \param token its own token
    void Forget(Ptr<SmptcpSocket> socket, uint32_t token);
    /**
     * Take a SYN with MP_JOIN: fork a subflow of the connection its token names, or answer RST (RFC 6824 and
     * RFC 8684, 3.2). Where the SYN goes to does not matter, so no listener is needed for either end to be joined.
     * \param packet segment with its TCP header \param from its source \param to its destination
     * \return false when the SYN has no MP_JOIN or repeats one that has been taken: it is TCP's then
     */
    bool DispatchJoin(Ptr<Packet> packet, const Address& from, const Address& to);
    /// \return true when the host asks for DSS checksums
    bool GetChecksum() const;
    /// Let a JOIN find the connection. \param token own token \param socket the connection
    void AddToken(uint32_t token, Ptr<SmptcpSocket> socket);
    /// \return the connection with that token, or null
    Ptr<SmptcpSocket> FindToken(uint32_t token) const;

    /// From now on segments between these ends pass \p subflow's outgoing hook.
    void AddSubflow(const smptcp::FourTuple& tuple, SmptcpSubflow* subflow);
    /// Undo AddSubflow, unless another subflow has taken the place.
    void RemoveSubflow(const smptcp::FourTuple& tuple, SmptcpSubflow* subflow);

    /// \return a buffer of at least \p size octets for the outgoing hook; valid until the next call
    std::vector<uint8_t>& Scratch(std::size_t size);
    /// \return true when segments carry checksums (ns-3's global ChecksumEnabled when the first one passed)
    bool ChecksumEnabled();
    /**
     * \param subflow who asks, in its incoming hook
     * \param packet the segment as TCP has it
     * \return the segment as it came off the wire; valid until the next one comes
     */
    smptcp::IncomingOctets TakeIncoming(const SmptcpSubflow& subflow, Ptr<const Packet> packet);
    /// \return tcpcrypt sessions of this host that may be resumed
    smptcp::TcpcryptSessionCache& GetSessionCache();
    /// A key exchange with \p destination broke: with FallbackCache the next one starts without options.
    void RememberBroken(const smptcp::PeerAddress& destination);
    /// \return rung of the ladder of smptcp.md 3.7 that a connection to \p destination starts on
    unsigned FirstSynAttempt(const smptcp::PeerAddress& destination) const;
    /// Tell of a handshake that failed. \param socket its socket, a listener for a SYN \param why the cause
    void NoteRefused(Ptr<SmptcpSocket> socket, const std::string& why);
    /// Count a SYN that a listener of this host refuses.
    void CountRefusedSyn();
    /// \return SYNs refused by listeners of this host
    uint64_t GetRefusedSyns() const;
    /**
     * Count a JOIN SYN, or a segment to a legacy socket, that was refused.
     * \param refusal its cause \param socket the connection a JOIN SYN named, or null
     */
    void CountRefusal(smptcp::Refusal refusal, Ptr<SmptcpSocket> socket);
    /// \return what this host has refused, by cause: JOIN SYNs, and segments to legacy sockets of profile rfc5961;
    /// other refusals are counted by the connections
    const smptcp::RefusalCounters& GetRefusals() const;
    /// \return JOIN SYNs refused, whatever the cause
    uint64_t GetRefusedJoins() const;

    /// \return what to do with an RST without a valid MAC. \param mode mode of the connection
    smptcp::RstPolicy GetRstPolicy(smptcp::Mode mode) const;
    /// \return the initial sequence number of the next subflow
    uint32_t NextIsn();
    /// \return true when attribute Profile is rfc5961
    bool IsHardened() const;
    /// \return a random port to connect from, of the dynamic ones (RFC 6335, 6; RFC 6056)
    uint16_t NextEphemeralPort();
    /// \return most challenge ACKs a connection sends in a second
    uint32_t GetChallengeAckLimit() const;
    /// \return the random number of every JOIN, for tests of what a broken generator does; 0: they are random
    uint32_t GetTestJoinNonce() const;
    /// \return octets outstanding from which DSNs and data acks have 8 octets (smptcp.md 5.7)
    uint64_t GetWideThreshold() const;

    /// Sink: a new connection's mode is decided. \param socket the connection's socket \param mode its mode
    typedef void (*ModeTracedCallback)(Ptr<SmptcpSocket> socket, const std::string& mode);
    /// Sink: a handshake failed. \param socket its socket, or the listener \param why the cause
    typedef void (*RefusedTracedCallback)(Ptr<SmptcpSocket> socket, const std::string& why);
    /// Sink: a key exchange is complete
    typedef void (*KeysTracedCallback)(Ptr<SmptcpSocket> socket);
    /// Sink: the key exchange of an additional subflow is complete. \param socket its connection \param keys the result
    typedef void (*SubflowKeysTracedCallback)(Ptr<SmptcpSocket> socket, const SmptcpSubflowKeys& keys);
    /// Sink: refused. \param socket connection, or null \param id number of the subflow, 0 for none \param cause a word
    typedef void (*RefusalTracedCallback)(Ptr<SmptcpSocket> socket, uint32_t id, const std::string& cause);

    TracedCallback<Ptr<SmptcpSocket>, const std::string&> m_modeTrace; //!< Mode decided
    TracedCallback<Ptr<SmptcpSocket>> m_keysTrace;                     //!< Key exchange complete
    TracedCallback<Ptr<SmptcpSocket>, const SmptcpSubflowKeys&> m_subflowKeysTrace; //!< The same of another subflow
    TracedCallback<Ptr<SmptcpSocket>, uint32_t, const std::string&> m_segmentRefusedTrace; //!< Something refused

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    void InstallScreen();
    void OnLinkChange(Ptr<NetDevice> device, bool up);
    bool IsTokenTaken(uint32_t token) const;
    bool SpeaksMptcp() const;
    template <typename T>
    Ptr<T> CreateTcp();
    void InstallShim();
    void BeforeTcp(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination);
    smptcp::IncomingOctets CopyIncoming(Ptr<const Packet> packet);
    void Send4(Ptr<Packet> packet,
               Ipv4Address source,
               Ipv4Address destination,
               uint8_t protocol,
               Ptr<Ipv4Route> route);
    void Send6(Ptr<Packet> packet,
               Ipv6Address source,
               Ipv6Address destination,
               uint8_t protocol,
               Ptr<Ipv6Route> route);
    SmptcpSubflow* FindSender(Ptr<const Packet> packet, smptcp::FourTuple& tuple) const;
    void SetCongestionControl(TypeId type);
    TypeId GetCongestionControl() const;
    void SetSessionCacheEntries(uint32_t entries);
    uint32_t GetSessionCacheEntries() const;
    void SetNullCipher(bool value);
    void SetNullTag(bool value);
    void SetCoverWindow(bool value);
    void SetForm(std::string form);
    std::string GetForm() const;
    void SetWire(std::string wire);
    std::string GetWire() const;
    void SetMacTagOctets(uint32_t octets);
    uint32_t GetMacTagOctets() const;
    void SetSidOctets(uint32_t octets);
    uint32_t GetSidOctets() const;
    void SetSubflowKeys(bool value);
    void SetSeedLiteral(bool value);
    void CheckForm() const;
    void SetSparseMapping(uint32_t segments);
    uint32_t GetSparseMapping() const;
    void SetSynHmac(bool value);
    void SetTestIdsnLow(std::string digits);
    std::string GetTestIdsnLow() const;
    void SetHostProfile(std::string name);
    std::string GetHostProfile() const;
    void SetRstPolicy(std::string name);
    std::string GetRstPolicyName() const;
    void SetTcpcryptRstPolicy(std::string name);
    std::string GetTcpcryptRstPolicyName() const;
    void SetPrefer(std::string prefer);
    std::string GetPrefer() const;
    void SetRequire(std::string require);
    std::string GetRequire() const;

    Ptr<Node> m_node;                                    //!< The node
    Ptr<TcpL4Protocol> m_tcp;                            //!< Its TCP
    IpL4Protocol::DownTargetCallback m_down4;            //!< Where TCP's segments went before
    IpL4Protocol::DownTargetCallback6 m_down6;           //!< The same for IPv6
    smptcp::Capabilities m_capabilities{true, true, true}; //!< What the host speaks
    smptcp::Prefer m_prefer{smptcp::Prefer::ENCRYPTION}; //!< What wins between MPTCP and tcpcrypt
    smptcp::Require m_require{smptcp::Require::NONE};    //!< What the host refuses
    smptcp::ProtectionProfile m_profile;                 //!< Forms of tag and cipher
    bool m_screen{true};                                 //!< Put a SmptcpScreen below TCP
    bool m_ownPlainTcp{false};                           //!< Plain TCP, yet not with ns-3's socket
    uint32_t m_keyBits{2048};                            //!< RSA size
    Ptr<SmptcpKeyStore> m_keyStore;                      //!< Key pairs
    Ptr<SmptcpLinkWatch> m_links;                        //!< Which devices have lost their link
    bool m_followLinks{true};                            //!< Attribute FollowLinks
    smptcp::StreamRandomSource m_keyRandom;              //!< Keys and tcpcrypt nonces
    smptcp::StreamRandomSource m_nonceRandom;            //!< JOIN nonces
    std::set<Ptr<SmptcpSocket>> m_sockets;               //!< Living connections and listeners
    std::unordered_map<uint32_t, Ptr<SmptcpSocket>> m_tokens; //!< By own token
    std::unordered_map<smptcp::FourTuple, SmptcpSubflow*, smptcp::FourTupleHash>
        m_subflows;            //!< By addresses and ports of what they send
    Ptr<SmptcpSubflow> m_joinForker;       //!< Listens nowhere; subflows of incoming JOINs are forked from it
    uint32_t m_testTokenBits{32};          //!< Attribute TestTokenBits
    uint64_t m_keyRegenerations{0};        //!< Keys drawn again
    TypeId m_congestionControl;            //!< Attribute CongestionControl
    ObjectFactory m_socketFactory;         //!< Makes sockets
    bool m_opportunistic{true};            //!< Attribute OpportunisticRetransmission
    bool m_penalisation{true};             //!< Attribute Penalisation
    bool m_tunesBuffer{false};             //!< Attribute ReceiveAutotuning
    uint32_t m_bufferMax{0};               //!< Attribute ReceiveBufferMax
    bool m_checksum{false};                //!< Ask for DSS checksums
    smptcp::RefusalCounters m_refusals;    //!< JOIN SYNs refused, and what legacy sockets refuse
    smptcp::RstPolicy m_rstPolicy{smptcp::RstPolicy::PROBE};          //!< In SMPTCP mode
    smptcp::RstPolicy m_tcpcryptRstPolicy{smptcp::RstPolicy::ACCEPT}; //!< In mode TCPCRYPT
    bool m_randomIsn{false};               //!< Draw ISNs
    uint32_t m_testIsn{0};                 //!< ISN of every subflow otherwise
    uint64_t m_wideThreshold{0};           //!< Attribute TestWideThreshold
    uint32_t m_testJoinNonce{0};           //!< Attribute TestJoinNonce
    smptcp::StreamRandomSource m_isnRandom; //!< ISNs and ephemeral ports
    bool m_hardened{false};                //!< Profile = rfc5961
    uint32_t m_challengeAckLimit{0};       //!< Challenge ACKs per second and connection
    bool m_roleSwap{false};                //!< As passive opener ask for tcpcrypt's role C
    smptcp::TcpcryptSessionCache m_sessions; //!< tcpcrypt sessions to resume
    bool m_fallbackCache{false};           //!< Remember where key exchanges broke
    Time m_fallbackLifetime;               //!< How long
    smptcp::SmptcpFallbackCache m_broken;  //!< Where they broke
    TracedCallback<Ptr<SmptcpSocket>, const std::string&> m_refusedTrace; //!< Handshake failed
    uint64_t m_refusedSyns{0};             //!< SYNs refused by listeners
    std::vector<uint8_t> m_scratch;        //!< Segment under way out
    std::vector<uint8_t> m_receiveScratch; //!< Segment under way in
    smptcp::IncomingOctets m_incoming;     //!< The same, described
    std::optional<bool> m_checksums;       //!< Node::ChecksumEnabled
    const SmptcpSubflow* m_incomingFor{nullptr}; //!< Whose it is, null once taken
};

} // namespace ns3

#endif // SMPTCP_STACK_H
