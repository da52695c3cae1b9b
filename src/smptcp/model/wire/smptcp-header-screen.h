/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HEADER_SCREEN_H
#define SMPTCP_HEADER_SCREEN_H

#include <cstddef>
#include <cstdint>

/**
 * \file
 * \ingroup smptcp-wire
 * Which TCP headers ns-3's own parser cannot be trusted with, and how to mend those that are legal.
 */

namespace ns3
{
namespace smptcp
{

class SegmentView;

/// Octets of the longest TCP header: what ScreenTcpHeader ever looks at
constexpr std::size_t TCP_LONGEST_HEADER = 60;
/// Largest shift of the window scale option (RFC 7323, 2.3)
constexpr uint8_t LARGEST_WINDOW_SHIFT = 14;

/// Why a segment must not reach ns-3's TcpHeader
enum class ScreenVerdict : uint8_t
{
    PASS,          //!< Nothing wrong
    CUT_HEADER,    //!< Fewer octets than a fixed header: ns-3 reads past the packet
    DATA_OFFSET,   //!< Data offset below 5 or beyond the segment: no checksum check, or a read past the packet
    OPTION_BOUNDS, //!< An option of length 0 or 1 or ending beyond the header: ns-3 loops for ever, or takes option
                   //!< octets for payload
    OPTION_LENGTH, //!< An option known to ns-3 with a length not its own: ns-3 aborts (MSS), or takes option octets
                   //!< for payload
};

/// Number of values of ScreenVerdict
constexpr std::size_t SCREEN_VERDICTS = 5;

/// \return the verdict's name for traces and tables, such as "option-bounds"
const char* ScreenVerdictName(ScreenVerdict verdict);

/**
 * \ingroup smptcp-wire
 * Judge a TCP header (RFC 9293, 3.1 and MUST-7; ns3-hooks.md 2). Options of kinds ns-3 does not parse pass with any
 * length that fits, and so does whatever stands behind an END.
 *
 * \param bytes first octet of the TCP header
 * \param size octets of the segment, or its first TCP_LONGEST_HEADER octets when it is longer
 * \return PASS, or what is wrong
 */
ScreenVerdict ScreenTcpHeader(const uint8_t* bytes, std::size_t size);

/// What MendTcpOptions changed
struct OptionMends
{
    bool padding{false};     //!< END and what follows became NOPs
    bool windowScale{false}; //!< A shift above 14 became 14
};

/**
 * \ingroup smptcp-wire
 * Rewrite, in place, legal options which ns-3 gets wrong. Padding behind an END that takes more octets than rounding
 * up to four does is counted as payload by ns-3: it becomes NOPs. A window shift above 14, which means 14 (RFC 7323,
 * 2.3), fails an assertion of builds that have them. The checksum follows (RFC 1624): right stays right, wrong stays
 * wrong.
 *
 * \param bytes first octet of a TCP header that passed ScreenTcpHeader
 * \param size as for ScreenTcpHeader
 * \return what was changed
 */
OptionMends MendTcpOptions(uint8_t* bytes, std::size_t size);

/**
 * \ingroup smptcp-wire
 * Write the window field, checksum following as in MendTcpOptions.
 * \param bytes first octet of a TCP header that passed ScreenTcpHeader
 * \param window the window, unscaled
 */
void SetTcpWindow(uint8_t* bytes, uint16_t window);

/**
 * \ingroup smptcp-wire
 * Copy a TCP header with only those options ns-3 parses, padded with END. For ns-3 every other option, NOPs included,
 * is an object to make and to throw away each time it looks at the segment.
 *
 * \param segment the segment, its header having passed ScreenTcpHeader
 * \param window what the window field is to say, unscaled
 * \param keepSack keep SACK blocks
 * \param keepChecksum the checksum follows as in MendTcpOptions, the shorter length included
 * \param out at least TCP_LONGEST_HEADER octets
 * \return octets of the copy
 */
std::size_t CopyPlainTcpHeader(const SegmentView& segment,
                               uint16_t window,
                               bool keepSack,
                               bool keepChecksum,
                               uint8_t* out);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_HEADER_SCREEN_H
