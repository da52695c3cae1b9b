/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SEGMENT_VIEW_H
#define SMPTCP_SEGMENT_VIEW_H

#include "smptcp-octets.h"

#include <cstddef>
#include <cstdint>
#include <optional>

/**
 * \file
 * \ingroup smptcp-wire
 * A TCP segment as octets, with the length check done once.
 */

namespace ns3
{
namespace smptcp
{

constexpr uint8_t TCP_FIN = 0x01; //!< FIN flag
constexpr uint8_t TCP_SYN = 0x02; //!< SYN flag
constexpr uint8_t TCP_RST = 0x04; //!< RST flag
constexpr uint8_t TCP_PSH = 0x08; //!< PSH flag
constexpr uint8_t TCP_ACK = 0x10; //!< ACK flag

/// \ingroup smptcp-wire \return true when \p a is before \p b in sequence space (RFC 9293, 3.4)
constexpr bool
SequenceBefore(uint32_t a, uint32_t b)
{
    return static_cast<int32_t>(a - b) < 0;
}

/// \ingroup smptcp-wire Octets of a TCP header without options.
constexpr std::size_t TCP_FIXED_HEADER = 20;

/**
 * \ingroup smptcp-wire
 * Read-only view of a TCP segment: header, options, payload (RFC 9293, 3.1).
 */
class SegmentView
{
  public:
    /**
     * \param bytes first octet of the TCP header; must outlive the view
     * \param size octets of header and payload
     * \return a view, or no value when the fixed header is cut or the data offset is impossible
     */
    static std::optional<SegmentView> Parse(const uint8_t* bytes, std::size_t size);

    uint16_t SourcePort() const;      //!< \return source port
    uint16_t DestinationPort() const; //!< \return destination port
    uint32_t Sequence() const;        //!< \return sequence number as on the wire
    uint32_t Acknowledgment() const;  //!< \return acknowledgment number as on the wire
    uint8_t Flags() const;            //!< \return flags octet
    uint16_t Window() const;          //!< \return window field, unscaled
    uint16_t UrgentPointer() const;   //!< \return urgent pointer
    std::size_t HeaderSize() const;   //!< \return octets of the header with options
    const uint8_t* Options() const;   //!< \return first octet of the option area
    std::size_t OptionsSize() const;  //!< \return octets of the option area
    const uint8_t* Payload() const;   //!< \return first octet of the payload
    std::size_t PayloadSize() const;  //!< \return octets of payload
    bool Has(uint8_t flags) const;    //!< \return true when all of \p flags are set

  private:
    SegmentView(const uint8_t* bytes, std::size_t size);

    const uint8_t* m_bytes; //!< First octet of the header
    std::size_t m_size;     //!< Octets of the segment
};

// Asked many times for each segment, hence inline.

inline SegmentView::SegmentView(const uint8_t* bytes, std::size_t size)
    : m_bytes(bytes),
      m_size(size)
{
}

inline uint16_t
SegmentView::SourcePort() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes, 2));
}

inline uint16_t
SegmentView::DestinationPort() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 2, 2));
}

inline uint32_t
SegmentView::Sequence() const
{
    return static_cast<uint32_t>(ReadBig(m_bytes + 4, 4));
}

inline uint32_t
SegmentView::Acknowledgment() const
{
    return static_cast<uint32_t>(ReadBig(m_bytes + 8, 4));
}

inline uint8_t
SegmentView::Flags() const
{
    return m_bytes[13];
}

inline uint16_t
SegmentView::Window() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 14, 2));
}

inline uint16_t
SegmentView::UrgentPointer() const
{
    return static_cast<uint16_t>(ReadBig(m_bytes + 18, 2));
}

inline std::size_t
SegmentView::HeaderSize() const
{
    return static_cast<std::size_t>(m_bytes[12] >> 4) * 4;
}

inline const uint8_t*
SegmentView::Options() const
{
    return m_bytes + TCP_FIXED_HEADER;
}

inline std::size_t
SegmentView::OptionsSize() const
{
    return HeaderSize() - TCP_FIXED_HEADER;
}

inline const uint8_t*
SegmentView::Payload() const
{
    return m_bytes + HeaderSize();
}

inline std::size_t
SegmentView::PayloadSize() const
{
    return m_size - HeaderSize();
}

inline bool
SegmentView::Has(uint8_t flags) const
{
    return (Flags() & flags) == flags;
}

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_SEGMENT_VIEW_H
