/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_CAPTURE_H
#define SMPTCP_EXPLAIN_CAPTURE_H

#include <cstdint>
#include <string>
#include <vector>

namespace smptcp_explain
{

/// One frame of a capture file
struct Frame
{
    int64_t timeNs{0};           //!< When it was captured
    unsigned number{0};          //!< Its number in the file, from 1, as Wireshark shows it
    bool cut{false};             //!< The capture kept only its beginning
    std::vector<uint8_t> octets; //!< What was kept, from the link header on
};

/// A capture file
struct Capture
{
    uint32_t linkType{0};      //!< LINKTYPE of the file header
    std::vector<Frame> frames; //!< In the order of the file
};

/**
 * Read a classic pcap file, of either byte order, with micro- or nanoseconds.
 * \param path the file
 * \return its frames
 * \throw std::runtime_error, with one line, when it cannot be read, is of another format or is cut
 */
Capture ReadCapture(const std::string& path);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_CAPTURE_H
