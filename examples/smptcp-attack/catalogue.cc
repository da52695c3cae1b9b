/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "attacks.h"

#include <algorithm>

namespace smptcp_example
{

const std::vector<AttackEntry>&
Catalogue()
{
    static const std::vector<AttackEntry> catalogue = [] {
        std::vector<AttackEntry> entries;
        AddRandom(entries);
        AddObservation(entries);
        AddTakeovers(entries);
        AddJoins(entries);
        AddAddresses(entries);
        AddControl(entries);
        AddFloods(entries);
        AddResets(entries);
        AddInsertions(entries);
        AddForgeries(entries);
        AddDrops(entries);
        AddReuses(entries);
        AddReplays(entries);
        AddKeyExchange(entries);
        AddStripping(entries);
        AddInference(entries);
        AddHandshakeInjection(entries);
        AddHandshakeAbuse(entries);
        AddEndpoints(entries);
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        return entries;
    }();
    return catalogue;
}

} // namespace smptcp_example
