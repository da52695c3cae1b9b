/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SUBFLOW_H
#define SMPTCP_SUBFLOW_H

#include "hardened-tcp-socket.h"
#include "smptcp-instance-type.h"
#include "ns3/smptcp-segment-options.h"
#include "smptcp-stack.h"

#include "ns3/mptcp-coupled.h"
#include "ns3/mptcp-data-sender.h"
#include "ns3/mptcp-join.h"
#include "ns3/mptcp-mapping.h"
#include "ns3/smptcp-handshake.h"
#include "ns3/smptcp-option-planner.h"
#include "ns3/smptcp-refusals.h"
#include "ns3/tcp-socket-base.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * One TCP connection below an SmptcpSocket.
 */

namespace ns3
{

class SmptcpSocket;

/// What an application sets on its socket and every subflow inherits (attributes of ns3::TcpSocket)
struct SmptcpSubflowParameters
{
    uint32_t sndBufSize{131072};               //!< Send buffer, octets
    uint32_t rcvBufSize{131072};               //!< Receive buffer, octets
    uint32_t segmentSize{536};                 //!< Largest payload wanted, octets
    uint32_t initialSsThresh{UINT32_MAX};      //!< Initial slow start threshold
    uint32_t initialCwnd{10};                  //!< Initial window, segments
    Time connTimeout{Seconds(3)};              //!< First SYN timeout
    uint32_t synRetries{6};                    //!< SYN attempts
    uint32_t dataRetries{6};                   //!< Data retransmission attempts
    Time delAckTimeout{MilliSeconds(200)};     //!< Delayed ACK timeout
    uint32_t delAckCount{2};                   //!< Segments per delayed ACK
    bool noDelay{true};                        //!< Nagle off
    Time persistTimeout{Seconds(6)};           //!< First zero-window probe
};

/**
 * \ingroup smptcp-socket
 * A subflow: ns-3's TCP with two hooks. Outgoing() touches every segment once its header is complete,
 * DoForwardUp() every segment before TCP sees it. Windows, retransmission, RTT, SACK and congestion control are
 * those of the base class.
 */
class SmptcpSubflow : public smptcp::InstanceType<HardenedTcpSocket, SmptcpSubflow>
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpSubflow();
    SmptcpSubflow(const SmptcpSubflow& other);
    ~SmptcpSubflow() override;

    /// \param owner the socket above \param id number of the subflow in it, 1 is the initial one
    void SetOwner(SmptcpSocket* owner, uint32_t id);
    /// Cut the tie to the socket above; the segments of a detached subflow pass untouched.
    void Detach();
    /// Listen without an address: subflows of incoming JOINs are forked from it.
    void BecomeForker();
    /**
     * The forker takes a SYN with MP_JOIN: a subflow of the connection it names, or RST.
     * \param packet segment with its TCP header \param segment the same as octets \param options its options
     * \param from its source \param to its destination
     */
    void AcceptJoin(Ptr<Packet> packet,
                    const smptcp::SegmentView& segment,
                    const smptcp::SegmentOptions& options,
                    const Address& from,
                    const Address& to);
    /// Apply the attributes of the socket above. \param parameters the attributes
    void Configure(const SmptcpSubflowParameters& parameters);
    /// Make it an initial subflow. \param handshake state of the handshake
    void BeginHandshake(std::shared_ptr<smptcp::SmptcpHandshake> handshake);
    /**
     * Make it an additional subflow.
     * \param join state of the handshake
     * \param mode the connection's mode
     * \param exchange its own key exchange, where each subflow has one; null elsewhere
     */
    void BeginJoin(smptcp::MptcpJoin join,
                   smptcp::Mode mode,
                   std::shared_ptr<smptcp::SmptcpHandshake> exchange = nullptr);
    /**
     * Connect from a given address whatever routing would pick (full mesh).
     * \param local local address, port 0 for any
     * \param device device to leave by
     * \param remote address and port of the peer
     * \return 0, or -1 with the error in GetErrno
     */
    int ConnectFrom(const Address& local, Ptr<NetDevice> device, const Address& remote);

    /// The outgoing hook. \param packet segment with its TCP header \param tuple its ends
    void Outgoing(Ptr<Packet> packet, const smptcp::FourTuple& tuple);
    /// \return true until Detach: its segments carry more than TCP's
    bool IsOwned() const;
    /**
     * What TCP is to see in an incoming segment. In MPTCP and SMPTCP mode the shared window is the connection's
     * business, and TCP's own is wide open.
     * \param window the window field as it came \return the window field for TCP
     */
    uint16_t WindowForTcp(uint16_t window) const;
    /**
     * \return true when something sent is unacknowledged. Without, SACK blocks of a late duplicate mean nothing, and
     *         stock TcpTxBuffer looks for them in an empty list.
     */
    bool HasOutstanding() const;

