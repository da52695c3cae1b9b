/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TRACE_HELPER_H
#define SMPTCP_TRACE_HELPER_H

#include "ns3/event-id.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace ns3
{

class SmptcpSocket;

/**
 * \ingroup smptcp-helper
 * Writes what the subflows of connections do to CSV files, and a gnuplot script that draws it. A connection is known by
 * its node and its number there, in the order in which modes are decided, from 1 on.
 *
 * - `<prefix>subflows.csv`: time_s,node,connection,subflow,metric,value. Metrics are cwnd_octets, ssthresh_octets and
 *   rtt_s when they change, sent_octets (first time) and received_octets in each interval.
 * - `<prefix>decisions.csv`: time_s,node,connection,subflow,dsn,octets,decision. Decisions are those of SmptcpSocket's
 *   trace source Decision; waiting has subflow 0.
 * - `<prefix>waits.csv`: time_s,node,connection,octets,wait_s. Octets that came out of order, once they can be read.
 * - `<prefix>subflows.plt`: for gnuplot, which draws `<prefix>subflows.png`.
 */
class SmptcpTraceHelper
{
  public:
    /// \param prefix first part of every file's name, with a directory that exists. Aborts readably when it does not
    explicit SmptcpTraceHelper(const std::string& prefix);
    /// Writes the gnuplot script.
    ~SmptcpTraceHelper();
    SmptcpTraceHelper(const SmptcpTraceHelper&) = delete;
    SmptcpTraceHelper& operator=(const SmptcpTraceHelper&) = delete;

    /// \param interval between two lines of octets sent and received; 100 ms unless set
    void SetInterval(Time interval);
    /// Trace the connections of \p nodes whose mode is yet to be decided. The object must outlive the run.
    void Attach(const NodeContainer& nodes);

  private:
    /// A traced connection
    struct Connection
    {
        Ptr<SmptcpSocket> socket;   //!< Its socket
        uint32_t node{0};           //!< Id of the node
        uint32_t number{0};         //!< Its number on the node
        std::set<uint32_t> subflows; //!< Subflows that have a line
        std::map<uint32_t, std::pair<uint64_t, uint64_t>> octets; //!< Octets sent and received, as written last
    };

    void OnMode(Ptr<SmptcpSocket> socket, const std::string& mode);
    void OnWindow(Connection* of, uint32_t id, uint32_t before, uint32_t now);
    void OnThreshold(Connection* of, uint32_t id, uint32_t before, uint32_t now);
    void OnRtt(Connection* of, uint32_t id, Time before, Time now);
    void OnDecision(Connection* of, uint32_t id, uint64_t dsn, uint32_t size, const std::string& why);
    void OnWait(Connection* of, uint32_t octets, Time waited);
    void Sample();
    void TakeOctets();
    std::ofstream& Line(std::ofstream& file, const Connection& of);
    void Metric(Connection* of, uint32_t id, const char* name, double value);
    std::string Curves(const char* metric) const;
    void WritePlot() const;

    std::string m_prefix;                    //!< First part of file names
    Time m_interval;                         //!< Between samples of octets
    std::ofstream m_subflows;                //!< Windows, times, octets
    std::ofstream m_decisions;               //!< Decisions of schedulers
    std::ofstream m_waits;                   //!< Waits for earlier octets
    EventId m_sample;                        //!< The next sample of octets
    EventId m_last;                          //!< The last one, when the simulation is destroyed
    std::map<uint32_t, uint32_t> m_numbers;  //!< Connections seen, by node
    std::map<std::pair<uint32_t, uint32_t>, Connection> m_connections; //!< By node and number
};

} // namespace ns3

#endif // SMPTCP_TRACE_HELPER_H
