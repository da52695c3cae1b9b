/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Which TCP headers are kept from ns-3's parser, judged against that parser itself.

#include "child-process.h"
#include "raw-segment.h"

#include "ns3/buffer.h"
#include "ns3/smptcp-header-screen.h"
#include "ns3/smptcp-option-bytes.h"
#include "ns3/smptcp-segment-view.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-option.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <sys/mman.h>
#include <vector>

using namespace ns3;
using namespace ns3::smptcp;

namespace ns3::smptcp
{

std::ostream&
operator<<(std::ostream& os, ScreenVerdict verdict)
{
    return os << ScreenVerdictName(verdict);
}

} // namespace ns3::smptcp

BOOST_AUTO_TEST_SUITE(header_screen)

namespace
{

using Octets = std::vector<uint8_t>;

/// A segment with these options, which must be whole words, and payload that no parser could take for options
Octets
MakeSegment(const Octets& options, std::size_t payload = 60)
{
    RawSegment segment;
    segment.source = 80;
    segment.destination = 81;
    segment.options = options;
    segment.payload = Octets(payload, 0xee);
    return segment.Octets();
}

ScreenVerdict
Judge(const Octets& segment)
{
    return ScreenTcpHeader(segment.data(), std::min(segment.size(), TCP_LONGEST_HEADER));
}

/// What ns-3's parser made of a header
enum class Parsed : uint8_t
{
    NOT_TRIED,
    RIGHT,
    ROUNDED, //!< It gave up in the last word, and rounding hid that
    WRONG,   //!< Header size or options are not what stands there
    ABORTED,
    HUNG,
};

/// \return options as the octets say, from which NOPs and END are left out
std::vector<Octets>
OptionsOf(const Octets& segment)
{
    std::vector<Octets> options;
    OptionWalker walker(segment.data() + 20, SegmentView::Parse(segment.data(), segment.size())->OptionsSize());
    while (auto option = walker.Next())
    {
        options.emplace_back(option->data, option->data + option->length);
    }
    return options;
}

/// \return the same of what ns-3's parser made of it
std::vector<Octets>
OptionsOf(const TcpHeader& header)
{
    std::vector<Octets> options;
    for (const auto& option : header.GetOptionList())
    {
        if (option->GetKind() == KIND_NOP || option->GetKind() == KIND_EOL)
        {
            continue;
        }
        Buffer buffer;
        buffer.AddAtStart(option->GetSerializedSize());
        option->Serialize(buffer.Begin());
        options.emplace_back(option->GetSerializedSize());
        buffer.CopyData(options.back().data(), static_cast<uint32_t>(options.back().size()));
    }
    return options;
}

Parsed
ParseLikeNs3(const Octets& segment)
{
    Buffer buffer;
    buffer.AddAtStart(static_cast<uint32_t>(segment.size()));
    buffer.Begin().Write(segment.data(), static_cast<uint32_t>(segment.size()));
    TcpHeader header;
    uint32_t size = header.Deserialize(buffer.Begin());
    auto view = SegmentView::Parse(segment.data(), segment.size());
    bool right = view && size == view->HeaderSize() && OptionsOf(header) == OptionsOf(segment);
    if (!right)
    {
        return Parsed::WRONG;
    }
    return header.GetOptionLength() == view->OptionsSize() ? Parsed::RIGHT : Parsed::ROUNDED;
}

/// Let ns-3 parse each of the segments. One that ends or stops the process costs a child.
std::vector<Parsed>
TryOnNs3(const std::vector<Octets>& segments)
{
    std::size_t count = segments.size();
    void* shared = mmap(nullptr, count + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(shared != MAP_FAILED);
    auto* results = static_cast<Parsed*>(shared);
    std::fill(results, results + count, Parsed::NOT_TRIED);
    std::size_t next = 0;
    while (next < count)
    {
        pid_t child = fork();
        BOOST_REQUIRE_GE(child, 0);
        if (child == 0)
        {
            BecomeBareChild();
            for (std::size_t i = next; i < count; ++i)
            {
                LimitProcessor(0.05);
                results[i] = ParseLikeNs3(segments[i]);
            }
            _exit(0);
        }
        ChildEnd end = WaitForChild(child);
        next = static_cast<std::size_t>(std::find(results + next, results + count, Parsed::NOT_TRIED) - results);
        if (next < count)
        {
            results[next++] = end == "hung" ? Parsed::HUNG : Parsed::ABORTED;
        }
    }
    std::vector<Parsed> answer(results, results + count);
    munmap(shared, count + 1);
    return answer;
}

/// Every option in front of padding of NOPs: kinds ns-3 parses and a few it does not, all lengths that matter
std::vector<Octets>
EveryOption()
{
    std::vector<Octets> segments;
    for (uint8_t kind : {0, 1, 2, 3, 4, 5, 8, 6, 30, 255})
    {
        for (unsigned length : {0u, 1u, 2u, 3u, 4u, 5u, 9u, 10u, 11u, 18u, 26u, 34u, 39u, 40u, 41u, 42u, 255u})
        {
            for (std::size_t area : {4, 8, 12, 20, 40})
            {
                Octets options(area, KIND_NOP);
                options[0] = kind;
                options[1] = static_cast<uint8_t>(length);
                segments.push_back(MakeSegment(options, 300));
            }
        }
    }
    return segments;
}

/// Random areas, most of them nearly right
std::vector<Octets>
RandomAreas(std::size_t count)
{
    std::mt19937 random(20260701);
    auto draw = [&random](unsigned below) { return static_cast<unsigned>(random() % below); };
    const uint8_t kinds[] = {0, 1, 2, 3, 4, 5, 8, 30, 69, 70, 253, 1, 1};
    const std::map<unsigned, unsigned> own{{2, 4}, {3, 3}, {4, 2}, {5, 10}, {8, 10}};
    std::vector<Octets> segments;
    while (segments.size() < count)
    {
        Octets options;
        std::size_t area = 4 * (1 + draw(10));
        while (options.size() < area)
        {
            uint8_t kind = kinds[draw(sizeof(kinds))];
            options.push_back(kind);
            if (kind > 1)
            {
                unsigned length = own.count(kind) && draw(16) ? own.at(kind) : 2 + draw(12);
                options.push_back(static_cast<uint8_t>(draw(300) ? length : draw(2)));
                options.insert(options.end(), length - 2, 0x5a);
            }
        }
        if (draw(4))
        {
            while (options.size() > area)
            {
                options.pop_back(); // cuts the last option
            }
        }
        options.resize(area);
        segments.push_back(MakeSegment(options, 300));
    }
    return segments;
}

} // namespace

BOOST_AUTO_TEST_CASE(each_verdict)
{
    using V = ScreenVerdict;
    const std::vector<std::pair<Octets, V>> table{
        {{}, V::PASS},
        {{1, 1, 1, 1}, V::PASS},
        {{2, 4, 5, 180}, V::PASS},
        {{1, 3, 3, 7}, V::PASS},
        {{4, 2, 1, 1}, V::PASS},
        {{5, 2, 1, 1}, V::PASS},
        {{5, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1}, V::PASS},
        {{8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1}, V::PASS},
        {{30, 4, 0x30, 0}, V::PASS},
        {{30, 2, 70, 2}, V::PASS},
        {{253, 3, 9, 1}, V::PASS},
        {{0, 0, 0, 0}, V::PASS},
        {{0, 2, 0, 99}, V::PASS},
        {{0, 30, 0, 2, 200, 0, 0, 0}, V::PASS},
        {{30, 0, 1, 1}, V::OPTION_BOUNDS},
        {{2, 0, 1, 1}, V::OPTION_BOUNDS},
        {{30, 1, 1, 1}, V::OPTION_BOUNDS},
        {{30, 5, 1, 1}, V::OPTION_BOUNDS},
        {{2, 5, 1, 1}, V::OPTION_BOUNDS},
        {{1, 1, 1, 30}, V::OPTION_BOUNDS},
        {{1, 30, 4, 1}, V::OPTION_BOUNDS},
        {{2, 3, 1, 1}, V::OPTION_LENGTH},
        {{2, 6, 1, 1, 1, 1, 1, 1}, V::OPTION_LENGTH},
        {{3, 2, 1, 1}, V::OPTION_LENGTH},
        {{3, 4, 1, 1}, V::OPTION_LENGTH},
        {{4, 3, 1, 1}, V::OPTION_LENGTH},
        {{5, 3, 1, 1}, V::OPTION_LENGTH},
        {{5, 12, 0, 0, 0, 1, 0, 0, 0, 2, 1, 1}, V::OPTION_LENGTH},
        {{8, 4, 1, 1}, V::OPTION_LENGTH},
        {{30, 2, 2, 2}, V::OPTION_LENGTH},
    };
    for (const auto& [options, verdict] : table)
    {
        std::string text;
        for (unsigned octet : options)
        {
            text += std::to_string(octet) + " ";
        }
        BOOST_TEST(Judge(MakeSegment(options)) == verdict, text);
        BOOST_TEST(Judge(MakeSegment(options, 0)) == verdict, text << "without payload");
    }
}

BOOST_AUTO_TEST_CASE(every_data_offset_and_every_cut)
{
    Octets segment = MakeSegment(Octets(40, KIND_NOP), 0);
    for (unsigned offset = 0; offset < 16; ++offset)
    {
        for (std::size_t size = 0; size <= segment.size(); ++size)
        {
            segment[12] = static_cast<uint8_t>(offset << 4 | 0xf);
            Octets cut(segment.begin(), segment.begin() + long(size));
            ScreenVerdict expected = size < 20                        ? ScreenVerdict::CUT_HEADER
                                     : offset < 5 || offset * 4 > size ? ScreenVerdict::DATA_OFFSET
                                                                       : ScreenVerdict::PASS;
            BOOST_TEST(Judge(cut) == expected, "offset " << offset << ", " << size << " octets");
        }
    }
}

BOOST_AUTO_TEST_CASE(exactly_what_ns3_cannot_parse_is_dropped_or_mended)
{
    std::vector<Octets> segments = EveryOption();
    std::vector<Octets> random = RandomAreas(4000);
    segments.insert(segments.end(), random.begin(), random.end());
    std::vector<Parsed> stock = TryOnNs3(segments);

    std::map<Parsed, unsigned> seen;
    std::vector<Octets> admitted;
    for (std::size_t i = 0; i < segments.size(); ++i)
    {
        ++seen[stock[i]];
        bool passes = Judge(segments[i]) == ScreenVerdict::PASS;
        Octets mended = segments[i];
        bool padding = passes && MendTcpOptions(mended.data(), TCP_LONGEST_HEADER).padding;
        bool untouched = passes && !padding;
        BOOST_TEST(untouched == (stock[i] == Parsed::RIGHT),
                   "case " << i << ": " << Judge(segments[i]) << (padding ? ", mended" : "") << ", ns-3 "
                           << int(stock[i]) << ", options " << int(segments[i][20]) << " "
                           << int(segments[i][21]));
        if (passes)
        {
            admitted.push_back(mended);
        }
    }
    // The faults are there, or this test shows nothing.
    for (Parsed fault : {Parsed::WRONG, Parsed::ABORTED, Parsed::HUNG, Parsed::RIGHT})
    {
        BOOST_TEST(seen[fault] > 5, "ns-3 result " << int(fault));
    }
    std::vector<Parsed> screened = TryOnNs3(admitted);
    BOOST_TEST(std::count(screened.begin(), screened.end(), Parsed::RIGHT) == long(screened.size()));
}

BOOST_AUTO_TEST_CASE(mending_keeps_options_and_checksum)
{
    struct Case
    {
        Octets options;
        Octets mended;
        bool padding;
        bool windowScale;
    };

    const std::vector<Case> table{
        {{1, 1, 1, 0}, {1, 1, 1, 0}, false, false},
        {{0, 0, 0, 0}, {0, 0, 0, 0}, false, false},
        {{0, 9, 9, 9, 9, 9, 9, 9}, {1, 1, 1, 1, 1, 1, 1, 1}, true, false},
        {{30, 3, 7, 0, 30, 0, 0, 0}, {30, 3, 7, 1, 1, 1, 1, 1}, true, false},
        {{30, 3, 7, 1, 0, 0, 0, 0}, {30, 3, 7, 1, 0, 0, 0, 0}, false, false},
        {{1, 1, 1, 0, 2, 0, 0, 0}, {1, 1, 1, 1, 1, 1, 1, 1}, true, false},
        {{3, 3, 14, 1}, {3, 3, 14, 1}, false, false},
        {{3, 3, 15, 1}, {3, 3, 14, 1}, false, true},
        {{3, 3, 255, 0, 0, 0, 0, 0}, {3, 3, 14, 1, 1, 1, 1, 1}, true, true},
        {{0, 3, 3, 255}, {0, 3, 3, 255}, false, false},
    };
    for (const auto& [options, expected, padding, windowScale] : table)
    {
        for (bool right : {true, false})
        {
            Octets segment = MakeSegment(options);
            SetChecksum(segment);
            segment[17] ^= right ? 0 : 1;
            uint16_t sum = OnesComplementSum(segment);
            Octets before = segment;
            OptionMends mends = MendTcpOptions(segment.data(), TCP_LONGEST_HEADER);
            Octets wanted = MakeSegment(expected);
            wanted[16] = segment[16];
            wanted[17] = segment[17];
            BOOST_TEST(segment == wanted, boost::test_tools::per_element());
            BOOST_TEST(mends.padding == padding);
            BOOST_TEST(mends.windowScale == windowScale);
            BOOST_TEST(OnesComplementSum(segment) == sum);
            BOOST_TEST((segment == before) == (!padding && !windowScale));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_window_is_set_and_the_checksum_follows)
{
    for (unsigned window = 0; window < 0x10000; window += 257)
    {
        Octets segment = MakeSegment({1, 1, 1, 1});
        segment[14] = segment[15] = 0;
        SetChecksum(segment);
        SetTcpWindow(segment.data(), static_cast<uint16_t>(window));
        BOOST_TEST(SegmentView::Parse(segment.data(), segment.size())->Window() == window);
        BOOST_TEST(OnesComplementSum(segment) == 0xffff);
    }
}

BOOST_AUTO_TEST_CASE(sack_blocks_are_left_out_when_nothing_is_outstanding)
{
    std::vector<uint8_t> octets(TCP_FIXED_HEADER, 0);
    octets.insert(octets.end(), {KIND_MSS, 4, 5, 180, KIND_SACK, 10, 0, 0, 0, 1, 0, 0, 0, 9, KIND_NOP, KIND_NOP});
    octets[12] = static_cast<uint8_t>(octets.size() / 4 << 4);
    auto segment = SegmentView::Parse(octets.data(), octets.size());
    BOOST_REQUIRE(segment);
    uint8_t copy[TCP_LONGEST_HEADER];
    BOOST_TEST(CopyPlainTcpHeader(*segment, 7, true, false, copy) == TCP_FIXED_HEADER + 16);
    BOOST_TEST(CopyPlainTcpHeader(*segment, 7, false, false, copy) == TCP_FIXED_HEADER + 4);
    BOOST_TEST(copy[TCP_FIXED_HEADER] == KIND_MSS);
}

BOOST_AUTO_TEST_SUITE_END()
