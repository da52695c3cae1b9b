/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "room.h"

namespace smptcp_option_space
{

using namespace ns3::smptcp;

namespace
{

constexpr std::size_t SACK_BLOCK_OCTETS = 8;
constexpr std::size_t MOST_SACK_BLOCKS = 4;

/// \return octets of the options in \p area, padding not counted
std::size_t
OptionOctets(const OptionBytes& area)
{
    std::size_t octets = 0;
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        octets += option->length;
    }
    return octets;
}

/// \return octets of the option of \p kind in \p area
std::size_t
LengthOf(const OptionBytes& area, uint8_t kind)
{
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        if (option->kind == kind)
        {
            return option->length;
        }
    }
    return 0;
}

/// Add to \p area the longest SACK option it can hold; whatever it has, ns-3 offers as many blocks as that.
void
OfferSack(OptionBytes& area)
{
    for (std::size_t blocks = MOST_SACK_BLOCKS; blocks > 0; --blocks)
    {
        std::vector<uint8_t> sack(2 + blocks * SACK_BLOCK_OCTETS);
        sack[0] = KIND_SACK;
        sack[1] = static_cast<uint8_t>(sack.size());
        if (area.Append(sack.data(), sack.size()))
        {
            return;
        }
    }
}

} // namespace

Verdict
Ask(const std::vector<StockOption>& stock, const std::vector<Element>& elements, std::size_t mac)
{
    OptionWishes wishes;
    for (const auto& option : stock)
    {
        wishes.base.Append(option.octets.data(), option.octets.size());
    }
    for (const auto& element : elements)
    {
        wishes.dss = element.dss ? element.dss : wishes.dss;
        wishes.control.Append(element.octets.Data(), element.octets.Size());
    }
    wishes.mac = mac > 0;
    wishes.tagOctets = mac > 0 ? mac - 2 : 0;
    PlannedOptions plan = PlanOptions(wishes);

    Verdict verdict;
    verdict.octets = OptionOctets(plan.bytes);
    verdict.needed = verdict.octets;
    verdict.needed += wishes.dss && !plan.dss ? wishes.dss->Size() : 0;
    verdict.needed += plan.control ? 0 : wishes.control.Size();
    for (const auto& option : stock)
    {
        bool there = LengthOf(plan.bytes, option.octets[0]) > 0;
        verdict.needed += there ? 0 : option.octets.size();
        verdict.kept += there ? (verdict.kept.empty() ? "" : "+") + std::string(option.name) : "";
    }
    verdict.fits = verdict.needed == verdict.octets;
    if (verdict.fits)
    {
        OfferSack(wishes.base);
        std::size_t sack = LengthOf(PlanOptions(wishes).bytes, KIND_SACK);
        verdict.sackBlocks = sack / SACK_BLOCK_OCTETS;
    }
    return verdict;
}

} // namespace smptcp_option_space
