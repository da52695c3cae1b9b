/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-refusals.h"

namespace ns3
{
namespace smptcp
{

const std::string&
RefusalName(Refusal refusal)
{
    static const std::array<std::string, static_cast<std::size_t>(Refusal::COUNT) + 1> names{
        "mac-missing",     "mac-wrong",       "reset-unprotected", "unmapped",     "beyond-window",
        "infinite-mapping", "fail-option",    "fastclose-key",     "prio-with-id", "add-addr-hmac",
        "add-addr-replay", "join-token",      "join-state",        "join-stranger", "join-syn-hmac",
        "join-syn-repeat", "join-hmac",       "join-crypt",        "flags",          "reset-sequence",
        "syn",             "sequence",        "no-ack",            "ack-number",     "timestamp",
        "unknown"};
    return names[static_cast<std::size_t>(refusal)];
}

void
RefusalCounters::Count(Refusal refusal)
{
    ++m_counts[static_cast<std::size_t>(refusal)];
}

uint64_t
RefusalCounters::Get(Refusal refusal) const
{
    return m_counts[static_cast<std::size_t>(refusal)];
}

uint64_t
RefusalCounters::MacFailures() const
{
    return Get(Refusal::MAC_MISSING) + Get(Refusal::MAC_WRONG);
}

std::optional<RstPolicy>
ParseRstPolicy(const std::string& name)
{
    for (auto policy : {RstPolicy::ACCEPT, RstPolicy::PROBE, RstPolicy::REQUIRE})
    {
        if (RstPolicyName(policy) == name)
        {
            return policy;
        }
    }
    return std::nullopt;
}

std::string
RstPolicyName(RstPolicy policy)
{
    static const char* const names[] = {"accept", "probe", "require"};
    return names[static_cast<int>(policy)];
}

} // namespace smptcp
} // namespace ns3
