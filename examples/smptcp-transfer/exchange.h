/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_TRANSFER_EXCHANGE_H
#define SMPTCP_EXAMPLE_TRANSFER_EXCHANGE_H

#include "endpoint.h"
#include "options.h"

#include "ns3/node.h"

#include <ostream>

namespace smptcp_example
{

/// One connection: its two ends, and what came of it
class Exchange
{
  public:
    /// \param options \param plan what to do \param stream first of two random streams
    Exchange(const Options& options, const Plan& plan, int64_t stream);

    /// Connect to the server. \param node the client
    void Connect(ns3::Ptr<ns3::Node> node);
    /// Watch for refusals at the server before it has a socket of its own. \param listener the listening socket
    void Expect(ns3::Ptr<ns3::Socket> listener);
    /// The server has a connection. \param socket it
    void Accept(ns3::Ptr<ns3::Socket> socket);
    /// \return true once everything has arrived and both ends are closed, or some time after the last byte
    bool Over();
    /// \return true when it will not get better: not everything has arrived, and both applications know
    bool Broken() const;
    /// Let the sockets go.
    void Release();
    /// Write the header of transfer.csv.
    static void WriteHeader(std::ostream& csv);
    /// Write a row of transfer.csv and tell the result. \return true when all is well
    bool Report(std::ostream& csv) const;

  private:
    /// What became of the octets, the worse of both directions
    enum class Octets
    {
        EXACT,   //!< As sent
        ALTERED, //!< All there, as a gateway on the path makes them
        SHORT,   //!< Some are missing
        WRONG,   //!< Nobody on the path explains them
    };

    /// Over all subflows
    struct Sums
    {
        std::size_t subflows{1};            //!< That were ever up
        std::vector<uint64_t> bytes{0, 0};  //!< Received, by subflow
        uint64_t retransmissions{0};        //!< Segments sent again
        uint64_t macFailures{0};            //!< Segments refused
    };

    Octets Judge(const std::vector<uint8_t>& sent, const std::vector<uint8_t>& received) const;
    Octets Judge() const;
    bool Complete() const;
    void WriteRow(std::ostream& csv, bool shaOk, const Sums& sums) const;
    void Tell(bool shaOk, const Sums& sums) const;
    std::string Complaint(Octets octets) const;
    double Seconds() const;
    uint64_t Bytes() const;
    Sums Sum() const;

    const Options& m_options; //!< What to do
    const Plan& m_plan;       //!< The same, understood
    Endpoint m_client;        //!< The client's end
    Endpoint m_server;        //!< The server's end
    double m_startedAt{0};    //!< Time of Connect, seconds
    double m_completeAt{0};   //!< When everything had arrived, seconds
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_TRANSFER_EXCHANGE_H
