/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TOPOLOGY_STREAM_H
#define SMPTCP_TOPOLOGY_STREAM_H

#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * One direction of a flow: writes pseudo-random octets into one socket as fast as it takes them, reads them from another
 * and compares each. Knows when they came.
 */
class SmptcpTopologyStream
{
  public:
    /// \param octets so many of them, no value for no end \param segment payload of a segment, octets
    SmptcpTopologyStream(std::optional<uint64_t> octets, uint32_t segment);

    /// Write what the socket takes. \param socket the sender's
    void Write(Ptr<Socket> socket);
    /// Read what the socket has. \param socket the receiver's
    void Read(Ptr<Socket> socket);
    /// Write no more than an octet until Release.
    void Hold();
    /// Write everything from now on.
    void Release();
    /// Write nothing more.
    void StopWriting();
    /// The application writes at a pace of its own: \p octets more are due from now on, none before the first call.
    void AddDue(uint64_t octets);

    /// \return true when everything has been written
    bool AllWritten() const;
    /// \return true when everything has been read, false without an end
    bool Complete() const;
    /// \return octets read
    uint64_t GetReceived() const;
    /// \return octets written
    uint64_t GetWritten() const;
    /// \return false once an octet was read that is not what was written there
    bool IsIntact() const;
    /// \return when the first octet was read, no value before
    std::optional<Time> GetFirst() const;
    /// \return when the last octet was read
    Time GetLast() const;
    /**
     * \param from \param to a time of the run, the present being its latest
     * \return longest time between two deliveries that is at least in part within, zero when there is none of LEAST_GAP
     */
    Time GetLongestGap(Time from, Time to) const;
    /// \return mean time between write and read of what AddDue was called for, seconds; 0 when nothing has come
    double GetMeanDelay() const;
    /// \return octets that are still to be sent or read, 0 without an end
    uint64_t GetMissing() const;

  private:
    static const std::vector<uint8_t>& Pattern();

    std::optional<uint64_t> m_total; //!< Octets in all
    uint32_t m_piece;                //!< Most octets of a write
    bool m_held{false};              //!< Only an octet is written
    std::optional<uint64_t> m_due;   //!< So much may have been written by now, where there is a pace
    std::deque<std::pair<uint64_t, Time>> m_pending; //!< End of what became due, and when
    double m_delays{0};              //!< Sum over what has come, seconds
    uint64_t m_delivered{0};         //!< How many have come
    uint64_t m_written{0};           //!< Octets written
    uint64_t m_received{0};          //!< Octets read
    bool m_intact{true};             //!< All were right
    std::optional<Time> m_first;     //!< First delivery
    Time m_last;                     //!< Last delivery
    std::vector<std::pair<Time, Time>> m_gaps; //!< Begin and end of gaps that are over
    bool m_flowing{false};           //!< There was a delivery, so that a gap can last
    std::vector<uint8_t> m_buffer;   //!< Octets under comparison
};

} // namespace ns3

#endif // SMPTCP_TOPOLOGY_STREAM_H
