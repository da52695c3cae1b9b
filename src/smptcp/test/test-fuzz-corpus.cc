/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "every-option.h"
#include "fuzz/fuzz-options-entry.h"
#include "fuzz/fuzz-socket-entry.h"

#include "ns3/tcpcrypt-init.h"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

/*
 * The corpora of the fuzz targets, replayed without a fuzzer: options of real segments, hand-made bad ones and whatever
 * a fuzzer found worth keeping.
 */

using namespace ns3::smptcp;

namespace
{

std::vector<uint8_t>
ReadOctets(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    BOOST_REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path>
FilesIn(const std::string& directory)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
    {
        files.push_back(entry.path());
    }
    return files;
}

const std::string OPTIONS_CORPUS = SMPTCP_TEST_DATA_DIR "/corpus/options";
const std::string SOCKET_CORPUS = SMPTCP_TEST_DATA_DIR "/corpus/socket";

} // namespace

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(options_hold_their_properties)
{
    auto files = FilesIn(OPTIONS_CORPUS);
    BOOST_TEST(!files.empty());
    for (const auto& file : files)
    {
        auto octets = ReadOctets(file);
        BOOST_TEST_CONTEXT(file.filename())
        {
            BOOST_TEST(FuzzOptions(octets.data(), octets.size()) == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(octets_of_any_one_value_hold_their_properties)
{
    for (unsigned value = 0; value < 256; ++value)
    {
        for (std::size_t size : {1, 2, 3, 4, 20, 40, 60, 255})
        {
            std::vector<uint8_t> octets(size, static_cast<uint8_t>(value));
            BOOST_TEST(FuzzOptions(octets.data(), octets.size()) == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_options_corpus_reaches_every_codec)
{
    std::set<unsigned> subtypes;
    bool crypt = false;
    bool mac = false;
    bool malformed = false;
    bool init1 = false;
    bool init2 = false;
    for (const auto& file : FilesIn(OPTIONS_CORPUS))
    {
        auto octets = ReadOctets(file);
        OptionWalker walker(octets.data(), octets.size());
        while (auto option = walker.Next())
        {
            ForEachMptcpParse(*option, [&](const auto&) { subtypes.insert(*GetMptcpSubtype(*option)); });
            crypt = crypt || CryptOption::Parse(*option);
            mac = mac || GetMacTag(*option);
        }
        malformed = malformed || walker.Malformed();
        init1 = init1 || Init1Message::Parse(octets.data(), octets.size());
        init2 = init2 || Init2Message::Parse(octets.data(), octets.size());
    }
    BOOST_TEST(subtypes == (std::set<unsigned>{0, 1, 2, 3, 4, 5, 6, 7, 8}), boost::test_tools::per_element());
    BOOST_TEST(crypt);
    BOOST_TEST(mac);
    BOOST_TEST(malformed);
    BOOST_TEST(init1);
    BOOST_TEST(init2);
}

BOOST_AUTO_TEST_CASE(sockets_hold_their_properties)
{
    std::set<std::string> modes;
    unsigned injected = 0;
    unsigned lost = 0;
    bool altered = false;
    auto files = FilesIn(SOCKET_CORPUS);
    BOOST_TEST(files.size() >= 24u);
    for (const auto& file : files)
    {
        auto octets = ReadOctets(file);
        auto result = FuzzSocket(octets.data(), octets.size());
        BOOST_TEST(result.failed == "", file.filename());
        modes.insert(result.mode.begin(), result.mode.end());
        injected += result.injected;
        lost += result.lost;
        bool clear = result.mode[0] == "MPTCP" || result.mode[0] == "TCP";
        altered = altered || (clear && !(result.intact[0] && result.intact[1]));
    }
    // What is injected does arrive: without encryption it alters the stream.
    BOOST_TEST(altered);
    BOOST_TEST(injected > files.size());
    BOOST_TEST(lost > 0u);
    for (const std::string mode : {"SMPTCP", "TCPCRYPT", "STACKED", "MPTCP", "TCP"})
    {
        BOOST_TEST(modes.count(mode) == 1u, mode);
    }
}

BOOST_AUTO_TEST_CASE(a_socket_input_says_the_same_twice)
{
    for (const auto& file : FilesIn(SOCKET_CORPUS))
    {
        auto octets = ReadOctets(file);
        auto first = FuzzSocket(octets.data(), octets.size());
        auto second = FuzzSocket(octets.data(), octets.size());
        BOOST_TEST(first.received == second.received, boost::test_tools::per_element());
        BOOST_TEST(first.mode == second.mode, boost::test_tools::per_element());
        BOOST_TEST(first.injected == second.injected);
        BOOST_TEST(first.lost == second.lost);
    }
}

BOOST_AUTO_TEST_CASE(a_socket_without_disturbance_delivers_everything)
{
    for (uint8_t kinds = 0; kinds < 9; ++kinds)
    {
        for (unsigned shape = 0; shape < 256; shape += 5)
        {
            const std::vector<uint8_t> octets{kinds, static_cast<uint8_t>(shape), static_cast<uint8_t>(shape * 7)};
            auto result = FuzzSocket(octets.data(), octets.size());
            BOOST_TEST_CONTEXT("kinds " << int(kinds) << ", shape " << shape)
            {
                BOOST_TEST(result.failed == "");
                BOOST_TEST((result.intact[0] && result.intact[1]));
                BOOST_TEST(result.received[0] == (shape & 0x80 ? 5000u : 700u));
                BOOST_TEST(result.received[1] == 1500 * (shape >> 5 & 3));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
