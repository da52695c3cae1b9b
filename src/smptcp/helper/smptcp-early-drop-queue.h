/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EARLY_DROP_QUEUE_H
#define SMPTCP_EARLY_DROP_QUEUE_H

#include "ns3/drop-tail-queue.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * A device's queue that drops some packets before it is full: none below a quarter of its size, from there with a
 * probability that grows linearly to 0.1 at half of it and on to 1 when it is full. The length is that of the moment,
 * and every packet is judged on its own: losses are independent, as the fluid models of congestion control assume.
 * (ns3::RedQueueDisc spaces its drops evenly and so drops about twice as often as its probability says.)
 */
class SmptcpEarlyDropQueue : public DropTailQueue<Packet>
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpEarlyDropQueue();

    /// \param length packets in the queue \param size most of them \return probability that the next one is dropped
    static double GetDropProbability(uint32_t length, uint32_t size);
    /// \param stream first stream number to use \return number of streams used
    int64_t AssignStreams(int64_t stream);

    bool Enqueue(Ptr<Packet> packet) override;

  private:
    Ptr<UniformRandomVariable> m_uniform; //!< Decides
};

} // namespace ns3

#endif // SMPTCP_EARLY_DROP_QUEUE_H