    /// \return number of the subflow in its connection
    uint32_t GetId() const;
    /// \return true when data may be given to it
    bool IsUsable() const;
    /// \return true when its retransmission timer fired and nothing was acknowledged since
    bool IsStale() const;
    /// \return true when the peer's FIN has been taken in order
    bool HasPeerClosed() const;
    /// \return true once CloseWhenDrained has been called
    bool IsClosing() const;
    /// \return true for the end that sent the SYN
    bool IsActiveOpener() const;
    /// \return smoothed round-trip time; that of the handshake before there is another
    Time GetRtt() const;
    /**
     * \return round-trip time that a segment sent now may expect. What is left of its own queue drains while it
     *         is idle, a second in each second: without this an estimate made in a full queue would keep a subflow idle
     *         for ever.
     */
    Time GetExpectedRtt() const;
    /// \return mean deviation of the round-trip time; half of it while there is one sample only (RFC 6298, 2.2)
    Time GetRttDeviation() const;
    /// \return congestion window, octets
    uint32_t GetWindow() const;
    /// \return octets of its window that are taken: sent and not acknowledged, or waiting to be sent
    uint32_t GetTaken() const;
    /**
     * \param state what a coupled congestion control is to know of it
     * \return false when it has no part in the coupling: not established, or a backup at rest
     */
    bool GetFlowState(MptcpFlowState& state) const;
    /**
     * Halve the congestion window, unless that has been done within a round-trip time (a subflow that holds up the
     * others, see doc/schedulers.rst). \return true when it was done
     */
    bool Penalise();
    /// \return current retransmission timeout
    Time GetRto() const;
    /// \return largest payload of a segment, octets
    uint32_t GetSegmentSize() const;
    /// \return octets its window takes beyond what it holds unsent
    uint32_t GetRoom() const;
    /// \return window the peer offered in its SYN/ACK or third segment, octets: all that is known before its first DSS
    uint32_t GetHandshakeWindow() const;
    /// \return octets given to it that are not acknowledged
    uint32_t GetUnacked() const;
    /// Give it a chunk with its mapping. \return false when it cannot take it
    bool SendChunk(const smptcp::DataChunk& chunk);
    /// Send a pure ACK now.
    void SendAck();
    /// Send a pure ACK with a control option now. \param control the option
    void SendControl(const smptcp::OptionBytes& control);
    /// Send a pure ACK with DATA_FIN now. \param dsn its DSN
    void SendDataFin(uint64_t dsn);
    /// Close when everything given to it is acknowledged (a FIN never rides on data, see doc/design.rst).
    void CloseWhenDrained();
    /// Send RST and drop the connection. \param option option beside RST: MP_TCPRST, MP_FAIL or MP_FASTCLOSE
    void Abort(const smptcp::OptionBytes& option = smptcp::OptionBytes());
    /// End without a word to the peer, which has reset it.
    void CloseQuietly();
    /// Abort with MP_TCPRST where the peer knows it (RFC 8684, 3.6). \param reason its code
    void AbortFor(smptcp::MpTcpRstReason reason);
    /**
     * Ask the peer for a sign of life by keep-alives (an octet the peer has, smptcp.md 8.4); a subflow that does not
     * answer three of them, one RTO apart, is aborted.
     */
    void Probe();
    void CountRefusal(smptcp::Refusal refusal) override;
    /// Map everything that has not been read one to one (fallback). \param dsn DSN of the next octet to be read
    void MapInfinitely(uint64_t dsn);
    /// Tell the peer of the infinite mapping of what is sent from now on. \param dsn DSN of the next octet
    void SendInfiniteMapping(uint64_t dsn);
    /// \return true when the peer's TCP has everything below \p position
    bool HasAcked(uint64_t position) const;
    /// \return position the next chunk gets
    uint64_t GetSendTail() const;
    /// \return true when it encrypts what it is given itself; without, that is the connection's business
    bool EncryptsPayload() const;
    /// \return true when it carries data only if no regular subflow can
    bool IsBackup() const;
    /// \param backup it does
    void SetBackup(bool backup);
    /// \return true while the JOIN is under way, and with it the key exchange where each subflow has one
    bool IsJoining() const;
    /// \return the session of its own key exchange, no value before or without one
    const std::optional<smptcp::TcpcryptSession>& GetSession() const;
    /// \return own random number of its JOIN, no value on the initial subflow
    std::optional<uint32_t> GetJoinNonce() const;
    /// \return address id of the peer's end, 0 for the initial subflow
    uint8_t GetRemoteAddressId() const;
    /**
     * Read in-order octets with the mapping they start in.
     * \param mapping set to it
     * \param intact set to false when their DSS checksum is wrong
     * \return null when there are none, or not yet all of a mapping that has a checksum
     */
    Ptr<Packet> ReadMapped(smptcp::Mapping& mapping, bool& intact);
    /// Take INIT1 or INIT2 out of the receive buffer, where only the application's octets may stay.
    void DiscardHandshake();

