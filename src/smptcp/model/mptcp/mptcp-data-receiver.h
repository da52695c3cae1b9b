/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_DATA_RECEIVER_H
#define MPTCP_DATA_RECEIVER_H

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>

/**
 * \file
 * \ingroup smptcp-mptcp
 * The receiving half of the data sequence space.
 */

namespace ns3
{
namespace smptcp
{

/**
 * \ingroup smptcp-mptcp
 * Reassembly by DSN, the queue the application reads from, DATA_FIN and the shared receive window (RFC 6824,
 * 3.3.3 - 3.3.5). Duplicates are removed by DSN.
 */
class DataReceiver
{
  public:
    /// Start the space: the first octet expected is \p idsn + 1.
    void Start(uint64_t idsn);

    /// \return DSN of the first octet of the stream
    uint64_t First() const;

    /// Called when octets that came out of order can be read, with how many and how long they have waited
    using WaitObserver = std::function<void(uint32_t octets, Time waited)>;
    /// \param observer told of waits
    void SetWaitObserver(WaitObserver observer);

    /**
     * Put octets with their DSN; what lies behind DATA_FIN is dropped.
     * \param dsn DSN of the first \param octets the octets \param now the time, for the WaitObserver
     * \return true when something new can be read
     */
    bool Insert(uint64_t dsn, Ptr<Packet> octets, Time now = Time());

    /// DATA_FIN with its DSN was seen. \return true when the end of the stream is reached by it
    bool OnDataFin(uint64_t dsn);

    /// \return octets in order, at most \p maxSize, or null when there are none
    Ptr<Packet> Read(uint32_t maxSize);

    /// \return octets that can be read
    uint32_t Readable() const;
    /// \return octets held out of order
    uint32_t OutOfOrder() const;
    /// \return the data ack: next DSN expected (DATA_FIN counts one)
    uint64_t DataAck() const;
    /// \return true when DATA_FIN and everything before it has been received
    bool Finished() const;
    /// \return octets that may arrive beyond the data ack when the buffer holds \p bufferSize
    uint32_t Window(uint32_t bufferSize) const;

  private:
    /// Octets out of order
    struct Ahead
    {
        Ptr<Packet> octets; //!< The octets
        Time since;         //!< When they came
    };

    bool Advance(Time now);
    void Take(Ptr<Packet> piece);
    void DropBehindFin();

    WaitObserver m_observer;                 //!< Told of waits, may be empty
    std::map<uint64_t, Ahead> m_ahead;       //!< Out of order, by offset from the IDSN, without overlap
    std::deque<Ptr<Packet>> m_ready;         //!< In order, unread
    uint32_t m_readable{0};                  //!< Octets in m_ready
    uint32_t m_aheadOctets{0};               //!< Octets in m_ahead
    uint64_t m_idsn{0};                      //!< Initial DSN of the peer
    uint64_t m_next{1};                      //!< Offset of the next octet expected
    uint64_t m_fin{0};                       //!< Offset of DATA_FIN, 0 when unknown
    bool m_finished{false};                  //!< DATA_FIN reached
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_DATA_RECEIVER_H
