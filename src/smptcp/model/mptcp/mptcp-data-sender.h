/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_DATA_SENDER_H
#define MPTCP_DATA_SENDER_H

#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

/**
 * \file
 * \ingroup smptcp-mptcp
 * The sending half of the data sequence space.
 */

namespace ns3
{
namespace smptcp
{

/// A run of octets with a DSN, handed to one subflow at a time
struct DataChunk
{
    uint64_t dsn{0};     //!< DSN of the first octet
    Ptr<Packet> payload; //!< Octets as they go on the wire (encrypted once, when the DSN was assigned)
    uint32_t subflow{0}; //!< Id of the subflow it was given to last
    uint64_t end{0};     //!< Position behind it on that subflow, 0 while unknown
    Time given;          //!< When that was
    bool rescued{false}; //!< It has been sent again because it held up the stream
};

/**
 * \ingroup smptcp-mptcp
 * Send queue, DSN assignment, data acks, the peer's window and reinjection (RFC 6824, 3.3.2 - 3.3.6). It knows no
 * subflow but by number, and no clock.
 */
class DataSender
{
  public:
    /// Called with the DSN and the octets of a new chunk, to encrypt them in place
    using Encryptor = std::function<void(uint64_t dsn, uint8_t* data, std::size_t size)>;

    /**
     * Start the space.
     * \param idsn initial DSN; the first octet has idsn + 1 (smptcp.md 2.4)
     * \param encrypt empty for clear text
     */
    void Start(uint64_t idsn, Encryptor encrypt);

    /// Append octets of the application to the send queue.
    void Enqueue(Ptr<Packet> packet);
    /// \return octets queued that have no DSN yet
    uint32_t Unassigned() const;
    /// \return octets queued or not yet data-acked: what fills the send buffer
    uint32_t Buffered() const;
    /// Take everything queued and not yet assigned (fallback to one path). \return it in order
    std::deque<Ptr<Packet>> TakeQueue();

    /**
     * Cut a new chunk off the queue.
     * \param maxSize most octets
     * \param subflow where it will go
     * \return no value when the queue is empty or the peer's window is closed
     */
    std::optional<DataChunk> NextChunk(uint32_t maxSize, uint32_t subflow);

    /// \return octets of new data that NextChunk could cut now
    uint32_t Sendable() const;

    /// Mark everything last given to \p subflow and not data-acked for reinjection elsewhere.
    void Reinject(uint32_t subflow);
    /// \return the next chunk to reinject, skipping what was acked meanwhile; it stays due until TakeReinjection
    const DataChunk* PeekReinjection();
    /// Hand the chunk of PeekReinjection to \p subflow.
    DataChunk TakeReinjection(uint32_t subflow);
    /// \return true when any chunk has been handed out twice: no subflow's order is that of the stream then
    bool HasReinjected() const;
    /// Note where a chunk ended up. \param dsn its DSN \param end position behind it on its subflow \param now the time
    void NoteEnd(uint64_t dsn, uint64_t end, Time now);
    /// \return the oldest chunk not data-acked, or null
    const DataChunk* Oldest() const;
    /// Mark the oldest chunk for another try, on any subflow.
    void ReinjectOldest();

    // When every subflow sends everything (a scheduler that sends copies)
    /// \return the first outstanding chunk that \p subflow has not carried, or null
    const DataChunk* PeekCopy(uint32_t subflow) const;
    /// Hand the chunk of PeekCopy to \p subflow.
    DataChunk TakeCopy(uint32_t subflow);
    /// The latest new chunk went to \p subflow, which has thus carried everything there is.
    void NoteCarried(uint32_t subflow);

    // When the peer's window is full and a slow subflow holds it up
    /// \return true when the peer's window holds back new data
    bool WindowFull() const;
    /// \return the first outstanding chunk not yet looked at for rescue, or null; it stays until Take- or SkipRescue
    const DataChunk* PeekRescue();
    /// Send the chunk of PeekRescue again on \p subflow.
    DataChunk TakeRescue(uint32_t subflow);
    /// Leave the chunk of PeekRescue where it is.
    void SkipRescue();

    /**
     * A data ack with the window it came with.
     * \param ack 64-bit data ack
     * \param window octets allowed beyond it
     * \return octets newly acknowledged (DATA_FIN not counted); 0 for an old or impossible ack
     */
    uint32_t OnDataAck(uint64_t ack, uint32_t window);

    /// No more data will be queued: DATA_FIN follows the last octet.
    void Finish();
    /// \return true when every octet has been handed to a subflow and DATA_FIN is due but not acked
    bool FinDue() const;
    /// \return true when DATA_FIN has been acknowledged
    bool FinAcked() const;
    /// \return true when DATA_FIN has been sent
    bool FinSent() const;
    /// DATA_FIN leaves now: its DSN is taken. \return the DSN of DATA_FIN
    uint64_t MarkFinSent();

    /// Leave the data sequence space's own end: the subflow's FIN ends the stream (fallback).
    void ForgetFin();

    /// \return DSN the next new octet will get
    uint64_t Next() const;
    /// \return lowest DSN not yet data-acked
    uint64_t Unacked() const;
    /// \return octets of the peer's window, from the lowest DSN not data-acked on
    uint64_t Window() const;
    /// \return true when there is new data but the peer's window holds it back and nothing is outstanding
    bool WindowBlocked() const;
    /// Let one octet past a closed window (the answer to the probe brings the window).
    void AllowProbe();

  private:
    Ptr<Packet> CutQueue(uint32_t size);

    Encryptor m_encrypt;                     //!< Encrypts a new chunk
    std::vector<uint8_t> m_octets;           //!< Octets being encrypted, kept for its memory
    std::deque<Ptr<Packet>> m_queue;         //!< Octets without a DSN
    uint32_t m_cut{0};                       //!< Octets of the first of them that have one
    uint32_t m_queued{0};                    //!< Octets in m_queue
    std::map<uint64_t, DataChunk> m_chunks;  //!< Outstanding, by offset from the IDSN (never wraps)
    std::map<uint32_t, uint64_t> m_carried;  //!< By subflow: offset behind what it has carried, where all carry all
    uint64_t m_rescue{0};                    //!< Offset below which chunks have been looked at for rescue
    std::set<uint64_t> m_reinject;           //!< Offsets of chunks due on another subflow
    uint64_t m_idsn{0};                      //!< Initial DSN
    uint64_t m_next{1};                      //!< Offset of the next new octet
    uint64_t m_una{1};                       //!< Offset of the first octet not data-acked
    uint64_t m_edge{1};                      //!< Offset behind the peer's window
    bool m_reinjected{false};                //!< A chunk has been handed out twice
    bool m_finish{false};                    //!< The application has finished
    bool m_finSent{false};                   //!< DATA_FIN has its DSN (m_next)
    bool m_finAcked{false};                  //!< DATA_FIN is acknowledged
};

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_DATA_SENDER_H
