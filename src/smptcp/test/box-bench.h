/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_BOX_BENCH_H
#define SMPTCP_TEST_BOX_BENCH_H

#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/smptcp-box.h"
#include "ns3/smptcp-ip-segment.h"

#include <array>
#include <vector>

/// Checksums on while it lives
struct WithChecksums
{
    WithChecksums();
    ~WithChecksums();
};

/// \return true when ns-3's own headers find nothing wrong with lengths and checksums. \param packet IP packet with TCP
bool StockAccepts(ns3::Ptr<ns3::Packet> packet);

/// A box with rules between two ends that send and receive raw packets. Checksums are on and checked.
class BoxBench
{
  public:
    /// \param rules for the box, inside first
    explicit BoxBench(const std::vector<ns3::Ptr<ns3::SmptcpBoxRule>>& rules);
    ~BoxBench();
    BoxBench(const BoxBench&) = delete;
    BoxBench& operator=(const BoxBench&) = delete;

    /// Let the end on side \p from send a segment, and see what becomes of it at once.
    void Send(ns3::BoxSide from, const ns3::smptcp::IpSegment& segment);
    /// Let time pass.
    void Wait(ns3::Time time);
    /// \return what the end on side \p side has received since it was asked last
    std::vector<ns3::smptcp::IpSegment> Received(ns3::BoxSide side);
    /// As Received, where it must be one; a failed check otherwise
    ns3::smptcp::IpSegment One(ns3::BoxSide side);

    ns3::Ptr<ns3::SmptcpBox> box; //!< The box

  private:
    void Receive(ns3::BoxSide side, ns3::Ptr<const ns3::Packet> packet);

    WithChecksums m_checksums;                                           //!< Checksums are on
    ns3::NodeContainer m_ends;                                           //!< By side
    ns3::NetDeviceContainer m_devices;                                   //!< By side
    std::array<std::vector<ns3::smptcp::IpSegment>, 2> m_received;       //!< By side
};

const ns3::smptcp::AddressOctets INSIDE4 = ns3::smptcp::ToOctets(ns3::Ipv4Address("10.1.1.1"));  //!< Inside end
const ns3::smptcp::AddressOctets OUTSIDE4 = ns3::smptcp::ToOctets(ns3::Ipv4Address("10.1.1.2")); //!< Outside end
const ns3::smptcp::AddressOctets INSIDE6 = ns3::smptcp::ToOctets(ns3::Ipv6Address("2001:db8::1"));  //!< Inside end
const ns3::smptcp::AddressOctets OUTSIDE6 = ns3::smptcp::ToOctets(ns3::Ipv6Address("2001:db8::2")); //!< Outside end

/**
 * A segment of the connection between port 1234 inside and port 80 outside.
 * \param from side of its sender \param flags TCP flags \param sequence \param acknowledgment numbers
 * \param payload payload \param options option area \param ipv6 over IPv6
 */
ns3::smptcp::IpSegment SegmentFrom(ns3::BoxSide from,
                                   uint8_t flags,
                                   uint32_t sequence,
                                   uint32_t acknowledgment,
                                   const std::vector<uint8_t>& payload = {},
                                   const std::vector<uint8_t>& options = {},
                                   bool ipv6 = false);

#endif // SMPTCP_TEST_BOX_BENCH_H
