/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_IMPAIRMENT_H
#define SMPTCP_IMPAIRMENT_H

#include "ns3/error-model.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Loses, delays (so that later packets overtake) and duplicates packets at a receiving point-to-point device, by
 * probabilities from a stream of its own.
 */
class SmptcpImpairment : public ErrorModel
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpImpairment();

    /// \param device the device it sits on; a delayed or second copy is received there again
    void SetDevice(Ptr<PointToPointNetDevice> device);
    /// Probabilities of a packet, each 0 to 1. \param loss lost \param reorder late \param duplicate twice
    void SetProbabilities(double loss, double reorder, double duplicate);
    /// \param stream stream number \return number of streams used
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;
    void ReceiveAgain(Ptr<Packet> packet);
    void Schedule(Ptr<const Packet> packet);

    Ptr<PointToPointNetDevice> m_device;  //!< Where it sits
    Ptr<UniformRandomVariable> m_uniform; //!< Decisions
    double m_loss{0};                     //!< Lost
    double m_reorder{0};                  //!< Late
    double m_duplicate{0};                //!< Twice
    bool m_again{false};                  //!< The packet has been through once
};

} // namespace ns3

#endif // SMPTCP_IMPAIRMENT_H
