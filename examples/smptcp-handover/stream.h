/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDOVER_STREAM_H
#define SMPTCP_HANDOVER_STREAM_H

#include "../common/known-stream.h"

#include "ns3/nstime.h"
#include "ns3/smptcp-socket.h"
#include "ns3/socket.h"

#include <cstdint>
#include <string>

namespace smptcp_handover
{

/// One end of the connection: sends a known stream for a while, and checks the octets of the other end's as they come
class StreamEnd
{
  public:
    /**
     * \param seed of the stream it sends \param peerSeed of the one it receives
     * \param until when it stops sending; zero: it sends nothing
     */
    StreamEnd(uint64_t seed, uint64_t peerSeed, ns3::Time until);
    StreamEnd(const StreamEnd&) = delete;
    StreamEnd& operator=(const StreamEnd&) = delete;

    /// Work with \p socket, which connects now or is connected.
    void Use(ns3::Ptr<ns3::Socket> socket);
    /// The connection is up.
    void OnConnected(ns3::Ptr<ns3::Socket> socket);
    /// Close the connection.
    void Close();
    /// The wait for what has not come ends now: it counts as a gap.
    void EndWait();
    /// Let the socket go.
    void Release();

    /// \return the socket when it is one of this module's, or null
    ns3::Ptr<ns3::SmptcpSocket> Ours() const;
    /// \return the mode in use, "none" while there is none
    std::string ModeName() const;
    /// \return true once the connection was up
    bool IsConnected() const;
    /// \return true when it was lost or never came
    bool HasFailed() const;
    /// \return when it was lost, s
    double GetFailedAt() const;
    /// \return octets the socket has taken
    uint64_t GetSent() const;
    /// \return octets that have come in order
    uint64_t GetReceived() const;
    /// \return true when each of them was the right one
    bool IsIntact() const;
    /// \return the longest time between two deliveries, s
    double GetLongestGap() const;
    /// \return when that began, s
    double GetLongestGapAt() const;

  private:
    void OnRoom(ns3::Ptr<ns3::Socket> socket, uint32_t room);
    void OnPeerEnd(ns3::Ptr<ns3::Socket> socket);
    void OnError(ns3::Ptr<ns3::Socket> socket);
    void Read(ns3::Ptr<ns3::Socket> socket);
    void Write();
    void NoteDelivery();

    smptcp_example::KnownStream m_sends;    //!< What it sends
    smptcp_example::KnownStream m_receives; //!< What is to come
    ns3::Time m_until;                      //!< When it stops sending
    ns3::Ptr<ns3::Socket> m_socket;         //!< The connection
    bool m_connected{false};                //!< It was up
    bool m_closed{false};                   //!< Close has been called
    bool m_failed{false};                   //!< It is lost
    double m_failedAt{0};                   //!< Since when, s
    uint64_t m_sent{0};                     //!< Octets the socket has taken
    uint64_t m_received{0};                 //!< Octets that have come
    bool m_intact{true};                    //!< Each was right
    double m_latest{-1};                    //!< Time of the latest delivery, s; below 0 before the first
    double m_gap{0};                        //!< Longest time between two, s
    double m_gapAt{0};                      //!< When it began, s
};

} // namespace smptcp_handover

#endif // SMPTCP_HANDOVER_STREAM_H
