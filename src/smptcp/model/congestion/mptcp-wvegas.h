/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_WVEGAS_H
#define MPTCP_WVEGAS_H

#include "mptcp-coupled.h"

/**
 * \file
 * \ingroup smptcp-congestion
 * Weighted Vegas.
 */

namespace ns3
{

/**
 * \ingroup smptcp-congestion
 * wVegas: once per round-trip time a subflow moves its window by one segment towards a number of segments waiting in
 * queues. The connection has a total of them, of which each subflow gets its share of the rate. When the queueing delay
 * has doubled, the window falls towards what the path takes without a queue, to let it drain. On a single subflow
 * this is Vegas with the whole total as its target, not NewReno.
 */
class MptcpWvegas : public MptcpCoupled
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    MptcpWvegas();
    /// \param other what is copied; a copy is another flow and has measured nothing
    MptcpWvegas(const MptcpWvegas& other);
    /// \return segments subflow \p own is to keep in queues. \param flows the established subflows \param own its index
    double GetTarget(const MptcpFlows& flows, std::size_t own) const;

    double GetGain(const MptcpFlows& flows, std::size_t own) const override;
    void PktsAcked(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked, const Time& rtt) override;
    Ptr<TcpCongestionOps> Fork() override;

  protected:
    void Grow(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked) override;

  private:
    void EndRound(Ptr<TcpSocketState> tcb, uint32_t segmentsAcked);
    void Steer(Ptr<TcpSocketState> tcb, double rtt, double backlog);

    uint32_t m_total{10};          //!< Attribute TotalBacklog
    uint32_t m_gamma{1};           //!< Attribute Gamma
    double m_baseRtt{0};           //!< Smallest round-trip time, seconds; 0 while there is none
    double m_sum{0};               //!< Sum of the round's samples, seconds
    uint32_t m_samples{0};         //!< Samples of the round
    double m_leastQueueing{0};     //!< Smallest queueing delay since the last drain, seconds; 0 while there is none
    bool m_inRound{false};         //!< A round has begun
    SequenceNumber32 m_roundEnd{0}; //!< It ends with the acknowledgment of this
};

} // namespace ns3

#endif // MPTCP_WVEGAS_H
