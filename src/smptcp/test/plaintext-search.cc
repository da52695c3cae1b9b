/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "plaintext-search.h"

#include <cstdint>
#include <unordered_set>

namespace
{

constexpr unsigned WORD = 8; //!< Octets of a word; every 8th word of a stream is known, so that 15 octets hold one

} // namespace

bool
ShowsPlaintext(const WireLog& log, const TwoHosts& net)
{
    std::unordered_set<uint64_t> words;
    for (const auto* end : {&net.client, &net.server})
    {
        uint64_t word = 0;
        for (uint32_t i = 0; i < end->sent; ++i)
        {
            word = word << 8 | TwoHosts::PatternAt(end->seed, i);
            if (i % WORD == WORD - 1)
            {
                words.insert(word);
            }
        }
    }
    for (const auto& segment : log.segments)
    {
        ns3::smptcp::SegmentView view = segment.View();
        uint64_t word = 0;
        for (std::size_t i = 0; i < view.PayloadSize(); ++i)
        {
            word = word << 8 | view.Payload()[i];
            if (i >= WORD - 1 && words.count(word) > 0)
            {
                return true;
            }
        }
    }
    return false;
}
