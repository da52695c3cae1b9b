/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "capture-judge.h"
#include "every-option.h"
#include "pcap-reader.h"

#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-segment-options.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

/*
 * Captures of a real kernel (data/captures/README.md) against our own codec, hashes and checksums.
 */

using namespace ns3::smptcp;

namespace
{

const std::string CAPTURES = SMPTCP_TEST_DATA_DIR "/captures/";

/// A line of captures.csv
struct ExpectedCapture
{
    std::string file;                 //!< Name without ".pcap"
    bool connection{false};           //!< Keys were exchanged
    std::array<uint64_t, 2> keys{};   //!< Key A, key B
    std::array<uint32_t, 2> tokens{}; //!< Their tokens
    std::array<uint64_t, 2> idsns{};  //!< Their IDSNs
    unsigned joinHmacs{0};            //!< Right HMACs of JOIN SYN/ACKs and ACKs
    unsigned addAddrHmacs{0};         //!< Right HMACs of ADD_ADDR
    unsigned dssChecksums{0};         //!< Right DSS checksums
    std::vector<std::string> wrong;   //!< Everything wrong in it, as check@frame

    std::vector<CapturedSegment> Read() const
    {
        return ReadPcap(CAPTURES + file + ".pcap");
    }
};

std::vector<ExpectedCapture>
ExpectedCaptures()
{
    std::ifstream table(CAPTURES + "captures.csv");
    std::vector<ExpectedCapture> all;
    std::string line;
    std::getline(table, line); // column names
    while (std::getline(table, line))
    {
        std::vector<std::string> cells;
        std::istringstream cellStream(line);
        for (std::string cell; std::getline(cellStream, cell, ',');)
        {
            cells.push_back(cell);
        }
        cells.resize(11);
        ExpectedCapture expected;
        expected.file = cells[0];
        expected.connection = !cells[1].empty();
        for (std::size_t side = 0; expected.connection && side < 2; ++side)
        {
            expected.keys[side] = std::stoull(cells[1 + 3 * side], nullptr, 16);
            expected.tokens[side] =
                static_cast<uint32_t>(std::stoul(cells[2 + 3 * side], nullptr, 16));
            expected.idsns[side] = std::stoull(cells[3 + 3 * side]);
        }
        expected.joinHmacs = static_cast<unsigned>(std::stoul(cells[7]));
        expected.addAddrHmacs = static_cast<unsigned>(std::stoul(cells[8]));
        expected.dssChecksums = static_cast<unsigned>(std::stoul(cells[9]));
        std::istringstream wrong(cells[10]);
        for (std::string entry; wrong >> entry;)
        {
            expected.wrong.push_back(entry);
        }
        all.push_back(std::move(expected));
    }
    return all;
}

ExpectedCapture
Expected(const std::string& name)
{
    for (const auto& expected : ExpectedCaptures())
    {
        if (expected.file == "linux-mptcpv1-" + name)
        {
            return expected;
        }
    }
    throw std::runtime_error("no capture " + name);
}

/// \return the octets of \p option composed anew by our codec, one entry for each codec that takes it
std::vector<std::vector<uint8_t>>
Rebuilds(const OptionView& option)
{
    std::vector<std::vector<uint8_t>> rebuilds;
    ForEachMptcpParse(option, [&](const auto& parsed) {
        OptionBytes area;
        BOOST_TEST(parsed.AppendTo(area));
        BOOST_TEST(parsed.Size() == area.Size());
        rebuilds.push_back(OctetsOf(area));
    });
    return rebuilds;
}

/// \return the length an option of ns-3's own TCP must have, 0 when any will do
std::size_t
FixedLength(uint8_t kind)
{
    switch (kind)
    {
    case KIND_MSS:
        return 4;
    case KIND_WINDOW_SCALE:
        return 3;
    case KIND_SACK_PERMITTED:
        return 2;
    case KIND_TIMESTAMPS:
        return 10;
    default:
        return 0;
    }
}

/// Subtype and length of an MPTCP option
using Form = std::pair<unsigned, unsigned>;

/// An octet of an option to be altered
struct Alteration
{
    const char* capture; //!< In which capture
    Form form;           //!< In the first option of this form
    std::size_t octet;   //!< Which octet
    const char* check;   //!< Which check must find it
};

/// Flip a bit in the first option of a form.
void
Alter(std::vector<CapturedSegment>& segments, const Form& form, std::size_t octet)
{
    for (auto& segment : segments)
    {
        SegmentView view = segment.View();
        OptionWalker walker(view.Options(), view.OptionsSize());
        while (auto option = walker.Next())
        {
            if (GetMptcpSubtype(*option) == form.first && option->length == form.second)
            {
                auto at = static_cast<std::size_t>(option->data - segment.octets.data());
                segment.octets[at + octet] ^= 0x10;
                return;
            }
        }
    }
    BOOST_FAIL("no such option in the capture");
}

/// \return how often \p check finds the capture wrong
std::size_t
CountWrong(const std::vector<CapturedSegment>& segments, const std::string& check)
{
    auto judgement = JudgeCapture(segments);
    auto found = judgement.checks.find(check);
    return found == judgement.checks.end() ? 0 : found->second.wrong.size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mptcp_captures)

BOOST_AUTO_TEST_CASE(every_option_is_read_and_composed_to_the_same_octets)
{
    std::set<Form> forms;
    for (const auto& expected : ExpectedCaptures())
    {
        auto segments = expected.Read();
        BOOST_TEST(!segments.empty());
        for (const auto& segment : segments)
        {
            BOOST_TEST_CONTEXT(expected.file << ", frame " << segment.frame)
            {
                SegmentView view = segment.View();
                const uint8_t* at = view.Options();
                OptionWalker walker(at, view.OptionsSize());
                while (auto option = walker.Next())
                {
                    // what the walker passes over between options is padding
                    BOOST_TEST(std::all_of(at, option->data, [](uint8_t o) { return o == KIND_NOP; }));
                    at = option->data + option->length;
                    if (option->kind == KIND_MPTCP)
                    {
                        auto rebuilds = Rebuilds(*option);
                        BOOST_REQUIRE(rebuilds.size() == 1);
                        BOOST_TEST(rebuilds[0] == OctetsOf(*option), boost::test_tools::per_element());
                        forms.insert({*GetMptcpSubtype(*option), option->length});
                    }
                    else if (option->kind == KIND_SACK)
                    {
                        BOOST_TEST((option->length > 2 && option->length % 8 == 2));
                    }
                    else
                    {
                        BOOST_TEST(option->length == FixedLength(option->kind));
                    }
                }
                BOOST_TEST(!walker.Malformed());
                BOOST_TEST(std::all_of(at, view.Payload(), [](uint8_t o) {
                    return o == KIND_NOP || o == KIND_EOL;
                }));
            }
        }
    }
    // the captures hold every form that version 1 has over IPv4
    const std::set<Form> all = {
        {0, 4}, {0, 12}, {0, 20}, {0, 22}, {0, 24},            // MP_CAPABLE
        {1, 12}, {1, 16}, {1, 24},                             // MP_JOIN
        {2, 12}, {2, 26}, {2, 28},                             // DSS
        {3, 8}, {3, 16}, {4, 4}, {5, 3}, {6, 12}, {7, 12}, {8, 4}, // the others
    };
    std::vector<Form> missing;
    std::set_difference(all.begin(), all.end(), forms.begin(), forms.end(), std::back_inserter(missing));
    for (const auto& form : missing)
    {
        BOOST_ERROR("no option of subtype " << form.first << " with " << form.second << " octets");
    }
}

BOOST_AUTO_TEST_CASE(a_segment_with_several_mptcp_options_gives_all_of_them)
{
    unsigned failsWithAck = 0;
    for (const auto& segment : Expected("mp-fail-single-subflow").Read())
    {
        auto options = SegmentOptions::Parse(segment.View());
        failsWithAck += options.fail && options.dss && options.dss->dataAck;
    }
    BOOST_TEST(failsWithAck == 2); // one from each end
    unsigned resets = 0;
    for (const auto& segment : Expected("fastclose-linger0").Read())
    {
        auto options = SegmentOptions::Parse(segment.View());
        if (options.fastclose)
        {
            BOOST_TEST(segment.View().Has(TCP_RST));
            BOOST_REQUIRE(options.tcpRst);
            BOOST_TEST(options.tcpRst->reason == static_cast<uint8_t>(MpTcpRstReason::UNSPECIFIED));
            ++resets;
        }
    }
    BOOST_TEST(resets == 2); // one on each subflow
}

BOOST_AUTO_TEST_CASE(keys_give_the_tokens_and_idsns_of_the_table)
{
    unsigned connections = 0;
    for (const auto& expected : ExpectedCaptures())
    {
        auto judgement = JudgeCapture(expected.Read());
        BOOST_TEST_CONTEXT(expected.file)
        {
            BOOST_TEST(judgement.connection == expected.connection);
            for (std::size_t side = 0; expected.connection && side < 2; ++side)
            {
                uint64_t key = judgement.keys[side];
                BOOST_TEST(key == expected.keys[side]);
                BOOST_TEST(MptcpToken(key, MptcpVersion::V1) == expected.tokens[side]);
                BOOST_TEST(MptcpIdsn(key, MptcpVersion::V1) == expected.idsns[side]);
                // the other version's hash is another one
                BOOST_TEST(MptcpToken(key, MptcpVersion::V0) != expected.tokens[side]);
            }
        }
        connections += expected.connection;
    }
    BOOST_TEST(connections > 0u);
}

BOOST_AUTO_TEST_CASE(hmacs_and_checksums_are_right_but_where_a_capture_is_meant_to_be_wrong)
{
    for (const auto& expected : ExpectedCaptures())
    {
        auto judgement = JudgeCapture(expected.Read());
        BOOST_TEST_CONTEXT(expected.file)
        {
            BOOST_TEST(judgement.Right("join-synack-hmac") + judgement.Right("join-ack-hmac") ==
                       expected.joinHmacs);
            BOOST_TEST(judgement.Right("add-addr-hmac") == expected.addAddrHmacs);
            BOOST_TEST(judgement.Right("dss-checksum") == expected.dssChecksums);
            BOOST_TEST(judgement.Wrong() == expected.wrong, boost::test_tools::per_element());
            BOOST_TEST((judgement.Right("dsn-space") > 0) == expected.connection);
            BOOST_TEST((judgement.Right("data-ack") > 0) == expected.connection);
            if (expected.file.find("wrong") != std::string::npos)
            {
                BOOST_TEST(!expected.wrong.empty());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(one_altered_bit_in_an_option_is_found)
{
    const Alteration alterations[] = {
        {"single", {0, 20}, 12, "echoed-key"},
        {"two-subflows", {1, 12}, 4, "join-token"},
        {"two-subflows", {1, 12}, 8, "join-synack-hmac"}, // the nonce of X
        {"two-subflows", {1, 16}, 11, "join-synack-hmac"},
        {"two-subflows", {1, 16}, 12, "join-ack-hmac"}, // the nonce of Y
        {"two-subflows", {1, 24}, 23, "join-ack-hmac"},
        {"two-subflows", {2, 12}, 4, "data-ack"},
        {"two-subflows", {2, 26}, 12, "dsn-space"},
        {"add-addr", {3, 16}, 3, "add-addr-hmac"}, // the address id
        {"add-addr", {3, 16}, 7, "add-addr-hmac"}, // the address
        {"add-addr", {3, 16}, 15, "add-addr-hmac"},
        {"fastclose-unread", {7, 12}, 4, "fastclose-key"},
        {"mp-fail-two-subflows", {0, 24}, 23, "dss-checksum"},
        {"checksum", {2, 28}, 27, "dss-checksum"},
    };
    for (const auto& alteration : alterations)
    {
        BOOST_TEST_CONTEXT(alteration.capture << ", subtype " << alteration.form.first << " of "
                                              << alteration.form.second << ", octet "
                                              << alteration.octet)
        {
            auto segments = Expected(alteration.capture).Read();
            std::size_t before = CountWrong(segments, alteration.check);
            Alter(segments, alteration.form, alteration.octet);
            BOOST_TEST(CountWrong(segments, alteration.check) > before);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_altered_bit_in_the_payload_is_found_by_the_checksum)
{
    auto segments = Expected("checksum").Read();
    auto withData = std::find_if(segments.begin(), segments.end(), [](const auto& segment) {
        return segment.View().PayloadSize() > 0;
    });
    BOOST_REQUIRE((withData != segments.end()));
    withData->octets.back() ^= 0x01;
    BOOST_TEST(CountWrong(segments, "dss-checksum") > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
