/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "merge.h"

#include <algorithm>
#include <unordered_map>

namespace smptcp_explain
{

namespace
{

/// What two sightings of one packet share
std::string
Identity(const Packet& packet)
{
    std::string identity = packet.source.ToText() + ">" + packet.destination.ToText() + "#" +
                           std::to_string(packet.ipId) + ":";
    identity.append(packet.octets.begin(), packet.octets.end());
    return identity;
}

} // namespace

std::vector<Packet>
Merge(std::vector<std::vector<Packet>> captures)
{
    if (captures.size() == 1)
    {
        return std::move(captures.front());
    }
    std::vector<Packet> merged;
    std::unordered_map<std::string, std::vector<std::size_t>> places; // of each identity, in order of sighting
    for (auto& capture : captures)
    {
        // A packet may cross the wire twice: its second sighting here is the second one of the others.
        std::unordered_map<std::string, std::size_t> sightings;
        for (auto& packet : capture)
        {
            std::string identity = Identity(packet);
            auto& known = places[identity];
            std::size_t sighting = sightings[identity]++;
            if (sighting < known.size())
            {
                Packet& first = merged[known[sighting]];
                first.timeNs = std::min(first.timeNs, packet.timeNs);
                continue;
            }
            known.push_back(merged.size());
            merged.push_back(std::move(packet));
        }
    }
    std::stable_sort(merged.begin(), merged.end(), [](const Packet& a, const Packet& b) {
        return a.timeNs < b.timeNs;
    });
    for (std::size_t i = 0; i < merged.size(); ++i)
    {
        merged[i].number = static_cast<unsigned>(i + 1);
    }
    return merged;
}

} // namespace smptcp_explain
