/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_TRANSFER_ENDPOINT_H
#define SMPTCP_EXAMPLE_TRANSFER_ENDPOINT_H

#include "options.h"

#include "../common/stream-end.h"

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace smptcp_example
{

/// One end of the stream: checks, times and closes it
class Endpoint : public StreamEnd
{
  public:
    Endpoint(const std::vector<uint8_t>& toSend, std::size_t toReceive, int writeSize)
        : StreamEnd(toSend),
          m_toReceive(toReceive),
          m_writeSize(writeSize),
          m_sizes(ns3::CreateObject<ns3::UniformRandomVariable>())
    {
        m_received.reserve(toReceive);
    }

    void AssignStream(int64_t stream)
    {
        m_sizes->SetStream(stream);
    }

    /// A handshake was refused. \param why the cause
    void OnRefused(const std::string& why)
    {
        m_refusal = Connected() || !m_refusal.empty() ? m_refusal : why;
    }

    /// The host refused a handshake, perhaps while there was no socket for it yet. \param why the cause
    void OnHostRefused(ns3::Ptr<ns3::SmptcpSocket>, const std::string& why)
    {
        OnRefused(why);
    }

    /// \return why the handshake was refused, empty when it was not
    const std::string& Refusal() const
    {
        return m_refusal;
    }

    bool Complete() const
    {
        return Sent() == ToSend().size() && m_received.size() >= m_toReceive;
    }

    bool Ended() const
    {
        return m_closed && m_peerClosed;
    }

    /// \return true once the application has heard that nothing more comes, for whatever reason
    bool Told() const
    {
        return m_peerClosed;
    }

    /// \return how the connection ended for the application: error, closed by the peer (which is what stock TCP says of
    /// an RST too), open, or none where it never had one
    std::string HowEnded() const
    {
        return !GetSocket() ? "none" : m_failedAt > 0 ? "error" : m_peerClosed ? "closed" : "open";
    }

    /// \return when the connection was reported lost, or could not be had, seconds; 0 when it was not
    double FailedAt() const
    {
        return m_failedAt;
    }

    const std::vector<uint8_t>& Received() const
    {
        return m_received;
    }

    double FirstAt() const
    {
        return m_deliveries.empty() ? 0 : m_deliveries.front().first;
    }

    double LastAt() const
    {
        return m_deliveries.empty() ? 0 : m_deliveries.back().first;
    }

    double LongestGap() const
    {
        double longest = 0;
        for (std::size_t i = 1; i < m_deliveries.size(); ++i)
        {
            longest = std::max(longest, m_deliveries[i].first - m_deliveries[i - 1].first);
        }
        return longest;
    }

    /// Octets delivered in (from, to]
    uint64_t DeliveredIn(double from, double to) const
    {
        uint64_t sum = 0;
        for (const auto& [at, size] : m_deliveries)
        {
            sum += at > from && at <= to ? size : 0;
        }
        return sum;
    }

  private:
    void OnPeerEnd() override
    {
        m_peerClosed = true;
    }

    void OnError() override
    {
        m_failedAt = m_failedAt > 0 ? m_failedAt : ns3::Simulator::Now().GetSeconds();
        m_peerClosed = true;
    }

    uint32_t NextSize() override
    {
        if (m_writeSize == RANDOM_WRITES)
        {
            return m_sizes->GetInteger(1, 8000);
        }
        return m_writeSize > 0 ? static_cast<uint32_t>(m_writeSize) : StreamEnd::NextSize();
    }

    void OnOctets(const std::vector<uint8_t>& octets) override
    {
        m_received.insert(m_received.end(), octets.begin(), octets.end());
        m_deliveries.emplace_back(ns3::Simulator::Now().GetSeconds(),
                                  static_cast<uint32_t>(octets.size()));
    }

    void OnProgress() override
    {
        // ns-3's own socket may lose data when it is half-closed in the middle of the peer's stream.
        bool received = m_received.size() >= m_toReceive;
        if (AllSent() && received && !m_closed)
        {
            m_closed = true;
            GetSocket()->Close();
        }
    }

    std::size_t m_toReceive;                               //!< Octets to come
    int m_writeSize;                                       //!< As --writeSize
    ns3::Ptr<ns3::UniformRandomVariable> m_sizes;          //!< Of random writes
    std::vector<uint8_t> m_received;                       //!< What has come
    std::vector<std::pair<double, uint32_t>> m_deliveries; //!< When, seconds, and how many octets
    bool m_closed{false};                                  //!< Close has been called
    bool m_peerClosed{false};                              //!< Nothing more comes
    double m_failedAt{0};                                  //!< Time of the first error, seconds
    std::string m_refusal;                                 //!< Why the handshake was refused
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_TRANSFER_ENDPOINT_H
