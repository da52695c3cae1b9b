/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_PLAIN_OPTIONS_H
#define SMPTCP_PLAIN_OPTIONS_H

#include "smptcp-option-bytes.h"
#include "smptcp-segment-view.h"

/**
 * \file
 * \ingroup smptcp-wire
 * Options of plain TCP, for those who look at segments from outside of a TCP.
 */

namespace ns3
{
namespace smptcp
{

/// \return the first option of \p kind, or no value
std::optional<OptionView> FindOption(const SegmentView& segment, uint8_t kind);

/// \return the shift of the window scale option, at most 14 (RFC 7323, 2.3); no value without the option
std::optional<uint8_t> WindowShift(const SegmentView& segment);

/// \ingroup smptcp-wire Timestamps (RFC 7323, 3.2): kind 8, 10 octets
struct Timestamps
{
    static constexpr std::size_t OCTETS = 10; //!< Of the option

    uint32_t value{0}; //!< TSval, the sender's clock
    uint32_t echo{0};  //!< TSecr

    /// \return no value when it is another option, or of another length
    static std::optional<Timestamps> Parse(const OptionView& option);
    /// \return those of a segment; no value when there are none
    static std::optional<Timestamps> Of(const SegmentView& segment);
    /// Overwrite such an option. \param option its kind octet
    void WriteTo(uint8_t* option) const;
    /// \param out gets the option, without padding
    void AppendTo(OptionBytes& out) const;
    /// \param out gets two NOPs and the option (RFC 7323, appendix A)
    void AppendAligned(OptionBytes& out) const;
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_PLAIN_OPTIONS_H
