/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The tables of smptcp.md 3.6 through sockets: each row for A and for B, both policies, every level of Require. Where no
// kind of host sends what a row names, a box on the path rewrites the handshake. What counts is the mode at both ends
// and the octets at both applications.

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace ns3;
using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(mode_tables)

namespace
{

constexpr uint32_t OCTETS = 3000; //!< Each way

/// What a box does to a segment
using Box = std::function<void(WireSegment&)>;

/// Restrict a box to one kind of handshake segment
Box
On(uint8_t flags, Box change)
{
    return [flags, change = std::move(change)](WireSegment& segment) {
        if ((segment.View().Flags() & (TCP_SYN | TCP_ACK)) == flags)
        {
            change(segment);
        }
    };
}

/// A box that changes the first segment of A behind the SYN, and its repeats
Box
OnThird(Box change)
{
    return [change = std::move(change)](WireSegment& segment) {
        SegmentView view = segment.View();
        if (!view.Has(TCP_SYN) && view.Sequence() == 1)
        {
            change(segment);
        }
    };
}

/// Overwrite every option of \p kind with NOPs
Box
Strip(uint8_t kind)
{
    return [kind](WireSegment& segment) {
        segment.StripOptions([kind](const OptionView& option) { return option.kind == kind; });
    };
}

/// Let \p change work on the octets of the first option of \p kind
Box
Change(uint8_t kind, std::function<void(uint8_t*)> change)
{
    return [kind, change = std::move(change)](WireSegment& segment) {
        SegmentView view = segment.View();
        OptionWalker walker(view.Options(), view.OptionsSize());
        while (auto option = walker.Next())
        {
            if (option->kind == kind)
            {
                change(segment.octets.data() + (option->data - segment.octets.data()));
                return;
            }
        }
    };
}

/// Set the algorithm bits of MP_CAPABLE (smptcp.md 3.1)
Box
SetAlgorithms(uint8_t bits)
{
    return Change(KIND_MPTCP, [bits](uint8_t* option) { option[3] = static_cast<uint8_t>((option[3] & ~0x03) | bits); });
}

/// PKCONF names an algorithm nobody has (1, Rabin-Williams)
void
ForeignAlgorithms(uint8_t* option)
{
    option[4] = option[7] = 1;
}

/// One row: who meets whom over which boxes
struct Row
{
    const char* seen;       //!< The row's name in the table
    const char* client;     //!< Kind of A
    const char* server;     //!< Kind of B
    Box toServer;           //!< Box on the way to B, may be empty
    Box toClient;           //!< Box on the way to A, may be empty
    const char* encryption; //!< The cell with Prefer = encryption: mode; level from which on it is refused
    const char* multipath;  //!< The cell with Prefer = multipath
    uint32_t segmentSize;   //!< Of A, octets; 0 for the usual one
    bool roleSwap{false};   //!< B asks for role C
};

const std::vector<std::string> LEVELS{"none", "evidence", "encryption", "smptcp"};

/// \return mode of a cell such as "MPTCP; encryption: refuse"
std::string
ModeOfCell(const std::string& cell)
{
    return cell.substr(0, cell.find(';'));
}

/// \return true when \p cell is a refusal at the level of Require
bool
IsRefusedAt(const std::string& cell, const std::string& level)
{
    auto from = cell.find("; ");
    if (from == std::string::npos)
    {
        return false;
    }
    std::string first = cell.substr(from + 2, cell.find(':') - from - 2);
    auto index = [](const std::string& name) { return std::find(LEVELS.begin(), LEVELS.end(), name) - LEVELS.begin(); };
    return index(level) >= index(first);
}

/// Run one cell. \param host 0 when A is judged, 1 when B is
void
CheckCell(const Row& row, uint32_t host, bool multipath, const std::string& level)
{
    const std::string cell = multipath ? row.multipath : row.encryption;
    TwoHosts net(row.client, row.server, {FAST});
    Ptr<SmptcpStack> judged = net.Stack(host);
    judged->SetAttribute("Prefer", StringValue(multipath ? "multipath" : "encryption"));
    judged->SetAttribute("Require", StringValue(level));
    net.Stack(1)->SetAttribute("RoleSwap", BooleanValue(row.roleSwap));
    if (row.segmentSize > 0)
    {
        net.prepareClient = [&row](Ptr<Socket> socket) {
            socket->SetAttribute("SegmentSize", UintegerValue(row.segmentSize));
        };
    }
    for (uint32_t end = 0; end < 2; ++end)
    {
        if (const Box& box = end == 0 ? row.toClient : row.toServer)
        {
            SegmentFilter::PutBox(net, 0, end, box);
        }
    }
    WireLog log(net);
    net.client.mayClose = net.server.mayClose = false;
    net.Transfer(OCTETS, OCTETS, 60);
    BOOST_TEST_CONTEXT(row.seen << (multipath ? ", Multipath" : ", Encryption") << ", Require " << level)
    {
        if (!IsRefusedAt(cell, level))
        {
            CheckDelivered(net, row.seen);
            BOOST_TEST(TwoHosts::ModeOf(net.client) == ModeOfCell(cell));
            BOOST_TEST(TwoHosts::ModeOf(net.server) == ModeOfCell(cell));
            return;
        }
        BOOST_TEST(log.Count([host](const auto& segment) {
            return segment.View().Has(TCP_RST) && segment.fromClient == (host == 0);
        }) >= 1u);
        BOOST_TEST(net.client.received == 0u);
        BOOST_TEST(net.server.received == 0u);
        if (row.client != std::string("legacy")) // stock TCP overlooks RST with ACK in SYN-SENT
        {
            BOOST_TEST(net.client.failed);
        }
    }
}

void
CheckTable(const std::vector<Row>& table, uint32_t host)
{
    for (const Row& row : table)
    {
        for (bool multipath : {false, true})
        {
            for (const std::string& level : LEVELS)
            {
                CheckCell(row, host, multipath, level);
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(b_on_syn)
{
    const char* const tcpcrypt = "TCPCRYPT; smptcp: refuse";
    const char* const mptcp = "MPTCP; encryption: refuse";
    const char* const stripped = "MPTCP; evidence: refuse";
    const char* const tcp = "TCP; encryption: refuse";
    CheckTable(
        {
            {"MPC(H,G) + HELLO", "smptcp", "smptcp", {}, {}, "SMPTCP", "SMPTCP", 0},
            {"MPC(H) + HELLO", "smptcp", "smptcp", On(TCP_SYN, SetAlgorithms(1)), {}, tcpcrypt, mptcp, 0},
            {"MPC(H,G), no HELLO", "smptcp", "smptcp", On(TCP_SYN, Strip(KIND_CRYPT)), {}, stripped, stripped, 0},
            {"MPC(H)", "mptcp", "smptcp", {}, {}, mptcp, mptcp, 0},
            {"HELLO", "tcpcrypt", "smptcp", {}, {}, tcpcrypt, tcpcrypt, 0},
            {"HELLO, MPC stripped", "smptcp", "smptcp", On(TCP_SYN, Strip(KIND_MPTCP)), {}, tcpcrypt, tcpcrypt, 0},
            {"none", "legacy", "smptcp", {}, {}, tcp, tcp, 0},
        },
        1);
}

BOOST_AUTO_TEST_CASE(a_on_syn_ack)
{
    const uint8_t synAck = TCP_SYN | TCP_ACK;
    const char* const tcpcrypt = "TCPCRYPT; smptcp: refuse";
    const char* const mptcp = "MPTCP; encryption: refuse";
    const char* const stripped = "MPTCP; evidence: refuse";
    const char* const tcp = "TCP; encryption: refuse";
    Box foreign = On(synAck, Change(KIND_CRYPT, ForeignAlgorithms));
    CheckTable(
        {
            {"MPC(G) + PKCONF", "smptcp", "smptcp", {}, {}, "SMPTCP", "SMPTCP", 0},
            {"MPC(H) + PKCONF", "smptcp", "smptcp", {}, On(synAck, SetAlgorithms(1)), tcpcrypt, mptcp, 0},
            {"MPC(H)", "smptcp", "mptcp", {}, {}, mptcp, mptcp, 0},
            {"MPC(G) without PKCONF", "smptcp", "smptcp", {}, On(synAck, Strip(KIND_CRYPT)), stripped, stripped, 0},
            {"no algorithm in common", "smptcp", "smptcp", {}, foreign, mptcp, mptcp, 0},
            {"segment smaller than INIT1", "smptcp", "smptcp", {}, {}, mptcp, mptcp, 256},
            {"MPC with H and G", "smptcp", "smptcp", {}, On(synAck, SetAlgorithms(3)), tcpcrypt, tcpcrypt, 0},
            {"MPC with neither", "smptcp", "smptcp", {}, On(synAck, SetAlgorithms(0)), tcpcrypt, tcpcrypt, 0},
            {"PKCONF", "smptcp", "tcpcrypt", {}, {}, tcpcrypt, tcpcrypt, 0},
            {"PKCONF, MPC stripped", "smptcp", "smptcp", {}, On(synAck, Strip(KIND_MPTCP)), tcpcrypt, tcpcrypt, 0},
            {"HELLO", "smptcp", "tcpcrypt", {}, {}, tcpcrypt, tcpcrypt, 0, true},
            {"none", "smptcp", "legacy", {}, {}, tcp, tcp, 0},
        },
        0);
}

BOOST_AUTO_TEST_CASE(b_on_the_third_message)
{
    // After MPC(G) + PKCONF anything but INIT1_MP is evidence of stripping (smptcp.md 3.6).
    const uint8_t synAck = TCP_SYN | TCP_ACK;
    Box both = On(synAck, [](WireSegment& segment) {
        Strip(KIND_MPTCP)(segment);
        Strip(KIND_CRYPT)(segment);
    });
    const char* const tcpcrypt = "TCPCRYPT; evidence: refuse";
    const char* const mptcp = "MPTCP; evidence: refuse";
    const char* const tcp = "TCP; evidence: refuse";
    const char* const leak = "TCP; none: refuse";
    CheckTable(
        {
            {"INIT1_MP", "smptcp", "smptcp", {}, {}, "SMPTCP", "SMPTCP", 0},
            {"INIT1", "smptcp", "smptcp", {}, On(synAck, Strip(KIND_MPTCP)), tcpcrypt, tcpcrypt, 0},
            {"MPC(20)", "smptcp", "smptcp", {}, On(synAck, Strip(KIND_CRYPT)), mptcp, mptcp, 0},
            {"none", "smptcp", "smptcp", {}, both, tcp, tcp, 0},
            {"payload of INIT1", "smptcp", "smptcp", OnThird(Strip(KIND_CRYPT)), {}, leak, leak, 0},
        },
        1);
}

BOOST_AUTO_TEST_SUITE_END()
