/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SOCKET_H
#define SMPTCP_SOCKET_H

#include "mptcp-address-book.h"
#include "mptcp-path-manager.h"
#include "smptcp-stack.h"
#include "smptcp-subflow.h"

#include "ns3/event-id.h"
#include "ns3/mptcp-data-receiver.h"
#include "ns3/mptcp-data-sender.h"
#include "ns3/mptcp-scheduler.h"
#include "ns3/smptcp-handshake.h"
#include "ns3/tcp-socket.h"
#include "ns3/traced-callback.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * The socket an application holds.
 */

namespace ns3
{

/// What is known of one subflow, for reports
struct SmptcpSubflowReport
{
    uint32_t id{0};              //!< 1 is the initial subflow
    Address local;               //!< Local address and port
    Address remote;              //!< Address and port of the peer
    uint64_t bytesSent{0};       //!< Payload sent first time, octets
    uint64_t bytesReceived{0};   //!< Payload received, octets
    uint64_t retransmissions{0}; //!< Segments sent again
    uint64_t macFailures{0};     //!< Segments refused for a wrong or missing MAC
    uint64_t challengeAcks{0};   //!< Challenge ACKs sent (profile rfc5961)
    smptcp::RefusalCounters refusals; //!< Everything refused on it, by cause
    std::vector<uint8_t> sessionId; //!< tcpcrypt's session id of its own key exchange, empty without one
};

/**
 * \ingroup smptcp-socket
 * A connection as the application sees it: one stream each way over one or more subflows. In modes TCP and TCPCRYPT it
 * hands everything to its only subflow; in MPTCP, SMPTCP and STACKED it owns the data sequence space.
 */
class SmptcpSocket : public TcpSocket, private MptcpFlowSource
{
    friend class SmptcpSubflow; // hands it to its congestion control as an MptcpFlowSource

  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpSocket();
    SmptcpSocket(const SmptcpSocket& other);
    ~SmptcpSocket() override;

    /// \param stack the node's object \param node the node
    void SetStack(Ptr<SmptcpStack> stack, Ptr<Node> node);

    // What reports and the key log ask
    /// \return the mode, or no value while it is open
    std::optional<smptcp::Mode> GetMode() const;
    /// \return the tcpcrypt session, or no value without keys
    const std::optional<smptcp::TcpcryptSession>& GetSession() const;
    /// \return tcpcrypt's session id, 20 octets (32 in form B), empty without keys; an application may compare it (smptcp.md 1.3)
    std::vector<uint8_t> GetSessionId() const;
    /// \return true for the end that sent the first SYN
    bool IsActiveOpener() const;
    /// \return where tcpcrypt's handshake stands
    smptcp::TcpcryptState GetCryptState() const;
    /**
     * \return why the handshake failed, or led to less than this end offered; empty when there is nothing to say. After
     *         ConnectionFailed this names the cause.
     */
    std::string GetHandshakeCause() const;
    /// \return true when this end announced application support to tcpcrypt's peer (attribute AppSupport)
    bool GetLocalAppSupport() const;
    /// \return true when the peer announced it
    bool GetRemoteAppSupport() const;
    /// \return one entry for each subflow that was ever up
    std::vector<SmptcpSubflowReport> GetSubflowReports() const;
    /// \return JOINs refused for a wrong HMAC
    uint64_t GetJoinHmacFailures() const;
    /// \return ADD_ADDRs refused for a wrong HMAC
    uint64_t GetAddAddrHmacFailures() const;
    /// \return what this connection has refused, on all its subflows together, by cause
    const smptcp::RefusalCounters& GetRefusals() const;
    /// \return JOINs of the peer, or of somebody who names its token, whose third segment has not come
    uint32_t GetHalfOpenJoins() const;
    /// \return octets held out of order at connection level
    uint32_t GetOutOfOrderOctets() const;
    /// \return true when the connection has ended, or failed
    bool IsOver() const;
    /// \return true when an MPTCP connection has fallen back to TCP after its handshake; GetMode says TCP then
    bool HasFallenBack() const;
    /// \return version of MPTCP spoken or offered
    smptcp::MptcpVersion GetMptcpVersion() const;

