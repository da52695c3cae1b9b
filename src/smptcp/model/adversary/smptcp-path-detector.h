/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PATH_DETECTOR_H
#define SMPTCP_PATH_DETECTOR_H

#include "smptcp-eavesdropper.h"

/**
 * \file
 * \ingroup smptcp-adversary
 * A detector of signatures, and the endpoint that evades it.
 */

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Looks for a signature in what crosses its places, as an intrusion detection system does: in the stream of each TCP
 * connection by itself, and, with all its places together, in the streams of MPTCP connections put together by DSN. It
 * is the victim of A31, and changes nothing.
 */
class PathDetector : public PassiveEavesdropper
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param signature octets it looks for
    void SetSignature(std::vector<uint8_t> signature);
    /// \return TCP streams that contain the signature
    std::size_t GetAlarmsByStream() const;
    /// \return MPTCP connections' streams that contain it, put together over all its places
    std::size_t GetAlarmsByConnection() const;

  private:
    void OnSegment(SmptcpAttackerPlace& place,
                   const smptcp::FlowWatch::Sighting& sighting,
                   smptcp::IpSegment& segment,
                   Ptr<const Packet> packet,
                   BoxSide from) override;
    bool Contains(const Run& run) const;

    std::vector<uint8_t> m_signature; //!< What it looks for
    std::map<std::pair<const smptcp::WatchedFlow*, unsigned>, Stream> m_connections; //!< By initial flow and sender, in DSNs
};

} // namespace ns3

#endif // SMPTCP_PATH_DETECTOR_H
