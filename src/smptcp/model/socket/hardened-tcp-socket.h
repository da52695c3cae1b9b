/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HARDENED_TCP_SOCKET_H
#define HARDENED_TCP_SOCKET_H

#include "rfc5961-rules.h"
#include "smptcp-instance-type.h"

#include "ns3/smptcp-refusals.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/tcp-socket-base.h"

#include <optional>

/**
 * \file
 * \ingroup smptcp-socket
 * ns-3's TCP without its traps, and with the checks of RFC 5961 where the host's profile asks for them.
 */

namespace ns3
{

class SmptcpStack;

/**
 * \ingroup smptcp-socket
 * The socket of a legacy host of profile rfc5961, and what every subflow of this module is built on.
 *
 * Whatever the profile it survives what ns-3's own socket does not: a zero window with nothing unsent, a peer without
 * SACK, a SYN that would switch options off for a listener's later connections, a FIN in any state, a window too small
 * for a segment (ns3-hooks.md 4 and 5). With profile rfc5961 (SmptcpStack::Profile) Rfc5961Rules decide what TCP gets
 * to see, and initial sequence numbers and ephemeral ports are random (RFC 6528, RFC 6056).
 */
class HardenedTcpSocket : public smptcp::InstanceType<TcpSocketBase, HardenedTcpSocket>
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    HardenedTcpSocket();
    /// What an incoming SYN makes of a listener. \param other the listener
    HardenedTcpSocket(const HardenedTcpSocket& other);

    /// \param stack the node's object, whose profile counts; must outlive the connection
    void SetStack(SmptcpStack* stack);
    /// \return what the rules have refused, by cause
    const smptcp::RefusalCounters& GetRefusals() const;
    /// \return challenge ACKs sent
    uint64_t GetChallengeAcks() const;
    /// \return challenge ACKs not sent because of the limit
    uint64_t GetSuppressedChallengeAcks() const;

    int Bind() override;
    int Bind6() override;
    int Bind(const Address& address) override;
    int Connect(const Address& address) override;
    int Close() override;
    int ShutdownSend() override;
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& from) override;

  protected:
    Ptr<TcpSocketBase> Fork() override;
    void CompleteFork(Ptr<Packet> packet,
                      const TcpHeader& header,
                      const Address& from,
                      const Address& to) override;
    void DoForwardUp(Ptr<Packet> packet, const Address& from, const Address& to) override;
    uint32_t SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck) override;
    void PersistTimeout() override;

    /// Something was refused. \param refusal its cause
    virtual void CountRefusal(smptcp::Refusal refusal);

    /// \return true when the host's profile is rfc5961
    bool IsHardened() const;
    /// Take the initial sequence number from the stack. Before anything has been sent; ns-3 itself always starts at 0.
    void ChooseIsn();
    /**
     * Let a listener have a SYN, and forget what its options would do to later connections.
     * \param packet segment with its TCP header \param from its source \param to its destination
     */
    void PassToListener(Ptr<Packet> packet, const Address& from, const Address& to);
    /// Have what is sent next echo the timestamp of a SYN, if it has one. \param packet segment with its TCP header
    void EchoTimestampOf(Ptr<const Packet> packet);
    /**
     * Ask the rules, and answer as they say.
     * \param segment an incoming segment \param from its source \param to its destination
     * \return true when it may go on
     */
    bool Admit(const smptcp::SegmentView& segment, const Address& from, const Address& to);
    /**
     * Give TCP an RST the rules have accepted, as the bare RST it understands in every state.
     * \param packet segment with its TCP header \param from its source \param to its destination
     */
    void PassReset(Ptr<Packet> packet, const Address& from, const Address& to);
    /**
     * What TCP does not do with FIN: acknowledge a repeated one, take one that rides on data after a half-close, take
     * one out of order, wait in LAST-ACK and CLOSING for the ACK of its own FIN.
     * \param packet payload, cut to what TCP is to get
     * \param header its header, changed likewise
     * \param from its source \param to its destination
     * \return true when TCP has all it is to get, false when packet and header are to be handed to it
     */
    bool PassFin(Ptr<Packet> packet, TcpHeader& header, const Address& from, const Address& to);
    /**
     * Send a segment without payload that is none of the connection's.
     * \param header its header without ports \param from source of the segment it answers \param to its destination
     */
    void SendApart(TcpHeader header, const Address& from, const Address& to);
    /// Answer with an ACK of the present state, unless there have been too many (RFC 5961, 7).
    void SendChallengeAck();
    /// \return octets that may come from the next sequence number expected on
    uint32_t ReceiveWindow() const;
    /// \return true in the states that PassFin is to see segments without FIN in
    bool IsFinishing() const;

    SmptcpStack* m_stack{nullptr};       //!< The node's object
    smptcp::RefusalCounters m_refusals;  //!< What it has refused

  private:
    int BindRandomPort(const Address& address);
    uint32_t WindowForNextSegment() const;
    void AnnounceWindow(uint32_t offered);
    int CloseOnceDrained();
    void TryClose();
    void SendProbe();
    void SendResetFor(const smptcp::SegmentView& segment, const Address& from, const Address& to);
    void NotePeerIsn(SequenceNumber32 isn);
    smptcp::Rfc5961State DescribeState();

    bool m_finDue{false};                     //!< FIN is due once everything sent is acknowledged
    uint32_t m_maxSendWindow{0};              //!< Largest window the peer ever offered, octets
    uint32_t m_tsRecent{0};                   //!< TS.Recent
    std::optional<SequenceNumber32> m_probed; //!< End of the octet probed with last
    smptcp::ChallengeAckBudget m_budget;      //!< Limit of challenge ACKs
    uint64_t m_challengeAcks{0};              //!< Challenge ACKs sent
    uint64_t m_suppressedChallengeAcks{0};    //!< Challenge ACKs not sent
};

} // namespace ns3

#endif // HARDENED_TCP_SOCKET_H