    // What a script may ask for
    /// Use a path manager that is set up already instead of one of attribute PathManager. \param manager it; before Connect
    void SetPathManager(Ptr<MptcpPathManager> manager);
    /**
     * End the connection at once: MP_FASTCLOSE in MPTCP and SMPTCP mode (RFC 6824 and RFC 8684, 3.5; smptcp.md 7.5),
     * RST otherwise. The peer's application gets an error.
     */
    void Abort();
    /**
     * Make a subflow a backup or a regular one, and tell the peer by MP_PRIO (RFC 6824 and RFC 8684, 3.3.8).
     * \param id number of the subflow \param backup backup or regular
     * \return false when there is no such subflow
     */
    bool SetSubflowBackup(uint32_t id, bool backup);
    /**
     * Stop using a local address: REMOVE_ADDR to the peer (RFC 6824 and RFC 8684, 3.4.2), its subflows are reset.
     * \param local IP address (port ignored)
     * \return false when it is no address of this host
     */
    bool WithdrawAddress(const Address& local);
    /// A device of this host has lost its link, or has it again (SmptcpStack::SetLink). \param up it is there
    void OnLinkChange(Ptr<NetDevice> device, bool up);
    /// Announce a local address by ADD_ADDR. \param local IP address (port ignored) \return false when unknown
    bool AnnounceAddress(const Address& local);
    /// Reset one subflow; its data goes elsewhere. \param id its number \return false when there is none
    bool ResetSubflow(uint32_t id);

    // Socket
    enum SocketErrno GetErrno() const override;
    enum SocketType GetSocketType() const override;
    Ptr<Node> GetNode() const override;
    int Bind() override;
    int Bind6() override;
    int Bind(const Address& address) override;
    int Connect(const Address& address) override;
    int Listen() override;
    int Close() override;
    int ShutdownSend() override;
    int ShutdownRecv() override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    int SendTo(Ptr<Packet> packet, uint32_t flags, const Address& to) override;
    uint32_t GetTxAvailable() const override;
    uint32_t GetRxAvailable() const override;
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& from) override;
    int GetSockName(Address& address) const override;
    int GetPeerName(Address& address) const override;
    void BindToNetDevice(Ptr<NetDevice> device) override;
    bool SetAllowBroadcast(bool allow) override;
    bool GetAllowBroadcast() const override;

