/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_OPTION_WRITER_H
#define MPTCP_OPTION_WRITER_H

#include "mptcp-option-base.h"
#include "smptcp-octets.h"

#include <algorithm>
#include <array>

/**
 * \file
 * \ingroup smptcp-wire
 * Composing one MPTCP option; for the codecs beside this file only.
 */

namespace ns3
{
namespace smptcp
{

/// An option being written: kind, length, subtype nibble and low nibble first
class MptcpOptionWriter
{
  public:
    /**
     * \param subtype the subtype
     * \param low low nibble of the third octet
     * \param size octets of the whole option, at most 40
     */
    MptcpOptionWriter(MptcpSubtype subtype, uint8_t low, std::size_t size)
    {
        Put(KIND_MPTCP, 1);
        Put(size, 1);
        Put(static_cast<uint8_t>(subtype) << 4 | (low & 0x0f), 1);
    }

    /// Put the low \p octets octets of \p value.
    void Put(uint64_t value, std::size_t octets)
    {
        WriteBig(m_octets.data() + m_size, value, octets);
        m_size += octets;
    }

    /// Put \p size octets as they are.
    void PutOctets(const uint8_t* data, std::size_t size)
    {
        std::copy(data, data + size, m_octets.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += size;
    }

    /// \return false, with nothing appended, when the option does not fit
    bool AppendTo(OptionBytes& out) const
    {
        return out.Append(m_octets.data(), m_size);
    }

  private:
    std::array<uint8_t, MAX_OPTION_BYTES> m_octets{}; //!< The option
    std::size_t m_size{0};                           //!< Octets put
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_OPTION_WRITER_H
