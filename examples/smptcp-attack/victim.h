/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_VICTIM_H
#define SMPTCP_EXAMPLE_VICTIM_H

#include "../common/known-stream.h"
#include "../common/stream-end.h"

#include "ns3/event-id.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace smptcp_example
{

/// How an application sends
struct Load
{
    uint64_t bytes{0};              //!< Octets in all; 0: it sends nothing
    double rate{0};                 //!< Octets a second; 0: as fast as the socket takes them
    double tick{0.01};              //!< Seconds between writes where there is a rate
};

/// How a connection ended for the application
enum class Ending
{
    NONE,   //!< It has not
    NORMAL, //!< Normal close callback; stock TCP calls an RST that too
    ERROR,  //!< Error or failure callback
};

/**
 * An application at one end: sends a stream known to the judge, compares what comes with the peer's, and keeps what it
 * was told. It knows nothing of attacks.
 */
class Victim : public StreamEnd
{
  public:
    /// \param send stream it sends \param receive stream it should get \param load how it sends
    Victim(const KnownStream& send, const KnownStream& receive, const Load& load);

    /// \return octets received
    uint64_t Received() const;
    /// \return octets received that are not the peer's at that place
    uint64_t Wrong() const;
    /// \return all octets received in order, right or wrong
    const std::vector<uint8_t>& ReceivedOctets() const;
    /// \return octets received from \p from on, until \p to (seconds)
    uint64_t ReceivedBetween(double from, double to) const;
    /// \return how the connection ended
    Ending GetEnding() const;
    /// \return when, seconds
    double EndedAt() const;

  private:
    uint32_t NextSize() override;
    void OnOctets(const std::vector<uint8_t>& octets) override;
    void OnProgress() override;
    void OnPeerEnd() override;
    void OnError() override;
    void End(Ending how);

    KnownStream m_receive;             //!< What should come
    Load m_load;                       //!< How it sends
    ns3::EventId m_writeEvent;         //!< Next paced write
    uint64_t m_wrong{0};               //!< Octets that were not the peer's
    std::vector<uint8_t> m_received;   //!< Octets received
    std::vector<std::pair<double, uint64_t>> m_deliveries; //!< Time of each read and octets received after it
    Ending m_ending{Ending::NONE};     //!< How it ended
    double m_endedAt{0};               //!< When
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_VICTIM_H