    // What a subflow reports and asks. Not for applications.
    /// \return the node's object
    Ptr<SmptcpStack> GetStack() const;
    /// \return the data ack to send
    uint64_t GetDataAck() const;
    /// \return octets the peer may send beyond the data ack
    uint32_t GetReceiveWindow() const;
    /// \return lowest DSN not data-acked, the reference for 4-octet data acks
    uint64_t GetSendReference() const;
    /// \return true when there are octets that the peer's window lets go on some subflow
    bool HasSendable() const;
    /// \return JOIN keys of the connection
    smptcp::JoinKeys GetJoinKeys() const;
    /// \return token of the peer
    uint32_t GetRemoteToken() const;
    /**
     * \param syn option of a JOIN SYN with this connection's token
     * \param options its other options that matter
     * \param from where it came from
     * \return why it is refused, or no value when the subflow may join
     */
    std::optional<smptcp::Refusal> JudgeJoin(const smptcp::MpJoinSyn& syn,
                                             const smptcp::HandshakeOptions& options,
                                             const Address& from);
    /// Something was refused. \param subflow number of the subflow it came on, 0 for none \param refusal the cause
    void OnSegmentRefused(uint32_t subflow, smptcp::Refusal refusal);
    /// \return MAC failures in a row that make a subflow suspect (smptcp.md 8.2)
    uint32_t GetMacFailureLimit() const;
    /// The peer of \p subflow shows no valid MAC: the subflow ends, and with the last one the connection.
    void OnSubflowFailed(SmptcpSubflow& subflow, const std::string& cause);
    /// A mapping came. \param wide its DSN has 8 octets: the peer wants data acks of 8 octets, too (smptcp.md 5.7)
    void OnMappingWidth(bool wide);
    /// \return true when more is outstanding than DSNs of 4 octets can tell apart
    bool NeedsWideDsn() const;
    /// \return true when data acks are to have 8 octets
    bool NeedsWideDataAck() const;
    /// \return true when the application has closed, and not merely ended its own direction
    bool IsClosed() const;
    /// The initial subflow has settled the mode, and the keys if it has any.
    void OnModeSettled(SmptcpSubflow& subflow,
                       smptcp::Mode mode,
                       const smptcp::SmptcpHandshake& handshake);
    /// The key exchange has begun: its end must come within CryptHandshakeTimeout.
    void OnExchangeBegun();
    /// The handshake of \p subflow has been ended by the peer or the path. \param how in words
    void OnAbandoned(SmptcpSubflow& subflow, const std::string& how);
    /// The listener refuses a SYN. \param why the cause
    void OnSynRefused(const std::string& why);
    /// The handshake's last step is done: data may flow.
    void OnReady(SmptcpSubflow& subflow);
    /// \return true when DSS checksums are in use
    bool UsesChecksum() const;
    /// \return true when the peer wants no further subflow to its initial address
    bool PeerForbidsJoin() const;
    /// \return DSN of the first octet the peer sends
    uint64_t GetFirstDsn() const;
    /// The peer answered a JOIN with RST.
    void OnJoinRefused(SmptcpSubflow& subflow);
    /**
     * MPTCP options do not get through on \p subflow: go on as TCP when it is the only one and its stream is the
     * connection's (RFC 6824, 3.6; RFC 8684, 3.7), or else reset it.
     */
    void FallBack(SmptcpSubflow& subflow, const std::string& why);
    /// The peer has fallen back: DSS with data-level length 0.
    void OnInfiniteMapping(SmptcpSubflow& subflow);
    /// MP_FAIL arrived.
    void OnFail(SmptcpSubflow& subflow, const smptcp::MpFail& fail);
    /// MP_FASTCLOSE arrived. \param reset on a RST, which is not answered
    void OnFastclose(SmptcpSubflow& subflow, const smptcp::MpFastclose& fastclose, bool reset);
    /// MP_PRIO arrived on \p subflow.
    void OnPrio(SmptcpSubflow& subflow, const smptcp::MpPrio& prio);
    /// REMOVE_ADDR arrived.
    void OnRemoveAddr(const smptcp::RemoveAddr& removed);
    /// A new address of the peer, or one fewer: the path manager decides again.
    void OnRemoteAddressesChanged();
    /// \return addresses of both ends and what is announced
    const MptcpAddressBook& GetAddressBook() const;
    /// The peer has proved that it holds the keys and is in the same mode.
    void OnPeerConfirmed(SmptcpSubflow& subflow);
    /// The key exchange of an additional subflow is complete.
    void OnSubflowKeys(SmptcpSubflow& subflow);
    /// \return how long a key exchange may take
    Time GetCryptTimeout() const;
    /// An additional subflow is up.
    void OnJoined(SmptcpSubflow& subflow);
    /// A data ack arrived. \param ack 64-bit \param window octets beyond it
    void OnDataAck(uint64_t ack, uint32_t window);
    /// DATA_FIN arrived. \param dsn its DSN
    void OnDataFin(uint64_t dsn);
    /// ADD_ADDR arrived.
    void OnAddAddr(const smptcp::SegmentOptions& options);
    /// A segment has been processed: send what became possible.
    void OnAdvance();
    /// The congestion window of a subflow changes. \param id its number \param before octets \param now octets
    void OnWindowChange(uint32_t id, uint32_t before, uint32_t now);
    /// The slow start threshold of a subflow changes. \param id its number \param before octets \param now octets
    void OnThresholdChange(uint32_t id, uint32_t before, uint32_t now);
    /// The round-trip time of a subflow changes. \param id its number \param before time \param now time
    void OnRttChange(uint32_t id, Time before, Time now);
    /// A subflow's retransmission timer fired.
    void OnTimeout(SmptcpSubflow& subflow);
    /// The handshake was refused. \param why the cause
    void OnRefused(SmptcpSubflow& subflow, const std::string& why);
    /// A listener forked \p subflow for a new connection. \return its socket
    /// \param syn handshake options of the SYN \param peer where it came from
    Ptr<SmptcpSocket> Adopt(Ptr<SmptcpSubflow> subflow, const smptcp::HandshakeOptions& syn, const Address& peer);
    /// A listener forked \p subflow for a JOIN of this connection.
    void AdoptJoin(Ptr<SmptcpSubflow> subflow,
                   const smptcp::MpJoinSyn& syn,
                   const smptcp::HandshakeOptions& options,
                   const Address& local);
    /// The subflow's TCP is closed for good.
    void OnSubflowGone(Ptr<Socket> socket);
    /// \return settings of a new handshake
    smptcp::HandshakeSettings MakeHandshakeSettings();
    /// \return key exchange of an additional subflow, null unless each has one. \param initiator this end sends the SYN
    std::shared_ptr<smptcp::SmptcpHandshake> MakeSubflowExchange(bool initiator) const;
    /// Open a subflow. \return false when it cannot be
    /// \param backup ask for a backup subflow
    bool OpenSubflow(const Address& local,
                     Ptr<NetDevice> device,
                     const Address& remote,
                     uint8_t addressId,
                     bool backup = false);
    /// \return local and remote addresses of living subflows
    std::vector<std::pair<Address, Address>> GetSubflowAddresses() const;
    /// Send a control option on its own. \return false when no subflow can carry it
    bool SendControl(const smptcp::OptionBytes& control);

