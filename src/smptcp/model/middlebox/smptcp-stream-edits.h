/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_STREAM_EDITS_H
#define SMPTCP_STREAM_EDITS_H

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * \file
 * \ingroup smptcp-middlebox
 * A stream in which a box replaces some octets by others, of another length perhaps.
 */

namespace ns3
{
namespace smptcp
{

/**
 * The replacements in one direction of a connection, and what they do to its numbers. Positions are 64 bits wide, the
 * lower 32 of which are the sequence number. Each octet is decided about once: a repeat gets what the first got.
 */
class StreamEdits
{
  public:
    /// \param find what is replaced, not empty \param replace by what, not empty
    StreamEdits(std::vector<uint8_t> find, std::vector<uint8_t> replace);

    /// From now on numbers are near to \p sequence. \param sequence number of the first segment
    void Begin(uint32_t sequence);
    /// \return true after Begin
    bool HasBegun() const;
    /// \return the position of an octet before the replacements. \param sequence its sequence number
    uint64_t PositionOf(uint32_t sequence) const;
    /**
     * Look for what is to be replaced in octets that were not seen before.
     * \param position of the first octet \param octets them \param search false: they stay as they are
     */
    void Observe(uint64_t position, const std::vector<uint8_t>& octets, bool search);
    /// \return octets with what was found in them replaced. \param position of the first \param octets them
    std::vector<uint8_t> Apply(uint64_t position, const std::vector<uint8_t>& octets) const;
    /// \return where the octet at \p position is afterwards
    uint64_t Forward(uint64_t position) const;
    /// \return sequence number, before the replacements, of what has \p sequence afterwards
    uint32_t Back(uint32_t sequence) const;

  private:
    std::size_t EditsBefore(uint64_t position) const;
    uint64_t Shift(std::size_t edits) const;

    std::vector<uint8_t> m_find;    //!< What is replaced
    std::vector<uint8_t> m_replace; //!< By what
    std::vector<uint64_t> m_edits;  //!< Positions of replacements, ascending
    uint64_t m_highest{0};          //!< Behind everything seen; 0: nothing yet
};

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_STREAM_EDITS_H
