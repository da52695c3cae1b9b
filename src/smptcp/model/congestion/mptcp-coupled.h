/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_COUPLED_H
#define MPTCP_COUPLED_H

#include "mptcp-flow-state.h"

#include "ns3/sequence-number.h"
#include "ns3/tcp-congestion-ops.h"

#include <string>

/**
 * \file
 * \ingroup smptcp-congestion
 * What all coupled congestion controls share.
 */

namespace ns3
{

/**
 * \ingroup smptcp-congestion
 * Base of coupled congestion controls: NewReno whose growth in congestion avoidance, and whose threshold after a loss,
 * may look at the other subflows of the connection. Slow start, fast retransmit and recovery are stock ns-3's.
 *
 * Growth counts acknowledged octets (RFC 6356, 3; RFC 3465), where ns-3's TcpNewReno counts ACKs. With one ACK for
 * every segment there is no difference; with delayed ACKs stock TcpNewReno grows half as fast as this. MptcpReno is the
 * algorithm without any coupling, for a comparison of like with like; it may be any socket's, through
 * TcpL4Protocol::SocketType.
 *
 * A window that is not used up does not grow (RFC 7661): an idle subflow would otherwise gather a window that it never
 * had to prove, and with it a share of the coupling.
 *
 * Outside a multipath connection there are no siblings, and every subclass but MptcpWvegas is NewReno by octets.
 */
class MptcpCoupled : public TcpNewReno
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    MptcpCoupled();
    /// A copy is another flow: it starts without siblings and with clean counters. \param other what is copied
    MptcpCoupled(const MptcpCoupled& other);
    ~MptcpCoupled() override;

    /**
     * \param source where the siblings are read, null for a flow of its own; must outlive this or be taken back
     * \param id number of the flow in it
     */
    void SetFlowSource(const MptcpFlowSource* source, uint32_t id);
    /// \return octets acknowledged since the last loss or between the last two, whichever is more
    uint64_t GetLossInterval() const;

    /**
     * Growth in congestion avoidance.
     * \param flows the established subflows \param own index of this one
     * \return segments the window grows by for each segment acknowledged; less than 0 to shrink
     */
    virtual double GetGain(const MptcpFlows& flows, std::size_t own) const = 0;
    /**
     * What is left of the window after a loss.
     * \param flows the established subflows \param own index of this one
     * \return factor of what was in flight
     */
    virtual double GetDecrease(const MptcpFlows& flows, std::size_t own) const;

    // TcpCongestionOps
    std::string GetName() const override;
    void Init(Ptr<TcpSocketState> tcb) override;
    void PktsAcked(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked, const Time& rtt) override;
    void IncreaseWindow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked) override;
    uint32_t GetSsThresh(Ptr<const TcpSocketState> tcb, uint32_t bytesInFlight) override;
    void CongestionStateSet(Ptr<TcpSocketState> tcb, const TcpSocketState::TcpCongState_t newState) override;

  protected:
    void CongestionAvoidance(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked) override;
    /// Let the window grow by what \p segmentsAcked allow. The default is NewReno with GetGain.
    virtual void Grow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked);
    /// \return fewest segments of the threshold after a loss. \param flows the established subflows
    virtual uint32_t GetLeastThreshold(const MptcpFlows& flows) const;
    /**
     * \param tcb state of this flow, for when it has no siblings
     * \param own set to the index of this flow
     * \return the established subflows, this one among them
     */
    const MptcpFlows& GetFlows(Ptr<const TcpSocketState> tcb, std::size_t& own) const;
    /// Set the window, in octets, keeping the fraction. \param tcb state \param change octets to add, may be negative
    void Change(Ptr<TcpSocketState> tcb, double change);

  private:
    static bool IsUsedUp(Ptr<const TcpSocketState> tcb, uint32_t segmentsAcked);

    const MptcpFlowSource* m_source{nullptr}; //!< Where the siblings are
    uint32_t m_id{0};                         //!< Number of this flow among them
    mutable MptcpFlows m_alone;               //!< This flow, when there are no siblings
    double m_fraction{0};                     //!< Growth not yet applied, octets
    SequenceNumber32 m_lastAcked{0};          //!< Acknowledged so far
    uint64_t m_sinceLoss{0};                  //!< Octets acknowledged since the last loss
    uint64_t m_betweenLosses{0};              //!< Octets acknowledged between the last two losses
    bool m_counts{false};                     //!< m_lastAcked has been taken from an ACK
    bool m_leavingRecovery{false};            //!< The ACK under way ends a recovery
    bool m_byAcks{false};                     //!< Attribute CountAcks
};

/**
 * \ingroup smptcp-congestion
 * Uncoupled NewReno by acknowledged octets: what each coupled algorithm is on a single subflow.
 */
class MptcpReno : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    Ptr<TcpCongestionOps> Fork() override;
};

} // namespace ns3

#endif // MPTCP_COUPLED_H