    /// Sink: subflow up or down. \param id its number
    typedef void (*SubflowTracedCallback)(uint32_t id, const Address& local, const Address& remote);
    /// Sink: mode settled. \param mode its name
    typedef void (*ModeTracedCallback)(const std::string& mode);
    /// Sink: tcpcrypt's handshake moves on. \param state name of the new state
    typedef void (*CryptStateTracedCallback)(const std::string& state);
    /// Sink: data ack. \param ack 64-bit data ack
    typedef void (*DataAckTracedCallback)(uint64_t ack);
    /// Sink: a cause in words. \param text the cause
    typedef void (*TextTracedCallback)(const std::string& text);
    /// Sink: refused. \param id number of the subflow, 0 for none \param cause one word with hyphens
    typedef void (*RefusalTracedCallback)(uint32_t id, const std::string& cause);
    /// Sink: octets of a subflow. \param id its number \param before octets before \param now octets now
    typedef void (*OctetsTracedCallback)(uint32_t id, uint32_t before, uint32_t now);
    /// Sink: round-trip time of a subflow. \param id its number \param before time before \param now time now
    typedef void (*RttTracedCallback)(uint32_t id, Time before, Time now);
    /// Sink: octets out of order can be read. \param octets how many \param waited how long they have waited
    typedef void (*WaitTracedCallback)(uint32_t octets, Time waited);
    /// Sink: a decision. \param id subflow, 0 to wait \param dsn DSN \param size octets \param why one word
    typedef void (*DecisionTracedCallback)(uint32_t id, uint64_t dsn, uint32_t size, const std::string& why);
    /// Sink: scheduler's choice or mapping. \param id subflow \param dsn DSN \param size octets
    typedef void (*MappingTracedCallback)(uint32_t id, uint64_t dsn, uint32_t size);

  protected:
    void DoDispose() override;

  private:
    // TcpSocket's attributes
    void SetSndBufSize(uint32_t size) override;
    uint32_t GetSndBufSize() const override;
    void SetRcvBufSize(uint32_t size) override;
    uint32_t GetRcvBufSize() const override;
    void SetSegSize(uint32_t size) override;
    uint32_t GetSegSize() const override;
    void SetInitialSSThresh(uint32_t threshold) override;
    uint32_t GetInitialSSThresh() const override;
    void SetInitialCwnd(uint32_t cwnd) override;
    uint32_t GetInitialCwnd() const override;
    void SetConnTimeout(Time timeout) override;
    Time GetConnTimeout() const override;
    void SetSynRetries(uint32_t count) override;
    uint32_t GetSynRetries() const override;
    void SetDataRetries(uint32_t retries) override;
    uint32_t GetDataRetries() const override;
    void SetDelAckTimeout(Time timeout) override;
    Time GetDelAckTimeout() const override;
    void SetDelAckMaxCount(uint32_t count) override;
    uint32_t GetDelAckMaxCount() const override;
    void SetTcpNoDelay(bool noDelay) override;
    bool GetTcpNoDelay() const override;
    void SetPersistTimeout(Time timeout) override;
    Time GetPersistTimeout() const override;

