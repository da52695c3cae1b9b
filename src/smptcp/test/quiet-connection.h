/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_QUIET_CONNECTION_H
#define SMPTCP_TEST_QUIET_CONNECTION_H

#include "two-hosts.h"
#include "wire-log.h"

#include <functional>
#include <string>
#include <vector>

/// A connection that has exchanged something and is silent while somebody forges segments, until both ends send again
class QuietConnection
{
  public:
    static constexpr double STRIKE_AT = 3; //!< Seconds; nothing has moved for a while
    static constexpr double LOOK_AT = 4;   //!< Seconds; what was struck has reacted
    static constexpr double DATA_AT = 5;   //!< Seconds; both ends send

    /// \param kind of both hosts \param profile of both hosts \param links between them
    QuietConnection(const std::string& kind, const std::string& profile, std::vector<TwoHosts::Link> links = {FAST});

    /**
     * \param client true for the client
     * \return a segment that is next from that host, with its latest timestamps option and no other
     */
    WireSegment NextFrom(bool client, uint8_t flags, const std::vector<uint8_t>& payload = {}) const;
    /// \return sequence number that is next from one host
    uint32_t NextSequence(bool client) const;
    /**
     * Strike the server, at STRIKE_AT unless \p at says otherwise.
     * \param make makes the segment out of what was seen so far
     */
    void StrikeServer(std::function<WireSegment()> make, double at = STRIKE_AT);
    /// Run it all. \param octets each end sends from DATA_AT on
    void Run(uint32_t octets = 100000);
    /// \return true when the server's TCP connection stood at LOOK_AT
    bool ServerStood() const;
    /// \return segments of the server between STRIKE_AT and LOOK_AT that \p flags are all flags of
    std::size_t Answers(uint8_t flags) const;
    /// \return segments of the server between STRIKE_AT and LOOK_AT
    std::size_t Answers() const;
    /// \return how many segments the server refused for that cause
    uint64_t Refused(ns3::smptcp::Refusal refusal) const;

    TwoHosts net; //!< The hosts
    WireLog log;  //!< What is on the wire

  private:
    bool Stands() const;
    bool m_stood{false}; //!< ServerStood
};

#endif // SMPTCP_TEST_QUIET_CONNECTION_H
