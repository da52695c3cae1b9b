/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_UNIT_SUPPORT_H
#define SMPTCP_UNIT_SUPPORT_H

#include "ns3/packet.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-random.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

// What the unit suites share: octets written as hex, repeatable random octets, options and segments to look at.

using Octets = std::vector<uint8_t>;

/// \return the octets of \p hex; blanks are skipped
Octets FromHex(const std::string& hex);

/// \return \p size octets as lower-case hex
std::string ToHex(const uint8_t* data, std::size_t size);

/// \return any container of octets as lower-case hex
template <typename Container>
std::string
ToHex(const Container& octets)
{
    return ToHex(octets.data(), octets.size());
}

/// \return the option area as hex
std::string ToHex(const ns3::smptcp::OptionBytes& area);

/// \return the octets of \p packet
Octets ToOctets(ns3::Ptr<const ns3::Packet> packet);

/// \return \p hex as an array of exactly \p N octets
template <std::size_t N>
std::array<uint8_t, N>
ArrayFromHex(const std::string& hex)
{
    Octets octets = FromHex(hex);
    octets.resize(N);
    std::array<uint8_t, N> array{};
    std::copy(octets.begin(), octets.end(), array.begin());
    return array;
}

/// \return \p first, \p first + 1, ... : \p size octets
Octets Ascending(uint8_t first, std::size_t size);

/// \return the option that fills \p octets, whatever its length octet says about it; the octets must outlive it
ns3::smptcp::OptionView ViewOf(const Octets& octets);

/// The same octets for the same seed.
class SeededRandom : public ns3::smptcp::RandomSource
{
  public:
    explicit SeededRandom(uint64_t seed);
    void Fill(uint8_t* out, std::size_t size) override;
    /// \return a number below \p limit
    uint32_t Below(uint32_t limit);

  private:
    uint64_t m_state; //!< State of the generator
};

#endif // SMPTCP_UNIT_SUPPORT_H
