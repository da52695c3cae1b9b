/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What no implementation can beat, and what a good one reaches: the latency of each pair of hosts in round trips, and
// the goodput of one full link after headers and options. Simulated time, so that the figures are the protocol's.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/simulator.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <string>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(limits)

namespace
{

constexpr double RTT = 0.1;                           //!< Of the link of the latency table, seconds
constexpr double TOLERANCE = 0.01 * RTT + 0.001;      //!< Seconds above the bound
constexpr double SERIALIZATION = 0.0005;              //!< Most that the handshake's octets take at 100 Mbit/s, seconds
const TwoHosts::Link LATENCY_LINK{"100Mbps", "50ms"}; //!< Of the latency table

/// Round trips until the first octet is read, counted from the first SYN
struct Trips
{
    double clientFirst; //!< The client speaks first
    double serverFirst; //!< The server does
};

/// \return the round trips of a pair of kinds: those with a key exchange cost one more for a client that speaks first
Trips
Expected(const std::string& mode)
{
    bool exchange = mode == "SMPTCP" || mode == "TCPCRYPT";
    return {exchange ? 2.5 : 1.5, 2.0};
}

/// \return seconds from the first SYN to the first octet the application reads
double
FirstOctet(TwoHosts& net, bool clientFirst)
{
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    net.Start(clientFirst ? 1 : 0, clientFirst ? 0 : 1);
    net.Run(5);
    const TwoHosts::End& reader = clientFirst ? net.server : net.client;
    BOOST_TEST_REQUIRE(reader.received == 1u);
    return reader.lastDelivery - log.segments.front().time;
}

} // namespace

BOOST_AUTO_TEST_CASE(latency_of_each_pair_is_what_its_mode_costs)
{
    const std::map<std::pair<std::string, std::string>, std::string> MODES{
        {{"smptcp", "smptcp"}, "SMPTCP"},     {{"smptcp", "mptcp"}, "MPTCP"},     {{"smptcp", "tcpcrypt"}, "TCPCRYPT"},
        {{"smptcp", "legacy"}, "TCP"},        {{"mptcp", "smptcp"}, "MPTCP"},     {{"mptcp", "mptcp"}, "MPTCP"},
        {{"mptcp", "tcpcrypt"}, "TCP"},       {{"mptcp", "legacy"}, "TCP"},       {{"tcpcrypt", "smptcp"}, "TCPCRYPT"},
        {{"tcpcrypt", "mptcp"}, "TCP"},       {{"tcpcrypt", "tcpcrypt"}, "TCPCRYPT"}, {{"tcpcrypt", "legacy"}, "TCP"},
        {{"legacy", "smptcp"}, "TCP"},        {{"legacy", "mptcp"}, "TCP"},       {{"legacy", "tcpcrypt"}, "TCP"},
        {{"legacy", "legacy"}, "TCP"},        {{"mptcp-v1", "mptcp-v1"}, "MPTCP"}, {{"mptcp-v1", "legacy"}, "TCP"},
        {{"smptcp", "mptcp-v1"}, "TCP"},
    };
    for (const auto& [kinds, mode] : MODES)
    {
        for (bool clientFirst : {true, false})
        {
            BOOST_TEST_CONTEXT(kinds.first << " to " << kinds.second << (clientFirst ? ", client" : ", server") << " first")
            {
                TwoHosts net(kinds.first, kinds.second, {LATENCY_LINK});
                double seconds = FirstOctet(net, clientFirst);
                Trips trips = Expected(mode);
                double bound = RTT * (clientFirst ? trips.clientFirst : trips.serverFirst);
                BOOST_TEST(seconds >= bound, "nothing is faster than light: " << seconds);
                BOOST_TEST(seconds <= bound + SERIALIZATION + TOLERANCE, seconds << " instead of " << bound);
                BOOST_TEST(TwoHosts::ModeOf(kinds.first == "legacy" ? net.server : net.client) == mode);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(second_subflow_carries_data_as_soon_as_its_handshake_allows)
{
    // (trips of the first octet + 0.5) RTT of the first path, until the first DATA_ACK is back; then JOIN and data
    for (const std::string kind : {"mptcp", "mptcp-v1", "smptcp"})
    {
        const double first = 0.02;
        const double second = 0.1;
        TwoHosts net(kind, kind, {{"100Mbps", "10ms"}, {"100Mbps", "50ms"}});
        WireLog log(net);
        net.Start(2000000, 0);
        net.Run(2);
        double start = log.segments.front().time;
        auto data = log.Select([](const WireSegment& segment) {
            return segment.fromClient && segment.interface == 2 && segment.View().PayloadSize() > 0;
        });
        BOOST_TEST_REQUIRE(!data.empty());
        double arrival = data.front().time + second / 2 - start;
        double bound = (Expected(kind == "smptcp" ? "SMPTCP" : "MPTCP").clientFirst + 0.5) * first + 2.5 * second;
        BOOST_TEST_CONTEXT(kind)
        {
            BOOST_TEST(arrival >= bound);
            BOOST_TEST(arrival <= bound + 0.01 * second + 0.002, arrival << " instead of " << bound);
        }
    }
}

namespace
{

/// \return payload over link rate of a bulk transfer on 10 Mbit/s, 10 ms, the second half of 30 s
double
GoodputRatio(const std::string& kind, uint32_t segmentSize)
{
    TwoHosts net(kind, kind, {{"10Mbps", "10ms"}});
    net.prepareClient = net.prepareListener = [segmentSize](Ptr<Socket> socket) {
        socket->SetAttribute("SegmentSize", UintegerValue(segmentSize));
    };
    uint32_t half = 0;
    Simulator::Schedule(Seconds(15), [&]() { half = net.server.received; });
    net.Start(std::numeric_limits<uint32_t>::max(), 0);
    net.Run(30);
    BOOST_TEST(net.server.intact);
    return (net.server.received - half) * 8.0 / 15 / 10e6;
}

/// Within 0.3 % below and 0.02 % above what headers leave
void
CheckRatio(double measured, double predicted, const std::string& what)
{
    BOOST_TEST(measured >= predicted * 0.997, what << ": " << measured << ", headers leave " << predicted);
    BOOST_TEST(measured <= predicted * 1.0002, what << ": " << measured << ", headers leave " << predicted);
}

/// \return share of payload on a point-to-point link: IPv4 20, TCP 20, PPP 2
double
Share(uint32_t payload, uint32_t options)
{
    return static_cast<double>(payload) / (payload + options + 42);
}

} // namespace

BOOST_AUTO_TEST_CASE(goodput_of_one_link_is_what_headers_leave)
{
    struct Case
    {
        const char* kind;
        uint32_t largest; //!< Largest payload at MTU 1500
        uint32_t options; //!< Octets of options on a full segment
    };
    std::map<std::string, double> at1400;
    for (const Case& c : {Case{"tcpcrypt", 1436, 24}, Case{"smptcp", 1420, 40}, Case{"mptcp", 1428, 28}})
    {
        CheckRatio(GoodputRatio(c.kind, 1460), Share(c.largest, c.options), std::string(c.kind) + " at the largest size");
        at1400[c.kind] = GoodputRatio(c.kind, 1400);
        CheckRatio(at1400[c.kind], Share(1400, c.options), std::string(c.kind) + " at 1400 octets");
    }
    BOOST_TEST(at1400["smptcp"] >= 0.95 * at1400["tcpcrypt"], "SMPTCP within 5 % of tcpcrypt at the same segment size");
}

BOOST_AUTO_TEST_SUITE_END()
