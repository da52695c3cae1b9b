/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-trace-helper.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-socket.h"
#include "ns3/smptcp-stack.h"

#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

constexpr int TIME_DIGITS = 9;       //!< Behind the point, of seconds
constexpr int VALUE_DIGITS = 10;     //!< Of any value
constexpr uint32_t INTERVAL_MS = 100; //!< Between samples of octets

void
OpenWithHeader(std::ofstream& file, const std::string& name, const char* header)
{
    file.open(name);
    NS_ABORT_MSG_UNLESS(file, "cannot write " << name << ": is there such a directory?");
    file << header << "\n";
}

} // namespace

SmptcpTraceHelper::SmptcpTraceHelper(const std::string& prefix)
    : m_prefix(prefix),
      m_interval(MilliSeconds(INTERVAL_MS))
{
    OpenWithHeader(m_subflows, prefix + "subflows.csv", "time_s,node,connection,subflow,metric,value");
    OpenWithHeader(m_decisions, prefix + "decisions.csv", "time_s,node,connection,subflow,dsn,octets,decision");
    OpenWithHeader(m_waits, prefix + "waits.csv", "time_s,node,connection,octets,wait_s");
}

SmptcpTraceHelper::~SmptcpTraceHelper()
{
    m_sample.Cancel();
    if (!m_last.IsExpired())
    {
        TakeOctets();
        m_last.Cancel();
    }
    WritePlot();
}

void
SmptcpTraceHelper::SetInterval(Time interval)
{
    NS_ABORT_MSG_UNLESS(interval.IsStrictlyPositive(), "SmptcpTraceHelper: an interval is longer than 0");
    m_interval = interval;
}

void
SmptcpTraceHelper::Attach(const NodeContainer& nodes)
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (Ptr<SmptcpStack> stack = (*node)->GetObject<SmptcpStack>())
        {
            stack->TraceConnectWithoutContext("ModeNegotiated", MakeCallback(&SmptcpTraceHelper::OnMode, this));
        }
    }
}

void
SmptcpTraceHelper::OnMode(Ptr<SmptcpSocket> socket, const std::string&)
{
    uint32_t node = socket->GetNode()->GetId();
    uint32_t number = ++m_numbers[node];
    Connection& connection = m_connections[{node, number}];
    connection.socket = socket;
    connection.node = node;
    connection.number = number;
    Connection* of = &connection; // a map's elements stay where they are
    socket->TraceConnectWithoutContext("SubflowCongestionWindow",
                                       MakeCallback(&SmptcpTraceHelper::OnWindow, this, of));
    socket->TraceConnectWithoutContext("SubflowSlowStartThreshold",
                                       MakeCallback(&SmptcpTraceHelper::OnThreshold, this, of));
    socket->TraceConnectWithoutContext("SubflowRtt", MakeCallback(&SmptcpTraceHelper::OnRtt, this, of));
    socket->TraceConnectWithoutContext("Decision", MakeCallback(&SmptcpTraceHelper::OnDecision, this, of));
    socket->TraceConnectWithoutContext("HeadOfLineWait", MakeCallback(&SmptcpTraceHelper::OnWait, this, of));
    if (m_sample.IsExpired())
    {
        m_sample = Simulator::Schedule(m_interval, &SmptcpTraceHelper::Sample, this);
    }
    if (m_last.IsExpired())
    {
        m_last = Simulator::ScheduleDestroy(&SmptcpTraceHelper::TakeOctets, this);
    }
}

std::ofstream&
SmptcpTraceHelper::Line(std::ofstream& file, const Connection& of)
{
    file << std::fixed << std::setprecision(TIME_DIGITS) << Simulator::Now().GetSeconds() << std::defaultfloat
         << std::setprecision(VALUE_DIGITS) << "," << of.node << "," << of.number << ",";
    return file;
}

void
SmptcpTraceHelper::Metric(Connection* of, uint32_t id, const char* name, double value)
{
    of->subflows.insert(id);
    Line(m_subflows, *of) << id << "," << name << "," << value << "\n";
}

