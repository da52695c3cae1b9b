/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "plaintext-search.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

using ns3::smptcp::SegmentView;

namespace
{

constexpr std::size_t RUN = 16; //!< So many octets of plaintext in a row are no accident

} // namespace

bool
ShowsPlaintext(const WireLog& log, const TwoHosts& net)
{
    // Every RUN-th of them suffices to find twice as long a piece of the text.
    std::vector<std::string> texts;
    std::unordered_set<std::string_view> runs;
    for (const auto* end : {&net.client, &net.server})
    {
        std::string text(end->sent, '\0');
        for (uint32_t i = 0; i < end->sent; ++i)
        {
            text[i] = static_cast<char>(TwoHosts::PatternAt(end->seed, i));
        }
        texts.push_back(std::move(text));
    }
    for (std::string_view text : texts)
    {
        for (std::size_t i = 0; i + RUN <= text.size(); i += RUN)
        {
            runs.insert(text.substr(i, RUN));
        }
    }
    for (const auto& segment : log.segments)
    {
        SegmentView view = segment.View();
        std::string_view payload(reinterpret_cast<const char*>(view.Payload()), view.PayloadSize());
        for (std::size_t i = 0; i + RUN <= payload.size(); ++i)
        {
            if (runs.count(payload.substr(i, RUN)))
            {
                return true;
            }
        }
    }
    return false;
}