    bool IsMultipath() const;
    bool IsProxy() const;
    Ptr<SmptcpSubflow> MakeSubflow();
    void Attach(Ptr<SmptcpSubflow> subflow);
    void Remove(Ptr<Socket> subflow);
    void AddReport(const SmptcpSubflow& subflow);
    void NoteLoss(const SmptcpSubflow& subflow);
    void GiveUpSwallowing(SmptcpSubflow& subflow);
    static void FillReport(SmptcpSubflowReport& report, const SmptcpSubflow& subflow);
    void StartPaths();
    Ptr<SmptcpSubflow> Initial() const;
    Ptr<SmptcpSubflow> BestSubflow() const;
    void BeginConnection(Ptr<SmptcpSubflow> subflow, const smptcp::HandshakeOptions* syn, const Address& peer);
    void FillExchangeSettings(smptcp::HandshakeSettings& settings) const;
    void UseSessionCache(smptcp::HandshakeSettings& settings);
    void DropTicket(bool keysUsed);
    Ptr<SmptcpSubflow> FindSubflow(uint32_t id) const;
    void LeaveAddress(uint8_t id, const Address& local);
    void OnOwnAddressesChanged();
    bool CanFallBack(const SmptcpSubflow& subflow) const;
    bool ReadOnce(SmptcpSubflow& subflow, bool& readable);
    void ResetForChecksum(SmptcpSubflow& subflow, uint64_t dsn);
    void FallBackForChecksum(SmptcpSubflow& subflow, uint64_t dsn);
    smptcp::MpFastclose MakeFastclose(bool ours) const;
    void OnFastcloseTimer();
    void AbortSubflows(const smptcp::OptionBytes& option = smptcp::OptionBytes());
    bool HasWorkingSubflow() const;
    void CheckSubflows(bool cut);
    void OnOrphanTimeout();
    void StopPaths();
    void ArmAckTimer();
    void OnAckTimer();
    Time ShortestAckInterval() const;
    void ConnectAtStart(Address address);
    void OnCryptTimer();
    void ArmProbe();
    void StartDataSpaces(const smptcp::SmptcpHandshake& handshake, smptcp::Mode mode);
    void FlushToProxy();
    void SchedulePush();
    void Push();
    bool PushOne();
    bool PushAgain();
    bool PushFresh();
    uint32_t DescribePaths(uint32_t except, const SmptcpSubflow* slow, Time below);
    Ptr<SmptcpSubflow> SelectSubflow(uint32_t size, bool again);
    bool Rescue();
    bool GiveAgain(SmptcpSubflow& subflow, const smptcp::DataChunk& chunk, const std::string& why);
    const MptcpFlows& GetFlows() const override;
    void SetScheduler(TypeId type);
    TypeId GetScheduler() const;
    bool GiveNew(SmptcpSubflow& subflow, uint32_t size);
    bool HandOver(SmptcpSubflow& subflow, smptcp::DataChunk chunk);
    uint32_t RunSize(const SmptcpSubflow& subflow, uint32_t first) const;
    uint32_t FreshNonce() const;
    bool UsesSynHmac() const;
    bool HasJoinSlot(bool active, bool stranger) const;
    void SendFinIfDue();
    void OnFinTimer();
    void OnProbeTimer();
    void AnnounceWindow();
    void TuneReceiveBuffer(uint32_t octets);
    bool IsSendBufferFull() const;
    void StartReceiver(uint64_t idsn);
    void ReadSubflow(Ptr<Socket> socket);
    void DeliverEnd();
    void FinishIfDone();
    void CloseSubflows();
    void Finish(bool error);
    void OnSubflowSend(Ptr<Socket> socket, uint32_t room);
    void OnSubflowDataSent(Ptr<Socket> socket, uint32_t size);
    void OnSubflowNormalClose(Ptr<Socket> socket);
    void OnSubflowErrorClose(Ptr<Socket> socket);
    void OnSubflowConnectFailed(Ptr<Socket> socket);
    void OnSubflowLost(Ptr<Socket> socket);
    bool AcceptRequest(Ptr<Socket> socket, const Address& from);