void
SmptcpTraceHelper::OnWindow(Connection* of, uint32_t id, uint32_t, uint32_t now)
{
    Metric(of, id, "cwnd_octets", now);
}

void
SmptcpTraceHelper::OnThreshold(Connection* of, uint32_t id, uint32_t, uint32_t now)
{
    Metric(of, id, "ssthresh_octets", now);
}

void
SmptcpTraceHelper::OnRtt(Connection* of, uint32_t id, Time, Time now)
{
    Metric(of, id, "rtt_s", now.GetSeconds());
}

void
SmptcpTraceHelper::OnDecision(Connection* of, uint32_t id, uint64_t dsn, uint32_t size, const std::string& why)
{
    Line(m_decisions, *of) << id << "," << dsn << "," << size << "," << why << "\n";
}

void
SmptcpTraceHelper::OnWait(Connection* of, uint32_t octets, Time waited)
{
    Line(m_waits, *of) << octets << "," << waited.GetSeconds() << "\n";
}

void
SmptcpTraceHelper::Sample()
{
    TakeOctets();
    bool open = false;
    for (auto& [key, connection] : m_connections)
    {
        if (connection.socket && connection.socket->IsOver())
        {
            connection.socket = nullptr;
        }
        open |= connection.socket != nullptr;
    }
    // A connection that nobody ends must not keep the simulation from ending: this timer alone is no reason to go on.
    if (open && !Simulator::IsFinished())
    {
        m_sample = Simulator::Schedule(m_interval, &SmptcpTraceHelper::Sample, this);
    }
}

void
SmptcpTraceHelper::TakeOctets()
{
    for (auto& [key, connection] : m_connections)
    {
        if (!connection.socket)
        {
            continue;
        }
        for (const auto& report : connection.socket->GetSubflowReports())
        {
            auto& [sent, received] = connection.octets[report.id];
            if (report.bytesSent != sent)
            {
                Metric(&connection, report.id, "sent_octets", static_cast<double>(report.bytesSent - sent));
            }
            if (report.bytesReceived != received)
            {
                Metric(&connection, report.id, "received_octets", static_cast<double>(report.bytesReceived - received));
            }
            sent = report.bytesSent;
            received = report.bytesReceived;
        }
    }
}

std::string
SmptcpTraceHelper::Curves(const char* metric) const
{
    std::ostringstream text;
    for (const auto& [key, connection] : m_connections)
    {
        for (uint32_t id : connection.subflows)
        {
            text << (text.tellp() > 0 ? ", \\\n     " : "plot ") << "file using 1:(pick('" << metric << "',"
                 << key.first << "," << key.second << "," << id << ")) title 'node " << key.first << ", connection "
                 << key.second << ", subflow " << id << "'";
        }
    }
    return text.tellp() > 0 ? text.str() + "\n" : "";
}

void
SmptcpTraceHelper::WritePlot() const
{
    std::ofstream plot(m_prefix + "subflows.plt");
    plot << "# Run gnuplot with this file, in the directory the simulation was started in.\n"
         << "file = '" << m_prefix << "subflows.csv'\n"
         << "set datafile separator ','\n"
         << "set datafile missing NaN\n"
         << "set terminal pngcairo size 1200,1500\n"
         << "set output '" << m_prefix << "subflows.png'\n"
         << "pick(metric, node, connection, subflow) = (strcol(5) eq metric && column(2) == node && \\\n"
         << "    column(3) == connection && column(4) == subflow) ? column(6) : NaN\n"
         << "set style data lines\n"
         << "set xlabel 'time, s'\n"
         << "set key outside bottom\n"
         << "set multiplot layout 4,1\n";
    const std::pair<const char*, const char*> panels[] = {{"cwnd_octets", "congestion window, octets"},
                                                          {"rtt_s", "round-trip time, s"},
                                                          {"sent_octets", "sent in an interval, octets"},
                                                          {"received_octets", "received in an interval, octets"}};
    for (const auto& [metric, label] : panels)
    {
        plot << "set ylabel '" << label << "'\n" << Curves(metric);
    }
    plot << "unset multiplot\n";
}

} // namespace ns3
