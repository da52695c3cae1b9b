/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_SPACE_ROOM_H
#define SMPTCP_OPTION_SPACE_ROOM_H

#include "ns3/smptcp-option-planner.h"

#include <string>
#include <vector>

namespace smptcp_option_space
{

/// Something that asks for room: a DSS, or another option
struct Element
{
    std::string name;                        //!< As the table calls it
    std::optional<ns3::smptcp::Dss> dss{};  //!< When it is a DSS
    ns3::smptcp::OptionBytes octets{};       //!< When it is something else

    /// \return its octets
    std::size_t Size() const
    {
        return dss ? dss->Size() : octets.Size();
    }
};

/// What the planner made of it
struct Verdict
{
    bool fits{false};          //!< Everything asked for is there
    std::size_t needed{0};     //!< Octets of everything asked for, there or not
    std::size_t sackBlocks{0}; //!< SACK blocks that go in beside it
    std::string kept;          //!< Which of the options of a SYN are there, by name
    std::size_t octets{0};     //!< Octets of the options that are there
};

/// An option that stock TCP puts into a SYN, or timestamps
struct StockOption
{
    const char* name;            //!< As the table calls it
    std::vector<uint8_t> octets; //!< The option
};

/**
 * Ask the planner.
 * \param stock options of stock TCP
 * \param elements what else is wished: at most one DSS, the others in their order
 * \param mac octets of the MAC option, 0 for none
 */
Verdict Ask(const std::vector<StockOption>& stock, const std::vector<Element>& elements, std::size_t mac);

} // namespace smptcp_option_space

#endif // SMPTCP_OPTION_SPACE_ROOM_H
