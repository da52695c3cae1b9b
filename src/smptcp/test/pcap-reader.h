/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_PCAP_READER_H
#define SMPTCP_TEST_PCAP_READER_H

#include "ns3/smptcp-segment-view.h"

#include <cstdint>
#include <string>
#include <vector>

/// A TCP segment of a capture
struct CapturedSegment
{
    unsigned frame{0};           //!< Number of the frame, from 1, as Wireshark shows it
    uint32_t source{0};          //!< IPv4 address of the sender
    uint32_t destination{0};     //!< IPv4 address of the receiver
    uint16_t sourcePort{0};      //!< Port of the sender
    uint16_t destinationPort{0}; //!< Port of the receiver
    std::vector<uint8_t> octets; //!< TCP header and payload

    /// \return a view of the octets; ReadPcap has checked that there is one
    ns3::smptcp::SegmentView View() const;
};

/**
 * Read the TCP segments of a classic pcap file of Ethernet frames with IPv4, of either byte order. Frames of
 * other protocols are passed over.
 * \param path the file
 * \return the segments in the order of the file
 * \throw std::runtime_error when the file cannot be read, is of another format or a segment in it is cut
 */
std::vector<CapturedSegment> ReadPcap(const std::string& path);

#endif // SMPTCP_TEST_PCAP_READER_H