    /// \return payload octets received on this subflow, without handshake messages
    uint64_t GetBytesReceived() const;
    /// \return payload octets sent first time on this subflow, without handshake messages
    uint64_t GetBytesSent() const;
    /// \return segments with payload sent again
    uint64_t GetRetransmissions() const;

    int Connect(const Address& address) override;

  protected:
    Ptr<TcpSocketBase> Fork() override;
    void CompleteFork(Ptr<Packet> packet,
                      const TcpHeader& header,
                      const Address& from,
                      const Address& to) override;
    void DoForwardUp(Ptr<Packet> packet, const Address& from, const Address& to) override;
    void SendEmptyPacket(uint8_t flags) override;
    uint32_t SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck) override;
    uint16_t AdvertisedWindowSize(bool scale = true) const override;
    uint32_t AvailableWindow() const override;
    void NewAck(const SequenceNumber32& seq, bool resetRTO) override;
    void ReTxTimeout() override;
    void DoDispose() override;

  private:
    /// Where the subflow stands
    enum class Phase : uint8_t
    {
        IDLE,      //!< Nothing begun, or listening
        HANDSHAKE, //!< Initial subflow, mode or keys not settled
        JOINING,   //!< Additional subflow, not confirmed
        OPEN,      //!< Speaks its mode
    };

    /// What to do with an incoming segment
    enum class Verdict : uint8_t
    {
        PASS,   //!< Hand it to TCP
        DROP,   //!< Forget it
        REFUSE, //!< Answer RST, tell the application
    };

    /// An incoming segment and what was found in it
    struct Incoming
    {
        smptcp::SegmentView segment;     //!< Octets
        smptcp::SegmentOptions options;  //!< Options
        smptcp::SegmentPosition position; //!< Where it stands
        uint64_t dsn{0};                 //!< 64-bit DSN of its mapping
        uint64_t dataAck{0};             //!< 64-bit data ack
        bool expanded{false};            //!< dsn and dataAck are set
        uint16_t tcpWindow{0};           //!< Window field of the header TCP has
        uint32_t unmapped{0};            //!< Octets at the end of the payload that TCP must not get
    };

    // outgoing
    bool ComposeOptions(const smptcp::SegmentView& segment, smptcp::OptionWishes& wishes);
    void ComposeSyn(const smptcp::SegmentView& segment, smptcp::OptionWishes& wishes);
    void ComposeOpen(const smptcp::SegmentView& segment,
                     const smptcp::SegmentPosition& position,
                     smptcp::OptionWishes& wishes);
    void ComposeMapping(const smptcp::SegmentView& segment,
                        const smptcp::SegmentPosition& position,
                        smptcp::OptionWishes& wishes);
    void DropAckBesideWide(smptcp::OptionWishes& wishes);
    void TakeTurnsWithSack(smptcp::OptionWishes& wishes);
    void AppendSack(smptcp::OptionBytes& base) const;
    smptcp::Dss MakeDataFin() const;
    void CountSent(const smptcp::SegmentView& segment, const smptcp::SegmentPosition& position);
    smptcp::SmptcpMacContext MacContext(const std::optional<smptcp::Dss>& dss,
                                        uint64_t dsn,
                                        uint64_t dataAck,
                                        uint32_t sackBase) const;
    smptcp::SegmentPosition SendPosition(const smptcp::SegmentView& segment) const;

    // incoming
    void ForwardListen(Ptr<Packet> packet,
                       const Incoming& in,
                       const Address& from,
                       const Address& to);
    bool PassesRules(const Incoming& in, const Address& from, const Address& to);
    Verdict Screen(Incoming& in);
    Verdict ScreenSynSent(Incoming& in);
    bool TakeRefusal(const Incoming& in);
    Verdict ScreenSynReceived(Incoming& in);
    Verdict TakeDecision(const Incoming& in);
    Verdict TakeResumption(const Incoming& in);
    Verdict ScreenExchange(const Incoming& in);
    Verdict ScreenInit1(const Incoming& in);
    Verdict RepeatThird(const Incoming& in);
    bool TakeLateHandshake(const Incoming& in);
    void ConfirmPeer();
    Verdict ScreenJoining(Incoming& in);
    Verdict ScreenJoinSynAck(const Incoming& in);
    Verdict ScreenJoinFourth(const Incoming& in);
    Verdict ScreenJoinInit1(const Incoming& in);
    bool IsRepeatedThird(const Incoming& in) const;
    bool TakeResetWithoutTimestamps(const Incoming& in);
    Verdict ScreenOpen(Incoming& in);
    bool LacksMptcp(const Incoming& in) const;
    Verdict ScreenClear(const Incoming& in);
    Verdict ScreenUnprotected(const Incoming& in);
    bool TakeExempt(const Incoming& in);
    bool IsHandshakeRepeat(const Incoming& in) const;
    bool IsPkconfRepeat(const Incoming& in) const;
    void TakeUnprotectedReset(const Incoming& in);
    void CountMacFailure(smptcp::Refusal refusal);
    void Suspect(const std::string& cause);
    bool IsKeepAlive(const Incoming& in) const;
    bool VerifyMac(const Incoming& in);
    bool TakeData(Incoming& in);
    bool TakeProof(const Incoming& in);
    bool ContradictsStream(const Incoming& in) const;
    bool TakeControl(const Incoming& in);
    void TakeDss(const Incoming& in);
    void TakeFirstData(const Incoming& in);
    bool TakeUnmapped(Incoming& in);
    void CutUnmapped(Incoming& in, uint64_t first, uint64_t end);
    void TakePlainAck(const Incoming& in);
    void AddReceiveMapping(uint64_t position, uint64_t dsn, uint32_t length, const smptcp::DssMapping& from);
    void OnAlive();
    void OnProbeTimer();
    void ExpandDss(Incoming& in) const;
    smptcp::SegmentPosition ReceivePosition(const smptcp::SegmentView& segment) const;
    void PassUp(Ptr<Packet> packet, const Incoming& in, const Address& from, const Address& to);
    void AfterPass();
    void Refuse(const std::string& why);
    void RefuseExchange();
    void RefuseJoin(const std::string& why, smptcp::Refusal refusal = smptcp::Refusal::JOIN_HMAC);
    void RejectSyn(const smptcp::SegmentView& syn,
                   const Address& from,
                   const Address& to,
                   const smptcp::OptionBytes& option = smptcp::OptionBytes());

    // phases
    void EnterMode(smptcp::Mode mode);
    void SettleKeys();
    void BeginExchange();
    void Couple();
    void MeasureHandshake(const Incoming& in);
    void SetProtector(uint64_t subflowTag);
    void SendHandshakeMessage();
    void RepeatHandshakeAnswer();
    void ConfirmJoin();
    void RetransmitThird();
    void ApplySegmentSize(smptcp::Mode mode);
    bool AckIsSuppressed() const;
    bool HasUnackedInit2() const;
    bool AwaitsAckOfInit2() const;
    bool IsMultipath() const;
    bool UsesDss() const;
    bool HasMac() const;
    bool IsVersion1() const;
    bool CarriesFirstData() const;
    void OnHalfOpenTimeout();
    uint64_t NextReceivePosition() const;
    uint32_t GetPathMtu() const;
    void EnsureRegistered();
    void Unregister();
    void OnCloseTimeout();
    void TryDrainedClose();
    void OnStateChange(TcpStates_t before, TcpStates_t now);
    void OnWindowChange(uint32_t before, uint32_t now);
    void OnThresholdChange(uint32_t before, uint32_t now);
    void OnRttChange(Time before, Time now);
    uint32_t GetBufferLimit() const;

    SmptcpSocket* m_owner{nullptr};                             //!< The socket above
    uint32_t m_id{0};                                           //!< Number in the connection
    Phase m_phase{Phase::IDLE};                                 //!< Where it stands
    smptcp::Mode m_mode{smptcp::Mode::TCP};                     //!< What it speaks once open
    std::shared_ptr<smptcp::SmptcpHandshake> m_handshake;       //!< Initial subflow, or a key exchange of its own
    std::optional<smptcp::MptcpJoin> m_join;                    //!< Additional subflow
    std::unique_ptr<smptcp::SegmentProtector> m_protector;      //!< MAC and cipher
    smptcp::MappingTable m_sendMappings;                        //!< What was given to it
    smptcp::MappingTable m_receiveMappings;                     //!< What the peer declared
    uint32_t m_localIsn{0};                                     //!< Own ISN
    uint32_t m_peerIsn{0};                                      //!< The peer's ISN
    uint32_t m_handshakeWindow{0};                              //!< Window of the peer's SYN/ACK or third segment
    uint64_t m_sendHigh{0};                                     //!< Highest position sent, plus one
    uint64_t m_sendTail{1};                                     //!< Position the next chunk gets
    uint64_t m_receiveHigh{0};                                  //!< Highest position seen
    uint64_t m_readPosition{1};                                 //!< Position of the next octet read
    unsigned m_synAttempts{0};                                  //!< SYNs or SYN/ACKs sent
    bool m_activeOpener{false};                                 //!< It sent the SYN
    bool m_messageDue{false};                                   //!< INIT1 or INIT2 is to be sent
    bool m_readyDue{false};                                     //!< The owner is to be told that data may flow
    uint32_t m_discard{0};                                      //!< Octets of INIT1 or INIT2 still in the receive buffer
    uint64_t m_dataAckTold{0};                                  //!< Data ack sent last
    bool m_dataAckOwed{false};                                  //!< A mapping left the data ack no room
    uint32_t m_sacksInTurn{0};                                  //!< SACKs that left the data ack no room, in a row
    bool m_ackDue{false};                                       //!< An ACK must follow the segment just passed
    bool m_peerConfirmed{false};                                //!< The peer has shown it is in the same mode
    bool m_stale{false};                                        //!< RTO without progress since
    bool m_closing{false};                                      //!< Close when drained
    bool m_finSent{false};                                      //!< Close has been called below
    std::optional<uint16_t> m_peerMss;                          //!< MSS option of the peer
    std::optional<uint64_t> m_dataFin;                          //!< DATA_FIN for the next pure ACK
    std::optional<smptcp::Dss> m_infinite;                      //!< Infinite mapping for the next segment
    bool m_backup{false};                                       //!< Carries data only when no other can
    bool m_probing{false};                                      //!< The next pure ACK is a keep-alive
    unsigned m_probes{0};                                       //!< Keep-alives sent without an answer
    EventId m_probeTimer;                                       //!< The next keep-alive
    EventId m_halfOpenTimer;                                    //!< End of a half-open JOIN or its key exchange
    Ptr<MptcpCoupled> m_coupled;                                //!< Congestion control that looks at the siblings, or null
    unsigned m_synsSent{0};                                     //!< SYNs or SYN/ACKs sent, repeats included
    Time m_synAt;                                               //!< When the latest left
    Time m_handshakeRtt;                                        //!< From SYN to its answer, zero while unknown
    Time m_ackedAt;                                             //!< When something was acknowledged last
    Time m_penalisedAt;                                         //!< Latest Penalise, zero without one
    smptcp::OptionBytes m_control;                              //!< Control option for the next pure ACK
    std::optional<smptcp::FourTuple> m_tuple;                   //!< Where it is registered
    std::optional<smptcp::MpJoinSyn> m_pendingJoin;             //!< Listener: MP_JOIN being forked
    smptcp::HandshakeOptions m_pendingSyn;                      //!< Listener: options being forked
    std::optional<uint16_t> m_pendingMss;                       //!< Listener: MSS being forked
    uint32_t m_pendingIsn{0};                                   //!< Listener: ISN being forked
    Address m_pendingPeer;                                      //!< Listener: where the SYN came from
    Address m_pendingLocal;                                     //!< Listener: address the SYN came to
    Ptr<SmptcpSocket> m_pendingOwner;                           //!< Listener: connection being joined
    SmptcpSubflowParameters m_parameters;                       //!< Attributes of the socket above
    EventId m_thirdTimer;                                       //!< Repeat of the third ACK of a JOIN
    EventId m_closeTimer;                                       //!< End of a graceful close
    unsigned m_thirdTries{0};                                   //!< Third ACKs of a JOIN sent
    uint64_t m_bytesReceived{0};                                //!< Payload received
    uint64_t m_bytesSent{0};                                    //!< Payload sent first time
    uint64_t m_retransmissions{0};                              //!< Segments sent again
    unsigned m_failuresInRow{0};                                //!< Wrong or missing MACs since a right one
    unsigned m_unprovenRepeats{0};                              //!< Repeats of INIT2 before any valid MAC
    std::string m_suspicion;                                    //!< Why the peer is probed, empty without suspicion
};

} // namespace ns3

#endif // SMPTCP_SUBFLOW_H