    /// Life of the socket towards the application
    enum class State : uint8_t
    {
        CLOSED,
        LISTENING,
        CONNECTING, //!< SYN sent or received, mode or keys open
        OPEN,       //!< Data may flow
        DONE,       //!< Over
    };

    Ptr<SmptcpStack> m_stack;                             //!< The node's object
    Ptr<Node> m_node;                                     //!< The node
    State m_state{State::CLOSED};                         //!< Life
    mutable SocketErrno m_errno{ERROR_NOTERROR};          //!< Last error
    SmptcpSubflowParameters m_parameters;                 //!< TcpSocket's attributes
    TypeId m_schedulerType;                               //!< Attribute Scheduler
    Time m_cryptTimeout;                                  //!< Attribute CryptHandshakeTimeout
    uint32_t m_maxSubflows{8};                            //!< Attribute MaxSubflows
    Ptr<MptcpScheduler> m_scheduler;                      //!< Scheduler
    std::vector<Ptr<SmptcpSubflow>> m_subflows;           //!< Living subflows; a listener has one
    std::vector<SmptcpSubflowReport> m_reports;           //!< Subflows that were ever up
    std::vector<MptcpPathState> m_pathStates;             //!< Input of the scheduler, kept for its memory
    std::vector<Ptr<SmptcpSubflow>> m_pathSubflows;       //!< The subflows they describe
    mutable MptcpFlows m_flows;                           //!< What congestion control sees, kept for its memory
    std::vector<uint8_t> m_octets;                        //!< Octets being encrypted or decrypted, kept for its memory
    uint32_t m_nextSubflowId{1};                          //!< Number of the next subflow
    std::shared_ptr<smptcp::SmptcpHandshake> m_handshake; //!< Initial handshake
    std::optional<smptcp::Mode> m_mode;                   //!< Mode once settled
    std::optional<smptcp::TcpcryptSession> m_session;     //!< Keys
    smptcp::DataSender m_sender;                          //!< Sending half
    smptcp::DataReceiver m_receiver;                      //!< Receiving half
    std::optional<smptcp::StreamCipher> m_decrypt;        //!< Receiving cipher, by DSN
    std::shared_ptr<smptcp::StreamCipher> m_encrypt;      //!< Sending cipher, by DSN
    uint32_t m_maxHalfOpenJoins{4};                       //!< Attribute MaxHalfOpenJoins
    bool m_probeOnRemoveAddr{true};                        //!< Attribute ProbeOnRemoveAddr
    TypeId m_pathManagerType;                             //!< Attribute PathManager
    Time m_reconnectTimeout;                              //!< Attribute ReconnectTimeout
    MptcpAddressBook m_addresses;                         //!< Addresses of both ends
    Ptr<MptcpPathManager> m_paths;                        //!< Decides on additional subflows
    bool m_activeOpener{false};                           //!< It sent the first SYN
    bool m_appSupport{false};                             //!< Attribute AppSupport
    smptcp::PeerAddress m_peerAddress{};                  //!< The peer, as the caches know it
    smptcp::TcpcryptSessionCache::Ticket m_ticket{0};     //!< Cached session this connection has taken, 0: none
    std::string m_cause;                                  //!< Why the handshake failed
    bool m_shutdownSend{false};                           //!< No more data from the application
    bool m_shutdownRecv{false};                           //!< The application reads no more
    bool m_closed{false};                                 //!< The application has closed
    bool m_endDelivered{false};                           //!< End of the peer's stream told to the application
    bool m_confirmed{false};                              //!< The peer has proved the keys
    bool m_closingSubflows{false};                        //!< Both DATA_FINs done
    uint32_t m_token{0};                                  //!< Own token
    mutable uint32_t m_lastWindow{0};                     //!< Window last announced
    Time m_roundSince;                                    //!< When the round began that ReceiveAutotuning measures
    uint32_t m_roundRead{0};                              //!< Octets read in it
    bool m_writeRefused{false};                           //!< The application's latest write did not fit
    bool m_fallback{false};                               //!< MPTCP has fallen back to TCP
    bool m_failSent{false};                               //!< MP_FAIL has been sent
    std::map<uint32_t, uint64_t> m_upSince;               //!< Joined subflows: lowest DSN not acked when they came up
    unsigned m_fruitless{0};                              //!< Joined subflows lost since the last data ack that was new
    unsigned m_swallowed{0};                              //!< Subflows on which octets that TCP acknowledged never arrived
    bool m_joinRefused{false};                            //!< The peer does not know the token any more
    bool m_spaceFreed{false};                             //!< The application may send more
    bool m_peerWide{false};                               //!< The peer's latest mapping had a DSN of 8 octets
    uint32_t m_macFailureLimit{8};                        //!< Attribute MacFailureLimit
    smptcp::RefusalCounters m_refusals;                   //!< What has been refused
    std::set<uint32_t> m_joinNonces;                      //!< Own random numbers of the JOINs that came to an end
    std::deque<uint32_t> m_synNonces;                     //!< The peer's, of the latest JOIN SYNs (V-SYNHMAC)
    Address m_localName;                                  //!< Of the initial subflow
    Address m_peerName;                                   //!< Of the initial subflow
    EventId m_pushEvent;                                  //!< Push in this instant
    bool m_pushFollows{false};                            //!< Who calls the application will push afterwards
    EventId m_finTimer;                                   //!< DATA_FIN again
    EventId m_probeTimer;                                 //!< Connection-level window probe
    EventId m_cryptTimer;                                 //!< CryptHandshakeTimeout
    EventId m_orphanTimer;                                //!< ReconnectTimeout
    EventId m_ackTimer;                                   //!< Data-level retransmission
    unsigned m_fastcloseTries{0};                         //!< MP_FASTCLOSEs sent
    uint64_t m_ackMark{0};                                //!< Lowest DSN not acked when m_ackTimer was set
    Time m_ackInterval;                                   //!< Current interval of m_ackTimer
    Time m_finInterval;                                   //!< Current interval of m_finTimer
    Time m_probeInterval;                                 //!< Current interval of m_probeTimer

