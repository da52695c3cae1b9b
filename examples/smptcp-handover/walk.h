/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDOVER_WALK_H
#define SMPTCP_HANDOVER_WALK_H

#include "network.h"
#include "options.h"
#include "stream.h"

#include "ns3/socket.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace smptcp_handover
{

/// The phone's interfaces
enum Interface : std::size_t
{
    WIFI,
    LTE,
};

/// Octets that had arrived at a time, both directions together
struct Count
{
    double time{0};                    //!< s
    double distance{0};                //!< Of the phone from the access point, m
    std::array<uint64_t, 2> carried{}; //!< Payload that came over each Interface, copies included
    uint64_t delivered{0};             //!< Octets the applications got
};

/// What came of one walk
struct Outcome
{
    std::string mode;                    //!< As --mode has it
    std::string agreed;                  //!< Mode of the connection
    bool connected{false};               //!< It came up
    double failedAt{0};                  //!< When an end was told that the connection is lost, s; 0 never
    bool intact{false};                  //!< No wrong octet was delivered
    bool complete{false};                //!< Everything sent was
    uint64_t sent{0};                    //!< Octets the sockets took
    std::size_t subflows{1};             //!< That were ever up
    double longestGap{0};                //!< Between two deliveries, s
    double longestGapAt{0};              //!< When it began, s
    std::vector<Network::WifiEvent> wifi; //!< What happened to the Wi-Fi
    std::vector<Count> counts;         //!< In the order of time

    /// \return true when the stream was delivered exactly
    bool Good() const;
    /// \return octets delivered to applications
    uint64_t Delivered() const;
    /// \return when the phone first lost its access point, s; 0 never
    double WifiLostAt() const;
};

/// One walk with a transfer
class Walk
{
  public:
    /// \param options what to do \param mode how the phone uses its interfaces \param directory where files go
    Walk(const Options& options, const Mode& mode, const std::string& directory);
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    /// Simulate it.
    Outcome Run();

  private:
    void Install(Network& network) const;
    void Listen();
    void Connect();
    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);
    void TakeCount();
    void CountAgain();
    void Watch();
    bool IsComplete() const;
    std::array<uint64_t, 2> Carried() const;
    Outcome Judge() const;

    const Options& m_options;        //!< What to do
    const Mode m_mode;               //!< How
    const std::string m_prefix;      //!< First part of file names
    Network* m_network{nullptr};     //!< Where
    StreamEnd m_phone;               //!< The phone's end
    StreamEnd m_server;              //!< The server's end
    ns3::Ptr<ns3::Socket> m_listener; //!< Of the server
    std::vector<Count> m_counts;   //!< So far
};

} // namespace smptcp_handover

#endif // SMPTCP_HANDOVER_WALK_H
