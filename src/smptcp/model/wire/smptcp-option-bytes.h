/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_BYTES_H
#define SMPTCP_OPTION_BYTES_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-wire
 * The option area of a TCP header as octets: walking it and composing it.
 */

/**
 * \defgroup smptcp SMPTCP
 * MPTCP, tcpcrypt and their integration over unmodified ns-3 TCP.
 */

/**
 * \defgroup smptcp-wire Wire formats
 * \ingroup smptcp
 * TCP options and handshake messages as octets. No sockets, no simulator, no cryptography.
 */

namespace ns3
{
namespace smptcp
{

constexpr uint8_t KIND_EOL = 0;             //!< End of option list (RFC 9293, 3.2)
constexpr uint8_t KIND_NOP = 1;             //!< No operation
constexpr uint8_t KIND_MSS = 2;             //!< Maximum segment size
constexpr uint8_t KIND_WINDOW_SCALE = 3;    //!< Window scale (RFC 7323)
constexpr uint8_t KIND_SACK_PERMITTED = 4;  //!< SACK permitted (RFC 2018)
constexpr uint8_t KIND_SACK = 5;            //!< SACK blocks (RFC 2018)
constexpr uint8_t KIND_TIMESTAMPS = 8;      //!< Timestamps (RFC 7323)
constexpr uint8_t KIND_MPTCP = 30;          //!< Multipath TCP (RFC 6824)
constexpr uint8_t KIND_CRYPT = 69;          //!< tcpcrypt CRYPT
constexpr uint8_t KIND_MAC = 70;            //!< tcpcrypt MAC
constexpr std::size_t MAX_OPTION_BYTES = 40; //!< Room for options in a TCP header, octets

/// One option of a walked area; \c data points at the kind octet, \c length counts kind and length.
struct OptionView
{
    uint8_t kind{0};              //!< Option kind
    uint8_t length{0};            //!< Octets of the whole option
    const uint8_t* data{nullptr}; //!< First octet (the kind) inside the caller's buffer
};

/**
 * \ingroup smptcp-wire
 * Walks an option area. NOPs are skipped, EOL ends the walk. An option that claims less than two
 * octets or more than what is left ends it too and is remembered as Malformed().
 */
class OptionWalker
{
  public:
    /**
     * \param area first octet of the option area; must outlive the walker
     * \param size octets of the area
     */
    OptionWalker(const uint8_t* area, std::size_t size);

    /// \return the next option, or no value at the end
    std::optional<OptionView> Next();

    /// \return true when the walk ended at an impossible length
    bool Malformed() const;

  private:
    const uint8_t* m_at;     //!< Next octet to read
    std::size_t m_left;      //!< Octets left
    bool m_malformed{false}; //!< An impossible length was met
};

/**
 * \ingroup smptcp-wire
 * An option area under construction: at most 40 octets, no heap.
 */
class OptionBytes
{
  public:
    /**
     * Append raw octets.
     * \return false, with nothing appended, when they do not fit
     */
    bool Append(const uint8_t* data, std::size_t size);

    /// Fill up with NOPs to a multiple of four octets (what follows an EOL is lost in ns-3).
    void PadWithNop();

    /// \return first octet
    const uint8_t* Data() const;
    /// \return first octet, writable (the MAC is filled in last)
    uint8_t* Data();
    /// \return octets used
    std::size_t Size() const;
    /// \return octets still free of the 40
    std::size_t Room() const;

  private:
    std::array<uint8_t, MAX_OPTION_BYTES> m_bytes{}; //!< The area
    std::size_t m_size{0};                           //!< Octets used
};

/// \ingroup smptcp-wire \param option an option with AppendTo \return an area that holds it alone
template <typename T>
OptionBytes
AreaOf(const T& option)
{
    OptionBytes area;
    option.AppendTo(area);
    return area;
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_OPTION_BYTES_H