    TracedCallback<const std::string&> m_modeTrace;                             //!< Mode settled
    TracedCallback<uint32_t, const Address&, const Address&> m_subflowUpTrace;   //!< Subflow up
    TracedCallback<uint32_t, const Address&, const Address&> m_subflowDownTrace; //!< Subflow down
    TracedCallback<uint32_t, uint64_t, uint32_t> m_mappingTrace;                 //!< Mapping sent
    TracedCallback<uint32_t, uint64_t, uint32_t, const std::string&> m_decisionTrace; //!< What the scheduler decided
    TracedCallback<uint32_t, uint32_t, uint32_t> m_windowTrace;                  //!< Congestion window of a subflow
    TracedCallback<uint32_t, uint32_t, uint32_t> m_thresholdTrace;               //!< Slow start threshold of a subflow
    TracedCallback<uint32_t, Time, Time> m_rttTrace;                             //!< Round-trip time of a subflow
    TracedCallback<uint32_t, Time> m_waitTrace;                                  //!< Octets waited for earlier ones
    TracedCallback<uint64_t> m_dataAckTrace;                                     //!< Data ack received
    TracedCallback<const std::string&> m_refusedTrace;                           //!< Refused, with the cause
    TracedCallback<const std::string&> m_fallbackTrace;                          //!< Fallen back, with the cause
    TracedCallback<uint32_t, const std::string&> m_segmentRefusedTrace;          //!< Segment or option refused
    TracedCallback<const std::string&> m_downgradedTrace;                        //!< Less than offered, with the cause
    TracedCallback<const std::string&> m_cryptStateTrace;                        //!< New state of tcpcrypt's handshake
};

} // namespace ns3

#endif // SMPTCP_SOCKET_H
